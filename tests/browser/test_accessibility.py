"""What axe-core finds wrong with the page, in the states that readers meet. Its script is read from disk by the test."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bot.insights.guides import GuideProgress, Step
from bot.models.model_errors import NetworkUnavailable
from tests.browser.conftest import OpenPage
from tests.page_fakes import SUGGESTED, ScriptedHaeseol, ScriptedModels

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # the others with one element each: all of them take half a second to send
}
State = Callable[[Page, str], None]


def answered(page: Page, language: str) -> None:
    ask(page, SUGGESTED["ko" if language == "ko" else "en"][0])
    page.locator(".actions button", has_text="답의 정보" if language == "ko" else "Details").click()


def refused(page: Page, language: str) -> None:
    ask(page, "오늘 서울 날씨는 어때요?" if language == "ko" else "Who won the football match?")


def failed(page: Page, language: str) -> None:
    ask(page, "where is the model")


def reading(page: Page, language: str) -> None:
    ask(page, SUGGESTED["ko" if language == "ko" else "en"][0])
    page.locator(".turn button.pill").first.click()
    page.locator(".card.active .link").click()
    expect(page.locator(".reader mark").first).to_be_visible()


def adding(page: Page, language: str) -> None:
    if page.locator("#open-library").is_visible():
        page.locator("#open-library").click()
    page.locator("[data-adds]").click()


def listing(page: Page, language: str) -> None:
    if page.locator("#open-library").is_visible():
        page.locator("#open-library").click()


def judging(page: Page, language: str) -> None:
    ask(page, SUGGESTED["ko" if language == "ko" else "en"][0])
    page.locator(".thumb.bad").click()


def selecting(page: Page, language: str) -> None:
    reading(page, language)
    page.locator(".reader-text").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#about")).to_be_visible()


def conversations(page: Page, language: str) -> None:
    ask(page, SUGGESTED["ko" if language == "ko" else "en"][0])
    listing(page, language)
    page.locator("#tab-conversations").click()
    page.locator("#saved .row-more").click()


def surveying(page: Page, language: str) -> None:
    listing(page, language)
    page.locator("#open-overview").click()
    page.locator(".story-open").click()
    expect(page.locator(".part.agree")).to_be_visible()


def setting(page: Page, language: str) -> None:
    page.locator("#open-settings").click()
    page.locator("#choice summary").click()
    page.locator(".offer button").first.click()
    expect(page.locator(".offer progress")).to_be_visible()


def translated(page: Page, language: str) -> None:
    ask(page, SUGGESTED["ko" if language == "ko" else "en"][1])
    page.locator(".turn button.pill").first.focus()
    if page.locator("#quote").is_hidden():
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
    expect(page.locator("#quote .machine")).to_be_visible()


def changed(page: Page, language: str) -> None:
    reading(page, language)
    page.locator(".versions [aria-expanded]").click()
    expect(page.locator(".change").first).to_be_visible()


def explained(page: Page, language: str) -> None:
    listing(page, language)
    page.locator("#articles .row-open").first.click()
    page.locator(".explained-tabs [data-part=terms]").click()
    expect(page.locator(".explained-label").first).to_be_visible()


def explaining(page: Page, language: str) -> None:
    listing(page, language)
    page.locator("#articles .row-open").first.click()
    page.locator(".explained-tabs [data-part=timeline]").click()
    expect(page.locator(".explained-status progress")).to_be_visible()


def download_failed(page: Page, language: str) -> None:
    page.locator("#open-settings").click()
    expect(page.locator(".offer .problem")).to_be_visible()


STATES: dict[str, State] = {
    "first run": lambda page, language: expect(page.locator("#better-model")).to_be_visible(),
    "answered": answered,
    "refused": refused,
    "failed": failed,
    "reading": reading,
    "adding": adding,
    "listing": listing,
    "judging": judging,
    "selecting": selecting,
    "conversations": conversations,
    "surveying": surveying,
    "setting": setting,
    "translated": translated,
    "changed": changed,
    "explained": explained,
    "explaining": explaining,
    "download failed": download_failed,
}


def prepare(service: ScriptedHaeseol, state: str) -> None:
    """Put the service into what a state needs of it."""
    if state == "first run":
        assert isinstance(service.models, ScriptedModels)
        service.models.offer_better("qwen3-4b")
    if state == "changed":
        for id in ("sample-ko", "sample-en"):
            before = service.articles.get(id)
            service.older[id] = [replace(before, version=0, text=f"{before.text[40:]} More.")]
    if state == "explaining":
        service.making = GuideProgress("making", 0, 2, 6, Step("summary", "ko"))
    if state == "download failed":
        assert isinstance(service.models, ScriptedModels)
        problem = NetworkUnavailable(source="https://example.org", reason="refused")
        service.models.told = replace(service.models.told, failed="qwen3-4b", problem=problem, gone="qwen3-1.7b")


def ask(page: Page, question: str) -> None:
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")
    expect(page.locator(".turn .actions")).to_be_visible()


# Each state in both schemes; language and width take turns, because what axe finds depends little on them.
LOOKS = (("ko-KR", 1440), ("en-US", 390), ("en-US", 1024), ("ko-KR", 390), ("en-US", 1440))
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.parametrize(
    ("state", "locale", "width"), [(state, *LOOKS[n % len(LOOKS)]) for n, state in enumerate(STATES)]
)
def test_axe_finds_nothing(open_page: OpenPage, service: ScriptedHaeseol, state: str, locale: str, width: int) -> None:
    prepare(service, state)
    page = open_page(locale, width=width, reduced_motion="reduce")
    STATES[state](page, locale[:2])
    for scheme in SCHEMES:
        page.evaluate("scheme => { document.documentElement.dataset.theme = scheme; }", scheme)
        results = Axe().run(page, options=RULES)
        assert results.response["passes"]
        assert results.response["violations"] == [], f"{scheme}: {results.generate_report()}"


# Links inside a line of text are as high as the line; everything else that is pressed has room for a thumb.
SMALL = """() => [...document.querySelectorAll('button, select, summary, input:not([type=radio]):not([type=checkbox]), .choice')]
  .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.matches('.pill, .mark, p .link, li .link'))
  .filter((node) => !node.closest('dialog:not([open])'))
  .map((node) => [node.id || node.className || node.textContent, node.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && box.height < 43.5)
  .map(([name, box]) => `${name}: ${box.height}`)"""


@pytest.mark.parametrize("state", STATES)
def test_controls_on_a_phone_have_room_for_a_thumb(open_page: OpenPage, service: ScriptedHaeseol, state: str) -> None:
    prepare(service, state)
    page = open_page("ko-KR", width=390, height=844, has_touch=True)
    STATES[state](page, "ko")
    assert page.evaluate(SMALL) == []
