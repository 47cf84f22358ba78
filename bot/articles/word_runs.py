"""How Word's runs look, as far as it says whether their text counts: hidden, struck out, raised, lowered."""

from dataclasses import dataclass
from typing import Any

from bot.articles.word_names import is_on, name_of, texts_of, value_of

# Half-points by which a run is raised or lowered when its writer moved it by hand instead of marking it.
_MOVED = 4


@dataclass(frozen=True, slots=True)
class RunStyle:
    """What matters of how a run looks; None where it says nothing and its style counts."""

    is_hidden: bool | None = None
    is_struck: bool | None = None
    place: str | None = None  # "superscript", "subscript", "baseline"

    def over(self, below: "RunStyle") -> "RunStyle":
        """Return this with what it leaves open taken from `below`."""
        pairs = ((self.is_hidden, below.is_hidden), (self.is_struck, below.is_struck))
        hidden, struck = (below if own is None else own for own, below in pairs)
        return RunStyle(hidden, struck, below.place if self.place is None else self.place)


def run_styles(styles: Any) -> dict[str, RunStyle]:
    """Return how each style of a document's `styles` part makes its runs look, with what it is based on."""
    elements = {value_of(style, "styleId"): style for style in styles.iter() if name_of(style) == "w:style"}

    def resolve(style_id: str, seen: tuple[str, ...]) -> RunStyle:
        style = elements.get(style_id)
        if style is None or style_id in seen:
            return RunStyle()
        base = next((value_of(child) for child in style if name_of(child) == "w:basedOn"), "")
        return own_style(style).over(resolve(base, (*seen, style_id)) if base else RunStyle())

    return {style_id: resolve(style_id, ()) for style_id in elements}


def own_style(element: Any) -> RunStyle:
    """Return what the run properties right below `element` say."""
    properties = next((child for child in element if name_of(child) == "w:rPr"), None)
    if properties is None:
        return RunStyle()
    hidden = struck = None
    place, moved = None, 0
    for child in properties:
        name = name_of(child)
        if name in ("w:vanish", "w:specVanish"):
            hidden = is_on(child) or bool(hidden)
        elif name in ("w:strike", "w:dstrike"):
            struck = is_on(child) or bool(struck)
        elif name == "w:vertAlign":
            place = value_of(child)
        elif name == "w:position":
            value = value_of(child)
            moved = int(value) if value.lstrip("-").isdecimal() else 0
    if place is None and abs(moved) >= _MOVED and _is_short(element):
        place = "superscript" if moved > 0 else "subscript"
    return RunStyle(hidden, struck, place)


def _is_short(run: Any) -> bool:
    return 0 < len("".join(texts_of([run])).strip()) <= 4


def style_id(element: Any, properties: str, style: str) -> str:
    """Return the id of the style that an element's own properties name; "" for none."""
    for child in element:
        if name_of(child) == properties:
            return next((value_of(inner) for inner in child if name_of(inner) == style), "")
    return ""
