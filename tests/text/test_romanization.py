"""Korean persons' names in Latin letters."""

import pytest

from bot.text.names import find_spelling
from bot.text.names.romanization import romanized_persons


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("전재석 군수는 두 학과를 남기라고 했다.", [("전재석", "Jeon Jae-seok")]),
        ("임정환 대표는 김하윤 교수와 만났다.", [("임정환", "Lim Jeong-hwan"), ("김하윤", "Kim Ha-yun")]),
        ("서정휘 중앙은행 부총재가 말했다.", [("서정휘", "Seo Jeong-hwi")]),
        ("안젤라 메르켈 총리와 마크롱 대통령, 이레나 토브 위원이 만났다.", []),
        ("고양시 이동환 시장은 반대한 의원들을 만났다.", [("이동환", "Lee Dong-hwan")]),
        ("한솔대 교수는 손해가 크다고 했다.", []),
        ("County head Jeon Jae-seok warned them.", []),
        ("", []),
    ],
)
def test_a_person_is_told_by_surname_given_name_and_title(text: str, named: list[tuple[str, str]]) -> None:
    assert list(romanized_persons(text)) == named


@pytest.mark.parametrize("korean", ["신현아", "문소라", "백승아", "허윤재", "심지호", "구서연", "안석주", "현주하"])
def test_what_is_written_is_recognised_as_the_name(korean: str) -> None:
    [(own, latin)] = romanized_persons(f"{korean} 대표는 그렇게 말했다.")
    assert own == korean
    assert find_spelling(latin, f"{korean} 대표는 그렇게 말했다.") == korean
