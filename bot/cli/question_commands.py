"""Commands of questions: search and ask, one at a time or a file of them."""

import argparse
import sys
import time
from typing import Any

from bot.answering.answer import Answer, AnswerDone, AnswerSentence, SentenceChecked
from bot.answering.ask_options import AskOptions
from bot.answering.messages import NOT_FROM_ARTICLES
from bot.bilingual import Language
from bot.cli.batches import read_batch
from bot.cli.console import print_json, tell, with_model, without_line_ends
from bot.cli.scope_options import read_scope
from bot.errors import QuestionError
from bot.library.scope import Scope
from bot.service.haeseol import Haeseol
from bot.settings import Settings

Json = dict[str, Any]


def search(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Search for passages, for one question or for each line of a file."""
    failed = False
    scope = read_scope(options)
    with Haeseol.open(settings) as service:
        if options.batch:
            for row in read_batch(options.batch, "question"):
                line, row_failed = _hits_row(service, row, options.k, scope, language)
                failed |= row_failed
                print_json(line)
            return 1 if failed else 0
        hits = _hits(service, options.question, options.k, scope)
    if options.json:
        print_json(hits)
        return 0
    for n, hit in enumerate(hits, start=1):
        tell(f"[{n}] {hit['title']} ({without_line_ends(hit['article_id'])})\n    {hit['text']}")
    return 0


def ask(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Answer a question, or one of each line of a file."""
    failed = False
    how = AskOptions(language=options.language, scope=read_scope(options))
    with Haeseol.open(with_model(settings, options.model)) as service:
        if options.batch:
            for row in read_batch(options.batch, "question"):
                line, row_failed = _answer_row(service, row, how, language)
                failed |= row_failed
                print_json(line)
        elif options.json:
            print_json({"id": None, **_answer_json(service.answer(options.question, how))})
        else:
            _tell_answer(service, options.question, how)
        if away := service.model_failure():
            tell(f"haeseol: {away.message(language)}", file=sys.stderr)
    return 1 if failed else 0


def _hits(service: Haeseol, question: str, k: int, scope: Scope) -> list[Json]:
    return [
        {
            "article_id": passage.article_id,
            "title": passage.title,
            "language": passage.language,
            "start": passage.start,
            "end": passage.end,
            "text": passage.text,
            "score": round(score, 6),
        }
        for passage, score in service.search(question, k, scope)
    ]


def _hits_row(service: Haeseol, row: Json, k: int, scope: Scope, language: Language) -> tuple[Json, bool]:
    """Return one line of a batch, and whether its question failed; the other questions are searched for all the same."""
    started = time.perf_counter()
    try:
        hits = _hits(service, row["question"], k, scope)
    except QuestionError as error:
        _tell_failed(row, error, language)
        return {"id": row["id"], "hits": [], "seconds": 0.0, "error": type(error).__name__}, True
    return {"id": row["id"], "hits": hits, "seconds": round(time.perf_counter() - started, 4)}, False


def _tell_failed(row: Json, error: QuestionError, language: Language) -> None:
    tell(f"haeseol: {row['id']}: {error.message(language)}", file=sys.stderr)


def _answer_row(service: Haeseol, row: Json, how: AskOptions, language: Language) -> tuple[Json, bool]:
    """Return one line of a batch, and whether its question failed; the other questions are answered all the same."""
    try:
        return {"id": row["id"], **_answer_json(service.answer(row["question"], how))}, False
    except QuestionError as error:
        _tell_failed(row, error, language)
        empty: Json = {"sentences": [], "citations": [], "model": None, "found": False, "language": language}
        times = {"evidence": None, "first_token": None, "total": 0.0}
        said = {"id": row["id"], "question": row["question"], "answer": error.message(language)}
        return {**said, **empty, "seconds": times, "error": type(error).__name__}, True


def _answer_json(answer: Answer) -> Json:
    plain = answer.to_json()
    plain["seconds"] = {name: None if s is None else round(s, 3) for name, s in plain["seconds"].items()}
    return plain


def _tell_answer(service: Haeseol, question: str, how: AskOptions) -> None:
    """Print an answer as it comes, then what its numbers stand for."""
    told: list[AnswerSentence] = []
    for event in service.ask(question, how):
        # Quotations may still be translated or withdrawn, and what is printed stays.
        if isinstance(event, SentenceChecked) and not event.sentence.quoted:
            marks = "".join(f" [{n}]" for n in event.sentence.citations) or f" ({event.sentence.support})"
            tell(event.sentence.text + marks)
            told.append(event.sentence)
        if isinstance(event, AnswerDone):
            if tuple(told) != event.answer.sentences or not told:
                tell(event.answer.answer)
            if event.answer.background:
                tell(f"\n{NOT_FROM_ARTICLES.in_(event.answer.language)} {event.answer.background}")
            for citation in event.answer.citations:
                tell(
                    f"\n[{citation.n}] {citation.title} ({without_line_ends(citation.article_id)})\n    {citation.quote}"
                )
