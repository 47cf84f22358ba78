"""Fit how certain it has to be that there is an answer: `python -m bench.refusal [FOLDER] [--questions N]`.

FOLDER holds the development sets (by default what `python -m bench.data` fetches). Within a language the questions come with
passages that lack some answers; across the languages half of the Belebele passages are indexed, so that questions about the
other half have none. For each pair of languages it prints how well the certainty tells the two kinds apart (AUC), and what is
refused where so many answerable questions are refused wrongly. Some questions whose passage was taken out are answered by
another one: where the answer that was taken out is known and stands in what the model reads, they are counted, and everything
is printed once more without them. The bounds in `bot/answering/answerability.py` are from what readers ask of one article
(`python -m bench.whether`), where the reader of sentences is heard as well.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from json import dumps, loads
from pathlib import Path

import numpy as np

from bench.measuring_folder import FOLDER
from bot.answering.answerability import answerability
from bot.answering.context import choose_excerpts
from bot.bilingual import Language
from bot.cli.console import show_progress
from bot.cli.main import prepare_process
from bot.evaluation.cases import Case, GivenPassage, read_cases, read_passages
from bot.evaluation.gold_match import contains
from bot.models.llm.prompts import Excerpt
from bot.progress import Progress
from bot.retrieval.evidence import Evidence
from bot.retrieval.question import PASSAGES
from bot.service.haeseol import Haeseol
from bot.settings import Settings

SHARES = (0.05, 0.075, 0.1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is put to the model: what was found, and what of it the model reads."""

    evidence: Evidence
    excerpts: tuple[Excerpt, ...]

    @classmethod
    def from_case(cls, service: Haeseol, case: Case) -> "Asked":
        """Ask a question of what `service` has as a reader would, as far as whether there is an answer."""
        evidence = service.find_evidence(case.question, case.language, PASSAGES)
        return cls(evidence, tuple(choose_excerpts(evidence)))

    def states(self, answers: Sequence[str]) -> bool:
        """Return whether one of `answers` stands in what the model reads."""
        return contains("\n".join(map(str, self.excerpts)), answers)


@dataclass(frozen=True, slots=True)
class Trial:
    """Questions in one language over passages in one; `halved` takes every second passage out."""

    asked: Language
    language: Language
    cases: str
    passages: str
    halved: bool = False

    @property
    def pair(self) -> tuple[Language, Language]:
        """The languages of the questions and of the passages."""
        return self.asked, self.language


TRIALS = (
    Trial("ko", "ko", "unanswerable_ko_dev.jsonl", "unanswerable_ko_dev.passages.jsonl"),
    Trial("en", "en", "unanswerable_en_dev.jsonl", "unanswerable_en_dev.passages.jsonl"),
    Trial("ko", "en", "belebele_dev_ko_en.jsonl", "belebele_dev_en.passages.jsonl", halved=True),
    Trial("en", "ko", "belebele_dev_en_ko.jsonl", "belebele_dev_ko.passages.jsonl", halved=True),
)


def main(arguments: list[str] | None = None) -> int:
    """Print a table for each pair of languages; return 1 where the data is not there."""
    parser = argparse.ArgumentParser(prog="python -m bench.refusal", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--questions", type=int, default=120, help="of each set, half of them without an answer (120)")
    parser.add_argument("--pair", action="append", metavar="ASKED-LANGUAGE", help="only these, such as ko-en")
    options = parser.parse_args(arguments)
    trials = [t for t in TRIALS if not options.pair or f"{t.asked}-{t.language}" in options.pair]
    missing = [name for t in trials for name in (t.cases, t.passages) if not (options.folder / name).is_file()]
    if missing:
        print(f"No development data: {options.folder} lacks {', '.join(missing)}.", file=sys.stderr)
        return 1
    prepare_process(os.environ)
    settings = Settings.from_environment(os.environ)
    for trial in trials:
        _measure(trial, options.folder, options.questions, settings)
    return 0


def _measure(trial: Trial, folder: Path, questions: int, settings: Settings) -> None:
    passages, _ = read_passages([folder / trial.passages])
    known = dict(list(passages.items())[::2]) if trial.halved else passages
    cases, _ = read_cases(folder / trial.cases, "passage_id")
    chosen = choose_cases(cases, known, questions, halved=trial.halved)
    withheld = _read_withheld(folder / trial.cases)
    answered: list[float] = []
    unanswered: list[float] = []
    doubtful: list[float] = []
    with open_library(known, settings) as service, show_progress("en") as report:
        for done, (case, answerable) in enumerate(chosen, start=1):
            asked = Asked.from_case(service, case)
            certain = answerability(service.answering_model(), case.question, asked.excerpts, trial.pair)
            stated = asked.states(withheld.get(case.id, ()))
            (answered if answerable else doubtful if stated else unanswered).append(certain)
            report(Progress("read", f"{trial.asked}-{trial.language}", done, len(chosen)))
    print(f"{trial.asked} -> {trial.language}")
    describe(answered, [*unanswered, *doubtful])
    if doubtful:
        print(
            f"  {len(doubtful)} of those without an answer have it in what the model reads all the same; leaving them out:"
        )
        describe(answered, unanswered)


def auc(answered: Sequence[float], unanswered: Sequence[float]) -> float:
    """Return in how many of the pairs of one with an answer and one without, one at least of each, the first has more."""
    more, less = np.array(answered), np.array(unanswered)
    return float(np.mean(more[:, None] > less) + np.mean(more[:, None] == less) / 2)


def describe(answered: Sequence[float], unanswered: Sequence[float]) -> None:
    """Print how well a certainty tells questions with an answer from those without, and what bounds on it refuse."""
    more, less = np.array(answered), np.array(unanswered)
    print(f"  {len(more)} with an answer, {len(less)} without, AUC {auc(answered, unanswered):.3f}")
    for share in SHARES:
        bound = float(np.quantile(more, share))
        print(f"    {100 * share:4.1f}% refused wrongly, {100 * np.mean(less < bound):4.1f}% rightly: {bound:.2f}")


def _read_withheld(path: Path) -> dict[str, list[str]]:
    """Return the answers that were taken out with their passages, by the id of the question."""
    rows = [loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {row["id"]: row["withheld_answers"] for row in rows if row.get("withheld_answers")}


def choose_cases(
    cases: Sequence[Case], known: dict[str, GivenPassage], questions: int, *, halved: bool
) -> list[tuple[Case, bool]]:
    """Return as many questions with an answer in `known` as without, in their fixed random order."""
    left = {True: questions // 2, False: questions // 2}
    chosen = []
    for case in sorted(cases, key=lambda case: case.order):
        answerable = case.gold in known if halved else case.answerable
        if left[answerable]:
            left[answerable] -= 1
            chosen.append((case, answerable))
    return chosen


@contextmanager
def open_library(passages: dict[str, GivenPassage], settings: Settings) -> Iterator[Haeseol]:
    """Yield the program on a new library of nothing but `passages`."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder).resolve()
        (home / "corpus").mkdir()
        lines = [
            dumps({"id": p.id, "title": p.title, "text": p.text, "language": p.language}) for p in passages.values()
        ]
        (home / "corpus" / "passages.jsonl").write_text("\n".join(lines), encoding="utf-8")
        with Haeseol.open(settings.with_home(home)) as service:
            service.articles.sync()
            yield service


if __name__ == "__main__":
    sys.exit(main())
