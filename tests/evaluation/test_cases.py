"""Questions and passages to measure with: what a line may hold, and that whatever is wrong with one is named."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.cases import read_cases, read_passages
from bot.evaluation.evaluation_errors import (
    CaseFieldInvalid,
    CaseIdTaken,
    CaseLineNotJson,
    CasesEmpty,
    CasesUnreadable,
    EvaluationError,
)
from tests.places import measuring_data

CASE: dict[str, Any] = {"id": "a", "question": "벼는 언제 수확하나요?", "passage_id": "p1", "answers": ["10월"]}
PASSAGE: dict[str, Any] = {"passage_id": "p1", "title": "", "text": "Rice is harvested in October.", "lang": "en"}


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_case_knows_its_language_and_where_it_stands(tmp_path: Path) -> None:
    other = {**CASE, "id": "b", "question": "What is 김장?", "answerable": False, "shuffle_key": "01"}
    path = write(tmp_path / "cases.jsonl", CASE, other)
    (first, second), file = read_cases(path, "passage_id")
    assert (first.language, first.gold, first.answerable, first.answers) == ("ko", "p1", True, ("10월",))
    assert (second.language, second.answerable, second.order) == ("en", False, "01")
    assert (second.source, second.line) == ("cases.jsonl", 2)
    assert (file.name, file.lines) == ("cases.jsonl", 2)
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_own_articles_are_named_by_article_id(tmp_path: Path) -> None:
    row = {"id": 7, "question": "When is rice harvested?", "article_id": "rice.txt", "must_contain": [["Oct", "10월"]]}
    ((case,), _) = read_cases(write(tmp_path / "own.jsonl", row), "article_id")
    assert (case.id, case.gold, case.must_contain) == ("7", "rice.txt", (("Oct", "10월"),))


def test_the_questions_beside_the_real_article_can_be_read() -> None:
    name = "questions.jsonl"
    cases, _ = read_cases(measuring_data(name) / name, "article_id")
    assert {case.language for case in cases} == {"ko", "en"}
    assert any(case.must_contain for case in cases)
    assert any(not case.answerable for case in cases)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({**CASE, "id": None}, "id"),
        ({**CASE, "id": " "}, "id"),
        ({**CASE, "question": " "}, "question"),
        ({**CASE, "question": 3}, "question"),
        ({**CASE, "question_lang": "jp"}, "question_lang"),
        ({**CASE, "answers": "10월"}, "answers"),
        ({**CASE, "answerable": "no"}, "answerable"),
        ({**CASE, "passage_id": ["p1"]}, "passage_id"),
        ({**CASE, "must_contain": ["10월"]}, "must_contain"),
        ({**CASE, "must_contain": [[]]}, "must_contain"),
        ({**CASE, "facts": ["10월"]}, "facts"),
        ({**CASE, "facts": [[]]}, "facts"),
        ({**CASE, "facts": [[["10월"]], [[]]]}, "facts"),
        ({**CASE, "least_sentences": -1}, "least_sentences"),
        ({**CASE, "least_sentences": "2"}, "least_sentences"),
    ],
)
def test_a_wrong_field_is_named_with_its_line(tmp_path: Path, row: object, field: str) -> None:
    path = write(tmp_path / "cases.jsonl", CASE, row)
    with pytest.raises(CaseFieldInvalid) as caught:
        read_cases(path, "passage_id")
    for language, line in (("en", "line 2"), ("ko", "2번째 줄")):
        message = caught.value.message("ko" if language == "ko" else "en")
        assert "cases.jsonl" in message
        assert line in message
        assert f'"{field}"' in message


def test_questions_about_passages_without_passages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseFieldInvalid, match="--passages"):
        read_cases(write(tmp_path / "cases.jsonl", CASE), "article_id")


def test_two_questions_cannot_share_an_id(tmp_path: Path) -> None:
    with pytest.raises(CaseIdTaken, match=r"line 2.*cases\.jsonl:1"):
        read_cases(write(tmp_path / "cases.jsonl", CASE, CASE), "passage_id")


@pytest.mark.parametrize("data", [b"{", b"[1]", b"\xff\xfe", b'{"id": "a"}\n"b"\n', b"[" * 100_000])
def test_lines_that_are_no_objects(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(json.dumps(CASE).encode() + b"\n\n" + data)
    with pytest.raises(EvaluationError, match=r"line [34]") as caught:
        read_cases(path, "passage_id")
    assert isinstance(caught.value, CaseLineNotJson | CaseFieldInvalid)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "cases.jsonl"
    path.write_bytes(data)
    with pytest.raises(EvaluationError):
        read_cases(path, "passage_id")


def test_files_that_are_not_there_or_empty(tmp_path: Path) -> None:
    with pytest.raises(CasesUnreadable, match="nothing"):
        read_cases(tmp_path / "nothing.jsonl", "passage_id")
    with pytest.raises(CasesEmpty):
        read_passages([write(tmp_path / "empty.jsonl")])


def test_passages_of_several_files_come_together(tmp_path: Path) -> None:
    korean = {"passage_id": "p2", "text": "벼는 10월에 거둔다.", "pair_id": "rice"}
    files = [write(tmp_path / "en.jsonl", PASSAGE), write(tmp_path / "ko.jsonl", korean, PASSAGE)]
    passages, read = read_passages(files)
    assert {passage.id: passage.language for passage in passages.values()} == {"p1": "en", "p2": "ko"}
    assert passages["p2"].pair == "rice"
    assert [file.lines for file in read] == [1, 2]


def test_two_different_passages_cannot_share_an_id(tmp_path: Path) -> None:
    files = [write(tmp_path / "a.jsonl", PASSAGE), write(tmp_path / "b.jsonl", {**PASSAGE, "text": "Another."})]
    with pytest.raises(CaseIdTaken, match=r"b\.jsonl, line 1.*a\.jsonl:1"):
        read_passages(files)
