"""What the sentences of a text hand on to each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.cohesion import hand_on, leans, needs_antecedent, opens_paragraph, points_back


@pytest.mark.parametrize(
    "sentence", ["She found eelgrass.", "However, nobody came.", "그는 반대한다.", "나머지는 빌렸다."]
)
def test_what_points_back(sentence: str) -> None:
    assert points_back(sentence)


@pytest.mark.parametrize("sentence", ["Sheffield voted.", "Thistles grow here.", "그늘이 졌다.", "이마트가 판다."])
def test_what_only_looks_like_a_pronoun_points_nowhere(sentence: str) -> None:
    assert not points_back(sentence)
    assert not needs_antecedent(sentence)


def test_a_reason_leans_on_what_it_is_the_reason_of() -> None:
    assert leans("논문에 다른 사람의 이름이 적혀 있었기 때문이다.")
    assert leans("This is because the bank refused.")
    assert not leans("비가 왔기 때문에 취소했다고 한다.")


@pytest.mark.parametrize("sentence", ["그러나 살림은 빠듯하다.", "Warming is the larger threat."])
def test_a_short_statement_opens_a_paragraph(sentence: str) -> None:
    assert opens_paragraph(sentence)


@pytest.mark.parametrize("sentence", ["빚은 1억 원이다.", "It fell by 3 percent.", "왜 그랬을까?", '"I said soup."'])
def test_a_fact_a_question_and_a_quotation_open_none(sentence: str) -> None:
    assert not opens_paragraph(sentence)


def test_an_opening_counts_for_all_that_it_opens_and_for_no_other_paragraph() -> None:
    sentences = ["살림은 빠듯하다.", "보조금이 9천만 원이다.", "모자란 돈은 빌렸다.", "군의회가 9월에 안을 내놓았다."]
    whole = hand_on([0.6, 0.0, 0.0, 0.0], sentences, [False, True, True, False])
    assert whole[1] > whole[2] > 0.3
    assert whole[3] == 0.0


@given(st.lists(st.tuples(st.floats(-1, 1), st.text(min_size=1), st.booleans()), max_size=8))
def test_nothing_is_taken_from_any_sentence(rows: list[tuple[float, str, bool]]) -> None:
    scores = [score for score, _, _ in rows]
    whole = hand_on(
        scores, [text for _, text, _ in rows], [bool(i) and joined for i, (_, _, joined) in enumerate(rows)]
    )
    assert len(whole) == len(scores)
    assert all(after >= before for before, after in zip(scores, whole, strict=True))
