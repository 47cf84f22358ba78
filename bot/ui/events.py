"""What the page receives: every event, report and error as a JSON object with a `type`."""

from collections.abc import Callable
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from bot.answering.answer import (
    AnswerDone,
    Draft,
    Event,
    EvidenceFound,
    SentenceChecked,
    SentenceRevised,
    Thinking,
    Waiting,
)
from bot.errors import HaeseolError, visible
from bot.insights.guides import Guide, GuideProgress
from bot.insights.translations.translation import Translation
from bot.library.indexing.index_report import IndexReport
from bot.library.store.stored_article import ArticleText
from bot.progress import Progress

Json = dict[str, Any]

EVENT_TYPES: dict[type[Event], str] = {
    EvidenceFound: "evidence",
    Waiting: "place",
    Thinking: "thinking",
    Draft: "draft",
    SentenceChecked: "sentence",
    SentenceRevised: "revised",
    AnswerDone: "answer",
}


def plain(value: Any) -> Json:
    """Return one of our dataclasses as JSON has it: lists for tuples, ISO 8601 for days."""
    kind: Any = type(value)
    fields: Json = _adapter(kind).dump_python(value, mode="json")
    return fields


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def event_json(event: Event) -> Json:
    """Return an event of an answer, whose `type` is that of `EVENT_TYPES`."""
    return {"type": EVENT_TYPES[type(event)], **plain(event)}


def error_json(error: HaeseolError) -> Json:
    """Return an error with its words in both languages; `name` is for scripts, not for readers."""
    return {"type": "error", "name": type(error).__name__, "ko": error.message("ko"), "en": error.message("en")}


def or_error(look: Callable[[], Json]) -> Json:
    """Return what `look` returns, or the `error` that it raises."""
    try:
        return look()
    except HaeseolError as error:
        return error_json(error)


def article_json(article: ArticleText) -> Json:
    """Return one version of an article; its warnings carry their words in both languages."""
    warnings = [
        {**plain(warning), "ko": warning.message("ko"), "en": warning.message("en")} for warning in article.warnings
    ]
    return {"type": "article", **plain(article), "source": visible(article.source), "warnings": warnings}


def progress_json(progress: Progress) -> Json:
    """Return how far a step has come; a total of 0 means that nobody knows."""
    return {"type": "progress", **plain(progress), "subject": visible(progress.subject)}


def report_json(report: IndexReport) -> Json:
    """Return what came of an addition, a removal or a re-reading; failures carry their words in both languages."""
    return {
        "type": "report",
        "added": list(report.added),
        "changed": list(report.changed),
        "unchanged": list(report.unchanged),
        "removed": list(report.removed),
        "failed": [
            {"source": visible(failure.source), "error": error_json(failure.error)} for failure in report.failed
        ],
        "seconds": report.seconds,
    }


def translation_json(event: Draft | Translation) -> Json:
    """Return a translation: `draft` as far as it is written, then the whole `translation` with any doubt in both languages."""
    return {"type": "draft" if isinstance(event, Draft) else "translation", **plain(event)}


def guide_json(guide: Guide, progress: GuideProgress) -> Json:
    """Return an article's guide as `explanation`, and under `making` how far it has come."""
    return {"type": "explanation", **plain(guide), "making": plain(progress)}
