"""Search by words: BM25 over the terms of each passage, through SQLite's FTS5."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from bot.library.store.faiss_index import Ids

# Up to this many passages BM25 scores every one with any of the terms. Scoring costs about a microsecond each, and before it
# BM25 counts every passage of every term: in larger libraries that takes longer than all the rest of the search.
_SCORED_MOST = 10_000
# In larger ones the rarest terms, which together are in at most so many passages, or in a hundredth of all where that is more,
# say which passages may be found. `python -m bench.library words` shows what more and fewer cost and find.
_LISTED_MOST = 5_000
_LISTED_SHARE = 100
# So many times as many passages as are wanted are scored by BM25: the best by the weights of the terms in them alone. Without
# it nDCG@10 of the search by words falls by 2 to 5 points on real questions, with it by none.
_SCORED = 4
# Terms that count in a large library, the rarest. Hardly a question has as many; SQLite joins at most 500 queries.
_TERMS_MOST = 64
# Up to this many passages the whole index is put in order at once when something is purged; above, a part each time.
_SMALL = 20_000


@dataclass(frozen=True, slots=True, order=True)
class _Term:
    """A term of the question, in how many passages it is, and where the newest thousands of them begin."""

    count: int
    quoted: str
    begin: int

    @classmethod
    def counted(cls, connection: sqlite3.Connection, quoted: str, last: int, most: int) -> "_Term":
        """Count a term in up to `most` passages; how many more there are is reckoned from how dense those lie."""
        count, first = connection.execute(
            "SELECT count(*), coalesce(min(rowid), 0)"
            " FROM (SELECT rowid FROM keyword WHERE keyword MATCH ? ORDER BY rowid DESC LIMIT ?)",
            (quoted, most),
        ).fetchone()
        if count < most:
            return cls(count, quoted, 0)
        return cls(max(count, round(count * last / (last - first + 1))), quoted, first)

    def weight(self, last: int) -> float:
        """Return BM25's weight of the term among `last` passages, which is also its score in a passage of mean length."""
        return max(log((last - self.count + 0.5) / (self.count + 0.5)) if self.count < last else 0.0, 1e-6)


def search(connection: sqlite3.Connection, terms: Sequence[str], k: int, within: Ids | None) -> list[tuple[int, float]]:
    """Return up to `k` (passage id, BM25 score) pairs for passages with any of `terms`; higher is better.

    With `within`, ascending ids, every one of those passages is looked at and no other; how rare a term is, is still told from
    all. In a large library, without it, only passages with one of the rarest terms are found; the others raise their scores
    by their weights.
    The rarest term of all always counts, though only in the newest thousands of passages with it.
    """
    quoted = ['"' + term.replace('"', '""') + '"' for term in dict.fromkeys(terms)]
    if not quoted:
        return []
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM passage").fetchone()
    if within is None and last > _SCORED_MOST:
        return _search_large(connection, quoted, k, last)
    any_term = " OR ".join(quoted)
    if within is not None:
        return _best(_score(connection, any_term, within.tolist()), k)
    rows = connection.execute(
        "SELECT rowid, -bm25(keyword) AS score FROM keyword WHERE keyword MATCH ? ORDER BY score DESC, rowid LIMIT ?",
        (any_term, k),
    )
    return [(row["rowid"], row["score"]) for row in rows]


def purge(connection: sqlite3.Connection) -> None:
    """Sweep the words of removed passages out of the index: all at once where it is small, else a part of them."""
    (count,) = connection.execute("SELECT count(*) FROM passage").fetchone()
    if count <= _SMALL:
        connection.execute("INSERT INTO keyword (keyword) VALUES ('optimize')")
    else:
        connection.execute("INSERT INTO keyword (keyword, rank) VALUES ('merge', -1000)")


def _search_large(connection: sqlite3.Connection, quoted: Sequence[str], k: int, last: int) -> list[tuple[int, float]]:
    """Find the passages whose terms weigh most, and score them by BM25 of the rare terms and the weights of the common."""
    most = max(_LISTED_MOST, last // _LISTED_SHARE)
    counted = [_Term.counted(connection, term, last, most) for term in quoted]
    terms = sorted(term for term in counted if term.count)[:_TERMS_MOST]
    if not terms:
        return []
    rare = _rare(terms, most)
    any_rare, begin = " OR ".join(term.quoted for term in rare), rare[0].begin
    listed: list[str | float] = []
    for term in terms[: len(rare)]:
        listed += [term.weight(last), 0.0, term.quoted, begin]
    for term in terms[len(rare) :]:
        listed += [term.weight(last), term.weight(last), f"({any_rare}) AND {term.quoted}", begin]
    one = "SELECT rowid AS id, ? AS weight, ? AS common FROM keyword WHERE keyword MATCH ? AND rowid >= ?"
    rows = connection.execute(
        f"SELECT id, sum(common) AS common FROM ({' UNION ALL '.join([one] * len(terms))})"
        " GROUP BY id ORDER BY sum(weight) DESC, id LIMIT ?",
        (*listed, _SCORED * k),
    )
    by_common = {row["id"]: row["common"] for row in rows}
    scores = _score(connection, any_rare, list(by_common))
    return _best([(i, score + by_common[i]) for i, score in scores], k)


def _score(connection: sqlite3.Connection, query: str, ids: Sequence[int]) -> list[tuple[int, float]]:
    """Return the BM25 scores of those of the passages that match, in no order."""
    if not ids:
        return []
    # The plus keeps SQLite from asking FTS5 for each passage by itself, for which BM25 counts all passages of every term
    # anew: a thousand passages among 100,000 then take 400 milliseconds instead of one.
    rows = connection.execute(
        "SELECT rowid, -bm25(keyword) AS score FROM keyword WHERE keyword MATCH ? AND rowid BETWEEN ? AND ?"
        " AND +rowid IN (SELECT value FROM json_each(?))",
        (query, min(ids), max(ids), json.dumps(list(ids))),
    )
    return [(row["rowid"], row["score"]) for row in rows]


def _best(scores: Sequence[tuple[int, float]], k: int) -> list[tuple[int, float]]:
    return sorted(scores, key=lambda pair: (-pair[1], pair[0]))[:k]


def _rare(terms: Sequence[_Term], most: int) -> Sequence[_Term]:
    """Return the first of the terms, which come rarest first, that together are in up to `most` passages: at least one."""
    total = 0
    for n, term in enumerate(terms):
        total += term.count
        if n and total > most:
            return terms[:n]
    return terms
