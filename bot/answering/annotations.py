"""Which stretch of an answer's text rests on which passage: what other programs call its annotations."""

from dataclasses import dataclass

from bot.answering.answer import Answer, AnswerSentence, Citation


@dataclass(frozen=True, slots=True)
class Annotation:
    """A sentence with its marks, as [start, end) in `Answer.answer`, a passage that it cites, and the words there (`quote`)."""

    start: int
    end: int
    citation: Citation
    quote: str


def marked(sentence: AnswerSentence) -> str:
    """Return a sentence with the numbers of its passages behind it."""
    return sentence.text + "".join(f" [{n}]" for n in sentence.citations)


def annotate(answer: Answer) -> tuple[Annotation, ...]:
    """Return an annotation for each citation of each sentence, in the order of the text; none where nothing is cited.

    A sentence that the passage has word for word is its own quote: what [n] lights may be another one of the same passage.
    """
    cited = {citation.n: citation for citation in answer.citations}
    annotations: list[Annotation] = []
    at = 0
    for sentence in answer.sentences:
        words = marked(sentence)
        start = answer.answer.find(words, at)
        if start < 0:
            continue
        at = start + len(words)
        for citation in (cited[n] for n in sentence.citations if n in cited):
            quote = sentence.text if sentence.text in citation.text else citation.quote
            annotations.append(Annotation(start, at, citation, quote))
    return tuple(annotations)
