"""Measure explanations: `python -m bench.explain [FOLDER] [--model NAME] [--read] [--only WORDS] [--together]`.

FOLDER (by default `../shared/eval/explain` beside the checkout; `bench/requests` is ours) holds `questions.jsonl`, requests with
the key facts that a good answer tells, and under `articles/` what they are about; the sample articles are taken from the
checkout. Each article is asked in a library of its own, the samples together; with `--together` all are asked in one, without
the requests that name nothing, which could be about any of them. The tables are those of `haeseol eval --answers`. `--read`
prints every answer: a figure alone does not say how an answer reads. `--only` takes the requests whose ids have one of the words
in them.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bot.cli.main import prepare_process
from bot.evaluation.report import print_report
from bot.evaluation.results import Evaluation, Outcome
from bot.evaluation.running import Plan, evaluate
from bot.library.corpus.samples import sample_articles
from bot.retrieval.followups import understand
from bot.service.haeseol import Haeseol
from bot.settings import Settings

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "eval" / "explain"
# `bench/near_misses` asks of the articles whose claims nothing was fitted on.
_UNSEEN = Path(__file__).resolve().parent / "faithfulness" / "unseen"


def main(arguments: list[str] | None = None) -> int:
    """Ask every request once and print what was told; return 1 where the requests are not there."""
    parser = argparse.ArgumentParser(prog="python -m bench.explain", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--model", default="none", help="as in `haeseol ask --model` (none)")
    parser.add_argument("--read", action="store_true", help="print every answer")
    parser.add_argument("--only", nargs="+", default=[""], help="parts of the ids of the requests to ask (all)")
    parser.add_argument("--together", action="store_true", help="ask all in one library")
    options = parser.parse_args(arguments)
    prepare_process(os.environ)
    if not (options.folder / "questions.jsonl").is_file():
        print(f"no requests at {options.folder}", file=sys.stderr)
        return 1
    measured = measure(options.folder, options.model, options.only, together=options.together)
    if options.read:
        _print_answers(measured.outcomes)
    print_report(measured, "en")
    return 0


def measure(folder: Path, model: str = "none", only: Sequence[str] = ("",), *, together: bool = False) -> Evaluation:
    """Ask the requests of a folder whose ids have one of the words of `only` in them; one at least has."""
    asked = requests_by_article(folder, only)
    if together:
        asked = [_join(asked)]
    done = [_ask(articles, lines, model) for articles, lines in asked]
    return Evaluation.of(done[0].settings, [outcome for each in done for outcome in each.outcomes])


def requests_by_article(folder: Path, only: Sequence[str] = ("",)) -> list[tuple[list[Path], list[str]]]:
    """Return the files of each library that is asked, the samples together, with the lines of what it is asked."""
    samples = {path.name for path in sample_articles()}
    lines: dict[str, list[str]] = defaultdict(list)
    for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if any(word in row["id"] for word in only):
            lines["" if row["article"] in samples else row["article"]].append(line)
    return [([_find(folder, name)] if name else sample_articles(), asked) for name, asked in lines.items()]


@contextmanager
def home_with(articles: Sequence[Path], model: str) -> Iterator[Settings]:
    """Yield the settings of a new home with a library of `articles`."""
    with tempfile.TemporaryDirectory(prefix="haeseol-explain-") as home:
        settings = replace(Settings.from_environment(os.environ), home=Path(home).resolve(), model=model)
        settings.corpus.mkdir()
        for path in articles:
            shutil.copy(path, settings.corpus)
        with Haeseol.open(settings) as service:
            service.articles.sync()
        yield settings


def _ask(articles: Sequence[Path], lines: Sequence[str], model: str) -> Evaluation:
    """Ask what `lines` ask in a library of `articles`."""
    with home_with(articles, model) as settings:
        asked = settings.home / "questions.jsonl"
        asked.write_text("\n".join(lines), encoding="utf-8")
        return evaluate(Plan(cases=(asked,), passages=(), measures=("answers",)), settings)


def _join(asked: Sequence[tuple[Sequence[Path], Sequence[str]]]) -> tuple[list[Path], list[str]]:
    """Return one library of all articles, with what it is asked: the lines that name something."""
    lines = [line for _, lines in asked for line in lines]
    named = [line for line in lines if not understand(json.loads(line)["question"], "auto").is_about_article]
    return [path for articles, _ in asked for path in articles], named


def _find(folder: Path, article: str) -> Path:
    """Return an article's file: beside the requests, in the folder of real articles, or among those of unseen claims."""
    places = [folder / "articles" / article, folder.parent.parent / "articles" / article, _UNSEEN / article]
    return next(path for path in places if path.is_file())


def _print_answers(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        answer = outcome.answer
        if answer is None:
            continue
        told = "" if answer.explanation is None else f"  {answer.explanation.told} of {answer.explanation.facts}"
        print(f"\n[{outcome.case.kind}] {outcome.case.question}{told}  {answer.seconds.total:.1f} s")
        for sentence in answer.sentences:
            print(f"  {sentence.support:12}{list(sentence.citations)} {sentence.text}")
            if sentence.roughly:
                print(f"  {'':12}~ {sentence.roughly}")
        if not answer.sentences:
            print(f"  {answer.text}")


if __name__ == "__main__":
    sys.exit(main())
