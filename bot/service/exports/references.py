"""Articles as references: BibTeX for LaTeX, CSL-JSON for Zotero, Pandoc and word processors."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bot.articles.article import host_of
from bot.library.store.stored_article import ArticleText
from bot.service.exports.document import Document

_LATEX: Mapping[str, str] = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "{}&%$#_"},
}
_LANGUAGES = {"ko": "korean", "en": "english"}


def export_bibtex(articles: Iterable[ArticleText], accessed: date) -> Document:
    """Return an entry for each article, in order. Only a day on which it was published counts as its date."""
    entries = [_bibtex(key, article, accessed) for key, article in _keyed(articles)]
    return Document("haeseol.bib", "application/x-bibtex", "\n".join(entries).encode())


def export_csl(articles: Iterable[ArticleText], accessed: date) -> Document:
    """Return the articles in CSL-JSON, in order."""
    items = [_csl(key, article, accessed) for key, article in _keyed(articles)]
    text = json.dumps(items, ensure_ascii=False, indent=1) + "\n"
    return Document("haeseol.csl.json", "application/vnd.citationstyles.csl+json", text.encode())


def _keyed(articles: Iterable[ArticleText]) -> Iterable[tuple[str, ArticleText]]:
    """Yield each article with a key of ASCII letters that no other has: site or author, year, first word of the title.

    Where that is too little, or several would share it, a mark made of the article's id follows: whatever else is exported
    beside it or comes later, a key never stands for another article.
    """
    keyed = [(_stem(article), article) for article in articles]
    shared = Counter(stem for stem, _ in keyed)
    for stem, article in keyed:
        is_clear = stem[-1:].isalpha() and shared[stem] == 1
        mark = hashlib.sha256(article.id.encode()).hexdigest()[:6]
        yield stem if is_clear else f"{stem or 'article'}-{mark}", article


def _stem(article: ArticleText) -> str:
    host = host_of(article.url).removeprefix("www.").split(".")[0]
    year = str(article.today.year) if article.today else ""
    word = next((word for word in re.findall(r"[A-Za-z]{3,}", _ascii(article.title))), "")
    return re.sub(r"\W", "", f"{_ascii(host or article.author.split(' ')[-1])}{year}{word.lower()}")


def _bibtex(key: str, article: ArticleText, accessed: date) -> str:
    day = article.today
    fields = {
        "title": f"{{{_latex(article.title)}}}",
        "author": f"{{{_latex(article.author)}}}" if article.author else "",
        "year": str(day.year) if day else "",
        "month": str(day.month) if day else "",
        "day": str(day.day) if day else "",
        "date": day.isoformat() if day else "",
        "url": article.url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
        "urldate": accessed.isoformat() if article.url else "",
        "langid": _LANGUAGES[article.language],
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{'online' if article.url else 'misc'}{{{key},", *lines, "}", ""])


def _csl(key: str, article: ArticleText, accessed: date) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": key,
        "type": "webpage" if article.url else "document",
        "title": article.title,
        "language": article.language,
    }
    if article.author:
        item["author"] = [{"literal": article.author}]
    if article.today:
        item["issued"] = {"date-parts": [_parts(article.today)]}
    if article.url:
        item |= {"URL": article.url, "accessed": {"date-parts": [_parts(accessed)]}}
    return item


def _parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]


def _latex(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in " ".join(text.split()))


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
