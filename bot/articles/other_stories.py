"""What a page shows of other stories inside or beside its article: lists of links and galleries under headings of their own."""

import re
from typing import Any

from bot.articles.xml import local_name

_OTHER_STORIES = re.compile(
    r"관련\s?(?:기사|뉴스|글|콘텐츠)|(?:많이|함께|같이)\s?(?:본|볼)|인기\s?(?:기사|뉴스)|추천\s?(?:기사|뉴스|콘텐츠)|주요\s?(?:기사|뉴스)"
    r"|최신\s?(?:기사|뉴스)|다른\s?(?:기사|뉴스)|이\s?시각|오늘의\s?(?:뉴스|사진|포토)|화보|포토\s?뉴스|핫\s?이슈|실시간|랭킹"
    r"|\b(?:related|recommended|most\s(?:read|popular|viewed)|trending|popular|read\smore|more\s(?:from|on|stories|news|in)"
    r"|you\smay|also\sread|latest\snews|top\sstories|don['’]t\smiss|sponsored|promoted)\b",
    re.IGNORECASE,
)
_OTHER_STORIES_CLASS = re.compile(
    r"related|recommend|popular|ranking|most[_-]?(?:read|view)|trending|gallery|carousel|slider|outbrain|taboola|promo|sponsor"
    r"|newsletter|subscribe|share|social|sns|advert|banner|breadcrumb|pagination|tag[_-]?list|comment|reply|copyright",
    re.IGNORECASE,
)
# Small blocks that are named so are no part of an article even where they are not links.
_CLUTTER_CLASS = re.compile(
    r"advert|(?:^|[\s_-])ads?(?:[\s_-]|$)|adsense|adsbygoogle|subscri|newsletter|sign-?up|sns|(?:^|[\s_-])share|social|cookie|consent"
    r"|gdpr|breadcrumb|skip-?nav|copyright|comment|reply|disqus|outbrain|taboola",
    re.IGNORECASE,
)
# Pictures of other stories, with captions that lead nowhere.
_GALLERY_CLASS = re.compile(r"gallery|carousel|slider|swiper|photo_?list", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W_]+")
_MAX_CLUTTER = 200
_MAX_HEADING = 30
_HEADINGS = frozenset("h2 h3 h4 h5 h6 strong p div".split())
_HOLDERS = ("div", "section", "aside", "ul", "ol", "dl", "figure", "p", "table")


class Weights:
    """How many letters each element of a tree has in it, and how many of those are links, counted in one pass."""

    def __init__(self, tree: Any) -> None:
        self._letters: dict[Any, int] = {}
        self._linked: dict[Any, int] = {}
        for element in reversed(list(tree.iter())):
            own = count_letters(element.text) if isinstance(element.tag, str) else 0
            letters = own + sum(self._letters.get(child, 0) + count_letters(child.tail) for child in element)
            self._letters[element] = letters
            is_link = element.tag == "a"
            self._linked[element] = letters if is_link else sum(self._linked.get(child, 0) for child in element)
        self.whole = self._letters[tree]

    def letters(self, element: Any) -> int:
        """Return how many letters and digits an element had when they were counted."""
        return self._letters.get(element, 0)

    def is_linked(self, element: Any) -> bool:
        """Return whether more than half of it is links."""
        return 2 * self._linked.get(element, 0) > self._letters.get(element, 0)


def announces_others(words: str) -> bool:
    """Return whether a heading, or what a block begins with, announces other stories: 관련 기사, Most read."""
    return _OTHER_STORIES.search(words) is not None


def speaks_of_others(names: str) -> bool:
    """Return whether the classes and the id of an element are those of other stories, or of what is around an article."""
    return _OTHER_STORIES_CLASS.search(names) is not None


def is_named_clutter(names: str) -> bool:
    """Return whether classes and ids are those of advertisements, comments or the like."""
    return _CLUTTER_CLASS.search(names) is not None


def drop_other_stories(tree: Any, weights: Weights) -> None:
    """Take away blocks that a heading or a name calls other stories', and that are links for the most part.

    Small blocks that are named as advertisements, comments or the like go too.
    """
    for element in list(tree.iter(*_HOLDERS)):
        if element.getparent() is not None and _is_clutter(element, weights):
            element.drop_tree()
    for element in list(tree.iter(*_HOLDERS)):
        if element.getparent() is None or 3 * weights.letters(element) > 2 * weights.whole:
            continue
        about = f"{element.get('class', '')} {element.get('id', '')}"
        if not weights.is_linked(element):
            if _GALLERY_CLASS.search(about) and announces_others(_first_words(element)):
                element.drop_tree()
            continue
        heading = _heading_before(element)
        is_headed = heading is not None and announces_others("".join(heading.itertext()))
        if is_headed or speaks_of_others(about) or announces_others(_first_words(element)):
            if is_headed and heading is not None:
                heading.drop_tree()
            element.drop_tree()


def _is_clutter(element: Any, weights: Weights) -> bool:
    count = weights.letters(element)
    about = f"{element.get('class', '')} {element.get('id', '')}"
    return count <= min(_MAX_CLUTTER, weights.whole / 5) and is_named_clutter(about)


def _first_words(element: Any) -> str:
    words: list[str] = []
    for text in element.itertext():
        words += text.split()
        if len(words) > 8:
            break
    return " ".join(words[:8])[:40]


def _heading_before(element: Any) -> Any | None:
    before = element.getprevious()
    if before is None or (before.tail or "").strip() or local_name(before) not in _HEADINGS:
        return None
    return before if letters(before) <= _MAX_HEADING else None


def letters(element: Any) -> int:
    """Return how many letters and digits are in an element."""
    return count_letters("".join(element.itertext()))


def count_letters(text: str | None) -> int:
    """Return how many letters and digits are in a text; a third of the time that it takes to ask each character."""
    return sum(map(len, _LETTERS.findall(text))) if text else 0
