"""Which sentences of the articles explain what is asked, and the evidence that they are quoted from.

In the language of its article the best sentences tell more of what is asked than the small model makes of them, and at once
(docs/measurements/answering.md).
"""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.retrieval.evidence import Evidence, EvidencePassage, EvidenceSentence
from bot.retrieval.followups import Request
from bot.retrieval.request_kind import Kind, parts_wanted
from bot.text.aliases import says
from bot.text.cohesion import NEXT, hand_on, needs_antecedent
from bot.text.keywords import extract_terms, named_words
from bot.text.names import names
from bot.text.salience import best_of_each_part, salience

SENTENCES = 5
# What is asked for with yes or no, or with one word, takes fewer; what happened when, or who says what, takes more.
_SENTENCES_OF: dict[Kind, int] = {"yesno": 3, "definition": 3, "fact": 2, "timeline": 7, "position": 6, "list": 6}
# A sentence has to be so far from the middle one to the best one: the others are about something else.
_ABOVE_MEDIAN = 0.3
# Two sentences of which one has so many of the other's words say the same.
_SAME = 0.7
_SHORTEST = 12
# So many more are taken for names that the nearest leave out, and so many so that those that are chosen read on.
_MORE, _MOST_JOINED = 1, 2
# What a sentence gains that tells of the side of the subject that is asked for, and of a side of the article as a whole, whose
# sentences are weighed up to `_CARRIED`.
_ASPECT, _ASPECT_OF_ARTICLE, _CARRIED = 0.05, 0.5, 0.4
# The first sentences of an article weigh so much more for what it is about.
_OPENING, _OPENING_SENTENCES = 1.4, 3
_DATED = re.compile(r"\d")
# What is to be listed stands where much is named: so much for each name of a sentence, and for so many of them. It stands there
# in words of its own, so that less is handed on.
_LISTED, _MOST_LISTED, _NEXT_IN_LIST = 0.03, 5, 0.25
# What is compared is compared within so many sentences.
_TOGETHER = 4
# Letters that may stand behind a name that ends a sentence: a particle, an ending, a full stop.
_AFTER_NAME = 8


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
    texts = [each.text for each in sentences]
    most = parts_wanted(request.question.text) or _SENTENCES_OF.get(request.kind, SENTENCES)
    if request.kind == "gist":
        chosen = best_of_each_part(_carried(texts, evidence), most)
    else:
        named = [word.form for word in named_words(request.about.subject)]
        side_by_side = _side_by_side(texts, named) if request.kind == "compare" else ()
        chosen = _nearest(_weighed(request, sentences, evidence), most, named, side_by_side)
        if request.kind == "definition":
            chosen = _defining(sentences, chosen, named, most)
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
    whole = [each.score for each in sentences]
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
    return sorted(_joined(sentences, chosen, most + _MOST_JOINED))


def _joined(sentences: Sequence[EvidenceSentence], chosen: Sequence[int], most: int) -> list[int]:
    """Return `chosen` with sentences, up to `most` in all, that make them read on: the one left out between two of a paragraph,
    and the one that says whom the next means by "she" or 그는.
    """
    whole = list(chosen)
    for i in sorted(chosen):
        between = i + 2 in chosen and i + 1 not in chosen and _follow(sentences, range(i, i + 3))
        if between and len(whole) < most:
            whole.append(i + 1)
    for i in whole:  # grows while it is read: what stands before may point back itself
        before = i - 1
        joined = i > 0 and _follow(sentences, range(before, i + 1))
        if joined and len(whole) < most and before not in whole and needs_antecedent(sentences[i].text):
            whole.append(before)
    return whole


def _defining(
    sentences: Sequence[EvidenceSentence], chosen: Sequence[int], named: Sequence[str], most: int
) -> list[int]:
    """Return which sentences say what the named word is: those of `chosen` that have it, and what leads up to its naming.

    "The answer of this subtraction is the fog number." ends with the word: what it is stands before.
    """
    telling = [i for i in chosen if any(says(sentences[i].text, name) for name in named)] or list(chosen)
    ends = [i for i, each in enumerate(sentences) if any(_ends_with(each.text, name) for name in named)]
    if not ends:
        return telling
    end = ends[0]
    leading = [i for i in (end - 2, end - 1) if i >= 0 and _follow(sentences, range(i, end + 1))]
    kept = [i for i in telling if i not in (*leading, end)][: max(1, most - len(leading) - 1)]
    return sorted({*leading, end, *kept})


def _ends_with(text: str, name: str) -> bool:
    """Return whether a sentence ends with a name: "... is called RoPE.", "... 안개 차수다."."""
    return len(text) > 1.5 * len(name) and says(text[-len(name) - _AFTER_NAME :], name)


def _follow(sentences: Sequence[EvidenceSentence], places: range) -> bool:
    """Return whether the sentences at `places` follow each other in one paragraph."""
    return all(sentences[i].start - sentences[i - 1].end <= 1 for i in places[1:])


def _weighed(request: Request, sentences: Sequence[EvidenceSentence], evidence: Evidence) -> list[EvidenceSentence]:
    """Return the sentences with what speaks for each: how near it is, what it is there for, and what is asked of the subject.

    Where a request is about the article as a whole, how much a sentence carries of it stands for how near it is, and one that
    tells nothing of the side that is asked for counts for nothing where others do. What happened when is asked of all of the
    article, unless a time is named.
    """
    texts = [each.text for each in sentences]
    scores = [each.score for each in sentences]
    aspects, of_article = request.aspects, request.is_about_article
    in_time = request.kind == "timeline" and not _DATED.search(request.question.text)
    if of_article or in_time:
        carried = _carried(texts, evidence)
        near = [0.0] * len(texts) if of_article else scores
        scores = [score + _CARRIED * weight / max(*carried, 1e-9) for score, weight in zip(near, carried, strict=True)]
    elif request.kind == "list":
        scores = [score + _listing(text) for score, text in zip(scores, texts, strict=True)]
    joined = [bool(i) and _follow(sentences, range(i - 1, i + 1)) for i in range(len(sentences))]
    whole = hand_on(scores, texts, joined, _NEXT_IN_LIST if request.kind == "list" else NEXT)
    told = [max((aspect.tells(text) for aspect in aspects), default=0.0) for text in texts]
    if of_article and sum(each > 0 for each in told) > 1:
        whole = [score if tells else 0.0 for score, tells in zip(whole, told, strict=True)]
    gain = _ASPECT_OF_ARTICLE if of_article or in_time else _ASPECT
    return [
        replace(each, score=score + gain * tells) for each, score, tells in zip(sentences, whole, told, strict=True)
    ]


def _carried(texts: Sequence[str], evidence: Evidence) -> list[float]:
    """Return how much of the article each sentence carries; its opening says what all of it is about."""
    weights = salience(texts, evidence.passages[0].title)
    return [weight * (_OPENING if i < _OPENING_SENTENCES else 1.0) for i, weight in enumerate(weights)]


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
