"""What is explained of an open article: a reader finds each part, follows an item to its sentence, and asks a question."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.insights.guides import GuideProgress, Step
from bot.library.scope import Scope
from tests.browser.conftest import OpenPage
from tests.browser.test_page import HOSTILE
from tests.browser.test_reader import open_article
from tests.page_fakes import ARTICLES, ScriptedHaeseol, explain

pytestmark = pytest.mark.browser

KOREAN = ("ko-KR", "독자 AI", ["요약", "핵심", "인물·기관", "숫자·날짜", "흐름", "용어", "질문"], ARTICLES[0])
ENGLISH = (
    "en-US",
    "DeepSeek",
    ["Summary", "Key points", "Who", "Numbers and dates", "Timeline", "Terms", "Questions"],
    ARTICLES[1],
)


@pytest.fixture
def pages(open_page: OpenPage) -> Iterator[OpenPage]:
    yield open_page


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


@pytest.mark.parametrize(("locale", "title", "tabs", "article"), [KOREAN, ENGLISH], ids=["ko", "en"])
def test_a_reader_looks_through_the_parts_and_asks(
    pages: OpenPage, service: ScriptedHaeseol, locale: str, title: str, tabs: list[str], article: object
) -> None:
    page = pages(locale)
    open_article(page, title)
    bar = page.locator(".explained-tabs")
    expect(bar.get_by_role("tab")).to_have_text(tabs)
    expect(page.locator(".explained-summary .sentence")).to_have_count(2)
    expect(page.locator(".explained-summary .sentence.weak .mark")).to_be_visible()
    made = "qwen 모델이" if locale == "ko-KR" else "The sentences that carry the article"
    expect(page.locator(".explained-summary + .facts")).to_contain_text(made)

    # An item leads to its sentence in the article below, which is lit.
    tab(page, tabs[1])
    points = page.locator(".explained-items li")
    words = points.nth(3).locator(".explained-quote").inner_text().replace("\xa0", "").strip()
    points.nth(3).get_by_role("button").click()
    expect(page.locator(".reader-text .active-sentence")).to_have_text(words)
    expect(page.locator(".reader-text .active-sentence")).to_be_in_viewport()
    expect(bar).to_be_in_viewport()

    # The arrows go through the tabs, and the panel says whose it is.
    bar.get_by_role("tab", selected=True).focus()
    page.keyboard.press("End")
    expect(bar.get_by_role("tab", name=tabs[-1])).to_be_focused()
    expect(page.get_by_role("tabpanel", name=tabs[-1])).to_be_visible()
    question = page.locator(".explained .suggestion").first
    asked = question.inner_text()
    question.press("Enter")
    expect(page.locator(".turn .actions")).to_be_visible()
    said, answer_in, _, scope = service.asked[-1]
    assert (said, answer_in) == (asked, locale[:2])
    assert scope == Scope.of_article(service.wanted[-1])


@pytest.mark.parametrize(
    ("locale", "title", "making", "said"),
    [
        (
            "ko-KR",
            "독자 AI",
            GuideProgress("making", 0, 2, 6, Step("summary", "ko")),
            "만드는 중: 요약(한국어) · 6단계 중 3",
        ),
        ("en-US", "DeepSeek", GuideProgress("making", 0, 2, 6, Step("summary", "ko")), "step 3 of 6"),
        ("ko-KR", "독자 AI", GuideProgress("paused", 0, 2, 6, Step("summary", "en")), "질문에 먼저 답하고"),
        ("en-US", "DeepSeek", GuideProgress("paused", 0, 2, 6, Step("summary", "en")), "Questions come first"),
        ("ko-KR", "독자 AI", GuideProgress("waiting", 3, 0, 6, Step("patterns", "en")), "3편"),
        (
            "en-US",
            "DeepSeek",
            GuideProgress("waiting", 3, 0, 6, Step("patterns", "en")),
            "3 articles are before this one",
        ),
        ("en-US", "DeepSeek", GuideProgress("stopped", 0, 2, 6, Step("summary", "ko")), "The answering model is away"),
        ("ko-KR", "독자 AI", GuideProgress("stopped", 0, 2, 6, Step("summary", "ko")), "답변 모델이 없어서"),
    ],
)
def test_what_is_there_can_be_used_while_the_rest_is_made(
    pages: OpenPage, service: ScriptedHaeseol, locale: str, title: str, making: GuideProgress, said: str
) -> None:
    service.making = making
    page = pages(locale)
    open_article(page, title)
    tab(page, "핵심" if locale == "ko-KR" else "Key points")
    expect(page.locator(".explained-items li").first).to_be_visible()
    expect(page.locator(".explained-status")).to_contain_text(said)
    if making.stage == "stopped":
        expect(page.get_by_role("tab", name="요약" if locale == "ko-KR" else "Summary")).to_have_count(0)
        return
    page.locator(".explained-items .pill").nth(1).focus()
    service.making = GuideProgress("ready", 0, 6, 6, None)
    expect(page.get_by_role("tab", name="요약" if locale == "ko-KR" else "Summary")).to_be_visible()
    expect(page.locator(".explained-status")).to_have_text("")
    # The part that was chosen stays, and so does the focus in it.
    expect(page.locator(".explained-items .pill").nth(1)).to_be_focused()
    assert len(service.wanted) == 1


@pytest.mark.parametrize(("locale", "title", "terms"), [("ko-KR", "독자 AI", "용어"), ("en-US", "DeepSeek", "Terms")])
def test_on_a_phone_the_article_keeps_its_width(pages: OpenPage, locale: str, title: str, terms: str) -> None:
    page = pages(locale, width=390, height=844)
    open_article(page, title)
    tab(page, terms)
    expect(page.locator(".explained-items li").first).to_be_visible()
    assert page.evaluate("document.querySelector('#evidence-body').scrollWidth <= 390")
    page.locator(".explained-items .pill").last.click()
    expect(page.locator(".reader-text .active-sentence")).to_be_in_viewport()


IN_VIEW = """(tab) => {
  const [at, row] = [tab.getBoundingClientRect(), tab.parentElement.getBoundingClientRect()];
  return at.left > row.left - 1 && at.right < row.right + 1; // a row ends between pixels
}"""


@pytest.mark.parametrize("width", [390, 1024, 1440])
@pytest.mark.parametrize(("locale", "title", "tabs", "article"), [KOREAN, ENGLISH], ids=["ko", "en"])
def test_the_tabs_stay_in_one_line_that_shows_where_there_is_more(
    pages: OpenPage, locale: str, title: str, tabs: list[str], article: object, width: int
) -> None:
    page = pages(locale, width=width, reduced_motion="reduce")
    open_article(page, title)
    bar = page.locator(".explained-tabs")
    expect(bar.get_by_role("tab")).to_have_text(tabs)
    tops = bar.get_by_role("tab").evaluate_all("(all) => all.map((tab) => tab.getBoundingClientRect().top)")
    assert len(set(tops)) == 1
    left, right = page.locator(".sideways-more.left"), page.locator(".sideways-more.right")
    expect(left).to_be_hidden()
    if not bar.evaluate("(bar) => bar.scrollWidth > bar.clientWidth"):
        assert locale == "ko-KR"
        expect(right).to_be_hidden()
        return

    right.click()
    expect(left).to_be_visible()
    left.click()
    expect(left).to_be_hidden()
    bar.get_by_role("tab", selected=True).focus()
    for _ in tabs[1:]:
        page.keyboard.press("ArrowRight")
        assert bar.get_by_role("tab", selected=True).evaluate(IN_VIEW)
    expect(bar.get_by_role("tab", name=tabs[-1])).to_be_focused()
    expect(right).to_be_hidden()
    if width < 768:
        return  # the sheet lies above the button that changes the language
    page.locator("#language").click()
    chosen = bar.get_by_role("tab", selected=True)
    expect(chosen).not_to_have_text(tabs[-1])
    assert chosen.evaluate(IN_VIEW)


def test_markup_in_an_article_stays_text_in_its_explanation(pages: OpenPage, service: ScriptedHaeseol) -> None:
    page = pages()
    page.locator("#library [data-adds]").click()
    page.locator("#paste-title").fill(HOSTILE)
    page.locator("#paste-text").fill(f"{HOSTILE}. {HOSTILE}")
    page.locator("#paste-form .outline").click()
    open_article(page, "onerror")
    for name in ("Summary", "Key points", "Who", "Terms"):
        tab(page, name)
        expect(page.locator(".explained")).to_contain_text("<img src=x")
    page.locator(".explained .pill").last.click()
    expect(page.locator(".reader-text .active-sentence")).to_contain_text("<script>")
    assert page.evaluate("window.hit") is None
    assert page.locator("img, iframe").count() == 0


def test_the_scripted_explanation_names_sentences_of_its_article() -> None:
    for article in ARTICLES:
        assert explain(article).key_points
        assert all(article.text[item.source.start : item.source.end] for item in explain(article).key_points)
