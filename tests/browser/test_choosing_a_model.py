"""Choosing the answering model in the settings, as a reader does, in both languages."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.errors import HaeseolError
from bot.models.files import setup_model
from bot.models.files.catalogue import catalogue
from bot.models.llm import active_model
from bot.models.llm.active_model import ActiveModel
from bot.models.llm.model_choice import ModelChoice
from bot.models.llm.priority import IdleGate
from bot.models.llm.saved_choice import remembered
from bot.models.model_errors import (
    DiskFull,
    DownloadFailed,
    DownloadStalled,
    ModelDigestWrong,
    ModelSourcesFailed,
    NetworkUnavailable,
    PackageMissing,
)
from bot.settings import DEFAULT_MODEL, Settings
from tests.browser.conftest import OpenPage
from tests.browser.test_page import ENGLISH, KOREAN, ask
from tests.fakes import ScriptedModel
from tests.model_servers import Server, file_of, hub_path, model_of, noise, on_hub, serving
from tests.page_fakes import ScriptedHaeseol, ScriptedModels

pytestmark = pytest.mark.browser

FAR = "qwen3-4b"
CONTENT = noise(3_000_000)


@pytest.fixture
def hub() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def real(tmp_path: Path, service: ScriptedHaeseol, hub: Server, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The real choice behind the page: its models are small and come from a hub on this machine."""
    for name, filename, content in ((DEFAULT_MODEL, "near.gguf", b"near"), (FAR, "far.gguf", CONTENT)):
        file = file_of(content, on_hub(hub, content, filename=filename), name=filename)
        monkeypatch.setitem(catalogue(), name, replace(model_of(file), name=name, place=filename))
    settings = Settings(home=tmp_path, cache=tmp_path / "cache", hub=hub.url)
    monkeypatch.setattr(active_model, "open_model", lambda settings: ScriptedModel("ok"))
    seat = ActiveModel(settings, IdleGate())

    def fill() -> None:
        seat.take()
        service.service_state = replace(service.service_state, model=seat.state, model_name=seat.name)

    service.models = ModelChoice(settings, seat, fill)
    setup_model(DEFAULT_MODEL, settings.cache, hub=hub.url)
    hub.asked.clear()
    return settings


def scripted(service: ScriptedHaeseol) -> ScriptedModels:
    assert isinstance(service.models, ScriptedModels)
    return service.models


def open_choice(page: Page) -> None:
    page.locator("#open-settings").click()
    page.locator("#choice summary").click()


@pytest.mark.parametrize(
    ("locale", "use", "in_use", "said", "question"),
    [
        ("ko-KR", "qwen3-1.7b 쓰기", "쓰는 중", "다음 질문부터 qwen3-1.7b 모델이 답해요.", KOREAN),
        ("en-US", "Use qwen3-1.7b", "In use", "From the next question on, qwen3-1.7b answers.", ENGLISH),
    ],
)
def test_a_model_that_is_here_answers_from_the_next_question_on(
    open_page: OpenPage, locale: str, use: str, in_use: str, said: str, question: str
) -> None:
    page = open_page(locale)
    open_choice(page)
    rows = page.locator(".offer")
    expect(rows.first).to_contain_text("qwen2.5-coder-1.5b")
    expect(rows.first).to_contain_text(in_use)
    page.get_by_role("button", name=use).click()
    expect(rows.filter(has_text="qwen3-1.7b")).to_contain_text(in_use)
    expect(page.locator("#model-name code")).to_have_text("qwen3-1.7b")
    expect(page.locator("#toast")).to_contain_text(said)
    expect(page.locator("#choice summary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#model-words")).to_contain_text("qwen3-1.7b")
    ask(page, question)


@pytest.mark.parametrize(
    ("locale", "use", "notice"),
    [
        ("ko-KR", "모델 없이 쓰기", "답변 모델 없이 쓰고 있어요"),
        ("en-US", "Use No model", "No answering model is in use"),
    ],
)
def test_quotes_alone_can_be_chosen(open_page: OpenPage, locale: str, use: str, notice: str) -> None:
    page = open_page(locale)
    open_choice(page)
    page.get_by_role("button", name=use).click()
    expect(page.locator("#try-model")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(page.locator("#notice")).to_contain_text(notice)


@pytest.mark.parametrize(
    ("locale", "press", "cancel", "rest", "use", "in_use"),
    [
        (
            "ko-KR",
            "3 MB 내려받고 쓰기",
            "내려받기 그만두기",
            "나머지 2 MB 내려받고 쓰기",
            "qwen2.5-coder-1.5b",
            "쓰는 중",
        ),
        ("en-US", "Download 3 MB", "Cancel the download", "Download the other 2 MB", "qwen2.5-coder-1.5b", "In use"),
    ],
)
def test_another_model_is_downloaded_cancelled_and_gone_on_with(
    real: Settings,
    hub: Server,
    open_page: OpenPage,
    locale: str,
    press: str,
    cancel: str,
    rest: str,
    use: str,
    in_use: str,
) -> None:
    hub.manners[hub_path("far.gguf")] = "hang"
    page = open_page(locale)
    open_choice(page)
    row = page.locator(".offer").filter(has_text=FAR)
    expect(row.get_by_role("button", name=press)).to_be_visible()
    assert hub.asked == []
    row.get_by_role("button", name=press).click()
    expect(row.get_by_role("progressbar")).to_be_visible()
    expect(row.locator(".fetching")).to_contain_text("3 MB")
    page.reload()  # it goes on without the page, and a new one shows it
    page.locator("#open-settings").click()
    expect(row.get_by_role("progressbar")).to_be_visible()
    row.get_by_role("button", name=cancel).click()
    expect(row.get_by_role("button", name=rest)).to_be_visible()
    expect(page.locator(".offer").filter(has_text=use)).to_contain_text(in_use)
    hub.closing.set()
    hub.manners[hub_path("far.gguf")] = "well"
    row.get_by_role("button", name=rest).click()
    expect(row).to_contain_text(in_use)
    assert remembered(real.home) == FAR
    expect(page.locator("#model-name code")).to_have_text(FAR)


@pytest.mark.parametrize(
    ("locale", "press", "why", "again"),
    [
        ("ko-KR", "3 MB 내려받고 쓰기", "이 모델을 받을 수 없어요", "내려받지 못했어요"),
        ("en-US", "Download 3 MB", "does not give this one", "The download failed"),
    ],
)
def test_a_download_that_fails_says_why_and_changes_nothing(
    real: Settings, hub: Server, open_page: OpenPage, locale: str, press: str, why: str, again: str
) -> None:
    del hub.files[hub_path("far.gguf")]
    page = open_page(locale)
    open_choice(page)
    row = page.locator(".offer").filter(has_text=FAR)
    row.get_by_role("button", name=press).click()
    expect(row.get_by_role("alert")).to_contain_text(again)
    expect(row.get_by_role("alert")).to_contain_text(why)
    assert remembered(real.home) == ""
    expect(page.locator("#model-name code")).to_have_text(DEFAULT_MODEL)


AWAY = NetworkUnavailable(source="https://huggingface.co/a/b/model.gguf", reason="[Errno -2] Name or service not known")
ON = {"ko-KR": "다시 누르면 받은 데서부터 이어져요.", "en-US": "Press again and it goes on from where it stopped."}


@pytest.mark.parametrize(
    ("locale", "problem", "said", "goes_on"),
    [
        ("ko-KR", AWAY, "연결할 수 없어요", True),
        ("en-US", AWAY, "cannot be reached", True),
        (
            "ko-KR",
            ModelSourcesFailed(name=FAR, failures=[PackageMissing(package="wheel"), AWAY]),
            "연결할 수 없어요",
            True,
        ),
        ("en-US", DownloadStalled(source="https://huggingface.co", seconds=60), "nothing came", True),
        ("ko-KR", DownloadStalled(source="https://huggingface.co", seconds=60), "아무것도 오지 않았어요", True),
        ("ko-KR", DownloadFailed(source="https://huggingface.co", reason="503 Busy"), "지금은 바빠요", True),
        ("en-US", DownloadFailed(source="https://huggingface.co", reason="503 Busy"), "busy now", True),
        ("ko-KR", DiskFull(path="/cache", free="1 GB", needed="2 GB"), "빈 공간은 1 GB", True),
        ("en-US", DiskFull(path="/cache", free="1 GB", needed="2 GB"), "has 1 GB free", True),
        ("ko-KR", ModelDigestWrong(file="f", source="s", found="1", expected="2"), "처음부터 받아요", False),
        ("en-US", ModelDigestWrong(file="f", source="s", found="1", expected="2"), "downloaded anew", False),
    ],
)
def test_a_failed_download_is_told_in_the_readers_words(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, problem: HaeseolError, said: str, goes_on: bool
) -> None:
    models = scripted(service)
    models.told = replace(models.told, failed=FAR, problem=problem)
    page = open_page(locale)
    page.locator("#open-settings").click()
    row = page.locator(".offer").filter(has_text=FAR)
    alert = row.get_by_role("alert")
    expect(alert).to_contain_text(said)
    words = alert.inner_text()
    assert (ON[locale] in words) == goes_on
    assert not re.search("haeseol setup|Errno|503|http|SHA", words)
    # Pressing again is right there, and takes the failure away.
    row.get_by_role("button", name="내려받고 쓰기" if locale == "ko-KR" else "Download").click()
    expect(row.get_by_role("progressbar")).to_be_visible()
    expect(row.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(
    ("locale", "use", "said", "download"),
    [
        ("ko-KR", "qwen3-1.7b 쓰기", "이제 이 컴퓨터에 없어요", "1.8 GB 내려받고 쓰기"),
        ("en-US", "Use qwen3-1.7b", "not on this computer any more", "Download 1.8 GB and use it"),
    ],
)
def test_a_model_that_is_gone_meanwhile_can_be_downloaded(
    open_page: OpenPage,
    service: ScriptedHaeseol,
    locale: str,
    use: str,
    said: str,
    download: str,
) -> None:
    page = open_page(locale)
    open_choice(page)
    scripted(service).delete_unseen("qwen3-1.7b")
    page.get_by_role("button", name=use).click()
    expect(page.locator("#choice-facts").get_by_role("alert")).to_contain_text(said)
    row = page.locator(".offer").filter(has_text="qwen3-1.7b")
    expect(row.get_by_role("button", name=download)).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "gone", "started", "little"),
    [
        (
            "ko-KR",
            "골라 두신 qwen3-4b 모델이 이 컴퓨터에 없어서",
            "ollama:qwen3 모델로 시작했어요",
            "메모리 4.0 GB로는 모자라요",
        ),
        (
            "en-US",
            "qwen3-4b, is not on this computer",
            "Started with ollama:qwen3",
            "4.0 GB of memory, which is too little",
        ),
    ],
)
def test_what_the_choice_depends_on_is_said(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, gone: str, started: str, little: str
) -> None:
    models = scripted(service)
    models.told = replace(models.told, gone=FAR, started_with="ollama:qwen3", memory=4_000_000_000)
    service.service_state = replace(service.service_state, gone_model=FAR)
    page = open_page(locale)
    expect(page.locator("#notice")).to_contain_text(gone)
    page.locator("#open-settings").click()
    expect(page.locator("#choice-facts")).to_contain_text(gone)
    expect(page.locator("#choice-facts")).to_contain_text(started)
    expect(page.locator(".offer").filter(has_text=FAR)).to_contain_text(little)


def test_a_choice_that_the_server_refuses_is_told_beside_the_list(
    open_page: OpenPage, service: ScriptedHaeseol
) -> None:
    page = open_page("ko-KR")
    open_choice(page)
    models = scripted(service)
    models.told = replace(models.told, offers=models.told.offers[:1])
    page.get_by_role("button", name="qwen3-1.7b 쓰기").click()
    expect(page.locator("#choice-facts").get_by_role("alert")).to_contain_text("qwen3-1.7b(이)라는 모델이 없어요")
