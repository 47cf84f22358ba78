"""What of an explanation needs no model: read straight from the article, in well under a second for most."""

from bot.insights.guides.article_sentences import READ_CHARACTERS, read_sentences
from bot.insights.guides.entities import find_organisations, find_people
from bot.insights.guides.figures import find_events, find_figures
from bot.insights.guides.glossary import find_terms
from bot.insights.guides.guide import Guide, fingerprint
from bot.insights.guides.key_points import find_key_points
from bot.insights.guides.quoted_summary import quote_summary
from bot.library.store.stored_article import ArticleText
from bot.text.aliases import mine_terms


def read_explanation(article: ArticleText) -> Guide:
    """Return the parts that are in the article itself; of a long one, those in its first `READ_CHARACTERS`."""
    sentences = read_sentences(article)
    pairs = mine_terms(article.text[:READ_CHARACTERS])
    people = find_people(sentences, article.language, pairs)
    organisations = find_organisations(sentences, article.language, pairs)
    summary = quote_summary(article.language, article.title, sentences)
    named = frozenset(item.label for item in (*people, *organisations))
    return Guide(
        article_id=article.id,
        version=article.version,
        fingerprint=fingerprint(article),
        read=min(len(article.text), READ_CHARACTERS),
        key_points=find_key_points(sentences, article.title),
        people=people,
        organisations=organisations,
        figures=find_figures(sentences, article.language, article.today),
        timeline=find_events(sentences, article.language, article.today),
        terms=find_terms(sentences, pairs, named),
        summaries=() if summary is None else (summary,),
    )
