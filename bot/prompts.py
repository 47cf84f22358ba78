"""Every word that the answering model is told, Korean and English side by side.

The fixed part (system text and one worked example) comes first and is the same for each question in a language, so that the
engine reads it once and keeps it; only the excerpts and the question are new, and they are what the first word waits for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.llm import Message
from bot.words import Bilingual, Language

SYSTEM = Bilingual(
    ko=(
        "당신은 기사를 설명해 주는 한국어 도우미입니다. 발췌문에 적힌 사실만으로 질문에 답합니다. "
        "한국어 한두 문장으로 짧고 정확하게, 이름과 숫자는 발췌문에 적힌 그대로 씁니다."
    ),
    en=(
        "You explain articles in English. Answer the question with facts from the excerpts only, "
        "in one or two short and exact English sentences. Excerpts may be Korean: answer in English, "
        "and write names and technical terms in their usual English form."
    ),
)

# One made-up article serves both: its Korean shows that an English answer may come from Korean text.
EXAMPLE_EXCERPTS = (
    "[해운대 모래축제] 부산 해운대구는 2023년 5월 연 모래축제에 관람객 62만 명이 찾았다고 밝혔다. 예산은 9억 원이었다."
)
EXAMPLE_QUESTION = Bilingual(
    ko="모래축제에는 몇 명이 왔나요?",
    en="How many people came to the sand festival, and when was it?",
)
EXAMPLE_ANSWER = Bilingual(
    ko="2023년 5월에 열린 해운대 모래축제에는 관람객 62만 명이 왔습니다.",
    en="620,000 people came to the Haeundae sand festival, which was held in May 2023.",
)
ASK = Bilingual(
    ko="발췌문:\n{excerpts}\n\n질문: {question}\n한국어로 답하세요.",
    en="Excerpts:\n{excerpts}\n\nQuestion: {question}\nAnswer in English.",
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Sentences of one article in their order, with relative dates already resolved, under its title."""

    title: str
    text: str

    def __str__(self) -> str:
        return f"[{self.title}] {self.text}"


def build_messages(question: str, excerpts: Sequence[Excerpt], language: Language) -> list[Message]:
    """Return the conversation that asks the model for an answer in `language`."""
    ask = ASK.in_(language)
    example = ask.format(excerpts=EXAMPLE_EXCERPTS, question=EXAMPLE_QUESTION.in_(language))
    return [
        ("system", SYSTEM.in_(language)),
        ("user", example),
        ("assistant", EXAMPLE_ANSWER.in_(language)),
        ("user", ask.format(excerpts="\n".join(map(str, excerpts)), question=question)),
    ]
