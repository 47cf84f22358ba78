"""Feeds from a real server on this machine: asked politely, taken in once, whole where the feed itself is not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles import Content
from bot.articles.article_errors import AddressAnswered, AddressNotPublic, FeedUnreadable
from bot.articles.web import page_key
from bot.articles.web.feed import find_feed, parse_feed
from bot.articles.web.fetch import fetch_feed
from bot.articles.web.fetched import Fetched, Validators
from bot.insights.digest import make_digest
from bot.library.collection_errors import FeedMissing, FeedsUnusable
from bot.library.feeds.feed_poller import FeedPoller
from bot.library.feeds.feed_store import FEEDS, FeedStore, FollowedFeed
from bot.progress import report_nothing
from tests.articles.test_web import Site, answer
from tests.fakes import PhraseTranslator
from tests.library.test_indexing import Home

WHOLE = "Rice grows in paddies that farmers flood in May. " * 20
KOREAN = "한국은행은 기준금리를 연 2.5%로 유지했다. 물가는 지난달보다 0.3% 올랐다. 시장은 연말까지 동결을 예상한다."

# What breaks markup, put in anywhere.
PIECES = [
    b"",
    b"<",
    b">",
    b"&",
    b"\xff",
    b"&#0;",
    b"<!DOCTYPE",
    b"<![CDATA[",
    b"</link>",
    b"<link>",
    b'encoding="\x9c"',
]


def rss(*items: str, head: str = "") -> str:
    said = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>논 소식</title><language>ko</language>{head}{said}</channel></rss>"
    )


def item(path: str, title: str, text: str, *, whole: bool = True) -> str:
    body = (
        f"<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded>"
        if whole
        else f"<description>{text}</description>"
    )
    return f"<title>{title}</title><link>{path}</link><pubDate>Thu, 26 Nov 2026 09:00:00 +0900</pubDate>{body}"


@dataclass
class Reader:
    """A home that follows feeds of one site, with a clock that the test sets."""

    home: Home
    site: Site
    poller: FeedPoller
    store: FeedStore
    moment: datetime

    def at(self, path: str) -> str:
        return f"http://news.example:{self.site.port}{path}"

    def serve(self, path: str, body: str, **headers: str) -> None:
        said = {
            "Content-Type": "application/rss+xml",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        self.site.pages[path] = answer(body, said)

    def asked(self, path: str) -> list[dict[str, str]]:
        return [headers for at, headers in self.site.requests if at == path]


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    site, home = Site(), Home(tmp_path)
    store = FeedStore(tmp_path)

    def fetch(address: str, known: Validators) -> Fetched | None:
        return fetch_feed(address, known, resolve=site.resolve, allowed={("127.0.0.1", site.port)})

    def read_page(address: str) -> Content:
        return site.read(address.partition(f":{site.port}")[2])

    poller = FeedPoller(
        store,
        lambda content, address: home.indexer.add_content(content, address, report_nothing),
        read_page,
        fetch,
        pause=0,
        clock=lambda: made.moment,
    )
    made = Reader(home, site, poller, store, datetime(2026, 11, 28, 9, tzinfo=UTC))
    yield made
    home.library.close()
    site.close()


def test_new_articles_come_in_once_tagged_and_whole(reader: Reader) -> None:
    page = f"<html><head><title>금리 동결</title></head><body><article><p>{KOREAN}</p><p>{KOREAN}</p></article></body></html>"
    reader.site.pages["/rates"] = answer(page)
    reader.serve(
        "/feed",
        rss(item("/rice", "Rice", WHOLE), item("/rates?utm_source=feed", "금리 동결", "한국은행은 …", whole=False)),
    )
    feed = reader.poller.follow(reader.at("/feed"))
    assert (feed.title, feed.tags, reader.home.ids()) == ("논 소식", ("논 소식",), set())
    (polled,) = reader.poller.poll_due()
    assert (len(polled.added), polled.failed) == (2, ())
    rows = {row.title: row for row in reader.home.library.articles()}
    assert {title: row.tags for title, row in rows.items()} == {"Rice": ("논 소식",), "금리 동결": ("논 소식",)}
    assert rows["Rice"].url == reader.at("/rice")
    assert str(rows["Rice"].published) == "2026-11-26"
    assert reader.asked("/rice") == []  # the feed has all of it
    assert "연말까지 동결을 예상한다" in reader.home.library.article(rows["금리 동결"].id).text
    reader.moment += timedelta(hours=1)
    (polled,) = reader.poller.poll_due()
    assert (polled.added, len(reader.asked("/rates?utm_source=feed"))) == ((), 1)


def test_a_feed_is_asked_hourly_at_most_and_for_what_has_changed(reader: Reader) -> None:
    reader.serve("/feed", rss(item("/rice", "Rice", WHOLE)), ETag='"1"', Last_Modified="Thu, 26 Nov 2026 00:00:00 GMT")
    reader.poller.follow(reader.at("/feed"))
    reader.poller.poll_due()
    assert [polled.asked for polled in reader.poller.poll_due()] == [False]
    assert len(reader.asked("/feed")) == 2
    reader.site.pages["/feed"] = answer("", status=304)
    reader.moment += timedelta(hours=1)
    (polled,) = reader.poller.poll_due()
    assert (polled.asked, polled.added, polled.failed) == (True, (), ())
    asked = reader.asked("/feed")[-1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"1"', "Thu, 26 Nov 2026 00:00:00 GMT")
    reader.serve("/feed", rss(item("/rice", "Rice", WHOLE), head="<ttl>180</ttl>"))
    reader.moment += timedelta(hours=1)
    reader.poller.poll_due()
    reader.moment += timedelta(hours=2)
    assert [polled.asked for polled in reader.poller.poll_due()] == [False]


def test_a_server_in_trouble_is_left_alone_for_longer_each_time(reader: Reader) -> None:
    reader.serve("/feed", rss(item("/rice", "Rice", WHOLE)))
    reader.poller.follow(reader.at("/feed"))
    reader.site.pages["/feed"] = answer("", status=500)
    waits = []
    for _ in range(7):
        (polled,) = reader.poller.poll_due()
        assert isinstance(polled.failed[0].error, AddressAnswered)
        waits.append(datetime.fromisoformat(polled.feed.next_at) - reader.moment)
        reader.moment = datetime.fromisoformat(polled.feed.next_at)
    assert [wait // timedelta(hours=1) for wait in waits] == [1, 2, 4, 8, 16, 24, 24]
    assert reader.store.all()[0].problem.keys() == {"ko", "en"}
    reader.site.pages["/feed"] = answer("", {"Retry-After": "172800"}, status=429)
    (polled,) = reader.poller.poll_due()
    assert datetime.fromisoformat(polled.feed.next_at) - reader.moment == timedelta(days=2)
    reader.moment += timedelta(days=2)
    reader.serve("/feed", rss(item("/rice", "Rice", WHOLE)))
    (polled,) = reader.poller.poll_due()
    assert (len(polled.added), polled.feed.failures, polled.feed.problem) == (1, 0, {})


@pytest.mark.slow
def test_many_new_articles_come_in_over_several_polls_and_old_ones_of_a_new_feed_stay_out(reader: Reader) -> None:
    many = [item(f"/{n}", f"Rice {n}", f"Field {n}. {WHOLE}") for n in range(12)]
    reader.serve("/feed", rss(*many), ETag='"1"')
    reader.poller.follow(reader.at("/feed"), ["mine"])
    assert len(reader.poller.poll_due()[0].added) == 10
    assert "Rice 11" not in {row.title for row in reader.home.library.articles()}
    reader.serve(
        "/feed", rss(*(item(f"/new{n}", f"New {n}", f"Barn {n}. {WHOLE}") for n in range(22)), *many), ETag='"2"'
    )
    reader.moment += timedelta(hours=1)
    assert len(reader.poller.poll_due()[0].added) == 20
    reader.moment += timedelta(hours=1)
    assert len(reader.poller.poll_due()[0].added) == 2
    assert reader.asked("/feed")[-1]["If-None-Match"] == '"1"'  # not "2" before all of it was taken


def test_a_page_that_cannot_be_read_is_tried_three_times_and_stops_no_other(reader: Reader) -> None:
    reader.serve("/feed", rss(item("/gone", "Gone", "teaser", whole=False), item("/rice", "Rice", WHOLE)))
    reader.poller.follow(reader.at("/feed"))
    (polled,) = reader.poller.poll_due()
    assert (len(polled.added), [failure.source for failure in polled.failed]) == (1, [reader.at("/gone")])
    for _ in range(4):
        reader.moment += timedelta(hours=1)
        reader.poller.poll_due()
    assert len(reader.asked("/gone")) == 3


def test_a_page_may_name_its_feed_and_what_is_neither_is_refused(reader: Reader) -> None:
    link = '<html><head><link rel="alternate" href="/atom.xml?a=1&amp;b=2" type="application/atom+xml"></head></html>'
    reader.site.pages["/"] = answer(link)
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Paddy</title><entry><title>Rice</title><link href="/rice"/>'
        f'<updated>2026-11-26T00:00:00Z</updated><content type="html">&lt;p&gt;{WHOLE}&lt;/p&gt;</content></entry></feed>'
    )
    reader.site.pages["/atom.xml"] = answer(atom, {"Content-Type": "application/atom+xml"})
    assert reader.poller.follow(reader.at("/")).address == reader.at("/atom.xml?a=1&b=2")
    assert len(reader.poller.poll_due()[0].added) == 1
    reader.site.pages["/none"] = answer("<html><body><p>No feed here.</p></body></html>")
    with pytest.raises(FeedUnreadable):
        reader.poller.follow(reader.at("/none"))
    with pytest.raises(AddressNotPublic):
        fetch_feed("http://127.0.0.1:1/feed", Validators())
    assert len(reader.store.all()) == 1


@pytest.mark.parametrize("data", [b"", b"\x00\xff", b"<rss", b"{}", b"http://127.0.0.1/feed", b"/etc/hostname"])
def test_bytes_that_are_no_feed_are_refused_and_nothing_is_opened(data: bytes) -> None:
    with pytest.raises(FeedUnreadable):
        parse_feed(data, "https://example.org/feed")


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 12), st.sampled_from(PIECES)), min_size=1, max_size=6))
@settings(max_examples=80)
def test_a_feed_with_bytes_changed_is_read_or_refused_and_never_leads_elsewhere(
    changes: list[tuple[int, int, bytes]],
) -> None:
    data = rss(item("http://[x", "A", "x"), item("http://u:p@h.example/", "B", "y"), item("/c", "C", "z")).encode()
    for at, taken, put in changes:
        data = data[:at] + put + data[at + taken :]
    try:
        found = parse_feed(data, "https://example.org/feed")
    except FeedUnreadable:
        return
    for entry in found.entries:
        assert entry.address.startswith(("http://", "https://"))
        assert page_key(entry.address)


def test_entities_and_entries_that_lead_elsewhere_do_no_harm() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    hostile = "<title>&b;&f;</title><link>javascript:alert(1)</link>"
    found = parse_feed(
        rss(hostile, item("/a", "A", "x")).replace("?>", f"?>{bomb}", 1).encode(), "https://example.org/f"
    )
    assert [entry.address for entry in found.entries] == ["https://example.org/a"]
    assert find_feed(b'<link type="application/rss+xml" href="file:///etc/passwd">', "https://example.org/") == ""


def test_what_is_followed_outlives_the_program_and_a_broken_file_is_left_as_it_is(
    reader: Reader, tmp_path: Path
) -> None:
    reader.serve("/feed", rss(item("/rice", "Rice", WHOLE)))
    reader.poller.follow(reader.at("/feed"), ["grain"])
    reader.poller.poll_due()
    (known,) = FeedStore(tmp_path).all()
    assert (known.tags, len(known.taken), known.seen) == (("grain",), 1, (f"news.example:{reader.site.port}/rice",))
    FeedStore(tmp_path).remove(known.address)
    reader.store.put(known)  # a poll that was under way
    assert reader.store.all() == []
    with pytest.raises(FeedMissing):
        reader.store.remove(known.address)
    for broken in ("[", "{}", '[{"address": 1, "colour": 2}]'):
        (tmp_path / FEEDS).write_text(broken, encoding="utf-8")
        for work in (reader.store.all, lambda: reader.store.add("https://example.org/f", "F", [])):
            with pytest.raises(FeedsUnusable):
                work()
        assert (tmp_path / FEEDS).read_text(encoding="utf-8") == broken


def test_a_digest_is_the_articles_own_sentences_with_their_places(reader: Reader) -> None:
    reader.home.write("rates.md", f"# 금리 동결\n\n{KOREAN}")
    reader.home.write("rice.md", "# Rice\n\nRice grows in paddies that farmers flood in May. It is hot.")
    reader.home.write("none.md", "# Title\n\n- item\n- item two")
    reader.home.indexer.sync(report_nothing)
    ids = ["rice.md", "gone.md", "none.md", "rates.md"]
    first, second = make_digest(ids, "ko", reader.home.library.article)
    for item_, source in ((first, "rates.md"), (second, "rice.md")):
        text = reader.home.library.article(source).text
        assert (item_.article_id, item_.sentence) == (source, text[item_.start : item_.end])
    told = PhraseTranslator({second.sentence: "벼는 농부들이 오월에 물을 대는 논에서 자란다."})
    assert [each.translation for each in make_digest(ids, "ko", reader.home.library.article, lambda: told)] == [
        "", "벼는 농부들이 오월에 물을 대는 논에서 자란다.",
    ]  # fmt: skip
    away = PhraseTranslator({}, away=True)
    assert {each.translation for each in make_digest(ids, "en", reader.home.library.article, lambda: away)} == {""}


@pytest.mark.parametrize("content", ["[" * 100_000, '[{"address": 5}]', '[{"address": "a", "tags": 7}]', "7", '["a"]'])
def test_a_file_of_feeds_that_is_none_of_ours_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / FEEDS).write_text(content, encoding="utf-8")
    with pytest.raises(FeedsUnusable):
        FeedStore(tmp_path).all()


@pytest.mark.parametrize("moment", ["soon", "2026-01-26T00:00:00"])
def test_a_feed_whose_time_nobody_can_read_may_be_asked_now(moment: str) -> None:
    assert FollowedFeed("https://example.org/feed", next_at=moment).is_due(datetime.now(UTC))
