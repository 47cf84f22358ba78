"""Words of an article in the other language: what is kept of them, else what the translator makes of them, or the answering
model where there is none."""

from collections.abc import Callable, Generator, Iterator

from bot.answering.answer import Draft
from bot.answering.translating import translations
from bot.answering.verification import FaithfulnessChecker
from bot.bilingual import Bilingual, Language
from bot.insights.translations.generate import find_words, make_translation
from bot.insights.translations.translation import Translation
from bot.insights.translations.translation_store import SentenceKey, Translations
from bot.insights.translations.verify import find_doubt
from bot.library.store.stored_article import ArticleText
from bot.models.llm.active_model import ActiveModel
from bot.models.llm.priority import IdleGate
from bot.models.model_errors import TranslatorUnavailable
from bot.models.translation import FindTranslator, find_none
from bot.text.aliases import mine_terms


class Translator:
    """Translates words of articles. Each place is translated once and kept; a question comes first."""

    def __init__(
        self,
        kept: Translations,
        checker: FaithfulnessChecker,
        active_model: ActiveModel,
        idle_gate: IdleGate,
        find_translator: FindTranslator = find_none,
    ) -> None:
        self._kept = kept
        self._checker = checker
        self._active_model = active_model
        self._idle_gate = idle_gate
        self._find_translator = find_translator

    def translate(self, article: ArticleText, words: str, language: Language) -> Iterator[Draft | Translation]:
        """Yield words of an article in the other language, `language`, as they are written; last as a whole.

        Raises QuestionFirst while a question is asked, TranslationError, ModelUnavailable, and LibraryError where it cannot be
        kept.
        """
        span = find_words(article.text, words)
        original = article.text[span.start : span.end]
        place = SentenceKey(article.id, article.version, span.start, span.end, original, language)

        def doubts(text: str) -> Bilingual | None:
            return find_doubt(original, text, language, article.today, self._checker)

        if (yield from self._by_translator(article, place, doubts)):
            return
        known = self._kept.find(place, self._active_model.name)
        if known is not None:
            yield Translation(known, language, self._active_model.name, doubts(known))
            return
        model = self._active_model.require()

        def gives_way() -> bool:
            return self._idle_gate.reader_waits

        for made in make_translation(original, language, article.today, model, gives_way, doubts):
            yield made
            if isinstance(made, Translation):
                self._kept.keep(place, model.name, made.text)

    def _by_translator(
        self, article: ArticleText, place: SentenceKey, doubts: Callable[[str], Bilingual | None]
    ) -> Generator[Translation, None, bool]:
        """Yield what the translator makes of a place, the first that leaves no doubt; return False where it makes nothing of it.

        It takes a fraction of a second, so that no question needs to come first.
        """
        translator = self._find_translator()
        if translator is None:
            return False
        known = self._kept.find(place, translator.name)
        if known is not None:
            yield Translation(known, place.language, translator.name, doubts(known))
            return True
        made: list[Translation] = []
        try:
            for text in translations(translator, place.original, place.language, None, mine_terms(article.text)):
                made.append(Translation(text, place.language, translator.name, doubts(text)))
                if made[-1].doubt is None:
                    break
        except TranslatorUnavailable:
            return False
        if not made:
            return False
        best = made[-1] if made[-1].doubt is None else made[0]
        yield best
        self._kept.keep(place, translator.name, best.text)
        return True

    def forget(self, article_id: str) -> None:
        """Delete the translations of an article. Raises LibraryError."""
        self._kept.forget(article_id)
