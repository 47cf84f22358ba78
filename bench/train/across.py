"""Teach the embedding model to search across the languages: `python -m bench.train.across TRAIN EVAL WORK [--steps 600]`.

TRAIN holds parallel documentation and entailment sets, EVAL parallel news and questions with their passages: `search_texts.py`
says which. Only the upper layers learn. WORK keeps a checkpoint, from which the same command goes on, `log.jsonl` with the parts
of the loss (`relations.py`) and the figures of belebele_dev (`search_figures.py`), and the layers as they were then.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from bench.train.relations import Lesson, Loss, measure
from bench.train.runs import Run, set_rate
from bench.train.search_figures import SearchFigures
from bench.train.search_texts import LANGUAGES, Batch, SearchTexts
from bench.train.upper_layers import UpperLayers
from bot.models.embeddings.alignment import LanguageAlignment
from bot.models.files import find_model
from bot.settings import Settings

RATE, DECAY = 1e-4, 0.01
CLUSTERS, OF_CLUSTER, ALONE = 9, 5, 5  # about 45 passages in the other language and 5 more in each: about 5,000 tokens
REPORT_STEPS, FIGURE_STEPS = 5, 30
_DIMENSION = 384


def main(arguments: Sequence[str] | None = None) -> int:
    """Train to the end, or go on from the last checkpoint."""
    parser = argparse.ArgumentParser(prog="python -m bench.train.across", description=__doc__)
    for name in ("train", "evaluation", "work"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--questions", type=int, default=289, help="of belebele_dev that the figures are taken on")
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    settings = Settings.from_environment(os.environ)
    alignment = LanguageAlignment.for_model(settings.embedding, _DIMENSION)
    model = UpperLayers.from_folder(find_model(settings.embedding, settings.cache), alignment)
    options.work.mkdir(parents=True, exist_ok=True)
    texts = SearchTexts(options.train, options.evaluation)
    figures = SearchFigures(model, options.evaluation, options.questions)
    train(model, texts, figures, Run(options.work), steps=options.steps, rate=options.rate, seed=options.seed)
    return 0


def train(
    model: UpperLayers, texts: SearchTexts, figures: SearchFigures, run: Run, *, steps: int, rate: float, seed: int
) -> None:
    """Take `steps` steps in all, those before the last checkpoint included."""
    optimizer = torch.optim.AdamW(model.learned.parameters(), lr=rate, weight_decay=DECAY)
    done = 0
    if (kept := run.load()) is not None:
        model.learned.load_state_dict(kept["model"])
        optimizer.load_state_dict(kept["optimizer"])
        done = kept["steps"]
    else:
        run.log({"steps": 0} | figures.measure(model.before, late=False))
    for group in optimizer.param_groups:
        group["highest"] = rate
    started, parts = time.monotonic(), list[Loss]()
    for batch in texts.batches(seed + done, CLUSTERS, OF_CLUSTER, ALONE):
        if done >= steps:
            break
        set_rate(optimizer, done / steps)
        loss = _loss(model, batch)
        loss.whole.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.learned.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        done += 1
        parts.append(loss)
        if done % REPORT_STEPS == 0 or done == steps:
            run.save({"model": model.learned.state_dict(), "optimizer": optimizer.state_dict(), "steps": done})
            run.log({"steps": done, "s": round(time.monotonic() - started)} | _means(parts))
            parts = []
        if done % FIGURE_STEPS == 0 or done == steps:
            found = figures.measure(model.learned, late=done == steps)
            run.log({"steps": done} | found)
            torch.save(model.learned.state_dict(), run.folder / f"layers-{done:05}.pt")


def _loss(model: UpperLayers, batch: Batch) -> Loss:
    """Return the loss of a batch: every second sentence is asked in Korean about an English passage, the others the other way."""
    alone = batch.alone
    asked = [pair.asked[i % 2] for i, pair in enumerate(batch.parallel)] + [one.asked for one in alone]
    passages = [pair.passage[1 - i % 2] for i, pair in enumerate(batch.parallel)] + [one.passage for one in alone]
    asked_in = [LANGUAGES[i % 2] for i in range(len(batch.parallel))] + [one.language for one in alone]
    told_in = [LANGUAGES[1 - i % 2] for i in range(len(batch.parallel))] + [one.language for one in alone]
    read = model.read(asked, asked_in, "query"), model.read(passages, told_in, "passage")
    questions, texts = ((model.encode(one, model.learned), model.encode(one, model.before)) for one in read)
    return measure(questions, texts, _lesson(model, batch), model.background)


def _lesson(model: UpperLayers, batch: Batch) -> Lesson:
    """Return what the parallel texts of a batch are to each other within each language, by the layers as they were."""
    with torch.no_grad():
        within = []
        for k, language in enumerate(LANGUAGES):
            asked = model.read([one.asked[k] for one in batch.parallel], [language] * len(batch.parallel), "query")
            told = model.read([one.passage[k] for one in batch.parallel], [language] * len(batch.parallel), "passage")
            within.append((model.encode(asked, model.before), model.encode(told, model.before)))
        return Lesson.from_languages(within, model.background)


def _means(parts: Sequence[Loss]) -> dict[str, Any]:
    return {
        name: round(sum(float(getattr(loss, name).detach()) for loss in parts) / len(parts), 4)
        for name in ("dense", "late", "held", "taught")
    }


if __name__ == "__main__":
    sys.exit(main())
