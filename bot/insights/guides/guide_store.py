"""Guides on disk, in `index/explanations.sqlite`: derived from the articles, so that deleting it costs time alone."""

import json
from collections.abc import Sequence
from pathlib import Path

from bot.insights.derived_database import DerivedDatabase
from bot.insights.guides.guide import GUIDE_RULES, Guide

FILE = "explanations.sqlite"
_COLUMNS = "article_id TEXT PRIMARY KEY, told TEXT NOT NULL"


class GuideStore:
    """The explanations of one home, one for each article. Safe to use from several threads and processes.

    Every method raises LibraryError where the file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._database = DerivedDatabase(folder / FILE, "explanation", _COLUMNS, GUIDE_RULES)

    def find(self, article_id: str) -> Guide | None:
        """Return what is kept for an article, of whichever version; None where nothing is, or other rules made it."""
        rows = self._database.read("SELECT told FROM explanation WHERE article_id = ?", (article_id,))
        try:
            return Guide.from_json(json.loads(rows[0][0])) if rows else None
        except ValueError:  # damaged, or of a program that kept something else: it is made again
            return None

    def put(self, explanation: Guide) -> None:
        """Keep an explanation in place of the one that its article had."""
        self._database.put(explanation.article_id, json.dumps(explanation.to_json(), ensure_ascii=False))

    def forget(self, article_ids: Sequence[str]) -> None:
        """Remove every trace of these articles' explanations."""
        self._database.forget(article_ids)

    def article_ids(self) -> set[str]:
        """Return the articles for which something is kept."""
        return {row[0] for row in self._database.read("SELECT article_id FROM explanation")}
