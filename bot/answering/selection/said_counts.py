"""Whether an article has a number of what a request asks the number of: "how many homes", "2,400 homes"; 몇 가구, 2,400가구.

What the reader of sentences has learned from asks for numbers mostly where there are none. Of the requests of `bench/requests`
and `bench/unseen_requests` that ask so and have such a number in their article, seven of eight are answered.
"""

import re
from collections.abc import Sequence

from bot.bilingual import Language
from bot.text.quantities import quantities

_COUNTED: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\bhow many (?:of )?(?:(?:the|its|their|other|more) )?([a-z-]+)"),
    "ko": re.compile(
        r"몇 ?([가-힣]{1,3}?)(?:이나|이야|이고|인가요?|이|의|을|를|에|은|는|도|나|야|로|까지|쯤|정도)?(?![가-힣])"
    ),
}
_PLURAL = re.compile(r"(?:ies|ves|es|s|y|f|fe)$")
# Of these there are some in nearly every article.
_ANYTHING = frozenset("people person times time years year days day percent 년 월 일 번 명 사람 개 시 분 이".split())


def says_count(request: str, language: Language, sentences: Sequence[str]) -> bool:
    """Return whether any of `sentences`, in the language of the request, counts what it asks the number of."""
    asked = _COUNTED[language].search(request.lower())
    if asked is None or asked[1] in _ANYTHING:
        return False
    thing = re.escape(asked[1])
    if language == "en":  # up to two words stand between: 40 stale loaves
        thing = rf"(?: [a-z-]+){{0,2}} {_PLURAL.sub('', thing)}(?:ies|ves|es|s|y|f|fe)?\b"
    counted = re.compile(rf" ?{thing}" if language == "ko" else thing, re.IGNORECASE)
    # A quantity whose unit is known is told with it: 412마리, 350 pounds.
    return any(
        counted.search(number.text) if number.unit else counted.match(text, number.end)
        for text in sentences
        for number in quantities(text, language, None)
    )
