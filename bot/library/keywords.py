"""Search by words: BM25 over the terms of each passage, through SQLite's FTS5."""

import sqlite3
from collections.abc import Sequence

# Passages that a search may score. Scoring costs about a microsecond each, so that a word that is in every fifth passage
# of a large library would take longer than all the rest of the search, and says next to nothing. To count where a term is
# takes a twenty-fifth of that. Of 100,000 passages, the 50 best of all are found to .94 with 10,000 (11 ms), .90 with 6,000
# (8 ms), .83 with 3,000 (5 ms), and all of them with 30,000 (19 ms): `python -m bench.library words`.
_MOST_SCORED = 10_000
# Up to this many passages the whole index is put in order at once when something is purged; above, a part each time.
_SMALL = 20_000


def search(
    connection: sqlite3.Connection, terms: Sequence[str], k: int, article_id: str | None
) -> list[tuple[int, float]]:
    """Return up to `k` (passage id, BM25 score) pairs for passages with any of `terms`; higher is better.

    In a large library only passages with one of the rarest terms are found; the others raise their scores. The rarest term
    of all always counts, though only in the newest thousands of passages with it.
    """
    quoted = ['"' + term.replace('"', '""') + '"' for term in dict.fromkeys(terms)]
    if not quoted:
        return []
    if article_id is not None:
        rows = connection.execute(
            "SELECT rowid, -bm25(keyword) AS score FROM keyword WHERE keyword MATCH ?"
            " AND rowid IN (SELECT id FROM passage WHERE article_id = ?) ORDER BY rank LIMIT ?",
            (" OR ".join(quoted), article_id, k),
        )
    else:
        # A term that is in more passages than may be scored counts in the newest of them.
        rows = connection.execute(
            "SELECT rowid, score FROM (SELECT rowid, -bm25(keyword) AS score FROM keyword WHERE keyword MATCH ?"
            " ORDER BY rowid DESC LIMIT ?) ORDER BY score DESC, rowid LIMIT ?",
            (_affordable(connection, quoted), _MOST_SCORED, k),
        )
    return [(row["rowid"], row["score"]) for row in rows]


def purge(connection: sqlite3.Connection) -> None:
    """Sweep the words of removed passages out of the index: all at once where it is small, else a part of them."""
    (count,) = connection.execute("SELECT count(*) FROM passage").fetchone()
    if count <= _SMALL:
        connection.execute("INSERT INTO keyword (keyword) VALUES ('optimize')")
    else:
        connection.execute("INSERT INTO keyword (keyword, rank) VALUES ('merge', -1000)")


def _affordable(connection: sqlite3.Connection, quoted: list[str]) -> str:
    """Return the query for passages with any of the rarest terms that together are in not too many, scored by all terms."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM passage").fetchone()
    if last <= _MOST_SCORED:
        return " OR ".join(quoted)
    counts = []
    for term in quoted:
        (count,) = connection.execute(
            "SELECT count(*) FROM (SELECT rowid FROM keyword WHERE keyword MATCH ? LIMIT ?)", (term, _MOST_SCORED)
        ).fetchone()
        counts.append((count, term))
    chosen: list[str] = []
    total = 0
    for count, term in sorted(counts):
        total += count
        if chosen and total > _MOST_SCORED:
            break
        chosen.append(term)
    rare = " OR ".join(chosen)
    return rare if len(chosen) == len(quoted) else f"({rare}) AND ({' OR '.join(quoted)})"
