"""One sentence in the other language, as the answering model puts it, and whether its numbers are those of the original."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date

from bot.answers import Draft, Translation
from bot.errors import QuestionFirst, TranslationTooLong, TranslationUnusable, WordsNotInArticle
from bot.language import normalize
from bot.llm import AnsweringModel
from bot.prompts import ask_translation
from bot.quantities import Quantity, quantities, supports
from bot.sentences import Span
from bot.wording import keeps_language
from bot.words import Bilingual, Language

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
    original: str, language: Language, published: date | None, model: AnsweringModel, gives_way: Callable[[], bool]
) -> Iterator[Draft | Translation]:
    """Yield the translation of `original` into `language` as it is written, last as a whole.

    Raises QuestionFirst as soon as `gives_way` says so, TranslationUnusable where the model wrote none, ModelAway.
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
    yield Translation(text, language, model.name, doubt_numbers(original, text, language, published))


def doubt_numbers(original: str, text: str, language: Language, published: date | None) -> Bilingual | None:
    """Return which number of the translation the original does not say, or the other way round; None where they agree."""
    said = quantities(original, _other(language), published)
    told = quantities(text, language, published)
    added, lost = _unbacked(told, said), _unbacked(said, told)
    if added is not None:
        return Bilingual(
            ko=f"원문에 없는 숫자가 있어요: {added.text}", en=f"A number is not in the original: {added.text}"
        )
    if lost is not None:
        return Bilingual(
            ko=f"원문의 숫자가 빠졌어요: {lost.text}", en=f"A number of the original is missing: {lost.text}"
        )
    return None


def _unbacked(claims: Sequence[Quantity], known: Sequence[Quantity]) -> Quantity | None:
    return next((claim for claim in claims if not claim.passing and not supports(claim, known)), None)


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


def _other(language: Language) -> Language:
    return "en" if language == "ko" else "ko"
