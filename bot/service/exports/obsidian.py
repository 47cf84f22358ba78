"""Notes for Obsidian and other programs that read Markdown: front matter, and a block id for each paragraph that is quoted.

An article's note has its paragraphs with the ids `^p1`, `^p2`, ...; a conversation's note points from each citation to the
paragraph of the article's note, and has the quote itself, so that it can be read alone.
"""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count

from bot.bilingual import Bilingual, Language
from bot.library.store.stored_article import ArticleText
from bot.service.conversations.turns import Conversation, Json, Turn
from bot.service.exports.document import Document, file_name

_PARAGRAPH = re.compile(r"[^\n](?:.|\n(?!\s*\n))*")
# What Obsidian would read as its own: links, embeds, tags, comments and block ids.
_OURS = re.compile(r"(\[\[|\]\]|%%|(?<!\w)#(?=\w)|\^(?=[A-Za-z0-9-]+\s*$))", re.MULTILINE)
_ASKED = Bilingual(ko="질문", en="Question")


def article_note(article: ArticleText, tags: Sequence[str]) -> Document:
    """Return an article as a note, every paragraph with a block id."""
    head = _front_matter(
        title=article.title,
        date=article.today,
        author=article.author,
        source=article.url or article.source,
        language=article.language,
        tags=[_tag(tag) for tag in tags],
        haeseol_id=article.id,
        haeseol_version=article.version,
    )
    blocks = [f"{_plain(words)} ^p{n}" for n, (_, words) in enumerate(paragraphs(article.text), start=1)]
    text = "\n\n".join([f"{head}\n# {_line(article.title)}", *blocks])
    return Document(file_name(article.title, ".md"), "text/markdown", f"{text}\n".encode())


def conversation_note(conversation: Conversation, language: Language, articles: dict[str, ArticleText]) -> Document:
    """Return a conversation as a note; `articles` are those that it cites, by id, as far as they are there.

    A citation points to its paragraph in the note of the article, and to its quote under the answer.
    """
    head = _front_matter(title=conversation.title, created=conversation.created_at[:10], tags=["haeseol"])
    numbers = count(1)
    parts = [f"{head}\n# {_line(conversation.title)}"]
    for turn in conversation.turns:
        parts += [f"## {_ASKED.in_(language)}: {_line(turn.question)}", *_turn(turn, numbers, articles)]
    return Document(file_name(conversation.title, ".md"), "text/markdown", ("\n\n".join(parts) + "\n").encode())


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield where each paragraph of an article begins, and its words, in order: as the notes number them."""
    for match in _PARAGRAPH.finditer(text):
        yield match.start(), match.group().rstrip()


def _turn(turn: Turn, numbers: Iterator[int], articles: dict[str, ArticleText]) -> Iterator[str]:
    cited = {citation["n"]: citation for citation in (turn.answer or {}).get("citations", ())}
    used = {n: next(numbers) for n in sorted({n for each in turn.sentences for n in each["citations"] if n in cited})}
    said = []
    for sentence in turn.sentences:
        links = "".join(f" [[#^q{used[n]}|{used[n]}]]" for n in sentence["citations"] if n in used)
        said.append(f"{_plain(sentence['text'])}{links}")
    yield " ".join(said) or _plain(turn.said)
    for n, number in used.items():
        quote = "\n".join(f"> {line}" for line in _plain(cited[n]["quote"]).split("\n"))
        yield f"{quote}\n> — {_place(cited[n], articles)} ^q{number}"


def _place(citation: Json, articles: dict[str, ArticleText]) -> str:
    """Return a link to the paragraph of the article's note; its title alone where the article has changed since or is gone."""
    article = articles.get(citation["article_id"])
    if article is None or article.version != citation["version"]:
        return _line(citation["title"])
    at = citation["start"] + max(citation["text"].find(citation["quote"]), 0)
    n = sum(start <= at for start, _ in paragraphs(article.text))
    return f"[[{file_name(article.title, '')}#^p{n}|{_line(article.title).replace('|', '¦')}]]"


def _front_matter(**fields: object) -> str:
    """Return YAML; every text is in JSON's quotes, which YAML reads as they are."""
    lines = []
    for name, value in fields.items():
        if value or value == 0:
            lines.append(
                f"{name}: {value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)}"
            )
    return "\n".join(["---", *lines, "---", ""])


def _tag(name: str) -> str:
    """Return a tag as Obsidian takes it: no spaces, not digits alone."""
    word = re.sub(r"[^\w/-]+", "-", name).strip("-")
    return f"_{word}" if word.isdecimal() else word


def _plain(text: str) -> str:
    return _OURS.sub(lambda found: "\\" + "\\".join(found[0]), text)


def _line(text: str) -> str:
    return _plain(" ".join(text.split()))
