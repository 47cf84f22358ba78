"""Measure the check on claims whose truth is known: `python -m bench.faithfulness [EVAL_FOLDER] [--half HALF] [--rows N]`.

The claims are those of `bench/faithfulness/articles`, in both languages and across them, each checked against its article among
two others; then rows of KLUE-NLI, of the aligned XNLI rows and of the last 400 of PAWS-X, where the folders have them. False
support is the share of claims that are not said but are marked supported; verbatim counts as supported.
"""

import argparse
import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.check_claims import Remembering
from bench.faithfulness.articles import PAIRS, MadeClaim, claims_of, read_articles
from bench.measuring_folder import FOLDER
from bot.answering.verification import FaithfulnessChecker, PreparedEvidence, SourceSentence
from bot.answering.verification.entailment_model import FILE, CrossEncoderEntailment
from bot.bilingual import Language
from bot.cli.main import prepare_process
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.files import find_model
from bot.models.llm.chat_model import ChatModel
from bot.settings import Settings

DISTRACTORS = 2


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with the sentences that it is checked against. `group` is what it is counted with."""

    group: str
    kind: str
    claim: str
    language: Language
    sources: tuple[SourceSentence, ...]
    true: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and what the checker made of it."""

    case: Case
    support: str
    reason: str

    @property
    def supported(self) -> bool:
        """Whether the claim is marked as said."""
        return self.support in ("supported", "verbatim")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.faithfulness", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--half", default="held_apart", choices=("fitting", "calibration", "held_apart"))
    parser.add_argument("--rows", type=int, default=300, help="of each public set and pair of languages; 0 for none")
    parser.add_argument(
        "--model", type=Path, default=FILE, help="the entailment model's file (the one that is shipped)"
    )
    parser.add_argument("--without-model", action="store_true", help="the rules alone")
    parser.add_argument(
        "--twice", action="store_true", help="read by the answering model as well: a second a claim or two"
    )
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="one in N of the written claims, drawn by lot"
    )
    parser.add_argument(
        "--show", metavar="KIND", help="print the claims of a kind that went wrong; 'all' for every kind"
    )
    options = parser.parse_args(arguments)
    prepare_process(os.environ)
    settings = Settings.from_environment(os.environ)
    embedder = SentenceEmbedder.from_folder(find_model(settings.embedding, settings.cache), name=settings.embedding)
    model = None if options.without_model else CrossEncoderEntailment.for_embedder(embedder, options.model)
    checker = FaithfulnessChecker(Remembering(embedder), entailment=model)
    if options.twice:
        checker = read_twice(checker, settings)
    luck = random.Random(5)
    drawn = [case for case in made_cases(options.half) if luck.random() < 1 / options.every]
    # Those about one text follow each other: the answering model then reads that once.
    first = {sources: place for place, sources in enumerate(dict.fromkeys(case.sources for case in drawn))}
    written = sorted(drawn, key=lambda case: first[case.sources])
    cases = [*written, *(public_cases(options.folder, options.rows) if options.rows else ())]
    outcomes = list(check(checker, cases))
    print_groups(outcomes)
    print_kinds([one for one in outcomes if one.case.group.startswith("made")])
    for one in outcomes:
        if options.show in (one.case.kind, "all") and one.supported != one.case.true:
            print(f"{one.case.group} {one.case.kind} {one.support}: {one.case.claim}  [{one.reason}]")
    return 0


def read_twice(checker: FaithfulnessChecker, settings: Settings) -> FaithfulnessChecker:
    """Return the checker with the answering model's reading. Exits where nothing was fitted for that model."""
    chat = ChatModel.from_gguf(Path(find_model(settings.model, settings.cache)), name=settings.model)
    twice = checker.reading_twice(chat)
    if twice is None:
        raise SystemExit(f"{settings.model} was not taught to read claims.")
    return twice


def made_cases(half: str) -> Iterator[Case]:
    """Yield the written claims, each with its article first and two others behind it."""
    articles = read_articles(half)
    made = [list(claims_of(article, 0)) for article in articles]
    for i, claims in enumerate(made):
        others = [made[(i + k) % len(made)] for k in range(1, DISTRACTORS + 1)]
        for claim in claims:
            around = [next(one for one in other if one.source_language == claim.source_language) for other in others]
            sources = [source for n, one in enumerate([claim, *around], 1) for source in _sentences(n, one)]
            group = f"made {claim.language}-{claim.source_language}"
            yield Case(group, claim.kind, claim.claim, claim.language, tuple(sources), claim.label == "supported")


def _sentences(n: int, claim: MadeClaim) -> list[SourceSentence]:
    return [SourceSentence(n, text, claim.source_language, title=claim.title) for text in claim.sentences]


def public_cases(folder: Path, rows: int) -> Iterator[Case]:
    """Yield claims of the public sets that are there, each about its one premise."""
    if (folder / "klue_nli_dev.jsonl").is_file():
        premises = {row["passage_id"]: row["text"] for row in _read(folder / "klue_nli_dev.passages.jsonl")}
        for row in _read(folder / "klue_nli_dev.jsonl")[: 3 * rows]:
            label = row["answers"][0]
            yield _public("klue_nli ko-ko", label, row["question"], "ko", premises[row["passage_id"]], "ko")
    for name, path in (("xnli", folder / "xnli_ko_en.jsonl"), ("pawsx", folder.parent / "train" / "pawsx_ko_en.jsonl")):
        if path.is_file():
            every = _read(path)[-400:] if name == "pawsx" else _read(path)
            for row in every[:: max(1, len(every) // rows)]:
                for source, language in PAIRS:
                    claim, premise = row[f"hypothesis_{language}"], row[f"premise_{source}"]
                    yield _public(f"{name} {language}-{source}", row["label"], claim, language, premise, source)


def _public(group: str, label: str, claim: str, language: Language, premise: str, source: Language) -> Case:
    true = label in ("entailment", "paraphrase")
    return Case(group, label, claim, language, (SourceSentence(1, premise, source),), true)


def check(checker: FaithfulnessChecker, cases: Iterable[Case]) -> Iterator[Outcome]:
    """Yield what the checker makes of each case."""
    prepared: dict[tuple[SourceSentence, ...], PreparedEvidence] = {}
    for case in cases:
        if case.sources not in prepared:
            prepared = {case.sources: checker.prepare(case.sources)} | dict(list(prepared.items())[:8])
        verdict = checker.check(case.claim, case.language, prepared[case.sources])
        yield Outcome(case, verdict.support, verdict.reason.en if verdict.reason else "")


def print_groups(outcomes: Sequence[Outcome]) -> None:
    """Print false support, recall and precision of each group and of the written claims within and across the languages."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        groups[one.case.group].append(one)
    made = [one for one in outcomes if one.case.group.startswith("made")]
    groups["made, across"] = [one for one in made if one.case.group in ("made ko-en", "made en-ko")]
    print(f"{'claim-source':20}{'false':>7}{'supported':>11}{'true':>7}{'recall':>9}{'precision':>11}")
    for group, own in groups.items():
        false, true = [[one for one in own if one.case.true is wanted] for wanted in (False, True)]
        wrong, right = sum(one.supported for one in false), sum(one.supported for one in true)
        print(
            f"{group:20}{len(false):>7}{wrong / max(len(false), 1):>11.3f}{len(true):>7}{right / max(len(true), 1):>9.3f}"
            f"{right / max(right + wrong, 1):>11.3f}"
        )


def print_kinds(outcomes: Sequence[Outcome]) -> None:
    """Print for each kind of change how often its claims are marked supported, in Korean, in English and across."""
    pairs = {"ko": ("made ko-ko",), "en": ("made en-en",), "across": ("made ko-en", "made en-ko")}
    print(f"\n{'marked supported':20}" + "".join(f"{name:>15}" for name in pairs))
    for true in (False, True):
        own = [one for one in outcomes if one.case.true is true]
        for kind in sorted({one.case.kind for one in own}):
            cells = []
            for groups in pairs.values():
                of_kind = [one for one in own if one.case.kind == kind and one.case.group in groups]
                cells.append(f"{sum(one.supported for one in of_kind)} of {len(of_kind)}")
            print(f"{('true ' if true else '') + kind:20}" + "".join(f"{cell:>15}" for cell in cells))


def _read(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
