"""A question in the other language, so that it is compared with articles there as their own readers would ask it."""

from bot.bilingual import Language
from bot.models.model_errors import TranslatorUnavailable
from bot.models.translation import SentenceTranslator
from bot.retrieval.question import Question
from bot.text.language import question_language
from bot.text.lexicon import translate_words
from bot.text.quantities import find_unsupported, quantities


def put_in_words(question: Question) -> Question | None:
    """Return the words of what is searched for in the other language, which is no sentence; None where there are none."""
    other: Language = "en" if question.language == "ko" else "ko"
    words = translate_words(question.subject, question.language)
    return Question(words, other, words) if words else None


def translate_question(question: Question, translator: SentenceTranslator | None) -> Question | None:
    """Return what is searched for of a question in the other language; None without a translator, and where it cannot be used.

    That is where the translator fails, drifts into another language, or changes a number.
    """
    other: Language = "en" if question.language == "ko" else "ko"
    try:
        text = translator.translate(question.subject, other) if translator is not None else ""
    except TranslatorUnavailable:
        return None
    if question_language(text) != other:
        return None
    asked, told = quantities(question.subject, question.language), quantities(text, other)
    if find_unsupported(asked, told) is not None or find_unsupported(told, asked) is not None:
        return None
    return Question(text, other, text)
