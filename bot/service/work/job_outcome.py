"""What came of a job, as the database has it: a report, what feeds brought, or an error with its facts, never its code."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING

from bot.articles import Content, ReadingWarning
from bot.errors import HaeseolError
from bot.library.feeds.feed_poller import PolledFeed
from bot.library.feeds.feed_store import read_feed
from bot.library.indexing.index_report import Failure, IndexReport
from bot.service.work.job import Json
from bot.service.work.work_errors import WorkFailed

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def error_to_json(error: HaeseolError) -> Json:
    """Return an error by its name and its facts; a fact that JSON has no word for goes as its text."""
    return {"name": type(error).__name__, "facts": {name: _plain(fact) for name, fact in error.facts.items()}}


def error_from_json(told: Mapping[str, object]) -> HaeseolError:
    """Return the error that JSON tells. Only classes of our own tree are made; any other name is WorkFailed."""
    name, facts = told.get("name"), told.get("facts")
    kind = next((each for each in _kinds(HaeseolError) if each.__name__ == name and hasattr(each, "en")), None)
    if kind is None or not isinstance(facts, dict):
        return WorkFailed(reason=str(name))
    # Some classes are made from other errors, which stay where they were: what is told needs the facts alone.
    error = kind.__new__(kind)
    try:
        HaeseolError.__init__(error, **facts)
    except (LookupError, AttributeError, ValueError):  # another version of the program gave it other facts
        return WorkFailed(reason=str(name))
    return error


def report_to_json(report: IndexReport) -> Json:
    """Return a report, its errors as `error_to_json` has them."""
    failed = [{"source": each.source, "error": error_to_json(each.error)} for each in report.failed]
    return {**_but_failures(report), "failed": failed}


def report_from_json(told: Json) -> IndexReport:
    """Return the report that JSON tells."""
    return IndexReport(
        **{name: tuple(told[name]) for name in ("added", "changed", "unchanged", "removed")},
        failed=_failures(told["failed"]),
        twins=tuple((one, other) for one, other in told["twins"]),
        warned=tuple(
            (id, tuple(ReadingWarning.from_json(warning) for warning in warnings)) for id, warnings in told["warned"]
        ),
        seconds=told["seconds"],
    )


def polled_to_json(polled: list[PolledFeed]) -> list[Json]:
    """Return what came of asking feeds."""
    return [
        {
            "feed": asdict(each.feed),
            "asked": each.asked,
            "added": list(each.added),
            "failed": [{"source": one.source, "error": error_to_json(one.error)} for one in each.failed],
        }
        for each in polled
    ]


def polled_from_json(told: list[Json]) -> list[PolledFeed]:
    """Return what came of asking feeds, as JSON tells it."""
    return [
        PolledFeed(read_feed(each["feed"]), each["asked"], tuple(each["added"]), _failures(each["failed"]))
        for each in told
    ]


def content_to_json(content: Content) -> Json:
    """Return what was found at a web address."""
    told: Json = _content().dump_python(content, mode="json")
    return told


def content_from_json(told: Json) -> Content:
    """Return what was found at a web address, as JSON tells it."""
    return _content().validate_python(told)


def _failures(told: list[Json]) -> tuple[Failure, ...]:
    return tuple(Failure(each["source"], error_from_json(each["error"])) for each in told)


def _but_failures(report: IndexReport) -> Json:
    return {
        **{name: list(getattr(report, name)) for name in ("added", "changed", "unchanged", "removed")},
        "twins": [list(pair) for pair in report.twins],
        "warned": [[id, [asdict(warning) for warning in warnings]] for id, warnings in report.warned],
        "seconds": report.seconds,
    }


def _kinds(kind: type[HaeseolError]) -> Iterator[type[HaeseolError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _kinds(child)


def _plain(fact: object) -> object:
    return fact if fact is None or isinstance(fact, str | bool | int | float) else str(fact)


@cache
def _content() -> "TypeAdapter[Content]":
    from pydantic import TypeAdapter

    return TypeAdapter(Content)
