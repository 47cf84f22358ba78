"""All, every, none: what a sentence says of all, and not of some."""

import re

_ALL = re.compile(
    r"\b(?:all|every(?:one|body|thing)?|always|both|entire(?:ly)?|whole|unanimous\w*|fully|complete(?:ly)?|any|each|never|none|"
    r"no one|nobody|not a single|neither)\b|모든|모두|전부|전원|항상|언제나|전체|전적|완전히|하나도|아무|누구나|어떤 [가-힣]+도|"
    r"전혀|절대|결코|둘 다|한 번도|전액",
    re.IGNORECASE,
)


def says_of_all(text: str) -> bool:
    """Return whether `text` has a word that says something of all or of none, in either language."""
    return _ALL.search(text) is not None
