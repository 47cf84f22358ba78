"""Questions about a word, told from questions about anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bilingual import Language
from bot.retrieval.definitions import find_asked_term, known_spellings
from bot.text.aliases import mine_terms

PAIRS = mine_terms("'독자 AI 파운데이션 모델(독파모)' 사업은 회전위치임베딩(RoPE)을 쓴다.")


@pytest.mark.parametrize(
    ("question", "language", "spellings"),
    [
        ("what does 독파모 mean?", "en", ("독파모", "독자 AI 파운데이션 모델")),
        ("독파모가 무슨 뜻이야?", "ko", ("독파모", "독자 AI 파운데이션 모델")),
        ("독파모의 뜻은?", "ko", ("독파모", "독자 AI 파운데이션 모델")),
        ("‘독파모’란?", "ko", ("독파모", "독자 AI 파운데이션 모델")),
        ("독파모에 대해 설명해 줘", "ko", ("독파모", "독자 AI 파운데이션 모델")),
        ("독파모", "ko", ("독파모", "독자 AI 파운데이션 모델")),
        ("RoPE가 뭐예요?", "ko", ("RoPE", "회전위치임베딩")),
        ("What is rope?", "en", ("RoPE", "회전위치임베딩")),
        ("define RoPE", "en", ("RoPE", "회전위치임베딩")),
        ("What does the term paddy mean?", "en", ("paddy",)),
        ("논이라는 말은 무슨 뜻이에요?", "ko", ("논",)),
    ],
)
def test_a_question_about_a_term_brings_its_spellings(
    question: str, language: Language, spellings: tuple[str, ...]
) -> None:
    said = ["Rice grows in a paddy.", "벼는 논에서 자란다."]
    assert known_spellings(find_asked_term(question, language), PAIRS, said) == spellings


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("독파모는 언제 시작됐나요?", "ko"),
        ("딥시크가 극복하려 한 제약은 무엇인가요?", "ko"),
        ("What is the capital of France?", "en"),
        ("Who developed RoPE?", "en"),
        ("What does the unheard-of word mean?", "en"),
        ("What is a paddy?", "en"),
        ("의미", "ko"),
        ("?", "ko"),
    ],
)
def test_any_other_question_is_not_about_a_term(question: str, language: Language) -> None:
    assert known_spellings(find_asked_term(question, language), PAIRS, ["Rice grows in a paddy."]) == ()


@given(st.text(max_size=80), st.sampled_from(["ko", "en"]))
def test_any_question_can_be_read(question: str, language: Language) -> None:
    asked = find_asked_term(question, language)
    assert asked is None or asked.text in question
