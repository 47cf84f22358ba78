"""What comes from articles cannot steer the terminal."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles.article_errors import ArticleUnreadable
from bot.cli.console import describe, print_json, tell, without_line_ends
from bot.errors import visible
from bot.progress import Progress

NAME = "\x1b]0;owned\x07report\u202etxt.exe\x9b31m\u2066\r.md"


def test_names_are_told_without_what_a_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    tell(NAME, "한국어 기사", "a\tb\nc")
    assert capsys.readouterr().out == "]0;ownedreporttxt.exe31m.md 한국어 기사 a\tb\nc\n"
    assert describe(Progress("read", NAME), "ko") == "읽는 중 ]0;ownedreporttxt.exe31m.md"


def test_a_name_of_several_lines_is_one_line_of_a_list() -> None:
    assert without_line_ends("rice.txt\tko\n(forged.txt)\ten") == "rice.txt ko (forged.txt) en"
    assert (
        without_line_ends("쌀  값\u3000전망.txt") == "쌀  값\u3000전망.txt"
    )  # which can be asked for as it stands here


@pytest.mark.parametrize("language", ["ko", "en"])
def test_errors_are_too(language: str) -> None:
    told = ArticleUnreadable(source=NAME, reason="\x1b[2J").message("ko" if language == "ko" else "en")
    assert told == visible(told)
    assert "\x1b" not in told and "\u202e" not in told


@given(st.text(max_size=40))
def test_json_says_the_same_without_a_character_that_a_terminal_obeys(text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        written: list[str] = []
        patched.setattr("builtins.print", lambda line, **_: written.append(line))
        print_json({"text": text})
    assert json.loads(written[0]) == {"text": text}
    assert visible(written[0]) == written[0]


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert visible(visible(text)) == visible(text)
