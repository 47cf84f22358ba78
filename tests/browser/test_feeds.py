"""Feeds on the page: followed in the box for adding, and what they brought today with its places in the articles."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.page_fakes import EN_TEXT, ScriptedHaeseol

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("locale", "follow", "today", "stop"),
    [
        ("ko-KR", "받아 보기", "오늘 온 소식", "그만 받아 보기: Paddy news"),
        ("en-US", "Follow", "Today in your feeds", "Stop following Paddy news"),
    ],
)
def test_a_feed_is_followed_read_and_let_go(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, follow: str, today: str, stop: str
) -> None:
    page = open_page(locale)
    expect(page.get_by_role("button", name=today)).to_be_hidden()
    page.locator("[data-adds]").first.click()
    page.locator(".other-ways summary").click()
    page.locator("#feed-address").fill("https://none.example/feed")
    page.get_by_role("button", name=follow, exact=True).click()
    expect(page.locator("#toast")).to_contain_text("https://none.example/feed")
    page.locator("#feed-address").fill("https://paddy.example/feed")
    page.locator("#feed-address").press("Enter")
    expect(page.locator("#feeds .feed")).to_contain_text("Paddy news")
    expect(page.locator("#feed-address")).to_have_value("")
    page.locator("#close-adding").click()
    page.get_by_role("button", name=today).click()
    items = page.locator(".digest-item")
    expect(items).to_have_count(2, timeout=60_000)  # the first sentences that are split load the analyser
    english = items.filter(has_text="What DeepSeek built")
    assert english.locator(".source-words").inner_text().rsplit(" ", 1)[0].strip() in EN_TEXT
    english.locator(".pill").click()
    expect(page.locator(".reader-title")).to_contain_text("What DeepSeek built")
    page.locator("[data-adds]").first.click()
    page.get_by_role("button", name=stop).click()
    expect(page.locator("#feeds .feed")).to_have_count(0)
    assert service.feeds.followed == []
