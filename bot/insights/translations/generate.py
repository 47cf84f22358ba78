"""One sentence in the other language, as the answering model puts it."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date

from bot.answering.answer import Draft
from bot.answering.postprocessing import keeps_language
from bot.bilingual import Bilingual, Language
from bot.errors import QuestionFirst, TranslationTooLong, TranslationUnusable, WordsNotInArticle
from bot.insights.translations.translation import Translation
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.prompts import ask_translation
from bot.text.language import normalize
from bot.text.quantities import quantities
from bot.text.sentences import Span

# A sentence, or a few words selected by a reader; the longest sentences of news have about 400 letters.
MOST_LETTERS = 600
TOKENS = 400

# Korean counts in 만 and 억, which small models put wrongly into English: from here on they are told how it is said.
_LARGE = 10_000
_WORDS_OF_SIZE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))

# Between two words of an article there may be a line's end, and the marks of a heading that no reader sees.
_BETWEEN = r"\s+(?:#{1,6}[ \t]+)?"


def find_words(text: str, words: str) -> Span:
    """Return where `words` stand in `text` for the first time, whatever white space is between them.

    Raises WordsNotInArticle, and TranslationTooLong for more than MOST_LETTERS letters.
    """
    parts = normalize(words).split()
    if len(" ".join(parts)) > MOST_LETTERS:
        raise TranslationTooLong(most=MOST_LETTERS)
    found = re.search(_BETWEEN.join(map(re.escape, parts)), text) if parts else None
    if found is None:
        raise WordsNotInArticle
    return Span(found.start(), found.end())


def make_translation(
    original: str,
    language: Language,
    published: date | None,
    model: AnsweringModel,
    gives_way: Callable[[], bool],
    doubts: Callable[[str], Bilingual | None],
) -> Iterator[Draft | Translation]:
    """Yield the translation of `original` into `language` as it is written, last as a whole, with what `doubts` says of it.

    Raises QuestionFirst as soon as `gives_way` says so, TranslationUnusable where the model wrote none, ModelUnavailable.
    """
    if gives_way():
        raise QuestionFirst
    written = ""
    asked = ask_translation(_with_sizes(original, language, published), language)
    with closing(model.stream(asked, max_tokens=TOKENS)) as pieces:  # type: ignore[type-var]
        for piece in pieces:
            if gives_way():
                raise QuestionFirst
            if not piece.thinking:
                written += piece.text
                yield Draft(written.strip())
    text = " ".join(written.split())
    if not any(letter.isalnum() for letter in text) or not keeps_language(text, language, original):
        raise TranslationUnusable(model=model.name)
    yield Translation(text, language, model.name, doubts(text))


def _with_sizes(original: str, language: Language, published: date | None) -> str:
    """Return a Korean sentence with its large numbers put into English words in brackets behind it."""
    if language == "ko":
        return original
    large = [
        f"{one.text} = {_in_words(one.low)}"
        for one in quantities(original, "ko", published)
        if one.when is None and not one.vague and one.low == one.high and one.low >= _LARGE
    ]
    return f"{original} ({', '.join(large)})" if large else original


def _in_words(value: float) -> str:
    size, word = next(((size, word) for size, word in _WORDS_OF_SIZE if value >= size), (1.0, ""))
    return f"{value / size:,.12g} {word}".strip()
