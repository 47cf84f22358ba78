"""Parts of an article with a name that an extractor takes for something else: a box called `slide`, a paragraph called `meta`."""

import re
from typing import Any

from bot.articles.other_stories import is_named_clutter, letters, speaks_of_others
from bot.articles.xml import local_name
from bot.text.sentences import ends_like_sentence

# trafilatura passes over every element with one of these in its class or id, whatever is in it (`xpaths.py`).
_PASSED_OVER = re.compile(
    r"slide|expand|embed|message|bar|options|meta|rating|overlay|attachment|icon|yin|nfoline|print|viewport|timestamp|infos|obfuscated"
    r"|blurred|teaser",
    re.IGNORECASE,
)
# What stands beside an article is called so as well.
_AROUND = re.compile(
    r"side-?bar|nav|menu|tool-?bar|share-?bar|footer|header|cookie|consent|modal|popup|author|by-?line|bio|profile|widget",
    re.IGNORECASE,
)
_BODY = re.compile(r"article-?(?:body|text|content)|story-?body", re.IGNORECASE)
_LEAST = 15


def free_misnamed(tree: Any) -> None:
    """Take away in place the names of elements that have sentences of the article and would be passed over for their names."""
    for element in list(tree.iter("div", "section", "p", "span", "ul", "ol", "blockquote")):
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if _PASSED_OVER.search(names) and not _stands_around(names) and _tells(element) and _is_in_article(element):
            for name in ("class", "id"):
                element.attrib.pop(name, None)


def _stands_around(names: str) -> bool:
    return _AROUND.search(names) is not None or speaks_of_others(names) or is_named_clutter(names)


def _tells(element: Any) -> bool:
    """Return whether a sentence stands in an element, of which links are less than half."""
    count = letters(element)
    if count < _LEAST or 2 * sum(map(letters, element.iter("a"))) > count:
        return False
    return any(ends_like_sentence(" ".join(text.split())) for text in element.itertext() if len(text) > _LEAST)


def _is_in_article(element: Any) -> bool:
    """Return whether an element stands in what is marked as the article, or beside a block that ends with a sentence."""
    if any(
        parent.tag in ("article", "main") or _BODY.search(_body_names(parent)) for parent in element.iterancestors()
    ):
        return True
    beside = [*element.itersiblings(preceding=True), *element.itersiblings()]
    return any(
        local_name(other) in ("p", "div") and ends_like_sentence(" ".join("".join(other.itertext()).split()))
        for other in beside
    )


def _body_names(element: Any) -> str:
    return f"{element.get('class', '')} {element.get('id', '')} {element.get('itemprop', '')}"
