"""The summary of an article in either language: the answering model puts its key points together, and each sentence is checked."""

import re

from bot.checking import Checker, SourceSentence
from bot.dates import resolve_dates
from bot.explanations.explanation import Explanation, Source, Summary, SummarySentence
from bot.llm import AnsweringModel
from bot.prompts import Excerpt, ask_summary
from bot.records import ArticleText
from bot.sentences import ends_like_sentence, split_sentences
from bot.wording import keeps_language, make_polite
from bot.words import Language

SUMMARY_TOKENS = 220
# The model is not asked for citation marks, and where it writes some they are not to be trusted.
_OWN_MARKS = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")


def write_summary(
    article: ArticleText, explanation: Explanation, language: Language, model: AnsweringModel, checker: Checker
) -> Summary:
    """Return what `model` makes of the key points, without the sentences that nothing backs. Raises ModelAway.

    There are no sentences where it drifts into another language at once, or where nothing holds.
    """
    sources = [item.source for item in explanation.key_points]
    quotes = [article.text[source.start : source.end] for source in sources]
    told = " ".join(quotes)
    if article.published is not None:
        told = resolve_dates(told, article.published, article.language, replace=article.language == "ko")
    request = ask_summary([Excerpt("", told)], language)
    pieces = model.stream(request, max_tokens=SUMMARY_TOKENS)
    written = "".join(piece.text for piece in pieces if not piece.thinking)
    prepared = checker.prepare(
        [SourceSentence(n, quote, article.language, article.published) for n, quote in enumerate(quotes)]
    )
    sentences = []
    for span in split_sentences(written):
        text = _OWN_MARKS.sub("", written[span.start : span.end])
        if not ends_like_sentence(text) or not keeps_language(text, language, told):
            break
        polite = make_polite(text) if language == "ko" else text
        verdict = checker.check(polite, language, prepared)
        if verdict.citations:
            reason = verdict.reason.in_(language) if verdict.reason else ""
            backing: tuple[Source, ...] = tuple(sources[n] for n in verdict.citations)
            sentences.append(SummarySentence(polite, verdict.support, reason, backing))
    return Summary(language, tuple(sentences), model.name)
