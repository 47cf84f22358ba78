"""The words of terms, cut and stemmed as SQLite's full text search does it: both libraries find by the same words.

A small Milvus server has no stems and no Korean analyzer; with words that are ready, its standard one is enough.
"""

import sqlite3
import threading
from collections.abc import Sequence

# Words in bytes of UTF-8: what the field takes, with room. Passages have a thousandth of it.
_MOST_BYTES = 60_000
# Between the parts of one term, such as "3.5" or "co-op", which is looked for as a whole: a letter of no language of ours.
_JOINT = "\u01c0"


class WordCutter:
    """Cuts terms into words. Safe with threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._database.execute("CREATE VIRTUAL TABLE cut USING fts5 (term, tokenize = 'porter unicode61')")
        self._database.execute("CREATE VIRTUAL TABLE part USING fts5vocab (cut, instance)")

    def close(self) -> None:
        """Let the cutter go."""
        self._database.close()

    def stored(self, terms: str) -> str:
        """Return the words that a passage is found by: each part of its terms, which have blanks between, and each as a whole."""
        words = [
            word for parts in self._cut(terms.split()) for word in ([*parts, _joined(parts)] if parts[1:] else parts)
        ]
        return " ".join(words).encode("utf-8")[:_MOST_BYTES].decode("utf-8", "ignore")

    def asked(self, terms: Sequence[str]) -> str:
        """Return the words to look for, one for each of the terms that has any letter; "" for none."""
        return " ".join(dict.fromkeys(_joined(parts) for parts in self._cut(list(dict.fromkeys(terms)))))

    def _cut(self, terms: Sequence[str]) -> list[list[str]]:
        with self._guard:
            self._database.execute("DELETE FROM cut")
            self._database.executemany("INSERT INTO cut (rowid, term) VALUES (?, ?)", enumerate(terms))
            rows = self._database.execute("SELECT doc, term FROM part ORDER BY doc, offset").fetchall()
        found: dict[int, list[str]] = {}
        for number, part in rows:
            found.setdefault(number, []).append(part)
        return list(found.values())


def _joined(parts: Sequence[str]) -> str:
    return _JOINT.join(parts)
