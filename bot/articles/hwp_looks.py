"""How characters look in Hangul documents in XML, as far as it says whether they count: struck out, raised, lowered."""

from dataclasses import dataclass, field
from typing import Any

from bot.articles.list_numbers import Level, Numbering
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


# The list of the headings of a section, which the section's own properties name; nearly always the first.
OUTLINE = "outline"


@dataclass(frozen=True, slots=True)
class ParagraphNumbers:
    """How paragraphs are numbered: by the id of their shape the list and level, and the lists by their ids."""

    headings: dict[str, tuple[str, int]] = field(default_factory=dict)
    lists: dict[str, Numbering] = field(default_factory=dict)

    def before(self, shape: str, outline: str) -> str:
        """Return what stands before the next paragraph of a shape, "" for none; `outline` is the id of the headings' list."""
        list_id, level = self.headings.get(shape, ("", 0))
        numbering = self.lists.get(outline if list_id == OUTLINE else list_id)
        return "" if numbering is None else numbering.next(level)


def character_looks(header: Any) -> dict[str, Look]:
    """Return the looks that a header defines, by the ids that runs refer to; those that say nothing are left out."""
    looks = {}
    for element in header.iter():
        if local_name(element).lower() in ("charpr", "charshape"):
            look = _look(element)
            if look != Look():
                looks[element.get("id") or element.get("Id") or ""] = look
    return looks


def paragraph_numbers(header: Any) -> ParagraphNumbers:
    """Return how a document's header says that its paragraphs are numbered."""
    numberings: dict[str, dict[int, Level]] = {}
    headings: dict[str, tuple[str, int]] = {}
    for element in header.iter():
        name = local_name(element).lower()
        if name == "numbering":
            numberings[_value(element, "id")] = dict(
                map(_level, (e for e in element if local_name(e).lower() == "parahead"))
            )
        elif name in ("parapr", "parashape"):
            for child in element:
                kind = _value(child, "type").lower() if local_name(child).lower() == "heading" else ""
                if kind in ("number", "outline"):
                    level = _value(child, "level")
                    list_id = _value(child, "idref") if kind == "number" else OUTLINE
                    headings[_value(element, "id")] = (list_id, int(level) if level.isdecimal() else 0)
    return ParagraphNumbers(headings, {list_id: Numbering(levels) for list_id, levels in numberings.items()})


def _level(element: Any) -> tuple[int, Level]:
    at, start = (_value(element, name) for name in ("level", "start"))
    form = _value(element, "numformat") or "DIGIT"
    return (int(at) - 1 if at.isdecimal() else 0), Level(
        int(start) if start.isdecimal() else 1, form, element.text or ""
    )


def _value(element: Any, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.lower() == name), "")


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
