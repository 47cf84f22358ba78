"""Numbers of what a request asks the number of."""

import pytest

from bot.answering.selection.said_counts import says_count
from bot.bilingual import Language


@pytest.mark.parametrize(
    ("request_", "language", "sentence", "said"),
    [
        ("How many homes does it supply?", "en", "It supplies 2,400 homes.", True),
        ("how many loaves are thrown away now", "en", "The shop throws away 40 loaves a week.", True),
        ("How many bakers work there?", "en", "Forty loaves a week are thrown away by bakers.", False),
        ("How many of the bridges are closed?", "en", "Two of its old bridges are closed.", False),
        ("How many bridges are closed?", "en", "Two old stone bridges are closed.", True),
        ("How many people work there?", "en", "It has 14 people.", False),
        ("Why is it closed?", "en", "It supplies 2,400 homes.", False),
        ("몇 가구에 전기를 보내나요?", "ko", "발전소는 2,400가구에 전기를 보낸다.", True),
        ("살처분된 소는 몇마리야", "ko", "소 412마리가 살처분됐다.", True),
        ("살처분된 소는 몇마리야", "ko", "농장 23곳이 감염됐다.", False),
        ("몇 명이 일하나요?", "ko", "세 명이 일한다.", False),
        ("죽은 사람이 몇이야?", "ko", "이틀 뒤 둘이 죽었다.", False),
        ("how many detentions are there", "en", "Within a year detentions had doubled.", False),
        ("", "en", "It supplies 2,400 homes.", False),
    ],
)
def test_it_has_a_number_before_what_is_asked_for(request_: str, language: Language, sentence: str, said: bool) -> None:
    assert says_count(request_, language, ["The council meets again.", sentence]) == said
    assert not says_count(request_, language, [])
