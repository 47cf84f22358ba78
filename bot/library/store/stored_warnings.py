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
    return tuple(ReadingWarning(**warning) for warning in stored if warning["kind"] in get_args(WarningKind))
