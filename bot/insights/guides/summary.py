"""The summary that the answering model writes: a larger one of the key points, a small one of the quoted summary, in the other
language and sentence by sentence, because it mixes facts when it reads many. Each sentence is checked."""

from collections.abc import Sequence

from bot.answering.context import title_as_read
from bot.answering.postprocessing import drop_marks, keeps_language, make_polite, unquoted
from bot.answering.retelling import Reteller
from bot.answering.verification import FaithfulnessChecker, SourceSentence
from bot.bilingual import Language
from bot.insights.guides.article_sentences import READ_CHARACTERS
from bot.insights.guides.guide import Guide, Source, Summary, SummarySentence
from bot.library.store.stored_article import ArticleText
from bot.models.llm.chat_message import Message
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.prompts import Excerpt, ask_summary
from bot.text.aliases import mine_terms
from bot.text.dates import resolve_dates
from bot.text.instructions import speaks_to_model
from bot.text.sentences import ends_like_sentence, split_sentences

SUMMARY_TOKENS = 220


def write_summary(
    article: ArticleText, guide: Guide, language: Language, model: AnsweringModel, checker: FaithfulnessChecker
) -> Summary:
    """Return what `model` makes of the key points, without the sentences that nothing backs; none where nothing holds.

    Raises ModelUnavailable and Preempted.
    """
    sources = [item.source for item in guide.key_points]
    quotes = [article.text[source.start : source.end] for source in sources]
    told = " ".join(_with_dates(quote, article) for quote in quotes)
    written = _write(model, ask_summary([Excerpt("", told)], language, article.language))
    prepared = checker.prepare([_source(n, quote, article) for n, quote in enumerate(quotes)])
    sentences = []
    for span in split_sentences(written):
        text = drop_marks(written[span.start : span.end])
        if (
            speaks_to_model(unquoted(text))
            or not ends_like_sentence(text)
            or not keeps_language(text, language, " ".join(quotes))
        ):
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


def retell_summary(
    article: ArticleText, guide: Guide, language: Language, model: AnsweringModel, checker: FaithfulnessChecker
) -> Summary:
    """Return the summary in the article's own language, quoted and told in the other one by `model`.

    Raises ModelUnavailable and Preempted.
    """
    own = guide.summary(article.language)
    sources = [] if own is None else [sentence.sources[0] for sentence in own.sentences]
    reteller = Reteller(None, checker, language, mine_terms(article.text[:READ_CHARACTERS]), article.title)
    sentences = []
    for n, source in enumerate(sources):
        quoted = _source(n, article.text[source.start : source.end], article)
        *_, told = reteller.retell(model, quoted, "", writes=True)
        sentences.append(SummarySentence(told.text, told.support, told.reason, (source,), told.roughly))
    return Summary(language, tuple(sentences), model.name)


def _source(n: int, quote: str, article: ArticleText) -> SourceSentence:
    return SourceSentence(n, quote, article.language, article.today, title_as_read(article.title))


def _with_dates(quote: str, article: ArticleText) -> str:
    if article.today is None:
        return quote
    return resolve_dates(quote, article.today, article.language, in_place="ko" if article.language == "ko" else None)


def _write(model: AnsweringModel, request: Sequence[Message]) -> str:
    pieces = model.stream(request, max_tokens=SUMMARY_TOKENS)
    return "".join(piece.text for piece in pieces if not piece.thinking)
