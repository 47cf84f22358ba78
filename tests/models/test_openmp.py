"""How threads wait for each other: said to every runtime before it is loaded, whoever loads it, and never against the user."""

import os
import sys
from pathlib import Path

import pytest

from bot.cli.main import prepare_process
from bot.models.llm.llama_server import LlamaServer
from bot.models.openmp import WAITING, waiting_briefly


def test_the_environment_is_as_before_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in WAITING:
        monkeypatch.delenv(name, raising=False)
    with waiting_briefly():
        assert os.environ.items() >= WAITING.items()
    assert not WAITING.keys() & os.environ.keys()


@pytest.mark.parametrize("name", WAITING)
def test_what_the_user_says_is_kept(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for known in WAITING:
        monkeypatch.delenv(known, raising=False)
    monkeypatch.setenv(name, "7")
    with waiting_briefly():
        assert {known: os.environ.get(known) for known in WAITING} == {**dict.fromkeys(WAITING), name: "7"}
    assert os.environ[name] == "7"


def test_a_program_of_our_own_says_it_once_for_all() -> None:
    environment: dict[str, str] = {}
    prepare_process(environment)
    assert environment.items() >= WAITING.items()


def test_the_engine_is_loaded_with_it_by_whoever_uses_the_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in WAITING:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "xllamacpp.py").write_text("import os\nSAID = dict(os.environ)\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "xllamacpp", raising=False)
    with pytest.raises(AttributeError, match="CommonParams"):
        LlamaServer.from_gguf(tmp_path / "no model")
    assert sys.modules.pop("xllamacpp").SAID.items() >= WAITING.items()
