"""A text from elsewhere, pasted and checked against the articles, in both languages."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.page_fakes import CHIPS, OPENED

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("locale", "quote", "other", "marks", "summary"),
    [
        ("ko-KR", CHIPS, "다리는 길다.", ["글에 그대로 있어요", "글이 뒷받침하지 않아요"], "2문장 가운데 1문장이"),
        ("en-US", OPENED, "The bridge is long.", ["Word for word", "Not backed by the articles"], "say 1 of 2"),
    ],
)
def test_each_sentence_has_its_mark_and_leads_to_its_words(
    open_page: OpenPage, locale: str, quote: str, other: str, marks: list[str], summary: str
) -> None:
    page = open_page(locale)
    page.locator("#check").click()
    page.locator("#check-text").fill(f"{quote} {other}")
    page.locator("#check-now").click()
    expect(page.locator(".claim-mark")).to_contain_text(marks)
    expect(page.locator("#check-status")).to_contain_text(summary)
    page.locator(".claim-source").click()
    expect(page.locator("#checking")).to_be_hidden()
    expect(page.locator(".reader-text")).to_contain_text(quote)
    page.locator("#check").click()  # what was checked is still there
    expect(page.locator(".claim")).to_have_count(2)


def test_an_empty_text_is_told_and_one_article_is_named(open_page: OpenPage) -> None:
    page = open_page("en-US")
    page.locator("#check").click()
    page.locator("#check-text").fill("2020")
    page.locator("#check-now").click()
    expect(page.locator("#check-status")).to_contain_text("The claim is empty")
