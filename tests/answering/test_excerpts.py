"""Which sentences of an article are read to judge whether it answers."""

from bot.answering.context import choose_likeliest, choose_shown
from bot.models.llm.profiles import SMALL
from bot.retrieval.evidence import Evidence, EvidencePassage, EvidenceSentence


def passage(n: int, start: int, *scored: tuple[str, float]) -> EvidencePassage:
    sentences, at = [], start
    for text, score in scored:
        sentences.append(EvidenceSentence(at, at + len(text), text, score))
        at += len(text) + 1
    text = " ".join(each.text for each in sentences)
    return EvidencePassage(n, "mill.en.txt", 1, "Mill", "en", None, start, at - 1, text, 1.0, tuple(sentences), 0)


def evidence(*passages: EvidencePassage) -> Evidence:
    return Evidence("Who sold it?", "en", passages, True, (), 0.1)


LATER = passage(1, 500, ("It closed.", 0.1), ("Ann sold it.", 0.9), ("Bob left.", 0.2))
EARLIER = passage(2, 0, ("It is old.", 0.1), ("Fire took it.", 0.3), ("It was built.", 0.8), ("All came.", 0.5))


def test_the_likeliest_are_read_with_what_stands_before_them_in_the_order_of_the_article() -> None:
    read = [each.text for each in choose_likeliest(evidence(LATER, EARLIER))]
    assert read == ["Fire took it. It was built. All came.", "It closed. Ann sold it."]


def test_what_opens_a_passage_has_nothing_before_it() -> None:
    assert [each.text for each in choose_likeliest(evidence(passage(1, 0, ("Ann sold it.", 0.9))))] == ["Ann sold it."]


def test_of_long_sentences_fewer_are_read_and_one_always() -> None:
    long = "word " * (4 * SMALL.excerpt_tokens // 5) + "end."
    read = choose_likeliest(evidence(passage(1, 0, (long, 0.9)), passage(2, 9_000, (long, 0.8))))
    assert [each.text for each in read] == [long]


def test_what_is_shown_is_read_and_nothing_else() -> None:
    shown = [(1, LATER.sentences[1]), (2, EARLIER.sentences[0])]
    assert [each.text for each in choose_shown(evidence(LATER, EARLIER), shown)] == ["It is old.", "Ann sold it."]
    assert choose_shown(evidence(LATER, EARLIER), []) == []
