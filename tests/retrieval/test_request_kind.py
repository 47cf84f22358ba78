"""What kind of answer a request wants, and what it is about besides asking, in both languages."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bilingual import Language
from bot.retrieval.request_kind import Kind, fuller_kind, kind_of, parts_wanted, requests_in, subject_of

REQUESTS: list[tuple[Language, str, Kind]] = [
    ("ko", "반도체 수출이 왜 줄었나요?", "why"),
    ("en", "Why did chip exports fall?", "why"),
    ("ko", "백신은 어떻게 만들어지나요?", "how"),
    ("en", "How is the vaccine made?", "how"),
    ("ko", "시장이 약속한 것을 모두 정리해 주세요", "list"),
    ("en", "List the mayor's promises", "list"),
    ("ko", "두 후보의 공약은 어떤 차이가 있어?", "compare"),
    ("en", "How do the two candidates differ?", "compare"),
    ("ko", "노조의 입장을 알려 줘", "position"),
    ("en", "What do economists disagree about?", "position"),
    ("ko", "사고 경위를 순서대로 알려 줘", "timeline"),
    ("en", "Tell me the events in order", "timeline"),
    ("ko", "연금 개혁을 둘러싼 논란을 설명해 줘", "explain"),
    ("en", "Explain the pension reform", "explain"),
    ("ko", "이 기사를 고등학생도 이해하게 설명해줘", "gist"),
    ("ko", "요점만 짧게 부탁드립니다", "gist"),
    ("ko", "이 글 요점이 뭐예요", "gist"),
    ("en", "What is the main idea?", "gist"),
    ("en", "Tell me in a few simple words what this article is about.", "gist"),
    ("en", "Did the mayor say what it was about?", "yesno"),
    ("en", "Explain what this is about to mean for commuters", "explain"),
    ("ko", "이 기사에 따르면 회사는 인력을 몇 명 줄여?", "fact"),
    ("ko", "이 글에서 회사가 직원 수를 줄여 온 이유는?", "why"),
    ("ko", "이 기사에 나온 노조와 회사의 차이를 쉽게 정리해 줘", "compare"),
    ("ko", "저 글에 나오는 갈등을 시간순으로 간단히 정리해 줘", "timeline"),
    ("ko", "이 기사에서 찬성과 반대 의견을 짧게 정리해 줘", "position"),
    ("ko", "Apple의 전략은 뭐야?", "fact"),
    ("ko", "Lowland Arable League의 대표는 뭐야?", "fact"),
    ("ko", "이 기사 내용을 초등학생도 알 수 있게 쉬운 말로 짧게 줄여 줘", "gist"),
    ("ko", "이 글 쉽게정리해줘", "gist"),
    ("ko", "애시웨어(ashware)가 정확히 뭐예요?", "definition"),
    ("ko", "Lowland Arable League가 뭐예요?", "definition"),
    ("ko", "소부장이 뭐예요?", "definition"),
    ("en", "What is a heat pump?", "definition"),
    ("en", 'What does "fabless" mean here?', "definition"),
    ("ko", "노조는 합의안을 받아들였나요?", "yesno"),
    ("en", "Did the union accept the offer?", "yesno"),
    ("ko", "그 집을 사도 될까?", "advice"),
    ("en", "What should I buy next year?", "advice"),
    ("ko", "나라마다 어느 작물을 몇 톤씩 심었어?", "list"),
    ("ko", "누가 합의에 반대했고 이유는 뭐야?", "position"),
    ("en", "Who supports the new ships and why?", "position"),
    ("ko", "새 배는 지금 배와 뭐가 달라?", "compare"),
    ("en", "Which countries joined? List all of them.", "list"),
    ("ko", "손님이 예상보다 적은 이유를 설명해 줘", "why"),
    ("ko", "새 노선을 둘러싼 의견은 어떻게 달라?", "position"),
    ("ko", "약속한 것을 다 알려 줘", "list"),
    ("ko", "시장의 이름은 무엇인가요?", "fact"),
    ("en", "What is the capital?", "fact"),
    ("ko", "본사는 어딘가요?", "fact"),
    ("ko", "점유율은 얼마예요?", "fact"),
    ("en", "How much did it cost?", "fact"),
    ("ko", "누가 개발했나요?", "fact"),
    ("en", "Who developed it?", "fact"),
    ("ko", "수도는 어떻게 되나요?", "fact"),
    ("ko", "앞으로 어떻게 되나?", "explain"),
    ("ko", "빚은 왜 생겼고 얼마야?", "explain"),
    ("ko", "누가 찬성하고 누가 반대해?", "position"),
    ("ko", "연도별로 정리", "timeline"),
    ("ko", "숫자로 정리해줘", "list"),
    ("ko", "분관 제안 반응", "position"),
    ("ko", "새 도서관 위치", "explain"),
    ("ko", "등록률이라는 게 뭐야?", "definition"),
    ("ko", "이순신은 누구인가요?", "definition"),
    ("ko", "카스퍼 린이 누구임", "definition"),
    ("ko", "치른하우스 뭐 하던 사람", "definition"),
    ("ko", "새 시장은 누구야?", "fact"),
    ("ko", "다리를 지은 사람은 누구야?", "fact"),
    ("en", "who is Marit Solano?", "definition"),
    ("en", "Who's Dr. Helen Voss?", "definition"),
    ("en", "Who is the mayor?", "fact"),
    ("en", "Who is paying for it?", "fact"),
    ("en", "What happened to the cannery?", "explain"),
    ("en", "What do the fishers say?", "position"),
    ("en", "who wanted what", "position"),
    ("en", "settlement terms", "explain"),
    ("en", "dates please", "timeline"),
    ("en", "Can you bring me up to speed?", "gist"),
    ("en", "Which method is used in order to measure it?", "fact"),
]


@pytest.mark.parametrize(("language", "text", "kind"), REQUESTS)
def test_the_kind_of_a_request(language: Language, text: str, kind: Kind) -> None:
    assert kind_of(text, language) == kind


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "Which outside parts does the engine use?", "list"),
        ("en", "What measures did the city announce?", "list"),
        ("en", "What kinds of engines are used?", None),
        ("en", "Which of the cities is the largest?", None),
        ("en", "What is the business?", None),
        ("en", "Why are parts used?", None),
        ("ko", "시는 어떤 대책을 내놓았나요?", "list"),
        ("ko", "공장은 어떤 어려움을 겪었나요?", "explain"),
        ("ko", "어떤 회사가 만들었나요?", None),
        ("ko", "어떤 부품을 썼는지 정리해 줘", None),
    ],
)
def test_a_question_of_fact_may_want_several_sentences(language: Language, text: str, kind: Kind | None) -> None:
    assert fuller_kind(text, language) == kind


@pytest.mark.parametrize(
    ("language", "text", "subject"),
    [
        ("ko", "연금 개혁을 둘러싼 논란을 자세히 설명해 주세요.", "연금 개혁을 둘러싼 논란을"),
        ("en", "Please explain the pension reform in detail.", "the pension reform"),
        ("ko", "요약해 줘", ""),
        ("ko", "노조가 요구한 것을 모두 알려줘", "노조가 요구한 것을"),
        ("en", "Summarise this article, please.", ""),
        ("ko", "김 대표의 주장과 그 이유를 설명해 주세요", "김 대표의 주장과"),
        ("en", "List every bridge the article mentions and its length.", "bridge and its length"),
    ],
)
def test_words_of_asking_are_no_subject(language: Language, text: str, subject: str) -> None:
    assert subject_of(text, language) == subject


@pytest.mark.parametrize(
    ("language", "text", "requests"),
    [
        ("en", "When did it open, and when was the bridge closed?", 1),
        ("en", "When did the museum open, and where was the bridge built?", 2),
        ("en", "Who built the bridge and why did he leave?", 1),
        ("ko", "박물관이 생긴 까닭이랑 시장의 주장을 함께 정리해 줘", 2),
        ("ko", "박물관과 다리를 지은 까닭은?", 1),
        ("ko", "두 다리의 길이와 높이를 각각 비교해 줘", 1),
        ("en", "Should I visit the museum, and what should I see there?", 1),
        ("en", "Why did the museum close? In 2 sentences.", 1),
        ("en", "Why did the museum close? Explain in very simple words.", 1),
        ("en", "Why did the museum close? Where did the pictures go? Keep it short.", 2),
        ("en", "What happened in the town? What happened in 3 districts?", 2),
        ("ko", "박물관이 왜 문을 닫았나요? 아주 쉬운 말로 알려 주세요.", 1),
        ("ko", "박물관이 왜 문을 닫았나요? 2문장으로 알려 주세요.", 1),
    ],
)
def test_several_requests_in_one(language: Language, text: str, requests: int) -> None:
    assert len(requests_in(text, language)) == requests


@pytest.mark.parametrize("said", ["수", "수 ", "도한테", "쉽게 "])
def test_a_request_that_is_made_to_be_slow_is_understood_at_once(said: str) -> None:
    """With a pattern in which words may end anywhere the time doubled with each of these letters."""
    started = time.process_time()
    assert kind_of(f"이 기사 {said * 1_000}", "ko") != "gist"
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("세 줄로 요약해 줘", 3),
        ("in five bullet points", 5),
        ("두 문장으로", 2),
        ("2 sentences", 2),
        ("a one-line summary", 1),
        ("Tell me in two or three simple sentences", 3),
        ("Sum it up in a sentence.", 1),
        ("Who opened a line to Busan?", None),
        ("요약해 줘", None),
    ],
)
def test_how_many_parts_are_wanted(text: str, parts: int | None) -> None:
    assert parts_wanted(text) == parts


@given(text=st.text(), language=st.sampled_from(["ko", "en"]))
def test_a_subject_is_what_is_left_of_the_request(text: str, language: Language) -> None:
    assert kind_of(text, language) in ("fact", *(kind for _, _, kind in REQUESTS))
    letters = iter(text)
    assert all(letter in letters for letter in "".join(subject_of(text, language).split()))
