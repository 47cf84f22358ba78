"""Fit the second reading of claims: `python -m bench.faithfulness.fit_second_reading OUT.npz [--claims 6] [--readings FILE]`.

Claims of `articles/fitting.txt`, some of each article, in both languages about the article in one of them, and claims about
dense articles (`dense_claims.py`) are put to the answering model, and ridge regression (Hoerl and Kennard, 1970) weighs what it
remembers of them, as `bench.fit_answerability` does for questions. It takes an hour of a core; FILE keeps what was remembered,
and the same command goes on where it was stopped. Prints how well true claims are told from false ones by weights from other
articles: the share of pairs in the right order.
"""

import argparse
import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.faithfulness.articles import claims_of, read_articles
from bench.faithfulness.dense_claims import dense_claims
from bench.fit_answerability import PLACE, Doubles, fit
from bot.bilingual import Language
from bot.cli.console import show_progress
from bot.cli.main import prepare_process
from bot.models.files import find_model
from bot.models.llm.chat_model import AnsweringModel, ChatModel
from bot.models.llm.prompts import NO, YES, ask_whether_true
from bot.progress import Progress
from bot.settings import Settings

_FOLDS = 7
_SAVED_EVERY = 50
_SOURCES: tuple[Language, ...] = ("en", "ko")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the numbers."""
    parser = argparse.ArgumentParser(prog="python -m bench.faithfulness.fit_second_reading", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT.npz")
    parser.add_argument("--claims", type=int, default=6, help="of an article, each in both languages (6)")
    parser.add_argument(
        "--readings", type=Path, metavar="FILE", help="keep what the model remembered, and go on from there"
    )
    options = parser.parse_args(arguments)
    prepare_process(os.environ)
    claims = list(choose_claims(options.claims))
    values = _remember(claims, options.readings, Settings.from_environment(os.environ))
    true = np.array([claim.true for claim in claims])
    for group, share in _told_apart(claims, values, true).items():
        print(f"{group}: {share:.3f}")
    weights, offset, _ = fit(values, true)
    np.savez(
        options.out, weights=weights.astype(np.float32), offset=offset, layers=np.array(PLACE.layers), depth=PLACE.depth
    )
    return 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim as it is put to the model. `group` is what it is counted with, and `article` tells those that belong together."""

    group: str
    article: str
    source: str
    claim: str
    true: bool


def choose_claims(count: int) -> Iterator[Asked]:
    """Yield `count` claims of each written article in both languages, about one of its two forms; then the dense ones."""
    for i, article in enumerate(read_articles("fitting")):
        luck = random.Random(article.name)
        chosen = set(luck.sample(range(len(article.claims)), min(count, len(article.claims))))
        cases = list(claims_of(article, 0))
        each = len(cases) // len(article.claims)
        for k, case in enumerate(cases):
            if k // each in chosen and case.source_language == _SOURCES[i % 2]:
                group = f"{case.language}-{case.source_language}"
                yield Asked(group, article.name, case.source, case.claim, case.label == "supported")
    for one in dense_claims():
        yield Asked(f"dense {one.language}", one.article, one.source, one.claim, one.true)


def _remember(claims: Sequence[Asked], path: Path | None, settings: Settings) -> Doubles:
    """Return what the model remembers of each claim, shape (claims, layers * width)."""
    found: list[Doubles] = []
    if path is not None and path.is_file():
        found = list(np.load(path, allow_pickle=False)["values"].astype(np.float64))
    if len(found) < len(claims):
        model = ChatModel.from_gguf(Path(find_model(settings.model, settings.cache)), name=settings.model)
        with show_progress("en") as report:
            for done, claim in enumerate(claims[len(found) :], start=len(found) + 1):
                found.append(_values(model, claim))
                if path is not None and (done % _SAVED_EVERY == 0 or done == len(claims)):
                    np.savez(path, values=np.array(found, dtype=np.float16))
                report(Progress("read", claim.article, done, len(claims)))
    return np.array(found[: len(claims)])


def _values(model: AnsweringModel, claim: Asked) -> Doubles:
    values = model.read(ask_whether_true(claim.claim, claim.source), YES, NO, PLACE).values
    if values is None:
        raise SystemExit("The answering model does not tell what it remembers: only a local one does.")
    return values.astype(np.float64)


def _told_apart(claims: Sequence[Asked], values: Doubles, true: np.ndarray) -> dict[str, float]:
    """Return for each pair of languages how often a true claim has a greater sum than a false one, by other articles' weights."""
    articles = {name: i % _FOLDS for i, name in enumerate(dict.fromkeys(claim.article for claim in claims))}
    fold = np.array([articles[claim.article] for claim in claims])
    sums = np.zeros(len(claims))
    for k in range(_FOLDS):
        weights, offset, _ = fit(values[fold != k], true[fold != k])
        sums[fold == k] = values[fold == k] @ weights + offset
    groups = np.array([claim.group for claim in claims])
    shares = {}
    for group in sorted(set(groups)):
        right, wrong = sums[(groups == group) & true], sums[(groups == group) & ~true]
        shares[group] = float((right[:, None] > wrong[None]).mean())
    return shares


if __name__ == "__main__":
    sys.exit(main())
