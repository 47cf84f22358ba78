"""A better model on the first run: offered in one press where the server has found one, in both languages."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from bot.models.files.catalogue import look_up
from bot.models.llm.model_state import ModelOffer
from bot.models.model_errors import NetworkUnavailable
from tests.browser.conftest import OpenPage
from tests.browser.test_page import KOREAN, ask
from tests.page_fakes import ScriptedHaeseol, ScriptedModels

pytestmark = pytest.mark.browser

FAR = "qwen3-4b"


def scripted(service: ScriptedHaeseol) -> ScriptedModels:
    assert isinstance(service.models, ScriptedModels)
    return service.models


@pytest.mark.parametrize(
    ("locale", "title", "facts", "press", "cancel"),
    [
        (
            "ko-KR",
            "더 큰 답변 모델을 쓸 수 있어요",
            "2.5 GB · 메모리 약 6.0 GB · Apache-2.0 · 첫 글자까지 4.5초쯤, 쓰는 속도는 지금 모델의 45%쯤",
            "2.5 GB 내려받고 쓰기",
            "그만두기",
        ),
        (
            "en-US",
            "A larger answering model is available",
            "2.5 GB · about 6.0 GB of memory · Apache-2.0 · first word after about 4.5 s, writing at about 45%",
            "Download 2.5 GB and use it",
            "Cancel",
        ),
    ],
)
def test_it_is_offered_and_fetched_in_one_press(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, title: str, facts: str, press: str, cancel: str
) -> None:
    scripted(service).offer_better(FAR)
    page = open_page(locale)
    offer = page.locator("#better-model")
    expect(offer).to_contain_text(title)
    expect(offer.locator("code")).to_have_text(FAR)
    expect(offer.locator(".facts")).to_contain_text(facts)
    offer.get_by_role("button", name=press).click()
    expect(offer.get_by_role("progressbar")).to_be_visible()
    offer.get_by_role("button", name=cancel, exact=True).click()
    expect(offer.get_by_role("button", name=press)).to_be_visible()
    assert scripted(service).told.chosen == "qwen2.5-coder-1.5b"


@pytest.mark.parametrize(("locale", "keep"), [("ko-KR", "기본 모델 그대로 쓰기"), ("en-US", "Keep the built-in model")])
def test_it_can_be_left_alone_for_good_and_is_in_nobodys_way(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, keep: str
) -> None:
    scripted(service).offer_better(FAR)
    page = open_page(locale)
    offer = page.locator("#better-model")
    expect(offer).to_be_visible()
    page.locator("#open-settings").click()
    page.locator("#choice summary").click()
    badge = "이 컴퓨터에 권해요" if locale == "ko-KR" else "recommended for this computer"
    expect(page.locator(".offer").filter(has_text=FAR)).to_contain_text(badge)
    page.keyboard.press("Escape")
    offer.get_by_role("button", name=keep).click()
    expect(offer).to_be_hidden()
    assert (scripted(service).told.better, scripted(service).told.chosen) == ("", "qwen2.5-coder-1.5b")


def test_one_that_is_found_later_fits_on_a_phone_until_a_conversation_begins(
    open_page: OpenPage, service: ScriptedHaeseol
) -> None:
    page = open_page("ko-KR", width=390, height=844)
    offer = page.locator("#better-model")
    expect(offer).to_be_hidden()
    scripted(service).offer_better(FAR)
    expect(offer).to_be_visible(timeout=60_000)  # the page asks how things stand every five seconds
    box = offer.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    ask(page, KOREAN)
    expect(offer).to_be_hidden()


def test_a_download_that_fails_says_why_beside_the_offer(open_page: OpenPage, service: ScriptedHaeseol) -> None:
    models = scripted(service)
    models.offer_better(FAR)
    problem = NetworkUnavailable(source="https://huggingface.co", reason="refused")
    models.told = replace(models.told, failed=FAR, problem=problem)
    page = open_page("en-US")
    alert = page.locator("#better-model").get_by_role("alert")
    expect(alert).to_contain_text("cannot be reached")
    expect(page.locator("#better-model").get_by_role("button", name="Download 2.5 GB")).to_be_visible()


def test_sizes_that_are_about_right_conditions_and_notices_are_told(
    open_page: OpenPage, service: ScriptedHaeseol
) -> None:
    models, kanana = scripted(service), look_up("kanana-2-3b")
    offer = ModelOffer(
        kanana.name, ready=False, size=kanana.size, memory=kanana.memory, missing=kanana.size, about=True,
        licence=kanana.licence, notice=kanana.notice, conditions=kanana.conditions,
    )  # fmt: skip
    models.told = replace(models.told, offers=(*models.told.offers, offer), chosen=kanana.name)
    service.service_state = replace(service.service_state, model_name=kanana.name)
    page = open_page("ko-KR")
    page.locator("#open-settings").click()
    expect(page.locator("#model-name")).to_contain_text("Powered by Kanana")
    page.locator("#choice summary").click()
    row = page.locator(".offer").filter(has_text=kanana.name)
    expect(row).to_contain_text("약 2.2 GB · 메모리 약 4.0 GB · Kanana Open License · Powered by Kanana")
    expect(row).to_contain_text("카카오의 허락")
