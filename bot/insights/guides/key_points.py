"""The key points of an article: the sentences that say most of what it keeps coming back to, from all of its parts."""

from collections.abc import Sequence

from bot.insights.guides.article_sentences import Sentence
from bot.insights.guides.guide import Item
from bot.text.salience import best_of_each_part, salience

MOST = 7
# One point for about so many sentences.
_SENTENCES_A_POINT = 3


def find_key_points(sentences: Sequence[Sentence], title: str) -> tuple[Item, ...]:
    """Return up to `MOST` key points in the article's order, spread over all of it; none where there are no sentences."""
    scores = salience([sentence.text for sentence in sentences], title)
    most = min(MOST, max(1, round(len(sentences) / _SENTENCES_A_POINT)))
    return tuple(Item("", "", sentences[i].source) for i in best_of_each_part(scores, most))
