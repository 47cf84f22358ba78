"""The public sets that floors are measured on: from where they are published, in our format, and no other content."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.data import main
from bench.measuring_set import MeasuringSet, content_digest
from bench.published import SETS, PublishedSet, from_belebele, from_squad, in_both_languages, selection_key
from bot.bilingual import Language
from bot.evaluation.cases import read_cases, read_passages
from tests.model_servers import Server, serving
from tests.places import ROOT, measuring_data

Row = dict[str, Any]

SLICE = ROOT / "tests" / "data" / "belebele"
OURS = MeasuringSet(
    "belebele_60",
    in_both_languages("belebele_60"),
    content="edc5c7461d85e04eea3596f70f11188b17e47511cdfd4b16ad33bf9e77602872",
)
WHERE = [address.format(hub="") for address in SETS[0].addresses]


@pytest.mark.parametrize("published", SETS, ids=lambda published: published.name)
def test_the_data_are_those_the_floors_were_measured_on(published: PublishedSet) -> None:
    folder = measuring_data(*published.measures.files)
    assert content_digest(published.measures, folder) == published.measures.content


def test_the_part_in_the_checkout_is_the_one_its_floors_were_measured_on() -> None:
    assert content_digest(OURS, SLICE) == OURS.content
    cases, _ = read_cases(SLICE / "belebele_60_ko_en.jsonl", "passage_id")
    passages, _ = read_passages([SLICE / "belebele_60_en.passages.jsonl"])
    assert len(cases) == len(passages) == 60
    assert {case.gold for case in cases} == passages.keys()


def as_published(language: Language) -> list[Row]:
    """The part of Belebele in the checkout, in the form in which Belebele is published, and a row that is not selected."""
    passages, _ = read_passages([SLICE / f"belebele_60_{language}.passages.jsonl"])
    rows = [
        {
            "link": f"https://en.wikinews.org/{case.gold.rpartition('-')[0]}",
            "question_number": 2,
            "flores_passage": passages[case.gold].text,
            "question": case.question,
            "mc_answer1": "no",
            "mc_answer2": case.answers[0],
            "correct_answer_num": "2",
        }
        for case in read_cases(SLICE / f"belebele_60_{language}_{language}.jsonl", "passage_id")[0]
        if case.gold is not None
    ]
    return [*rows, {**rows[0], "question_number": 1, "question": "What else?"}]


def content(rows: list[Row]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving() as server:
        server.files.update(zip(WHERE, (content(as_published("ko")), content(as_published("en"))), strict=True))
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


@pytest.fixture
def published(tmp_path: Path) -> PublishedSet:
    chosen = [selection_key(row["question"], row["flores_passage"]) for row in as_published("en")[:-1]]
    (tmp_path / "selection.txt").write_text("\n".join(chosen))
    return replace(SETS[0], measures=OURS, selection=tmp_path / "selection.txt", convert=from_belebele("belebele_60"))


def test_what_is_published_comes_in_our_format_and_only_once(
    tmp_path: Path, hub: Server, published: PublishedSet, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "data"
    assert main(["--into", str(into)], [published]) == 0
    assert "CC BY-SA 4.0" in capsys.readouterr().out
    assert {path.name for path in into.iterdir()} == set(OURS.files)
    for name in OURS.files:
        if not name.endswith("passages.jsonl"):
            (ours, _), (came, _) = (read_cases(folder / name, "passage_id") for folder in (SLICE, into))
            assert [case.answers for case in came] == [case.answers for case in ours]
    assert hub.paths() == WHERE
    assert main(["belebele_60", "--into", str(into)], [published]) == 0
    assert hub.paths() == WHERE


@pytest.mark.parametrize(
    ("served", "said"),
    [
        (
            content([{**row, "question": row["question"].replace("?", "!")} for row in as_published("ko")]),
            "measured on",
        ),
        (content(as_published("ko")[:40]), "another form"),
        (b"<html>Please log in</html>", "another form"),
        (None, "404"),
    ],
    ids=["other words", "too few", "no data", "not there"],
)
def test_other_content_is_not_taken_and_leaves_nothing(
    tmp_path: Path,
    hub: Server,
    published: PublishedSet,
    capsys: pytest.CaptureFixture[str],
    served: bytes | None,
    said: str,
) -> None:
    del hub.files[WHERE[0]]
    if served is not None:
        hub.files[WHERE[0]] = served
    into = tmp_path / "data"
    assert main(["--into", str(into)], [published]) == 1
    assert said in capsys.readouterr().err
    assert not into.exists() or list(into.iterdir()) == []


def test_a_set_that_nobody_knows_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["belebele_61"])
    assert "belebele_61" in capsys.readouterr().err


def test_questions_of_the_squad_kind_come_with_the_passages_that_they_are_searched_among() -> None:
    answered = {"id": "a", "question": "Who?", "answers": [{"text": "Ann"}, {"text": "Ann"}]}
    open_ended = {"id": "b", "question": "Why?", "answers": [], "is_impossible": True}
    article = {
        "title": "The_Mill",
        "paragraphs": [
            {"context": "Ann owns it.", "qas": [answered]},
            {"context": "It is old.", "qas": [open_ended]},
            {"context": "It stands.", "qas": []},
        ],
    }
    contents, chosen = [json.dumps({"data": [article]}).encode()], frozenset([selection_key("Who?", "Ann  owns it.")])
    files = from_squad("mill", "en", "m")(contents, chosen)
    (question,), (passage,) = files["mill.jsonl"], files["mill.passages.jsonl"]
    assert (question["id"], question["answers"], question["answerable"]) == ("m-a", ["Ann"], True)
    assert question["passage_id"] == passage["passage_id"]
    assert (passage["title"], passage["text"]) == ("The Mill", "Ann owns it.")
    assert len(from_squad("mill", "en", "m", paragraphs=2)(contents, chosen)["mill.passages.jsonl"]) == 2
    (why,) = from_squad("mill", "en", "m")(contents, frozenset([selection_key("Why?", "It is old.")]))["mill.jsonl"]
    assert not why["answerable"]
