"""Which stretch of an answer's text rests on which passage: what other programs call its annotations."""

from dataclasses import dataclass

from bot.answering.answer import Answer, AnswerSentence, Citation


@dataclass(frozen=True, slots=True)
class Annotation:
    """A sentence with its marks, as [start, end) in `Answer.answer`, and a passage that it cites."""

    start: int
    end: int
    citation: Citation


def marked(sentence: AnswerSentence) -> str:
    """Return a sentence with the numbers of its passages behind it."""
    return sentence.text + "".join(f" [{n}]" for n in sentence.citations)


def annotate(answer: Answer) -> tuple[Annotation, ...]:
    """Return an annotation for each citation of each sentence, in the order of the text; none where nothing is cited."""
    cited = {citation.n: citation for citation in answer.citations}
    annotations: list[Annotation] = []
    at = 0
    for sentence in answer.sentences:
        words = marked(sentence)
        start = answer.answer.find(words, at)
        if start < 0:
            continue
        at = start + len(words)
        annotations += [Annotation(start, at, cited[n]) for n in sentence.citations if n in cited]
    return tuple(annotations)
