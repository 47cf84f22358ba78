"""Whose number it is: of two names in a sentence of the source, each with its own number, the one that a claim does not mean."""

from collections.abc import Mapping, Sequence

from bot.bilingual import Language
from bot.text.names import Name, find_name, names
from bot.text.quantities import Quantity, quantities, supports


def other_owner(
    claim: str, quantity: Quantity, source: str, language: Language, terms: Mapping[str, str]
) -> str | None:
    """Return the name that `source` gives `quantity` of `claim` to, where the claim gives it to another name of the source.

    None where the names agree, or where it cannot be told: a number belongs to the names between it and the number before
    it, or to the last ones before that. `language` is that of the source.
    """
    said = [one for one in quantities(source, language) if not one.passing]
    own = [one for one in said if supports(quantity, [one])]
    named = names(source)
    if not own or len(said) == len(own) or len(named) < 2:
        return None
    meant = [name for name in named if find_name(name.text, claim, terms)]
    if not meant:
        return None
    owners = [_owners(one, said, named) for one in own]
    if any(not found or any(name in meant for name in found) for found in owners):
        return None
    return owners[0][-1].text


def _owners(quantity: Quantity, said: Sequence[Quantity], named: Sequence[Name]) -> list[Name]:
    ends = sorted(one.end for one in said if one.end <= quantity.start)
    for begin in [*reversed(ends), 0]:
        found = [name for name in named if begin <= name.start < quantity.start]
        if found:
            return found
    return []
