"""Turns as a page sends them, and as they were saved: read with care, for a request may hold anything, and so may an old file."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from bot.answering.answer import Answer, AnswerSentence
from bot.library.collection_errors import ScopeInvalid
from bot.library.scope import Scope
from bot.retrieval.evidence import Evidence
from bot.service.conversations.conversation_errors import TurnsUnreadable
from bot.service.conversations.turns import Json, Judgement, Turn

Read = TypeVar("Read")


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
    return Turn(
        id=_text(held, "id"),
        question=_text(held, "question"),
        asked_at=_text(held, "asked_at") if held.get("asked_at") else datetime.now(UTC).isoformat(timespec="seconds"),
        scope=Scope.from_json(held.get("scope")).to_json(),
        evidence=_evidence(held.get("evidence")),
        sentences=tuple(sentences or ()),
        answer=answer,
        stopped=held.get("stopped") is True,
    )


def restore_turn(id: str, saved: object, judgement: object) -> Turn:
    """Return a saved turn as far as it can be read: earlier versions saved whatever a page had sent.

    Evidence, sentences, answer, scope and judgement that are not as they should be are left out; the rest stays.
    """
    held = saved if isinstance(saved, dict) else {}
    scope = held.get("scope")
    if "article_id" in held:  # as turns were saved before there were scopes
        scope = {"articles": [held["article_id"]]} if held["article_id"] else None
    return Turn(
        id=id,
        question=str(held.get("question") or ""),
        asked_at=str(held.get("asked_at") or ""),
        scope=_or_none(lambda: Scope.from_json(scope).to_json()),
        evidence=_or_none(lambda: _evidence(held.get("evidence"))),
        sentences=tuple(_or_none(lambda: _shaped(Sequence[AnswerSentence], "sentences", held.get("sentences"))) or ()),
        answer=_or_none(lambda: _shaped(Answer, "answer", held.get("answer"))),
        stopped=held.get("stopped") is True,
        judgement=_or_none(lambda: _judgement(judgement)),
    )


def _judgement(saved: object) -> Judgement | None:
    shaped = _shaped(Judgement, "judgement", saved)
    return Judgement(**shaped) if shaped else None


def _or_none(read: Callable[[], Read]) -> Read | None:
    try:
        return read()
    except (TurnsUnreadable, ScopeInvalid):
        return None


def _evidence(held: object) -> Json | None:
    evidence: Json | None = _shaped(Evidence, "evidence", held)
    for number, passage in enumerate((evidence or {}).get("passages", ())):
        if not 0 <= passage["best"] < max(1, len(passage["sentences"])):
            raise TurnsUnreadable(field=f"evidence.passages.{number}.best")
    return evidence


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
