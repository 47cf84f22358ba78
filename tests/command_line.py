"""The command line in this process, where the libraries and models are loaded already: what a process of its own would print."""

import io
import json
import os
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bot.cli.main import main


@dataclass(frozen=True, slots=True)
class Done:
    """A command that came to its end."""

    returncode: int
    stdout: str
    stderr: str


def run(home: Path, *arguments: str, environment: dict[str, str] | None = None) -> Done:
    """Run one command with `environment` beside this process's own, in English unless that says otherwise."""
    out, problems = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    said = {"LC_ALL": "C.UTF-8", **(environment or {})}
    with patch.dict(os.environ, said), redirect_stdout(out), redirect_stderr(problems):
        try:
            code = main(["--home", str(home), *arguments])
        except SystemExit as wrong_usage:
            code = int(str(wrong_usage.code))
    return Done(code, *(stream.buffer.getvalue().decode() for stream in (out, problems)))


def run_json(home: Path, *arguments: str) -> Any:
    """Return the JSON that a command prints; it must succeed."""
    done = run(home, *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
