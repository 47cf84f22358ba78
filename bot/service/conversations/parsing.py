"""Turns as a page holds them that saves nothing: read with care, for a request may hold anything."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from bot.answering.answer import Answer, AnswerSentence
from bot.errors import TurnsUnreadable
from bot.library.scope import Scope
from bot.retrieval.evidence import Evidence
from bot.service.conversations.turns import Json, Turn


def read_turns(held: object) -> tuple[Turn, ...]:
    """Return the turns that a page sent, in the shape in which they are saved. Raises TurnsUnreadable, and ScopeInvalid.

    A turn has `id`, `question`, `asked_at`, `scope`, `evidence`, `sentences`, `answer` and `stopped`, as a saved
    conversation has them; what is not known of it, such as when it was asked, may be left out.
    """
    if not isinstance(held, list) or not held:
        raise TurnsUnreadable(field="turns")
    return tuple(_turn(one) for one in held)


def _turn(held: object) -> Turn:
    if not isinstance(held, dict):
        raise TurnsUnreadable(field="turn")
    answer = _shaped(Answer, "answer", held.get("answer"))
    sentences = _shaped(Sequence[AnswerSentence], "sentences", held.get("sentences", ()))
    evidence = _shaped(Evidence, "evidence", held.get("evidence"))
    for number, passage in enumerate((evidence or {}).get("passages", ())):
        if not 0 <= passage["best"] < max(1, len(passage["sentences"])):
            raise TurnsUnreadable(field=f"evidence.passages.{number}.best")
    return Turn(
        id=_text(held, "id"),
        question=_text(held, "question"),
        asked_at=_text(held, "asked_at") if held.get("asked_at") else datetime.now(UTC).isoformat(timespec="seconds"),
        scope=Scope.from_json(held.get("scope")).to_json(),
        evidence=evidence,
        sentences=tuple(sentences or ()),
        answer=answer,
        stopped=held.get("stopped") is True,
    )


def _text(held: Json, field: str) -> str:
    value = held.get(field)
    if not isinstance(value, str) or not value.strip():
        raise TurnsUnreadable(field=field)
    return value


def _shaped(kind: Any, field: str, value: object) -> Any:
    """Return `value` with exactly the fields of `kind`, as JSON again; None stays None."""
    from pydantic import ValidationError

    if value is None:
        return None
    try:
        return _adapter(kind).dump_python(_adapter(kind).validate_python(value), mode="json")
    except ValidationError as error:
        where = ".".join(str(part) for part in (field, *error.errors()[0]["loc"]))
        raise TurnsUnreadable(field=where) from error


@cache
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
