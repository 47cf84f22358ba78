"""Fit what tells the answering model that a text answers a question: `python -m bench.fit_answerability OUT.npz [--articles N]`.

Asked are the requests of `bench/selection`, each of some sentences of its article in their order, of which some are left out: of
those that the article answers half, of those that look like them and are not answered a third, the rest of sentences without
the answer. What the model as it was taught to read claims then remembers is weighed by ridge regression (Hoerl and Kennard,
1970), and a logistic curve (Platt, 1999) makes log odds of the sums that articles left out have. An article takes half a minute
of two cores; `--readings FILE` keeps what the model remembered after each, to fit it again in seconds or to go on. Written is:

weights (l * w,)    for the values of l layers, w each, at the last token of the question
offset  ()          added to the weighted sum, which then is the log odds of an answer
layers  (l,)        which layers, from 0
depth   ()          how many the model has
"""

import argparse
import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.refusal import auc
from bench.selection import FOLDER, NumberedArticle, read_articles
from bot.answering.context import title_as_read
from bot.cli.main import prepare_process
from bot.models.files import find_model
from bot.models.llm.chat_model import AnsweringModel, ChatModel
from bot.models.llm.llama_server import KVLocation
from bot.models.llm.prompts import NO, YES, Excerpt, ask_whether_answered
from bot.settings import DEFAULT_MODEL, Settings

# Those that learned to read claims and what is behind them (bench.faithfulness.train_reading), with two heads of 128 values each.
PLACE = KVLocation(depth=28, layers=tuple(range(14, 22)), width=256)
RIDGE = 10.0
FOLDS = 8
# Sentences that are asked at once, how likely one of them is left out, and how many requests are asked of an article.
_AT_ONCE, _LEFT_OUT, _REQUESTS = (9, 12, 15, 18), (0.0, 0.3, 0.45), 26
_FEWEST = 2
_FILES = ("twins.jsonl", "facts.jsonl", "requests.jsonl")

Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request about some sentences of an article; `pair` is its language and theirs ("ko/en"), `twin` that it has one."""

    article: str
    pair: str
    request: str
    text: Excerpt
    answered: bool
    twin: bool


@dataclass(frozen=True, slots=True)
class Readings:
    """What the model remembered of q requests, `values` (q, numbers), and what they were; in the order of reading."""

    values: Doubles
    answered: Bools
    twin: Bools
    article: npt.NDArray[np.str_]
    pair: npt.NDArray[np.str_]

    @classmethod
    def from_file(cls, path: Path) -> "Readings | None":
        """Return what a file keeps, None where there is none."""
        if not path.is_file():
            return None
        with np.load(path, allow_pickle=False) as kept:
            return cls(**{name: kept[name] for name in cls.__slots__})

    def keep(self, path: Path) -> None:
        """Write them; the values in half precision, as the engine has them."""
        columns = {name: getattr(self, name) for name in self.__slots__}
        np.savez(path, **{**columns, "values": self.values.astype(np.float16)})


def main(arguments: list[str] | None = None) -> int:
    """Write the numbers; return 1 where there is nowhere to write them."""
    parser = argparse.ArgumentParser(prog="python -m bench.fit_answerability", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT.npz")
    parser.add_argument("--articles", type=int, default=120)
    parser.add_argument(
        "--readings", type=Path, metavar="FILE", help="keep what the model remembered, and go on from it"
    )
    options = parser.parse_args(arguments)
    for path in filter(None, (options.out, options.readings)):
        if not path.resolve().parent.is_dir() or path.suffix != ".npz":
            print(f"There is no folder for {path}, or its name does not end with .npz.", file=sys.stderr)
            return 1
    if options.articles < _FEWEST:
        print(f"--articles takes {_FEWEST} at least: each is judged by what the others teach.", file=sys.stderr)
        return 1
    prepare_process(os.environ)
    readings = read_requests(options.articles, options.readings)
    sums = left_out(readings.values, readings.answered, readings.article)
    describe(readings, sums)
    slope, shift = platt(sums, readings.answered)
    weights, offset = fit(readings.values, readings.answered)
    np.savez(
        options.out,
        weights=(slope * weights).astype(np.float32),
        offset=slope * offset + shift,
        layers=np.array(PLACE.layers),
        depth=PLACE.depth,
    )
    return 0


def fit(values: Doubles, answered: Bools) -> tuple[Doubles, float]:
    """Return the weights of `values` (q, numbers) and the offset by which they come to about 1 for an answer and -1 for none."""
    values = np.asarray(values, dtype=np.float64)
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    even = (values - mean) / spread / np.sqrt(values.shape[1])
    truth = np.where(answered, 1.0, -1.0)
    # In its dual form: there may be more numbers than requests.
    dual = np.linalg.solve(even @ even.T + RIDGE * np.eye(len(truth)), truth - truth.mean())
    weights = even.T @ dual / spread / np.sqrt(values.shape[1])
    return weights, float(truth.mean() - mean @ weights)


def left_out(values: Doubles, answered: Bools, article: npt.NDArray[np.str_]) -> Doubles:
    """Return for each request the sum by the weights that the articles of other folds than its own would give."""
    names = sorted(set(article.tolist()))
    random.Random(1).shuffle(names)
    sums = np.zeros(len(answered))
    for fold in range(min(FOLDS, len(names))):
        own = np.isin(article, names[fold::FOLDS])
        weights, offset = fit(values[~own], answered[~own])
        sums[own] = values[own].astype(np.float64) @ weights + offset
    return sums


def platt(sums: Doubles, answered: Bools) -> tuple[float, float]:
    """Return by what sums are multiplied, and what is added, to be log odds of `answered`: logistic regression, Newton's way."""
    rows, truth = np.stack([sums, np.ones(len(sums))], axis=1), answered.astype(np.float64)
    line = np.zeros(2)
    for _ in range(50):
        likely = 1 / (1 + np.exp(-rows @ line))
        bent = rows.T @ (rows * (likely * (1 - likely))[:, None])
        line = line + np.linalg.solve(bent + 1e-6 * np.eye(2), rows.T @ (truth - likely))
    return float(line[0]), float(line[1])


def describe(readings: Readings, sums: Doubles) -> None:
    """Print how well the sums tell what is answered, of all requests, by pair of languages and of those with twins."""
    groups = {pair: readings.pair == pair for pair in sorted(set(readings.pair.tolist()))}
    for name, own in {**groups, "twins": readings.twin, "all": np.ones(len(sums), dtype=bool)}.items():
        more, less = sums[own & readings.answered], sums[own & ~readings.answered]
        if len(more) and len(less):
            print(f"{name:6} {len(more)} answered, {len(less)} not, AUC {auc(more.tolist(), less.tolist()):.3f}")


def read_requests(articles: int, path: Path | None) -> Readings:
    """Return what the model remembers of the requests of so many articles, those in `path` first, which then keeps them all."""
    kept = Readings.from_file(path) if path is not None else None
    known = set() if kept is None else set(kept.article.tolist())
    model: AnsweringModel | None = None
    for name, asked in draw(articles):
        if name in known:
            continue
        model = model or _open_model()
        kept = _join(kept, _read(model, asked))
        print(f"{name}: {len(kept.answered)} requests", flush=True)
        if path is not None:
            kept.keep(path)
    assert kept is not None
    return kept


def draw(articles: int) -> Iterator[tuple[str, list[Asked]]]:
    """Yield so many articles by name, each with what is asked of some of its sentences; the same in every run."""
    rows: dict[str, list[tuple[bool, dict[str, Any]]]] = defaultdict(list)
    for file in _FILES:
        for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows[row["article"]].append((file.startswith("twins"), row))
    order = list(read_articles())
    random.Random(11).shuffle(order)
    for article in order[:articles]:
        yield article.name, list(_of_article(article, rows[article.name], random.Random(article.name)))


def _of_article(
    article: NumberedArticle, rows: Sequence[tuple[bool, dict[str, Any]]], luck: random.Random
) -> Iterator[Asked]:
    size = min(len(article.sentences), luck.choice(_AT_ONCE))
    begin, out = luck.randint(0, len(article.sentences) - size), luck.choice(_LEFT_OUT)
    chosen = {n for n in range(begin + 1, begin + size + 1) if luck.random() >= out}
    text = Excerpt(title_as_read(article.title), " ".join(article.sentences[n - 1] for n in sorted(chosen)))
    answered, unlike, elsewhere = list[Any](), list[Any](), list[Any]()
    for twin, row in rows:
        must, may = set(row["must"]), set(row["may"])
        if must and must <= chosen:
            answered.append((twin, row, True))
        elif not must and not may:
            unlike.append((twin, row, False))
        elif must and not (must | may) & chosen:
            elsewhere.append((twin, row, False))
    for group in (answered, unlike, elsewhere):
        luck.shuffle(group)
        group.sort(key=lambda each: not each[0])
    half, third = _REQUESTS // 2, _REQUESTS // 3
    taken = [*answered[:half], *unlike[:third], *elsewhere[: _REQUESTS - half - third]]
    for twin, row, told in taken:
        yield Asked(article.name, f"{row['lang']}/{article.language}", row["request"], text, told, twin)


def _open_model() -> AnsweringModel:
    path = Path(find_model(DEFAULT_MODEL, Settings.from_environment(os.environ).cache))
    model = ChatModel.from_gguf(path, name=DEFAULT_MODEL)
    if "reading" not in model.taught:
        raise SystemExit("The engine has not taken what the model was taught: nothing can be fitted on it.")
    return model


def _read(model: AnsweringModel, asked: Sequence[Asked]) -> Readings:
    values = list[npt.NDArray[Any]]()
    for each in asked:
        reading = model.read(ask_whether_answered(each.request, [each.text]), YES, NO, PLACE)
        if reading.values is None:
            raise SystemExit("The answering model does not tell what it remembers: only a local one does.")
        values.append(reading.values)
    return Readings(
        np.array(values, dtype=np.float64),
        np.array([each.answered for each in asked]),
        np.array([each.twin for each in asked]),
        np.array([each.article for each in asked]),
        np.array([each.pair for each in asked]),
    )


def _join(one: Readings | None, other: Readings) -> Readings:
    if one is None:
        return other
    return Readings(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in Readings.__slots__))


if __name__ == "__main__":
    sys.exit(main())
