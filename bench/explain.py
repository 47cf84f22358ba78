"""Measure explanations: `python -m bench.explain [FOLDER] [--model NAME] [--read]`.

FOLDER (by default `../shared/eval/explain` beside the checkout) holds `questions.jsonl`, requests with the key facts that a good
answer tells, and under `articles/` what they are about; the sample articles are taken from the checkout. Each article is asked in
a library of its own, the samples together. It prints by language of the request and of the article how many of the facts were
told, how many answers told all of them in enough sentences, how many were refused, and the seconds; and how many requests without
an answer were refused. `--read` prints every answer: a figure alone does not say how an answer reads.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.answering.answer import Answer
from bot.cli.main import prepare_process
from bot.library.corpus.samples import sample_articles
from bot.service.haeseol import Haeseol
from bot.settings import Settings

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "eval" / "explain"

Row = dict[str, Any]
_PLAIN = str.maketrans("–—’‘“”", "--''\"\"")


def main(arguments: list[str] | None = None) -> int:
    """Ask every request once and print what was told; return 1 where the requests are not there."""
    parser = argparse.ArgumentParser(prog="python -m bench.explain", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--model", default="none", help="as in `haeseol ask --model` (none)")
    parser.add_argument("--read", action="store_true", help="print every answer")
    options = parser.parse_args(arguments)
    prepare_process(os.environ)
    if not (options.folder / "questions.jsonl").is_file():
        print(f"no requests at {options.folder}", file=sys.stderr)
        return 1
    answers: dict[tuple[str, str], list[tuple[Row, Answer]]] = defaultdict(list)
    for row, answer in _ask_all(options.folder, options.model):
        about = ".ko." in row["article"]
        answers[row["question_lang"], "ko" if about else "en"].append((row, answer))
        if options.read:
            told = _told(row, answer)
            print(
                f"\n[{row['kind']} / {answer.kind}] {row['question']}  {told} of {len(row['facts'])}\n{answer.answer}"
            )
    for (asked, about_language), pairs in sorted(answers.items()):
        _print_pair(f"{asked} about {about_language}", pairs)
    without = [answer for pairs in answers.values() for row, answer in pairs if not row["answerable"]]
    print(f"refused without an answer: {sum(not answer.found for answer in without)} of {len(without)}")
    return 0


def _ask_all(folder: Path, model: str) -> Iterator[tuple[Row, Answer]]:
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows: dict[str, list[Row]] = defaultdict(list)
    samples = {path.name for path in sample_articles()}
    for row in map(json.loads, lines):
        rows["" if row["article"] in samples else row["article"]].append(row)
    for article, asked in rows.items():
        with tempfile.TemporaryDirectory(prefix="haeseol-explain-") as home:
            settings = replace(Settings.from_environment(os.environ), home=Path(home).resolve(), model=model)
            settings.corpus.mkdir()
            for path in [_find(folder, article)] if article else sample_articles():
                shutil.copy(path, settings.corpus)
            with Haeseol.open(settings) as service:
                service.articles.sync()
                for row in asked:
                    yield row, service.answer(row["question"])


def _find(folder: Path, article: str) -> Path:
    """Return an article's file: beside the requests, or in the folder of real articles."""
    places = [folder / "articles" / article, folder.parent.parent / "articles" / article]
    return next(path for path in places if path.is_file())


def _told(row: Row, answer: Answer) -> int:
    """Return how many of a request's facts an answer tells; a fact is told where each of its groups has a string in it."""
    said = " ".join(answer.answer.lower().translate(_PLAIN).split())
    facts = row["facts"] if answer.found else []
    return sum(all(any(word.lower() in said for word in group) for group in fact) for fact in facts)


def _print_pair(name: str, pairs: list[tuple[Row, Answer]]) -> None:
    asked = [(row, answer) for row, answer in pairs if row["answerable"]]
    told = sum(_told(row, answer) for row, answer in asked)
    full = sum(
        _told(row, answer) == len(row["facts"]) and len(answer.sentences) >= row["least_sentences"]
        for row, answer in asked
    )
    seconds = sorted(answer.seconds.total for _, answer in asked)
    print(
        f"{name}: {told / sum(len(row['facts']) for row, _ in asked):.2f} of the facts, {full} of {len(asked)} full, "
        f"{sum(not answer.found for _, answer in asked)} refused, "
        f"{statistics.median(len(answer.sentences) for _, answer in asked):g} sentences, "
        f"{statistics.median(seconds):.2f} s (slowest {seconds[-1]:.2f} s)"
    )


if __name__ == "__main__":
    sys.exit(main())
