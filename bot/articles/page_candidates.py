"""Which text of a page is its article: what an extractor finds, the densest container, and what the page carries as data.

An extractor sees one container after the other and may stop at a browser's notice or at a teaser; so what it finds is compared
with the others, and gives way to one that says the same and more, or that speaks of what the title says where it does not.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from itertools import islice
from typing import Any

from bot.articles.markup import text_of
from bot.articles.other_stories import count_letters
from bot.articles.page_notices import is_notice
from bot.articles.xml import local_name
from bot.text.language import normalize

# trafilatura gives up the headings and tables of articles with less than this; its own 250 is too much for news in Korean.
_SIZES = ("50", "250")
_MIN_PLAIN = 20
_CHROME = ("nav", "aside", "footer", "header", "form")
_BLOCKS = ("p", "div", "li", "td", "h1", "h2", "h3", "h4", "blockquote", "pre")
_MANY_BLOCKS = 500
# A shorter one, such as a menu's "정치", may stand in any paragraph.
_LEAST_BLOCK = 12
_SILENT = ("script", "style", "noscript", "template", "title")
_ASIDE = re.compile(r"comment|reply|disqus|related|footer|copyright|sidebar|aside|nav|menu|popup|modal", re.IGNORECASE)
_LEAST_PARAGRAPH = 20
# How much longer a text must be that says the same, and how much of a text another must have to say the same.
_LONGER = 1.25
_SAME = 0.5
# So few letters are hardly an article where something is so much longer.
_SCRAP = 100
_MUCH_LONGER = 3.0
_WORD = re.compile(r"[가-힣]{2,}|[A-Za-z]{3,}|\d+")
_SENTENCES = re.compile(r"\n|(?<=[a-z가-힣][.!?])\s")
_PARTICLES = re.compile(r"(?<=[가-힣]{2})(?:에서|으로|은|는|이|가|을|를|의|에|로|도|과|와)$")


def extract(tree: Any, size: str = _SIZES[0]) -> str:
    """Return the text that trafilatura finds in a page; "" where it finds nothing but links, or runs all blocks together."""
    found = _extracted(tree, size)
    if found is None or is_links(found.body) or _is_run_together(found.body, tree):
        return ""
    return normalize(text_of(found.body)).strip()


def choose(tree: Any, extracted: str, bodies: Sequence[str], title: str) -> str:
    """Return the text that is the article of a page, `extracted` where nothing speaks against it; "" where there is none.

    `bodies` are the texts that the page carries as data, the most trusted first.
    """
    best = extracted
    if 2 * count_letters(extracted) < _shown_letters(tree):
        best = _better(best, _densest(tree), title)
        best = _better(best, extract(tree, _SIZES[1]), title)
        if not extracted:
            best = _better(best, _plain(tree), title)
    for body in bodies:
        best = _better(best, body, title)
    return best or _plain(tree)


def is_links(tree: Any) -> bool:
    """Return whether more than half of the letters are links, as on a page that lists articles. `ref` is trafilatura's."""
    linked = sum(count_letters("".join(link.itertext())) for link in tree.iter("a", "ref"))
    return linked > count_letters("".join(tree.itertext())) / 2


@cache
def _config(size: str) -> Any:
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", size)
    return config


def _extracted(tree: Any, size: str) -> Any:
    import trafilatura

    return trafilatura.bare_extraction(
        deepcopy(tree),
        config=_config(size),
        include_comments=False,
        include_links=True,  # only to see how much of the text they are
        prune_xpath=["//nav", "//footer"],  # for short pages it takes everything, menus too
    )


def _is_run_together(body: Any, tree: Any) -> bool:
    """Return whether what was found is all text of a page in one paragraph, of which the page has several, or its headline."""
    if len(body) != 1 or len(body[0]):
        return False
    text = _packed("".join(body.itertext()))
    blocks = [(block.tag, _packed(block.text or "")) for block in islice(tree.iter(*_BLOCKS), _MANY_BLOCKS)]
    told = [block for tag, block in blocks if tag != "h1" and len(block) >= _LEAST_BLOCK]
    return ("h1", text) in blocks or sum(block in text for block in told) > 1


def _densest(tree: Any) -> str:
    """Return the text of the element whose own paragraphs have the most letters, their parents' counted by half; "" for none."""
    weights: dict[Any, float] = {}
    for element in tree.iter("p", "div", "td", "blockquote", "pre", "li", "h2", "h3", "article", "section"):
        own = _own_letters(element)
        if own < _LEAST_PARAGRAPH or _stands_aside(element):
            continue
        holders = [element] if element.tag in ("div", "article", "section", "td") else []
        holders += [
            parent for parent in element.iterancestors() if parent.tag not in ("html", "ul", "ol", "tr", "tbody")
        ][:2]
        for holder, share in zip(holders, (1.0, 0.5, 0.25), strict=False):
            weights[holder] = weights.get(holder, 0.0) + own * share
    densest = max(weights, key=weights.__getitem__, default=None)
    if densest is None or densest.tag == "body" or is_links(densest):
        return ""
    copied = deepcopy(densest)
    copied.tail = None
    for part in list(copied.iter(*_CHROME)):
        if part.getparent() is not None and not (part.tag == "header" and part.find(".//h1") is not None):
            part.drop_tree()
    return normalize(text_of(copied)).strip()


def _own_letters(element: Any) -> int:
    """Count the letters of an element and of what stands in its lines, links aside."""
    count = count_letters(element.text or "")
    for child in element:
        if local_name(child) in ("span", "b", "strong", "em", "i", "u", "font", "mark", "br", "sup", "sub"):
            count += count_letters("".join(child.itertext()))
        count += count_letters(child.tail or "")
    return count


def _stands_aside(element: Any) -> bool:
    for parent in [element, *element.iterancestors()][:6]:
        if parent.tag in _CHROME or _ASIDE.search(f"{parent.get('class', '')} {parent.get('id', '')}"):
            return True
    return False


def _better(text: str, other: str, title: str) -> str:
    """Return `other` where it is the article and `text` is none, or only the beginning of it."""
    mine, theirs = _prose(text), _prose(other)
    if not theirs or _weight(theirs) <= _weight(mine):
        return text
    if not mine:
        return other
    shared = _shared(mine, theirs)
    if shared >= _SAME * _weight(mine):
        return other if _weight(theirs) >= _LONGER * _weight(mine) else text
    ours, others = _speaks_of(title, mine), _speaks_of(title, theirs)
    is_scrap = _weight(mine) < _SCRAP and _weight(theirs) >= _MUCH_LONGER * _weight(mine)
    return other if others > ours or (is_scrap and others >= _SAME) else text


def _prose(text: str) -> list[str]:
    """Return the sentences that say something other than what the page and its article are called, in whatever lines."""
    parts = (part for part in _SENTENCES.split(text) if part.strip() and not part.startswith("# "))
    return [part for part in parts if not is_notice(part)]


def _weight(lines: Sequence[str]) -> int:
    return sum(map(count_letters, lines))


def _shared(lines: Sequence[str], others: Sequence[str]) -> int:
    whole = _packed(" ".join(others))
    return sum(count_letters(line) for line in lines if _packed(line)[:60] in whole)


def _speaks_of(title: str, lines: Sequence[str]) -> float:
    """Return the share of a title's words that the lines have, headings aside."""
    words = {_PARTICLES.sub("", word).lower() for word in _WORD.findall(title)}
    text = "\n".join(line for line in lines if not line.startswith("#")).lower()
    return sum(word in text for word in words) / max(1, len(words))


def _plain(tree: Any) -> str:
    """Return all text of a page too plain for an extractor to tell an article from the rest, or "" where it is links."""
    copied = deepcopy(tree)
    for node in list(copied.iter(*_CHROME)):
        if node.getparent() is not None:
            node.drop_tree()
    text = normalize(text_of(copied)).strip()
    return text if len(text) >= _MIN_PLAIN and not is_links(copied) else ""


def _shown_letters(tree: Any) -> int:
    shown = 0
    for element in tree.iter():
        if isinstance(element.tag, str) and element.text and local_name(element) not in _SILENT:
            shown += count_letters(element.text)
        if element.tail:
            shown += count_letters(element.tail)
    return shown


def _packed(text: str) -> str:
    return "".join(filter(str.isalnum, text))
