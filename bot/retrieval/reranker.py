"""Found passages in their final order: compared with the question token by token, then by the words that both have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.bilingual import Language
from bot.models.embeddings.alignment import AlignedText
from bot.models.embeddings.encoder import Encoder
from bot.models.embeddings.late_interaction import Match, PassageTokens, match

# Weight of the keyword score beside the late score, both in standard deviations. .2 does as well, .3 and more worse.
KEYWORD_SHARE = 0.1
# Weight of the question's translation, or of its words in the other language, for passages in that one; with more, they displace
# those in the question's own (docs/measurements/retrieval.md).
TRANSLATED_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that was found, and how it meets the question. Scores of all pairs of languages can be compared.

    `met_translated` is how it meets the question in its own language, where that one was translated, as a sentence, and meets
    it better; `met_words` how it meets the question's words, where they were.
    """

    id: int
    language: Language
    tokens: PassageTokens
    met: Match
    score: float
    met_translated: Match | None = None
    met_words: Match | None = None


def rerank(
    question: AlignedText,
    asked: Language,
    near: Mapping[Language, Sequence[int]],
    tokens: Mapping[int, PassageTokens],
    by_words: Mapping[int, float],
    encoder: Encoder,
) -> list[Candidate]:
    """Return the passages, best first, of a question in the language `asked`.

    `near` are their ids by language, `tokens` their tokens and `by_words` the keyword scores of those that share words.
    """
    met = dict(zip(tokens, match(question, list(tokens.values())), strict=True))
    ranked: list[Candidate] = []
    for language, ids in near.items():
        compared = [
            Candidate(i, language, tokens[i], met[i], encoder.calibrate(met[i].score, asked, language)) for i in ids
        ]
        ranked += _with_words(compared, by_words) if language == asked else compared
    return sorted(ranked, key=lambda candidate: (-candidate.score, candidate.id))


def join_translated(
    candidates: Sequence[Candidate], translated: Sequence[Candidate], *, by_words: bool
) -> list[Candidate]:
    """Return `candidates`, best first, those in the other language by what the question and its translation make of them.

    With `by_words` the translation is the question's words alone.
    """
    others = {candidate.id: candidate for candidate in translated}
    joined = [_joined(each, others[each.id], by_words) if each.id in others else each for each in candidates]
    return sorted(joined, key=lambda candidate: (-candidate.score, candidate.id))


def _joined(own: Candidate, translated: Candidate, by_words: bool) -> Candidate:
    score = (1 - TRANSLATED_SHARE) * own.score + TRANSLATED_SHARE * translated.score
    if by_words:
        return replace(own, score=score, met_words=translated.met)
    return replace(own, score=score, met_translated=translated.met if translated.score >= own.score else None)


def _with_words(compared: Sequence[Candidate], by_words: Mapping[int, float]) -> Sequence[Candidate]:
    """Return the passages in the question's language, their scores raised or lowered by the words they share with it."""
    words = np.array([by_words.get(candidate.id, 0.0) for candidate in compared])
    if not compared or words.std() < 1e-6:
        return compared
    spread = np.std([candidate.score for candidate in compared])
    bonus = KEYWORD_SHARE * spread * (words - words.mean()) / words.std()
    return [replace(candidate, score=candidate.score + float(b)) for candidate, b in zip(compared, bonus, strict=True)]
