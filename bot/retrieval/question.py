"""What a reader asked: the question in its clean form, what of it is about the articles, and what kind of answer it wants."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.bilingual import Language
from bot.errors import QuestionEmpty, QuestionLanguageUnknown, QuestionTooLong
from bot.text.hanja import spell_out
from bot.text.language import normalize, question_language

AnswerLanguage = Literal["auto", "ko", "en"]

QUESTION_LIMIT = 2000

# Passages that evidence has where nobody says otherwise, and the fewest and most that a reader may wish for.
PASSAGES = 5
FEWEST_PASSAGES, MOST_PASSAGES = 3, 10

# Words that only point at the text: they fit every passage alike and draw the search away from the subject.
_ENGLISH_FRAME = re.compile(
    r"^(?:according to|based on|as (?:stated|mentioned|described) in|in)\s+(?:the|this)\s+"
    r"(?:passage|article|text|story|report|news|excerpt)s?\b[,\s]*"
    r"|,?\s*(?:according to|based on|as (?:stated|mentioned|described) in)\s+(?:the|this)\s+"
    r"(?:passage|article|text|story|report|excerpt)s?(?=\s*\?|$)",
    re.IGNORECASE,
)
_KOREAN_FRAME = re.compile(
    r"(?:이\s*)?(?:지문|본문|기사|글|뉴스)(?:의|에서|에)?\s*(?:나온|나오는|언급된)?\s*(?:정보|내용)?(?:에|를|을|으로)?\s*"
    r"(?:따르면|의하면|볼 때|바탕으로|토대로)[ ,]*|다음(?:의)?\s*(?:보기|설명|내용)?\s*중(?:에서)?\s+"
)
_ENOUGH = 8

_NUMBER_WANTED = {
    "ko": re.compile(r"몇(?! ?(?:년|월|일|시)(?!간))|얼마"),
    "en": re.compile(r"\bhow (?:many|much)\b|\bwhat (?:percentage|number|amount)\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked, its language, and `subject`: the part of it that is searched for."""

    text: str
    language: Language
    subject: str

    @property
    def wants_number(self) -> bool:
        """Whether only a number can answer it: how many, how much."""
        return _NUMBER_WANTED[self.language].search(self.text) is not None


def read_question(text: str) -> Question:
    """Return the question in its clean form. Raises QuestionEmpty, QuestionTooLong and QuestionLanguageUnknown."""
    clean = normalize(text).strip()
    if not clean:
        raise QuestionEmpty()
    if len(clean) > QUESTION_LIMIT:
        raise QuestionTooLong(length=len(clean), limit=QUESTION_LIMIT)
    language = question_language(clean)
    if language is None:
        raise QuestionLanguageUnknown()
    # Searched for, compared and told as the words that it stands for: 中 is 중국.
    clean = spell_out(clean, is_korean=True)
    return Question(clean, language, _subject(clean, language))


def _subject(text: str, language: Language) -> str:
    frame = _KOREAN_FRAME if language == "ko" else _ENGLISH_FRAME
    subject = " ".join(frame.sub(" ", text).split()).strip(" ,").replace(" ?", "?")
    return subject if len(subject) >= _ENOUGH else text
