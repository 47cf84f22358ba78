"""What a question is read as, and what is refused before anything is searched."""

from datetime import date

import pytest

from bot.errors import QuestionEmpty, QuestionLanguageUnknown, QuestionTooLong
from bot.retrieval.question import read_question
from bot.retrieval.sufficiency import is_near, lacks_number, missing_years, unmentioned


def test_bad_questions_are_refused_with_words() -> None:
    with pytest.raises(QuestionEmpty):
        read_question(" \n\t ")
    with pytest.raises(QuestionTooLong):
        read_question("가" * 10_000)
    with pytest.raises(QuestionLanguageUnknown):
        read_question("フランスの首都はどこですか")


@pytest.mark.parametrize(
    ("text", "language", "subject"),
    [
        ("딥시크가 뭐예요?", "ko", "딥시크가 뭐예요?"),
        ("기사에 따르면 딥시크는 무엇을 줄였나요?", "ko", "딥시크는 무엇을 줄였나요?"),
        ("다음 중 딥시크가 줄인 것은 무엇인가요?", "ko", "딥시크가 줄인 것은 무엇인가요?"),
        ("According to the article, what did DeepSeek cut?", "en", "what did DeepSeek cut?"),
        ("What did DeepSeek cut, according to this passage?", "en", "What did DeepSeek cut?"),
        ("According to the article?", "en", "According to the article?"),
        ("What is 독파모?", "en", "What is 독파모?"),
    ],
)
def test_the_subject_is_what_is_asked_about(text: str, language: str, subject: str) -> None:
    question = read_question(text)
    assert (question.text, question.language, question.subject) == (text, language, subject)


def test_composed_and_decomposed_hangul_are_one_question() -> None:
    assert read_question("한국어로 물어요?") == read_question("한국어로 물어요?")


@pytest.mark.parametrize(
    ("text", "passage", "lacks"),
    [
        ("How many parameters does R1 have?", "R1 was released a year ago, in January 2025.", True),
        ("How many parameters does R1 have?", "R1 has 671 billion parameters.", False),
        ("How many years did it take?", "It took two years.", False),
        ("R1의 매개변수는 몇 개인가요?", "R1은 1년 전인 2025년 1월에 나왔다.", True),
        ("R1이 공개된 지 얼마나 지났나요?", "충격파를 던진 지 1년이 흘렀다.", False),
        ("몇 명이 왔나요?", "62만 명이 찾았다.", False),
        ("Who came?", "Nobody came.", False),
    ],
)
def test_a_question_for_a_number_needs_one(text: str, passage: str, lacks: bool) -> None:
    assert lacks_number(read_question(text), passage, "en" if passage.isascii() else "ko") is lacks


def test_an_absent_subject_is_far() -> None:
    assert is_near("ko", "ko", 0.5)
    assert not is_near("ko", "ko", 0.2)
    # Scores across the languages are lower.
    assert is_near("en", "ko", 0.3)
    assert not is_near("en", "en", 0.3)
    assert is_near("en", "en", 0.3, of_one=True)
    assert not is_near("en", "en", 0.15, of_one=True)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("1979년 석유 파동 때 유가는 얼마였나요?", ("1979",)),
        ("How much was oil in 1973?", ()),
        # Recent years are named for "now", and decades are no years.
        ("2024년 유가는 얼마인가요?", ()),
        ("How much was oil in the 1960s?", ()),
        ("How much were 12345 barrels?", ()),
    ],
)
def test_a_year_that_no_passage_says_is_missing(text: str, missing: tuple[str, ...]) -> None:
    assert missing_years(read_question(text), ["In 1973 oil cost 12 dollars."], date(2026, 11, 28)) == missing


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("다리 직원들의 근무 환경을 알려줘", ("직원", "근무", "환경")),
        ("다리가 왜 논란이 됐는지 이유를 설명해 줘", ()),
        ("공사비는 왜 늘었어?", ()),
        ("다리안을 왜 내놓았어?", ()),
        ("앞으로 예정된 일정의 비율", ()),
        ("공사장은 왜 시끄러워?", ("공사장",)),
        # Of an English word nothing tells whether it is a noun, or said otherwise in Korean.
        ("Why did the staff of the bridge strike?", ()),
    ],
)
def test_nouns_that_an_article_does_not_have_are_unmentioned(text: str, words: tuple[str, ...]) -> None:
    assert unmentioned(read_question(text), "다리 공사비가 두 배로 늘었다.") == words
