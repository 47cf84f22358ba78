"""Names across the scripts, and the terms that an article explains in brackets."""

import json
import random
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.answering.glosses import gloss, usual_spellings
from bot.text.aliases import mine_terms, other_spellings, spellings
from bot.text.names import find_name, find_spelling, names, same_name
from tests.places import measuring_data

SAME = [
    ("딥시크", "DeepSeek"),
    ("오픈AI", "OpenAI"),
    ("구글", "Google"),
    ("메타", "Meta"),
    ("라마", "Llama"),
    ("제미나이", "Gemini"),
    ("트라이톤", "Triton"),
    ("스탠포드", "Stanford"),
    ("엔비디아", "NVIDIA"),
    ("네이버", "Naver"),
    ("카카오", "Kakao"),
    ("아이폰", "iPhone"),
    ("유튜브", "YouTube"),
    ("코엑스", "COEX"),
    ("에스케이", "SK"),
    ("삼성", "Samsung"),
    ("서울", "Seoul"),
    ("영변", "Yongbyon"),
    ("뉴욕", "New York"),
    ("버락 오바마", "Barack Obama"),
    ("사르코지", "Sarkozy"),
    ("배경훈", "Bae Kyung-hoon"),
    ("임정환", "Lim Jung-hwan"),
    ("임정환", "Im Jeong-hwan"),
    ("임정환", "Jung-hwan Yim"),
    ("이재명", "Lee Jae-myung"),
    ("이재명", "Yi Jae-myeong"),
    ("최수연", "Choe Soo-yeon"),
    ("박근혜", "Park Geun-hye"),
    ("중국", "China"),
    ("미국", "U.S."),
]


@pytest.mark.parametrize(("korean", "english"), SAME)
def test_a_name_is_the_same_in_both_scripts(korean: str, english: str) -> None:
    assert same_name(korean, english)
    assert same_name(english, korean)
    assert find_name(korean, f"According to {english}, it is so.")
    assert find_name(english, f"{korean}에 따르면 그렇다.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("구글", "Gallup"),
        ("삼성", "Simpson"),
        ("메타", "Mitte"),
        ("네이버", "NEC"),
        ("딥시크", "DeepMind"),
        ("배경훈", "Bae Soo-min"),
        ("이재명", "Lee Myung-bak"),
        ("중국", "Japan"),
        ("Google", "Goggle"),
        ("오바마", "Osama"),
        ("", "Google"),
    ],
)
def test_another_name_is_not_the_same(one: str, other: str) -> None:
    assert not same_name(one, other)


def test_names_are_found_where_they_stand() -> None:
    text = (
        "Meanwhile, DeepSeek used Google's SigLIP-L, RoPE and AI in New York, said Bae Kyung-hoon. The police agreed."
    )
    found = names(text)
    assert [name.text for name in found] == [
        "DeepSeek",
        "Google",
        "SigLIP-L",
        "RoPE",
        "AI",
        "New York",
        "Bae Kyung-hoon",
    ]
    assert all(text[name.start : name.end] == name.text for name in found)


def test_korean_names_stand_in_their_own_form_without_particles() -> None:
    text = "임정환 모티프테크놀로지스 대표는 배경훈 부총리에게 구글의 SigLIP-L과 서울을 말했다."
    found = names(text)
    assert {"임정환", "배경훈", "구글", "SigLIP-L", "서울"} <= {name.text for name in found}
    assert all(text[name.start : name.end] == name.text for name in found)


@pytest.mark.parametrize(
    "text", ["", "police said that nothing happened.", "Yesterday it didn't rain. I'll go.", "그는 어제 밥을 먹었다."]
)
def test_a_text_without_names_has_none(text: str) -> None:
    assert names(text) == []


def test_a_surname_before_a_title_is_found() -> None:
    assert find_name("Lim", '임 대표는 "정부가 지원해야 한다"고 말했다.')
    assert not find_name("Kwon", '임 대표는 "정부가 지원해야 한다"고 말했다.')


def test_every_word_of_a_long_name_is_asked_for_but_titles() -> None:
    text = "조지 부시 대통령이 서울에 왔다."
    assert find_name("President George Bush", text)
    assert not find_name("President George Clinton", text)


def test_an_abbreviation_is_found_in_its_words() -> None:
    assert find_name("CPI", "The Consumer Price Index rose.")
    assert not find_name("CPI", "The Consumer Index rose.")


def test_terms_of_the_article_count_as_its_names() -> None:
    article = "글로벌 최신 모델을 목표로 하는 '독자 AI 파운데이션 모델(독파모)' 사업과 회전위치임베딩(RoPE)이다."
    table = spellings(mine_terms(article))
    assert find_name("RoPE", "회전위치임베딩을 썼다.", table)
    assert not find_name("RoPE", "회전위치임베딩을 썼다.")
    assert find_name("독파모", "독자 AI 파운데이션 모델 사업", table)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("'독자 AI 파운데이션 모델(독파모)' 사업", ("독자 AI 파운데이션 모델", "독파모")),
        ("시작부터 '프롬 스크래치(From Scratch·바닥부터 독자 개발)' 여부", ("프롬 스크래치", "From Scratch")),
        ("구글의 비전 인코더(SigLIP-L)를", ("비전 인코더", "SigLIP-L")),
        ("국제통화기금(IMF)은", ("국제통화기금", "IMF")),
        ("전 세계무역기구(WTO) 회담", ("세계무역기구", "WTO")),
        ("DeepSeek(딥시크)의", ("DeepSeek", "딥시크")),
        ("the Reserve Bank of Australia (RBA) said", ("Reserve Bank of Australia", "RBA")),
        ("a large language model (LLM)", ("large language model", "LLM")),
    ],
)
def test_brackets_give_terms(text: str, pair: tuple[str, str]) -> None:
    (found,) = mine_terms(text)
    assert (found.term, found.other) == pair
    assert text[found.start : found.end].startswith(pair[0])
    assert text[found.start : found.end].endswith(")")


@pytest.mark.parametrize(
    "text",
    [
        "2일(현지시간) 밝혔다",
        "3억 달러(약 3100억 원)",
        "그는 웃었다(사진).",
        "it grew (see below) fast",
        "()",
        "(IMF)",
        "",
    ],
)
def test_other_brackets_are_no_terms(text: str) -> None:
    assert mine_terms(text) == []


def test_a_term_brings_its_other_spelling_where_the_text_does_not_say_it() -> None:
    pairs = mine_terms("시작부터 '프롬 스크래치(From Scratch)' 여부가 논란이다. 회전위치임베딩(RoPE)도 썼다.")
    assert other_spellings("프롬 스크래치를 두고 다툰다.", pairs) == ["From Scratch"]
    assert other_spellings("What is from scratch?", pairs) == ["프롬 스크래치"]
    assert other_spellings("프롬 스크래치, 곧 From Scratch", pairs) == []
    assert other_spellings("Europe", pairs) == []
    assert (
        gloss("회전위치임베딩을 쓰고 회전위치임베딩을 고쳤다.", pairs, "")
        == "회전위치임베딩(RoPE)을 쓰고 회전위치임베딩을 고쳤다."
    )
    assert gloss("Europe has rope.", pairs, "") == "Europe has rope(회전위치임베딩)."
    assert gloss("Llama uses RoPE.", pairs, "") == "Llama(라마) uses RoPE(회전위치임베딩)."
    assert gloss("회전위치임베딩(RoPE)을 썼다.", pairs, "") == "회전위치임베딩(RoPE)을 썼다."


def test_names_of_the_question_stand_beside_their_spelling_in_the_text() -> None:
    text = "임정환 모티프테크놀로지스 대표는 배경훈 장관을 만났다."
    assert gloss(text, (), "Which company does Lim Jung-hwan lead?").startswith("임정환(Lim Jung-hwan) 모티프")
    assert gloss(text, (), "Did Motif Technologies meet Minister Bae Kyung-hoon?") == (
        "임정환(Lim Jeong-hwan) 모티프테크놀로지스(Motif Technologies) 대표는 배경훈(Bae Kyung-hoon) 장관을 만났다."
    )
    assert gloss("Lim Jung-hwan leads Motif.", (), "임정환은 누구인가요?") == "Lim Jung-hwan(임정환) leads Motif."
    assert gloss(text, (), "What did Kim Min-soo say in Busan?") == (
        "임정환(Lim Jeong-hwan) 모티프테크놀로지스 대표는 배경훈(Bae Gyeong-hun) 장관을 만났다."
    )
    assert find_spelling("Busan", text) is None


def test_organisations_and_terms_stand_beside_their_usual_translation() -> None:
    assert gloss("삼성전자와 과기정통부가 만났다.", (), "") == (
        "삼성전자(Samsung Electronics)와 과기정통부(Ministry of Science and ICT)가 만났다."
    )
    usual = usual_spellings("과기정통부가 밝혔다.")
    assert find_name("Ministry of Science and ICT", "과기정통부가 밝혔다.", usual)
    assert usual["과기정통부"] == "Ministry of Science and ICT"
    assert usual_spellings("아무것도 아니다.") == {}
    assert gloss("활성화 함수(SwiGLU)를 쓴다.", (), "") == "활성화 함수(SwiGLU)를 쓴다."
    assert gloss("(코엑스)에서 열렸다. Stanford", (), "") == "(코엑스)에서 열렸다. Stanford(스탠퍼드)"


@given(
    st.text(alphabet="가나 AB().'", max_size=60),
    st.text(alphabet="가나 AB().'", max_size=60),
    st.sampled_from(["", "Ganaga, Nagana?", "가나가는 나가나?"]),
)
@example("(A)", "A(가A)", "")
@example("가나가가 왔다. (나가나)", "", "Ganaga, Nagana?")
def test_glosses_only_add_brackets(text: str, article: str, said: str) -> None:
    glossed = gloss(text, mine_terms(article), said)
    assert re.sub(r"\([^()]*\)", "", glossed) == re.sub(r"\([^()]*\)", "", text)


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert all(text[name.start : name.end] == name.text for name in names(text))
    assert all(0 <= pair.start < pair.end <= len(text) for pair in mine_terms(text))
    assert same_name(text, text)


def test_names_of_news_are_found_in_their_translation_and_rarely_elsewhere() -> None:
    name = "news_ko_en.pairs.jsonl"
    path = measuring_data(name) / name
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()][::30]
    luck = random.Random(1)
    for language, other, least in (("en", "ko", 0.5), ("ko", "en", 0.5)):
        said = [(name.text, row) for row in rows for name in names(row[language])]
        own = sum(find_name(name, row[other]) for name, row in said) / len(said)
        strange = sum(find_name(name, luck.choice(rows)[other]) for name, _ in said) / len(said)
        # Half of the pairs are loose translations that leave names out or put pronouns in their place.
        assert own >= least
        assert strange <= 0.05
