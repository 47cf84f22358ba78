"""Hanja in Korean texts as the words that they stand for: spelled out, found, read by the model, and checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.context import as_read
from bot.answering.verification.verbatim import stands_in
from bot.retrieval.question import read_question
from bot.text.hanja import has_hanja, meant_words, spell_in_place, spell_out
from bot.text.hanja.readings import read_hanja
from bot.text.keywords import extract_terms
from bot.text.names import find_name


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("中 상무부는 日 정부에 항의했다.", "중국 상무부는 일본 정부에 항의했다."),
        ("韓·中 장관이 만난다.", "한국·중국 장관이 만난다."),
        ("韓中日 장관이 對北 제재를 논의했다.", "한중일 장관이 대북 제재를 논의했다."),
        ("與는 반겼고 野는 맞섰다. 與野가 합의했다.", "여당은 반겼고 야당은 맞섰다. 여야가 합의했다."),
        ("檢이 靑을 압수수색했고 軍과 黨은 침묵했다.", "검찰이 청와대를 압수수색했고 군과 당은 침묵했다."),
        ("中과 美로 간다. 日와 北로.", "중국과 미국으로 간다. 일본과 북한으로."),
        ("反덤핑 관세와 脫탄소, 前총리, 故 박다라", "반덤핑 관세와 탈탄소, 전총리, 고 박다라"),
        ("尹 의원과 李 시장, 金 장관", "윤 의원과 이 시장, 김 장관"),
        ("女性 勞動者의 不動産", "여성 노동자의 부동산"),
        ("3大 은행과 중고車, 바이오株", "3대 은행과 중고차, 바이오주"),
        ("漢江(한강)과 낙동강(洛東江)을 건넜다.", "한강과 낙동강을 건넜다."),
        ("2025年 11月 3日(月)에 5年 만에 열렸다.", "2025년 11월 3일(월)에 5년 만에 열렸다."),
        ("憲裁와 中企의 소식", "헌재와 중소기업의 소식"),
        ("中国外交部発言人表示", "中国外交部発言人表示"),
        ("東京の春は美しい 한글", "東京の春は美しい 한글"),
        ("한자가 없는 글이다.", "한자가 없는 글이다."),
        ("", ""),
    ],
)
def test_spelled_out(written: str, spelled: str) -> None:
    assert spell_out(written) == spelled
    assert spell_out(spelled) == spelled


@given(st.text(alphabet="中美與反漢江한강은이로 (),。の不动女a1", max_size=30))
def test_spelling_out_twice_changes_nothing_and_leaves_what_is_no_hanja(text: str) -> None:
    spelled = spell_out(text)
    if has_hanja(text):
        assert spell_out(spelled) == spelled
    else:
        assert spelled == text


@given(st.text(alphabet="中美與反漢江한강은이로 (),。不女a1", max_size=30))
def test_every_character_has_its_place(text: str) -> None:
    spelled = spell_in_place(text)
    if spelled is not None:
        assert len(spelled.text) == len(spelled.starts) == len(spelled.ends)
        assert spelled.starts == sorted(spelled.starts) and spelled.ends == sorted(spelled.ends)
        assert all(
            letter == text[start:end]
            for letter, start, end in zip(spelled.text, spelled.starts, spelled.ends, strict=True)
            if not has_hanja(f"{text[start:end]}가") and text[start:end] not in tuple("은이로")
        )


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("女性", "여성"),
        ("男女", "남녀"),
        ("不正", "부정"),
        ("不良", "불량"),
        ("來年", "내년"),
        ("歷史", "역사"),
        ("𠀀", None),
        ("", ""),
    ],
)
def test_readings(word: str, read: str | None) -> None:
    assert read_hanja(word) == read


def test_countries_in_compounds_are_words_to_search_for() -> None:
    assert meant_words("韓美 회담과 對中 규제, 來日") == ["한국", "미국", "중국"]
    assert meant_words("中國") == []


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("中 상무부는 항의했다.", "중국 상무부는 무엇을 했나?"),
        ("韓美 장관 회담이 3월에 열린다.", "미국과 한국의 장관은 언제 만나나?"),
        ("與는 반겼다.", "여당은 어떻게 했나?"),
        ("중국 상무부는 항의했다.", "中 상무부는 무엇을 했나?"),
        ("反덤핑 관세를 매긴다.", "반덤핑 관세는?"),
    ],
)
def test_what_is_asked_in_one_script_is_found_in_the_other(text: str, question: str) -> None:
    asked = set(extract_terms(read_question(question).subject)) - {"무엇", "언제", "어떻게"}
    said = set(extract_terms(text))
    assert asked & said
    assert {"중국", "미국", "한국", "여당"} & asked <= said


def test_a_question_is_asked_in_words() -> None:
    assert read_question("中 상무부는 무엇을 했나?").text == "중국 상무부는 무엇을 했나?"
    assert read_question("What did the 野 say about 中國?").text == "What did the 야당 say about 중국?"
    assert read_question("What does 東京の春 mean?").text == "What does 東京の春 mean?"


def test_the_model_and_the_check_read_the_same_words() -> None:
    source = "中 상무부는 日 정부의 결정에 강하게 항의했다고 밝혔다."
    told = "중국 상무부는 일본 정부의 결정에 강하게 항의했다고 밝혔다."
    assert as_read(source, "ko", None, "ko", (), "") == told
    assert stands_in(told, source)
    assert stands_in(source, told)
    assert find_name("China", spell_out(source))
