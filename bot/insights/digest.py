"""What articles bring, at a glance: of each the sentence that carries it, word for word. Nothing else is said of them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from bot.articles.article_errors import ArticleMissing
from bot.bilingual import Language
from bot.insights.guides.article_sentences import read_sentences
from bot.library.store.stored_article import ArticleText
from bot.models.model_errors import TranslatorUnavailable
from bot.models.translation import FindTranslator, find_none
from bot.text.salience import salience

_MOST = 30


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One article: its sentence, where `text[start:end]` of that version of it says so, and who told it.

    `translation` is the sentence in the reader's language by a machine, "" where it is in it or there is no translator.
    """

    article_id: str
    version: int
    title: str
    language: Language
    published: date | None
    url: str
    sentence: str
    start: int
    end: int
    translation: str = ""


def make_digest(
    ids: Sequence[str],
    language: Language,
    find_article: Callable[[str], ArticleText],
    find_translator: FindTranslator = find_none,
) -> list[DigestItem]:
    """Return what up to 30 articles bring, in their order, those in the reader's `language` first.

    An article that is gone, or has no whole sentence, is left out.
    """
    items = []
    for article_id in ids:
        with suppress(ArticleMissing):
            item = _item(find_article(article_id))
            if item is not None:
                items.append(item)
    chosen = sorted(items, key=lambda item: item.language != language)[:_MOST]
    return [_told(item, language, find_translator) for item in chosen]


def _item(article: ArticleText) -> DigestItem | None:
    sentences = read_sentences(article)
    if not sentences:
        return None
    scores = salience([sentence.text for sentence in sentences], article.title)
    best = sentences[scores.index(max(scores))]
    return DigestItem(
        article.id,
        article.version,
        article.title,
        article.language,
        article.published,
        article.url,
        best.text,
        best.source.start,
        best.source.end,
    )


def _told(item: DigestItem, language: Language, find_translator: FindTranslator) -> DigestItem:
    translator = find_translator() if item.language != language else None
    if translator is None:
        return item
    try:
        told = translator.translate(item.sentence, language)
    except TranslatorUnavailable:
        return item
    return replace(item, translation=told)
