"""What a model reads that puts a sentence into the other language: names, words and large numbers as they are there."""

import pytest

from bot.answering.large_numbers import with_large_numbers
from bot.answering.translating import ask_for_sentence, read_to_carry
from bot.answering.word_meanings import with_meanings
from tests.fakes import ScriptedModel


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("It sold 3.2 million units.", "3.2 million = 320만"),
        ("It cost $1.45 billion.", "$1.45 billion = 14억 5000만"),
        ("Some 12,500 people came.", "12,500 people = 1만 2500"),
        ("About 20,000 people came in 2024.", "20,000 people = 2만"),
    ],
)
def test_large_numbers_are_given_as_korean_counts_them(text: str, sizes: str) -> None:
    assert with_large_numbers(text, "ko", None) == f"{text} ({sizes})"


def test_what_is_no_whole_number_is_not_rounded() -> None:
    assert with_large_numbers("It weighs 12,345.6 tonnes.", "ko", None) == "It weighs 12,345.6 tonnes."


def test_small_numbers_and_years_are_left_alone() -> None:
    assert with_large_numbers("In 2024 some 300 came.", "ko", None) == "In 2024 some 300 came."


def test_words_have_their_meanings_behind_them() -> None:
    read = with_meanings("Arsenic enters the well.")
    assert read.startswith("Arsenic(비소) enters(들어가다")
    assert read.endswith(".")


def test_what_has_brackets_behind_it_is_left_alone() -> None:
    assert with_meanings("Arsenic (As)").startswith("Arsenic(비소) (As)")
    assert with_meanings("arsenic(독)") == "arsenic(독)"


def test_the_articles_own_spelling_comes_before_the_lexicon() -> None:
    read = read_to_carry("They built models(독자 모델).", "ko", None)
    assert "models(독자 모델)" in read
    assert "built(" in read


def test_a_model_that_was_not_taught_reads_examples_and_no_meanings() -> None:
    asked = ask_for_sentence(ScriptedModel(), "They built models.", "ko", None)
    assert len(asked) > 2
    assert asked[-1] == ("user", "They built models.")
