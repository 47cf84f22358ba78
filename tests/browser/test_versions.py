"""Articles that change: which version is open, what changed, and answers that quoted an earlier one; in both languages."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_page import ENGLISH, KOREAN, ask
from tests.browser.test_reader import open_article
from tests.page_fakes import CHIPS, OPENED, ScriptedHaeseol

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("locale", "question", "id", "old", "new", "quoted", "older", "until", "newest", "changes", "added", "removed"),
    [
        (
            "ko-KR",
            KOREAN,
            "sample-ko",
            CHIPS,
            "정부는 그래픽처리장치 2만 장을 마련한다.",
            "1번째 버전에서 인용했어요",
            "이 글의 1번째 버전이에요",
            "(2026년 11월 20일까지)",
            "지금 버전 열기",
            "1번째 버전에서 바뀐 것",
            "더한 문장",
            "뺀 문장",
        ),
        (
            "en-US",
            ENGLISH,
            "sample-en",
            OPENED,
            "Its weights are under the MIT licence.",
            "Quoted from version 1",
            "This is version 1",
            "(until Nov 20, 2026)",
            "Open the newest version",
            "What changed since version 1",
            "Added",
            "Removed",
        ),
    ],
)
def test_an_old_citation_opens_the_version_it_quoted_and_leads_to_the_newest(
    open_page: OpenPage,
    service: ScriptedHaeseol,
    locale: str,
    question: str,
    id: str,
    old: str,
    new: str,
    quoted: str,
    older: str,
    until: str,
    newest: str,
    changes: str,
    added: str,
    removed: str,
) -> None:
    page = open_page(locale)
    ask(page, question)
    service.change(id, service.articles.get(id).text.replace(old, new))
    page.locator("#sync").click()
    card = page.locator("#evidence .card").first
    expect(card.locator(".outdated")).to_contain_text(quoted)
    card.locator(".link:not(.quiet)").click()
    expect(page.locator(".versions .notice")).to_contain_text(older)
    expect(page.locator(".versions .notice")).to_contain_text(until)
    expect(page.locator(".reader-text")).to_contain_text(old)
    page.get_by_role("button", name=newest).click()
    expect(page.locator(".reader-text")).to_contain_text(new)
    expect(page.locator(".version-ways .quiet")).to_contain_text(until)
    page.get_by_role("button", name=changes).press("Enter")
    expect(page.locator(".change.removed")).to_have_text(f"{removed} {old}")
    expect(page.locator(".change.added")).to_have_text(f"{added} {new}")
    expect(page.locator(".versions .facts")).to_contain_text("2026")


def test_an_article_that_never_changed_says_nothing_of_versions(open_page: OpenPage) -> None:
    page = open_page()
    open_article(page, "DeepSeek")
    page.wait_for_timeout(300)
    expect(page.locator(".versions")).to_be_empty()


@pytest.mark.parametrize(("locale", "newest"), [("ko-KR", "지금 버전 열기"), ("en-US", "Open the newest version")])
def test_a_version_that_is_not_kept_any_more_is_not_the_end(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, newest: str
) -> None:
    page = open_page(locale)
    ask(page, ENGLISH)
    service.change("sample-en", "Everything is new.")
    service.older.clear()
    page.locator("#evidence .card .link:not(.quiet)").first.click()
    expect(page.locator("#evidence .problem")).to_be_visible()
    page.get_by_role("button", name=newest).click()
    expect(page.locator(".reader-text")).to_have_text("Everything is new.")
