"""Which articles a question is put to: all of them, or those that every part of a scope holds for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from bot.articles import clean_tags
from bot.bilingual import Language
from bot.library.collection_errors import ScopeInvalid
from bot.text.language import normalize

_FIELDS = ("articles", "tags", "since", "until", "language", "source")
_MOST_ARTICLES = 10_000


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles that are searched; a part that is empty narrows nothing, and several parts hold all at once.

    `articles` are ids, `tags` the tags that an article must have, every one of them. `since` and `until` are days of publication,
    both inclusive: an article without a day is in no range. `source` is a site (`example.org`, with what stands before it, such
    as `www.`) or a file or folder of `corpus/`.
    """

    articles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    language: Language | None = None
    source: str = ""

    @classmethod
    def of_article(cls, article_id: str) -> "Scope":
        """Return the scope of one article alone."""
        return cls(articles=(article_id,))

    @classmethod
    def from_json(cls, fields: object) -> "Scope":
        """Return what a page, a script or a saved conversation says as a scope; None stands for everything.

        Raises ScopeInvalid for a field that there is not, or a value that cannot be.
        """
        if fields is None:
            return EVERYTHING
        if not isinstance(fields, Mapping) or not fields.keys() <= set(_FIELDS):
            raise ScopeInvalid(field="scope", value=str(fields)[:80], expected=", ".join(_FIELDS))
        language = fields.get("language") or None
        if language is not None and language not in get_args(Language):
            raise ScopeInvalid(field="language", value=str(language)[:80], expected="ko / en")
        scope = cls(
            articles=_texts(fields, "articles"),
            tags=clean_tags(_texts(fields, "tags")),
            since=_day(fields, "since"),
            until=_day(fields, "until"),
            language=language,
            source=_text("source", fields.get("source") or ""),
        )
        if scope.since and scope.until and scope.since > scope.until:
            raise ScopeInvalid(field="since", value=scope.since, expected=f"≤ {scope.until}")
        return scope

    def to_json(self) -> dict[str, Any] | None:
        """Return the parts that narrow, None where none does: what `from_json` reads."""
        parts = {name: getattr(self, name) for name in _FIELDS}
        said = {name: _plain(value) for name, value in parts.items() if value}
        return said or None

    def narrowed_to(self, article_id: str) -> "Scope":
        """Return what this scope has of one article: that article, where it is in it."""
        return replace(self, articles=(article_id,))

    def __str__(self) -> str:
        """The parts in words that are the same in both languages."""
        days = f"{self.since or ''} – {self.until or ''}" if self.since or self.until else ""
        named = (*self.articles, *(f"#{tag}" for tag in self.tags), days.strip(), self.language, self.source)
        return " · ".join(filter(None, named))[:200]


EVERYTHING = Scope()


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def _text(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise ScopeInvalid(field=field, value=str(value)[:80], expected='"..."')
    return normalize(value).strip()


def _texts(fields: Mapping[str, object], field: str) -> tuple[str, ...]:
    values = fields.get(field) or ()
    if not isinstance(values, list | tuple) or len(values) > _MOST_ARTICLES:
        raise ScopeInvalid(field=field, value=str(values)[:80], expected='["..."]')
    return tuple(dict.fromkeys(_text(field, value) for value in values))


def _day(fields: Mapping[str, object], field: str) -> date | None:
    value = _text(field, fields.get(field) or "")
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ScopeInvalid(field=field, value=value[:80], expected="2026-01-26") from error
