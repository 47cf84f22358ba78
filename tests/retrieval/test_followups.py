"""Questions after questions."""

import re

import pytest

from bot.errors import QuestionEmpty
from bot.retrieval.followups import recent, understand
from bot.retrieval.request_kind import Kind, parts_wanted
from tests.places import ROOT

BEFORE = [("딥시크는 무엇을 줄였나요?", "메모리와 비용을 줄였어요.")]
BEFORE_EN = [("What did DeepSeek cut?", "It cut memory use.")]


@pytest.mark.parametrize("text", ["그 회사는 어디에 있나요?", "그럼 한국은요?", "왜?", "그건 언제였나요?"])
def test_a_question_that_leans_is_searched_with_the_one_before(text: str) -> None:
    request = understand(text, "auto", BEFORE)
    assert request.question.text == text
    assert request.question.subject == f"딥시크는 무엇을 줄였나요? {text}"
    assert request.standalone_question == f"(앞 질문: 딥시크는 무엇을 줄였나요?) {text}"


@pytest.mark.parametrize(
    "text", ["And in Korea?", "Why did they do that?", "What about its cost?", "Where is that company?"]
)
def test_the_same_in_english(text: str) -> None:
    assert understand(text, "auto", BEFORE_EN).question.subject.startswith("What did DeepSeek cut?")


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("How did Korean Air begin? Explain it.", False),
        ("Why was the bridge closed? Please explain this in simple words.", False),
        ("대한항공은 어떻게 생겼어? 그걸 쉽게 설명해 줘", False),
        ("Explain it.", True),
        ("How did it begin? Explain it.", True),
        ("그걸 설명해 줘", True),
    ],
)
def test_what_points_back_within_a_request_does_not_lean(text: str, leans: bool) -> None:
    assert (BEFORE[0][0] in understand(text, "auto", BEFORE).question.subject) == leans


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("독파모는 언제 시작됐나요?", "fact"),
        ("그림을 그린 사람은 누구인가요?", "fact"),
        ("이순신은 누구인가요?", "definition"),
        ("Which crop was first?", "fact"),
    ],
)
def test_a_question_of_its_own_stands_alone(text: str, kind: Kind) -> None:
    request = understand(text, "auto", BEFORE)
    assert request.question.subject == request.standalone_question == text
    assert request.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "요약해 줘",
        "이 글을 세 줄로 요약해 주세요",
        "핵심만 알려줘",
        "무슨 내용이야?",
        "Summarise it",
        "Summarize this article",
        "What is it about?",
        "What are the key points?",
        "tl;dr",
        "Give me a summary in Korean",
    ],
)
def test_a_wish_for_a_summary_is_told_from_a_question(text: str) -> None:
    assert understand(text, "auto").kind == "gist"
    request = understand(text, "auto", BEFORE)
    assert request.kind == "gist"
    assert BEFORE[0][0] in request.question.subject


@pytest.mark.parametrize(
    ("text", "language"), [("영어로 알려줘", "en"), ("in English please", "en"), ("한국어로 다시", "ko")]
)
def test_another_language_asks_the_last_question_again(text: str, language: str) -> None:
    request = understand(text, "auto", BEFORE)
    assert (request.question.text, request.language) == (BEFORE[0][0], language)


@pytest.mark.parametrize(
    ("text", "sentences", "kind"),
    [
        ("더 짧게", 2, "fact"),
        ("Shorter, please", 2, "fact"),
        ("더 자세히 알려 줘", 8, "explain"),
        ("Tell me more", 8, "explain"),
    ],
)
def test_less_or_more_of_the_same(text: str, sentences: int, kind: str) -> None:
    request = understand(text, "auto", BEFORE)
    assert (request.question.subject, request.kind) == (BEFORE[0][0], kind)
    assert parts_wanted(request.question.text) == sentences


def test_what_the_buttons_of_the_page_say_is_understood() -> None:
    messages = (ROOT / "bot" / "ui" / "page" / "messages" / "chat.js").read_text(encoding="utf-8")
    for name in ("shorter", "more", "simpler", "inEnglish", "inKorean"):
        words = re.search(rf'^  {name}: {{ ko: "(.+?)", en: "(.+?)" }}', messages, re.MULTILINE)
        assert words is not None
        for said in words.groups():
            assert understand(said, "auto", BEFORE).question.subject == BEFORE[0][0], said


def test_a_wish_after_a_wish_is_one_about_the_question_before_both() -> None:
    request = understand("더 자세히", "auto", [*BEFORE, ("영어로", "..."), ("더 쉽게", "...")])
    assert request.question.subject == BEFORE[0][0]


@pytest.mark.parametrize(
    "text", ["더 쉽게 설명해 줘", "쉽게 말해 주세요", "Explain more simply", "in simpler words please"]
)
def test_simpler_words_search_for_the_same_thing(text: str) -> None:
    request = understand(text, "auto", BEFORE)
    assert request.question.subject == BEFORE[0][0]
    assert request.question.text != BEFORE[0][0]


def test_without_a_conversation_everything_stands_alone() -> None:
    assert understand("그 회사는?", "auto").question.subject == "그 회사는?"
    assert understand("What is rice?", "ko").language == "ko"
    with pytest.raises(QuestionEmpty):
        understand(" ", "auto", BEFORE)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("왜 밀가루를 바꿨어?", "앞으로 어떻게 돼?"),
        ("왜 밀가루를 바꿨어?", "그래서 뭐가 문제야?"),
        ("Why did the clock run slow?", "who wanted what"),
        ("Why did the clock run slow?", "So what happened in the end?"),
    ],
)
def test_a_side_of_the_article_is_asked_of_the_one_that_was_talked_about(before: str, text: str) -> None:
    request = understand(text, "auto", [(before, "")])
    assert request.is_about_article
    assert request.continues
    assert request.question.subject.startswith(before.rstrip("?")[:10])


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("시계는 왜 느려졌어?", "그건 왜 문제야?"),
        ("Why did the clock run slow?", "What happened to it?"),
        ("시계는 왜 느려졌어?", "왜?"),
    ],
)
def test_what_points_back_is_asked_of_the_last_question(before: str, text: str) -> None:
    request = understand(text, "auto", [(before, "")])
    assert not request.is_about_article
    assert request.before == before


def test_what_was_talked_about_is_what_a_question_named_last() -> None:
    conversation = [("시계는 왜 느려졌어?", ""), ("누가 뭘 원해?", "")]
    assert understand("그래서 뭐가 문제야?", "auto", conversation).question.subject.startswith("시계는")
    assert understand("요약해 줘", "auto", conversation).question.subject.startswith("시계는")
    assert understand("더 쉽게", "auto", conversation).question.subject == "누가 뭘 원해?"


def test_what_no_question_was_before_is_passed_over() -> None:
    """A chat may begin with a pasted text, or a smile: the question after it was refused for that."""
    odd = [("눈 " * 1_500, ""), ("🙂", ""), ("", ""), ("\ud800", "")]
    for conversation in ([*BEFORE, *odd], [*odd[:2], *BEFORE, *odd[2:]]):
        assert understand("더 쉽게", "auto", conversation).question.subject == BEFORE[0][0]
    assert understand("What did DeepSeek cut?", "auto", odd).question.text == "What did DeepSeek cut?"


def test_of_a_conversation_without_end_only_the_last_questions_are_read() -> None:
    conversation = [("누가 뭘 원해?", "그" * 1_000)] * 100_000
    assert len(recent(conversation)) == 20
    assert understand("그래서 뭐가 문제야?", "auto", conversation).continues
