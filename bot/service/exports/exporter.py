"""What is exported of one home: articles of a scope, and conversations with what they cite."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import Literal

from bot.articles.article_errors import ArticleMissing
from bot.bilingual import Language
from bot.insights.guides import Guide
from bot.library.collection_errors import ScopeEmpty
from bot.library.scope import Scope
from bot.library.store.stored_article import ArticleRow, ArticleText
from bot.service.conversations.turns import Conversation
from bot.service.exports.anki_deck import CardSource, export_anki
from bot.service.exports.document import Document
from bot.service.exports.export_errors import NothingToExport
from bot.service.exports.obsidian import article_note, conversation_note
from bot.service.exports.references import export_bibtex, export_csl

ArticleForm = Literal["obsidian", "anki", "bibtex", "csl-json"]
ConversationForm = Literal["obsidian", "bibtex", "csl-json"]


class Exporter:
    """Exports what `rows_within` finds. `find_article` raises ArticleMissing; `read_guide` returns what is known of one."""

    def __init__(
        self,
        rows_within: Callable[[Scope], list[ArticleRow]],
        find_article: Callable[[str], ArticleText],
        read_guide: Callable[[str], Guide],
    ) -> None:
        self._rows_within = rows_within
        self._find_article = find_article
        self._read_guide = read_guide

    def articles(self, form: ArticleForm, scope: Scope) -> list[Document]:
        """Return the articles of a scope as documents: a note each, else one with all of them.

        Raises ScopeEmpty, and NothingToExport where no card can be made.
        """
        rows = self._rows_within(scope)
        if not rows:
            raise ScopeEmpty(scope=scope)
        found = [(row, self._find_article(row.id)) for row in rows]
        if form == "obsidian":
            return [article_note(article, row.tags) for row, article in found]
        if form != "anki":
            return [_references(form, [article for _, article in found])]
        name = found[0][1].title if len(found) == 1 else ", ".join(f"#{tag}" for tag in scope.tags) or "Haeseol"
        cards = (CardSource(article, self._read_guide(article.id), row.tags) for row, article in found)
        deck = export_anki(cards, name, time.time())
        if deck is None:
            raise NothingToExport(name=name)
        return [deck]

    def conversation(self, form: ConversationForm, conversation: Conversation, language: Language) -> Document:
        """Return a conversation as a note, or what it cites as references. Raises NothingToExport where it cites nothing."""
        cited = self._cited(conversation)
        if form == "obsidian":
            return conversation_note(conversation, language, {article.id: article for article in cited})
        if not cited:
            raise NothingToExport(name=conversation.title)
        return _references(form, cited)

    def _cited(self, conversation: Conversation) -> list[ArticleText]:
        """Return the articles that a conversation cites, in the order of their first citation, as far as they are there."""
        ids = dict.fromkeys(
            citation["article_id"]
            for turn in conversation.turns
            for citation in (turn.answer or {}).get("citations", ())
        )
        found = []
        for article_id in ids:
            with suppress(ArticleMissing):
                found.append(self._find_article(article_id))
        return found


def _references(form: Literal["bibtex", "csl-json"], articles: Iterable[ArticleText]) -> Document:
    return export_bibtex(articles, date.today()) if form == "bibtex" else export_csl(articles, date.today())
