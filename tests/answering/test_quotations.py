"""What is quoted where nothing else can be said: the best sentences, readable in either language."""

import pytest

from bot.answering.answer_builder import AnswerBuilder
from bot.bilingual import Language
from bot.retrieval.evidence import Evidence, EvidencePassage, EvidenceSentence
from bot.retrieval.followups import Request
from bot.retrieval.question import read_question
from bot.text.aliases import TermPair

KOREAN = "누리시그널이 신호 시스템을 공급했다."
TERMS = [TermPair("누리시그널", "Nuri Signal", 0, 0)]


def quoting(question: str, language: Language) -> AnswerBuilder:
    sentences = (EvidenceSentence(0, len(KOREAN), KOREAN, 1.0),)
    passage = EvidencePassage(1, "tram.ko.txt", 1, "트램", "ko", None, 0, len(KOREAN), KOREAN, 1.0, sentences, 0)
    evidence = Evidence(question, language, (passage,), True, (), 0.1)
    return AnswerBuilder(Request(read_question(question), language), evidence, 0.0)


def test_a_korean_sentence_has_its_words_in_english_below_it_for_who_asks_in_english() -> None:
    answer = quoting("Who supplied the signals?", "en").quote(TERMS)
    (sentence,) = answer.sentences
    assert (sentence.text, sentence.support, sentence.citations) == (KOREAN, "verbatim", (1,))
    assert dict(sentence.glosses) == {
        "누리시그널": "Nuri Signal",
        "신호": "signal",
        "시스템": "system",
        "공급": "supply",
    }
    assert "누리시그널 Nuri Signal" in answer.answer


@pytest.mark.parametrize("told", [True, False])
def test_who_asks_in_the_language_of_the_article_needs_no_such_words(told: bool) -> None:
    answer = quoting("신호 시스템은 누가 공급했나요?", "ko").quote(TERMS, told=told)
    assert [each.glosses for each in answer.sentences] == [()]
    assert "Nuri" not in answer.answer
