"""A scope as SQL and as ids of passages: the search itself looks at nothing else, so that what is near is not lost to others."""

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bot.articles import tag_key
from bot.articles.article import host_of, site_key
from bot.bilingual import Language
from bot.library.scope import EVERYTHING, Scope

if TYPE_CHECKING:  # faiss, which few who open the tables need
    from bot.library.store.faiss_index import Coverage, Ids

# Scopes whose passages are remembered: a conversation stays in one, and reading a hundred thousand ids takes 40 milliseconds.
_REMEMBERED = 8
# Articles whose twin, with the same content, has what is looked for are found as well.
_OWN_OR_TWINS = "(id IN ({0}) OR content_hash IN (SELECT content_hash FROM twin WHERE id IN ({0})))"


def condition(scope: Scope) -> tuple[str, list[object]]:
    """Return an SQL condition on rows of `article` and its values; it holds for every row where the scope is everything."""
    parts: list[str] = ["1"]
    values: list[object] = []

    def add(part: str, *said: object) -> None:
        parts.append(part)
        values.extend(said)

    if scope.articles:
        chosen = json.dumps(scope.articles)
        add(_OWN_OR_TWINS.format("SELECT value FROM json_each(?)"), chosen, chosen)
    for tag in scope.tags:
        add(_OWN_OR_TWINS.format("SELECT owner FROM tag WHERE key = ?"), tag_key(tag), tag_key(tag))
    if scope.since:
        add("published >= ?", scope.since.isoformat())
    if scope.until:
        add("published <= ?", scope.until.isoformat())
    if scope.language:
        add("language = ?", scope.language)
    if scope.source:
        add("from_source(source, url, ?)", scope.source)
    return " AND ".join(parts), values


class ScopedPassages:
    """The ids of the passages in scopes, remembered for the state of the library that they were read in. Safe with threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._known: OrderedDict[tuple[Coverage, Scope, Language | None], Ids] = OrderedDict()

    def find(
        self, connection: sqlite3.Connection, covers: "Coverage", scope: Scope, language: Language | None = None
    ) -> "Ids | None":
        """Return the ids of the passages in a scope, of one language where one is named, ascending; None for all there are."""
        if scope == EVERYTHING:
            return None
        key = (covers, scope, language)
        with self._guard:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        ids = _read(connection, scope, language)
        with self._guard:
            self._known[key] = ids
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return ids


def has_articles(connection: sqlite3.Connection, scope: Scope) -> bool:
    """Return whether any article is in a scope."""
    where, values = condition(scope)
    return connection.execute(f"SELECT 1 FROM article WHERE {where} LIMIT 1", values).fetchone() is not None


def is_one_article(connection: sqlite3.Connection, scope: Scope) -> bool:
    """Return whether a scope is one article alone."""
    where, values = condition(scope)
    return len(connection.execute(f"SELECT 1 FROM article WHERE {where} LIMIT 2", values).fetchall()) == 1


def from_source(source: str, url: str, wanted: str) -> bool:
    """Return whether an article comes from a site, or lies in a file or folder of `corpus/`; SQLite calls it `from_source`."""
    if source == wanted or source.startswith(wanted.rstrip("/") + "/"):
        return True
    host, site = site_key(host_of(url)), site_key(wanted)
    return host == site or host.endswith(f".{site}")


def put_tags(connection: sqlite3.Connection, owner: str, tags: Sequence[str]) -> None:
    """Give an article, or a twin, these tags in place of those that it has."""
    connection.execute("DELETE FROM tag WHERE owner = ?", (owner,))
    connection.executemany("INSERT INTO tag VALUES (?, ?, ?)", [(owner, tag_key(tag), tag) for tag in tags])


def _read(connection: sqlite3.Connection, scope: Scope, language: Language | None) -> "Ids":
    where, values = condition(scope)
    only = "" if language is None else " AND language = ?"
    rows = connection.execute(
        f"SELECT id FROM passage WHERE article_id IN (SELECT id FROM article WHERE {where}){only} ORDER BY id",
        [*values, *([] if language is None else [language])],
    )
    return np.fromiter((row[0] for row in rows), dtype=np.int64)
