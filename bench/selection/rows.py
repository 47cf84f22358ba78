"""Requests as the product sees them: their article's sentences, what is seen of each, and which of them an answer tells."""

import json
import os
import random
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.selection import FOLDER, NumberedArticle, read_articles
from bot.answering.ask_options import AskOptions
from bot.answering.explanation import in_order
from bot.answering.selection.sentence_features import sentence_features
from bot.models.embeddings.embedder import Floats
from bot.retrieval.followups import Request, understand
from bot.service.haeseol import Haeseol
from bot.settings import Settings

# What only helps to understand an answer counts so much of what it must tell.
_MAY = 0.35
_STRANGERS = 3
_REQUESTS = ("requests.jsonl", "twins.jsonl", "facts.jsonl")


@dataclass(frozen=True, slots=True)
class Row:
    """A request of an article: its sentences, what is seen of each (n, features), and how much of an answer it is (n,).

    Nothing is told where the article does not answer the request. `pair` is the request's language and the article's: "ko/en".
    """

    article: str
    pair: str
    request: str
    sentences: tuple[str, ...]
    features: Floats
    told: Floats

    @property
    def must(self) -> NDArray[np.bool_]:
        """Which sentences an answer must tell."""
        return np.equal(self.told, 1)

    def recall(self, scores: Floats, shown: int) -> float:
        """Return how many of the sentences that must be told are among those with the highest scores, of one at least."""
        return float(self.must[np.argsort(-scores, kind="stable")[:shown]].sum() / self.must.sum())


def read_rows(path: Path) -> list[Row]:
    """Return the rows that `path` keeps; where there is no such file they are made first, in some forty minutes of one core."""
    if not path.is_file():
        keep_rows(path, list(make_rows()))
    with np.load(path, allow_pickle=False) as kept:
        ends = np.cumsum(kept["lengths"])[:-1]
        split = [np.split(kept[name], ends) for name in ("features", "told")]
        about = [json.loads(str(line)) for line in kept["about"]]
    return [
        Row(article, pair, request, tuple(sentences), *each)
        for (article, pair, request, sentences), *each in zip(about, *split, strict=True)
    ]


def keep_rows(path: Path, rows: Sequence[Row]) -> None:
    """Keep rows, one at least, as numbers and text."""
    np.savez_compressed(
        path,
        about=np.array([json.dumps([row.article, row.pair, row.request, row.sentences]) for row in rows]),
        lengths=np.array([len(row.told) for row in rows]),
        features=np.concatenate([row.features for row in rows]),
        told=np.concatenate([row.told for row in rows]),
    )


def make_rows() -> Iterator[Row]:
    """Put each request to the product's search in a library of its article alone; those of several parts are left out.

    A few requests about other articles are put there as well, of which nothing is told.
    """
    asked: dict[str, list[dict[str, object]]] = defaultdict(list)
    lines = [line for name in _REQUESTS for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
    everything = [json.loads(line) for line in lines]
    luck = random.Random(7)
    for one in everything:
        asked[one["article"]].append(one)
    for article in read_articles():
        strangers = [one for one in luck.sample(everything, _STRANGERS) if one["article"] != article.name]
        asked[article.name] += [one | {"must": [], "may": []} for one in strangers]
        with tempfile.TemporaryDirectory(prefix="haeseol-rows-") as home:
            settings = replace(Settings.from_environment(os.environ), home=Path(home).resolve(), model="none")
            settings.corpus.mkdir()
            shutil.copy(FOLDER / "articles" / article.name, settings.corpus)
            with Haeseol.open(settings) as service:
                service.articles.sync()
                for one in asked[article.name]:
                    yield from _row(service, article, one)
        print(article.name, flush=True)


def ask(service: Haeseol, article: str, text: str) -> Row | None:
    """Return a request as it is asked of the one article in `service`, told by nothing yet; None where it has several parts."""
    understood = understand(text, "auto")
    request: Request = understood.fuller or understood
    nearest = list(service.explanations.find_nearest(request, AskOptions()))
    if len(nearest) != 1:
        return None
    part, evidence, _ = nearest[0]
    sentences, first = in_order(evidence), evidence.passages[0]
    directions = service.explanations.find_directions(part, evidence)
    features = sentence_features(part, directions, first.title, first.language, sentences)
    pair = f"{part.question.language}/{first.language}"
    told = np.zeros(len(sentences), dtype=np.float32)
    return Row(article, pair, part.question.text, tuple(each.text for each in sentences), features, told)


def _row(service: Haeseol, article: NumberedArticle, asked: dict[str, object]) -> Iterator[Row]:
    row = ask(service, article.name, str(asked["request"]))
    if row is None:
        return
    place = {each.strip(): i for i, each in enumerate(row.sentences)}
    for mark, weight in (("may", _MAY), ("must", 1.0)):
        for n in asked[mark]:  # type: ignore[attr-defined]
            if (i := place.get(article.sentences[n - 1])) is not None:
                row.told[i] = weight
    yield row
