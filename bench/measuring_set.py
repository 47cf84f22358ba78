"""Sets of questions and passages to measure with: which files they are, and how to tell that they are the right ones."""

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.evaluation.cases import read_cases, read_passages


@dataclass(frozen=True, slots=True)
class Pairing:
    """A file of questions and the file of the passages that answer them."""

    questions: str
    passages: str


@dataclass(frozen=True, slots=True)
class MeasuringSet:
    """A set, and the digest of its content: other content would have other floors.

    Where a floor is measured on the first so many questions, their order is content too: the set is `ordered`.
    """

    name: str
    pairings: tuple[Pairing, ...]
    content: str
    ordered: bool = False

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files, each once."""
        return tuple(dict.fromkeys(name for pair in self.pairings for name in (pair.questions, pair.passages)))


def content_digest(given: MeasuringSet, folder: Path) -> str:
    """Return the SHA-256 in hexadecimal of what the files of a set in `folder` say, however they are written.

    Ids, the order of passages, the kind of white space and fields that no floor depends on do not count.
    """
    digest = hashlib.sha256()
    for pair in given.pairings:
        for line in _content(pair, folder, given.ordered):
            digest.update(line.encode("utf-8") + b"\n")
    return digest.hexdigest()


def plain(text: str) -> str:
    """Return a text in one line of composed characters with single spaces: what two copies of it have in common."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _content(pair: Pairing, folder: Path, ordered: bool) -> Iterator[str]:
    passages, _ = read_passages([folder / pair.passages])
    cases, _ = read_cases(folder / pair.questions, "passage_id")
    yield from sorted(_line(one.language, plain(one.title), plain(one.text)) for one in passages.values())
    asked = [
        _line(
            case.language,
            plain(case.question),
            case.answerable,
            plain(passages[case.gold].text) if case.gold in passages else None,
        )
        for case in sorted(cases, key=lambda case: case.order)
    ]
    yield from asked if ordered else sorted(asked)


def _line(*values: object) -> str:
    return json.dumps(values, ensure_ascii=False)
