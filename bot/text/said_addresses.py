"""Addresses of the web that a sentence names and no source has: nobody should be led where the articles do not point."""

import re
from collections.abc import Iterable

# The parts of a host's name have 63 letters at most, and there are hardly ever more than a few of them.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]+|\b[a-z0-9-]{3,63}(?:\.[a-z0-9-]{1,63}){0,8}\.(?:com|net|org|io|kr|example)(?![a-z])[!-~]*",
    re.IGNORECASE,
)
_CLOSES = ".,;:!?\"')]}>"


def unsaid_address(sentence: str, texts: Iterable[str]) -> str | None:
    """Return the first address in `sentence` that none of `texts` has, None where there is none."""
    said = "\n".join(texts).lower()
    addresses = (match.group().rstrip(_CLOSES) for match in _ADDRESS.finditer(sentence))
    return next((address for address in addresses if address.lower() not in said), None)
