"""How a model is asked: by its name, and by how fast it reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.llm.llama_server import CONTEXT_TOKENS
from bot.models.llm.profiles import ELSEWHERE, FIRST_WORD_SECONDS, LARGER, SMALL, ModelProfile, profile_of


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


@given(st.floats(0, 1e5))
def test_the_budget_grows_with_the_speed_between_what_it_was_and_what_fits(reading: float) -> None:
    profile = profile_of("qwen3-4b", reading)
    assert LARGER.evidence_tokens <= profile.evidence_tokens < CONTEXT_TOKENS - profile.answer_tokens
    assert LARGER.excerpt_tokens <= profile.excerpt_tokens <= profile.evidence_tokens
    slower = profile_of("qwen3-4b", reading / 2)
    assert slower.excerpt_tokens <= profile.excerpt_tokens
    # What is more than the least is read in time.
    if profile.excerpt_tokens > LARGER.excerpt_tokens:
        assert profile.excerpt_tokens / reading < FIRST_WORD_SECONDS


@pytest.mark.parametrize(
    ("reading", "excerpt", "evidence"), [(27, 400, 1_200), (400, 681, 1_200), (5_000, 2_179, 2_179)]
)
def test_budgets_of_a_slow_a_fast_and_a_very_fast_machine(reading: float, excerpt: int, evidence: int) -> None:
    profile = profile_of("qwen3-4b", reading)
    assert (profile.excerpt_tokens, profile.evidence_tokens) == (excerpt, evidence)


def test_the_small_model_and_models_elsewhere_read_as_much_at_any_speed() -> None:
    assert profile_of("qwen2.5-coder-1.5b", 5_000) == SMALL
    assert profile_of("upstage:solar-pro3", 5_000) == ELSEWHERE
