"""Where a name or term stands in a text, whole: 메타 is in 메타의 and not in 메타데이터."""

import re
from functools import lru_cache

# What may follow a Korean word without making another of it.
_PARTICLE = (
    r"(?:은|는|이|가|을|를|의|에|에서|에게|에선|와|과|도|로|으로|만|까지|부터|처럼|보다|라는|이라는|이란|란|이다|다|였다|이며|이고|라고|이라고|이나|나|엔|"
    r"측|사|대|연구진|등)?(?:는|도|만|의|은|이|가|에|에게서)?"
)


@lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str]:
    words = re.escape(name).replace(r"\ ", r"[ -]?" if not name.isascii() else r"[ -]")
    if not name.isascii():
        return re.compile(rf"(?<![가-힣A-Za-z0-9]){words}(?={_PARTICLE}(?![가-힣A-Za-z0-9]))")
    case = 0 if any(map(str.isupper, name)) else re.IGNORECASE
    return re.compile(rf"(?<![A-Za-z0-9]){words}(?:['’]s)?(?![A-Za-z0-9-])", case)


def find_mention(name: str, text: str) -> int | None:
    """Return where `name` first stands in `text` as a word of its own, None where it does not."""
    match = _pattern(name).search(text)
    return match.start() if match else None


def is_mentioned(name: str, text: str) -> bool:
    """Return whether `name` stands in `text` as a word of its own."""
    return find_mention(name, text) is not None
