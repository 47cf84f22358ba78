"""One sentence in the other language, as the answering model puts it."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date

from bot.answering.answer import Draft
from bot.answering.glosses import gloss
from bot.answering.postprocessing import keeps_language
from bot.answering.translating import ask_for_sentence
from bot.bilingual import Bilingual, Language
from bot.errors import QuestionFirst, TranslationTooLong, TranslationUnusable, WordsNotInArticle
from bot.insights.translations.translation import Translation
from bot.models.llm.chat_model import AnsweringModel
from bot.text.language import normalize
from bot.text.sentences import Span

# A sentence, or a few words selected by a reader; the longest sentences of news have about 400 letters.
MOST_LETTERS = 600
TOKENS = 400

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
    asked = ask_for_sentence(model, gloss(original, (), ""), language, published)
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
