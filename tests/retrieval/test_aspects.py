"""Sides of an article that are asked for by name, and requests that name nothing else."""

import pytest

from bot.bilingual import Language
from bot.retrieval.followups import understand

ABOUT_ARTICLE = [
    "이 글의 요지가 뭐야?",
    "앞으로 어떻게 되나?",
    "쉽게 설명해줘",
    "초등학생도 알게 설명해줘",
    "찬반 의견 정리해 줘",
    "뭐가 문제야?",
    "What's next?",
    "Explain it to a ten-year-old.",
    "What are the numbers?",
    "Who wants what?",
]
ABOUT_SOMETHING = [
    "왜 살림이 빠듯해?",
    "도서관은 앞으로 어떻게 되나?",
    "태양광의 장단점은?",
    "What's next for the harbour?",
    "Explain the drying plant to a ten-year-old.",
    "Who wants the drying plant?",
]


@pytest.mark.parametrize("text", ABOUT_ARTICLE)
def test_what_names_nothing_is_about_the_article(text: str) -> None:
    assert understand(text, "auto").is_about_article


@pytest.mark.parametrize("text", ABOUT_SOMETHING)
def test_what_names_something_is_about_that(text: str) -> None:
    assert not understand(text, "auto").is_about_article


@pytest.mark.parametrize(
    ("language", "text", "sentence"),
    [
        ("ko", "앞으로 어떻게 되나?", "결정은 11월 28일 본회의에서 난다."),
        ("en", "What's next?", "Sea trials will begin next spring."),
        ("ko", "뭐가 문제야?", "창이 낡아 난방비가 부담이다."),
        ("en", "What is the problem?", "Three farms lost their seedlings."),
        ("ko", "숫자로 정리해줘", "지난해 4만 명이 다녀갔다."),
        ("en", "What happened in the end?", "Since then the clock has lost two seconds a week."),
        ("en", "Who wants what?", "Marsh, who runs the largest farm, is against it."),
    ],
)
def test_a_sentence_tells_of_a_side_in_words_of_its_own(language: Language, text: str, sentence: str) -> None:
    request = understand(text, "auto")
    assert any(aspect.tells(sentence) > 0 for aspect in request.aspects)
    assert not any(
        aspect.tells("하늘이 파랗다." if language == "ko" else "The sky is blue.") for aspect in request.aspects
    )
