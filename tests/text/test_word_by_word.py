"""The words of a question in the other language: what they are, and that whatever is asked has some or none."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bilingual import Language
from bot.text.keywords import content_words
from bot.text.language import has_hangul
from bot.text.lexicon import find_known_words, translate_words
from bot.text.lexicon.korean_english import find_english


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        ("2008년 독일 지진으로 무너진 다리", "ko", {"2008", "Germany", "earthquake", "crumble", "bridge"}),
        ("DeepSeek R1의 가격이 저렴한 이유", "ko", {"DeepSeek", "R1", "price", "reason"}),
        ("임신 중지를 폐지하자는 어려운 주장", "ko", {"abortion", "difficult"}),
        ("항만청은 올해 뭐라고 주장해?", "ko", {"port authority"}),
        ("해운청협회는 어디에 있나", "ko", {"shipping"}),
        ("오바마가 낱말을 정했다", "ko", {"Obama", "word"}),
        ("What did Obama decide?", "en", {"오바마"}),
        ("What did the king see at the lake in May?", "en", {"king", "lake"}),
        ("Why did Germany raise its interest rates?", "en", {"독일", "금리"}),
        ("What is Llama's license?", "en", {"면허"}),
        ("Citroën 매출은?", "ko", {"Citroën", "sales"}),
        ("São Paulo 날씨", "ko", {"São", "Paulo", "weather"}),
        # Of the list of names: as Korean writes them, not what English ones look like.
        ("美 금리", "ko", {"United", "States", "interest"}),
        ("LA 화재", "ko", {"Los", "Angeles", "fire"}),
        ("ai 모델", "ko", {"ai", "model"}),
        ("eu 규제", "ko", {"eu", "regulation"}),
        ("uk 선거", "ko", {"uk", "election"}),
        # Names in small letters, alone where they are no words as well.
        ("what did germany decide", "en", {"독일"}),
        ("what does north korea want", "en", {"북한", "한국"}),
        ("What did the Fed decide?", "en", {"연방준비제도"}),
        ("Who fed the cats?", "en", {"fed", "고양이"}),
        ("when to polish shoes", "en", {"polish", "신발"}),
        ("the north of the country", "en", {"north", "나라"}),
        ("la dolce vita", "en", {"la", "dolce", "vita"}),
        # What two words name is not what the first of them does: 미국, 남북.
        ("What did the United Kingdom decide?", "en", {"영국", "Kingdom"}),
    ],
)
def test_words_of_a_question_in_the_other_language(question: str, language: Language, words: set[str]) -> None:
    translated = translate_words(question, language)
    assert all(f" {word} " in f" {translated} " for word in words)


@pytest.mark.parametrize(
    ("text", "apart", "joined"),
    [
        ("눈과 물", "water", "tear"),
        ("손이 수건에 닿으면", "towel", "handkerchief"),
        ("전과 후의 수치", "former", "post-war"),
    ],
)
def test_words_with_others_between_them_are_not_one(text: str, apart: str, joined: str) -> None:
    words = translate_words(text, "ko").split()
    assert apart in words
    assert joined not in words


@pytest.mark.parametrize(
    ("text", "known"),
    [
        # Verbs as a dictionary lists them, and by what they mean as verbs: 알 is an egg, 가지 a branch, 비단 silk.
        ("구청은 그 사실을 알고 있었다", ["구청 district office", "사실 fact", "알다 know"]),
        ("마을은 다리를 가졌고 곳간은 비었다", ["마을 village", "다리 bridge or leg", "가지다 have"]),
        # A name that nobody knows is no heap of words of one syllable.
        ("독파모 사업이 미뤄졌다", ["사업 project or business", "미루다 postpone"]),
        # As they stand, blanks and all; and what is Latin is read by everybody.
        ("가장 가까운 응급실은 AI 센터다", ["가장 가깝다 closest", "응급실 emergency room", "센터 center"]),
        ("국회가 예산을 줄였다", ["국회 National Assembly", "예산 budget", "줄이다 reduce"]),
        ("", []),
    ],
)
def test_known_words_of_a_korean_text(text: str, known: list[str]) -> None:
    assert [f"{word.listed} {word.english}" for word in find_known_words(text)] == known


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("가나다라마을이 겪알 지다AB1")), max_size=60))
def test_known_words_stand_in_the_text(text: str) -> None:
    words = find_known_words(text)
    assert all(0 <= word.start < word.end <= len(text) and word.english for word in words)
    assert [word.start for word in words] == sorted({word.start for word in words})


@pytest.mark.parametrize(("question", "language"), [("그는 왜?", "ko"), ("Why is it so?", "en"), ("", "ko")])
def test_nothing_is_known_of_what_names_nothing(question: str, language: Language) -> None:
    assert translate_words(question, language) == ""


def test_english_words_that_begin_alike_are_said_once() -> None:
    assert len({english[:5] for english in find_english("폐지", 9)}) == len(find_english("폐지", 9)) > 1
    assert find_english("폐지", 1) == find_english("폐지", 9)[:1]
    assert find_english("없는말이다", 2) == ()


# Letters alone seldom make a word.
PARTS = "경제|곰돌프루트|LG전자|중국|가|은 |美|中國|Citroën|Fed|fed|north|Bill |x|2|. | ".split("|")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80) | st.lists(st.sampled_from(PARTS)).map("".join)


@given(TEXTS)
def test_the_words_of_any_korean_text_come_without_hangul(text: str) -> None:
    assert not has_hangul(translate_words(text, "ko"))


@given(TEXTS)
def test_any_english_text_with_words_has_some_and_any_other_none(text: str) -> None:
    assert (translate_words(text, "en") != "") == (content_words(text, "en") != [])


def test_every_line_of_the_file_is_a_word_and_what_it_means() -> None:
    lines = (Path(__file__).parents[2] / "bot/text/lexicon/korean_english.tsv").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 12_000
    assert lines == sorted(lines, key=lambda line: line.partition("\t")[0])
    odd = [line for line in lines if not re.fullmatch(r"[가-힣]+\t[^\t;가-힣]+(?:; [^\t;가-힣]+){0,2}", line)]
    assert not odd, odd[:5]
