"""Whether the evidence can hold an answer, before any model is asked: by how near it is, and by the numbers in it.

How near the nearest sentence is tells absent subjects from present ones. That a subject is there and the fact asked for is
not, no similarity shows: that is read (`bot.answering.answerability`).
"""

import re
from collections.abc import Iterable
from datetime import date

from bot.bilingual import Language
from bot.retrieval.question import Question
from bot.text.hanja import spell_out
from bot.text.keywords import named_words
from bot.text.language import has_hangul
from bot.text.quantities import quantities

# The least score of the nearest sentence (`late_interaction.score_span`), by language of the question and of the passage:
# below that of the answerable questions that were tried, across the languages of all but one in twenty
# (docs/measurements/answering.md).
NEAREST: dict[tuple[Language, Language], float] = {
    ("ko", "ko"): 0.33,
    ("ko", "en"): 0.17,
    ("en", "ko"): 0.20,
    ("en", "en"): 0.42,
}


# What is asked about the one article that is open is mostly about it, in whatever words: "So why did they give in?" Below lie two
# in a hundred of the requests that it answers, and one in nine to one in four of those about another one
# (docs/measurements/answering.md).
NEAREST_OF_ONE: dict[tuple[Language, Language], float] = {
    ("ko", "ko"): 0.20,
    ("ko", "en"): 0.17,
    ("en", "ko"): 0.16,
    ("en", "en"): 0.20,
}


def is_near(asked: Language, language: Language, nearest: float, *, of_one: bool = False) -> bool:
    """Return whether a passage may answer, from the score of its nearest sentence; `of_one` where one article is asked about."""
    return nearest >= (NEAREST_OF_ONE if of_one else NEAREST)[asked, language]


def lacks_number(question: Question, passage: str, language: Language) -> bool:
    """Return whether the question wants a number and the passage has none that could be it.

    Dates never count, and spans of time only where the question names one.
    """
    if not question.wants_number:
        return False
    about_time = _TIME_NAMED.search(question.text) is not None
    return not any(
        quantity.when is None and (about_time or quantity.unit not in _TIMES)
        for quantity in quantities(passage, language)
    )


def missing_years(question: Question, texts: Iterable[str], today: date) -> tuple[str, ...]:
    """Return the years that a question names and none of `texts` says, in order; recent ones are left out.

    Those are named for "now" as well ("2024년 그리스의 수도는?"), of older ones the question is about that year.
    """
    years = [year for year in _YEAR.findall(question.text) if int(year) <= today.year - _RECENT_YEARS]
    said = "\n".join(texts) if years else ""
    return tuple(dict.fromkeys(year for year in years if year not in said))


def unmentioned(question: Question, text: str) -> tuple[str, ...]:
    """Return the Korean nouns that a question is about and `text`, in Korean, does not have, in order.

    What only says how the others are asked about (논란, 이유, 처음, 날짜, 부탁) is none of them. Of an English word nothing tells
    whether it is a noun.
    """
    if question.language != "ko":
        return ()
    text = spell_out(text)
    nouns = [word.form for word in named_words(question.subject) if has_hangul(word.form)]
    return tuple(dict.fromkeys(noun for noun in nouns if not is_about_others(noun) and not _has(text, noun)))


def _has(text: str, noun: str) -> bool:
    """Return whether a text has a noun, or what is left of it without an ending that adds little: 중재 of 중재안."""
    return noun in text or (len(noun) > _SHORT_NOUN and noun[-1] in _ADDS_LITTLE and noun[:-1] in text)


def is_about_others(noun: str) -> bool:
    """Return whether a Korean noun only says how the other words of a request are asked about: 주장, 이유, 처음, 날짜."""
    return noun in _ABOUT_OTHERS


_SHORT_NOUN = 2
# A plan, a side, each. What adds a cost (공사비), a number or a person adds what is asked.
_ADDS_LITTLE = frozenset("안측별쪽")

_ABOUT_OTHERS = frozenset(
    """
    가능 가지 각각 간략 감사 개념 개요 걱정 견해 결과 결국 결론 경과 계기 고등학생 골자 공통점 과연 과정 관계
    구조 구체 궁금 그동안 근거 글쓴이 글자 금액 기능 기사 기술 기준 까닭 나열 나중 날짜 내막 내용 노력 논란
    논쟁 논점 다음 다음날 단계 당일 단어 단점 당시 대답 대략 대목 대응 대책 대처 도움 도움말 도표 동기 동생 동안 마지막
    말투 목록 목적 문단 문외한 문장 문제 문제점 문체 반대 반론 반응 방법 방식 방안 배경 배후 번호 변화 본문
    부분 부탁 부품 비결 비교 비율 비전문가 비판 사건 사람 사람들 사실 사이 사항 상황 생각 서로 서비스 설명 성분 성패
    속사정 솔직 수치 순서 숫자 시기 실상 쌍방 아빠 애초 액수 앞날 양쪽 양측 얘기 어려움 어른 어린이 언젠가 엄마 여태
    역할 연도 연표 영향 예시 예정 오랫동안 올해 요약 요인 요점 요즘 요지 원래 원리 원인 원형 유래 의견 의도 의미
    의의 이번 이야기 이유 이전 이점 이제 이후 일람 일반인 일부 일지 입문자 일정 입장 자세 자초지종 장단점 장점 재료 전날
    쟁점 저자 전말 전망 전반 전체 전후 정도 정리 정말 정의 제품 조치 조카 종류 죄송 주요 주장 줄거리 중요
    중학생 증거 지금 직전 직후 진짜 질문 차례 차이 차이점 찬반 찬성 처음 초등학생 초반 초보자 최근 최종 취지
    컴맹 특성 특징 평소 표현 필요 하나하나 한마디 항목 핵심 핵심어 향후 현재 현황 혜택 확실 효과 후반
    """.split()
)

_RECENT_YEARS = 10
# "The 1100's" and "the 1960s" are no years.
_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d|['’]?s)")

_TIMES = frozenset({"year", "month", "week", "day", "hour", "minute", "second", "clock", "ordinal", "age"})
_TIME_NAMED = re.compile(
    r"year|month|week|day|hour|minute|second|time|long|old|ago|since|년|개월|달|주|일|시간|분|초|동안|살|세|"
    r"얼마나\s?(?:오래|지났|지나|걸렸|걸리|걸려|됐|되었|된)",
    re.IGNORECASE,
)
