"""What rests on a page that was read from its picture by machine is weak, however well the words agree."""

import pytest

from bot.answering.answer_builder import AnswerBuilder
from bot.answering.verification import PreparedEvidence, SupportVerdict
from bot.answering.verification.support import Support
from bot.retrieval.evidence import Evidence, EvidencePassage, EvidenceSentence
from bot.retrieval.followups import Request
from bot.retrieval.question import read_question

NO_EVIDENCE = PreparedEvidence((), (), {}, {})


def passage(n: int, page: int | None) -> EvidencePassage:
    sentences = (EvidenceSentence(0, 4, "값이다.", 1.0),)
    return EvidencePassage(n, f"{n}.pdf", 1, "글", "ko", None, 0, 4, "값이다.", 1.0, sentences, 0, page)


def builder(*pages: int | None) -> AnswerBuilder:
    passages = tuple(passage(n, page) for n, page in enumerate(pages, start=1))
    question = read_question("값은 얼마인가요?")
    return AnswerBuilder(Request(question, "ko"), Evidence("값은 얼마인가요?", "ko", passages, True, (), 0.1), 0.0)


@pytest.mark.parametrize(
    ("pages", "citations", "support", "marked"),
    [
        ((3,), (1,), "supported", "weak"),
        ((3,), (1,), "verbatim", "weak"),
        ((3, 4), (1, 2), "supported", "weak"),
        ((3, None), (1, 2), "supported", "supported"),
        ((3, None), (2,), "verbatim", "verbatim"),
        ((3,), (), "unsupported", "unsupported"),
    ],
)
def test_a_sentence_is_as_sure_as_what_it_rests_on(
    pages: tuple[int | None, ...], citations: tuple[int, ...], support: Support, marked: Support
) -> None:
    answer = builder(*pages)
    shown = answer.add("값이다.", SupportVerdict(support, citations, None, None), NO_EVIDENCE).sentence
    assert (shown.support, shown.citations) == (marked, citations)
    assert ("기계가 읽은" in shown.reason) == (marked == "weak")


def test_quotations_are_weak_too_and_still_cited() -> None:
    answer = builder(3).quote()
    assert [(each.support, each.citations, each.quoted) for each in answer.sentences] == [("weak", (1,), True)]
    assert answer.found
