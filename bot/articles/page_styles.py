"""What a page's style sheets say of classes and ids: what is not shown or struck out, a block, or a row of parts.

Only rules for a single class or id are followed: `.name` and `#name`, and never those for some media alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from bot.articles.xml import local_name

# Beside the page, cut to nothing, or not there at all: for those who hear a page.
_UNSEEN = re.compile(
    r"(?:^|;)\s*(?:(?:display\s*:\s*none|visibility\s*:\s*hidden)\b|text-indent\s*:\s*-\d{4}"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?(?:[\s,]+[01](?:px)?){3}\s*\))"
    r"|^(?=(?:.*;)?\s*position\s*:\s*(?:absolute|fixed)\b)(?:.*;)?\s*(?:left|top)\s*:\s*-\d{4}",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK = re.compile(r"(?:^|;)\s*display\s*:\s*(?:block|list-item|flow-root|flex|grid|table)\s*(?:;|!|$)", re.IGNORECASE)
_ROW = re.compile(r"(?:^|;)\s*display\s*:\s*(?:inline-)?(?:flex|grid)\s*(?:;|!|$)", re.IGNORECASE)
_RAISED = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*(?:super|text-top)\s*(?:;|!|$)", re.IGNORECASE)
_LOWERED = re.compile(r"(?:^|;)\s*vertical-align\s*:\s*(?:sub|text-bottom)\s*(?:;|!|$)", re.IGNORECASE)
_DECORATION = re.compile(r"(?:^|;)\s*text-decoration(?:-line)?\s*:([^;]*)", re.IGNORECASE)
_FOLLOWED = re.compile("display|visibility|vertical-align|text-decoration|clip|left|top|text-indent", re.IGNORECASE)
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
    """The classes (`.name`) and ids (`#name`) that are unseen, blocks, rows of their parts, raised, lowered or struck out.

    Of those with a decoration, `decorated` has the number of the last rule and whether it strikes out: a later one undoes it.
    """

    unseen: frozenset[str]
    blocks: frozenset[str]
    rows: frozenset[str]
    raised: frozenset[str]
    lowered: frozenset[str]
    decorated: Mapping[str, tuple[int, bool]]

    @classmethod
    def from_css(cls, css: str) -> Self:
        """Return what the first half megabyte of style sheets says."""
        rules = _RULE.findall(_MEDIA_RULE.sub("", _COMMENT.sub("", css[:_MAX_CSS])))
        rules = [rule for rule in rules if _FOLLOWED.search(rule[1])]
        decorated = {
            name: (number, struck)
            for number, (selectors, declarations) in enumerate(rules)
            if (struck := _strikes_out(declarations)) is not None
            for name in _names_in(selectors)
        }
        patterns = (_UNSEEN, _BLOCK, _ROW, _RAISED, _LOWERED)
        unseen, blocks, rows, high, low = (_named(rules, pattern) for pattern in patterns)
        return cls(unseen, blocks, rows, high, low, decorated)

    def speak_of(self, element: Any) -> bool:
        """Return whether an element has a style, or a class or an id that there is a rule for."""
        if element.get("style") is not None or element.get("hidden") is not None:
            return True
        return not self.named.isdisjoint(_names(element))

    @cached_property
    def named(self) -> frozenset[str]:
        """All classes and ids that there is a rule for."""
        return self.unseen | self.blocks | self.rows | self.raised | self.lowered | self.decorated.keys()

    def is_unseen(self, element: Any) -> bool:
        """Return whether readers do not see an element, by its own attributes or by a rule."""
        return element.get("hidden") is not None or _speaks_of(element, _UNSEEN, self.unseen)

    def is_block(self, element: Any) -> bool:
        """Return whether an element stands on lines of its own."""
        return _speaks_of(element, _BLOCK, self.blocks)

    def mark_of(self, element: Any) -> str:
        """Return "del" for what is struck out, "sup" or "sub" for a stretch of a line that is raised or lowered, else ""."""
        if self._is_struck(element):
            return "del"
        if local_name(element).lower() not in ("span", "small", "font", "a", "i", "b", "em"):
            return ""
        return (
            "sup"
            if _speaks_of(element, _RAISED, self.raised)
            else "sub"
            if _speaks_of(element, _LOWERED, self.lowered)
            else ""
        )

    def _is_struck(self, element: Any) -> bool:
        own = _strikes_out(element.get("style") or "")
        if own is not None:
            return own
        return max((self.decorated[name] for name in _names(element) if name in self.decorated), default=(0, False))[1]

    def is_row(self, element: Any) -> bool:
        """Return whether what is in an element is laid out side by side, apart from each other."""
        return _speaks_of(element, _ROW, self.rows)


def _named(rules: list[tuple[str, str]], pattern: re.Pattern[str]) -> frozenset[str]:
    selectors = (selectors for selectors, declarations in rules if pattern.search(declarations))
    return frozenset(name for each in selectors for name in _names_in(each))


def _names_in(selectors: str) -> list[str]:
    return [name for name in map(str.strip, selectors.split(",")) if _NAMED.fullmatch(name)]


def _strikes_out(declarations: str) -> bool | None:
    """Return whether the last decoration of a text strikes it out; None where none is declared."""
    decorations = _DECORATION.findall(declarations)
    return "line-through" in decorations[-1].lower() if decorations else None


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
