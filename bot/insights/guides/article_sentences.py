"""The sentences of an article, numbered as its explanation cites them."""

from dataclasses import dataclass

from bot.insights.guides.guide import Source
from bot.library.store.stored_article import ArticleText
from bot.text.instructions import find_instructions
from bot.text.sentences import ends_like_sentence, is_list_item, split_sentences

# The explanation of a book is that of its beginning: this much takes about two seconds to read.
READ_CHARACTERS = 50_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence of an article; headings, rows of tables and other lines without an end are none."""

    text: str
    source: Source


def read_sentences(article: ArticleText) -> list[Sentence]:
    """Return the whole sentences at the beginning of an article in order. Numbers count its other lines too.

    Those that speak to a model instead of a reader are left out.
    """
    spans = split_sentences(article.text[:READ_CHARACTERS])
    instructions = find_instructions([article.text[span.start : span.end] for span in spans])
    found = [
        Sentence(article.text[span.start : span.end], Source(n, span.start, span.end))
        for n, span in enumerate(spans, start=1)
        if n - 1 not in instructions
    ]
    return [each for each in found if ends_like_sentence(each.text) and not is_list_item(each.text)]
