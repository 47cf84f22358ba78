"""What readers want known of articles, as JSON in the tables and in the files of older versions."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, get_args

from bot.articles import ReadingWarning
from bot.articles.reading_warnings import WarningKind


def warnings_json(warnings: Iterable[ReadingWarning]) -> str:
    """Return warnings as `warnings_from_json` reads them."""
    return json.dumps([asdict(warning) for warning in warnings], ensure_ascii=False)


def warnings_from_json(text: str) -> tuple[ReadingWarning, ...]:
    """Return the warnings that `warnings_json` wrote."""
    return warnings_from(json.loads(text))


def warnings_from(stored: Iterable[Mapping[str, Any]]) -> tuple[ReadingWarning, ...]:
    """Return warnings from what JSON has of them; a kind that only a newer version of ours knows is passed over."""
    return tuple(ReadingWarning.from_json(warning) for warning in stored if warning["kind"] in get_args(WarningKind))


def page_read_by_machine(text: str, start: int, end: int) -> int | None:
    """Return the first page, from 1, that was read by machine and has text between `start` and `end`; None where none has."""
    if "machine_read" not in text:
        return None
    places = (place for warning in warnings_from_json(text) for place in warning.places)
    return next((page for page, begins, ends in places if begins < end and start < ends), None)
