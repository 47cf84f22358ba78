"""Words of an article in the other language: what is kept of them, else what the answering model makes of them."""

from collections.abc import Iterator

from bot.answering.answer import Draft
from bot.answering.verification import FaithfulnessChecker
from bot.bilingual import Bilingual, Language
from bot.insights.translations.generate import find_words, make_translation
from bot.insights.translations.translation import Translation
from bot.insights.translations.translation_store import SentenceKey, Translations
from bot.insights.translations.verify import find_doubt
from bot.library.store.stored_article import ArticleText
from bot.models.llm.active_model import ActiveModel
from bot.models.llm.priority import IdleGate


class Translator:
    """Translates words of articles. Each place is translated once and kept; a question comes first."""

    def __init__(
        self, kept: Translations, checker: FaithfulnessChecker, active_model: ActiveModel, idle_gate: IdleGate
    ) -> None:
        self._kept = kept
        self._checker = checker
        self._active_model = active_model
        self._idle_gate = idle_gate

    def translate(self, article: ArticleText, words: str, language: Language) -> Iterator[Draft | Translation]:
        """Yield words of an article in the other language, `language`, as they are written; last as a whole.

        Raises QuestionFirst while a question is asked, TranslationError, ModelUnavailable, and LibraryError where it cannot be
        kept.
        """
        span = find_words(article.text, words)
        original = article.text[span.start : span.end]
        place = SentenceKey(article.id, article.version, span.start, span.end, original, language)
        known = self._kept.find(place, self._active_model.name)

        def doubts(text: str) -> Bilingual | None:
            return find_doubt(original, text, language, article.published, self._checker)

        if known is not None:
            yield Translation(known, language, self._active_model.name, doubts(known))
            return
        model = self._active_model.require()

        def gives_way() -> bool:
            return self._idle_gate.reader_waits

        for made in make_translation(original, language, article.published, model, gives_way, doubts):
            yield made
            if isinstance(made, Translation):
                self._kept.keep(place, model.name, made.text)

    def forget(self, article_id: str) -> None:
        """Delete the translations of an article. Raises LibraryError."""
        self._kept.forget(article_id)
