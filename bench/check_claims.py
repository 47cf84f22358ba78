"""Measure the check of sentences: `python -m bench.check_claims [FOLDER] [--rows N] [--fit] [--show DATA/KIND]`.

FOLDER holds the development sets (by default what `python -m bench.data` fetches). Korean claims are KLUE-NLI's; those
across the languages are derived from parallel news and Tatoeba sentences (`bench.claims`). Verbatim counts as supported.
With --fit the limits in `bot.answering.verification.token_similarity` are fitted to the even rows, and the table is of the odd ones with them.
"""

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.claims import Case, Pair, derive, read_klue, read_pairs
from bench.measuring_folder import FOLDER
from bot.answering.verification import FaithfulnessChecker, PreparedEvidence, SourceSentence, SupportVerdict
from bot.answering.verification.token_similarity import LIMITS, Limits
from bot.bilingual import Language
from bot.models.embeddings.embedder import Embedder, EncodedText, SentenceEmbedder
from bot.models.files import find_model
from bot.settings import Settings

FILES = ("klue_nli_dev.jsonl", "klue_nli_dev.passages.jsonl", "news_ko_en.pairs.jsonl", "tatoeba_ko_en.pairs.jsonl")

# Of what is marked supported, this much should be, as long as that still leaves something to mark.
PRECISION = 0.95
LEAST_RECALL = 0.4

Languages = tuple[Language, Language]


class Remembering:
    """An embedder that keeps what it has made: most texts of the derived claims come back as evidence."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.load = embedder.load
        self.identity = embedder.identity
        self.embed_questions = embedder.embed_questions
        self.embed_passages = embedder.embed_passages
        self.encode_question = embedder.encode_question
        self.kept: dict[str, EncodedText] = {}

    def encode_passages(
        self, texts: Sequence[str], on_done: Callable[[int], None] | None = None
    ) -> Sequence[EncodedText]:
        """Return what the embedder makes of `texts`, in order."""
        new = [text for text in dict.fromkeys(texts) if text not in self.kept]
        if new:
            self.kept.update(zip(new, self.embedder.encode_passages(new, on_done), strict=True))
        return [self.kept[text] for text in texts]


@dataclass(frozen=True, slots=True)
class Result:
    """A case and what the checker made of it."""

    case: Case
    verdict: SupportVerdict

    @property
    def supported(self) -> bool:
        """Whether the claim is marked as said by the evidence."""
        return self.verdict.support in ("supported", "verbatim")


def main(arguments: list[str] | None = None) -> int:
    """Print the table; return 1 where the data is not there."""
    parser = argparse.ArgumentParser(prog="python -m bench.check_claims", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--rows", type=int, default=400, help="of each set (KLUE-NLI: three times as many); 0 for all")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--show", metavar="DATA/KIND", help="print the cases of a kind that went wrong")
    options = parser.parse_args(arguments)
    missing = [name for name in FILES if not (options.folder / name).is_file()]
    if missing:
        print(f"No development data: {options.folder} lacks {', '.join(missing)}.", file=sys.stderr)
        return 1
    settings = Settings.from_environment(os.environ)
    embedder = SentenceEmbedder.from_folder(find_model(settings.embedding, settings.cache), name=settings.embedding)
    measure(Remembering(embedder), options.folder, rows=options.rows, fit=options.fit, show=options.show)
    return 0


def measure(embedder: Remembering, folder: Path, *, rows: int, fit: bool, show: str | None) -> None:
    """Check every case and print what came of it."""
    cases = read_cases(embedder, folder, rows)
    limits: Mapping[Languages, Limits] = LIMITS
    if fit:
        open_limits = {pair: replace(limits, supported=-9.0, near=-9.0) for pair, limits in LIMITS.items()}
        results = check_cases(
            FaithfulnessChecker(embedder, open_limits), embedder, [case for case in cases if case.row % 2 == 0]
        )
        limits = fit_limits(results)
        for languages, found in limits.items():
            print(f"    {languages}: Limits({found.supported:.2f}, {found.near:.2f}),")
        cases = [case for case in cases if case.row % 2]
    results = check_cases(FaithfulnessChecker(embedder, limits), embedder, cases)
    print_table(results)
    for result in results:
        if show and show in f"{result.case.data}/{result.case.kind}" and result.supported != result.case.true:
            reason = result.verdict.reason.en if result.verdict.reason else ""
            print(f"{result.verdict.score:.2f} {result.verdict.support} {reason}\n  {result.case.claim}")
            print(f"  {result.case.sources[0]}")


def read_cases(embedder: Remembering, folder: Path, rows: int) -> list[Case]:
    """Return `rows` cases of each set and kind (KLUE-NLI: three times as many); 0 for all."""
    cases = read_klue(folder, 3 * rows)
    for data in ("news", "tatoeba"):
        pairs = read_pairs(folder / f"{data}_ko_en.pairs.jsonl", rows)
        cases += derive(data, pairs, _nearest(embedder, pairs))
    return cases


def fit_limits(results: Sequence[Result]) -> dict[Languages, Limits]:
    """Return for each pair of languages the lowest limit that is precise enough, else the best one in F0.5.

    Near is where nine of ten claims without any source stay below. KLUE-NLI has none, so that Korean keeps its own.
    """
    limits = dict(LIMITS)
    for languages, known in LIMITS.items():
        own = [r for r in results if (r.case.language, r.case.source_language) == languages]
        if not own:
            continue
        table = [(limit, *rates([r for r in own if r.supported and r.verdict.score >= limit], own)) for limit in _GRID]
        precise = [limit for limit, precision, recall in table if precision >= PRECISION and recall >= LEAST_RECALL]
        best = max(table, key=lambda row: 1.25 * row[1] * row[2] / max(0.25 * row[1] + row[2], 1e-9))[0]
        strangers = [r.verdict.score for r in own if r.case.kind == "random"]
        near = round(float(np.quantile(strangers, 0.9)), 2) if strangers else known.near
        limits[languages] = replace(known, supported=precise[0] if precise else best, near=near)
    return limits


_GRID = [round(step / 100, 2) for step in range(-20, 100)]


def print_table(results: Sequence[Result]) -> None:
    """Print for each set how precise "supported" is and what it finds, then each kind with its marks."""
    by_data: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_data[result.case.data].append(result)
    print(f"\n{'':38}{'n':>6}{'precision':>11}{'recall':>9}")
    for data, own in by_data.items():
        precision, recall = rates([result for result in own if result.supported], own)
        print(f"{data:38}{len(own):>6}{precision:>11.3f}{recall:>9.3f}")
    print(f"\n{'':38}{'n':>6}{'verbatim':>10}{'supported':>11}{'weak':>7}{'unsupported':>13}")
    for data, own in by_data.items():
        for kind in dict.fromkeys(result.case.kind for result in own):
            marks = [result.verdict.support for result in own if result.case.kind == kind]
            shares = [marks.count(mark) / len(marks) for mark in ("verbatim", "supported", "weak", "unsupported")]
            print(
                f"{data + ': ' + kind:38}{len(marks):>6}{shares[0]:>10.3f}{shares[1]:>11.3f}{shares[2]:>7.3f}{shares[3]:>13.3f}"
            )

    own_source = [result.verdict.citations == (1,) for result in results if result.supported and result.case.true]
    if own_source:
        print(f"\nof the true ones marked supported, {sum(own_source) / len(own_source):.3f} cite their source alone")


def rates(marked: Sequence[Result], all_results: Sequence[Result]) -> tuple[float, float]:
    """Return the precision and the recall of what was marked supported."""
    right = sum(result.case.true for result in marked)
    return right / max(len(marked), 1), right / max(sum(result.case.true for result in all_results), 1)


def _nearest(embedder: Remembering, pairs: Sequence[Pair]) -> dict[Language, Sequence[int]]:
    vectors = {}
    for language in ("ko", "en"):
        rows = np.stack([text.vector for text in embedder.encode_passages([pair[language] for pair in pairs])])
        rows = rows - rows.mean(axis=0)
        vectors[language] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    cosines = vectors["ko"] @ vectors["en"].T
    np.fill_diagonal(cosines, -1.0)
    return {"ko": cosines.argmax(axis=1).tolist(), "en": cosines.argmax(axis=0).tolist()}


def check_cases(checker: FaithfulnessChecker, embedder: Remembering, cases: Sequence[Case]) -> list[Result]:
    """Return what the checker makes of each case, and print how long it takes."""
    prepared: dict[tuple[str, ...], PreparedEvidence] = {}
    embedder.encode_passages([case.claim for case in cases])
    results, seconds = [], []
    for case in cases:
        if case.sources not in prepared:
            sources = [SourceSentence(n, text, case.source_language) for n, text in enumerate(case.sources, start=1)]
            prepared[case.sources] = checker.prepare(sources)
        started = time.perf_counter()
        verdict = checker.check(case.claim, case.language, prepared[case.sources])
        seconds.append(time.perf_counter() - started)
        results.append(Result(case, verdict))
    print(
        f"checked {len(cases)}, {1000 * float(np.median(seconds)):.1f} ms each without embedding, p95 {1000 * float(np.quantile(seconds, 0.95)):.1f} ms"
    )
    return results


if __name__ == "__main__":
    sys.exit(main())
