"""Fit the answerability probe: `python -m bench.fit_answerability OUT.npz [FOLDER] [--readings FILE]`.

FOLDER holds the development sets (by default what `python -m bench.data` fetches). Questions within Korean (TyDi QA, every
second one with its passage taken out) and within English (half of them unanswerable) are put to the model as a reader's are,
and ridge regression (Hoerl and Kennard, 1970) weighs what it remembers of them. Questions that what the model reads answers all
the same, by another passage, or does not, because the right one was not found, teach nothing and are left out of the fit.
`python -m bench.refusal` measures with other questions. It takes half an hour; FILE keeps what the model remembered, to fit it
again in a second. What is written:

weights (l * w,)    for the values of l layers, w each, at the last token of the question
offset  ()          added to the weighted sum, which is then near 1 for an answer and near -1 for none
layers  (l,)        which layers, from 0
depth   ()          how many the model has
"""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.measuring_folder import FOLDER
from bench.refusal import TRIALS, Asked, choose_cases, describe, open_library
from bot.cli.console import show_progress
from bot.cli.main import prepare_process
from bot.evaluation.cases import Case, GivenPassage, read_cases, read_passages
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.llama_server import KVLocation
from bot.models.llm.prompts import NO, YES
from bot.progress import Progress
from bot.settings import Settings

# Of Qwen2.5's 28 layers those in the second half tell an answer from none, and twelve of them together better than any one or
# two (docs/measurements/answering.md); each has two heads of 128 values.
PLACE = KVLocation(depth=28, layers=tuple(range(14, 26)), width=256)
RIDGE = 3.0
# Left to `bench.refusal`.
MEASURED = 120

_KOREAN, _ENGLISH = (
    next(trial for trial in TRIALS if trial.asked == trial.language == language) for language in ("ko", "en")
)
_TRAINING = ("tydiqa_ko_train.jsonl", "tydiqa_ko_train.passages.jsonl")
_FILES = (*_TRAINING, _KOREAN.cases, _ENGLISH.cases, _ENGLISH.passages)

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Readings:
    """What the model made of q questions: `values` (q, numbers), its log `odds`, how `nearest` the evidence is, and the truth."""

    asked: npt.NDArray[np.str_]
    answerable: npt.NDArray[np.bool_]
    nearest: Doubles
    odds: Doubles
    values: Doubles


def fit(values: Doubles, answerable: npt.NDArray[np.bool_]) -> tuple[Doubles, float, Doubles]:
    """Return the weights of `values`, the offset, and for each question its sum by the weights that all others would give."""
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    even = (values - mean) / spread / np.sqrt(values.shape[1])
    truth = np.where(answerable, 1.0, -1.0)
    # In its dual form: there are more numbers than questions.
    inverse = np.linalg.inv(even @ even.T + RIDGE * np.eye(len(truth)))
    dual = inverse @ (truth - truth.mean())
    weights = even.T @ dual / spread / np.sqrt(values.shape[1])
    left_out = truth - dual / np.diag(inverse)
    return weights, float(truth.mean() - mean @ weights), left_out


def main(arguments: list[str] | None = None) -> int:
    """Write the numbers; return 1 where the data is not there."""
    parser = argparse.ArgumentParser(prog="python -m bench.fit_answerability", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT.npz")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument(
        "--questions", type=int, default=180, help="in each language, half of them without an answer (180)"
    )
    parser.add_argument(
        "--readings", type=Path, metavar="FILE", help="keep what the model remembered, and begin from there"
    )
    options = parser.parse_args(arguments)
    missing = [name for name in _FILES if not (options.folder / name).is_file()]
    if missing:
        print(f"No development data: {options.folder} lacks {', '.join(missing)}.", file=sys.stderr)
        return 1
    if not options.out.resolve().parent.is_dir():
        print(f"There is no folder for {options.out}.", file=sys.stderr)
        return 1
    prepare_process(os.environ)
    readings = _load(options.readings) if options.readings and options.readings.is_file() else None
    if readings is None:
        readings = _read(options.folder, options.questions, Settings.from_environment(os.environ))
        if options.readings:
            np.savez(options.readings, **{name: getattr(readings, name) for name in Readings.__slots__})
    weights, offset, left_out = fit(readings.values, readings.answerable)
    for language in sorted(set(readings.asked)):
        own = readings.asked == language
        print(f"{language}, each by the weights that the others give")
        describe(left_out[own & readings.answerable].tolist(), left_out[own & ~readings.answerable].tolist())
    np.savez(
        options.out,
        weights=weights.astype(np.float32),
        offset=offset,
        layers=np.array(PLACE.layers),
        depth=PLACE.depth,
    )
    return 0


def _read(folder: Path, questions: int, settings: Settings) -> Readings:
    rows: list[tuple[str, bool, float, float, Doubles]] = []
    with show_progress("en") as report:
        for known, chosen in (_korean(folder, questions), _english(folder, questions)):
            with open_library(known, settings) as service:
                for done, (case, answerable) in enumerate(chosen, start=1):
                    asked = Asked.from_case(service, case)
                    if asked.states(case.answers) == answerable:
                        rows.append((case.language, answerable, *_remember(service.answering_model(), asked)))
                    report(Progress("read", case.language, done, len(chosen)))
    return Readings(*(np.array(column) for column in zip(*rows, strict=True)))


def _remember(model: AnsweringModel, asked: Asked) -> tuple[float, float, Doubles]:
    reading = model.read(asked.messages, YES, NO, PLACE)
    if reading.values is None:
        raise SystemExit("The answering model does not tell what it remembers: only a local one does.")
    return asked.evidence.nearest, reading.odds, reading.values.astype(np.float64)


Chosen = tuple[dict[str, GivenPassage], list[tuple[Case, bool]]]


def _korean(folder: Path, questions: int) -> Chosen:
    """Every second question loses its passage, and with it every other one that it answers."""
    cases, _ = read_cases(folder / _TRAINING[0], "passage_id")
    passages, _ = read_passages([folder / _TRAINING[1]])
    measured = {case.question for case in read_cases(folder / _KOREAN.cases, "passage_id")[0]}
    chosen = [case for case in sorted(cases, key=lambda case: case.order) if case.question not in measured][:questions]
    gone = {case.gold for case in chosen[1::2]}
    known = {id_: passage for id_, passage in passages.items() if id_ not in gone}
    return known, [(case, case.gold not in gone) for case in chosen]


def _english(folder: Path, questions: int) -> Chosen:
    passages, _ = read_passages([folder / _ENGLISH.passages])
    cases, _ = read_cases(folder / _ENGLISH.cases, "passage_id")
    measured = {case.id for case, _ in choose_cases(cases, passages, MEASURED, halved=False)}
    return passages, choose_cases(
        [case for case in cases if case.id not in measured], passages, questions, halved=False
    )


def _load(path: Path) -> Readings:
    with np.load(path, allow_pickle=False) as kept:
        return Readings(**{name: kept[name] for name in Readings.__slots__})


if __name__ == "__main__":
    sys.exit(main())
