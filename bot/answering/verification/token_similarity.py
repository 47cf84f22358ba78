"""How well the words of a claim are met by those of a source: late interaction over token vectors, in either language."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.bilingual import Language
from bot.models.embeddings.alignment import AlignedText
from bot.models.embeddings.embedder import Floats

LOWEST = 3
_GOOD_PART = 0.25
_CLEARLY = 0.1
TYPICAL_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """From which score on a claim is supported, and from which on it is near, for one pair of languages.

    What a score is made of: `mean` is the share of the mean over all tokens, the rest is that over the tokens met worst;
    `length` is what each doubling of the tokens adds, because among many some are always met badly.
    """

    supported: float
    near: float
    mean: float = 0.0
    length: float = 0.0


# Claim language, then source language: fitted by `python -m bench.check_claims --fit`. No data has English claims about
# English sources; their limits are where as many unrelated sentences stay below as in Korean.
LIMITS: dict[tuple[Language, Language], Limits] = {
    ("ko", "ko"): Limits(0.6, 0.32),
    ("en", "en"): Limits(0.6, 0.32),
    ("ko", "en"): Limits(0.39, 0.25, mean=0.7, length=0.07),
    ("en", "ko"): Limits(0.38, 0.25, mean=0.7, length=0.07),
}


# The same where sentences stand for tokens, which tell no word of a claim from another: `python -m bench.served_embedding --fit`.
# Within a language what contradicts a sentence is as near to it as what follows from it, so that only nearly the same counts.
SENTENCE_LIMITS: dict[tuple[Language, Language], Limits] = {
    ("ko", "ko"): Limits(0.9, 0.32),
    ("en", "en"): Limits(0.9, 0.32),
    ("ko", "en"): Limits(0.53, 0.25),
    ("en", "ko"): Limits(0.51, 0.25),
}


def tells_words(text: AlignedText) -> bool:
    """Return whether it has vectors of words; where its sentences stand for them it tells nothing of any single one."""
    return bool((text.spans[:, 1] > text.spans[:, 0]).any())


def token_matches(claim: AlignedText, source: AlignedText) -> Floats:
    """Return for each token of `claim` the best cosine with a token of `source`, shape (tokens of the claim,)."""
    if not len(source.tokens):
        return np.full(len(claim.tokens), -1.0, dtype=np.float32)
    return np.asarray((claim.tokens @ source.tokens.T).max(axis=1), dtype=np.float32)


def score(matches: Floats, limits: Limits) -> float:
    """Return how well a claim is met, as `limits` weigh it: about -1 to 1.

    What a source does not say is a few words among many that it does, so that the tokens met worst tell most.
    """
    if not len(matches):
        return -1.0
    worst = float(np.sort(matches)[:LOWEST].mean())
    long = math.log2(len(matches) / TYPICAL_LENGTH)
    return limits.mean * float(matches.mean()) + (1 - limits.mean) * worst + limits.length * long


def span_match(matches: Floats, text: AlignedText, start: int, end: int) -> float:
    """Return the mean match of the tokens of `text` within [start, end), -1 where there are none."""
    inside = (text.spans[:, 0] < end) & (text.spans[:, 1] > start)
    return float(matches[inside].mean()) if inside.any() else -1.0


def choose_sources(matches: Sequence[Floats], limits: Sequence[Limits], most: int) -> list[int]:
    """Return the source that meets a claim best, then those that add a fact to it, at most `most`.

    `limits[i]` are those of source i. A source adds a fact where it meets a good part of the claim clearly better, not
    just a word: a sentence with "never" in it must not help a claim that has one too many.
    """
    if not matches:
        return []
    chosen = [max(range(len(matches)), key=lambda i: float(matches[i].mean()) - limits[i].near)]
    together = matches[chosen[0]]
    while len(chosen) < most:
        others = [i for i in range(len(matches)) if i not in chosen]
        added = {i: float((matches[i] > together + _CLEARLY).mean()) for i in others}
        best = max(added, key=added.__getitem__, default=None)
        if best is None or added[best] < _GOOD_PART:
            break
        chosen.append(best)
        together = np.maximum(together, matches[best])
    return chosen
