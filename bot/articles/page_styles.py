"""What a page's style sheets say of classes and ids: what is not shown, what is a block, and what lays its parts out in a row.

Only rules for a single class or id are followed: `.name` and `#name`, and never those for some media alone.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from bot.articles.xml import local_name

_UNSEEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_BLOCK = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|list-item|flow-root|flex|grid|table)\s*(?:;|!|$)", re.IGNORECASE)
_ROW = re.compile(r"(?:^|;)\s*display\s*:\s*(?:inline-)?(?:flex|grid)\s*(?:;|!|$)", re.IGNORECASE)
_RAISED = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*(?:super|text-top)\s*(?:;|!|$)", re.IGNORECASE)
_LOWERED = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*(?:sub|text-bottom)\s*(?:;|!|$)", re.IGNORECASE)
_FOLLOWED = re.compile("display|visibility|vertical-align", re.IGNORECASE)
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


@dataclass(frozen=True)
class PageStyles:
    """The classes (`.name`) and ids (`#name`) that are not shown, are blocks, lay their parts in a row, are raised or lowered."""

    unseen: frozenset[str]
    blocks: frozenset[str]
    rows: frozenset[str]
    raised: frozenset[str]
    lowered: frozenset[str]

    @classmethod
    def from_css(cls, css: str) -> Self:
        """Return what the first half megabyte of style sheets says."""
        rules = _RULE.findall(_MEDIA_RULE.sub("", _COMMENT.sub("", css[:_MAX_CSS])))
        rules = [rule for rule in rules if _FOLLOWED.search(rule[1])]
        return cls(*(_named(rules, pattern) for pattern in (_UNSEEN, _BLOCK, _ROW, _RAISED, _LOWERED)))

    def speak_of(self, element: Any) -> bool:
        """Return whether an element has a style, or a class or an id that there is a rule for."""
        if element.get("style") is not None or element.get("hidden") is not None:
            return True
        return not self.named.isdisjoint(_names(element))

    @cached_property
    def named(self) -> frozenset[str]:
        """All classes and ids that there is a rule for."""
        return self.unseen | self.blocks | self.rows | self.raised | self.lowered

    def is_unseen(self, element: Any) -> bool:
        """Return whether readers do not see an element, by its own attributes or by a rule."""
        return element.get("hidden") is not None or _speaks_of(element, _UNSEEN, self.unseen)

    def is_block(self, element: Any) -> bool:
        """Return whether an element stands on lines of its own."""
        return _speaks_of(element, _BLOCK, self.blocks)

    def mark_of(self, element: Any) -> str:
        """Return "sup" or "sub" for a stretch of a line that is raised or lowered as those are, "" for others."""
        if local_name(element).lower() not in ("span", "small", "font", "a", "i", "b", "em"):
            return ""
        return (
            "sup"
            if _speaks_of(element, _RAISED, self.raised)
            else "sub"
            if _speaks_of(element, _LOWERED, self.lowered)
            else ""
        )

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
    return not names.isdisjoint(_names(element))


def _names(element: Any) -> list[str]:
    classes, name = element.get("class"), element.get("id")
    return [*(f".{each}" for each in (classes or "").split()), *([f"#{name}"] if name else [])]


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
