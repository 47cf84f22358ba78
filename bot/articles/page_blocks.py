"""A page's blocks made so that an extractor keeps them: captions set apart, code in its lines, lists of links freed, and
what belongs to other stories taken away.

trafilatura passes over what it has no name for (captions, summaries, times, elements of a site's own) and over lists whose
items are links; here those get names and forms that it knows before it sees them.
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.articles.loose_text import put_in_paragraphs
from bot.articles.markup import INDENT, LINE_END, lines_of
from bot.articles.misnamed_blocks import free_misnamed
from bot.articles.other_stories import Weights, announces_others, drop_other_stories, letters, speaks_of_others
from bot.articles.page_styles import INLINE
from bot.articles.xml import local_name
from bot.text.sentences import ends_like_sentence

_PARAGRAPHS = {"figcaption", "summary", "legend"}
_CAPTION_HOLDERS = {"p", "em", "span", "strong", "small", "i", "div"}
_BOXES = {"span", "figure", "em", "a", "picture", "div", "p"}
_ANNOUNCING = {"p", "div", "h2", "h3", "h4"}
_DIVISIONS = {"figure", "details", "fieldset", "center", "hgroup", "article-body", "dir", "map"}
_SPANS = {
    "code",
    "time",
    "label",
    "output",
    "data",
    "q",
    "nobr",
    "marquee",
    "tt",
    "big",
    "blink",
    "bdi",
    "slot",
    "acronym",
}
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:img|image|photo|pic|picture|video|media|figure)?[_-]?(?:caption|desc|figcaption|cutline)(?:$|[\s_-])"
    r"|사진설명",
    re.IGNORECASE,
)
# What is shown to screen readers only: labels such as "본문 시작", which a person does not see.
_UNSEEN_CLASSES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only screen_out screen-out blind a11y-hidden "
    "a11y hidden hide is-hidden u-hidden d-none hidden_obj ir_txt txt_hide skip-link".split()
)
_UNSEEN_STYLE = re.compile(
    r"display:none|visibility:hidden|(?:font-size|opacity):0(?:\.0+)?(?:px|em|rem|pt|%)?(?:;|!|$)"
)
# Pictures of formulas whose words in TeX stand in their `alt`.
_DRAWN_FORMULA = re.compile(r"(?:^|[\s_-])(?:mwe-math|math|tex|latex)(?:$|[\s_-])", re.IGNORECASE)
_DISPLAY_STYLE = re.compile(r"^\{\\(?:display|text)style\s*(?P<inside>.*)\}$", re.DOTALL)
_ONE_SIGN = re.compile(r"([\^_])\{(\w)\}")
_LINE_NUMBERS = re.compile(r"(?:^|[\s_-])(?:gutter|linenos?|line-?numbers?)(?:$|[\s_-])", re.IGNORECASE)
# Beside mathematics as it is written these hold the same again, drawn.
_DRAWN_MATHEMATICS = ("katex-html", "MathJax_Preview", "MathJax_Display", "mjx-chtml", "mjx-math")
_NOTE_MARK = re.compile(
    r"[\[(]?\s?(?:\d{1,3}|[*†‡↑↩︎^]+|[a-z])\s?[\])]?|(?:각?주|미주|note)\s?\d{0,3}[\])]?", re.IGNORECASE
)
_NOTE_TARGET = re.compile(
    r"#_{0,2}(?:(?:cite|fn|ftn|edn|note|foot|endn|각?주|미주)[\w.:%-]*\d|(?:ref|rfn|r?n|f|r)[-_.:]?\d)|#(?:cite|fn|note|foot)",
    re.IGNORECASE,
)
_NOTE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:fn|footnote|endnote|noteref|note|reference|cite|citation|각주)(?:[\s_-]|$|ref)", re.IGNORECASE
)
_LINKS_OF_THE_TEXT = re.compile(r"[:：]$|다음|아래|이렇다|follow|below|these|include|이다\.$|있다\.$")
_MAX_LINKED_ITEM = 40
# Under a heading or a line of its own, links as short as names are a list of those, longer ones headlines.
_MAX_NAME = 16
_LINES = INLINE | frozenset("p h1 h2 h3 h4 h5 h6 dt".split())
_BLOCKS = frozenset("p div ul ol table section article h1 h2 h3 h4 h5 h6 pre blockquote figure dl".split())


def drop_unseen(tree: Any, *, whole: bool = False) -> None:
    """Take away in place what a person does not see on a page, the marks of notes, and other stories' galleries.

    With `whole`, as for a letter, the galleries stay.
    """
    weights = Weights(tree)
    for element in _elements(tree):
        if _is_unseen(element, weights):
            element.drop_tree()
        elif _is_note(element):
            _drop_note(element)
    if not whole:
        drop_other_stories(tree, weights)


def make_readable(tree: Any) -> None:
    """Give the elements of a page names and forms, in place, by which an extractor keeps all that is the article's."""
    for element in _elements(tree):
        _rename(element, local_name(element).lower())
    for line in _elements(tree, "p", "li", "td", "th", "dd"):
        links = list(line.iter("a"))
        if links and _is_text_with_links(line, sum(map(letters, links))):
            for link in links:
                link.tag = "span"
    put_in_paragraphs(tree)
    free_misnamed(tree)


def _is_text_with_links(line: Any, linked: int) -> bool:
    """Return whether a line has links in it rather than being one: by half of its letters, or as a sentence of its own."""
    text = " ".join("".join(line.itertext()).split())
    count = letters(line)
    return 2 * linked <= count or (linked < count and ends_like_sentence(text) and not announces_others(text))


def _elements(tree: Any, *tags: str) -> Iterator[Any]:
    """Yield the elements below the root in order, those aside that are taken away meanwhile."""
    for element in list(tree.iter(*tags)):
        if isinstance(element.tag, str) and element.getparent() is not None:
            yield element


def _rename(element: Any, name: str) -> None:
    """Give an element the name, or the form, by which an extractor keeps it."""
    if name in INLINE or name == "p":
        element.attrib.pop("aria-hidden", None)  # it is hidden from those who hear a page, not from those who see it
    if element.get("style") is not None:  # an extractor takes overflow:hidden for something hidden
        del element.attrib["style"]
    if name == "pre":
        _keep_lines(element)
    elif name in ("ul", "ol", "menu"):
        element.tag = "ul" if name == "menu" else name
        _free_list(element)
    elif name == "caption":
        _put_before_table(element)
    elif name in _PARAGRAPHS or (name in _CAPTION_HOLDERS and _is_caption(element)):
        _set_apart(element)
    elif name in _DIVISIONS or name == "address" or "-" in name:
        is_block = name in _DIVISIONS or _has_blocks(element)
        element.tag = "div" if is_block else "span" if "-" in name and _stands_in_line(element) else "p"
    elif name == "img" and _DRAWN_FORMULA.search(element.get("class", "")):
        _write_formula(element)
    elif name in _SPANS or (name == "a" and _is_sentence(element.text_content())):
        element.tag = "span"


def _is_unseen(element: Any, weights: Weights) -> bool:
    """Return whether readers do not see `element`; the greater part of a page only waits for a script to show it."""
    named, style = element.get("class", ""), element.get("style", "")
    classes = named.split()
    if any(name in _DRAWN_MATHEMATICS for name in classes):
        return True
    if named and _LINE_NUMBERS.search(named):
        return "".join("".join(element.itertext()).split()).isdecimal()
    if element.tag == "template" or (element.tag == "dialog" and element.get("open") is None):
        return True
    said = element.get("hidden") is not None
    said = said or (style != "" and _UNSEEN_STYLE.search("".join(style.split()).lower()) is not None)
    if not said and not _UNSEEN_CLASSES.intersection(classes):
        return False
    if element.find(".//math") is not None or 2 * weights.letters(element) > weights.whole:
        for name in ("hidden", "style", "class"):
            element.attrib.pop(name, None)
        return False
    return True


def _is_note(element: Any) -> bool:
    """Return whether a link, or what a page marks as a reference, only leads to a note, or back from it."""
    name = element.tag.lower()
    if name not in ("a", "span", "button", "sup"):
        return False
    text = "".join(element.itertext()).strip()
    if not text or len(text) > 12 or not _NOTE_MARK.fullmatch(text):
        return False
    about = f"{element.get('class', '')} {element.get('role', '')} {element.get('id', '')}"
    if name != "a":
        return name != "sup" and _NOTE_CLASS.search(about) is not None
    href = element.get("href", "")
    if not text.isalnum():
        return "#" in href
    return "#" in href and bool(_NOTE_TARGET.search(href) or _NOTE_CLASS.search(about))


def _drop_note(element: Any) -> None:
    """Take a mark away with the raised or lowered element that has nothing else in it."""
    parent = element.getparent()
    while parent.getparent() is not None and len(parent) == 1 and local_name(parent) in ("sup", "sub", "small", "span"):
        if (parent.text or "").strip() or (element.tail or "").strip():
            break
        element, parent = parent, parent.getparent()
    element.drop_tree()


def _keep_lines(pre: Any) -> None:
    """Leave only text in a block of code, its line ends and indents written so that no extractor takes them away."""
    text = lines_of(pre).strip("\n")
    for child in list(pre):
        pre.remove(child)
    pre.text = text.replace("\n", LINE_END).replace("\t", INDENT * 4).replace("  ", INDENT * 2)


def _write_formula(picture: Any) -> None:
    """Put a formula's words in place of its picture, unless the formula stands beside it already."""
    words = picture.get("alt", "").strip()
    shown = _DISPLAY_STYLE.match(words)
    beside = "".join(picture.getparent().itertext()).strip() if "mwe-math" in picture.get("class", "") else ""
    picture.tag = "span"
    if not beside or local_name(picture.getparent()) in ("p", "li", "td", "div"):
        picture.text = _ONE_SIGN.sub(r"\1\2", (shown["inside"] if shown else words).strip())


def _put_before_table(caption: Any) -> None:
    table = next(caption.iterancestors("table"), None)
    if table is not None:
        caption.tag = "p"
        caption.tail = None
        table.addprevious(caption)


def _is_caption(element: Any) -> bool:
    about = f"{element.get('class', '')} {element.get('id', '')}"
    return bool(_CAPTION.search(about)) and not _has_blocks(element) and 0 < letters(element) < 400


def _set_apart(element: Any) -> None:
    """Make `element` a paragraph, out of the line of text or the picture's box that it stands in."""
    element.tag = "p"
    element.attrib.clear()  # extractors pass over what is called a caption
    box = element
    while _only_holds(box.getparent(), box):
        box = box.getparent()
    if box is not element:
        tail, box.tail = box.tail, None
        element.tail = None
        parent = box.getparent()
        parent.replace(box, element)
        element.tail = tail
    _part_line(element)


def _only_holds(holder: Any, element: Any) -> bool:
    """Return whether a picture's box or a line has no text beside `element`, of whatever it is the box."""
    if holder.getparent() is None or local_name(holder) not in _BOXES or (holder.text or "").strip():
        return False
    others = (child for child in holder if child is not element)
    texts = (text for child in others for text in (*child.itertext(), child.tail or ""))
    return not (element.tail or "").strip() and not any(text.strip() for text in texts)


def _part_line(paragraph: Any) -> None:
    """Part the text around a paragraph that stands in a line, so that no sentence runs into it."""
    parent, tail = paragraph.getparent(), paragraph.tail or ""
    following = list(paragraph.itersiblings())
    if local_name(parent) in ("p", "span", "em", "strong", "a") and parent.getparent() is not None:
        rest = parent.makeelement(parent.tag, dict(parent.attrib))
        rest.text, paragraph.tail = tail, None
        rest.extend(following)
        parent.addnext(paragraph)
        if "".join(rest.itertext()).strip():
            rest.tail, parent.tail = parent.tail, None
            paragraph.addnext(rest)
    elif tail.strip():
        line_end = paragraph.makeelement("br", {})
        line_end.tail, paragraph.tail = tail, None
        paragraph.addnext(line_end)


def _has_blocks(element: Any) -> bool:
    return any(local_name(child).lower() in _BLOCKS for child in element.iterdescendants())


def _stands_in_line(element: Any) -> bool:
    """Return whether an element of a site's own, which browsers show in the line, has text of a line around it."""
    parent, earlier = element.getparent(), element.getprevious()
    before = parent.text if earlier is None else earlier.tail
    has_text = bool((before or "").strip() or (element.tail or "").strip())
    return has_text or local_name(parent) in _LINES or (earlier is not None and local_name(earlier) in INLINE)


def _is_sentence(text: str) -> bool:
    return len(text) > _MAX_LINKED_ITEM and ends_like_sentence(text)


def _free_list(items: Any) -> None:
    """Write out the numbers of a list that does not count from 1, and free a list of links that is part of the text."""
    number, step = items.get("start", "1").strip(), -1 if items.get("reversed") is not None else 1
    entries = [item for item in items if local_name(item) == "li"]
    counted = items.tag == "ol" and (step < 0 or number != "1" or any(item.get("value") for item in entries))
    if counted:
        value = int(number) if re.fullmatch(r"-?\d{1,6}", number) else 1
        value = len(entries) if step < 0 and items.get("start") is None else value
        for item in entries:
            value = int(said) if re.fullmatch(r"-?\d{1,6}", said := item.get("value", "").strip()) else value
            item.text = f"{value}. {(item.text or '').lstrip()}"
            value += step
        items.tag = "ul"
    if _belongs_to_the_text(items, entries):
        for link in list(items.iter("a")):
            link.tag = "span"


def _belongs_to_the_text(items: Any, entries: list[Any]) -> bool:
    """Return whether a list of links is part of what an article says: short names that a sentence before it announces."""
    about = f"{items.get('class', '')} {items.get('id', '')}"
    before = items.getprevious()
    if before is None or not entries or speaks_of_others(about) or local_name(before) not in _ANNOUNCING:
        return False
    said = " ".join("".join(before.itertext()).split())
    is_said = local_name(before) in ("p", "div") and ends_like_sentence(said)
    length = sum(len("".join(item.itertext()).strip()) for item in entries) / len(entries)
    is_announced = is_said or _LINKS_OF_THE_TEXT.search(said) is not None
    limit = _MAX_LINKED_ITEM if is_announced else _MAX_NAME if local_name(before) in ("p", "h2", "h3", "h4") else 0
    return length <= limit and not announces_others(said)
