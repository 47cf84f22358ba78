"""The summary of an article in either language: the answering model puts its key points together, and each sentence is checked."""

from collections.abc import Sequence

from bot.answering.context import title_as_read
from bot.answering.postprocessing import drop_marks, keeps_language, make_polite
from bot.answering.verification import FaithfulnessChecker, SourceSentence
from bot.bilingual import Language
from bot.insights.guides.guide import Guide, Source, Summary, SummarySentence
from bot.library.store.stored_article import ArticleText
from bot.models.llm.chat_model import AnsweringModel, Message
from bot.models.llm.prompts import Excerpt, ask_summary, ask_translation
from bot.text.dates import resolve_dates
from bot.text.sentences import ends_like_sentence, split_sentences

SUMMARY_TOKENS = 220
# So many key points are put into the other language.
RENDERED = 5


def write_summary(
    article: ArticleText,
    explanation: Guide,
    language: Language,
    model: AnsweringModel,
    checker: FaithfulnessChecker,
) -> Summary:
    """Return what `model` makes of the key points, without the sentences that nothing backs. Raises ModelUnavailable and Preempted.

    In the other language than the article's it puts them over one by one: a small model that retells several foreign sentences
    at once makes things up. There are no sentences where nothing holds.
    """
    sources = [item.source for item in explanation.key_points]
    quotes = [article.text[source.start : source.end] for source in sources]
    told = [_with_dates(quote, article) for quote in quotes]
    if language == article.language:
        written = _write(model, ask_summary([Excerpt("", " ".join(told))], language, article.language))
    else:
        written = " ".join(
            _write(model, ask_translation(each, language)).partition("\n")[0] for each in told[:RENDERED]
        )
    title = title_as_read(article.title)
    prepared = checker.prepare(
        [SourceSentence(n, quote, article.language, article.published, title) for n, quote in enumerate(quotes)]
    )
    sentences = []
    for span in split_sentences(written):
        text = drop_marks(written[span.start : span.end])
        if not ends_like_sentence(text) or not keeps_language(text, language, " ".join(quotes)):
            continue
        polite = make_polite(text) if language == "ko" else text
        verdict = checker.check(polite, language, prepared)
        # Of a sentence in the other language a weak mark says that a name or a number in it is wrong more often than not.
        if verdict.support != "unsupported" and (verdict.support != "weak" or language == article.language):
            reason = verdict.reason.in_(language) if verdict.reason else ""
            closest = () if verdict.closest is None else (verdict.closest,)
            backing: tuple[Source, ...] = tuple(sources[n] for n in verdict.citations or closest)
            sentences.append(SummarySentence(polite, verdict.support, reason, backing))
    return Summary(language, tuple(sentences), model.name)


def _with_dates(quote: str, article: ArticleText) -> str:
    if article.published is None:
        return quote
    return resolve_dates(
        quote, article.published, article.language, in_place="ko" if article.language == "ko" else None
    )


def _write(model: AnsweringModel, request: Sequence[Message]) -> str:
    pieces = model.stream(request, max_tokens=SUMMARY_TOKENS)
    return "".join(piece.text for piece in pieces if not piece.thinking)
