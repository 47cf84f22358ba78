"""The summary that needs no model: the sentences that carry an article, in its own language and order, trimmed for reading alone."""

import re
from collections.abc import Sequence

from bot.answering.postprocessing import make_polite
from bot.answering.verification.support import Support
from bot.bilingual import Language
from bot.insights.guides.article_sentences import Sentence
from bot.insights.guides.guide import Summary, SummarySentence
from bot.text.salience import best_of_each_part, salience

MOST = 4
# One sentence for about so many of the article's.
_SENTENCES_A_LINE = 3

# What ties a sentence to the one before it, which is not there.
_TIE: dict[Language, re.Pattern[str]] = {
    "ko": re.compile(r"^(?:그러나|하지만|그런데|그리고|또한?|한편|특히|다만|아울러|이어|이에|따라서|그래서|반면),?\s+"),
    "en": re.compile(
        r"^(?:(?:But|And),?|(?:However|Also|Yet|Still|So|Then|Meanwhile|Moreover|In addition|Thus|Therefore),)\s+(?=\w)"
    ),
}
# An aside in brackets that is more than a name or its other spelling.
_ASIDE = re.compile(r"\s*\([^()]{40,}\)")


def quote_summary(article_language: Language, title: str, sentences: Sequence[Sentence]) -> Summary | None:
    """Return the summary that the best sentences of an article make, one from each of its parts; None where it has none."""
    scores = salience([sentence.text for sentence in sentences], title)
    most = min(MOST, max(1, round(len(sentences) / _SENTENCES_A_LINE)))
    told = []
    for i in best_of_each_part(scores, most):
        quoted = " ".join(sentences[i].text.split())
        text = trim(quoted, article_language)
        support: Support = "verbatim" if text == quoted else "supported"
        told.append(SummarySentence(text, support, "", (sentences[i].source,)))
    return Summary(article_language, tuple(told), None) if told else None


def trim(sentence: str, language: Language) -> str:
    """Return a sentence without what ties it to the one before and without long asides; in Korean politely."""
    text = _ASIDE.sub("", _TIE[language].sub("", sentence))
    return make_polite(text) if language == "ko" else text[:1].upper() + text[1:]
