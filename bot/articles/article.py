"""An article, and what a reader of a file format finds before it is one."""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from bot.articles.article_errors import ArticleEmpty
from bot.articles.datelines import is_dateline
from bot.articles.limits import MAX_BYTES, refuse_large
from bot.articles.reading_warnings import ReadingWarning
from bot.bilingual import Language
from bot.text.language import detect_language, normalize

_MAX_TITLE = 200
_MADE_TITLE = 60
# Behind a letterhead in a table the text begins within so many characters.
_TITLE_WITHIN = 20_000
_MAX_ADDRESS = 1_500
# With a host, and without a user's name, by which an address can look like another host's.
_ADDRESS = re.compile(r"https?://[^\s/?#@\\<>\"]+(?:[/?#][^\s<>\"]*)?", re.IGNORECASE)
# A name has at most 253 letters, of which Hangul may be written in three signs each.
_MAX_HOST = 1_000
_LABEL_END = re.compile("[.。]")
_ROUGH_END = re.compile(r"(?<=\w[^\W\d])[.!?…。](?=\s)")


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `text` is normalized and without the lines about the article; `source` is the file that holds it.

    `author` and `url`, the web address where it was found, are empty where they are not known. `warnings` say what its reader
    wants known, and `tags` which collections it belongs to.
    """

    id: str
    source: str
    title: str
    text: str
    language: Language
    published: date | None
    author: str = ""
    url: str = ""
    warnings: tuple[ReadingWarning, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 in hexadecimal of the title, the day of publication and the text: what makes it another version."""
        published = self.published.isoformat() if self.published else None
        content = json.dumps([self.title, published, self.text], ensure_ascii=False)
        return hashlib.sha256(content.encode("utf-8")).hexdigest()


def host_of(url: str) -> str:
    """Return the host name in an article's `url`, in small letters; "" where there is none, or what its file says is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def site_key(host: str) -> str:
    """Return what stands for a site however its name is written: small letters, and those that an "xn--" of addresses means.

    What is no such name comes back in small letters.
    """
    if len(host) > _MAX_HOST:
        return host.lower()
    return ".".join(map(_spelled_out, _LABEL_END.split(unicodedata.normalize("NFKC", host).lower())))


def _spelled_out(label: str) -> str:
    """Return a part of a site's name in its own letters; one that means none is left as it is."""
    try:
        letters = label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else ""
    except UnicodeError:
        return label
    return label if letters.isascii() else letters


@dataclass(slots=True)
class Content:
    """What a reader of a file format found: the text, and what the file says about it.

    `text` has an empty line between paragraphs, and headings, lists and tables as in Markdown. `language` is what the file
    declares; the letters of the text come before it. `machine_read` are the pages, from 1, that were recognised in pictures,
    each with its lines.
    """

    text: str
    title: str = ""
    published: date | None = None
    author: str = ""
    language: Language | None = None
    url: str = ""
    warnings: tuple[ReadingWarning, ...] = ()
    machine_read: tuple[tuple[int, str], ...] = ()
    tags: tuple[str, ...] = ()


def article_from_text(
    text: str,
    *,
    id: str,
    source: str,
    title: str = "",
    published: date | None = None,
    language: Language | None = None,
    author: str = "",
    url: str = "",
    warnings: tuple[ReadingWarning, ...] = (),
    tags: tuple[str, ...] = (),
) -> Article:
    """Return `text` as an article; without a title it gets its first sentence, cut to about 60 characters.

    Nothing in `text` is taken for a line about the article. Raises ArticleEmpty, or ArticleTooLarge above 10 MB.
    """
    if len(text) > MAX_BYTES // 3:
        refuse_large(len(text.encode("utf-8", errors="replace")), source)
    clean = normalize(text).strip()
    if not any(character.isalnum() for character in clean):
        raise ArticleEmpty(source=source)
    return Article(
        id=id,
        source=source,
        title=one_line(title) or _title_from(clean),
        text=clean,
        language=language or detect_language(clean),
        published=published,
        author=one_line(author),
        url=url,
        warnings=warnings,
        tags=tags,
    )


def known_language(code: str) -> Language | None:
    """Return the language that a code such as ko, ko-KR or en_US names; None where it is another."""
    main = code.strip().lower().replace("_", "-").partition("-")[0]
    return "ko" if main in ("ko", "kor") else "en" if main in ("en", "eng") else None


def known_address(text: str) -> str:
    """Return a web address that a reader may follow, http or https; nothing where it is anything else."""
    address = text.strip()
    return address if len(address) <= _MAX_ADDRESS and _ADDRESS.fullmatch(address) else ""


def one_line(title: str) -> str:
    """Return a title or a name in one line of at most 200 characters."""
    clean = " ".join(normalize(title).split())
    return clean if len(clean) <= _MAX_TITLE else clean[:_MAX_TITLE].rstrip() + "…"


def _title_from(text: str) -> str:
    """Return the first sentence of the first line that is no row of a table and no dateline, or else of the first line."""
    lines = [line for line in text[:_TITLE_WITHIN].split("\n") if any(map(str.isalnum, line))]
    telling = (line for line in lines if not line.startswith("|") and not is_dateline(line))
    line = next(telling, lines[0] if lines else text.strip())
    letter = next(position for position, character in enumerate(line) if character.isalnum())
    line = line[max(0, letter - 20) :][:2_000].strip(" |").lstrip("#>*- ")
    # A rough end of the first sentence will do for a title; the exact one would load the morphological analyser, which
    # costs a run over an unchanged folder more than all the rest.
    end = _ROUGH_END.search(line)
    sentence = one_line(line[: end.end()] if end else line)
    if len(sentence) <= _MADE_TITLE:
        return sentence
    head = sentence[: _MADE_TITLE + 1]
    words = head.rsplit(" ", 1)[0] if " " in head[_MADE_TITLE // 2 :] else head[:_MADE_TITLE]
    return words.rstrip(" ,;:·") + "…"
