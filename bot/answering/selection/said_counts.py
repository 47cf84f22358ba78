"""Whether an article has a number of what a request asks the number of: "how many homes", "2,400 homes"; 몇 가구, 2,400가구.

What the reader of sentences has learned from asks for numbers mostly where there are none. Of the requests of `bench/requests`
and `bench/unseen_requests` that ask so and have such a number in their article, seven of eight are answered.
"""

import re
from collections.abc import Sequence

from bot.bilingual import Language

_NUMBER: dict[Language, str] = {
    "en": r"\b(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|"
    r"thousand|million|dozen)s?",
    "ko": r"(?:\d|[십백천만억]|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|스물|서른) ?",
}
_COUNTED: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\bhow many (?:of )?(?:(?:the|its|their|other|more) )?([a-z-]+)"),
    "ko": re.compile(
        r"몇 ?([가-힣]{1,3}?)(?:이나|이야|이고|인가요?|이|을|를|에|은|는|도|나|야|로|까지|쯤|정도)?(?![가-힣])"
    ),
}
# Words between a number and what it counts: 40 stale loaves.
_BETWEEN = r"(?: [a-z-]+){0,2} "
_PLURAL = re.compile(r"(?:ies|ves|es|s|y|f|fe)$")
# Of these there are some in nearly every article.
_ANYTHING = frozenset("people person times time years year days day percent 년 월 일 번 명 사람 개 시 분".split())


def says_count(request: str, language: Language, sentences: Sequence[str]) -> bool:
    """Return whether any of `sentences`, in the language of the request, counts what it asks the number of."""
    asked = _COUNTED[language].search(request.lower())
    if asked is None or asked[1] in _ANYTHING:
        return False
    if language == "ko":
        pattern = _NUMBER["ko"] + re.escape(asked[1])
    else:
        pattern = _NUMBER["en"] + _BETWEEN + re.escape(_PLURAL.sub("", asked[1])) + r"(?:ies|ves|es|s|y|f|fe)?\b"
    return any(re.search(pattern, sentence.lower()) for sentence in sentences)
