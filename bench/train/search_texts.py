"""What the embedding model learns to search across the languages from: questions and passages in both languages, or in one.

A `Parallel` is a sentence and a passage that holds it, each in Korean and English; an `Alone` is a question and its passage in
one language, by which what the model knows within a language is held. The texts of a cluster are from one document, so that each
passage has hard negatives. The last third of the news and Tatoeba sentences, the last 400 rows of PAWS-X and the last fifth
of the TyDi passages are held apart.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.bilingual import Language

LANGUAGES: tuple[Language, ...] = ("ko", "en")

# Shares of the clusters. The documentation is thirty times the news in size and one subject all over.
_SHARES = {"docs": 0.35, "news": 0.35, "paws": 0.25, "tatoeba": 0.05}
_SENTENCES = (1, 1, 1, 2, 2, 3)  # of a passage: one of these
_LONGEST = 340  # Korean characters of a passage
_WITHOUT = (
    0.3  # of the passages of news lack the very sentence that is asked about: their neighbours tell the same story
)


@dataclass(frozen=True, slots=True)
class Parallel:
    """A sentence and a passage, both as (Korean, English)."""

    asked: tuple[str, str]
    passage: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Alone:
    """A question and a passage in one language."""

    language: Language
    asked: str
    passage: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What the model sees at once."""

    parallel: list[Parallel]
    alone: list[Alone]


Sentence = tuple[str, str]


class SearchTexts:
    """The texts of two folders, drawn from without end."""

    def __init__(self, train: Path, evaluation: Path) -> None:
        self._docs = _by_document(train)
        self._news = _sentences(_read(evaluation / "news_ko_en.pairs.jsonl"))
        self._news = self._news[: len(self._news) * 2 // 3]
        tatoeba = _sentences(_read(evaluation / "tatoeba_ko_en.pairs.jsonl"))
        self._tatoeba = tatoeba[: len(tatoeba) * 2 // 3]
        self._paws = list(_paws(_read(train / "pawsx_ko_en.jsonl")[:-400]))
        self._alone = {language: list(_alone(train, evaluation, language)) for language in LANGUAGES}

    def batches(self, seed: int, clusters: int, of_cluster: int, alone: int) -> Iterator[Batch]:
        """Yield batches of `clusters` documents with `of_cluster` passages each, and `alone` passages of each language."""
        luck = random.Random(seed)
        names, shares = zip(*_SHARES.items(), strict=True)
        while True:
            kinds = luck.choices(names, shares, k=clusters)
            parallel = [one for kind in kinds for one in self._cluster(kind, of_cluster, luck)]
            yield Batch(parallel, [one for language in LANGUAGES for one in luck.sample(self._alone[language], alone)])

    def _cluster(self, kind: str, most: int, luck: random.Random) -> list[Parallel]:
        if kind == "paws":
            return luck.sample(self._paws, most)
        if kind == "tatoeba":
            return [Parallel(sentence, sentence) for sentence in luck.sample(self._tatoeba, most)]
        if kind == "news":
            begin = luck.randrange(len(self._news) - 4 * most)
            return _passages(self._news[begin : begin + 4 * most], most, luck, without=_WITHOUT)
        source = luck.choices(list(self._docs), [len(files) ** 0.5 for files in self._docs.values()])[0]
        files = self._docs[source]
        sentences = luck.choices(files, [len(file) for file in files])[0]
        return _passages(luck.sample(sentences, len(sentences)), most, luck, without=0)


def _passages(sentences: Sequence[Sentence], most: int, luck: random.Random, *, without: float) -> list[Parallel]:
    """Return up to `most` passages of neighbours, and one sentence of each as what is asked."""
    made: list[Parallel] = []
    begin = 0
    while begin < len(sentences) and len(made) < most:
        size = luck.choice(_SENTENCES)
        group = list(sentences[begin : begin + size])
        while len(group) > 1 and sum(len(ko) for ko, _ in group) > _LONGEST:
            group.pop()
        begin += len(group)
        asked = luck.choice(group)
        if len(group) > 2 and luck.random() < without:
            group.remove(asked)
        made.append(Parallel(asked, (" ".join(ko for ko, _ in group), " ".join(en for _, en in group))))
    return made


def _by_document(train: Path) -> dict[str, list[list[Sentence]]]:
    """Return for each source of documentation the sentences of each of its files."""
    files: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for part in "abcdef":
        for row in _read(train / f"parallel_ko_en_docs_{part}.jsonl"):
            files[row["source"]].append(row)
    sources: dict[str, list[list[Sentence]]] = defaultdict(list)
    for source, rows in files.items():
        sources[source.partition(":")[0]].append(_sentences(rows))
    return sources


def _paws(rows: Sequence[dict[str, Any]]) -> Iterator[Parallel]:
    for row in rows:
        premise = (row["premise_ko"], row["premise_en"])
        same = row["label"] == "paraphrase"
        yield Parallel(premise, (row["hypothesis_ko"], row["hypothesis_en"]) if same else premise)


def _alone(train: Path, evaluation: Path, language: Language) -> Iterator[Alone]:
    """Yield questions and titles with their passages, and in Korean claims with what entails them."""
    passages = _read(evaluation / f"tydiqa_{language}_train.passages.jsonl")
    texts = {row["passage_id"]: f"{row['title']}\n{row['text']}" for row in passages[: len(passages) * 4 // 5]}
    for row in _read(evaluation / f"tydiqa_{language}_train.jsonl"):
        if row["passage_id"] in texts:
            yield Alone(language, row["question"], texts[row["passage_id"]])
    for row in passages[: len(passages) // 5]:
        yield Alone(language, row["title"], row["text"])
    if language == "ko":
        claims = [row for row in _read(train / "klue_nli_train_a.jsonl") if row["label"] == "entailment"]
        yield from (Alone("ko", row["hypothesis"], row["premise"]) for row in claims[:500])


def _sentences(rows: Sequence[dict[str, Any]]) -> list[Sentence]:
    return [(row["ko"], row["en"]) for row in rows]


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
