"""The names of Word's elements, and the small questions that are asked of them."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:word": "office-word",
    "http://schemas.microsoft.com/office/word/2010/wordml": "wordml",
}
_OFF = ("0", "false", "off", "none")


def name_of(element: Any) -> str:
    """Return an element's name with the prefix that its namespace has in the standard; "" for a comment."""
    return _prefixed(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(4_096)
def _prefixed(tag: str) -> str:
    space, _, local = tag.rpartition("}")
    return f"{_PREFIXES.get(space[1:], '?')}:{local}"


def value_of(element: Any, attribute: str = "val") -> str:
    """Return an attribute in whatever namespace; "" where there is none."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == attribute), "")


def is_on(element: Any) -> bool:
    """Return whether a property that can be switched off is on."""
    return value_of(element).lower() not in _OFF


def texts_of(elements: Iterable[Any]) -> Iterator[str]:
    """Yield the texts of runs in or below `elements`."""
    for element in elements:
        for inner in element.iter():
            if name_of(inner) == "w:t":
                yield inner.text or ""


def letters_of(element: Any, names: tuple[str, ...]) -> str:
    """Return the text of the elements with these names in or below `element`, without white space around it."""
    return "".join((inner.text or "") for inner in element.iter() if name_of(inner) in names).strip()
