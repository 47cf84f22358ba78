"""What an article names and counts: by that two articles on one subject are told from two that tell one story."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.library.store.stored_article import ArticleText
from bot.text.aliases import mine_terms, spellings
from bot.text.names import find_name, names
from bot.text.quantities import Quantity, quantities, supports

# News says in its first paragraphs who, when and how many; reading on costs time and adds what is told elsewhere too.
READ_LETTERS = 1_500
# Shares of few facts mean little: as if each article had one more that the other does not have.
_DOUBT = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """The names, numbers and dates in the beginning of an article, the beginning itself, and the spellings it explains."""

    text: str
    names: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    spellings: Mapping[str, str]


def read_facts(article: ArticleText) -> Facts:
    """Return what an article names and counts, each once. A year or "one" alone says too little to be counted."""
    text = f"{article.title}\n{article.text}"[:READ_LETTERS]
    found = [one for one in quantities(text, article.language, article.today) if not (one.passing or one.vague)]
    distinct = {(one.low, one.high, one.unit, one.when): one for one in found}
    named = tuple(dict.fromkeys(name.text for name in names(text)))
    return Facts(text, named, tuple(distinct.values()), spellings(mine_terms(text)))


def shared_part(a: Facts, b: Facts) -> float:
    """Return which part of the facts of two articles is in both, 0 to 1; less where there are few."""
    known = {**b.spellings, **a.spellings}
    shared = sum(find_name(name, b.text, known) for name in a.names)
    shared += sum(find_name(name, a.text, known) for name in b.names)
    shared += sum(supports(one, b.quantities) for one in a.quantities)
    shared += sum(supports(one, a.quantities) for one in b.quantities)
    return shared / (len(a.names) + len(b.names) + len(a.quantities) + len(b.quantities) + _DOUBT)
