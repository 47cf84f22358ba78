"""What names and terms of a quotation are called in the reader's language, where nobody tells the whole of it."""

import pytest

from bot.answering.glosses import find_glosses
from bot.text.aliases import TermPair, mine_terms


@pytest.mark.parametrize(
    ("text", "glosses"),
    [
        (
            "Arab states ended the embargo against the US and Japan.",
            (("embargo", "금수 조치"), ("US", "미국"), ("Japan", "일본")),
        ),
        # In the order of the text, a longer name before one inside it, each other name once.
        (
            "연구소는 강화학습과 추론 모델을 썼다.",
            (
                ("연구소", "research institute"),
                ("강화학습", "reinforcement learning"),
                ("추론 모델", "reasoning model"),
                ("쓰다", "use or write"),
            ),
        ),
        ("Israel and Israel again.", (("Israel", "이스라엘"),)),
        # What the text explains itself, and what is said of more than the name.
        ("국산 벤치마크(benchmark) 점수가 올랐다.", (("국산", "domestic"), ("점수", "score"), ("오르다", "rise"))),
        ("The European market was calm.", ()),
        ("It rained.", ()),
        # Initials that are a word as well count in capitals alone.
        ("The man who told us was calm.", ()),
        ("He asked WHO for it.", (("WHO", "세계보건기구"),)),
        ("It cost the house a lot.", ()),
        # The harder words of an English quotation, and expressions.
        ("The interest rate fell, and inflation with it.", (("interest rate", "금리"), ("inflation", "인플레이션"))),
        # A name is not a word because a sentence begins with it.
        ("Reading Museum opened.", ()),
        # All words of a Korean one, for who reads no Korean, also in brackets.
        (
            "시는 다리(1931년 개통)를 고치겠다고 밝혔다.",
            (("개통", "opening"), ("고치다", "fix"), ("밝히다", "state")),
        ),
        ("", ()),
    ],
)
def test_the_names_and_terms_of_a_quotation(text: str, glosses: tuple[tuple[str, str], ...]) -> None:
    assert find_glosses(text, [], "") == glosses


def test_the_article_says_best_what_its_terms_are_called() -> None:
    pairs: list[TermPair] = mine_terms("독자 AI 파운데이션 모델(Sovereign AI Foundation Model)은 정부 사업이다.")
    found = find_glosses("정부는 독자 AI 파운데이션 모델을 돕는다.", pairs, "")
    assert found == (
        ("정부", "government"),
        ("독자 AI 파운데이션 모델", "Sovereign AI Foundation Model"),
        ("돕다", "help"),
    )


def test_the_question_names_what_the_text_spells_otherwise() -> None:
    assert find_glosses("임정환 대표가 걱정했다.", [], "What does Lim Jung-hwan fear?")[0][1].startswith("Lim")
