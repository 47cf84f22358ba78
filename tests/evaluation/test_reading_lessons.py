"""What the answering model learns to read claims by, and that claims read together are read as each by itself."""

import random
import re
from pathlib import Path
from typing import Any, cast

import pytest

from bench.faithfulness.articles import claims_of, read_articles
from bench.faithfulness.reading_lessons import ReadingLesson, held_lessons, learned_lessons
from bench.faithfulness.unseen_claims import read_unseen


def test_nothing_is_learned_about_what_is_measured(tmp_path: Path) -> None:
    learned = {one.text for one in learned_lessons(tmp_path, 40, 40, random.Random(1))}
    measured = {claim.source for article in read_articles("held_apart") for claim in claims_of(article, 0)}
    held = {one.text for one in held_lessons(20, random.Random(1))}
    assert len(learned) > 200
    assert len(held) > 20
    assert not learned & (measured | held)


def test_a_claim_sees_its_text_and_itself_alone() -> None:
    from bench.faithfulness.train_reading import pack

    words, positions, seen, ends = pack([1, 2], [[3, 4], [5]])
    assert words == [1, 2, 3, 4, 5]
    assert positions == [0, 1, 2, 3, 2]
    assert ends == [3, 4]
    assert seen.int().tolist() == [[1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [1, 1, 1, 1, 0], [1, 1, 0, 0, 1]]


@pytest.mark.slow
def test_claims_read_together_are_read_as_each_by_itself() -> None:
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    from bench.faithfulness.train_reading import LAYERS, ClaimReader

    class Letters:
        """A tokenizer whose tokens are letters."""

        def encode(self, text: str) -> "Letters":
            self.ids = [ord(letter) % 64 for letter in text]
            return self

    config = Qwen2Config(
        vocab_size=64, hidden_size=32, intermediate_size=32, num_hidden_layers=LAYERS[-1] + 1, num_attention_heads=2,
        num_key_value_heads=1,
    )  # fmt: skip
    torch.manual_seed(1)
    reader = ClaimReader(cast(Any, Qwen2ForCausalLM(config)), cast(Any, Letters()), range(64))
    claims = (("It rained.", True), ("It rained in May and in June.", False), ("Nobody came.", False))
    with torch.no_grad():
        together = reader.remembered(ReadingLesson("", "It rained in May.", claims))
        alone = [reader.remembered(ReadingLesson("", "It rained in May.", (claim, claim)))[0] for claim in claims]
    assert torch.allclose(together, torch.stack(alone), atol=1e-5)
    assert not torch.allclose(together[0], together[1], atol=1e-2)


def test_the_claims_that_nothing_was_fitted_on_are_half_true_and_in_both_languages() -> None:
    cases = list(read_unseen())
    assert len(cases) == 2 * 12 * 16
    assert sum(case.true for case in cases) == len(cases) / 2
    assert {case.group for case in cases} == {"made ko-ko", "made en-en", "made ko-en", "made en-ko"}
    assert all((re.search("[가-힣]", case.claim) is not None) is (case.language == "ko") for case in cases)
