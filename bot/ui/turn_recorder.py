"""Saving a turn while it streams by: what the page was told is what is kept, also of an answer that was stopped."""

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime

from bot.errors import HaeseolError
from bot.library.scope import EVERYTHING, Scope
from bot.service.conversations import Turn
from bot.ui.events import Json, error_json

Save = Callable[[Turn], None]


def begin_turn(id: str, question: str, scope: Scope = EVERYTHING) -> Turn:
    """Return a turn of which nothing is told yet."""
    return Turn(id, question, datetime.now(UTC).isoformat(timespec="seconds"), scope.to_json(), None, (), None)


def keep(events: Iterator[Json], turn: Turn, save: Save) -> Iterator[Json]:
    """Pass an answer's events through; save the turn at its end and say so with `saved`, or `unsaved` and why not.

    A stopped answer is saved as far as it came; a turn of which nothing was told is not saved.
    """
    with closing(events):  # type: ignore[type-var]
        try:
            for event in events:
                turn = with_event(turn, event)
                yield event
        except GeneratorExit:
            if turn.sentences or turn.answer:
                with suppress(HaeseolError):  # whoever could be told has left
                    save(replace(turn, stopped=turn.answer is None))
            raise
    if turn.sentences or turn.answer:
        try:
            save(turn)
            yield {"type": "saved"}
        except HaeseolError as error:
            yield {"type": "unsaved", "error": error_json(error)}


def with_event(turn: Turn, event: Json) -> Turn:
    """Return the turn with what one more event of its answer told."""
    match event["type"]:
        case "evidence":
            return replace(turn, evidence=event["evidence"])
        case "sentence":
            return replace(turn, sentences=(*turn.sentences, event["sentence"]))
        case "revised":
            sentences = list(turn.sentences)
            sentences[event["index"]] = event["sentence"]
            return replace(turn, sentences=tuple(sentences))
        case "answer":
            return replace(turn, answer=event["answer"], sentences=tuple(event["answer"]["sentences"]))
        case _:
            return turn
