"""Commands of the articles: index, list, show, remove."""

import argparse
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from bot.articles import ReadingWarning
from bot.articles.article_errors import ArticleError, ArticleMissing
from bot.articles.web import is_address
from bot.bilingual import Bilingual, Language
from bot.cli.console import iso, print_json, show_progress, tell, without_line_ends
from bot.cli.scope_options import read_scope
from bot.errors import SettingInvalid
from bot.library.indexing.index_report import Failure, IndexReport
from bot.library.scope import Scope
from bot.progress import Report
from bot.service.articles import Articles
from bot.service.haeseol import Haeseol
from bot.settings import Settings

Json = dict[str, Any]

_WARNED = Bilingual(
    ko="haeseol: 글 {count}편은 읽으면서 알려 드릴 것이 있어요. `haeseol show {id}`처럼 볼 수 있어요.",
    en="haeseol: articles with something to know about their reading: {count}. For example: `haeseol show {id}`.",
)


def index(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Add or refresh articles, or make the library match `corpus/`."""
    if options.watch and options.paths:
        raise SettingInvalid(setting="--watch", value=options.paths[0], expected="without SOURCE: corpus/")
    service = Haeseol.rebuild(settings) if options.rebuild else Haeseol.open(settings)
    with service, show_progress(language) as report:
        if options.watch:
            return _follow(service, report, options, language)
        done = _add(service, options.paths, report) if options.paths else service.articles.sync(report)
    if options.json:
        print_json(_report_json(done, language))
    say_report(done, language)
    return 1 if done.failed else 0


def _follow(service: Haeseol, report: Report, options: argparse.Namespace, language: Language) -> int:
    """Keep the index in step with `corpus/` until Ctrl-C, which is how it ends well."""
    assert isinstance(service.articles, Articles)  # opened to change them itself
    try:
        for n, done in enumerate(service.articles.follow(threading.Event(), report)):
            if n == 0 or done.added or done.changed or done.removed or done.failed:
                if options.json:
                    print_json(_report_json(done, language))
                say_report(done, language)
    except KeyboardInterrupt:
        pass
    return 0


def _add(service: Haeseol, sources: list[str], report: Report) -> IndexReport:
    """Add files, folders and web pages; what cannot be read is in the report, and the others are there all the same."""
    done = service.articles.add_files([Path(source) for source in sources if not is_address(source)], report)
    for address in filter(is_address, sources):
        try:
            done = _joined(done, service.articles.add_text(address, "", report))
        except ArticleError as error:
            done = _joined(done, IndexReport(failed=(Failure(address, error),)))
    return done


def _joined(first: IndexReport, second: IndexReport) -> IndexReport:
    """Return both reports as one: ids behind ids, seconds added up."""
    return IndexReport(**{part.name: getattr(first, part.name) + getattr(second, part.name) for part in fields(first)})


def list_articles(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """List the articles."""
    with Haeseol.open(settings) as service:
        rows = service.articles.within(read_scope(options))
    if options.json:
        print_json([{**asdict(row), "published": iso(row.published)} for row in rows])
        return 0
    for row in rows:
        tags = "".join(f" #{tag}" for tag in row.tags)
        tell(f"{without_line_ends(row.id)}\t{row.language}\t{iso(row.published) or '-'}\t{row.title}{tags}")
    return 0


def tag(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Give articles tags or take some away, and list what they have then; without an article, list the tags that there are."""
    with Haeseol.open(settings) as service:
        if not options.ids:
            counts = service.articles.tags()
            if options.json:
                print_json(counts)
            else:
                for name, count in counts.items():
                    tell(f"{count}\t#{name}")
            return 0
        if options.add or options.remove:
            service.articles.retag(options.ids, add=options.add, remove=options.remove)
        rows = service.articles.within(Scope(articles=tuple(options.ids)))
    if options.json:
        print_json({row.id: row.tags for row in rows})
        return 0
    for row in rows:
        tell(f"{without_line_ends(row.id)}\t{' '.join(f'#{name}' for name in row.tags)}")
    return 0


def show(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Print one version of an article as it was read, after what is known of it and what its reader wants known."""
    with Haeseol.open(settings) as service:
        article = service.articles.get(options.id, options.version)
    if options.json:
        warnings = [_warning_json(warning, language) for warning in article.warnings]
        print_json({**asdict(article), "published": iso(article.published), "warnings": warnings})
        return 0
    tell(article.title)
    facts = [iso(article.published), article.author, article.source, article.url, f"v{article.version}"]
    tell(" · ".join(filter(None, facts)))
    for warning in article.warnings:
        tell(f"! {warning.message(language)}")
    tell(f"\n{article.text}")
    return 0


def _warning_json(warning: ReadingWarning, language: Language) -> Json:
    return {**asdict(warning), "message": warning.message(language)}


def remove(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Remove articles from the library and from `corpus/`."""
    removed: list[str] = []
    failed: list[Failure] = []
    started = time.perf_counter()
    with Haeseol.open(settings) as service:
        for article_id in options.ids:
            try:
                removed += service.articles.remove(article_id).removed
            except ArticleMissing as error:
                failed.append(Failure(article_id, error))
    done = IndexReport(removed=tuple(removed), failed=tuple(failed), seconds=time.perf_counter() - started)
    if options.json:
        print_json(_report_json(done, language))
    say_report(done, language)
    return 1 if failed else 0


def say_report(done: IndexReport, language: Language) -> None:
    """Print what came of a change of the articles on standard error."""
    for failure in done.failed:
        tell(f"haeseol: {without_line_ends(failure.error.message(language))}", file=sys.stderr)
    counts: Mapping[str, int] = {
        "added": len(done.added),
        "changed": len(done.changed),
        "unchanged": len(done.unchanged),
        "removed": len(done.removed),
        "failed": len(done.failed),
    }
    if done.warned:
        first = without_line_ends(done.warned[0][0])
        tell(_WARNED.in_(language).format(count=len(done.warned), id=first), file=sys.stderr)
    tell(" · ".join(f"{count} {name}" for name, count in counts.items()) + f" · {done.seconds:.1f} s", file=sys.stderr)


def _report_json(done: IndexReport, language: Language) -> Json:
    return {
        "added": list(done.added),
        "changed": list(done.changed),
        "unchanged": list(done.unchanged),
        "removed": list(done.removed),
        "failed": [{"source": item.source, "reason": item.error.message(language)} for item in done.failed],
        "twins": [{"id": twin, "of": article} for twin, article in done.twins],
        "warnings": [
            {"id": article_id, **_warning_json(warning, language)}
            for article_id, warnings in done.warned
            for warning in warnings
        ],
        "seconds": round(done.seconds, 3),
    }
