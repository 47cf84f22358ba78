"""What words mean in general: the terms that ship with the program, and those of the reader."""

from pathlib import Path

import pytest

from bot.answering.background import OWN, find_term, read_own
from bot.bilingual import Language
from bot.text.language import has_hangul
from tests.places import ROOT


@pytest.mark.parametrize(
    ("question", "language", "spelled"),
    [
        ("RoPE가 뭐예요?", "ko", "회전위치임베딩"),
        ("What is an embargo?", "en", "embargo"),
        ("금수 조치란 무엇인가요?", "en", "embargo"),
        ("추론 모델이 뭐야?", "ko", "추론 모델"),
    ],
)
def test_a_term_is_found_by_any_spelling_and_the_longest_counts(
    question: str, language: Language, spelled: str
) -> None:
    term = find_term(question)
    assert term is not None
    assert term.spelled_in(language) == spelled


def test_what_is_no_term_has_no_meaning() -> None:
    assert find_term("임정환이 누구야?") is None


def test_a_reader_adds_terms_and_comes_first(tmp_path: Path) -> None:
    own = "# mine\nno term\n모티프: Motif: 우리 회사입니다.: Our company.\n금수 조치: embargo: 제 뜻입니다.: My own.\n"
    (tmp_path / OWN).write_text(own, encoding="utf-8")
    motif, embargo = (find_term(question, tmp_path) for question in ("What is Motif?", "금수 조치가 뭐야?"))
    assert motif is not None
    assert motif.meaning.en == "Our company."
    assert embargo is not None
    assert embargo.meaning.ko == "제 뜻입니다."


def test_every_term_that_ships_is_told_in_both_languages() -> None:
    lines = (ROOT / "bot" / "answering" / "background.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(": ") for line in lines if line and not line.startswith("#")]
    assert 60 <= len(rows) <= 120
    for korean, english, ko, en in rows:
        assert has_hangul(ko) and ko.endswith(("니다.", "요."))
        assert not has_hangul(en) and en.endswith(".")
        assert korean and english
    spellings = [name.casefold() for korean, english, *_ in rows for name in {*korean.split("|"), *english.split("|")}]
    assert len(spellings) == len(set(spellings))


def test_what_is_wrong_in_a_readers_file_is_told_and_the_rest_counts(tmp_path: Path) -> None:
    lines = ["no term", "a: b: c", "|: embargo: 뜻: Meaning.", "모티프|: Motif: 뜻: A name: of a company."]
    (tmp_path / OWN).write_bytes("\n".join(lines).encode("cp949"))
    own = read_own(tmp_path)
    assert own.wrong == (1, 2, 3)
    (term,) = own.terms
    assert (term.korean, term.meaning.en) == (("모티프",), "A name: of a company.")
    # An empty spelling would stand in every question.
    assert find_term("날씨가 뭐예요?", tmp_path) is None


def test_a_file_that_cannot_be_read_leaves_the_shipped_terms(tmp_path: Path) -> None:
    (tmp_path / OWN).mkdir()
    assert find_term("What is an embargo?", tmp_path) is not None
    assert read_own(tmp_path).problem is not None
    (tmp_path / OWN).rmdir()
    (tmp_path / OWN).write_bytes(b"\x00\x01\xff\xfe" * 50)
    assert find_term("What is an embargo?", tmp_path) is not None
    problem = read_own(tmp_path).problem
    assert problem is not None
    assert has_hangul(problem.ko)
