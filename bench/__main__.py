"""Measure answers on this machine: `make bench`, or `python -m bench [--article FILE --questions FILE.jsonl]`.

Without arguments it asks the sample articles their suggested questions. A questions file has lines of
{"id", "question", "question_lang", "answerable", "answer_must_contain": [[alternative, ...], ...], "gold_paragraphs": [n]}:
an answer is right when it has one alternative of every group, in the question's language, and a question that is not
answerable when it is refused. A gold paragraph counts as found when one of the five passages overlaps it.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.answering.answer import Answer, AnswerDone, EvidenceFound
from bot.cli.main import prepare_process
from bot.evaluation.explanation_scores import is_korean
from bot.evaluation.gold_match import contains_groups
from bot.library.corpus.samples import sample_articles
from bot.retrieval.evidence import Evidence
from bot.service.haeseol import Haeseol
from bot.settings import Settings

Row = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Ask every question once, print a line for each and the summary."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--article", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--model", help="as in `haeseol ask --model`")
    options = parser.parse_args(arguments)
    prepare_process(os.environ)
    settings = Settings.from_environment(os.environ)
    with tempfile.TemporaryDirectory() as home:
        settings = replace(settings.with_home(Path(home)), model=options.model or settings.model)
        settings.corpus.mkdir()
        for path in [options.article] if options.article else sample_articles():
            shutil.copy(path, settings.corpus)
        started = time.perf_counter()
        with Haeseol.open(settings) as service:
            service.articles.sync()
            print(f"indexed in {time.perf_counter() - started:.1f} s, model loading included", flush=True)
            rows = _read(options.questions) if options.questions else _suggested(service)
            results = [_ask(service, row) for row in rows]
    _summarise(results)
    return 0


def _read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _suggested(service: Haeseol) -> list[Row]:
    return [
        {"id": f"{language}-{n}", "question": question, "question_lang": language, "answerable": True}
        for language, questions in service.suggested_questions().items()
        for n, question in enumerate(questions)
    ]


def _ask(service: Haeseol, row: Row) -> tuple[Row, Evidence, Answer, bool]:
    started = time.perf_counter()
    evidence: Evidence | None = None
    answer: Answer | None = None
    for event in service.ask(row["question"]):
        if isinstance(event, EvidenceFound):
            evidence = event.evidence
        if isinstance(event, AnswerDone):
            answer = event.answer
    if evidence is None or answer is None:
        raise AssertionError("an answer has evidence and an end")
    right = is_right(row, answer)
    found = _finds_gold(service, row, evidence)
    first = answer.seconds.first_token
    print(
        f"{row['id']:10} {'right' if right else 'WRONG':6} gold {'-' if found is None else found!s:6}"
        f" evidence {answer.seconds.evidence:5.2f} s  first {'-' if first is None else f'{first:.2f}':>6} s"
        f"  total {time.perf_counter() - started:6.2f} s  {answer.answer}",
        flush=True,
    )
    return row, evidence, answer, right


def is_right(row: Row, answer: Answer) -> bool:
    """Return whether an answer says what the row of a questions file asks for, in its language, or rightly refuses."""
    return gives(row, answer.answer, found=answer.found)


def gives(row: Row, text: str, *, found: bool) -> bool:
    """Return the same of the `text` of any answer, in which something was `found` or which refuses."""
    if not row.get("answerable", True):
        return not found
    in_language = is_korean(text) == (row.get("question_lang") == "ko")
    return found and in_language and contains_groups(text, row.get("answer_must_contain", []))


def _finds_gold(service: Haeseol, row: Row, evidence: Evidence) -> bool | None:
    if not row.get("gold_paragraphs"):
        return None
    for passage in evidence.passages:
        text = service.articles.get(passage.article_id).text
        starts = [0]
        for paragraph in text.split("\n\n"):
            starts.append(starts[-1] + len(paragraph) + 2)
        for gold in row["gold_paragraphs"]:
            if passage.start < starts[gold + 1] - 2 and starts[gold] < passage.end:
                return True
    return False


def _summarise(results: Sequence[tuple[Row, Evidence, Answer, bool]]) -> None:
    answers = [answer for _, _, answer, _ in results]
    shown = {n for answer in answers for sentence in answer.sentences for n in sentence.citations}
    print(f"\nright {sum(right for *_, right in results)} of {len(results)}; citations used: {sorted(shown)}")
    _quantiles("evidence", [answer.seconds.evidence for answer in answers])
    _quantiles("first word", [a.seconds.first_token for a in answers if a.seconds.first_token is not None])
    _quantiles("whole answer", [answer.seconds.total for answer in answers])
    # Linux counts kilobytes, macOS bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"peak memory {peak / 1e9:.2f} GB")


def _quantiles(name: str, seconds: Sequence[float]) -> None:
    if seconds:
        ordered = sorted(seconds)
        p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
        print(
            f"{name}: p50 {statistics.median(ordered):.2f} s, p95 {p95:.2f} s, first {seconds[0]:.2f} s (n={len(seconds)})"
        )


if __name__ == "__main__":
    sys.exit(main())
