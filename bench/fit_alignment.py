"""Fit the alignment of Korean and English on parallel sentences: `python -m bench.fit_alignment PAIRS.jsonl OUT.npz`.

A line of the pairs file is {"ko", "en"}. `bot/models/embeddings/multilingual-e5-small.npz` was fitted on 3,000 pairs of news
sentences (the development part of a public Korean-English news corpus, CC BY-SA 3.0). What is written, d the model's dimension:

mean_{ko,en}_{query,passage}         (d,)    mean vector of a language in a role
whiten                               (d, d)  for whole texts: unit((vector - mean) @ whiten)
token_mean_{ko,en}_{query,passage}   (d,)    the same for single tokens
token_whiten                         (d, d)
late_{query}_{passage}               (2,)    mean and spread of late-interaction scores of unrelated texts
"""

import argparse
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.bilingual import Language
from bot.models.embeddings.alignment import LanguageAlignment, Role
from bot.models.embeddings.embedder import EncodedText, Floats, SentenceEmbedder
from bot.models.embeddings.late_interaction import PassageTokens, match
from bot.models.files import find_model
from bot.settings import Settings

LANGUAGES: tuple[Language, ...] = ("ko", "en")
ROLES: tuple[Role, ...] = ("query", "passage")
CROSSINGS: tuple[tuple[Language, Language], ...] = (("ko", "en"), ("en", "ko"))

# Of the mean eigenvalue: .1 to 10 differ by less than half a standard error on the development sets.
RIDGE = 1.0
# Every so many sentences four together make a passage, as unrelated to a sentence half-way between as a corpus allows.
STRIDE, PASSAGE_SENTENCES = 48, 4

Texts = dict[tuple[Language, Role], list[EncodedText]]


@dataclass(frozen=True, slots=True)
class Fit:
    """The numbers of a balance before they are calibrated."""

    means: dict[tuple[Language, Role], Floats]
    matrix: Floats
    token_means: dict[tuple[Language, Role], Floats]
    token_matrix: Floats


def fit(texts: Texts) -> Fit:
    """Fit means and matrices on the same sentences in both languages and both roles."""
    means = {kind: np.mean([text.vector for text in said], axis=0) for kind, said in texts.items()}
    token_means = {kind: np.concatenate([text.tokens for text in said]).mean(axis=0) for kind, said in texts.items()}
    gaps: list[Floats] = []
    token_gaps: list[Floats] = []
    for asked, language in CROSSINGS:
        for one, other in zip(texts[asked, "query"], texts[language, "passage"], strict=True):
            gaps.append(
                (_unit(one.vector - means[asked, "query"]) - _unit(other.vector - means[language, "passage"]))[None]
            )
            token_gaps.append(
                _aligned_gaps(
                    _unit(one.tokens - token_means[asked, "query"]),
                    _unit(other.tokens - token_means[language, "passage"]),
                )
            )
    return Fit(means, _whitening(np.concatenate(gaps)), token_means, _whitening(np.concatenate(token_gaps)))


def calibrate(texts: Texts, balance: LanguageAlignment) -> dict[tuple[Language, Language], tuple[float, float]]:
    """Return mean and spread of the late-interaction score between unrelated texts, for each pair of languages."""
    found: dict[tuple[Language, Language], tuple[float, float]] = {}
    for asked in LANGUAGES:
        questions = [balance.apply(text, asked, "query") for text in texts[asked, "query"][STRIDE // 2 :: STRIDE]]
        for language in LANGUAGES:
            said = texts[language, "passage"]
            joined = [_join(said[i : i + PASSAGE_SENTENCES]) for i in range(0, len(said), STRIDE)]
            passages = [PassageTokens.from_text(balance.apply(text, language, "passage"), 0) for text in joined]
            scores = np.array([[met.score for met in match(question, passages)] for question in questions])
            found[asked, language] = (float(scores.mean()), float(scores.std(axis=1).mean()))
    return found


def _whitening(gaps: Floats) -> Floats:
    """Return (C + RIDGE * mean eigenvalue * I) ** -1/2 of the gaps' second moment C, scaled to a mean eigenvalue of one."""
    moment = gaps.T.astype(np.float64) @ gaps / len(gaps)
    values, vectors = np.linalg.eigh(moment)
    scale = (values + RIDGE * values.mean()) ** -0.5
    return np.asarray((vectors * (scale / scale.mean())) @ vectors.T, dtype=np.float32)


def _aligned_gaps(one: Floats, other: Floats) -> Floats:
    """Return the differences of tokens that are each other's nearest in a pair of sentences."""
    cosines = one @ other.T
    forward = cosines.argmax(axis=1)
    mutual = cosines.argmax(axis=0)[forward] == np.arange(len(one))
    return np.asarray(one[mutual] - other[forward[mutual]], dtype=np.float32)


def _join(texts: list[EncodedText]) -> EncodedText:
    tokens = np.concatenate([text.tokens for text in texts])
    return EncodedText(texts[0].vector, tokens, np.zeros((len(tokens), 2), dtype=np.int32))


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), dtype=np.float32)


def main() -> int:
    """Fit, calibrate and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.fit_alignment", description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", default="news-3000-2", help="the version that goes into a library's manifest")
    options = parser.parse_args()
    settings = Settings.from_environment(os.environ)
    embedder = SentenceEmbedder.from_folder(find_model(settings.embedding, settings.cache), name=settings.embedding)
    pairs = [json.loads(line) for line in options.pairs.read_text(encoding="utf-8").splitlines()]
    texts: Texts = {}
    for language in LANGUAGES:
        said = [pair[language] for pair in pairs]
        texts[language, "query"] = [embedder.encode_question(text) for text in said]
        texts[language, "passage"] = list(embedder.encode_passages(said))
    fitted = fit(texts)
    balance = LanguageAlignment(
        options.name, fitted.means, fitted.matrix, fitted.token_means, fitted.token_matrix, background={}
    )
    numbers = {f"mean_{language}_{role}": mean for (language, role), mean in fitted.means.items()}
    numbers |= {f"token_mean_{language}_{role}": mean for (language, role), mean in fitted.token_means.items()}
    numbers |= {"whiten": fitted.matrix, "token_whiten": fitted.token_matrix}
    halves = {key: array.astype(np.float16) for key, array in numbers.items()}
    late = {f"late_{a}_{b}": np.array(pair, np.float32) for (a, b), pair in calibrate(texts, balance).items()}
    np.savez_compressed(options.out, name=np.array(options.name), **halves, **late)  # type: ignore[arg-type]
    return 0


if __name__ == "__main__":
    sys.exit(main())
