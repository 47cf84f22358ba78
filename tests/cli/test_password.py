"""`haeseol password` from a pipe and a terminal, and the page that does not open to others without one."""

import io
import sys
from pathlib import Path

import pytest

from bot.cli import program_commands
from bot.cli.main import main
from bot.ui.access.password_file import PasswordFile


def test_a_password_is_set_and_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse battery\n"))
    assert main(["--home", str(tmp_path), "password"]) == 0
    assert PasswordFile.of(tmp_path).fits("correct horse battery")
    assert "correct horse" not in "".join(capsys.readouterr())
    assert main(["--home", str(tmp_path), "password", "--remove"]) == 0
    assert not PasswordFile.of(tmp_path).is_there


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_two_that_differ_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter(["one of two words", "another of them"])
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    assert main(["--home", str(tmp_path), "password"]) == 1
    assert "haeseol password" in capsys.readouterr().err
    assert not PasswordFile.of(tmp_path).is_there


@pytest.mark.parametrize(("locale", "word"), [("ko_KR.UTF-8", "비밀번호"), ("C.UTF-8", "password")])
@pytest.mark.parametrize(
    ("setting", "value"), [("HAESEOL_HOST", "0.0.0.0"), ("HAESEOL_ORIGINS", "https://news.example.org")]
)
def test_the_page_does_not_start_for_others_without_one(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    setting: str,
    value: str,
    locale: str,
    word: str,
) -> None:
    monkeypatch.setenv(setting, value)
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setattr(program_commands, "setup_model", lambda *_, **__: pytest.fail("something was fetched"))
    assert main(["--home", str(tmp_path), "serve"]) == 1
    told = capsys.readouterr().err
    assert word in told and "haeseol password" in told and value.removeprefix("https://") in told
