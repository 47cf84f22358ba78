"""From the library to its overview: topics first, then the stories in two languages one by one."""

import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence

from bot.answering.verification import FaithfulnessChecker
from bot.articles.article_errors import ArticleMissing
from bot.insights.overview import labels, stories, topics
from bot.insights.overview.comparison import compare
from bot.insights.overview.facts import read_facts, shared_part
from bot.insights.overview.overview import (
    Comparison,
    OverviewDone,
    OverviewEvent,
    PlacedArticle,
    Story,
    StoryFound,
    Topic,
    TopicsFound,
)
from bot.library.library import Library
from bot.library.store.stored_article import ArticleRow, ArticleText
from bot.models.embeddings.embedder import Floats
from bot.progress import Progress

# What grouping takes grows with the square of the articles: 5,000 are some seconds and 200 MB. Of more, the newest are taken.
MOST_ARTICLES = 5_000
_KEPT_COMPARISONS = 100

# One version of an article.
_Version = tuple[str, int]


class OverviewBuilder:
    """Surveys one library. What it found is kept until the library changes, and of pairs that do not change also then."""

    def __init__(self, library: Library, checker: FaithfulnessChecker) -> None:
        self._library = library
        self._checker = checker
        self._done: tuple[object, list[OverviewEvent]] | None = None
        self._likeness: dict[tuple[_Version, _Version], float] = {}
        self._comparisons: OrderedDict[tuple[_Version, _Version], Comparison] = OrderedDict()

    def survey(self) -> Iterator[OverviewEvent]:
        """Yield the overview as it is made (see `bot.insights.overview.overview`); at once where nothing has changed since.

        Nothing is embedded: the vectors are those that the articles are found by. An article that goes away meanwhile is
        passed over.
        """
        state = self._library.coverage()
        if self._done is not None and self._done[0] == state:
            yield from self._done[1]
            return
        started = time.perf_counter()
        told: list[OverviewEvent] = []
        for event in self._made():
            if not isinstance(event, Progress):
                told.append(event)
            yield event
        found = sum(isinstance(event, StoryFound) for event in told)
        done = OverviewDone(found, time.perf_counter() - started)
        self._done = (state, [*told, done])
        yield done

    def compare(self, ko_id: str, en_id: str) -> Iterator[Progress | Comparison]:
        """Yield how far the comparison of a Korean and an English article has come, last the comparison.

        Raises ArticleMissing.
        """
        ko, en = self._library.article(ko_id), self._library.article(en_id)
        key = ((ko.id, ko.version), (en.id, en.version))
        if key in self._comparisons:
            self._comparisons.move_to_end(key)
            yield self._comparisons[key]
            return
        for news in compare(ko, en, self._checker):
            if isinstance(news, Comparison):
                self._comparisons[key] = news
                while len(self._comparisons) > _KEPT_COMPARISONS:
                    self._comparisons.popitem(last=False)
            yield news

    def _made(self) -> Iterator[OverviewEvent]:
        yield Progress("group", "", 0, 0, "topics")
        with self._library.reading():
            rows = self._library.articles()
            total = len(rows)
            rows = sorted(rows[:MOST_ARTICLES], key=lambda row: row.id)
            vectors = self._library.article_vectors([row.id for row in rows])
        groups = topics.group(vectors)
        places = topics.lay_out(vectors, groups)
        placed = [
            PlacedArticle(row.id, row.title, row.language, row.published, round(float(x), 4), round(float(y), 4))
            for row, (x, y) in zip(rows, places, strict=True)
        ]
        shared = [group for group in groups if len(group) > 1][: topics.MOST_TOPICS]
        words = []
        for done, group in enumerate(shared):
            yield Progress("group", "", done, len(shared), "topics")
            words.append(labels.read_words(self._typical([rows[i] for i in group])))
        named = [
            Topic(label["ko"], label["en"], tuple(placed[i] for i in group))
            for label, group in zip(labels.label_topics(words), shared, strict=True)
        ]
        others = [i for group in groups[len(shared) :] for i in group]
        yield TopicsFound(tuple(named), tuple(placed[i] for i in others), total)
        yield from self._stories(rows, vectors)

    def _stories(self, rows: Sequence[ArticleRow], vectors: Floats) -> Iterator[OverviewEvent]:
        ko = [i for i, row in enumerate(rows) if row.language == "ko"]
        en = [i for i, row in enumerate(rows) if row.language == "en"]
        pairs = stories.candidates(vectors[ko], vectors[en])
        likeness: dict[tuple[_Version, _Version], float] = {}
        for done, pair in enumerate(pairs):
            yield Progress("match", "", done, len(pairs), "pairs")
            texts = self._texts([rows[ko[pair.ko]].id, rows[en[pair.en]].id])
            if len(texts) < 2:
                continue
            one, other = texts
            key = ((one.id, one.version), (other.id, other.version))
            likeness[key] = self._likeness.get(key) or stories.likeness(
                pair.cosine, shared_part(read_facts(one), read_facts(other))
            )
            if likeness[key] >= stories.SAME:
                yield StoryFound(Story(one.id, other.id, round(likeness[key], 3)))
        self._likeness = likeness

    def _typical(self, rows: Sequence[ArticleRow]) -> list[ArticleText]:
        """Return the most typical articles of a topic in each language; `rows` have them in that order."""
        return [
            text
            for language in ("ko", "en")
            for text in self._texts([row.id for row in rows if row.language == language][: labels.READ_ARTICLES])
        ]

    def _texts(self, ids: Sequence[str]) -> list[ArticleText]:
        found = []
        for article_id in ids:
            try:
                found.append(self._library.article(article_id))
            except ArticleMissing:
                continue
        return found
