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
# below that of the answerable questions that were tried (docs/measurements/answering.md). None were tried for Korean questions
# about English passages, which have the bound of the other direction.
NEAREST: dict[tuple[Language, Language], float] = {
    ("ko", "ko"): 0.33,
    ("ko", "en"): 0.22,
    ("en", "ko"): 0.22,
    ("en", "en"): 0.42,
}


# What is asked about the one article that is open is mostly about it, in whatever words: "So why did they give in?"
# (docs/measurements/answering.md).
NEAREST_OF_ONE: dict[tuple[Language, Language], float] = {
    ("ko", "ko"): 0.16,
    ("ko", "en"): 0.14,
    ("en", "ko"): 0.14,
    ("en", "en"): 0.22,
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

    What only says how the others are asked about (논란, 이유, 차이) is none of them. Of an English word nothing tells whether it
    is a noun.
    """
    if question.language != "ko":
        return ()
    text = spell_out(text)
    nouns = [word.form for word in named_words(question.subject) if has_hangul(word.form)]
    return tuple(dict.fromkeys(noun for noun in nouns if noun not in _ABOUT_OTHERS and noun not in text))


_ABOUT_OTHERS = frozenset(
    """
    가지 각각 개념 걱정 견해 결과 결론 경과 계기 고등학생 공통점 과정 관계 구조 근거 글쓴이 기능 기사 기술 기준
    까닭 내용 노력 논란 논쟁 논점 단계 단점 대답 대응 대책 도움 동기 동안 뜻 막 목적 문제 문제점 반론 반응 방법
    방식 방안 배경 변화 본문 부품 비결 비교 비판 사건 사람 사람들 사실 사이 사항 상황 생각 서비스 설명 성분 순서
    시기 어려움 역할 영향 예시 요약 요인 요지 원리 원인 의견 의도 의미 의의 이야기 이유 이점 일 입장 자세 장점
    재료 쟁점 저자 전망 정도 정리 정의 제품 조치 종류 주장 중요 중학생 증거 지금 질문 차례 차이 차이점 초등학생
    특성 특징 필요 핵심 현황 혜택 효과
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
