"""The command line. Results go to standard output, everything else to standard error; JSON is a contract with scripts.

Exit codes: 0 done, 1 something failed (it said which and why), 2 wrong usage.
"""

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import asdict, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.answering.answer import Answer, AnswerDone, SentenceChecked
from bot.answering.ask_options import AskOptions
from bot.articles.web import is_address
from bot.bilingual import Language
from bot.cli.console import show_progress, terminal_language
from bot.errors import (
    ArchiveLineInvalid,
    ArticleError,
    ArticleMissing,
    HaeseolError,
    ModelUnknown,
    QuestionError,
    SettingInvalid,
)
from bot.insights.guides.rendering import explanation_json, explanation_text
from bot.insights.overview import Comparison, Story, StoryFound, TopicsFound
from bot.insights.overview.wording import overview_json, tell_stories, tell_topics
from bot.library.indexing.index_report import Failure, IndexReport
from bot.models.files import setup_model
from bot.models.llm.saved_choice import with_remembered
from bot.progress import Progress, Report
from bot.retrieval.question import AnswerLanguage
from bot.service.haeseol import NO_MODEL, Haeseol
from bot.settings import Settings

Json = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    prepare_process(os.environ)
    options = command_parser().parse_args(arguments)
    language = terminal_language(os.environ)
    try:
        settings = with_remembered(Settings.from_environment(os.environ, home=options.home))
        command: Callable[[argparse.Namespace, Settings, Language], int] = options.command
        return command(options, settings, language)
    except HaeseolError as error:
        print(f"haeseol: {error.message(language)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def setup(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Fetch and check the models that the settings name."""
    with show_progress(language) as report:
        for name in _local_models(_with_model(settings, options.model)):
            place = setup_model(name, settings.cache, report, hub=settings.hub, verify=options.verify)
            print(f"{name}: {place}", file=sys.stderr)
    return 0


def index(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Add or refresh articles, or make the library match `corpus/`."""
    if options.watch and options.paths:
        raise SettingInvalid(setting="--watch", value=options.paths[0], expected="without SOURCE: corpus/")
    service = Haeseol.rebuild(settings) if options.rebuild else Haeseol.open(settings)
    with service, show_progress(language) as report:
        if options.watch:
            return _follow(service, report, options, language)
        done = _add(service, options.paths, report) if options.paths else service.sync(report)
    if options.json:
        _print_json(_report_json(done, language))
    _say_report(done, language)
    return 1 if done.failed else 0


def _follow(service: Haeseol, report: Report, options: argparse.Namespace, language: Language) -> int:
    """Keep the index in step with `corpus/` until Ctrl-C, which is how it ends well."""
    try:
        for n, done in enumerate(service.follow(threading.Event(), report)):
            if n == 0 or done.added or done.changed or done.removed or done.failed:
                if options.json:
                    _print_json(_report_json(done, language))
                _say_report(done, language)
    except KeyboardInterrupt:
        pass
    return 0


def _add(service: Haeseol, sources: list[str], report: Report) -> IndexReport:
    """Add files, folders and web pages; what cannot be read is in the report, and the others are there all the same."""
    done = service.add_files([Path(source) for source in sources if not is_address(source)], report)
    for address in filter(is_address, sources):
        try:
            done = _joined(done, service.add_text(address, "", report))
        except ArticleError as error:
            done = _joined(done, IndexReport(failed=(Failure(address, error),)))
    return done


def _joined(first: IndexReport, second: IndexReport) -> IndexReport:
    """Return both reports as one: ids behind ids, seconds added up."""
    return IndexReport(**{part.name: getattr(first, part.name) + getattr(second, part.name) for part in fields(first)})


def list_articles(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """List the articles."""
    with Haeseol.open(settings) as service:
        rows = service.articles()
    if options.json:
        _print_json([{**asdict(row), "published": _iso(row.published)} for row in rows])
        return 0
    for row in rows:
        print(f"{row.id}\t{row.language}\t{_iso(row.published) or '-'}\t{row.title}")
    return 0


def remove(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Remove articles from the library and from `corpus/`."""
    removed: list[str] = []
    failed: list[Failure] = []
    started = time.perf_counter()
    with Haeseol.open(settings) as service:
        for article_id in options.ids:
            try:
                removed += service.remove(article_id).removed
            except ArticleMissing as error:
                failed.append(Failure(article_id, error))
    done = IndexReport(removed=tuple(removed), failed=tuple(failed), seconds=time.perf_counter() - started)
    if options.json:
        _print_json(_report_json(done, language))
    _say_report(done, language)
    return 1 if failed else 0


def search(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Search for passages."""
    with Haeseol.open(settings) as service:
        if options.batch:
            for row in _read_questions(options.batch):
                started = time.perf_counter()
                hits = _hits(service, row["question"], options.k)
                _print_json({"id": row["id"], "hits": hits, "seconds": round(time.perf_counter() - started, 4)})
            return 0
        hits = _hits(service, options.question, options.k)
    if options.json:
        _print_json(hits)
        return 0
    for n, hit in enumerate(hits, start=1):
        print(f"[{n}] {hit['title']} ({hit['article_id']})\n    {hit['text']}")
    return 0


def ask(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Answer a question, or one of each line of a file."""
    failed = False
    with Haeseol.open(_with_model(settings, options.model)) as service:
        if options.batch:
            for row in _read_questions(options.batch):
                line, row_failed = _answer_row(service, row, options.language, language)
                failed |= row_failed
                _print_json(line)
            return 1 if failed else 0
        if options.json:
            _print_json({"id": None, **_answer_json(_answer(service, options.question, options.language))})
            return 0
        _tell_answer(service, options.question, options.language)
    return 0


def overview(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Tell the topics of all articles, which tell the same story in two languages, and where those agree and differ."""
    topics = TopicsFound((), (), 0)
    told: list[tuple[Story, Comparison]] = []
    with Haeseol.open(settings) as service, show_progress(language) as report:
        for event in service.overview():
            if isinstance(event, Progress):
                report(event)
            elif isinstance(event, TopicsFound):
                topics = event
                if not options.json:
                    print("\n".join(tell_topics(topics, language)), flush=True)
            elif isinstance(event, StoryFound):
                told.append((event.story, _compared(service, event.story, report)))
        titles = {row.id: row.title for row in service.articles()}
    if options.json:
        _print_json(overview_json(topics, told))
    else:
        print("\n".join(tell_stories(told, titles, language)))
    return 0


def _compared(service: Haeseol, story: Story, report: Report) -> Comparison:
    for news in service.compare(story.ko, story.en):
        if isinstance(news, Comparison):
            return news
        report(news)
    raise AssertionError("a comparison ends with itself")


def explain(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Explain an article without a question: what it says, whom and what it names, and what it could be asked."""
    languages: tuple[Language, ...] = (options.language,) if options.language else ("ko", "en")
    with Haeseol.open(_with_model(settings, options.model)) as service:
        article = service.article(options.id)
        for explanation, step in service.explain(options.id, languages):  # noqa: B007 - the last one is whole
            if step is not None:
                print(f"{step.what} ({step.language})…", file=sys.stderr, flush=True)
        if service.state().model == "away":
            print(f"haeseol: {service.state().detail}", file=sys.stderr)
    told = explanation_json(explanation, article, languages)
    if options.json:
        _print_json(told)
    else:
        print(explanation_text(told, language))
    return 0


def evaluate(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Measure search, refusals and answers on questions whose answers are known."""
    from bot import evaluation
    from bot.evaluation.html_report import check_writable, write_page
    from bot.evaluation.report import print_report

    measures: tuple[evaluation.Measure, ...] = ("retrieval", "refusal", "answers")
    measures = ("refusal",) if options.refusal else measures if options.answers else measures[:2]
    plan = evaluation.Plan(tuple(options.cases), tuple(options.passages), measures, options.limit)
    if options.html:
        check_writable(options.html)  # before a run that may take long
    with show_progress(language) as report:
        done = evaluation.evaluate(plan, _with_model(settings, options.model), report)
    if options.html:
        write_page(done, options.html, language)
    if options.json:
        _print_json(done.to_json())
    else:
        print_report(done, language)
    return 0


def serve(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Fetch the models if they are missing, serve the page until Ctrl-C, and index what is new in `corpus/` meanwhile."""
    from bot.service.conversations import Conversations
    from bot.ui.server import build_server, launch

    chosen = replace(_with_model(settings, options.model), port=options.port or settings.port)
    _fetch_missing(chosen, language)

    def say(done: IndexReport) -> None:
        if done.added or done.changed or done.removed or done.failed:
            _say_report(done, language)

    def follow_from_now(done: IndexReport) -> None:
        _say_report(done, language)
        service.watch_as_chosen(say)

    with (
        Haeseol.open(chosen) as service,
        launch(
            build_server(service, Conversations(chosen.conversations), host=chosen.host),
            host=chosen.host,
            port=chosen.port,
        ) as page,
    ):
        print(f"Haeseol: {page.url}", file=sys.stderr, flush=True)
        with show_progress(language) as report:
            service.start(report, follow_from_now)
            page.wait()
    return 0


def doctor(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Say what is installed, what is missing, and the command that mends it."""
    from bot.cli.doctor import diagnose

    findings = diagnose(settings)
    for finding in findings:
        print(f"{'✓' if finding.ok else '✗'} {finding.what.in_(language)}")
        if finding.mend and not finding.ok:
            print(f"    → {finding.mend}")
    return 0 if all(finding.ok for finding in findings) else 1


def command_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; what it parses has the function to run as `command`."""
    parser = argparse.ArgumentParser(
        prog="haeseol", description="Explain articles in Korean and English, with evidence."
    )
    parser.add_argument("--home", type=Path, help="the folder that holds corpus/ and index/")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[..., int], says: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=says, description=says)
        made.set_defaults(command=run)
        return made

    made = command("setup", setup, "Fetch and verify the models; does nothing when they are there.")
    made.add_argument("--model", help="another answering model of the catalogue, such as qwen3-4b")
    made.add_argument("--verify", action="store_true", help="read the models in full and fetch again what is damaged")

    made = command("index", index, "Add or refresh articles; with no source, make the index match corpus/.")
    _add_index(made)

    made = command("list", list_articles, "List the articles.")
    made.add_argument("--json", action="store_true")

    made = command("remove", remove, "Remove articles from the library and from corpus/.")
    made.add_argument("ids", nargs="+", metavar="ID")
    made.add_argument("--json", action="store_true")

    made = command("search", search, "Search for passages.")
    _add_question(made)
    made.add_argument("-k", type=_positive, default=5, help="how many passages (5)")

    made = command("ask", ask, "Answer a question from the articles.")
    _add_question(made)
    made.add_argument("--language", choices=["auto", "ko", "en"], default="auto", help="language of the answer (auto)")
    _add_model(made)

    made = command("overview", overview, "Tell topics, stories in two languages, and where those agree and differ.")
    made.add_argument("--json", action="store_true")

    made = command("explain", explain, "Explain an article: summary, key points, names, numbers, terms, questions.")
    made.add_argument("id", metavar="ID", help="the article, as `haeseol list` names it")
    made.add_argument("--language", choices=["ko", "en"], help="of the summary and the questions (both)")
    made.add_argument("--json", action="store_true")
    _add_model(made)

    made = command("eval", evaluate, "Measure search, refusals and answers on questions whose answers are known.")
    made.add_argument("cases", nargs="+", type=Path, metavar="CASES.jsonl", help="the questions")
    made.add_argument(
        "--passages",
        action="append",
        default=[],
        type=Path,
        metavar="PASSAGES.jsonl",
        help="search these passages, in a library of their own; may be given several times. Without it your own articles"
        ' are searched, and the questions are lines of {"id", "question", "article_id"} with or without "must_contain"',
    )
    depth = made.add_mutually_exclusive_group()
    depth.add_argument("--refusal", action="store_true", help="measure only what the evidence refuses: quick")
    depth.add_argument("--answers", action="store_true", help="measure answers too: seconds a question")
    made.add_argument("--limit", type=_positive, metavar="N", help="take N questions, in a fixed random order")
    made.add_argument("--html", type=Path, metavar="FILE", help="also write a page with the tables and every failure")
    made.add_argument("--json", action="store_true")
    _add_model(made)

    made = command("serve", serve, "Serve the page.")
    made.add_argument("--port", type=_positive)
    _add_model(made)

    command("doctor", doctor, "Say what is installed, what is missing, and what mends it.")
    return parser


def _add_index(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="SOURCE", help="files, folders, JSONL archives or web addresses")
    parser.add_argument("--rebuild", action="store_true", help="begin with an empty index")
    parser.add_argument("--watch", action="store_true", help="go on: take in what changes in corpus/ until Ctrl-C")
    parser.add_argument("--json", action="store_true")


def _add_question(parser: argparse.ArgumentParser) -> None:
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("question", nargs="?", metavar="QUESTION")
    asked.add_argument("--batch", type=Path, metavar="QUESTIONS.jsonl", help='lines of {"id", "question"}')
    parser.add_argument("--json", action="store_true")


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", help='a model of the catalogue, provider:model such as ollama:qwen3, or "none"')


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("a whole number from 1")
    return value


def _local_models(settings: Settings) -> list[str]:
    """Return the models that run on this machine: the embedding model, and the answering one unless it runs elsewhere."""
    answering = [] if ":" in settings.model or settings.model == NO_MODEL else [settings.model]
    return [settings.embedding, *answering]


def _fetch_missing(settings: Settings, language: Language) -> None:
    """Fetch the models that are missing. Without the answering model the page still works, with quotes, and says so."""
    with show_progress(language) as report:
        for name in _local_models(settings):
            try:
                setup_model(name, settings.cache, report, hub=settings.hub)
            except ModelUnknown:
                raise
            except HaeseolError as error:
                if name == settings.embedding:
                    raise
                print(f"haeseol: {error.message(language)}", file=sys.stderr)


def _with_model(settings: Settings, model: str | None) -> Settings:
    return replace(settings, model=model, model_named=True) if model else settings


def prepare_process(environment: MutableMapping[str, str]) -> None:
    """Tell the libraries below us, before they are imported, to send nothing out and to share the cores."""
    from bot.ui import keep_to_this_machine

    keep_to_this_machine(environment)
    for name in ("HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        environment.setdefault(name, "1")
    # Two OpenMP runtimes (torch, llama.cpp) that spin while they wait take the cores from each other.
    environment.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    environment.setdefault("TOKENIZERS_PARALLELISM", "false")
    environment.setdefault("TRANSFORMERS_VERBOSITY", "error")


def _hits(service: Haeseol, question: str, k: int) -> list[Json]:
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
        for passage, score in service.search(question, k)
    ]


def _read_questions(path: Path) -> Iterator[Json]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise ArticleMissing(source=path) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield {"id": row["id"], "question": str(row["question"])}
        except (ValueError, KeyError, TypeError) as error:
            raise ArchiveLineInvalid(source=path, line=number, reason=repr(error)) from error


def _answer(service: Haeseol, question: str, language: AnswerLanguage) -> Answer:
    for event in service.ask(question, AskOptions(language=language)):
        if isinstance(event, AnswerDone):
            return event.answer
    raise AssertionError("an answer ends with AnswerDone")


def _answer_row(service: Haeseol, row: Json, asked: AnswerLanguage, language: Language) -> tuple[Json, bool]:
    """Return one line of a batch, and whether its question failed; the other questions are answered all the same."""
    try:
        return {"id": row["id"], **_answer_json(_answer(service, row["question"], asked))}, False
    except QuestionError as error:
        print(f"haeseol: {row['id']}: {error.message(language)}", file=sys.stderr)
        empty: Json = {"sentences": [], "citations": [], "model": None, "found": False, "language": language}
        times = {"evidence": None, "first_token": None, "total": 0.0}
        said = {"id": row["id"], "question": row["question"], "answer": error.message(language)}
        return {**said, **empty, "seconds": times, "error": type(error).__name__}, True


def _answer_json(answer: Answer) -> Json:
    plain = answer.to_json()
    plain["seconds"] = {name: None if s is None else round(s, 3) for name, s in plain["seconds"].items()}
    return plain


def _tell_answer(service: Haeseol, question: str, language: AnswerLanguage) -> None:
    """Print an answer as it comes, then what its numbers stand for."""
    told = False
    for event in service.ask(question, AskOptions(language=language)):
        if isinstance(event, SentenceChecked):
            marks = "".join(f" [{n}]" for n in event.sentence.citations) or f" ({event.sentence.support})"
            print(event.sentence.text + marks, flush=True)
            told = True
        if isinstance(event, AnswerDone):
            if not told or event.answer.model is None:
                print(event.answer.answer)
            for citation in event.answer.citations:
                print(f"\n[{citation.n}] {citation.title} ({citation.article_id})\n    {citation.quote}")


def _report_json(done: IndexReport, language: Language) -> Json:
    return {
        "added": list(done.added),
        "changed": list(done.changed),
        "unchanged": list(done.unchanged),
        "removed": list(done.removed),
        "failed": [{"source": item.source, "reason": item.error.message(language)} for item in done.failed],
        "twins": [{"id": twin, "of": article} for twin, article in done.twins],
        "seconds": round(done.seconds, 3),
    }


def _say_report(done: IndexReport, language: Language) -> None:
    for failure in done.failed:
        print(f"haeseol: {failure.error.message(language)}", file=sys.stderr)
    counts: Mapping[str, int] = {
        "added": len(done.added),
        "changed": len(done.changed),
        "unchanged": len(done.unchanged),
        "removed": len(done.removed),
        "failed": len(done.failed),
    }
    print(" · ".join(f"{count} {name}" for name, count in counts.items()) + f" · {done.seconds:.1f} s", file=sys.stderr)


def _print_json(value: Json | Iterable[Any]) -> None:
    print(json.dumps(value, ensure_ascii=False, default=str), flush=True)


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


if __name__ == "__main__":
    sys.exit(main())
