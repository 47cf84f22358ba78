"""The settings, used as a reader uses them, in both languages."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from bot.service.service_state import ServiceState
from tests.browser.conftest import OpenPage
from tests.browser.test_page import ENGLISH, KOREAN, ask
from tests.page_fakes import ScriptedHaeseol, with_articles

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("locale", "question", "name", "answer"), [("ko-KR", KOREAN, "영어", "en"), ("en-US", ENGLISH, "Korean", "ko")]
)
def test_the_language_of_answers_is_chosen_and_remembered(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str, name: str, answer: str
) -> None:
    page = open_page(locale)
    ask(page, question)
    assert service.asked[-1][1] == "auto"
    page.locator("#open-settings").click()
    page.get_by_role("radio", name=name).check()
    page.locator("#close-settings").click()
    ask(page, question)
    assert service.asked[-1][1] == answer
    page.reload()
    ask(page, question)
    assert service.asked[-1][1] == answer
    page.locator("#open-settings").click()
    expect(page.get_by_role("radio", name=name)).to_be_checked()


@pytest.mark.parametrize(
    ("locale", "test", "fast", "away"),
    [
        ("ko-KR", "모델 시험하기", "첫 글자까지 0.8초, 1초에 42자", "응답하지 않아요"),
        ("en-US", "Test the model", "first word after 0.8 s, 42 letters a second", "does not answer"),
    ],
)
def test_the_model_is_shown_and_tested(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, test: str, fast: str, away: str
) -> None:
    page = open_page(locale)
    page.locator("#open-settings").click()
    expect(page.locator("#model-name code")).to_have_text("qwen2.5-coder-1.5b")
    page.get_by_role("button", name=test).click()
    expect(page.locator("#tried")).to_contain_text(fast)
    service.service_state = ServiceState("ready", "away", "qwen2.5-coder-1.5b")
    page.get_by_role("button", name=test).click()
    expect(page.locator("#tried")).to_contain_text(away)


@pytest.mark.parametrize("locale", ["ko-KR", "en-US"])
def test_without_a_model_there_is_nothing_to_test(open_page: OpenPage, service: ScriptedHaeseol, locale: str) -> None:
    service.service_state = ServiceState("ready", "none", "none")
    page = open_page(locale)
    expect(page.locator("#notice")).to_be_visible()
    page.locator("#open-settings").click()
    expect(page.locator("#try-model")).to_be_disabled()


@pytest.mark.parametrize(
    ("locale", "auto", "korean", "save"),
    [("ko-KR", "질문과 같게", "한국어", "저장"), ("en-US", "As the question", "Korean", "Save")],
)
def test_settings_are_used_with_the_keyboard_and_return_to_their_button(
    open_page: OpenPage, locale: str, auto: str, korean: str, save: str
) -> None:
    page = open_page(locale)
    page.locator("#open-settings").press("Enter")
    page.get_by_role("radio", name=auto).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name=korean)).to_be_checked()
    page.get_by_role("switch", name=save).press("Space")
    expect(page.get_by_role("switch", name=save)).not_to_be_checked()
    page.keyboard.press("Escape")
    expect(page.locator("#settings")).to_be_hidden()
    expect(page.locator("#open-settings")).to_be_focused()


@pytest.mark.parametrize(
    ("locale", "name", "level"),
    [
        ("ko-KR", "쉽게", "simple"),
        ("ko-KR", "전문가", "expert"),
        ("en-US", "Simple", "simple"),
        ("en-US", "Expert", "expert"),
    ],
)
def test_the_reading_level_reaches_the_service(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, name: str, level: str
) -> None:
    page = open_page(locale)
    page.locator("#open-settings").click()
    page.get_by_role("radio", name=name, exact=True).check()
    page.keyboard.press("Escape")
    ask(page, ENGLISH)
    assert service.levels == [level]


@pytest.mark.parametrize(("locale", "name"), [("ko-KR", "근거의 수"), ("en-US", "Passages shown")])
def test_the_number_of_passages_reaches_the_service_and_is_remembered(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, name: str
) -> None:
    page = open_page(locale)
    ask(page, ENGLISH)
    page.locator("#open-settings").click()
    expect(page.get_by_label(name)).to_have_value("5")
    page.get_by_label(name).select_option("8")
    page.keyboard.press("Escape")
    ask(page, ENGLISH)
    page.reload()
    ask(page, ENGLISH)
    assert service.passages == [5, 8, 8]


@pytest.mark.parametrize(
    ("locale", "name", "off", "on", "short"),
    [
        ("ko-KR", "글 폴더 지켜보기", "지켜보지 않아요", "바로 읽어요", "폴더를 지켜보는 중"),
        ("en-US", "Watch the folder", "not watched", "is being watched", "watching the folder"),
    ],
)
def test_watching_the_folder_is_switched_and_told_in_words(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, name: str, off: str, on: str, short: str
) -> None:
    page = open_page(locale)
    page.locator("#open-settings").click()
    expect(page.locator("#watching-words")).to_contain_text(off)
    page.get_by_role("switch", name=name).press("Space")
    expect(page.locator("#watching-words")).to_contain_text(on)
    assert service.service_state.watching
    page.keyboard.press("Escape")
    expect(page.locator("#library-facts")).to_contain_text(f"· {short}")


def test_what_others_put_into_the_folder_appears_by_itself(open_page: OpenPage, service: ScriptedHaeseol) -> None:
    page = open_page()
    expect(page.locator("#articles .row")).to_have_count(2)
    with_articles(service, ["One more"])
    service.service_state = replace(service.service_state, written_at=1)
    expect(page.locator("#articles .row")).to_have_count(3, timeout=60_000)


def test_what_the_browser_kept_of_another_version_does_no_harm(open_page: OpenPage, service: ScriptedHaeseol) -> None:
    page = open_page()
    page.evaluate("""localStorage.setItem("haeseol.wishes", '{"language":"xx","save":"maybe","odd":1}')""")
    page.reload()
    ask(page, ENGLISH)
    assert service.asked[-1][1] == "auto"
    page.evaluate("""localStorage.setItem("haeseol.wishes", "{")""")
    page.reload()
    ask(page, ENGLISH)
    assert service.asked[-1][1] == "auto"
