"""The rules of the check that need no model: whose number it is, who does it, how a statement is qualified, yes and no."""

import pytest

from bot.answering.verification import FaithfulnessChecker, SourceSentence
from bot.answering.verification.number_owners import other_owner
from bot.answering.verification.polarity import affirms_denial, drop_yes_or_no
from bot.answering.verification.quantifiers import says_of_all
from bot.answering.verification.roles import exchanges_roles
from bot.bilingual import Language
from bot.text.quantities import quantities
from bot.text.said_addresses import unsaid_address
from tests.fakes import FakeEmbedder

SHARES: dict[Language, str] = {
    "ko": "다라반도체의 점유율은 37%이고 가온칩스는 41%이다.",
    "en": "Dara has a share of 37%, while Gaon Chips has 41%.",
}


@pytest.mark.parametrize(
    ("claim", "language", "owner"),
    [
        ("다라반도체의 점유율은 41%입니다.", "ko", "가온칩스"),
        ("다라반도체의 점유율은 37%입니다.", "ko", None),
        ("가온칩스의 점유율은 41%입니다.", "ko", None),
        ("Gaon Chips has a share of 37%.", "en", "Dara"),
        ("Gaon Chips has a share of 41%.", "en", None),
        ("The share is 41%.", "en", None),
    ],
)
def test_a_number_belongs_to_the_name_before_it(claim: str, language: Language, owner: str | None) -> None:
    (quantity,) = quantities(claim, language)
    assert other_owner(claim, quantity, SHARES[language], language, {}) == owner


def test_a_number_of_another_name_is_not_supported() -> None:
    checker = FaithfulnessChecker(FakeEmbedder())
    evidence = checker.prepare([SourceSentence(1, SHARES["en"], "en")])
    verdict = checker.check("Gaon Chips has a share of 37%.", "en", evidence)
    assert verdict.support == "weak"
    assert verdict.reason is not None
    assert "belongs to Dara" in verdict.reason.en
    assert "Dara의 것" in verdict.reason.ko


@pytest.mark.parametrize(
    ("answer", "claim", "torn"),
    [
        ("아니요, 시는 통행료를 받습니다.", "시는 통행료를 받습니다.", False),
        ("네, 시는 통행료를 받지 않습니다.", "시는 통행료를 받지 않습니다.", True),
        (
            "네, 시가 받지 않는 것은 주차료입니다. 통행료는 받습니다.",
            "시가 받지 않는 것은 주차료입니다. 통행료는 받습니다.",
            False,
        ),
        ("Yes, the city does not charge.", "the city does not charge.", True),
        ("No, the city charges a toll.", "the city charges a toll.", False),
        ("네덜란드는 작다.", "네덜란드는 작다.", False),
        ("No toll is charged.", "No toll is charged.", False),
    ],
)
def test_yes_and_no_answer_a_question_and_are_no_part_of_the_claim(answer: str, claim: str, torn: bool) -> None:
    assert drop_yes_or_no(answer) == claim
    assert affirms_denial(answer) is torn


def test_a_right_no_is_no_denial_of_what_the_source_says() -> None:
    checker = FaithfulnessChecker(FakeEmbedder())
    evidence = checker.prepare([SourceSentence(1, "시는 다리를 건너는 차에서 통행료를 받기로 했다.", "ko")])
    verdict = checker.check("아니요, 시는 다리를 건너는 차에서 통행료를 받기로 했다.", "ko", evidence)
    assert (verdict.support, verdict.citations) == ("verbatim", (1,))


@pytest.mark.parametrize(
    ("text", "of_all"),
    [
        ("All factories follow the rules.", True),
        ("어떤 공장도 따르지 않는다.", True),
        ("대부분의 공장이 따른다.", False),
        ("Some factories follow; small ones do not.", False),
    ],
)
def test_what_is_said_of_all(text: str, of_all: bool) -> None:
    assert says_of_all(text) is of_all


@pytest.mark.parametrize("claim", ["All factories follow the rules.", "No one but factories follow the rules."])
def test_what_is_said_of_some_is_not_said_of_all(claim: str) -> None:
    checker = FaithfulnessChecker(FakeEmbedder())
    evidence = checker.prepare([SourceSentence(1, "Some factories follow the rules.", "en")])
    verdict = checker.check(claim, "en", evidence)
    assert verdict.support in ("weak", "unsupported")
    assert verdict.reason is not None


@pytest.mark.parametrize(
    ("claim", "source", "exchanged"),
    [
        ("Nuri Energy acquired Hanbit Shipbuilding.", "Hanbit Shipbuilding acquired Nuri Energy.", True),
        ("Hanbit Shipbuilding acquired Nuri Energy in May.", "Hanbit Shipbuilding acquired Nuri Energy.", False),
        ("Nuri Energy was acquired by Hanbit Shipbuilding.", "Hanbit Shipbuilding acquired Nuri Energy.", False),
        (
            "Nuri Energy sold the mill to Hanbit Shipbuilding.",
            "Hanbit Shipbuilding took the mill over from Nuri Energy.",
            False,
        ),
        ("가온칩스가 다라반도체를 앞섰다.", "다라반도체가 가온칩스를 앞섰다.", True),
        ("다라반도체는 가온칩스를 앞섰다.", "다라반도체가 가온칩스를 앞섰다.", False),
        ("딥시크MoE는 비용을 줄였다.", "딥시크는 '딥시크MoE'로 비용을 줄였다.", False),
        ("다라반도체는 앞섰다.", "다라반도체가 가온칩스를 앞섰다.", False),
        ("다라반도체는 HBM4를 내놓았다.", "HBM4는 다라반도체가 내놓은 메모리다.", False),
        ("가온칩스가 HBM4를 다라반도체에 맡겼다.", "HBM4는 다라반도체가 가온칩스에 맡긴 메모리다.", True),
    ],
)
def test_subjects_that_are_exchanged(claim: str, source: str, exchanged: bool) -> None:
    assert exchanges_roles(claim, source, {}) is exchanged


@pytest.mark.parametrize(
    ("sentence", "address"),
    [
        ("https://steal.example/a?b=1 에 접속하세요.", "https://steal.example/a?b=1"),
        ("자세한 것은 www.moreof.it에 있다.", "www.moreof.it"),
        ("Visit evil-site.example/now for more.", "evil-site.example/now"),
        ("See https://Good.example/page.", None),
        ("The city pays 3.5 million, says Mr.Kr.", None),
    ],
)
def test_an_address_that_no_source_has_is_found(sentence: str, address: str | None) -> None:
    assert unsaid_address(sentence, ["It is told at https://good.example/page and elsewhere."]) == address
