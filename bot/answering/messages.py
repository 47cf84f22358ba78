"""What Haeseol says in its own voice: refusals and introductions to quotes."""

from bot.bilingual import Bilingual, Language

REFUSAL = Bilingual(
    ko="여기 있는 글에서는 답을 찾지 못했어요. 가장 가까운 대목을 함께 보여 드려요.",
    en="The articles here do not answer that. The nearest passages are shown beside it.",
)
REFUSAL_MISSING = Bilingual(
    ko="여기 있는 글에서는 답을 찾지 못했어요. {missing}에 대한 내용이 없어요. 가장 가까운 대목을 함께 보여 드려요.",
    en="The articles here do not answer that: nothing is said about {missing}. The nearest passages are shown beside it.",
)
NO_ARTICLES = Bilingual(
    ko="아직 글이 없어요. 글을 추가하면 바로 물어볼 수 있어요.",
    en="There are no articles yet. Add one and ask right away.",
)
QUOTES = Bilingual(
    ko="글에서 질문과 가장 가까운 문장이에요:",
    en="These are the sentences in the articles that come closest:",
)
NOT_FROM_ARTICLES = Bilingual(
    ko="(일반적인 뜻, 글에 없는 내용)",
    en="(In general, not from the articles)",
)
NO_ADVICE = Bilingual(
    ko="조언이나 예측, 제 생각은 말하지 않고 글에 있는 내용만 답해요. 글이 뭐라고 하는지 물어봐 주세요.",
    en="I give no advice, predictions or opinions, only what the articles say. Ask what they say about it.",
)
ROUGHLY = Bilingual(
    ko="(대략, 확인되지 않은 번역: “{text}”)",
    en="(roughly, an unconfirmed translation: “{text}”)",
)
EXPLAINS = Bilingual(
    ko="글은 이렇게 말해요:",
    en="This is what the article says:",
)
EXPLAINS_GIST = Bilingual(
    ko="‘{title}’, 이 글을 간추리면 이래요:",
    en="“{title}” in short:",
)
EXPLAINS_NEAREST = Bilingual(
    ko="글에 이런 말은 나오지 않아요: {words}. 가장 가까운 내용이에요:",
    en="The article does not speak of {words}. This comes closest:",
)

# The articles that come with Haeseol, each with a question that it answers: facts, what a word means, reasons.
SUGGESTED_QUESTIONS: dict[Language, tuple[tuple[str, str], ...]] = {
    "ko": (
        ("deepseek-r1.ko.md", "딥시크MoE 구조 덕분에 무엇이 줄었나요?"),
        ("sovereign-model.ko.md", "독파모가 뭐예요? 누가 왜 하는 사업인가요?"),
        ("deepseek-r1.ko.md", "딥시크 R1은 왜 눈길을 끌었나요?"),
    ),
    "en": (
        ("deepseek-r1.ko.md", "What did the DeepSeekMoE architecture lower?"),
        ("open-parts.en.md", "Why may “from scratch” be the wrong test of a model?"),
        ("open-parts.en.md", "What does Lim Jung-hwan argue?"),
    ),
}
