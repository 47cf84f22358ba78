"""Original sentences in the other language: on hover, on a card, for selected words; marked, checked, never in the way."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_page import ENGLISH, KOREAN, ask
from tests.browser.test_reader import open_article, select
from tests.page_fakes import BORROWED, CHIPS, SUGGESTED, TRANSLATED, ScriptedHaeseol

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("locale", "question", "original", "label", "pill"),
    [
        ("ko-KR", SUGGESTED["ko"][1], BORROWED, "기계 번역", 0),
        ("en-US", SUGGESTED["en"][1], CHIPS, "Machine translation", 1),
    ],
)
def test_a_citation_in_the_other_language_shows_its_translation_once_made(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str, original: str, label: str, pill: int
) -> None:
    page = open_page(locale)
    ask(page, question)
    page.locator(".turn button.pill").nth(pill).hover()
    box = page.locator("#quote")
    expect(box.locator(".source-words")).to_have_text(original)
    expect(box.locator(".machine")).to_have_text(label)
    expect(box.locator(".translation")).to_contain_text(TRANSLATED[original])
    doubt = box.locator(".doubt")
    # The second translation says 1,000 where the original says 10,000.
    expect(doubt).to_have_count(pill)
    if pill:
        expect(doubt).to_contain_text("1,000")
    page.mouse.move(0, 0)
    expect(box).to_be_hidden()
    page.locator(".turn button.pill").nth(pill).focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(box.locator(".translation")).to_contain_text(TRANSLATED[original])
    assert service.translated == [original]


@pytest.mark.parametrize(("locale", "question"), [("ko-KR", KOREAN), ("en-US", ENGLISH)])
def test_a_citation_in_the_answers_language_needs_no_translation(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str
) -> None:
    page = open_page(locale)
    ask(page, question)
    page.locator(".turn button.pill").first.hover()
    expect(page.locator("#quote .source-words")).to_be_visible()
    page.wait_for_timeout(500)
    expect(page.locator("#quote .translation")).to_have_count(0)
    assert service.translated == []


@pytest.mark.parametrize(
    ("locale", "question", "waits"),
    [
        ("ko-KR", SUGGESTED["ko"][1], "질문에 먼저 답하고"),
        ("en-US", SUGGESTED["en"][1], "A question comes first"),
    ],
)
def test_a_translation_that_gave_way_to_a_question_says_so_and_follows(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str, waits: str
) -> None:
    page = open_page(locale)
    ask(page, question)
    service.busy = 1
    page.locator(".turn button.pill").first.hover()
    expect(page.locator("#quote .translation")).to_contain_text(waits)
    expect(page.locator("#quote .machine")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "question", "away", "button"),
    [
        ("ko-KR", SUGGESTED["ko"][1], "응답하지 않아요", "이 문장 번역하기"),
        ("en-US", SUGGESTED["en"][1], "does not answer", "Translate this sentence"),
    ],
)
def test_on_a_phone_a_card_translates_and_says_when_it_cannot(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str, away: str, button: str
) -> None:
    page = open_page(locale, width=390, height=844, has_touch=True)
    ask(page, question)
    page.locator(".turn button.pill").first.tap()
    card = page.locator("#evidence .card.active")
    ready = service.service_state
    service.service_state = replace(ready, model="away")
    card.get_by_role("button", name=button).tap()
    expect(card.locator(".translation")).to_contain_text(away)
    service.service_state = ready
    page.keyboard.press("Escape")
    page.locator(".turn button.pill").first.tap()
    card.get_by_role("button", name=button).tap()
    expect(card.locator(".machine")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "title", "words", "button", "language"),
    [
        ("ko-KR", "DeepSeek", "SigLIP", "번역", "ko"),
        ("en-US", "독자 AI", "독파모", "Translate", "en"),
    ],
)
def test_selected_words_are_translated_where_they_stand(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, title: str, words: str, button: str, language: str
) -> None:
    page = open_page(locale)
    open_article(page, title)
    select(page, words)
    page.get_by_role("toolbar").get_by_role("button", name=button).click()
    expect(page.locator("#about-translation")).to_contain_text(f"({language}) {words}")
    expect(page.locator("#about")).to_be_in_viewport(ratio=1)
    assert service.asked == []
    page.evaluate("getSelection().removeAllRanges()")
    expect(page.locator("#about-translation")).to_be_hidden()
