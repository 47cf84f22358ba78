"""The numbers: ranks, refusals, words and times, each against values worked out by hand."""

import math
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.answering.answer import Answer, AnswerSentence, Citation, Seconds
from bot.evaluation.answer_scores import judge, summarise_answers, summarise_times
from bot.evaluation.cases import Case
from bot.evaluation.explanation_scores import is_korean, judge_explanation, summarise_explanations
from bot.evaluation.gold_match import contains, contains_groups, token_f1, tokens
from bot.evaluation.refusal_scores import summarise_refusals
from bot.evaluation.retrieval_scores import NOT_FOUND, ndcg_10, rank_of, summarise_both, summarise_ranks


def test_recall_and_gain_of_known_ranks() -> None:
    row = summarise_ranks("ko", "en", [1, 1, 3, 7, 11, None])
    assert (row.recall_1, row.recall_5) == (2 / 6, 3 / 6)
    assert row.ndcg_10 == pytest.approx((1 + 1 + 1 / math.log2(4) + 1 / math.log2(8)) / 6)
    assert row.ranks == {"1": 2, "2-5": 1, "6-10": 1, "11-": 1, NOT_FOUND: 1}


def test_a_rank_counts_from_one() -> None:
    assert [rank_of(wanted, ["a", "b"]) for wanted in "abc"] == [1, 2, None]
    assert ndcg_10(1) == 1
    assert ndcg_10(10) > 0 == ndcg_10(11) == ndcg_10(None)


@given(st.lists(st.none() | st.integers(min_value=1, max_value=200), min_size=1))
def test_the_sums_of_ranks_are_in_order(ranks: list[int | None]) -> None:
    row = summarise_ranks("en", "en", ranks)
    assert 0 <= row.recall_1 <= row.recall_5 <= 1
    assert row.recall_1 <= row.ndcg_10 + 1e-9
    assert sum(row.ranks.values()) == len(ranks) == row.questions


def test_each_copy_of_a_passage_has_its_place() -> None:
    row = summarise_both("ko", [(1, 4), (2, None), (30, 1)])
    assert (row.same.top_10, row.other.top_10, row.either.top_10) == (2 / 3, 2 / 3, 1.0)
    assert (row.same.median_rank, row.other.median_rank, row.either.median_rank) == (2, 4, 1)
    assert summarise_both("ko", [(1, None)]).other.median_rank is None


def test_refusals_are_counted_on_both_sides() -> None:
    row = summarise_refusals("en", [(False, True), (False, False), (True, True), (True, False), (True, False)])
    assert (row.unanswerable, row.refused_rightly, row.right_share) == (2, 1, 0.5)
    assert (row.answerable, row.refused_wrongly, row.wrong_share) == (3, 1, 1 / 3)
    assert summarise_refusals("en", [(True, True)]).right_share is None


def test_korean_is_compared_by_syllables_and_english_by_words() -> None:
    assert tokens("The 배경훈 부총리, 1,500 GPUs!") == ["배", "경", "훈", "부", "총", "리", "1500", "gpus"]
    assert token_f1("서울이다", ["서울"]) == pytest.approx(2 * 2 / (4 + 2))
    assert token_f1("in the city of Seoul", ["Seoul", "Busan"]) == pytest.approx(2 / 5)
    assert token_f1("nothing", []) == token_f1("", ["x"]) == 0


@pytest.mark.parametrize(
    ("text", "expected", "inside"),
    [
        ("1537년 3월17일에 태어났다.", ["1537년 3월 17일"], True),
        ("태어난 해는 1942년이다.", ["9"], False),
        ("It was April 7th, 2019.", ["April 7, 2019"], False),
        ("It was on April 7, 2019.", ["7 April", "april 7 2019"], True),
        ("A cat.", ["", "the"], False),
    ],
)
def test_an_expected_answer_stands_in_one_piece(text: str, expected: list[str], inside: bool) -> None:
    assert contains(text, expected) is inside


def test_every_group_needs_one_of_its_words() -> None:
    groups = [["siglip"], ["트라이톤", "triton"]]
    assert contains_groups("시그립(SigLIP)과 트라이톤을 썼어요.", groups)
    assert not contains_groups("SigLIP을 썼어요.", groups)
    assert contains_groups("anything", [])


@given(st.text(max_size=60))
def test_a_text_is_its_own_answer(text: str) -> None:
    assume(tokens(text))
    assert contains(text, [text])
    assert token_f1(text, [text]) == 1


def case(question: str = "언제 수확하나요?", gold: str | None = "rice", answers: tuple[str, ...] = ("10월",)) -> Case:
    language = "ko" if "가" <= question[0] <= "힣" else "en"
    return Case("a", question, "ko" if language == "ko" else "en", gold, True, answers, (), "", "cases.jsonl", 1)


def answer(text: str, *, cites: tuple[str, ...] = (), model: str | None = "m", found: bool = True) -> Answer:
    sentences = (AnswerSentence(text, "supported", tuple(range(1, len(cites) + 1))),) if found else ()
    citations = tuple(Citation(n, article, 1, "", 0, 1, "x", "x") for n, article in enumerate(cites, start=1))
    seconds = Seconds(0.1, 1.0 if model else None, 2.0)
    return Answer("q", text, "ko", found, sentences, citations, model, seconds)


def test_an_answer_is_judged_by_words_citations_and_language() -> None:
    right = judge(answer("10월에 수확해요.", cites=("rice", "moon")), case(), {"rice", "rice-en"})
    assert (right.contains, right.citations, right.right_citations, right.right_language) == (True, 2, 1, True)
    translated = judge(answer("10월에 수확해요.", cites=("rice-en",)), case(), {"rice", "rice-en"})
    assert (translated.citations, translated.right_citations) == (1, 1)
    english = judge(answer("In October.", cites=("rice",)), case(), {"rice"})
    assert (english.contains, english.right_language) == (False, False)


def test_a_refusal_counts_as_a_wrong_answer_and_quotes_have_no_language() -> None:
    refused = judge(answer("10월은 글에 없어요.", model=None, found=False), case(), {"rice"})
    quoted = judge(answer("Rice: 10월.", cites=("rice",), model=None), case(), {"rice"})
    row = summarise_answers("ko", "en", [refused, quoted])
    assert (refused.contains, refused.f1, quoted.right_language) == (False, 0, None)
    assert (row.questions, row.answered, row.written, row.contains) == (2, 1, 0, 0.5)
    assert (row.citation_precision, row.supported_share, row.right_language) == (1.0, None, None)


def test_what_is_not_known_is_not_judged() -> None:
    judged = judge(answer("10월", cites=("rice",)), case(gold=None, answers=()), set())
    assert (judged.contains, judged.f1, judged.citations) == (None, None, 0)
    assert summarise_answers("ko", None, [judged]).citation_precision is None


def test_times_are_the_nearest_ranks() -> None:
    times = summarise_times([float(second) for second in range(100, 0, -1)])
    assert times is not None
    assert (times.questions, times.p50, times.p95) == (100, 50, 95)
    assert summarise_times([]) is None


FACTS = ((("october", "10월"),), (("by hand", "손으로"), ("may", "5월")))


def test_a_fact_is_told_where_each_of_its_groups_has_a_word_in_the_answer() -> None:
    asked = replace(case(), facts=FACTS, kind="how", least_sentences=2)
    half = judge_explanation(answer("10월에 수확해요."), asked)
    whole = judge_explanation(answer("5월에 손으로 심고 10월에 수확해요."), asked)
    assert half is not None
    assert whole is not None
    assert (half.told, half.facts, whole.told) == (1, 2, 2)
    # All of them in one sentence are not yet a full answer to a request that needs two.
    assert not whole.full
    row = summarise_explanations("ko", "en", [half, whole])
    assert (row.facts, row.full, row.answered, row.sentences, row.cited) == (0.75, 0, 2, 1, 0.0)
    assert row.kinds == {"how": 0.75}


def test_a_refusal_and_the_other_language_tell_nothing() -> None:
    asked = replace(case(), facts=FACTS)
    for said in (answer("10월은 글에 없어요.", found=False), answer("Planted by hand in May, harvested in October.")):
        judged = judge_explanation(said, asked)
        assert judged is not None
        assert judged.told == 0
    assert judge_explanation(answer("10월"), case()) is None


def test_names_in_latin_letters_leave_an_answer_korean() -> None:
    assert is_korean("딥시크(DeepSeek)는 트라이톤(Triton)을 썼어요.")
    assert not is_korean("DeepSeek (딥시크) used Triton.")
    assert not is_korean("1234")
