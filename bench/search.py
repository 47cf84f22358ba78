"""Measure what each part of the search adds: `python -m bench.search [FOLDER] [--questions N] [--set NAME]`.

FOLDER holds the development sets (by default what `python -m bench.data` fetches). Each set is searched by its vectors alone
(as the model makes them, and balanced between the languages), by its words alone, and as Haeseol does: the nearest by either,
compared token by token. Printed are recall@5 and nDCG@10 of the passage that answers, in percent.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from json import dumps
from pathlib import Path

import numpy as np

from bench.measuring_folder import FOLDER
from bot.bilingual import Language
from bot.cli.console import show_progress
from bot.cli.main import prepare_process
from bot.evaluation.cases import GivenPassage, read_cases, read_passages
from bot.evaluation.retrieval_scores import Rank, rank_of, summarise_ranks
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.embedder import Floats, SentenceEmbedder
from bot.models.embeddings.encoder import Encoder
from bot.models.files import find_model
from bot.progress import Progress
from bot.retrieval.question import Question, read_question
from bot.retrieval.retriever import LANGUAGES
from bot.service.haeseol import Haeseol
from bot.settings import Settings
from bot.text.keywords import extract_terms

DEPTH = 100


@dataclass(frozen=True, slots=True)
class Trial:
    """Questions in one language and the passages of one or both languages that are searched for them."""

    name: str
    asked: Language
    cases: str
    passages: tuple[str, ...]


_BOTH = ("belebele_dev_ko.passages.jsonl", "belebele_dev_en.passages.jsonl")
TRIALS = (
    *(
        Trial(f"belebele {asked} -> {language}", asked, f"belebele_dev_{asked}_{language}.jsonl", (_BOTH[place],))
        for place, language in enumerate(LANGUAGES)
        for asked in LANGUAGES
    ),
    *(
        Trial(f"belebele {asked} -> {language}, both indexed", asked, f"belebele_dev_{asked}_{language}.jsonl", _BOTH)
        for language in LANGUAGES
        for asked in LANGUAGES
    ),
    *(
        Trial(f"tydiqa {asked}", asked, f"tydiqa_{asked}_train.jsonl", (f"tydiqa_{asked}_train.passages.jsonl",))
        for asked in LANGUAGES
    ),
)


def main(arguments: list[str] | None = None) -> int:
    """Print a row for each set and way of searching; return 1 where the data is not there."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--questions", type=int, help="of each set, in a fixed random order; all by default")
    parser.add_argument("--set", action="append", help="only the sets whose name has this in it")
    options = parser.parse_args(arguments)
    trials = [trial for trial in TRIALS if not options.set or any(part in trial.name for part in options.set)]
    names = [name for trial in trials for name in (trial.cases, *trial.passages)]
    missing = sorted({name for name in names if not (options.folder / name).is_file()})
    if missing:
        print(f"No development data: {options.folder} lacks {', '.join(missing)}.", file=sys.stderr)
        return 1
    prepare_process(os.environ)
    settings = Settings.from_environment(os.environ)
    folder = find_model(settings.embedding, settings.cache)
    embedder = SentenceEmbedder.from_folder(folder, name=settings.embedding)
    print(f"{'recall@5 / nDCG@10':38}{'plain vectors':>16}{'balanced':>16}{'words':>16}{'Haeseol':>16}", flush=True)
    for trial in trials:
        _measure(trial, options.folder, options.questions, settings, embedder)
    return 0


def _measure(trial: Trial, folder: Path, limit: int | None, settings: Settings, embedder: SentenceEmbedder) -> None:
    passages, _ = read_passages([folder / name for name in trial.passages])
    cases, _ = read_cases(folder / trial.cases, "passage_id")
    cases = sorted(cases, key=lambda case: case.order)[:limit]
    plain = _plain_vectors(list(passages.values()), embedder)
    with _library(passages, settings, embedder) as (service, library, encoder):
        ways: dict[str, Callable[[Question], list[str]]] = {
            "plain": lambda q: _by_plain_vectors(q, list(passages), plain, embedder),
            "balanced": lambda q: _named(library, _by_vectors(q, library, encoder)),
            "words": lambda q: _named(library, [i for i, _ in library.search_keywords(extract_terms(q.text), DEPTH)]),
            "search": lambda q: list(dict.fromkeys(hit.article_id for hit, _ in service.search(q.text, DEPTH))),
        }
        ranks: dict[str, list[Rank]] = {name: [] for name in ways}
        with show_progress("en") as report:
            for done, case in enumerate(cases, start=1):
                question = read_question(case.question)
                for name, way in ways.items():
                    ranks[name].append(rank_of(case.gold or "", way(question)))
                report(Progress("read", trial.name, done, len(cases)))
    row = [summarise_ranks(trial.asked, trial.asked, found) for found in ranks.values()]
    print(f"{trial.name:38}" + "".join(f"{100 * r.recall_5:>9.1f} /{100 * r.ndcg_10:>5.1f}" for r in row), flush=True)


def _plain_vectors(passages: Sequence[GivenPassage], embedder: SentenceEmbedder) -> Floats:
    """Return one vector for each whole passage, as the model is commonly used; it reads the first 512 tokens."""
    return embedder.embed_passages([f"{passage.title}\n{passage.text}".strip() for passage in passages])


def _by_plain_vectors(question: Question, ids: Sequence[str], vectors: Floats, embedder: SentenceEmbedder) -> list[str]:
    cosines = vectors @ embedder.embed_questions([question.text])[0]
    return [ids[i] for i in np.argsort(-cosines)[:DEPTH]]


def _by_vectors(question: Question, library: SqliteLibrary, encoder: Encoder) -> list[int]:
    vector = encoder.encode_question(question.subject, question.language).vector
    found = [hit for language in LANGUAGES for hit in library.search_vectors(vector, DEPTH, language)]
    return [i for i, _ in sorted(found, key=lambda hit: -hit[1])]


def _named(library: SqliteLibrary, ids: Sequence[int]) -> list[str]:
    """Return the distinct given passages that stored ones were cut from, in order."""
    return list(dict.fromkeys(passage.article_id for passage in library.passages(ids)))


@contextmanager
def _library(
    passages: dict[str, GivenPassage], settings: Settings, embedder: SentenceEmbedder
) -> Iterator[tuple[Haeseol, SqliteLibrary, Encoder]]:
    encoder = Encoder.for_embedder(embedder)
    with tempfile.TemporaryDirectory() as folder:
        home = replace(settings, home=Path(folder).resolve())
        home.corpus.mkdir()
        lines = [
            dumps({"id": p.id, "title": p.title, "text": p.text, "language": p.language}) for p in passages.values()
        ]
        (home.corpus / "passages.jsonl").write_text("\n".join(lines), encoding="utf-8")
        library = SqliteLibrary.open(home.index, encoder.identity)
        with Haeseol(home, library, encoder, embedder) as service:
            service.articles.sync()
            yield service, library, encoder


if __name__ == "__main__":
    sys.exit(main())
