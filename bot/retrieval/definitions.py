"""Questions about a word: what does 독파모 mean?, RoPE가 뭐예요? They are answered by what the articles say of it.

"What is X?" asks for a meaning only where X is a term of the articles; asked for the meaning of any word, it is enough that
they use it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.bilingual import Language
from bot.text.aliases import TermPair, says

_QUOTES = "'\"‘’“”「」"
_MEANING: dict[Language, re.Pattern[str]] = {
    "ko": re.compile(
        r"^(?P<term>.{1,40}?)(?:이란|란|이라는|라는)?\s*(?:말|단어|용어|표현)?(?:은|는|이|가|의)?\s*"
        r"(?:(?:도)?대체\s*)?(?:무슨\s*(?:뜻|말|의미)|어떤\s*(?:뜻|의미)|뜻|의미)[가-힣 ]{0,12}[?.!]?$"
    ),
    "en": re.compile(
        r"^(?:so\s+)?what (?:does|do|did) (?:the (?:word|term) )?(?P<term>.{1,40}?) (?:mean|stand for)\s*\??$"
        r"|^(?:what(?:'s| is) the meaning of|define|what is meant by)\s+(?:the (?:word|term) )?(?P<named>.{1,40}?)\s*[?.]?$",
        re.IGNORECASE,
    ),
}
_WHAT_IS: dict[Language, re.Pattern[str]] = {
    "ko": re.compile(
        r"^(?P<term>.{1,40}?)(?:이란|란|은|는|이|가)?\s*(?:(?:도)?대체\s*)?"
        r"(?:(?:뭐|뭔|무엇|무언|어떤 거|어떤 것)[가-힣 ]{0,8}|에\s*대해\s*(?:설명|알려)[가-힣 ]{0,8})?\s*[?.!]?$"
    ),
    "en": re.compile(
        r"^(?:(?:so\s+)?what(?:'s| is| are)|explain)\s+(?:an?\s+|the\s+)?(?P<term>.{1,40}?)\s*[?.]?$", re.I
    ),
}


@dataclass(frozen=True, slots=True)
class AskedTerm:
    """The word that a question may be about; `meant` where it asks for a meaning in so many words."""

    text: str
    meant: bool


def find_asked_term(question: str, language: Language) -> AskedTerm | None:
    """Return the word that `question` asks the meaning of, None where it asks something else."""
    for pattern, meant in ((_MEANING[language], True), (_WHAT_IS[language], False)):
        match = pattern.search(question.strip())
        if match:
            found = next(text for text in match.groupdict().values() if text)
            return AskedTerm(found.strip(f" {_QUOTES}"), meant)
    return None


def known_spellings(asked: AskedTerm | None, pairs: Sequence[TermPair], texts: Sequence[str]) -> tuple[str, ...]:
    """Return how the articles spell the term that is asked about, as the question does first; none where it is no term.

    `pairs` are the articles' terms and `texts` the sentences of the evidence.
    """
    if asked is None or not asked.text:
        return ()
    own = asked.text.casefold()
    for pair in pairs:
        for spelled, other in ((pair.term, pair.other), (pair.other, pair.term)):
            if spelled.casefold() == own:
                return (spelled, other)
    return (asked.text,) if asked.meant and any(says(text, asked.text) for text in texts) else ()
