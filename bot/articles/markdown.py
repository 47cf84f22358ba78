"""Markdown as it is shown: without comments and what is struck out; raised marks as on any page, the marks of notes gone."""

import re
from collections.abc import Iterable, Iterator

from bot.articles.article import Content
from bot.articles.decoding import decode
from bot.articles.metadata import parse_content
from bot.articles.raised_marks import lowered, raised

# What we write ourselves holds a text as it is: nothing in it is markup.
_OURS = re.compile(r"---\n(?:[^\n]{0,2000}\n){0,8}?added: [0-9]{4}-[0-9]{2}-[0-9]{2}\n(?:[^\n]{0,2000}\n){0,8}?---\n")
_FLAGS = re.MULTILINE | re.DOTALL | re.IGNORECASE
_SIGNS = ("<", "~~", "[^", "[//", "[comment")
# A block of code, or code between as many backticks on both sides.
_CODE = re.compile(
    r"^(?P<fence>`{3,}+|~{3,}+)[^\n]*+\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<ticks>`++)[^\n]{0,1000}?(?<!`)(?P=ticks)(?!`)",
    _FLAGS,
)
# What is shown nowhere, by how it begins and ends.
_UNSEEN = (
    (re.compile("<!--"), "-->"),
    *(
        (
            re.compile(rf"<{tag}\b[^<>]{{0,500}}(?:\bhidden\b|display:\s*none)[^<>]{{0,500}}>", re.IGNORECASE),
            f"</{tag}>",
        )
        for tag in ("div", "span", "p", "section")
    ),
    *(
        (re.compile(rf"<{tag}(?:\s[^<>]{{0,200}})?>", re.IGNORECASE), f"</{tag}>")
        for tag in ("del", "s", "strike", "style", "script")
    ),
)
_COMMENT_LINE = re.compile(r"^\[(?://|comment)\]:[ \t]*[#<][^\n]*\n?", _FLAGS)
_STRIKES = re.compile(r"(?<!~)~~(?!~)|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+>#|]|\d+[.)])\s)")
_NOTE_LINK = re.compile(r"\[([^\[\]]*)\]\(#[^()]*\)")
_RAISED = re.compile(
    r"<(?P<tag>sup|sub)\b[^<>]*>(?P<mark>[^<>]{0,60}(?:<a\b[^<>]{0,300}>[^<>]{0,40}</a>)?[^<>]{0,20})</(?P=tag)>",
    _FLAGS,
)
_NOTE = re.compile(r"\[\^[^\]\s]{1,40}\](?::[ \t]*)?")
_TAG = re.compile(
    r"</?(?:details|summary|div|p|span|center|img|font|b|i|u|em|strong|kbd|mark|small|ins|a|figure|figcaption|picture|source|section|article"
    r"|h[1-6]|table|caption|thead|tbody|tfoot|tr|t[dh]|ul|ol|li|dl|dt|dd|abbr|cite|time)"
    r"(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
# What stands on lines of its own, with text or more such right behind it.
_BLOCK_END = re.compile(
    r"</(?:summary|details|figcaption|figure|div|p|section|article|h[1-6]|li|dt|dd|tr|caption|table|[uo]l)>[ \t]*"
    r"(?=<(?!/)|[^\s<])",
    re.IGNORECASE,
)
_CELL_END = re.compile(r"</t[dh]>[ \t]*(?=<t[dh])", re.IGNORECASE)
_QUOTATION = re.compile(r"<(/?)q(?:\s[^<>]{0,500})?>", re.IGNORECASE)
_LINE_END = re.compile(r"<br\s*/?>", re.IGNORECASE)


def read_markdown(data: bytes, source: str) -> Content:
    """Return what a file of Markdown shows. Raises ArticleNotText."""
    text = decode(data, source)
    return parse_content(text if _OURS.match(text) else shown_text(text.replace("\r\n", "\n")))


def shown_text(text: str) -> str:
    """Return Markdown without what it does not show, outside its code; headings, lists and emphasis stay as they are written."""
    if not any(sign in text for sign in _SIGNS):
        return text
    parts: list[str] = []
    at = 0
    for code in _CODE.finditer(text):
        parts += [_shown(text[at : code.start()]), code.group()]
        at = code.end()
    return "".join([*parts, _shown(text[at:])])


def _shown(text: str) -> str:
    text = _COMMENT_LINE.sub("", text)
    for opening, closing in _UNSEEN:
        text = _without(text, _stretches(text, opening, closing))
    text = _QUOTATION.sub(lambda mark: "”" if mark[1] else "“", text)
    text = _RAISED.sub(_write_raised, _without(text, _struck(text)))
    parted = _BLOCK_END.sub(r"\g<0>\n\n", _CELL_END.sub(" ", _NOTE.sub("", text)))
    return _TAG.sub("", _LINE_END.sub("\n", parted))


def _stretches(text: str, opening: re.Pattern[str], closing: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where what begins and ends so stands; what never ends is left."""
    end, at = re.compile(re.escape(closing), re.IGNORECASE), 0
    while (begin := opening.search(text, at)) is not None:
        closed = end.search(text, begin.end())
        if closed is None:
            return
        at = closed.end()
        yield begin.start(), at


def _struck(text: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where a line, or lines of one paragraph, are struck out with ~~ on both sides."""
    opened: int | None = None
    for mark in _STRIKES.finditer(text):
        if mark.group() != "~~":
            opened = None
        elif opened is not None and not text[mark.start() - 1].isspace():
            yield opened, mark.end()
            opened = None
        elif text[mark.end() : mark.end() + 1].strip() and not text[mark.start() - 1 : mark.start()].isalnum():
            opened = mark.start()


def _without(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """Return `text` without the stretches, their whole line where they are alone in it, and without a second blank."""
    parts: list[str] = []
    at = 0
    for start, end in stretches:
        before, behind = text[start - 1 : start], text[end : end + 1]
        parts.append(text[at:start])
        blank = behind in (" ", "\t", "\n") and before in ("", " ", "\t", "\n")
        at = end + (1 if blank else 0)
    return "".join([*parts, text[at:]])


def _write_raised(match: re.Match[str]) -> str:
    text = match.string
    mark = _NOTE_LINK.sub(r"\1", _TAG.sub("", match["mark"]))
    before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 10]
    if match["tag"].lower() == "sub":
        return lowered(before, mark)
    return raised(before, mark, after, linked=mark != match["mark"])
