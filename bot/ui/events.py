"""What the page receives: every event, report and error as a JSON object with a `type`."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.answering.answer import AnswerDone, Draft, Event, EvidenceFound, SentenceChecked, Thinking
from bot.errors import HaeseolError
from bot.insights.guides import Guide, GuideProgress
from bot.insights.translations.translation import Translation
from bot.library.corpus.changes import VersionChanges
from bot.library.indexing.index_report import IndexReport
from bot.library.store.stored_article import ArticleRow, ArticleText
from bot.progress import Progress
from bot.retrieval.evidence import Evidence, EvidencePassage
from bot.service.service_state import ServiceState

Json = dict[str, Any]


def event_json(event: Event) -> Json:
    """Return an event of an answer: `evidence`, `thinking`, `draft`, `sentence` or `answer`."""
    match event:
        case EvidenceFound(evidence):
            return {"type": "evidence", "evidence": evidence_json(evidence)}
        case Thinking(text):
            return {"type": "thinking", "text": text}
        case Draft(text):
            return {"type": "draft", "text": text}
        case SentenceChecked(sentence):
            return {"type": "sentence", "sentence": _lists(asdict(sentence))}
        case AnswerDone(answer):
            return {"type": "answer", "answer": _lists(answer.to_json())}


def evidence_json(evidence: Evidence) -> Json:
    """Return the evidence with its passages, best first."""
    return {
        "question": evidence.question,
        "language": evidence.language,
        "passages": [_passage(passage) for passage in evidence.passages],
        "sufficient": evidence.sufficient,
        "missing": list(evidence.missing),
        "seconds": evidence.seconds,
    }


def error_json(error: HaeseolError) -> Json:
    """Return an error with its words in both languages; `name` is for scripts, not for readers."""
    return {"type": "error", "name": type(error).__name__, "ko": error.message("ko"), "en": error.message("en")}


def or_error(look: Callable[[], Json]) -> Json:
    """Return what `look` returns, or the `error` that it raises."""
    try:
        return look()
    except HaeseolError as error:
        return error_json(error)


def progress_json(progress: Progress) -> Json:
    """Return how far a step has come; a total of 0 means that nobody knows."""
    return {"type": "progress", **asdict(progress)}


def report_json(report: IndexReport) -> Json:
    """Return what came of an addition, a removal or a re-reading; failures carry their words in both languages."""
    return {
        "type": "report",
        "added": list(report.added),
        "changed": list(report.changed),
        "unchanged": list(report.unchanged),
        "removed": list(report.removed),
        "failed": [{"source": failure.source, "error": error_json(failure.error)} for failure in report.failed],
        "seconds": report.seconds,
    }


def row_json(row: ArticleRow) -> Json:
    """Return an article as the library lists it."""
    return {**asdict(row), "published": _day(row.published)}


def article_json(article: ArticleText) -> Json:
    """Return a whole article."""
    return {"type": "article", **asdict(article), "published": _day(article.published)}


def changes_json(changes: VersionChanges) -> Json:
    """Return what changed between two versions: the whole text in order, as `parts`."""
    return {"type": "changes", **_lists(asdict(changes))}


def translation_json(event: Draft | Translation) -> Json:
    """Return a translation: `draft` as far as it is written, then the whole `translation` with any doubt in both languages."""
    if isinstance(event, Draft):
        return {"type": "draft", "text": event.text}
    return {"type": "translation", **asdict(event)}


def explanation_json(explanation: Guide, making: GuideProgress) -> Json:
    """Return an explanation with its parts, and under `making` how far it has come."""
    return {"type": "explanation", **_lists(explanation.to_json()), "making": asdict(making)}


def state_json(state: ServiceState) -> Json:
    """Return whether questions can be searched and answered now."""
    return {"type": "state", **asdict(state)}


def _passage(passage: EvidencePassage) -> Json:
    return {**_lists(asdict(passage)), "published": _day(passage.published)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _lists(fields: Json) -> Json:
    """Return `fields` with lists where they have tuples: what JSON makes of them, also before it is written."""
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return _lists(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
