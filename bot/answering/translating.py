"""Words of an article in the other language, as the translator puts them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.answering.glosses import respell, usual_spellings
from bot.answering.large_numbers import with_large_numbers
from bot.answering.postprocessing import keeps_language
from bot.answering.word_meanings import with_meanings
from bot.bilingual import Language
from bot.models.llm.chat_message import Message
from bot.models.llm.chat_model import AnsweringModel, ChatModel
from bot.models.llm.prompts import ask_to_carry, ask_translation
from bot.models.translation import SentenceTranslator
from bot.text.aliases import TermPair
from bot.text.dates import resolve_dates
from bot.text.language import has_hangul
from bot.text.names import names, unsaid_parts
from bot.text.quantities import find_unsupported, quantities


def translations(
    translator: SentenceTranslator, text: str, language: Language, published: date | None, terms: Sequence[TermPair]
) -> Iterator[str]:
    """Yield `text` in the other language, `language`, first as it stands, then with its known names spelled as there.

    Whoever checks them takes the first that holds: a translator does not know every name, and what it copies it does not mend.
    Days stand for relative dates where `published` is known, and what is not in `language` is left out. Raises
    TranslatorUnavailable.
    """
    source: Language = "en" if language == "ko" else "ko"
    dated = text if published is None else resolve_dates(text, published, source, in_place=source)
    for read in dict.fromkeys((dated, respell(dated, terms))):
        told = translator.translate(read, language)
        if any(map(str.isalnum, told)) and keeps_language(told, language, text):
            yield told


def ask_for_sentence(model: AnsweringModel, read: str, language: Language, published: date | None) -> list[Message]:
    """Return the conversation that asks `model` for a sentence of an article in the other language, `language`.

    It is `read` with its names as that language spells them in brackets. A model that has been taught to carry sentences over
    reads what English words mean as well, and needs no examples.
    """
    if isinstance(model, ChatModel) and language in model.carries:
        return ask_to_carry(read_to_carry(read, language, published), language)
    return ask_translation(with_large_numbers(read, language, published), language)


def read_to_carry(text: str, language: Language, published: date | None) -> str:
    """Return a sentence with glossed names as a model reads it that has been taught to carry it over into `language`."""
    read = with_meanings(text) if language == "ko" else text
    return read + with_large_numbers(text, language, published).removeprefix(text)


def keeps_facts(original: str, told: str, language: Language, published: date | None, known: Mapping[str, str]) -> bool:
    """Return whether a translation says every number of its original, and every name that has a usual spelling in `language`.

    `known` are spellings as `unsaid_parts` takes them. A name without a usual one may be written in many ways: whether what is
    written stands for it is for `FaithfulnessChecker` to say, and so is whether the translation adds anything.
    """
    source: Language = "en" if language == "ko" else "ko"
    said, told_quantities = quantities(original, source, published), quantities(told, language, published)
    usual = usual_spellings(original) | dict(known)
    named = (name for name in names(original) if name.text in usual and has_hangul(name.text) == (source == "ko"))
    return find_unsupported(said, told_quantities) is None and not any(
        unsaid_parts(name, told, usual) for name in named
    )
