"""The whole thing as a reader meets it: a real server in a process of its own, the real models, a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.settings import Settings
from tests.browser.conftest import OpenPage
from tests.browser.real_server import serve_samples

pytestmark = [pytest.mark.browser, pytest.mark.models, pytest.mark.answering]

ARTICLE = """독도새우는 한국 동해에서 잡히는 새우다. 물렁가시붉은새우, 가시배새우, 도화새우를 아울러 부르는 이름이다.
2017년 11월 청와대 만찬에 올라 널리 알려졌다."""


@pytest.fixture(scope="module")
def base_url(models: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_samples(tmp_path_factory.mktemp("home")) as url:
        yield url


def ask(page: Page, question: str) -> None:
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")


@pytest.mark.parametrize(
    ("locale", "question", "words"),
    [
        ("ko-KR", "딥시크MoE 구조 덕분에 무엇이 줄었나요?", "메모리|비용"),
        ("en-US", "What did the DeepSeekMoE architecture lower?", "[Mm]emory|[Cc]omputation"),
    ],
)
def test_a_question_streams_an_answer_that_leads_to_its_source(
    open_page: OpenPage, locale: str, question: str, words: str
) -> None:
    page = open_page(locale=locale)
    expect(page.locator("#articles .row")).to_have_count(3, timeout=60_000)
    ask(page, question)
    expect(page.locator("#evidence .card .lit").first).to_be_visible(timeout=60_000)
    # The evidence is there while the answer is still to come.
    assert page.locator(".turn .actions").count() == 0
    expect(page.locator(".turn .actions")).to_be_visible(timeout=180_000)
    assert re.search(words, page.locator(".turn").last.inner_text())
    # A sentence that the small model garbles has no [n]; its mark leads there as well.
    page.locator(".turn button.pill, .turn .sentence button.mark").first.click()
    expect(page.locator("#evidence .card.active .active-sentence")).to_be_in_viewport()


def test_a_new_article_is_answered_from_seconds_later(open_page: OpenPage) -> None:
    page = open_page(locale="ko-KR")
    page.locator("#library [data-adds]").click()
    page.locator("#paste-title").fill("독도새우 이야기")
    page.locator("#paste-text").fill(ARTICLE)
    page.locator("#paste-form .outline").click()
    expect(page.locator("#articles .row", has_text="독도새우 이야기")).to_be_visible(timeout=60_000)
    page.keyboard.press("Escape")
    ask(page, "독도새우는 언제 널리 알려졌나요?")
    expect(page.locator(".turn .actions")).to_be_visible(timeout=180_000)
    assert "2017" in page.locator(".turn").last.inner_text()
    expect(page.locator("#evidence .card").first).to_contain_text("독도새우")


def test_what_no_article_says_is_refused_at_once(open_page: OpenPage) -> None:
    page = open_page(locale="ko-KR")
    ask(page, "내일 제주도 날씨는 어떤가요?")
    expect(page.locator(".refusal")).to_be_visible(timeout=60_000)
