"""How a model is asked, by its name alone."""

import pytest

from bot.models.llm.profiles import ELSEWHERE, LARGER, SMALL, ModelProfile, profile_of


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("qwen2.5-coder-1.5b", SMALL),
        ("qwen3-1.7b", SMALL),
        ("qwen3-4b", LARGER),
        ("a-file-of-my-own.gguf", LARGER),
        ("openai:gpt-5", ELSEWHERE),
        ("ollama:qwen3", ELSEWHERE),
    ],
)
def test_a_model_is_asked_by_its_size_and_its_place(name: str, profile: ModelProfile) -> None:
    assert profile_of(name) == profile


def test_who_explains_reads_more_and_writes_more() -> None:
    assert SMALL.evidence_tokens < LARGER.evidence_tokens < ELSEWHERE.evidence_tokens
    assert SMALL.answer_tokens < LARGER.answer_tokens < ELSEWHERE.answer_tokens
    assert (SMALL.explains, LARGER.explains, ELSEWHERE.explains) == (False, True, True)
