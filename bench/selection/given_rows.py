"""Make rows of questions of fact that others asked: `python -m bench.selection.given_rows EVAL ROWS.npz [--articles 230]`.

EVAL has `tydiqa_LANGUAGE_train.jsonl` with its passages. An article is one of these passages and up to four of those nearest to
it, in some order; it is asked what is asked about them, and what is asked about others as near, of which it tells nothing. What a
measuring set asks as well is left out. `train_reader --also ROWS.npz` learns from them. Half an hour of a core.
"""

import argparse
import json
import os
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.selection.rows import Row, ask, keep_rows
from bot.bilingual import Language
from bot.models.embeddings.embedder import Floats, SentenceEmbedder
from bot.models.files import find_model
from bot.service.haeseol import Haeseol
from bot.settings import Settings

MOST_BESIDE, LONGEST = 4, 1_200
_NEAR, _STRANGERS = 14, 4
"""How many of the nearest passages lend questions that are not answered, and how many such questions an article is asked."""
_HELPS = 0.35


@dataclass(frozen=True, slots=True)
class Given:
    """The passages of a set in one language, and the questions about each."""

    language: Language
    passages: dict[str, dict[str, Any]]
    questions: dict[str, list[dict[str, Any]]]

    @classmethod
    def from_folder(cls, folder: Path, language: Language) -> "Given":
        """Read a set, without questions that `unanswerable_LANGUAGE_dev.jsonl` has too, and without long passages."""
        name = f"tydiqa_{language}_train"
        passages = {each["passage_id"]: each for each in _read(folder / f"{name}.passages.jsonl")}
        measured = {each["question"] for each in _read(folder / f"unanswerable_{language}_dev.jsonl")}
        questions: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for each in _read(folder / f"{name}.jsonl"):
            if each["answers"] and each["question"] not in measured:
                questions[each["passage_id"]].append(each)
        return cls(language, {key: each for key, each in passages.items() if len(each["text"]) < LONGEST}, questions)


@dataclass(frozen=True, slots=True)
class Made:
    """An article of several passages, and what it is asked: a question, and the passage that answers it, "" for none."""

    name: str
    title: str
    passages: tuple[str, ...]
    asked: tuple[tuple[dict[str, Any], str], ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the rows of both languages."""
    parser = argparse.ArgumentParser(prog="python -m bench.selection.given_rows", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--articles", type=int, default=230, help="made of each language (230)")
    options = parser.parse_args(arguments)
    settings = replace(Settings.from_environment(os.environ), model="none")
    embedder = SentenceEmbedder.from_folder(find_model(settings.embedding, settings.cache), name=settings.embedding)
    rows: list[Row] = []
    for language in ("ko", "en"):
        given = Given.from_folder(options.folder, language)
        near = _near_passages(embedder, given)
        for made in _make(given, near, options.articles):
            rows += _rows(settings, given.language, made)
        print(language, len(rows), flush=True)
    keep_rows(options.rows, rows)
    return 0


def _read(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def _near_passages(embedder: SentenceEmbedder, given: Given) -> dict[str, list[str]]:
    """Return the other passages for each, nearest first."""
    names = list(given.passages)
    texts = [f"{each['title']}. {each['text'][:300]}" for each in given.passages.values()]
    vectors = embedder.embed_passages(texts)
    return {
        name: [names[i] for i in order if names[i] != name]
        for name, order in zip(names, np.argsort(-(vectors @ vectors.T), axis=1).tolist(), strict=True)
    }


def _make(given: Given, near: dict[str, list[str]], articles: int) -> Iterator[Made]:
    luck = random.Random(9)
    first = [name for name in given.passages if name in given.questions]
    luck.shuffle(first)
    used: set[str] = set()
    for name in first:
        if articles == 0:
            return
        if name in used:
            continue
        own = [name, *[each for each in near[name] if each not in used][: luck.randint(1, MOST_BESIDE)]]
        others = [each for each in near[name][:_NEAR] if each not in own and each in given.questions][:_STRANGERS]
        used.update(own)
        luck.shuffle(own)
        texts = tuple(" ".join(given.passages[each]["text"].split()) for each in own)
        asked = [
            (one, text) for each, text in zip(own, texts, strict=True) for one in given.questions.get(each, [])[:2]
        ]
        strange = [given.questions[each][0] for each in others]
        asked += [(one, "") for one in strange if not any(answer in "\n".join(texts) for answer in one["answers"])]
        articles -= 1
        yield Made(name, given.passages[luck.choice(own)]["title"], texts, tuple(asked))


def _rows(settings: Settings, language: Language, made: Made) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="haeseol-rows-") as home:
        own = replace(settings, home=Path(home).resolve())
        own.corpus.mkdir()
        text = "\n\n".join([made.title, *made.passages])
        (own.corpus / f"{made.name}.{language}.txt").write_text(text, encoding="utf-8")
        with Haeseol.open(own) as service:
            service.articles.sync()
            for one, passage in made.asked:
                row = ask(service, made.name, one["question"])
                told = None if row is None else _told(row.sentences, one["answers"], passage)
                if row is not None and told is not None:
                    yield replace(row, told=told)


def _told(sentences: Sequence[str], answers: Sequence[str], passage: str) -> Floats | None:
    """Return how much of an answer each sentence is; None where an answer that is there stands in no sentence.

    The first sentence of the passage with an answer must be told, others that have one may be.
    """
    told = np.zeros(len(sentences), dtype=np.float32)
    if not passage:
        return told
    having = [i for i, each in enumerate(sentences) if each.strip() in passage and any(a in each for a in answers)]
    if not having:
        return None
    told[having] = _HELPS
    told[having[0]] = 1.0
    return told


if __name__ == "__main__":
    main()
