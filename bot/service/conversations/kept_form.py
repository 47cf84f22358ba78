"""How a turn is written down and looked for, wherever conversations are kept."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from bot.service.conversations.conversation_errors import ConversationMissing
from bot.service.conversations.parsing import restore_turn
from bot.service.conversations.turns import Judgement, Rating, Reason, Turn
from bot.text.json_text import read_json
from bot.text.language import normalize

TITLE_LETTERS = 80
NOTE_LETTERS = 2000
_ID = re.compile(r"[0-9A-Za-z-]{8,64}")


def require_ids(id: str, turns: Iterable[Turn]) -> None:
    """Raise ConversationMissing for an id, of a conversation or of its turns, that no page of ours makes."""
    if not all(_ID.fullmatch(each) for each in (id, *(turn.id for turn in turns))):
        raise ConversationMissing(id=id[:64])


def title_of(question: str) -> str:
    """Return a title made of a question: one line, at most TITLE_LETTERS letters, empty where it has none."""
    line = " ".join(normalize(question).split())
    return line if len(line) <= TITLE_LETTERS else f"{line[: TITLE_LETTERS - 1].rstrip()}…"


def searched(text: str) -> str:
    """Return a text as it is searched: NFC, without capitals, white space as single spaces."""
    return " ".join(normalize(text).casefold().split())


def searched_turn(turn: Turn) -> str:
    """Return what of a turn is searched, as `searched` says: its question and its answer."""
    return searched(f"{turn.question}\n{turn.said}")


def write_turn(turn: Turn) -> tuple[str, str | None]:
    """Return a turn, and what is said of it, as JSON; None where nothing is said of it."""
    fields = asdict(turn)
    judgement = fields.pop("judgement")
    return json.dumps(fields, ensure_ascii=False), json.dumps(judgement, ensure_ascii=False) if judgement else None


def read_turn(id: str, told: str, judgement: str | None) -> Turn:
    """Return a turn from its JSON, as far as it can be read. Raises ValueError and TypeError for what is no JSON."""
    return restore_turn(id, read_json(told), read_json(judgement or "null"))


def write_judgement(verdict: Rating | None, reason: Reason, note: str) -> str | None:
    """Return as JSON what a reader says of an answer now, None where they say nothing; a good answer needs no reason."""
    if verdict is None:
        return None
    kept = reason if verdict == "bad" else ""
    made = Judgement(
        verdict, kept, normalize(note).strip()[:NOTE_LETTERS], datetime.now(UTC).isoformat(timespec="milliseconds")
    )
    return json.dumps(asdict(made), ensure_ascii=False)
