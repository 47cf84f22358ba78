"""Which sentences lean on the one before, and which open a paragraph."""

import pytest

from bot.text.cohesion import leans, needs_antecedent, opens_paragraph, points_back


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
