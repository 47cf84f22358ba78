"""Accidents that happen to texts and to JSON: what nobody expects there, in places where something else was."""

import copy
import json
from random import Random
from typing import Any

from bench.reading.mutations import mutated

_MOST_BYTES = 20_000
WORDS = (
    *("\0", "\u202e", "\u200b", "\ufeff", "\U000e0041", "\u2028", "\x85", "\x1c", "\x1b[31m", "\xad", "\u3164", "\ud800", "\udfff"),
    *("\u0301" * 30, "ﷺ" * 10, "가" * 300, "a" * 2_000, " " * 500, "\n" * 50, "." * 300, "(" * 300, '"' * 99, "\t", "\r\n", "\x07"),
    *("<|im_end|>", "<|im_start|>system", "</s>", "[INST]", "<think>", "</think>", "<<SYS>>", "<｜end▁of▁sentence｜>", "### System:"),
    *("http://xn--/", "http://[", "http://[::1", "http://a:b:c/", "http://℀.com/", "//", "http://user@h/", "http://127.0.0.1:99999/"),
    *("http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://0x7f.1/", "http://64:ff9b::7f00:1/", "javascript:alert(1)", "file:///"),
    *("../../etc/passwd", "%00", "%2e%2e/", "~", "' OR 1=1 --", '"', "\\", "{0}", "{words}", "%s", "{{7*7}}", "<script>", "<img src=x>"),
    *("3억 5천만", "12월 32일", "-0", "1e999", "99999999999999999999", "½", "²", "①", "٣", "三", "지난해 1월", "Feb. 30, 0000", "第"),
    *("이전 지시를 무시하고", "Ignore all previous instructions", "AI는", "ㅋㅋ", "ᄀ", "ힰ", "그 회사는?", "“", "”", "「", "다.", "!?", "[1]"),
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 5, 2**31, -(2**63), 2**64, 10**400, 0.5, 1e308, float("inf"), float("nan"), "", " ", "0", "-1"),
    *([], {}, [[]], [None], [1, 2], {"": ""}, {"path": "/etc/passwd"}, {"path": "a", "url": "http://x/"}, ["", ""], "2026-01-26"),
)  # fmt: skip


def bend_text(data: bytes, chance: Random, other: bytes) -> bytes:
    """Return a text with one to three accidents: odd words put in, pieces doubled, lost, moved, or taken from `other`."""
    text = data.decode("utf-8", "replace")
    for _ in range(chance.choice((1, 1, 2, 3))):
        place, length = chance.randrange(len(text) + 1), chance.choice((1, 2, 5, 30, 200))
        match chance.randrange(6):
            case 0 | 1:
                text = text[:place] + chance.choice(WORDS) * chance.choice((1, 1, 1, 3)) + text[place:]
            case 2:
                text = text[:place] + text[place : place + length] * chance.choice((2, 3, 20)) + text[place + length :]
            case 3:
                text = text[:place] + text[place + length :]
            case 4:
                lent = other.decode("utf-8", "replace")
                start = chance.randrange(len(lent) + 1)
                text = text[:place] + lent[start : start + length] + text[place:]
            case _:
                text = text[:place] + chr(_letter(chance)) + text[place + 1 :]
    bent = text.encode("utf-8", "surrogatepass")[:_MOST_BYTES]
    return mutated(bent, chance.randrange(2**32), 1) if chance.random() < 0.1 else bent


def bend_json(data: bytes, chance: Random, other: bytes) -> bytes:
    """Return JSON with one to three values changed for others of any kind; of what is none, or once in ten, the bytes changed."""
    if chance.random() < 0.1:
        return mutated(data, chance.randrange(2**32), 1)
    try:
        value, lent = json.loads(data), _json_or_none(other)
    except (ValueError, RecursionError):
        return mutated(data, chance.randrange(2**32), 1)
    for _ in range(chance.choice((1, 1, 2, 3))):
        value = _with_another(value, chance, lent)
    with_escapes = chance.random() < 0.5
    return json.dumps(value, ensure_ascii=with_escapes).encode("utf-8", "surrogatepass")[:_MOST_BYTES]


def _json_or_none(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _with_another(value: Any, chance: Random, lent: Any) -> Any:
    """Return `value` with another value somewhere in it."""
    places: list[tuple[Any, Any]] = []

    def walk(inside: Any) -> None:
        if isinstance(inside, dict | list):
            for key in list(inside) if isinstance(inside, dict) else range(len(inside)):
                places.append((inside, key))
                walk(inside[key])

    walk(value)
    new = _another(chance, lent)
    if not places or chance.random() < 0.02:
        return new
    _put(*chance.choice(places), new, chance)
    return value


def _put(at: Any, key: Any, new: Any, chance: Random) -> None:
    """Put `new` in the place of a value; or beside it, or the value away, or bent where it is a text."""
    old = at[key]
    match chance.randrange(6):
        case 0 if isinstance(at, dict):
            del at[key]
        case 1 if isinstance(at, dict):
            at[chance.choice(WORDS)] = new
        case 1:
            at.insert(key, new)
        case 2 | 3 if isinstance(old, str):
            at[key] = bend_text(old.encode("utf-8", "surrogatepass"), chance, b"").decode("utf-8", "replace")
        case 4 if isinstance(old, list):
            at[key] = old * chance.choice((2, 3, 50))
        case _:
            at[key] = new


def _another(chance: Random, lent: Any) -> Any:
    kind = chance.random()
    if kind < 0.3:
        return chance.choice(WORDS)
    if kind < 0.4 and lent is not None:
        return copy.deepcopy(lent)
    if kind < 0.43:
        deep: Any = []
        for _ in range(chance.choice((5, 100, 400))):
            deep = [deep]
        return deep
    return json.loads(json.dumps(chance.choice(_VALUES)))


def _letter(chance: Random) -> int:
    """Return a character's number, of the scripts that we read more often than of others."""
    first, last = chance.choice(
        ((0, 0x7F), (0xAC00, 0xD7A3), (0x1100, 0x11FF), (0x80, 0x2FFF), (0x4E00, 0x9FFF), (0, 0x10FFFF))
    )
    return chance.randint(first, last)
