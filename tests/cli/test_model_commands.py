"""`haeseol models`, and `haeseol setup --recommended` and `--native` against a hub on this machine."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel

from bot.cli.main import main
from bot.models.files import is_present
from bot.models.files.catalogue import catalogue
from bot.models.llm import native_build
from bot.models.llm.chat_model import ChatModel
from bot.models.llm.model_speed import ModelSpeed, SpeedGauge
from bot.models.llm.native_engine import NativeEngine
from bot.models.llm.replicas import Replicas
from bot.models.llm.saved_choice import answering_models, remembered
from bot.models.model_errors import BuildToolsMissing
from bot.progress import Report
from bot.settings import DEFAULT_EMBEDDING, DEFAULT_MODEL
from tests.model_servers import Server, file_of, hub_path, model_of, noise, on_hub, serving

CONTENT = noise(900_000)
FAR = "qwen3-4b"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hub() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def run(tmp_path: Path, hub: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a home whose models are small and come from the hub; the built-in one reads 60 tokens a second."""
    names = {DEFAULT_EMBEDDING: "e5.gguf", DEFAULT_MODEL: "near.gguf", FAR: "far.gguf"}
    for name, filename in names.items():
        content = CONTENT if name == FAR else noise(900_000, seed=len(name))
        file = file_of(content, on_hub(hub, content, filename=filename), name=filename)
        model = replace(model_of(file), name=name, place=filename, role=catalogue()[name].role, rank=int(name == FAR))
        monkeypatch.setitem(catalogue(), name, model)
    for model in [model for model in catalogue().values() if model.rank and model.name != FAR]:
        monkeypatch.setitem(catalogue(), model.name, replace(model, rank=0))
    monkeypatch.setenv("HAESEOL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("HAESEOL_TRANSLATOR", "none")
    monkeypatch.delenv("HAESEOL_MODEL", raising=False)

    def open_measured(path: Path, *, name: str, package: Path | None = None) -> ChatModel:
        gauge = SpeedGauge()
        gauge.note({"prompt_n": 600, "prompt_ms": 10_000, "predicted_n": 24, "predicted_ms": 1_000})
        return ChatModel(name, Replicas({"": FakeListChatModel(responses=["ok"])}, 9), gauge=gauge)

    monkeypatch.setattr(ChatModel, "from_gguf", open_measured)

    def run_(*words: str, locale: str = "C.UTF-8") -> tuple[int, str, str]:
        monkeypatch.setenv("LC_ALL", locale)
        code = main(["--home", str(tmp_path), *words])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run_


@pytest.mark.parametrize(
    ("locale", "recommended", "now"),
    [
        ("C.UTF-8", "Recommended: qwen3-4b · 1 MB · about 1 MB of memory · MIT", "From now on qwen3-4b answers."),
        ("ko_KR.UTF-8", "권하는 모델: qwen3-4b · 1 MB · 메모리 약 1 MB · MIT", "이제 qwen3-4b 모델이 답해요."),
    ],
)
def test_the_best_model_for_the_machine_is_told_fetched_and_chosen(
    run: Run, tmp_path: Path, locale: str, recommended: str, now: str
) -> None:
    code, out, err = run("setup", "--recommended", locale=locale)
    assert (code, out) == (0, "")
    assert recommended in err
    assert "60" in err
    assert "24" in err
    assert now in err
    assert remembered(tmp_path) == FAR
    assert is_present(FAR, tmp_path / "cache")
    assert f"* {FAR}" in run("models")[1]


@pytest.mark.parametrize(("locale", "said"), [("C.UTF-8", "Nothing was changed"), ("ko_KR.UTF-8", "바뀐 것은 없어요")])
def test_without_a_hub_that_is_said_and_everything_stays(
    run: Run, hub: Server, tmp_path: Path, locale: str, said: str
) -> None:
    assert run("setup")[0] == 0
    del hub.files[hub_path("far.gguf")]
    code, _, err = run("setup", "--recommended", locale=locale)
    assert code == 1
    assert hub_path("far.gguf") in err
    assert said in err
    assert f"{DEFAULT_MODEL}" in err
    assert remembered(tmp_path) == ""


@pytest.mark.parametrize(
    ("locale", "why", "stays"),
    [
        ("C.UTF-8", "qwen3-4b: needs about 99000.0 GB of memory", "suits this machine best and stays"),
        ("ko_KR.UTF-8", "qwen3-4b: 메모리가 약 99000.0 GB 필요한데", "그대로 두었어요"),
    ],
)
def test_a_machine_that_is_too_small_keeps_the_built_in_model_and_says_why(
    run: Run, hub: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, locale: str, why: str, stays: str
) -> None:
    monkeypatch.setitem(catalogue(), FAR, replace(catalogue()[FAR], memory=99 * 10**12))
    code, _, err = run("setup", "--recommended", locale=locale)
    assert code == 0
    assert why in err
    assert stays in err
    assert remembered(tmp_path) == ""
    assert hub_path("far.gguf") not in hub.paths()


def test_a_model_that_was_named_at_the_start_wins_and_that_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAESEOL_MODEL", "ollama:qwen3")
    code, _, err = run("setup", "--recommended")
    assert code == 0
    assert "HAESEOL_MODEL names ollama:qwen3" in err


def test_models_are_listed_with_licence_notice_and_what_is_only_about_right(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UPSTAGE_API_KEY", "k")
    monkeypatch.delenv("FRIENDLI_TOKEN", raising=False)
    code, out, _ = run("models")
    lines = {line.lstrip("* ").split(" ")[0]: line for line in out.splitlines() if line}
    assert code == 0
    assert set(answering_models()) <= lines.keys()
    assert lines["kanana-2-3b"].endswith("Powered by Kanana")
    assert "about 2.2 GB" in lines["kanana-2-3b"]
    assert "about" not in lines["qwen3.5-2b"].split("·")[0]
    assert "(set)" in lines["upstage:solar-pro3"]
    assert "FRIENDLI_TOKEN (not set)" in lines["friendli:LGAI-EXAONE/K-EXAONE-236B-A23B"]
    told = json.loads(run("models", "--json")[1])
    assert told["chosen"] == DEFAULT_MODEL
    assert [row["name"] for row in told["models"]] == list(answering_models())
    assert {row["model"] for row in told["elsewhere"]} >= {"clova:HCX-005", "deepseek:deepseek-chat"}
    assert "카카오" in run("models", locale="ko_KR.UTF-8")[1]


def test_setup_names_one_way_to_choose(run: Run) -> None:
    with pytest.raises(SystemExit) as ended:
        run("setup", "--recommended", "--model", FAR)
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("locale", "told"),
    [("C.UTF-8", "reads 111 and writes 24 tokens"), ("ko_KR.UTF-8", "1초에 111토큰을 읽고 24토큰을 써요")],
)
def test_the_engine_built_for_the_processor_is_told_with_its_speed(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locale: str, told: str
) -> None:
    tried: list[Path] = []

    def build(models: Path, model: Path, report: Report) -> NativeEngine:
        tried.append(model)
        return NativeEngine(models / "engines" / "x", ModelSpeed(111, 24), ModelSpeed(60, 24))

    monkeypatch.setattr(native_build, "build_native_engine", build)
    code, out, err = run("setup", "--native", locale=locale)
    assert (code, out) == (0, "")
    assert told in err
    assert str(tmp_path / "cache" / "engines" / "x") in err
    assert tried == [tmp_path / "cache" / "near.gguf"]


def test_an_engine_that_cannot_be_built_is_a_failure_after_the_models(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> NativeEngine:
        raise BuildToolsMissing(tools="cmake")

    monkeypatch.setattr(native_build, "build_native_engine", fail)
    code, _, err = run("setup", "--native")
    assert code == 1
    assert "near.gguf" in err
    assert "apt install g++ cmake make" in err
