"""How characters look in Hangul documents in XML, as far as it says whether they count: struck out, raised, lowered."""

from dataclasses import dataclass
from typing import Any

from bot.articles.xml import local_name

# The lines that Hangul draws through a text. Documents that nothing is struck out in say NONE, or 3D, which it draws nowhere.
_LINES = frozenset(
    """solid dot dash dash_dot dash_dot_dot long_dash circle double_slim slim_thick thick_slim slim_thick_slim doubleslim
    slimthick thickslim slimthickslim dashdot dashdotdot longdash wave doublewave""".split()
)


@dataclass(frozen=True, slots=True)
class Look:
    """What matters of the look of characters: whether a line goes through them, and 1 for raised, -1 for lowered ones."""

    is_struck: bool = False
    shift: int = 0


def character_looks(header: Any) -> dict[str, Look]:
    """Return the looks that a header defines, by the ids that runs refer to; those that say nothing are left out."""
    looks = {}
    for element in header.iter():
        if local_name(element).lower() in ("charpr", "charshape"):
            look = _look(element)
            if look != Look():
                looks[element.get("id") or element.get("Id") or ""] = look
    return looks


def _look(element: Any) -> Look:
    is_struck, shift = False, 0
    for child in element:
        name = local_name(child).lower()
        if name == "strikeout":
            is_struck = is_struck or _attribute(child, "shape", "type") in _LINES
        elif name == "underline":  # a line under the text whose place is the middle of it
            is_struck = is_struck or _attribute(child, "type") == "center"
        elif name in ("supscript", "superscript"):
            shift = 1
        elif name == "subscript":
            shift = -1
    return Look(is_struck, shift)


def _attribute(element: Any, *names: str) -> str:
    return next((value.lower() for key, value in element.attrib.items() if key.lower() in names), "")
