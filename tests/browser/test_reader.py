"""The article reader: words are selected and asked about, with the mouse and with the keyboard, in both languages."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from bot.articles import ReadingWarning
from bot.library.scope import EVERYTHING, Scope
from tests import page_fakes
from tests.browser.conftest import OpenPage
from tests.browser.test_page import ENGLISH, HOSTILE, KOREAN, ask
from tests.page_fakes import BORROWED, CHIPS, ScriptedHaeseol

pytestmark = pytest.mark.browser


def open_article(page: Page, title: str) -> None:
    if page.locator("#open-library").is_visible():
        page.locator("#open-library").click()
    page.locator("#articles .row-open", has_text=title).click()
    expect(page.locator(".reader-text")).to_be_visible()


def select(page: Page, words: str) -> None:
    """Bring words of one paragraph into view and select them, as dragging the mouse over them does."""
    page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.querySelector(".reader-text"), NodeFilter.SHOW_TEXT);
          while (walker.nextNode() && !walker.currentNode.data.includes(words));
          walker.currentNode.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
          const at = walker.currentNode.data.indexOf(words);
          getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
        }""",
        words,
    )
    expect(page.locator("#about")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "told"), [("ko-KR", "수식 2개를 글로 옮겼어요"), ("en-US", "2 equations were kept as text")]
)
def test_what_the_reader_of_the_file_wants_known_stands_at_the_article(
    open_page: OpenPage, locale: str, told: str
) -> None:
    page = open_page(locale)
    open_article(page, "독자 AI")
    expect(page.locator(".reader-warnings li")).to_have_text([told])


@pytest.mark.parametrize(
    ("locale", "title", "id", "words", "button", "question", "language"),
    [
        ("ko-KR", "독자 AI", "sample-ko", "독파모", "설명", "“독파모” 이 말은 무슨 뜻인가요?", "ko"),
        ("ko-KR", "독자 AI", "sample-ko", "독파모", "쉽게", "“독파모” 이 말을 아주 쉬운 말로 설명해 주세요.", "ko"),
        ("en-US", "DeepSeek", "sample-en", "SigLIP", "Explain", "What does “SigLIP” mean?", "en"),
        ("en-US", "DeepSeek", "sample-en", "SigLIP", "Simplify", "Explain “SigLIP” in very simple words.", "en"),
    ],
)
def test_selected_words_are_put_to_the_conversation_about_their_article(
    open_page: OpenPage,
    service: ScriptedHaeseol,
    locale: str,
    title: str,
    id: str,
    words: str,
    button: str,
    question: str,
    language: str,
) -> None:
    page = open_page(locale)
    open_article(page, title)
    select(page, words)
    page.get_by_role("toolbar").get_by_role("button", name=button).click()
    expect(page.locator(".turn .actions")).to_be_visible()
    asked, answer_in, _, scope = service.asked[-1]
    assert (asked, answer_in, scope) == (question, language, Scope.of_article(id))
    expect(page.locator("#about")).to_be_hidden()
    # The conversation itself goes on with all articles.
    ask(page, KOREAN)
    assert service.asked[-1][3] == EVERYTHING


@pytest.mark.parametrize(("locale", "button"), [("ko-KR", "묻기"), ("en-US", "Ask")])
def test_selected_words_can_be_asked_about_freely(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, button: str
) -> None:
    page = open_page(locale)
    open_article(page, "DeepSeek")
    select(page, "SigLIP")
    page.get_by_role("toolbar").get_by_role("button", name=button, exact=True).click()
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("why?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .actions")).to_be_visible()
    assert service.asked[-1][0] == "“SigLIP” why?"
    assert service.asked[-1][3] == Scope.of_article("sample-en")


@pytest.mark.parametrize(
    ("locale", "title", "question", "cited"),
    [("ko-KR", "독자 AI", KOREAN, CHIPS), ("en-US", "DeepSeek", ENGLISH, BORROWED)],
)
def test_the_keyboard_walks_through_the_sentences_and_asks(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, title: str, question: str, cited: str
) -> None:
    page = open_page(locale)
    ask(page, question)
    open_article(page, title)
    # Cited sentences have their number in the margin; it is never part of what is selected.
    expect(page.locator(".reader p.cited .margin-number").first).to_be_visible()
    page.locator(".reader-text").focus()
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(40)
        if cited in page.evaluate("String(getSelection())").replace("\n", " "):
            break
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#about")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#about button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".reader-text")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#about")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .actions")).to_have_count(2)
    assert cited in service.asked[-1][0]


def test_the_bar_goes_with_the_selection_and_never_covers_other_text(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, ENGLISH)
    open_article(page, "DeepSeek")
    select(page, "SigLIP")
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.locator("#about")).to_be_hidden()
    page.evaluate(
        """() => { const node = document.querySelector(".asked").firstChild;
        getSelection().setBaseAndExtent(node, 0, node, 5); }"""
    )
    page.wait_for_timeout(100)
    expect(page.locator("#about")).to_be_hidden()


def test_a_long_selection_is_cut_to_what_a_question_may_have(open_page: OpenPage, service: ScriptedHaeseol) -> None:
    page = open_page()
    page.locator("[data-adds]").click()
    page.locator("#paste-text").fill("Long article\n\n" + "word " * 900)
    page.locator("#paste-form .outline").click()
    open_article(page, "Long article")
    page.locator(".reader-text").evaluate("(text) => text.scrollIntoView()")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.reader-text'))")
    page.get_by_role("toolbar").get_by_role("button", name="Explain").click()
    expect(page.locator(".turn .actions")).to_be_visible()
    assert 500 < len(service.asked[-1][0]) < 700


@pytest.mark.parametrize(
    ("locale", "title", "words", "button"),
    [("ko-KR", "독자 AI", "독파모", "설명"), ("en-US", "DeepSeek", "SigLIP", "Explain")],
)
def test_on_a_phone_the_answer_comes_to_the_front(
    open_page: OpenPage, locale: str, title: str, words: str, button: str
) -> None:
    page = open_page(locale, width=390, height=844)
    open_article(page, title)
    select(page, words)
    expect(page.locator("#about")).to_be_in_viewport(ratio=1)
    page.get_by_role("toolbar").get_by_role("button", name=button).click()
    expect(page.locator("#evidence")).to_be_hidden()
    expect(page.locator(".turn .actions")).to_be_visible()


def test_markup_in_an_article_is_asked_about_as_text(open_page: OpenPage, service: ScriptedHaeseol) -> None:
    page = open_page()
    page.locator("[data-adds]").click()
    page.locator("#paste-title").fill(HOSTILE)
    page.locator("#paste-text").fill(HOSTILE)
    page.locator("#paste-form .outline").click()
    open_article(page, "onerror")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.reader-text'))")
    page.get_by_role("toolbar").get_by_role("button", name="Explain").click()
    expect(page.locator(".asked")).to_contain_text(HOSTILE)
    assert page.evaluate("window.hit") is None


@pytest.mark.parametrize(("locale", "word"), [("en-US", "Original"), ("ko-KR", "원문")])
def test_the_head_says_who_wrote_it_and_links_to_where_it_was_found(
    open_page: OpenPage, locale: str, word: str
) -> None:
    # That nothing is asked of that address, which is no click of the reader's, the fixture `watch` holds.
    page = open_page(locale)
    open_article(page, "What DeepSeek built")
    expect(page.locator(".reader .facts").first).to_contain_text("Ann Author")
    expect(page.locator(".reader")).to_contain_text(f"{word}: https://example.org/deepseek?from=a&b")
    link = page.locator(".reader a.origin")
    expect(link).to_have_attribute("href", "https://example.org/deepseek?from=a&b")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")


@pytest.mark.parametrize(
    "url", ["javascript:window.hit=1", "data:text/html,x", "//example.org/", "file:///etc/passwd", ""]
)
def test_what_is_no_web_address_is_no_link(open_page: OpenPage, service: ScriptedHaeseol, url: str) -> None:
    service._articles["sample-en"] = replace(service._articles["sample-en"], url=url)
    page = open_page()
    open_article(page, "What DeepSeek built")
    expect(page.locator(".reader a")).to_have_count(0)


def test_a_page_that_was_read_by_machine_is_one_click_away(
    open_page: OpenPage, service: ScriptedHaeseol, monkeypatch: pytest.MonkeyPatch
) -> None:
    passage = page_fakes._passage
    monkeypatch.setattr(page_fakes, "_passage", lambda n, quote: replace(passage(n, quote), page=1))
    by_machine = ReadingWarning("machine_read", 1, "1", ((1, 0, 50),))
    service._articles["sample-ko"] = replace(service.articles.get("sample-ko"), warnings=(by_machine,))
    page = open_page("ko-KR")
    ask(page, KOREAN)
    card = page.locator("#evidence .card").first
    expect(card.locator(".scanned")).to_contain_text("그림에서 기계가 읽은 글")
    address = card.locator(".page-picture").get_attribute("href")
    assert address == "scan/1?article=sample-ko"  # from where the page is: it may be below a path
    card.get_by_role("button", name="글 전체 보기").click()
    link = page.locator(".reader-warnings .page-picture")
    expect(link).to_have_text("1쪽 그림 보기")
    assert link.get_attribute("href") == address
