"""What a reader wants, as it stands alone: a question that leans on the conversation (그 회사는?, and in Korea?, 영어로 다시)
made whole, and a wish for a summary told from a question."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.bilingual import Bilingual, Language
from bot.errors import QuestionError
from bot.retrieval.aspects import Aspect, aspects_of, names_nothing
from bot.retrieval.question import QUESTION_LIMIT, AnswerLanguage, Question, read_question
from bot.retrieval.request_kind import Kind, asks_one_word, fuller_kind, kind_of, refers_back, requests_in, subject_of

Conversation = Sequence[tuple[str, str]]
# What is talked about was named in the last few.
_MOST_TURNS = 20

_LEANS = {
    "ko": re.compile(
        r"^(?:그럼|그러면|그런데|근데|그리고|그래서|왜요?\b)|(?<![가-힣])(?:그|이|저)(?:것|건|게|걸|곳|들|분|때|중)?(?![가-힣])"
        r"|(?<![가-힣])(?:그것|그건|그게|이것|이건|거기|여기|그곳|그들)"
    ),
    "en": re.compile(
        r"^(?:and|but|so|then|why\??$|what about|how about)\b|\b(?:it|its|they|them|their|he|she|his|him|her|those|these)\b"
        r"|\b(?:that|this)(?= (?:company|model|project|person|country|one|time)|\?|$)",
        re.IGNORECASE,
    ),
}
# Behind a sentence this points back to that one: "How did Korean Air begin? Explain it."
_OWN_BACK_REFERENCE = re.compile(
    r"(?<=[.?!])\s*(?:please\s+)?(?:explain|describe) (?:it|this|that)\b[^.?!]*[.?!]?$"
    r"|(?<=[.?!])\s*(?:그걸|그것을|이걸|이것을)\s[^.?!]*(?:설명|알려)[^.?!]*[.?!]?$",
    re.IGNORECASE,
)
_OTHER_LANGUAGE: tuple[tuple[re.Pattern[str], Language], ...] = (
    (
        re.compile(
            r"^(?:다시\s*)?영어로[\s가-힣]{0,12}[.?!]?$|^(?:please\s+)?(?:say (?:it|that) )?in english\b.{0,12}$", re.I
        ),
        "en",
    ),
    (
        re.compile(
            r"^(?:다시\s*)?(?:한국어|한글|우리말)로[\s가-힣]{0,12}[.?!]?$|^(?:please\s+)?in korean\b.{0,12}$", re.I
        ),
        "ko",
    ),
)
_SIMPLER = re.compile(
    r"^(?:좀\s*)?(?:더\s*)?(?:쉽게|쉬운 말로|간단(?:히|하게))[\s가-힣]{0,12}[.?!]?$"
    r"|^(?:please\s+)?(?:explain\s+)?(?:it |that )?(?:more simply|simpler|in simple(?:r)? (?:words|terms))\b.{0,12}$",
    re.IGNORECASE,
)
_SHORTER = re.compile(
    r"^(?:좀\s*)?(?:더\s*)?(?:짧게|간략(?:히|하게)|줄여서?)[\s가-힣]{0,12}[.?!]?$"
    r"|^(?:please\s+)?(?:make it |say it )?(?:shorter|more briefly|in short|briefly)\b.{0,12}$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^(?:좀\s*)?(?:더\s*)?(?:자세히|자세하게|상세히|길게)[\s가-힣]{0,12}[.?!]?$|^더\s*(?:알려|말해)[\s가-힣]{0,8}[.?!]?$"
    r"|^(?:please\s+)?(?:tell me |say )?(?:more|in more detail|longer)\b.{0,12}$",
    re.IGNORECASE,
)
_WISHES = (_SIMPLER, _SHORTER, _MORE, *(pattern for pattern, _ in _OTHER_LANGUAGE))
LEANING = Bilingual(ko="(앞 질문: {before}) {question}", en="(Earlier question: {before}) {question}")
BRIEFLY = Bilingual(ko="{question} 2문장으로 알려 주세요.", en="{question} In 2 sentences.")
FULLY = Bilingual(ko="{question} 8문장으로 자세히 알려 주세요.", en="{question} In 8 sentences, in detail.")
SIMPLY = Bilingual(ko="{question} 아주 쉬운 말로 알려 주세요.", en="{question} Explain in very simple words.")


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be answered: the question, the language and kind of the answer, and what was asked `before`.

    `continues` says that it is about the article that was talked about, which the subject leads to.
    """

    question: Question
    language: Language
    kind: Kind = "fact"
    before: str = ""
    continues: bool = False

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """The sides of its subject that it asks for."""
        return aspects_of(self.question.text, self.question.language, self.kind)

    @property
    def about(self) -> Question:
        """The question to search an explanation for: without the words of asking, as it is where there are no others."""
        subject = subject_of(self.question.subject, self.question.language)
        return replace(self.question, subject=subject) if subject else self.question

    @property
    def is_about_article(self) -> bool:
        """Whether it has no subject but the article itself: a summary, "what comes next?", "쉽게 설명해 줘"."""
        if self.kind == "gist":
            return True
        return not self.before and names_nothing(self.question.text, self.question.language, self.aspects)

    @property
    def parts(self) -> "tuple[Request, ...]":
        """The requests that this one is made of; itself alone where it is one."""
        texts = requests_in(self.question.text, self.question.language)
        if len(texts) == 1:
            return (self,)
        own = self.question.language
        return tuple(
            Request(Question(text, own, text), self.language, kind_of(text, own), self.before) for text in texts
        )

    @property
    def fuller(self) -> "Request | None":
        """A question of fact as the request for several sentences that it mostly is: "which technologies?"; None of any other."""
        if self.kind != "fact":
            return None
        text, language = self.question.text, self.question.language
        kind = fuller_kind(text, language)
        if kind is None and not asks_one_word(text, language) and (self.aspects or self.is_about_article):
            kind = "explain"
        return replace(self, kind=kind) if kind else None

    @property
    def standalone_question(self) -> str:
        """The question in words that stand alone, with the one that it leans on."""
        if not self.before:
            return self.question.text
        return LEANING.in_(self.question.language).format(before=self.before, question=self.question.text)


def understand(text: str, language: AnswerLanguage, conversation: Conversation = ()) -> Request:
    """Return what `text` asks after the earlier (question, answer) pairs, oldest first. Raises QuestionError.

    A wish for another language, for simpler words, for less or for more asks the last question again; more is an explanation,
    also of a fact. A question that leans on the last one, or names nothing, is searched for together with it; a summary, and a
    question for a side of the article alone ("what's next?"), is one of what was talked about. Any other stands as it is.
    """
    asked = read_question(text)
    own: Language = asked.language if language == "auto" else language
    kind = kind_of(asked.text, asked.language)
    earlier = _readable(recent(conversation))
    if not earlier:
        return Request(asked, own, kind)
    before = _last_question(earlier)
    together = replace(asked, subject=f"{_last_naming(earlier).subject} {asked.subject}")
    if kind == "gist":
        return Request(together, own, kind)
    for pattern, other in _OTHER_LANGUAGE:
        if pattern.search(asked.text):
            return Request(before, other, kind_of(before.text, before.language))
    kind_before = kind_of(before.text, before.language)
    if _SIMPLER.search(asked.text):
        return Request(replace(before, text=SIMPLY.in_(own).format(question=before.text)), own)
    if _SHORTER.search(asked.text):
        return Request(replace(before, text=BRIEFLY.in_(own).format(question=before.text)), own, kind_before)
    if _MORE.search(asked.text):
        more = "explain" if kind_before in ("fact", "yesno", "definition") else kind_before
        return Request(replace(before, text=FULLY.in_(own).format(question=before.text)), own, more)
    alone = Request(asked, own, kind)
    if alone.is_about_article and alone.aspects and not refers_back(asked.text, asked.language):
        return Request(together, own, kind, continues=True)
    leans = _LEANS[asked.language].search(_OWN_BACK_REFERENCE.sub("", asked.text))
    return Request(together, own, kind, before.text) if leans or alone.is_about_article else alone


def recent(conversation: Conversation) -> tuple[str, ...]:
    """Return the questions of a conversation that another one may lean on, oldest first: the last 20, as far as they are any.

    A caller may send anything as a conversation, megabytes of it too, and what is no question leads to nothing.
    """
    asked = (question for question, _ in conversation[-_MOST_TURNS:])
    return tuple(question for question in asked if question.strip() and len(question) <= QUESTION_LIMIT)


def _readable(asked: Sequence[str]) -> list[Question]:
    found = []
    for question in asked:
        with suppress(QuestionError):  # in a language that we do not read, or too long once it is spelled out
            found.append(read_question(question))
    return found


def _last_naming(asked: Sequence[Question]) -> Question:
    """Return the last question that names what it is about; the last one where none does."""
    requests = (Request(each, each.language, kind_of(each.text, each.language)) for each in reversed(asked))
    return next((request.question for request in requests if not request.is_about_article), asked[-1])


def _last_question(asked: Sequence[Question]) -> Question:
    """Return the last question that was more than a wish for another form of the one before."""
    own = (each for each in reversed(asked) if not any(wish.search(each.text) for wish in _WISHES))
    return next(own, asked[-1])
