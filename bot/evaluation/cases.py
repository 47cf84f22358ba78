"""The questions to measure with, and the passages that answer them, read from JSONL; what is wrong names its line."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.bilingual import Language
from bot.evaluation.evaluation_errors import CaseFieldInvalid, CaseIdTaken, CaseLineNotJson, CasesEmpty, CasesUnreadable
from bot.text.language import detect_language, normalize, question_language

GoldField = Literal["passage_id", "article_id"]


@dataclass(frozen=True, slots=True)
class GivenPassage:
    """A passage to be searched. Passages that are translations of each other share a `pair`."""

    id: str
    title: str
    text: str
    language: Language
    pair: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what is known about its answer.

    `gold` is the passage or article that answers it, where that is known. `must_contain` holds groups of which an answer
    needs one string each. `facts` are what an explanation tells, each with groups like those, in at least `least_sentences`;
    `kind` is what the file calls the request. `order` puts the questions into a fixed random order; `source` and `line` say
    where it stands.
    """

    id: str
    question: str
    language: Language
    gold: str | None
    answerable: bool
    answers: tuple[str, ...]
    must_contain: tuple[tuple[str, ...], ...]
    order: str
    source: str
    line: int
    kind: str = ""
    facts: tuple[tuple[tuple[str, ...], ...], ...] = ()
    least_sentences: int = 0


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that was measured with: its name, its SHA-256 in hexadecimal, and how many lines it gave."""

    name: str
    sha256: str
    lines: int


def read_cases(path: Path, gold_field: GoldField) -> tuple[list[Case], DataFile]:
    """Return the questions in the order of the file. Raises EvaluationError with the line and what is wrong there."""
    rows, file = _read_rows(path)
    cases: dict[str, Case] = {}
    for row in rows:
        case = _case(row, gold_field)
        if case.id in cases:
            raise CaseIdTaken(source=row.source, line=row.line, id=case.id, owner=f"{path.name}:{cases[case.id].line}")
        cases[case.id] = case
    return list(cases.values()), file


def read_passages(paths: Sequence[Path]) -> tuple[dict[str, GivenPassage], list[DataFile]]:
    """Return the passages of all files by id, in order. The same passage in two files is one; raises EvaluationError."""
    passages: dict[str, GivenPassage] = {}
    owners: dict[str, str] = {}
    files = []
    for path in paths:
        rows, file = _read_rows(path)
        files.append(file)
        for row in rows:
            passage = _passage(row)
            if passages.setdefault(passage.id, passage) != passage:
                raise CaseIdTaken(source=row.source, line=row.line, id=passage.id, owner=owners[passage.id])
            owners.setdefault(passage.id, f"{path.name}:{row.line}")
    return passages, files


@dataclass(frozen=True, slots=True)
class _Row:
    """One line's object, which knows how to say what is wrong with it."""

    fields: dict[str, Any]
    source: str
    line: int

    def wrong(self, field: str, expected: str) -> CaseFieldInvalid:
        return CaseFieldInvalid(source=self.source, line=self.line, field=field, expected=expected)

    def text(self, field: str, default: str | None = None) -> str:
        """Return a text, which may only be empty where there is a default."""
        value = self.fields.get(field)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.wrong(field, '"..."')
        return value

    def id(self, field: str) -> str | None:
        """Return an id in its clean form, which is also the library's; None where there is none."""
        value = self.fields.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int) or not normalize(str(value)).strip():
            raise self.wrong(field, '"..."')
        return normalize(str(value)).strip()

    def language(self, field: str) -> Language | None:
        value = self.fields.get(field)
        if value is None:
            return None
        if value not in ("ko", "en"):
            raise self.wrong(field, '"ko" / "en"')
        return "ko" if value == "ko" else "en"

    def count(self, field: str) -> int:
        value = self.fields.get(field, 0)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(field, "0, 1, 2, ...")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.fields.get(field)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(field, '["...", ...]')
        return tuple(value)


def _case(row: _Row, gold_field: GoldField) -> Case:
    question = row.text("question")
    id = row.id("id")
    if id is None:
        raise row.wrong("id", '"..."')
    answerable = row.fields.get("answerable", True)
    if not isinstance(answerable, bool):
        raise row.wrong("answerable", "true / false")
    if gold_field == "article_id" and row.id("passage_id") and not row.id("article_id"):
        raise row.wrong("article_id", '"..." (passage_id: --passages PASSAGES.jsonl)')
    return Case(
        id=id,
        question=question,
        language=row.language("question_lang") or question_language(question) or detect_language(question),
        gold=row.id(gold_field) or (row.id("article") if gold_field == "article_id" else None),
        answerable=answerable,
        answers=row.texts("answers"),
        must_contain=_groups(row),
        order=row.text("shuffle_key", "") or hashlib.sha256(id.encode()).hexdigest(),
        source=row.source,
        line=row.line,
        kind=row.text("kind", ""),
        facts=_facts(row),
        least_sentences=row.count("least_sentences"),
    )


def _groups(row: _Row) -> tuple[tuple[str, ...], ...]:
    """Return the groups of `must_contain`, which the questions beside an article call `answer_must_contain`."""
    field = "must_contain" if "must_contain" in row.fields else "answer_must_contain"
    value = row.fields.get(field) or []
    if not _are_groups(value):
        raise row.wrong(field, '[["...", ...], ...]')
    return tuple(tuple(group) for group in value)


def _facts(row: _Row) -> tuple[tuple[tuple[str, ...], ...], ...]:
    value = row.fields.get("facts") or []
    if not isinstance(value, list) or not all(fact and _are_groups(fact) for fact in value):
        raise row.wrong("facts", '[[["...", ...], ...], ...]')
    return tuple(tuple(tuple(group) for group in fact) for fact in value)


def _are_groups(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(group, list) and group and all(isinstance(text, str) and text for text in group) for group in value
    )


def _passage(row: _Row) -> GivenPassage:
    id, text = row.id("passage_id"), row.text("text")
    if id is None:
        raise row.wrong("passage_id", '"..."')
    if not any(character.isalnum() for character in text):
        raise row.wrong("text", '"..."')
    return GivenPassage(
        id, row.text("title", ""), text, row.language("lang") or detect_language(text), row.id("pair_id")
    )


def _read_rows(path: Path) -> tuple[list[_Row], DataFile]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CasesUnreadable(source=path, reason=error.strerror or str(error)) from error
    rows = list(_rows(data, path.name))
    if not rows:
        raise CasesEmpty(source=path)
    return rows, DataFile(path.name, hashlib.sha256(data).hexdigest(), len(rows))


def _rows(data: bytes, source: str) -> Iterator[_Row]:
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise CaseLineNotJson(source=source, line=number) from error
        if not isinstance(fields, dict):
            raise CaseLineNotJson(source=source, line=number)
        yield _Row(fields, source, number)
