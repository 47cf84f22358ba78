"""Every word that the answering model is told, Korean and English side by side.

The model is asked twice in one conversation: whether the excerpts hold an answer, then for the answer. The fixed part (system
text and worked examples) comes first and is the same for each question in a language, so that the engine reads it once and
keeps it; only the excerpts and the question are new, and they are what the first word waits for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.llm import Message
from bot.questions import ReadingLevel
from bot.words import Bilingual, Language

SYSTEM = Bilingual(
    ko=(
        "당신은 기사를 설명해 주는 한국어 도우미입니다. 발췌문에 적힌 사실만으로 질문에 답합니다. "
        "먼저 발췌문에 답이 있는지 말하고, 있으면 한국어 한두 문장으로 짧고 정확하게 답합니다. "
        "이름과 숫자는 발췌문에 적힌 그대로 씁니다."
    ),
    en=(
        "You explain articles in English. Answer questions with facts from the excerpts only. First say whether the "
        "excerpts state the answer; if they do, answer in one or two short and exact English sentences. Excerpts may be "
        "Korean: answer in English, and write names and technical terms in their usual English form."
    ),
)
ASK = Bilingual(
    ko="발췌문:\n{excerpts}\n\n질문: {question}\n이 질문의 답이 발췌문에 있습니까? 있음 또는 없음으로 답하세요.",
    en="Excerpts:\n{excerpts}\n\nQuestion: {question}\nDo the excerpts state the answer to this question? Yes or no.",
)
YES = Bilingual(ko="있음", en="Yes")
NO = Bilingual(ko="없음", en="No")
TELL: dict[ReadingLevel, Bilingual] = {
    "simple": Bilingual(
        ko="질문에 한국어로, 어린이도 아는 쉬운 말로 풀어서 답하세요.",
        en="Answer the question in English, in plain words that a child understands.",
    ),
    "standard": Bilingual(
        ko="질문에 한국어로, 완전한 문장으로 답하세요.",
        en="Answer the question in English, in one or two short sentences.",
    ),
    "expert": Bilingual(
        ko="질문에 한국어로, 전문 용어와 수치를 빠짐없이 써서 답하세요.",
        en="Answer the question in English, with every technical term and figure.",
    ),
}
SUMMARISE = Bilingual(
    ko="발췌문:\n{excerpts}\n\n발췌문의 핵심을 한국어 두세 문장으로 요약하세요.",
    en="Excerpts:\n{excerpts}\n\nSummarise the main points of the excerpts in two or three English sentences.",
)
MEANING = Bilingual(
    ko="{term}은(는) 무엇입니까? 발췌문이 말하는 뜻을 설명해 주세요.",
    en="What is {term}? Explain what the excerpts say it is.",
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
# Shown worked examples, the small model answers a Korean question about English text with the answer of the example, one
# time in four. Asked at once and without any, it does not.
FROM_ENGLISH = "당신은 영어 기사를 읽고 한국어로 답하는 도우미입니다."
ASK_ENGLISH = "기사:\n{excerpts}\n\n질문: {question}\n{tell}"
TELL_FROM_ENGLISH: dict[ReadingLevel, str] = {
    "simple": "기사에 적힌 사실만으로, 어린이도 아는 쉬운 한국어로 답하세요.",
    "standard": "기사에 적힌 사실만으로, 한국어 한 문장으로 짧게 답하세요.",
    "expert": "기사에 적힌 사실만으로, 전문 용어와 수치를 빠짐없이 써서 한국어로 답하세요.",
}
SUMMARISE_ENGLISH = "기사:\n{excerpts}\n\n기사의 핵심을 한국어 두세 문장으로 요약하세요."
# English in both directions: the small model reads it best.
SAYS_SO = "Text:\n{text}\n\nClaim: {claim}\nDoes the text say exactly what the claim says? Yes or no."
SAYS_SO_YES, SAYS_SO_NO = "Yes", "No"

TELL_AGAIN = Bilingual(
    ko="질문에 한국어 한 문장으로만 답하세요. 다른 언어나 한자는 쓰지 마세요.",
    en="Answer the question in one English sentence. Write nothing in Korean.",
)

# One made-up article serves both languages: its Korean shows that an English answer may come from Korean text.
EXAMPLE_EXCERPTS = (
    "[도난당한 그림] 네덜란드 경찰은 2020년 3월 이탈리아 화가 로시의 그림을 찾아 "
    "독일의 한 박물관에 돌려주었다. 그림의 값은 62만 유로이다."
)
# What the excerpts say of something else, and what they do not say of their subject, are both no answer.
UNANSWERED_EXAMPLES = (
    Bilingual(ko="비안키의 그림은 값이 얼마인가요?", en="What is Bianchi's painting worth?"),
    Bilingual(ko="그림은 누가 훔쳤나요?", en="Who stole the painting?"),
)
ANSWERED_EXAMPLE = Bilingual(
    ko="로시의 그림은 누가 찾았고, 값은 얼마인가요?",
    en="Who found Rossi's painting, and what is it worth?",
)
EXAMPLE_ANSWER = Bilingual(
    ko="네덜란드 경찰이 로시의 그림을 찾았고, 그 값은 62만 유로입니다.",
    en="Dutch police found Rossi's painting, which is worth 620,000 euros.",
)

# From the language that is not the answer's. Sizes in brackets are ours (`bot.translations`): the small model puts 만 and 억
# wrongly into English, and right where it is told.
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


def ask_whether(question: str, excerpts: Sequence[Excerpt], language: Language) -> list[Message]:
    """Return the conversation that asks whether the excerpts hold an answer; the reply begins with `YES` or `NO`."""
    asked = ASK.in_(language).format(excerpts="\n".join(map(str, excerpts)), question=question)
    return [*fixed_part(language), ("user", asked)]


def name_meaning(spellings: Sequence[str], language: Language) -> str:
    """Return the question for the meaning of a term, with all of its spellings."""
    first, *others = spellings
    return MEANING.in_(language).format(term=f"{first} ({', '.join(others)})" if others else first)


def ask_what(whether: Sequence[Message], language: Language, level: ReadingLevel = "standard") -> list[Message]:
    """Return the conversation of `ask_whether` gone on: there is an answer, and this asks for it."""
    return [*whether, ("assistant", YES.in_(language)), ("user", TELL[level].in_(language))]


def ask_again(whether: Sequence[Message], language: Language) -> list[Message]:
    """Return the same more strictly, for after an answer that could not be used."""
    return [*whether, ("assistant", YES.in_(language)), ("user", TELL_AGAIN.in_(language))]


def ask_from_english(question: str, excerpts: Sequence[Excerpt], level: ReadingLevel = "standard") -> list[Message]:
    """Return the conversation that asks in Korean about English excerpts, at once for the answer."""
    told = ASK_ENGLISH.format(excerpts="\n".join(map(str, excerpts)), question=question, tell=TELL_FROM_ENGLISH[level])
    return [("system", FROM_ENGLISH), ("user", told)]


def ask_whether_said(claim: str, text: str) -> list[Message]:
    """Return the conversation that asks whether `text` says `claim`; the reply begins with `SAYS_SO_YES` or `SAYS_SO_NO`."""
    return [("user", SAYS_SO.format(text=text, claim=claim))]


def ask_summary(excerpts: Sequence[Excerpt], language: Language, source: Language) -> list[Message]:
    """Return the conversation that asks for the main points of excerpts that are in `source`."""
    if (language, source) == ("ko", "en"):
        return [("system", FROM_ENGLISH), ("user", SUMMARISE_ENGLISH.format(excerpts="\n".join(map(str, excerpts))))]
    asked = SUMMARISE.in_(language).format(excerpts="\n".join(map(str, excerpts)))
    return [*fixed_part(language), ("user", asked)]


def ask_translation(sentence: str, language: Language) -> list[Message]:
    """Return the conversation that asks for a sentence of the other language in `language`."""
    messages: list[Message] = [("system", TRANSLATE.in_(language))]
    for original, translated in TRANSLATED_EXAMPLES:
        messages += [("user", original.in_(language)), ("assistant", translated.in_(language))]
    return [*messages, ("user", sentence)]


def ask_for_question(sentence: str, language: Language) -> list[Message]:
    """Return the conversation that asks for a question which `sentence` answers."""
    ask = QUESTION_ABOUT.in_(language)
    example: list[Message] = [
        ("user", ask.format(sentence=QUESTION_EXAMPLE_SENTENCE)),
        ("assistant", QUESTION_EXAMPLE.in_(language)),
    ]
    return [*example, ("user", ask.format(sentence=sentence))]


def fixed_part(language: Language) -> list[Message]:
    """Return what every conversation in a language begins with: what the model is to do, and worked examples."""
    ask, yes, no = ASK.in_(language), YES.in_(language), NO.in_(language)
    messages: list[Message] = [("system", SYSTEM.in_(language))]
    for unanswered in UNANSWERED_EXAMPLES:
        example = ask.format(excerpts=EXAMPLE_EXCERPTS, question=unanswered.in_(language))
        messages += [("user", example), ("assistant", no)]
    answered = ask.format(excerpts=EXAMPLE_EXCERPTS, question=ANSWERED_EXAMPLE.in_(language))
    messages += [("user", answered), ("assistant", yes)]
    return [*messages, ("user", TELL["standard"].in_(language)), ("assistant", EXAMPLE_ANSWER.in_(language))]
