"""Late interaction: many passages compared at once come out as each compared alone."""

import numpy as np

from bot.balance import BalancedText
from bot.late_interaction import PassageTokens, match, match_each


def test_each_is_as_alone() -> None:
    chance = np.random.default_rng(0)
    rows = chance.standard_normal((7, 32)).astype(np.float32)
    question = BalancedText(rows[0], rows, np.full(7, 1 / 7, np.float32), np.zeros((7, 2), np.int32))
    passages = [
        PassageTokens(chance.integers(-127, 128, (count, 32)).astype(np.int8), np.zeros((count, 2), np.int32))
        for count in (5, 0, 1, 40, 0)
    ]
    for together, alone in zip(
        match_each(question, passages), [match(question, passage) for passage in passages], strict=True
    ):
        assert np.allclose(together.cosines, alone.cosines, atol=1e-5)
        assert np.isclose(together.score, alone.score, rtol=1e-5)
    assert match_each(question, []) == []
    assert [m.score for m in match_each(question, [passages[1]])] == [0.0]
