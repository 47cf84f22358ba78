"""Fit from which likelihood on the model is believed: `python -m bench.faithfulness.fit_limits MODEL.safetensors`.

The claims are those of `bench/faithfulness/articles/calibration.txt`, which nothing is trained on, each checked among two other
articles. For each pair of languages: the lowest limit at which false support, rules included, stays within MOST_FALSE, and the
lowest at which at least 19 of 20 claims that are called contradicted are not supported. Prints what `store --limits` takes.
With `--twice` the answering model reads as well; its limits in use were chosen by hand near what is then printed, as
`bot/answering/verification/second_reading.py` says.
"""

import argparse
import json
import os
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.check_claims import Remembering
from bench.faithfulness.__main__ import made_cases
from bot.answering.verification import FaithfulnessChecker, PreparedEvidence, SourceSentence
from bot.answering.verification.entailment_model import (
    CrossEncoderEntailment,
    Entailment,
    EntailmentLimits,
    EntailmentModel,
)
from bot.answering.verification.second_reading import ReadTwice
from bot.bilingual import Language
from bot.cli.main import prepare_process
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.files import find_model
from bot.models.llm.chat_model import ChatModel
from bot.settings import Settings

# Within a language, across. The articles for this are harder than those held apart: of 28, these come to .06 and .10 there.
MOST_FALSE = {True: 0.13, False: 0.15}
LEAST_WRONG = 0.95
_GRID = [round(step / 100, 2) for step in range(1, 100)]


class OpenModel:
    """A model that supports whatever the rules let through, and keeps what it read last."""

    def __init__(self, model: EntailmentModel) -> None:
        self._entailment = model
        self.limits: dict[tuple[Language, Language], EntailmentLimits] = dict.fromkeys(
            model.limits, EntailmentLimits(0.0, 2.0)
        )
        self.last: list[Entailment] = []

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        """Return what the model reads."""
        # One by one: what reads twice leaves out what stands behind a source that says it.
        self.last = [one for pair in pairs for one in self._entailment.read([pair])]
        return self.last


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the limits as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.faithfulness.fit_limits", description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--twice", action="store_true")
    options = parser.parse_args(arguments)
    prepare_process(os.environ)
    settings = Settings.from_environment(os.environ)
    embedder = SentenceEmbedder.from_folder(find_model(settings.embedding, settings.cache), name=settings.embedding)
    first = CrossEncoderEntailment(embedder, options.model)
    chat = Path(find_model(settings.model, settings.cache))
    second = ReadTwice.with_model(first, ChatModel.from_gguf(chat, name=settings.model)) if options.twice else None
    if options.twice and second is None:
        raise SystemExit(f"{settings.model} was not taught to read claims, or its engine has not taken that.")
    model = OpenModel(second or first)
    checker = FaithfulnessChecker(Remembering(embedder), entailment=model)
    read: dict[str, list[tuple[bool, float, float]]] = defaultdict(list)
    prepared: dict[tuple[SourceSentence, ...], PreparedEvidence] = {}
    for case in made_cases("calibration"):
        if case.sources not in prepared:
            prepared = {case.sources: checker.prepare(case.sources)} | dict(list(prepared.items())[:8])
        model.last = []
        verdict = checker.check(case.claim, case.language, prepared[case.sources])
        likely = max((one.supported for one in model.last), default=1.0)  # word for word is not read
        supported = likely if verdict.support in ("supported", "verbatim") else -1.0
        contradicted = model.last[0].contradicted if model.last else -1.0
        read[f"{case.language}-{case.sources[0].language}"].append((case.true, supported, contradicted))
    across = [*read["ko-en"], *read["en-ko"]]
    limits = {pair: fit(own if pair[:2] == pair[3:] else across, pair[:2] == pair[3:]) for pair, own in read.items()}
    print(json.dumps(limits))
    return 0


def fit(read: Sequence[tuple[bool, float, float]], same: bool) -> list[float]:
    """Return the limits of "supported" and "contradicted" for claims of a pair of languages."""
    false = [supported for true, supported, _ in read if not true]
    fitting = [limit for limit in _GRID if sum(one >= limit for one in false) <= MOST_FALSE[same] * len(false)]
    wrong = [limit for limit in _GRID if _share_wrong(read, limit) >= LEAST_WRONG]
    return [fitting[0] if fitting else 1.0, max(wrong[0], 0.5) if wrong else 1.0]


def _share_wrong(read: Sequence[tuple[bool, float, float]], limit: float) -> float:
    marked = [true for true, _, contradicted in read if contradicted >= limit]
    return 1 - sum(marked) / len(marked) if marked else 0.0


if __name__ == "__main__":
    sys.exit(main())
