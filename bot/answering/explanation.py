"""Which sentences of the articles explain what is asked, and the evidence that they are quoted from.

In the language of its article the best sentences tell more of what is asked than the small model makes of them, and at once
(docs/measurements/answering.md).
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.retrieval.evidence import Evidence, EvidencePassage, EvidenceSentence
from bot.retrieval.followups import Request
from bot.retrieval.request_kind import Kind, parts_wanted
from bot.text.aliases import says
from bot.text.keywords import extract_terms, named_words
from bot.text.names import names
from bot.text.salience import best_of_each_part, salience

SENTENCES = 5
# What is asked for with yes or no, or with one word, takes fewer.
_FEW: dict[Kind, int] = {"yesno": 3, "definition": 3, "fact": 2}
# How much of its score a sentence hands on to the one behind it: "It was cheap. It sold." says of what in the first one alone.
_HANDED_ON = 0.25
# A sentence has to be so far from the middle one to the best one: the others are about something else.
_ABOVE_MEDIAN = 0.3
# Two sentences of which one has so many of the other's words say the same.
_SAME = 0.7
_SHORTEST = 12
# So many more are taken for names that the nearest leave out.
_MORE = 1
# What is to be listed stands where much is named: so much for each name of a sentence, and for so many of them.
_LISTED = 0.03
_MOST_LISTED = 5
# What is compared is compared within so many sentences.
_TOGETHER = 4


@dataclass(frozen=True, slots=True)
class Explanation:
    """The evidence, its passages in the order of their article, and for each sentence to show its passage's number."""

    evidence: Evidence
    sentences: tuple[tuple[int, EvidenceSentence], ...]


def explain(request: Request, evidence: Evidence) -> Explanation:
    """Return what of an article's `evidence`, all of it, explains what is asked; no sentences where nothing fits.

    A gist takes the sentences that carry the article, from all of its parts; any other request those nearest to its subject.
    """
    ordered = sorted(evidence.passages, key=lambda passage: passage.start)
    places = [(p, s) for p, passage in enumerate(ordered) for s in range(len(passage.sentences))]
    sentences = [ordered[p].sentences[s] for p, s in places]
    most = parts_wanted(request.question.text) or _FEW.get(request.kind, SENTENCES)
    if request.kind == "gist":
        chosen = best_of_each_part(salience([each.text for each in sentences], evidence.passages[0].title), most)
    else:
        named = [word.form for word in named_words(request.about.subject)]
        side_by_side = _side_by_side([each.text for each in sentences], named) if request.kind == "compare" else ()
        if request.kind == "list":
            sentences = [replace(each, score=each.score + _listing(each.text)) for each in sentences]
        chosen = _nearest(sentences, most, named, side_by_side)
        if request.kind == "definition":
            chosen = [i for i in chosen if any(says(sentences[i].text, name) for name in named)] or chosen
    return _shown(evidence, [(ordered[places[i][0]], places[i][1]) for i in chosen])


def join(explanations: Sequence[Explanation]) -> Explanation:
    """Return the explanations of several requests in one, in their order; what two of them show stands there once."""
    first = explanations[0].evidence
    shown: dict[tuple[str, int], tuple[EvidencePassage, int]] = {}
    for each in explanations:
        passages = {passage.n: passage for passage in each.evidence.passages}
        for n, sentence in each.sentences:
            place = passages[n], passages[n].sentences.index(sentence)
            shown.setdefault((passages[n].article_id, sentence.start), place)
    seconds = sum(each.evidence.seconds for each in explanations)
    return _shown(replace(first, seconds=seconds), list(shown.values()))


def join_whole(evidence: Sequence[Evidence]) -> Evidence:
    """Return all passages of several articles' evidence as one, each article in its order, numbered anew."""
    passages: dict[tuple[str, int], EvidencePassage] = {}
    for each in evidence:
        for passage in sorted(each.passages, key=lambda passage: passage.start):
            passages.setdefault((passage.article_id, passage.start), passage)
    numbered = tuple(replace(passage, n=n) for n, passage in enumerate(passages.values(), start=1))
    return replace(evidence[0], passages=numbered, seconds=sum(each.seconds for each in evidence))


def _nearest(
    sentences: Sequence[EvidenceSentence], most: int, named: Sequence[str], first: Sequence[int] = ()
) -> list[int]:
    """Return the places of the sentences nearest to the subject, and of one for each of its names that these leave out.

    Those at `first` are there in any case, and count.
    """
    scores = [each.score for each in sentences]
    whole = [
        score + (_HANDED_ON * scores[i - 1] if i and sentences[i].start - sentences[i - 1].end <= 1 else 0.0)
        for i, score in enumerate(scores)
    ]
    least = statistics.median(whole) + _ABOVE_MEDIAN * (max(whole) - statistics.median(whole))
    told = [set(extract_terms(each.text)) for each in sentences]
    chosen: list[int] = list(first)
    ranked = [i for i in sorted(range(len(sentences)), key=lambda i: -whole[i]) if _tells(sentences[i].text)]
    for i in (i for i in ranked if i not in first):
        if len(chosen) >= most or whole[i] < least:
            break
        if not any(_same(told[i], told[j]) for j in chosen):
            chosen.append(i)
    for name in named:
        if len(chosen) < most + _MORE and not any(says(sentences[i].text, name) for i in chosen):
            chosen += [i for i in ranked if says(sentences[i].text, name)][:1]
    return sorted(chosen)


def _side_by_side(texts: Sequence[str], named: Sequence[str]) -> range:
    """Return the places from a sentence that names one thing to the nearest that names another, where they stand together."""
    places = [(i, name) for i, text in enumerate(texts) for name in named if says(text, name)]
    spans = [range(min(i, j), max(i, j) + 1) for i, one in places for j, other in places if one != other]
    nearest = min(spans, key=len, default=range(0))
    return nearest if len(nearest) <= _TOGETHER else range(0)


def _listing(text: str) -> float:
    return _LISTED * min(len({name.text for name in names(text)}), _MOST_LISTED)


def _tells(text: str) -> bool:
    return len(text) >= _SHORTEST and not text.endswith("?")


def _same(one: set[str], other: set[str]) -> bool:
    return len(one & other) > _SAME * min(len(one), len(other))


def _shown(evidence: Evidence, places: Sequence[tuple[EvidencePassage, int]]) -> Explanation:
    """Return the evidence with the passages of `places` alone, numbered anew, and the sentences there."""
    own: dict[tuple[str, int], tuple[EvidencePassage, list[int]]] = {}
    for passage, s in places:
        own.setdefault((passage.article_id, passage.start), (passage, []))[1].append(s)
    numbers = {key: n for n, key in enumerate(own, start=1)}
    kept = tuple(
        replace(passage, n=n, best=max((passage.sentences[s].score, -s, s) for s in shown)[-1])
        for n, (passage, shown) in enumerate(own.values(), start=1)
    )
    sentences = tuple((numbers[passage.article_id, passage.start], passage.sentences[s]) for passage, s in places)
    return Explanation(replace(evidence, passages=kept), sentences)
