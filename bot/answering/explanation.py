"""Which sentences of the articles explain what is asked, and the evidence that they are quoted from.

In the language of its article the best sentences tell more of what is asked than the small model makes of them, and at once
(docs/measurements/answering.md).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.models.embeddings.embedder import Floats
from bot.retrieval.evidence import Evidence, EvidencePassage, EvidenceSentence
from bot.retrieval.followups import Request
from bot.retrieval.request_kind import Kind, parts_wanted
from bot.text.aliases import says
from bot.text.cohesion import needs_antecedent
from bot.text.keywords import extract_terms, named_words

SENTENCES = 6
# What is asked for with yes or no, or with one word, takes fewer; what happened when takes more, and so does what is to be
# listed, which stands here and there.
_SENTENCES_OF: dict[Kind, int] = {"yesno": 3, "definition": 3, "fact": 2, "timeline": 7, "list": 8}
# The log odds that a sentence must have to be told, those that have to be translated less, as theirs are lower throughout; but so
# many are told in any case. With four in any case as many facts are told to a hundredth, and what is added is beside the point.
_LEAST, _LEAST_FOREIGN = -2.3, -2.6
_FEWEST = 2
# Two sentences of which one has so many of the other's words say the same.
_SAME = 0.7
_SHORTEST = 12
# So many more are taken so that those that are chosen read on.
_MOST_JOINED = 2
# What is compared is compared within so many sentences.
_TOGETHER = 4
# What an article is about stands in its opening: in half of those of `bench/selection` in the first sentence, in three tenths
# each in the second and the third, in a sixth in the fourth.
_OPENING = 3
# "In two sentences, why did the mill close?" is no request for that.
_ASKS_MORE = re.compile(r"\b(?:why|who|when|where|how)\b|왜|누가|누구|언제|어디|이유|까닭", re.IGNORECASE)
# Letters that may stand behind a name that ends a sentence: a particle, an ending, a full stop.
_AFTER_NAME = 8


@dataclass(frozen=True, slots=True)
class Explanation:
    """The evidence, its passages in the order of their article, and for each sentence to show its passage's number.

    `tells` is whether they say what is asked, None where that is not judged, or may be one or the other; `found` is as in
    `SentenceOdds`.
    """

    evidence: Evidence
    sentences: tuple[tuple[int, EvidenceSentence], ...]
    tells: bool | None = None
    found: float | None = None


def in_order(evidence: Evidence) -> list[EvidenceSentence]:
    """Return the sentences of an article's evidence as they follow each other there."""
    return [each for passage in _ordered(evidence) for each in passage.sentences]


def explain(request: Request, evidence: Evidence, odds: Floats) -> Explanation:
    """Return what of an article's `evidence`, all of it, explains what is asked; no sentences where nothing fits.

    There is one passage at least. `odds` (sentences,) are the log odds that each sentence is told, as `in_order` has them.
    """
    ordered = _ordered(evidence)
    places = [(p, s) for p, passage in enumerate(ordered) for s in range(len(passage.sentences))]
    sentences = [replace(each, score=float(one)) for each, one in zip(in_order(evidence), odds, strict=True)]
    wanted = parts_wanted(request.question.text)
    most = wanted or _SENTENCES_OF.get(request.kind, SENTENCES)
    named = [word.form for word in named_words(request.about.subject)]
    first: Sequence[int] = ()
    if request.kind == "compare":
        first = _side_by_side([each.text for each in sentences], named)
    elif request.kind == "gist" and not _ASKS_MORE.search(request.question.text):
        first = _best(sentences[:_OPENING], 1, least=0.0)
    least = _LEAST if ordered[0].language == request.language else _LEAST_FOREIGN
    chosen = _best(sentences, most, least, first)
    chosen = sorted(chosen if wanted else _joined(sentences, chosen, most + _MOST_JOINED))
    if request.kind == "definition":
        # "Orsley Connects" is nothing of Orsley's: until both words have been said one of them is something else.
        whole = " ".join(named)
        full = [i for i in chosen if says(sentences[i].text, whole)] if whole in request.question.text else []
        chosen = _defining(sentences, chosen, named, most, min(full, default=0))
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


def _best(sentences: Sequence[EvidenceSentence], most: int, least: float, first: Sequence[int] = ()) -> list[int]:
    """Return the places of the sentences that are most likely told, by `least` at least, a few also where none is likely.

    Those at `first` are there in any case, and count.
    """
    whole = [each.score for each in sentences]
    least = min(least, sorted(whole)[-_FEWEST:][0])
    told = [set(extract_terms(each.text)) for each in sentences]
    chosen: list[int] = list(first)
    ranked = [i for i in sorted(range(len(sentences)), key=lambda i: -whole[i]) if _tells(sentences[i].text)]
    for i in (i for i in ranked if i not in first):
        if len(chosen) >= most or whole[i] < least:
            break
        if not any(_same(told[i], told[j]) for j in chosen):
            chosen.append(i)
    return chosen


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
    sentences: Sequence[EvidenceSentence], chosen: Sequence[int], named: Sequence[str], most: int, begin: int
) -> list[int]:
    """Return which sentences say what the named word is: those of `chosen` from `begin` on that have it, and what leads up to its
    naming.

    "The answer of this subtraction is the fog number." ends with the word: what it is stands before.
    """
    telling = [i for i in chosen if i >= begin and any(says(sentences[i].text, name) for name in named)] or list(chosen)
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


def _ordered(evidence: Evidence) -> list[EvidencePassage]:
    return sorted(evidence.passages, key=lambda passage: passage.start)


def _side_by_side(texts: Sequence[str], named: Sequence[str]) -> range:
    """Return the places from a sentence that names one thing to the nearest that names another, where they stand together."""
    places = [(i, name) for i, text in enumerate(texts) for name in named if says(text, name)]
    spans = [range(min(i, j), max(i, j) + 1) for i, one in places for j, other in places if one != other]
    nearest = min(spans, key=len, default=range(0))
    return nearest if len(nearest) <= _TOGETHER else range(0)


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
