"""What Word draws from a field's code, with no result in the file: equations, rubies, and the answers of old forms.

The language of EQ fields: https://support.microsoft.com/office/field-codes-eq-equation-field-467f7a34-4f47-4362-8a9f-3f4d47b59d57
"""

import re
from collections.abc import Sequence
from typing import Any

from bot.articles.mathematics import fraction, root, with_scripts
from bot.articles.raised_marks import lowered, raised
from bot.articles.word_names import is_on, name_of, value_of

_EQUATION = re.compile(r"\s*EQ\b", re.IGNORECASE)
# \f a fraction, \r a root, \s raised or lowered, \o one over the other, \i an integral; behind them switches such as \ad, \up 9,
# \* jc2, and for an integral \su, \pr or \fc\S with a sign of its own.
_SWITCH = re.compile(
    r"\\\*\s*(?:\"[^\"]*\"|\S+)|\\[blr]c\s?\\.|\\[fv]c\s?\\(?P<sign>.)|\\(?P<name>[a-z]{2})\s?(?:-?\d{0,4})",
    re.IGNORECASE,
)
_COMMAND = re.compile(r"\\([abdfilorsx])(?![a-z])\s*", re.IGNORECASE)
_SIGNS = {"su": "∑", "pr": "∏"}
_MAX_DEPTH = 20


def field_text(code: str) -> str:
    """Return what an EQ field shows, in one line: (a+b)/2, x^2, 漢江(한강); "" for other fields, which have results."""
    match = _EQUATION.match(code)
    return "" if match is None else " ".join(_Reader(code[match.end() :]).row(0, "")[0].split())


def form_text(form: Any) -> str:
    """Return the answer in an old form's field (`w:ffData`): the entry that is chosen, or a box with or without its cross."""
    for part in form:
        values = {name_of(child): child for child in part}
        if name_of(part) == "w:checkBox":
            checked = values.get("w:checked", values.get("w:default"))
            return "☒" if checked is not None and is_on(checked) else "☐"
        if name_of(part) == "w:ddList":
            entries = [value_of(child) for child in part if name_of(child) == "w:listEntry"]
            chosen = values.get("w:result", values.get("w:default"))
            number = value_of(chosen) if chosen is not None else "0"
            return entries[int(number)] if number.isdecimal() and int(number) < len(entries) else ""
    return ""


class _Reader:
    """Reads a code from left to right; what it does not understand stays as it is written."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._at = 0

    def row(self, depth: int, ends: str) -> tuple[str, str]:
        """Return what stands up to one of `ends`, or to the end, and how its last part was shifted: "up", "do" or neither."""
        text, shift = "", ""
        while self._at < len(self._code) and self._code[self._at] not in ends:
            switch, command = (pattern.match(self._code, self._at) for pattern in (_SWITCH, _COMMAND))
            if self._code[self._at] != "\\":
                text += self._code[self._at]
                self._at += 1
            elif switch is not None:
                self._at = switch.end()
            elif command is not None and depth < _MAX_DEPTH:
                self._at = command.end()
                part, shift = self._built(command[1].lower(), text, depth + 1)
                text += part
            else:
                text += self._code[self._at + 1 : self._at + 2]
                self._at += 2
        return text, shift

    def _built(self, command: str, before: str, depth: int) -> tuple[str, str]:
        shift, sign = "", "∫"
        while (switch := _SWITCH.match(self._code, self._at)) is not None:
            name = (switch["name"] or "").lower()
            shift = name if name in ("up", "do") else shift
            sign = switch["sign"] or _SIGNS.get(name, sign)
            self._at = switch.end()
            self._pass_blanks()
        self._pass_blanks()
        parts = self._parts(depth)
        texts = [text.strip() for text, _ in parts]
        first, rest = ", ".join(texts[:1]), ", ".join(texts[1:])
        if command == "f" and len(texts) > 1:
            above = fraction(first, rest)
            return (f" {above}" if before[-1:].isdigit() else above), ""
        if command == "r" and texts:
            return (root(rest, first) if len(texts) > 1 else root(first)), ""
        if command == "i":
            return _integral(sign, texts), ""
        if command == "s":
            return self._shifted(before, "".join(texts), shift), shift
        if command == "o":
            return _over(parts), ""
        return (f"({', '.join(texts)})" if command == "b" else ", ".join(filter(None, texts))), ""

    def _shifted(self, before: str, text: str, shift: str) -> str:
        near = before[-80:]
        if not near.strip():
            return text
        return lowered(near, text) if shift == "do" else raised(near, text, self._code[self._at : self._at + 10])

    def _parts(self, depth: int) -> list[tuple[str, str]]:
        """Return the parts in brackets behind a command, each with its shift."""
        if self._code[self._at : self._at + 1] != "(":
            return []
        found: list[tuple[str, str]] = []
        while self._at < len(self._code) and self._code[self._at] != ")":
            self._at += 1
            found.append(self.row(depth, ",;)"))
        self._at += 1
        return found

    def _pass_blanks(self) -> None:
        while self._code[self._at : self._at + 1] == " ":
            self._at += 1


def _integral(sign: str, texts: Sequence[str]) -> str:
    """Return a sign between its limits with what stands behind it; where there are not all three, what there is."""
    lower, upper = texts[:2] if len(texts) > 2 else ("", "")
    return f"{with_scripts(sign, lower, upper)} {', '.join(texts[2:] if len(texts) > 2 else texts)}".rstrip()


def _over(parts: Sequence[tuple[str, str]]) -> str:
    """Return what is set over each other: a base with its reading, which is raised, in brackets behind it."""
    bases = "".join(text.strip() for text, shift in parts if shift != "up")
    readings = "".join(text.strip() for text, shift in parts if shift == "up")
    return f"{bases}({readings})" if bases and readings else bases or readings
