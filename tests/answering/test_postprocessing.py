"""How the sentences of an answer read: in one language, and in Korean in one style."""

import pytest

from bot.answering.postprocessing import keeps_language, loops, make_polite, spell_names
from bot.bilingual import Language


@pytest.mark.parametrize(
    ("said", "polite"),
    [
        ("딥시크는 연산 비용을 획기적으로 줄였다.", "딥시크는 연산 비용을 획기적으로 줄였습니다."),
        ("독파모 프로젝트는 진통을 겪고 있다.", "독파모 프로젝트는 진통을 겪고 있습니다."),
        ("트라이톤은 오픈AI의 프로그래밍 언어다.", "트라이톤은 오픈AI의 프로그래밍 언어입니다."),
        ("구글은 이 기술을 쓴다.", "구글은 이 기술을 씁니다."),
        ("값이 낮지 않다.", "값이 낮지 않습니다."),
        ("그것은 사과예요.", "그것은 사과입니다."),
        ('그는 "안 된다"고 강조했다.', '그는 "안 된다"고 강조했습니다.'),
        ("이미 답했습니다.", "이미 답했습니다."),
        ("2025년 1월", "2025년 1월"),
        ("정말 그런가요?", "정말 그런가요?"),
        ("", ""),
    ],
)
def test_korean_is_polite_to_the_last_ending(said: str, polite: str) -> None:
    assert make_polite(said) == polite
    assert make_polite(polite) == polite


@pytest.mark.parametrize(
    ("sentence", "language", "sources", "kept"),
    [
        ("딥시크는 SigLIP-L을 썼습니다.", "ko", "", True),
        ("SigLIP-L", "ko", "", True),
        ("DeepSeek used Google's vision encoder.", "ko", "", False),
        ("DeepSeek used Google's vision encoder.", "en", "", True),
        ("DeepSeek은 구글의 비전 인코더를 썼다.", "en", "", False),
        ("The project (독파모) has begun in earnest.", "en", "", True),
        ("이 모델은 中国에서 나왔습니다.", "ko", "中 딥시크", False),
        ("中 딥시크가 만들었습니다.", "ko", "中 딥시크", True),
        ("ディープシーク가 만들었습니다.", "ko", "", False),
        ("It was made by 深度求索.", "en", "", False),
        ("베\ufffd티 메거스는 고고학자입니다.", "ko", "", False),
    ],
)
def test_a_sentence_keeps_its_language_and_letters(sentence: str, language: Language, sources: str, kept: bool) -> None:
    assert keeps_language(sentence, language, sources) is kept


@pytest.mark.parametrize(
    ("text", "looping"),
    [
        (
            "아랍 나라들, 이탈리아와 심스를 포함한 나라와 이탈리아와 심스를 포함한 나라와 이탈리아와 심스를 포함한 나라와",
            True,
        ),
        ("원료를 갈라미로서서서서서서", True),
        ("It has the parts and the parts and the parts and", True),
        ("그는 가는 가는 가는 가는 가는 가는", True),
        ("소득이 늘고 지출이 늘고 저축이 늘었습니다.", False),
        ("It rose by 1,000,000,000 won, or 0.000000001 of all.", False),
        ("-----------------------------------", False),
        ("He said no, no, no, and then yes.", False),
        ("", False),
    ],
)
def test_a_loop_is_what_says_the_same_over_and_over(text: str, looping: bool) -> None:
    assert loops(text) is looping


@pytest.mark.parametrize(
    ("said", "spelled"),
    [
        ("오픈AI의 프로그래밍 언어는 튀라이톤입니다.", "오픈AI의 프로그래밍 언어는 트라이톤입니다."),
        ("모티프테크놀러지스의 대표는 임정환입니다.", "모티프테크놀로지스의 대표는 임정환입니다."),
        ("트라이톤은 오픈AI의 언어입니다.", "트라이톤은 오픈AI의 언어입니다."),
        # Names of two syllables, what is further away, and ordinary words stay.
        ("메티는 라머를 썼습니다.", "메티는 라머를 썼습니다."),
        ("스탠리는 연구합니다.", "스탠리는 연구합니다."),
        ("비용이 줄었습니다.", "비용이 줄었습니다."),
        ("", ""),
    ],
)
def test_names_are_spelled_as_the_sources_spell_them(said: str, spelled: str) -> None:
    sources = "메타는 라마에 오픈AI의 언어(트라이톤)를 썼다. 임정환 모티프테크놀로지스 대표는 비용을 줄였다고 했다."
    assert spell_names(said, sources) == spelled
    assert spell_names(said, "") == said
