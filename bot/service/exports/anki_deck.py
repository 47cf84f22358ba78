"""Cards for Anki: the terms of articles, and the questions that their own sentences answer.

The back of every card is the article's sentence, word for word. A card that is exported again takes the place of the one
before: its id is made of the article, the kind and the words.
"""

import hashlib
import io
import itertools
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bot.insights.guides import Guide
from bot.library.store.stored_article import ArticleText
from bot.service.exports.document import Document, file_name

# Chosen once: Anki knows our cards by it.
_MODEL = 1_764_301_337
_FRONT = '<div class="front">{{Front}}</div>'
_BACK = '{{FrontSide}}<hr id="answer"><blockquote>{{Back}}</blockquote><p class="source">{{Source}}</p>'
_STYLE = (
    ".card { font-family: sans-serif; font-size: 20px; text-align: center; } .source { color: gray; font-size: 14px; }"
)


@dataclass(frozen=True, slots=True)
class CardSource:
    """An article, what is known of it, and its tags."""

    article: ArticleText
    guide: Guide
    tags: Sequence[str] = ()


def export_anki(sources: Iterable[CardSource], name: str, moment: float) -> Document | None:
    """Return a package with a card for each term and each question of the articles; None where they have none.

    `moment` is in seconds since 1970: Anki counts what is made from it.
    """
    import genanki

    model = genanki.Model(
        _MODEL,
        "Haeseol",
        fields=[{"name": "Front"}, {"name": "Back"}, {"name": "Source"}],
        templates=[{"name": "Card", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    deck = genanki.Deck(int(hashlib.sha256(name.encode()).hexdigest()[:8], 16), name)
    for source in sources:
        for kind, front, back in _cards(source.article, source.guide):
            fields = [_html(front), _html(back), _html(_facts(source.article))]
            guid = genanki.guid_for(source.article.id, kind, front)
            deck.add_note(genanki.Note(model, fields, guid=guid, tags=[_tag(tag) for tag in ("haeseol", *source.tags)]))
    if not deck.notes:
        return None
    return Document(file_name(name, ".apkg"), "application/octet-stream", _package(genanki.Package(deck), moment))


def _cards(article: ArticleText, guide: Guide) -> Iterable[tuple[str, str, str]]:
    for item in guide.terms:
        words = f"{item.label} ({item.other})" if item.other else item.label
        if item.label:
            yield "term", words, article.text[item.source.start : item.source.end]
    for asked in guide.questions:
        for question in asked.questions:
            yield "question", question.text, article.text[question.source.start : question.source.end]


def _package(package: object, moment: float) -> bytes:
    """Return the package's bytes. genanki's own way leaves its database behind in the system's temporary folder."""
    out = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="haeseol-") as folder:
        path = Path(folder) / "collection.anki2"
        with closing(sqlite3.connect(path)) as database:
            package.write_to_db(database.cursor(), moment, itertools.count(int(moment * 1_000)))  # type: ignore[attr-defined]
            database.commit()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "collection.anki2")
            archive.writestr("media", "{}")
    return out.getvalue()


def _facts(article: ArticleText) -> str:
    return " · ".join(filter(None, (article.title, article.today.isoformat() if article.today else "", article.url)))


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _tag(name: str) -> str:
    return re.sub(r"\s+", "_", name)
