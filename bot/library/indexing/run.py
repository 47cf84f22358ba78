"""One run of the indexer: what it has come to so far, what waits, and how far it is."""

import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Literal

from bot.articles import Article, ReadingWarning
from bot.articles.article_errors import ArticleError
from bot.library.chunking import Passage
from bot.library.corpus.fingerprint import FileFingerprint
from bot.library.indexing.index_report import Failure, IndexReport
from bot.models.embeddings.encoder import PassageCode
from bot.progress import Progress, Report

Outcome = Literal["added", "changed", "unchanged"]


@dataclass(slots=True)
class Pace:
    """How far a run has come, in passages. What is still unread is reckoned from its size and what was read so far."""

    to_read: int = 0
    read: int = 0
    found: int = 0
    embedded: int = 0
    subject: str = ""

    @property
    def total(self) -> int:
        """About how many passages this run embeds in all; exact once everything is read."""
        unread = max(0, self.to_read - self.read)
        return self.found + (round(self.found * unread / self.read) if self.read else 0)

    def progress(self) -> Progress:
        """Return how far the embedding is, and with which article."""
        return Progress("embed", self.subject, self.embedded, max(self.embedded, self.total), "passages")


@dataclass(slots=True)
class Group:
    """Articles that are embedded together, and what follows once they are stored: their twins and the files that they end.

    `known` has for each article the codes that need no embedding, by text; `fresh` will have the others, in order.
    """

    articles: list[tuple[Article, list[Passage]]] = field(default_factory=list)
    contents: dict[str, str] = field(default_factory=dict)
    twins: list[Article] = field(default_factory=list)
    finished: list[tuple[str, FileFingerprint | None, set[str]]] = field(default_factory=list)
    known: list[dict[str, PassageCode]] = field(default_factory=list)
    fresh: Future[list[PassageCode]] | None = None

    @property
    def passages(self) -> int:
        """How many passages it has."""
        return sum(len(passages) for _, passages in self.articles)


@dataclass(slots=True)
class Run:
    """One run's results so far, and what is not stored yet: the group that is being embedded and the one that waits.

    `ahead` has the codes of passages that were embedded before their article waited, by its content hash and their text;
    `again` are articles of the same content that an update cuts or embeds otherwise, `chosen_tags` those that readers gave
    articles, by id, None where they cannot be read.
    """

    report: Report
    started: float = field(default_factory=time.perf_counter)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    twins: dict[str, str] = field(default_factory=dict)
    warned: dict[str, tuple[ReadingWarning, ...]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    embedding: Group = field(default_factory=Group)
    waiting: Group = field(default_factory=Group)
    ahead: dict[str, dict[str, PassageCode]] = field(default_factory=dict)
    again: set[str] = field(default_factory=set)
    chosen_tags: Mapping[str, tuple[str, ...]] | None = None
    pace: Pace = field(default_factory=Pace)
    turn_began: float = 0.0

    @property
    def turn_seconds(self) -> float:
        """How long others have waited, if any do."""
        return time.perf_counter() - self.turn_began

    def begin_turn(self) -> None:
        """Note that the library is this run's alone from now on."""
        self.turn_began = time.perf_counter()

    def unstored(self, content_hash: str) -> str | None:
        """Return the id of the article with this content that is embedded or waits, None where there is none."""
        return self.embedding.contents.get(content_hash) or self.waiting.contents.get(content_hash)

    def finds(self, article_id: str, outcome: Outcome) -> None:
        """Note what became of an article. What this run has stored itself and then meets again stays added or changed."""
        if self.outcomes.get(article_id, "unchanged") == "unchanged":
            self.outcomes[article_id] = outcome

    def fails(self, error: ArticleError) -> None:
        """Note what could not be read, under the source that the error names."""
        self.failed.append(Failure(str(error.facts["source"]), error))

    def removes(self, article_id: str, heir: str | None) -> None:
        """Note that an article is gone, and who stands for its content now."""
        if self.outcomes.get(article_id) == "added":
            del self.outcomes[article_id]  # it had only just taken over from another that is gone too
        self.removed.append(article_id)
        self.took_over(heir)

    def took_over(self, heir: str | None) -> None:
        """Note that a twin now stands for itself."""
        if heir is not None:
            self.twins.pop(heir, None)
            self.finds(heir, "added")

    def finish(self) -> IndexReport:
        """Return what the run came to."""
        return IndexReport(
            added=self._with("added"),
            changed=self._with("changed"),
            unchanged=self._with("unchanged"),
            removed=tuple(self.removed),
            failed=tuple(self.failed),
            twins=tuple(self.twins.items()),
            warned=tuple(self.warned.items()),
            seconds=time.perf_counter() - self.started,
        )

    def _with(self, outcome: Outcome) -> tuple[str, ...]:
        return tuple(article_id for article_id, became in self.outcomes.items() if became == outcome)
