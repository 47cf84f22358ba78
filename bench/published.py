"""Public sets of questions as their makers publish them, and how each becomes files of our format.

Of the published questions some are taken: a selection is a file with the first digits of the SHA-256 of each of them.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measuring_set import MeasuringSet, Pairing, plain
from bot.bilingual import Language

Row = dict[str, Any]
Files = dict[str, list[Row]]
Convert = Callable[[Sequence[bytes], frozenset[str]], Files]

_LANGUAGES: tuple[Language, ...] = ("ko", "en")

_SELECTIONS = Path(__file__).parent / "selections"
_DIGITS = 8

# A revision stays what it is. The text of Belebele has not changed since it was published.
_BELEBELE = "{hub}/datasets/facebook/belebele/resolve/75b399394a9803252cfec289d103de462763db7c/data"
_TYDI = "https://storage.googleapis.com/tydiqa/v1.1/tydiqa-goldp-v1.1-train.json"
# The half of SQuAD 2.0's development set that Stanford's course on language processing gives to its students.
_SQUAD = (
    "https://raw.githubusercontent.com/chrischute/squad/4f2fd9fcd60b21e1f5fb32ac70dc50f867705de0/data/dev-v2.0.json"
)
_SQUAD_PARAGRAPHS = 215


@dataclass(frozen=True, slots=True)
class PublishedSet:
    """A set with its licence and the addresses of its files, in which {hub} is a model hub's.

    `convert` makes the rows of our files from the contents of those files, in their order.
    """

    measures: MeasuringSet
    licence: str
    addresses: tuple[str, ...]
    selection: Path
    convert: Convert

    @property
    def name(self) -> str:
        """What the set is called, here and on the command line."""
        return self.measures.name

    def rows(self, contents: Sequence[bytes]) -> Files:
        """Return the rows of each of our files. Raises ValueError, KeyError or TypeError where `contents` are others."""
        return self.convert(contents, frozenset(self.selection.read_text(encoding="ascii").split()))


def selection_key(question: str, passage: str) -> str:
    """Return the digits by which a selection names a question about a passage."""
    return hashlib.sha256(f"{plain(question)}\n{plain(passage)}".encode()).hexdigest()[:_DIGITS]


def from_belebele(name: str) -> Convert:
    """Return what converts the files of both languages, whose rows are the same question by their link and number."""

    def convert(contents: Sequence[bytes], chosen: frozenset[str]) -> Files:
        published = {
            language: _by_link_and_number(content) for language, content in zip(_LANGUAGES, contents, strict=True)
        }
        wanted = sorted(
            key
            for key, row in published["en"].items()
            if selection_key(row["question"], row["flores_passage"]) in chosen
        )
        links = {link: f"belebele-{n:03}" for n, link in enumerate(dict.fromkeys(link for link, _ in wanted))}
        files: Files = {}
        for language, rows in published.items():
            files[f"{name}_{language}.passages.jsonl"] = [
                {
                    "passage_id": f"{links[link]}-{language}",
                    "title": "",
                    "text": text,
                    "lang": language,
                    "pair_id": links[link],
                    "source_url": link,
                }
                for link, text in {link: rows[link, number]["flores_passage"] for link, number in wanted}.items()
            ]
            for asked, questions in published.items():
                files[f"{name}_{asked}_{language}.jsonl"] = [
                    _question(
                        f"{links[link]}-q{number}-{asked}2{language}",
                        questions[link, number]["question"],
                        asked,
                        f"{links[link]}-{language}",
                        [questions[link, number][f"mc_answer{questions[link, number]['correct_answer_num']}"]],
                    )
                    for link, number in wanted
                ]
        return files

    return convert


def _by_link_and_number(content: bytes) -> dict[tuple[str, int], Row]:
    rows = [json.loads(line) for line in content.splitlines()]
    return {(row["link"], int(row["question_number"])): row for row in rows}


def from_squad(name: str, language: Language, prefix: str, paragraphs: int | None = None) -> Convert:
    """Return what converts a file of SQuAD's format.

    Its passages are the first so many paragraphs, or where that is not said those that a selected question is about.
    """

    def convert(contents: Sequence[bytes], chosen: frozenset[str]) -> Files:
        (content,) = contents
        questions: list[Row] = []
        passages: dict[str, Row] = {}
        for title, paragraph in list(_paragraphs(json.loads(content)))[:paragraphs]:
            text = paragraph["context"]
            selected = [row for row in paragraph["qas"] if selection_key(row["question"], text) in chosen]
            if not selected and paragraphs is None:
                continue
            passage = passages.setdefault(
                text,
                {"passage_id": f"{prefix}-p{len(passages):05}", "title": title, "text": text, "lang": language},
            )
            questions += [
                _question(
                    f"{prefix}-{row['id']}",
                    row["question"],
                    language,
                    passage["passage_id"],
                    list(dict.fromkeys(answer["text"] for answer in row["answers"])),
                    answerable=not row.get("is_impossible", False),
                )
                for row in selected
            ]
        return {f"{name}.jsonl": questions, f"{name}.passages.jsonl": list(passages.values())}

    return convert


def _paragraphs(published: Mapping[str, Any]) -> Iterator[tuple[str, Row]]:
    for article in published["data"]:
        for paragraph in article["paragraphs"]:
            yield article.get("title", "").replace("_", " ").strip(), paragraph


def _question(
    id: str, question: str, language: Language, passage: str, answers: list[str], *, answerable: bool = True
) -> Row:
    return {
        "id": id,
        "question": question,
        "question_lang": language,
        "passage_id": passage,
        "answers": answers,
        "answerable": answerable,
        "shuffle_key": hashlib.sha1(id.encode(), usedforsecurity=False).hexdigest()[:12],
    }


def in_both_languages(name: str) -> tuple[Pairing, ...]:
    """Return the files of a set whose questions and passages both are there in both languages."""
    return tuple(
        Pairing(f"{name}_{asked}_{language}.jsonl", f"{name}_{language}.passages.jsonl")
        for language in _LANGUAGES
        for asked in _LANGUAGES
    )


def _alone(name: str, content: str) -> MeasuringSet:
    return MeasuringSet(name, (Pairing(f"{name}.jsonl", f"{name}.passages.jsonl"),), content, ordered=True)


SETS = (
    PublishedSet(
        MeasuringSet(
            "belebele_dev",
            in_both_languages("belebele_dev"),
            content="fedc90ad9d700449639a250f7ffb80b9e4f2c43361a208496a3add62ef62dcef",
        ),
        "CC BY-SA 4.0",
        (f"{_BELEBELE}/kor_Hang.jsonl", f"{_BELEBELE}/eng_Latn.jsonl"),
        _SELECTIONS / "belebele_dev.txt",
        from_belebele("belebele_dev"),
    ),
    PublishedSet(
        _alone("tydiqa_ko_train", "c3deca5d4a0b9470d7caf7b3b5d711ab8b7af81858d3b4e026f44a6b05ea9ff0"),
        "Apache-2.0, passages CC BY-SA 3.0",
        (_TYDI,),
        _SELECTIONS / "tydiqa_ko_train.txt",
        from_squad("tydiqa_ko_train", "ko", "tydi-train"),
    ),
    PublishedSet(
        _alone("tydiqa_en_train", "7ad2d32f3cc314b04a2c42fec0935452fcf32c79ef4c73c86752d0aeee456ece"),
        "Apache-2.0, passages CC BY-SA 3.0",
        (_TYDI,),
        _SELECTIONS / "tydiqa_en_train.txt",
        from_squad("tydiqa_en_train", "en", "tydi-train"),
    ),
    PublishedSet(
        _alone("unanswerable_en_dev", "e1152f6bede9e3a730f02d9be85be50180a5229e7657e454f87d5ba31c9a458f"),
        "CC BY-SA 4.0",
        (_SQUAD,),
        _SELECTIONS / "unanswerable_en_dev.txt",
        from_squad("unanswerable_en_dev", "en", "squad2", _SQUAD_PARAGRAPHS),
    ),
)
