"""Korean names in Latin letters, read back."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.text.lexicon import translate_words
from bot.text.names.hangul_spelling import find_person, spell_in_hangul
from bot.text.names.romanization import INITIALS, VOWELS, compose


@pytest.mark.parametrize(
    ("latin", "hangul"),
    [
        *(
            ("Gangbyeon", "강변"),
            ("Haeundae-gu", "해운대구"),
            ("Hangang", "한강"),
            ("Silla", "실라"),
            ("Ulleung", "울릉"),
        ),
        *(
            ("Ttukseom", "뚝섬"),
            ("Bukhansan", "북한산"),
            ("Anyang", "안양"),
            ("Seongbuk-Dong", "성북동"),
            ("Pyeongchang", "평창"),
        ),
        *(("Boston", ""), ("Man", ""), ("DeepSeek", ""), ("Bi-bee", ""), ("R1", ""), ("-", ""), ("", "")),
    ],
)
def test_a_name_is_read_as_the_rules_write_it(latin: str, hangul: str) -> None:
    assert next(iter(spell_in_hangul(latin)), "") == hangul


@pytest.mark.parametrize(
    ("text", "hangul"),
    [
        *(("Kim Ha-yun", "김하윤"), ("Bae Junseo said", "배준서"), ("Lee Dong-hwan", "이동환"), ("Ryu Inha", "류인하")),
        *(
            ("Ban Ki-moon", "반기문"),
            ("Kim Young-sook", "김영숙"),
            ("Lee Jae-myung", "이재명"),
            ("Young Jane", ""),
            ("Kim Jones", ""),
            ("Kim", ""),
            ("", ""),
        ),
    ],
)
def test_a_person_is_a_surname_and_a_given_name_of_two_syllables(text: str, hangul: str) -> None:
    found = find_person(text, 0)
    assert (found[0] if found else "") == hangul
    assert found is None or text[: found[1]].count(" ") == 1


@given(st.text("abcdefghijklmnopqrstuvwxyz-'ABC ", max_size=20))
def test_whatever_is_read_is_hangul_or_nothing(word: str) -> None:
    person = find_person(word, 0)
    readings = [*spell_in_hangul(word), *([person[0]] if person else [])]
    assert all("가" <= syllable <= "힣" for reading in readings for syllable in reading)
    assert "" not in readings


_SYLLABLE = st.tuples(st.integers(0, len(INITIALS) - 1), st.integers(0, len(VOWELS) - 1))


@given(st.lists(_SYLLABLE.filter(lambda each: INITIALS[each[0]] != "-"), min_size=2, max_size=4))
def test_open_syllables_are_read_as_they_were_written(places: list[tuple[int, int]]) -> None:
    latin = "".join(INITIALS[initial] + VOWELS[vowel] for initial, vowel in places).replace("-", "")
    assume("ny" not in latin)  # as in Anyang
    written = "".join(compose(*each, 0) for each in places)
    assert not (read := spell_in_hangul(latin.capitalize())) or read == (written,)


@pytest.mark.parametrize(
    ("latin", "readings"), [("Hangang", ("한강", "항앙")), ("Jungang", ("준강", "중앙")), ("Gangwon-do", ("강원도",))]
)
def test_ng_before_a_vowel_has_two_readings(latin: str, readings: tuple[str, ...]) -> None:
    assert spell_in_hangul(latin) == readings


def test_a_question_is_put_in_the_words_that_a_korean_article_has() -> None:
    assert translate_words("What did Kim Ha-yun say about the Gangbyeon Line?", "en").split()[:2] == ["김하윤", "강변"]
    assert {"게미니", "Gemini"} <= set(translate_words("Why is Gemini slower?", "en").split())
    assert "강변" in translate_words("How long was the Gangbyeon Line delayed?", "en").split()
    assert "강변" not in translate_words("what does gangbyeon mean", "en").split()
