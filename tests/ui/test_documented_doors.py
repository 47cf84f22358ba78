"""The lines of docs/doors.md, as whoever reads it pastes them."""

import json
import re
import shlex
import shutil
import subprocess
from typing import Any

import pytest

from bot.cli.main import command_parser
from tests.doors import Doors
from tests.places import ROOT

pytestmark = pytest.mark.slow

TEXT = (ROOT / "docs/doors.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:7860/"


def blocks(language: str, of: str) -> list[str]:
    """The blocks of one language that have these words in them."""
    found = re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)
    return [block for block in found if of in block]


@pytest.mark.parametrize("of", ["gradio_client", "openai"])
def test_lines_of_python_tell_an_answer(of: str, doors: Doors, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = blocks("python", of)
    assert ADDRESS in block
    names: dict[str, Any] = {}
    exec(block.replace(ADDRESS, doors.url), names)
    names["client"].close()
    assert "[1]" in capsys.readouterr().out.replace("\\", "")


def test_lines_for_curl_tell_articles_passages_and_answers(doors: Doors) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("no curl on this machine: install curl to try the lines for it")
    (block,) = blocks("sh", "curl")
    told = []
    for line in block.splitlines():
        command = shlex.split(line.replace(ADDRESS, doors.url), comments=True)
        assert command[0] == "curl"
        done = subprocess.run([curl, "-s", *command[1:]], capture_output=True, encoding="utf-8", check=True, timeout=60)
        told.append(done.stdout)
    articles, passages, narrowed, answer, events = told
    assert {row["id"] for row in json.loads(articles)} >= {"sample-ko", "sample-en"}
    assert json.loads(passages)[0]["text"]
    assert {passage["language"] for passage in json.loads(narrowed)} == {"en"}
    assert json.loads(answer)["sentences"]
    assert events.startswith("event: evidence")


def test_what_an_assistant_is_told_to_start_and_every_command_is_one() -> None:
    (settings,) = (json.loads(block) for block in blocks("json", "mcpServers"))
    started = settings["mcpServers"]["haeseol"]
    lines = [shlex.join([started["command"], *started["args"]])]
    lines += [line for block in blocks("sh", "haeseol ") for line in block.splitlines()]
    commands = [shlex.split(line, comments=True) for line in lines]
    assert len(commands) >= 3
    for command in commands:
        if command and command[0] == "haeseol":
            command_parser().parse_args(command[1:])
