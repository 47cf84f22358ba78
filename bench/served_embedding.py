"""What a served embedding model that tells of no tokens is worth: `python -m bench.served_embedding [FOLDER] [--rows N] [--fit]`.

The model on this machine, asked as a server of OpenAI's protocol is, stands for one that is served: sentences in the place of
tokens (`bot.models.embeddings.served.sentence_parts`). Printed beside what its tokens make of the same: which passage is found,
how near the nearest sentence is, the score between unrelated texts, and how claims are marked without a model that reads them.
With --fit the limits for claims are fitted to the even rows, and the table is of the odd ones with them.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.check_claims import Remembering, check_cases, fit_limits, print_table, read_cases
from bench.fit_alignment import PASSAGE_SENTENCES, STRIDE
from bench.measuring_folder import FOLDER
from bot.answering.verification import FaithfulnessChecker
from bot.answering.verification.token_similarity import SENTENCE_LIMITS
from bot.bilingual import Language
from bot.models.embeddings.alignment import AlignedText
from bot.models.embeddings.embedder import Embedder, Floats, SentenceEmbedder
from bot.models.embeddings.encoder import Encoder, PassageCode
from bot.models.embeddings.late_interaction import match, score_span
from bot.models.embeddings.served.embedding_prompts import prompts_of
from bot.models.embeddings.served.embedding_server import EmbeddingServer
from bot.models.embeddings.served.served_embedder import ServedEmbedder
from bot.models.embeddings.served.wires import ServedTokens
from bot.models.files import find_model
from bot.settings import DEFAULT_EMBEDDING, Settings
from bot.text.sentences import split_sentences

LANGUAGES: tuple[Language, ...] = ("ko", "en")


class InProcess:
    """The model on this machine, asked for vectors of whole texts."""

    protocol = "none"
    most_texts = 1_024
    has_tokens = False

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._embedder = embedder

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return a vector for each text, which begins with the prompt of its role; all have the same."""
        prompts = prompts_of(DEFAULT_EMBEDDING)
        if texts[0].startswith(prompts.question):
            return self._embedder.embed_questions([text.removeprefix(prompts.question) for text in texts])
        return self._embedder.embed_passages([text.removeprefix(prompts.passage) for text in texts])

    def tokens(self, texts: Sequence[str]) -> list[ServedTokens]:
        """Raise: there are none."""
        raise NotImplementedError


def by_sentences(embedder: SentenceEmbedder) -> ServedEmbedder:
    """Return the embedder as a server of OpenAI's protocol would give it."""
    server = EmbeddingServer(DEFAULT_EMBEDDING, ["http://127.0.0.1:9"])
    return ServedEmbedder.by_wire(server, InProcess(embedder), prompts_of(DEFAULT_EMBEDDING))


def measure_search(name: str, embedder: Embedder, folder: Path) -> None:
    """Print how often the right passage is first and among five, and how near its nearest sentence and others' come."""
    encoder = Encoder.for_embedder(embedder)
    passages = {language: _read(folder / f"belebele_dev_{language}.passages.jsonl") for language in LANGUAGES}
    codes = {
        language: encoder.encode_passages([row["text"] for row in rows], [language] * len(rows))
        for language, rows in passages.items()
    }
    for asked in LANGUAGES:
        rows = _read(folder / f"belebele_dev_{asked}_{asked}.jsonl")
        questions = [encoder.encode_question(row["question"], asked) for row in rows]
        for language in LANGUAGES:
            cases = _read(folder / f"belebele_dev_{asked}_{language}.jsonl")
            places = {row["passage_id"]: i for i, row in enumerate(passages[language])}
            ranks, gold, others = [], [], []
            for question, case in zip(questions, cases, strict=True):
                met = np.array([one.score for one in match(question, [code.tokens for code in codes[language]])])
                right = places[case["passage_id"]]
                ranks.append(int((met > met[right]).sum()))
                met[right] = -1.0
                other = int(met.argmax())
                gold.append(_nearest(question, codes[language][right], passages[language][right]["text"]))
                others.append(_nearest(question, codes[language][other], passages[language][other]["text"]))
            first, five = (float(np.mean([rank < most for rank in ranks])) for most in (1, 5))
            print(
                f"{name:10}{asked}-{language}  first {first:.3f}  of five {five:.3f}  nearest sentence, right passage: "
                f"{np.percentile(gold, [2, 5, 10, 50]).round(2)}, best other one: {np.percentile(others, [10, 50, 90]).round(2)}"
            )


def measure_background(name: str, embedder: Embedder, folder: Path) -> None:
    """Print mean and spread of the score between unrelated texts, as `bench.fit_alignment` has them."""
    encoder = Encoder.for_embedder(embedder)
    pairs = _read(folder / "news_ko_en.pairs.jsonl")
    for asked in LANGUAGES:
        questions = [encoder.encode_question(pair[asked], asked) for pair in pairs[STRIDE // 2 :: STRIDE]]
        for language in LANGUAGES:
            said = [pair[language] for pair in pairs]
            texts = ["\n".join(said[i : i + PASSAGE_SENTENCES]) for i in range(0, len(said), STRIDE)]
            tokens = [code.tokens for code in encoder.encode_passages(texts, [language] * len(texts))]
            scores = np.array([[met.score for met in match(question, tokens)] for question in questions])
            print(f'{name:10}("{asked}", "{language}"): ({scores.mean():.4f}, {scores.std(axis=1).mean():.4f}),')


def measure_claims(name: str, embedder: Embedder, folder: Path, rows: int, *, fit: bool) -> None:
    """Print how claims are marked by the rules alone."""
    remembering = Remembering(embedder)
    cases = read_cases(remembering, folder, rows)
    limits = None
    if fit and embedder.identity.parts == "sentences":
        opened = {pair: replace(limits, supported=-9.0, near=-9.0) for pair, limits in SENTENCE_LIMITS.items()}
        even = [case for case in cases if case.row % 2 == 0]
        fitted = fit_limits(check_cases(FaithfulnessChecker(remembering, opened), remembering, even))
        limits = {
            pair: replace(known, supported=fitted[pair].supported, near=fitted[pair].near)
            for pair, known in SENTENCE_LIMITS.items()
        }
        print(limits)
    odd = [case for case in cases if case.row % 2]
    print(f"\n{name}")
    print_table(check_cases(FaithfulnessChecker(remembering, limits), remembering, odd))


def _nearest(question: AlignedText, code: PassageCode, text: str) -> float:
    (met,) = match(question, [code.tokens])
    return max(score_span(question, code.tokens, met.cosines, one.start, one.end) for one in split_sentences(text))


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> int:
    """Measure all of it, by tokens and by sentences."""
    parser = argparse.ArgumentParser(prog="python -m bench.served_embedding", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--rows", type=int, default=200, help="claims of each set; 0 for all")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--parts", choices=("tokens", "sentences"), help="only these")
    options = parser.parse_args()
    settings = Settings.from_environment(os.environ)
    own = SentenceEmbedder.from_folder(find_model(DEFAULT_EMBEDDING, settings.cache), name=DEFAULT_EMBEDDING)
    measured: dict[str, Embedder] = {"tokens": own, "sentences": by_sentences(own)}
    for name, embedder in measured.items():
        if options.parts not in (None, name):
            continue
        measure_search(name, embedder, options.folder)
        measure_background(name, embedder, options.folder)
        measure_claims(name, embedder, options.folder, options.rows, fit=options.fit)
    return 0


if __name__ == "__main__":
    sys.exit(main())
