"""What a page's style sheets say of classes and ids: what is not shown, what is a block, and what lays its parts out in a row.

Only rules for a single class or id are followed: `.name` and `#name`, and never those for some media alone.
"""

import re
from dataclasses import dataclass
from typing import Any, Self

from bot.articles.xml import local_name

_UNSEEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_BLOCK = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|list-item|flow-root|flex|grid|table)\s*(?:;|!|$)", re.IGNORECASE)
_ROW = re.compile(r"(?:^|;)\s*display\s*:\s*(?:inline-)?(?:flex|grid)\s*(?:;|!|$)", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MEDIA_RULE = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,5000})\}")
_NAMED = re.compile(r"[.#][\w-]+")
_MAX_CSS = 500_000
# Elements that stand in a line of text unless a style says otherwise.
INLINE = frozenset(
    "a abbr b bdi bdo big cite code dfn em font i kbd mark samp small span strong tt u var ins sup sub".split()
)
_IN_LINES = INLINE - {"sup", "sub"}  # as blocks they are drawn over each other, as in a fraction


@dataclass(frozen=True, slots=True)
class PageStyles:
    """The classes (`.name`) and ids (`#name`) that are not shown, shown as blocks, and whose parts stand in a row."""

    unseen: frozenset[str]
    blocks: frozenset[str]
    rows: frozenset[str]

    @classmethod
    def from_css(cls, css: str) -> Self:
        """Return what the first half megabyte of style sheets says."""
        rules = _RULE.findall(_MEDIA_RULE.sub("", _COMMENT.sub("", css[:_MAX_CSS])))
        return cls(*(_named(rules, pattern) for pattern in (_UNSEEN, _BLOCK, _ROW)))

    def is_unseen(self, element: Any) -> bool:
        """Return whether readers do not see an element, by its own attributes or by a rule."""
        return element.get("hidden") is not None or _speaks_of(element, _UNSEEN, self.unseen)

    def is_block(self, element: Any) -> bool:
        """Return whether an element stands on lines of its own."""
        return _speaks_of(element, _BLOCK, self.blocks)

    def is_row(self, element: Any) -> bool:
        """Return whether what is in an element is laid out side by side, apart from each other."""
        return _speaks_of(element, _ROW, self.rows)


def _named(rules: list[tuple[str, str]], pattern: re.Pattern[str]) -> frozenset[str]:
    selectors = (selectors for selectors, declarations in rules if pattern.search(declarations))
    names = (name.strip() for each in selectors for name in each.split(","))
    return frozenset(name for name in names if _NAMED.fullmatch(name))


def _speaks_of(element: Any, pattern: re.Pattern[str], names: frozenset[str]) -> bool:
    style = element.get("style")
    if style is not None and pattern.search(style):
        return True
    if not names:
        return False
    return any(f".{name}" in names for name in element.get("class", "").split()) or f"#{element.get('id', '')}" in names


def part_laid_out(element: Any, styles: PageStyles) -> None:
    """Part what a style parts: an element of a line that is shown as a block, and the parts of a row."""
    if styles.is_row(element):
        element.text = f"{element.text} " if element.text else element.text
        for child in element:
            child.tail = f" {child.tail or ''} "
    if local_name(element).lower() in _IN_LINES and styles.is_block(element):
        before, after = element.makeelement("br", {}), element.makeelement("br", {})
        after.tail, element.tail = element.tail, None
        element.addprevious(before)
        element.addnext(after)
