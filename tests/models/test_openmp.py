"""How threads wait for each other: said to every runtime before it is loaded, whoever loads it, and never against the user."""

import json
import os
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


# Stands for the engine's package and tells how its threads would wait.
_TELLS = """
import json, os
raise RuntimeError(json.dumps({name: os.environ.get(name) for name in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")}))
"""


def test_the_engine_is_loaded_with_it_by_whoever_uses_the_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in WAITING:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "xllamacpp.py").write_text(_TELLS, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(RuntimeError) as said:
        LlamaServer.from_gguf(tmp_path / "no model")
    assert json.loads(str(said.value).partition(": ")[2]) == WAITING
    assert not WAITING.keys() & os.environ.keys()
