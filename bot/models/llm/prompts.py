"""Every word that the answering model is told.

It is told in English, whatever the languages of the articles and of the answer: the small model follows English best. And it is
shown no worked examples of answers: it borrows from them, a name or the whole answer (docs/measurements/answering.md).

The model is asked twice: whether the excerpts hold an answer, then for the answer. Both conversations begin alike, so that the
engine reads the excerpts once; they and the question are what the first word waits for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.bilingual import Bilingual, Language
from bot.models.llm.chat_message import Message

ReadingLevel = Literal["simple", "standard", "expert"]

SYSTEM = "You read {source} articles and answer in {language}."
NAMES = Bilingual(ko="Korean", en="English")
ASK = "Article:\n{excerpts}\n\nQuestion: {question}\n{told}"
WHETHER = "Does the article state the answer to this question? Yes or no."
YES, NO = "Yes", "No"
TELL: dict[ReadingLevel, Bilingual] = {
    "simple": Bilingual(
        ko="Answer in plain Korean that a child understands, with facts from the article only.",
        en="Answer in plain English that a child understands, with facts from the article only.",
    ),
    "standard": Bilingual(
        ko="Answer in one short Korean sentence, with facts from the article only.",
        en="Answer in one short English sentence, with facts from the article only.",
    ),
    "expert": Bilingual(
        ko="Answer in Korean with every technical term and figure, with facts from the article only.",
        en="Answer in English with every technical term and figure, with facts from the article only.",
    ),
}
TELL_AGAIN = Bilingual(
    ko="Answer in one Korean sentence. Write nothing in English or Chinese.",
    en="Answer in one English sentence. Write nothing in Korean.",
)
SUMMARISE = Bilingual(
    ko="Article:\n{excerpts}\n\nSummarise the main points of the article in two or three Korean sentences.",
    en="Article:\n{excerpts}\n\nSummarise the main points of the article in two or three English sentences.",
)
EXPLAIN = (
    "Passages of an article:\n{excerpts}\n\nRequest: {question}\nAnswer in {language} from these passages alone, as fully as the "
    "request asks{plainly}: in paragraphs, or in a list where that reads better. End each sentence with the number of its "
    "passage in brackets, like [2]. Say so where the passages do not state what is asked for."
)
PLAINLY: dict[ReadingLevel, str] = {
    "simple": ", in words that a child understands",
    "standard": "",
    "expert": ", with every technical term and figure",
}
MEANING = Bilingual(
    ko="{term}은(는) 무엇입니까? 기사가 말하는 뜻을 설명해 주세요.",
    en="What is {term}? Explain what the article says it is.",
)
QUESTION_ABOUT = Bilingual(
    ko=(
        "글의 문장을 하나 드립니다. 그 문장이 답이 되는 짧은 질문을 한국어로 하나 쓰세요. 무엇, 누가, 언제, 어디, 몇, 어떻게 "
        "가운데 하나로 묻고, 무엇에 대한 질문인지 이름을 넣으세요.\n\n문장: {sentence}"
    ),
    en=(
        "Here is one sentence of an article. Write one short question in English that this sentence answers. Begin with what, "
        "who, when, where, which or how, and name what it is about.\n\nSentence: {sentence}"
    ),
)
QUESTION_EXAMPLE_SENTENCE = "부산 해운대구는 2023년 5월 연 모래축제에 관람객 62만 명이 찾았다고 밝혔다."
QUESTION_EXAMPLE = Bilingual(
    ko="2023년 해운대 모래축제에는 관람객이 몇 명 왔나요?",
    en="How many people visited the Haeundae sand festival in 2023?",
)
SAYS_SO = "Text:\n{text}\n\nClaim: {claim}\nDoes the text say exactly what the claim says? Yes or no."
# The claim last: what the model remembers there is of all before it.
COMPARES = "You compare statements with a text. Answer with one word."
IS_TRUE = "Text:\n{text}\n\nIs the following statement true according to the text, yes or no?\n{claim}"
# Of what it was taught by reading claims it makes use here as well (bench.fit_answerability).
IS_ANSWERED = "Text:\n{text}\n\nIs the following question answered by the text, yes or no?\n{question}"
# From the language that is not the answer's. Sizes in brackets are ours (`bot.insights.translations`): the small model puts
# 만 and 억 wrongly into English, and right where it is told.
TRANSLATE = Bilingual(
    ko=(
        "영어 문장을 자연스러운 한국어 한 문장으로 옮깁니다. 빠뜨리거나 덧붙이지 않고, 모르는 이름은 영어 그대로 둡니다. "
        "번역문만 씁니다."
    ),
    en=(
        "Translate the Korean sentence into one natural English sentence. Leave nothing out and add nothing. "
        "Write the translation alone."
    ),
)
# What is learned takes the place of longer instructions and of examples (bench.train.carrying).
CARRY = Bilingual(ko="한국어로 옮깁니다.", en="Put into English.")
TRANSLATED_EXAMPLES: tuple[tuple[Bilingual, Bilingual], ...] = (
    (
        Bilingual(
            ko="The start-up, which spent about 350 million won in the second quarter, said its phone had sold well abroad.",
            en="부산 해운대구는 2023년 5월 연 모래축제에 관람객 62만 명이 찾았다고 밝혔다. (62만 명 = 620,000)",
        ),
        Bilingual(
            ko="2분기에 약 3억 5천만 원을 쓴 이 스타트업은 휴대전화가 해외에서 잘 팔렸다고 밝혔다.",
            en="Busan's Haeundae district said 620,000 people visited the sand festival it held in May 2023.",
        ),
    ),
    (
        Bilingual(
            ko="It is cheaper than Google's model but not as fast.",
            en="예산은 78억 원이었지만 다 쓰지 않았다. (78억 원 = 7.8 billion)",
        ),
        Bilingual(
            ko="그것은 구글의 모델보다 저렴하지만 그만큼 빠르지는 않다.",
            en="The budget was 7.8 billion won, but not all of it was spent.",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Sentences of one article in their order, with relative dates already resolved, under its title if it has a short one."""

    title: str
    text: str

    def __str__(self) -> str:
        return f"[{self.title}] {self.text}" if self.title else self.text


def ask_whether(question: str, excerpts: Sequence[Excerpt], language: Language, source: Language) -> list[Message]:
    """Return the conversation that asks whether excerpts in `source` hold an answer; the reply begins with `YES` or `NO`."""
    return _ask(question, excerpts, language, source, WHETHER)


def name_meaning(spellings: Sequence[str], language: Language) -> str:
    """Return the question for the meaning of a term, with all of its spellings."""
    first, *others = spellings
    return MEANING.in_(language).format(term=f"{first} ({', '.join(others)})" if others else first)


def ask_what(
    question: str, excerpts: Sequence[Excerpt], language: Language, source: Language, level: ReadingLevel = "standard"
) -> list[Message]:
    """Return the conversation that asks for the answer in `language`; it begins like that of `ask_whether`."""
    return _ask(question, excerpts, language, source, TELL[level].in_(language))


def ask_again(question: str, excerpts: Sequence[Excerpt], language: Language, source: Language) -> list[Message]:
    """Return the same more strictly, for after an answer that could not be used."""
    return _ask(question, excerpts, language, source, TELL_AGAIN.in_(language))


def ask_whether_said(claim: str, text: str) -> list[Message]:
    """Return the conversation that asks whether `text` says `claim`; the reply begins with `YES` or `NO`."""
    return [("user", SAYS_SO.format(text=text, claim=claim))]


def ask_whether_true(claim: str, text: str) -> list[Message]:
    """Return the conversation that asks whether `claim` is true by `text`; claims about one text share all but their end."""
    return [("system", COMPARES), ("user", IS_TRUE.format(text=text, claim=claim))]


def ask_whether_answered(question: str, excerpts: Sequence[Excerpt]) -> list[Message]:
    """Return the conversation that asks whether excerpts answer `question`; those about the same ones share all but their end."""
    return [("system", COMPARES), ("user", IS_ANSWERED.format(text=_joined(excerpts), question=question))]


def ask_summary(excerpts: Sequence[Excerpt], language: Language, source: Language) -> list[Message]:
    """Return the conversation that asks for the main points of excerpts that are in `source`."""
    return [_system(language, source), ("user", SUMMARISE.in_(language).format(excerpts=_joined(excerpts)))]


def ask_explanation(
    question: str, excerpts: Sequence[tuple[int, str]], language: Language, source: Language, level: ReadingLevel
) -> list[Message]:
    """Return the conversation that asks for an explanation in `language`; `excerpts` are numbered passages in `source`."""
    numbered = "\n".join(f"[{n}] {text}" for n, text in excerpts)
    asked = EXPLAIN.format(excerpts=numbered, question=question, language=NAMES.in_(language), plainly=PLAINLY[level])
    return [_system(language, source), ("user", asked)]


def ask_translation(sentence: str, language: Language) -> list[Message]:
    """Return the conversation that asks for a sentence of the other language in `language`."""
    messages: list[Message] = [("system", TRANSLATE.in_(language))]
    for original, translated in TRANSLATED_EXAMPLES:
        messages += [("user", original.in_(language)), ("assistant", translated.in_(language))]
    return [*messages, ("user", sentence)]


def ask_to_carry(sentence: str, language: Language) -> list[Message]:
    """Return the conversation that asks a model which has been taught to carry sentences over for `sentence` in `language`."""
    return [("system", CARRY.in_(language)), ("user", sentence)]


def ask_for_question(sentence: str, language: Language) -> list[Message]:
    """Return the conversation that asks for a question which `sentence` answers."""
    ask = QUESTION_ABOUT.in_(language)
    example: list[Message] = [
        ("user", ask.format(sentence=QUESTION_EXAMPLE_SENTENCE)),
        ("assistant", QUESTION_EXAMPLE.in_(language)),
    ]
    return [*example, ("user", ask.format(sentence=sentence))]


def _ask(question: str, excerpts: Sequence[Excerpt], language: Language, source: Language, told: str) -> list[Message]:
    asked = ASK.format(excerpts=_joined(excerpts), question=question, told=told)
    return [_system(language, source), ("user", asked)]


def _system(language: Language, source: Language) -> Message:
    return "system", SYSTEM.format(source=NAMES.in_(source), language=NAMES.in_(language))


def _joined(excerpts: Sequence[Excerpt]) -> str:
    return "\n".join(map(str, excerpts))
