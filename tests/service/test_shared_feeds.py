"""Feeds in the database that pages and workers share: as in the file of one home, and of all who share it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.library.collection_errors import FeedMissing
from bot.library.feeds.feed_store import FeedStore, TakenArticle
from bot.service.shared_feeds import SharedFeeds

pytestmark = pytest.mark.slow

ONE, TWO = "https://one.example/feed", "https://two.example/feed"


@pytest.fixture(params=["file", "database"])
def store(request: pytest.FixtureRequest, address: str, tmp_path: Path) -> Iterator[FeedStore]:
    store = FeedStore(tmp_path) if request.param == "file" else SharedFeeds(address)
    yield store
    store.close()


def test_a_feed_is_kept_with_what_is_known_of_it(store: FeedStore) -> None:
    assert store.all() == []
    store.add(ONE, "하나", ["곡식"])
    store.add(TWO, "Two", [])
    told = replace(
        store.all()[0],
        seen=("key \0",),
        tried={"key": 2},
        taken=(TakenArticle("글", "2026-01-26"),),
        problem={"ko": "x", "en": "y"},
    )
    store.put(replace(told, tags=("not these",)))
    assert [feed.address for feed in store.all()] == [ONE, TWO]
    assert store.all()[0] == told
    store.put(replace(told, address="https://nobody.example/"))
    assert len(store.all()) == 2
    assert store.remove(ONE) == told
    with pytest.raises(FeedMissing):
        store.remove(ONE)
    assert [feed.title for feed in store.all()] == ["Two"]


def test_tags_come_together_and_nothing_is_lost_however_many_add(store: FeedStore) -> None:
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda n: store.add(ONE if n % 2 else TWO, "t", [f"tag {n}"]), range(12)))
    assert sorted(tag for feed in store.all() for tag in feed.tags) == sorted(f"tag {n}" for n in range(12))


def test_what_is_followed_on_one_page_is_followed_on_all(address: str) -> None:
    one, other = SharedFeeds(address), SharedFeeds(address)
    one.add(ONE, "One", [])
    assert [feed.address for feed in other.all()] == [ONE]
    for each in (one, other):
        each.close()
