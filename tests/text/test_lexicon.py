"""The English words that the lexicon knows in a text, and the file itself."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.lexicon import find_meanings
from bot.text.lexicon.english_korean import forms


@pytest.mark.parametrize(
    ("text", "word", "korean"),
    [
        ("The interest rates fell.", "interest rates", "금리"),
        ("Arsenic enters the well.", "Arsenic", "비소"),
        ("It planned nothing.", "planned", "계획"),
        ('"Arsenic," he said.', "Arsenic", "비소"),
        ("They studied it.", "studied", "연구하다"),
        ("A steeper road.", "steeper", "가파른"),
    ],
)
def test_words_are_found_in_their_forms_and_expressions_as_a_whole(text: str, word: str, korean: str) -> None:
    found = {text[meaning.start : meaning.end]: meaning.korean for meaning in find_meanings(text)}
    assert any(each.startswith(korean) for each in found[word])


def test_a_name_is_no_word() -> None:
    assert [meaning.korean[0] for meaning in find_meanings("We met Rose Field there.")] == ["만나다"]


@pytest.mark.parametrize(
    "text",
    [
        "Bill Gates spoke.",
        "Mark Čapek spoke.",
        '"Hunter Biden spoke."',
        "Mark J. Carney spoke.",
        "Reading Museum spoke.",
    ],
)
def test_a_name_that_begins_a_text_is_no_word(text: str) -> None:
    assert [text[meaning.start : meaning.end] for meaning in find_meanings(text)] == ["spoke"]


@pytest.mark.parametrize(
    "text", ["Tomorrow I speak.", "Tomorrow I'll speak.", "Arsenic enters the well.", "Arsenic, Carney said."]
)
def test_a_word_that_begins_a_text_is_one_where_no_name_goes_on(text: str) -> None:
    assert find_meanings(text)[0].start == 0


def test_words_of_two_sentences_make_no_expression() -> None:
    found = find_meanings("It pays interest. rates fell.")
    assert all("." not in "It pays interest. rates fell."[meaning.start : meaning.end] for meaning in found)


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_meanings_stand_in_order_and_apart(text: str) -> None:
    found = find_meanings(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(meaning.korean and meaning.start < meaning.end for meaning in found)


@given(st.text(alphabet="abcdeginrstuy", min_size=1, max_size=12))
def test_a_word_is_a_form_of_itself(word: str) -> None:
    assert next(forms(word)) == word


def test_every_line_of_the_file_is_a_word_and_what_it_means() -> None:
    lines = (Path(__file__).parents[2] / "bot/text/lexicon/english_korean.tsv").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 16_000
    assert lines == sorted(lines, key=lambda line: line.partition("\t")[0])
    odd = [
        line for line in lines if not re.fullmatch(r"[a-z][a-z '-]*\t[^\tA-Za-z();]+(?:; [^\tA-Za-z();]+){0,2}", line)
    ]
    assert not odd, odd[:5]
