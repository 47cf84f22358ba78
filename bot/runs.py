"""One run of the indexer: what it has come to so far, what waits, and how far it is."""

import time
from dataclasses import dataclass, field

from bot.articles import Article
from bot.passages import Passage
from bot.progress import Report
from bot.records import Failure, FileLook, IndexReport


@dataclass(slots=True)
class Pace:
    """How far a run has come, in passages. What is still unread is reckoned from its size and what was read so far."""

    to_read: int = 0
    read: int = 0
    found: int = 0
    embedded: int = 0

    @property
    def total(self) -> int:
        """About how many passages this run embeds in all; exact once everything is read."""
        unread = max(0, self.to_read - self.read)
        return self.found + (round(self.found * unread / self.read) if self.read else 0)


@dataclass(slots=True)
class Run:
    """One run's results so far, and what waits: articles to be embedded together, and what follows once they are stored."""

    report: Report
    started: float = field(default_factory=time.perf_counter)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    twins: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    waiting: list[tuple[Article, list[Passage]]] = field(default_factory=list)
    waiting_contents: dict[str, str] = field(default_factory=dict)
    waiting_twins: list[Article] = field(default_factory=list)
    finished: list[tuple[str, FileLook | None, set[str]]] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)

    @property
    def waiting_passages(self) -> int:
        """How many passages wait to be embedded."""
        return sum(len(passages) for _, passages in self.waiting)

    def removes(self, article_id: str, heir: str | None) -> None:
        """Note that an article is gone, and who stands for its content now."""
        if article_id in self.added:
            self.added.remove(article_id)  # it had only just taken over from another that is gone too
        self.removed.append(article_id)
        self.took_over(heir)

    def took_over(self, heir: str | None) -> None:
        """Note that a twin now stands for itself."""
        if heir is not None:
            self.twins.pop(heir, None)
            if heir in self.unchanged:
                self.unchanged.remove(heir)
            if heir not in self.changed:
                self.added.append(heir)

    def finish(self) -> IndexReport:
        """Return what the run came to."""
        return IndexReport(
            added=tuple(self.added),
            changed=tuple(self.changed),
            unchanged=tuple(self.unchanged),
            removed=tuple(self.removed),
            failed=tuple(self.failed),
            twins=tuple(self.twins.items()),
            seconds=time.perf_counter() - self.started,
        )
