"""Reading aloud with a stand-in for the system's voices, which no browser has here: what is spoken, with which voice, and lit."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_page import ask
from tests.page_fakes import CUT, KO_TEXT, SUGGESTED

pytestmark = pytest.mark.browser

# A system with a Korean and an English voice of its own, and one that would ask somebody elsewhere.
VOICES = """
(() => {
  const voices = [
    { name: "Elsewhere", lang: "ko-KR", localService: false, default: true },
    { name: "Yuna", lang: "ko_KR", localService: true, default: false },
    { name: "Alex", lang: "en-US", localService: true, default: false },
  ].filter(({ lang }) => lang.startsWith(window.onlyVoices ?? ""));
  window.spoken = [];
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  let now = null;
  const speech = {
    getVoices: () => voices,
    speak(said) {
      now = said;
      const lit = [...(CSS.highlights.get("reading") ?? [])].map(String).join("");
      window.spoken.push({ text: said.text, voice: said.voice.name, rate: said.rate, lit });
    },
    cancel() { now = null; },
    addEventListener() {}, removeEventListener() {},
  };
  window.endSentence = () => { const ended = now; now = null; ended?.onend(); };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
})();
"""


def spoken(page: Page) -> list[dict[str, object]]:
    return list(page.evaluate("window.spoken"))


def opened(open_page: OpenPage, locale: str, only: str = "") -> Page:
    page = open_page(locale)
    page.add_init_script(f"window.onlyVoices = {only!r};{VOICES}")
    page.reload()
    page.locator("#greeting h2").wait_for()
    return page


@pytest.mark.parametrize(
    ("locale", "question", "listen", "pause"),
    [("en-US", SUGGESTED["en"][0], "Listen", "Pause"), ("ko-KR", SUGGESTED["ko"][0], "듣기", "잠깐 멈추기")],
)
def test_an_answer_is_read_sentence_by_sentence_with_the_systems_own_voices(
    open_page: OpenPage, locale: str, question: str, listen: str, pause: str
) -> None:
    page = opened(open_page, locale)
    ask(page, question)
    page.locator(".turn").get_by_role("button", name=listen).click()
    expect(page.get_by_role("button", name=pause)).to_be_focused()
    page.evaluate("endSentence()")
    said = spoken(page)
    assert [each["voice"] for each in said] == ["Alex" if locale == "en-US" else "Yuna"] * 2
    assert [each["lit"] for each in said] == [each["text"] for each in said]
    if locale == "en-US":
        assert said[1]["text"] == CUT
    page.keyboard.press("ArrowLeft")
    assert spoken(page)[2]["text"] == said[0]["text"]
    page.keyboard.press("Enter")  # pause
    page.evaluate("endSentence()")
    assert len(spoken(page)) == 3
    page.keyboard.press("Enter")
    assert spoken(page)[3]["text"] == said[0]["text"]
    page.locator("#reading-rate").select_option("1.5")
    assert spoken(page)[4]["rate"] == 1.5
    for _ in range(3):
        page.evaluate("endSentence()")
    expect(page.locator("#reading")).to_be_hidden()
    expect(page.locator(".turn").get_by_role("button", name=listen)).to_be_focused()
    assert page.evaluate("CSS.highlights.has('reading')") is False


def test_an_article_is_read_from_its_beginning_and_escape_ends_it(open_page: OpenPage) -> None:
    page = opened(open_page, "ko-KR")
    page.locator("#articles .row", has_text="독자").locator(".row-open").click()
    page.locator(".reader").get_by_role("button", name="듣기").click()
    for _ in range(3):
        page.evaluate("endSentence()")
    said = [str(each["text"]) for each in spoken(page)]
    assert KO_TEXT.startswith(said[0])
    assert all(each in KO_TEXT for each in said)
    assert [each["lit"] for each in spoken(page)] == said
    page.keyboard.press("Escape")
    expect(page.locator("#reading")).to_be_hidden()
    page.evaluate("endSentence()")
    assert len(spoken(page)) == len(said)


def test_a_language_without_a_voice_here_is_skipped_and_told(open_page: OpenPage) -> None:
    page = opened(open_page, "en-US", "en")
    ask(page, "What is 독파모?")
    page.locator(".turn").get_by_role("button", name="Listen").click()
    expect(page.locator("#toast")).to_contain_text("no voice for Korean")
    assert all(each["voice"] == "Alex" for each in spoken(page))


def test_a_browser_without_voices_offers_nothing(open_page: OpenPage) -> None:
    page = open_page("en-US")
    page.add_init_script(
        "delete window.speechSynthesis; Object.defineProperty(window, 'speechSynthesis', { value: undefined })"
    )
    page.reload()
    ask(page, SUGGESTED["en"][0])
    expect(page.locator(".turn").get_by_role("button", name="Copy with citations")).to_be_visible()
    expect(page.locator(".listen")).to_have_count(0)
