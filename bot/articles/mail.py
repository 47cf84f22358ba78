"""Letters (EML), and web pages that a browser saved as one file (MHTML), which is a letter too."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from itertools import chain

from bot.articles.article import Content, one_line
from bot.articles.article_errors import ArticleDamaged, ArticleEmpty, ArticleLocked, ArticleNotText
from bot.articles.decoding import decode
from bot.articles.html import article_of_page, decode_page, page_text
from bot.articles.mail_headers import SHORT_HEADERS, header_text, sender_name
from bot.text.language import has_hangul, normalize

_FORMAT = "EML"
# The parser keeps every header and part as objects; a letter has hundreds at most.
_MAX_PARTS = 2_000
# A form with less than this share of another's letters is a stub: "Your program shows no HTML."
_STUB = 0.5
# Or it is as short as this, speaks of how to see the letter, and says little of what the other does, and no more than it.
_MAX_STUB = 400
_SEE_IT = re.compile(
    r"\bhtml\b|(?:view|see|read|open|display).{0,60}\b(?:browser|online|web\s?page)|브라우저|웹\s?(?:페이지)?에서|온라인에서|(?:메일|글|내용|본문)이\s?(?:보이지|안\s?보)",
    re.IGNORECASE | re.DOTALL,
)
_ADDRESS = re.compile(r"https?://\S+")
_SIGNATURE = "-- "
_HEADERS = ("From", "To", "Subject", "Date", "MIME-Version", "Content-Type")


def read_mail(data: bytes, source: str) -> Content:
    """Return a letter's text, with its subject, sender and day; of attachments nothing, unless it only passes letters on.

    Plain text comes before HTML unless it is a stub. Raises ArticleDamaged, ArticleLocked for an encrypted letter,
    ArticleEmpty, or ArticleNotText; PageWithoutArticle for a saved page.
    """
    if data.count(b"\n--") > _MAX_PARTS:
        raise ArticleDamaged(source=source, format=_FORMAT, reason=f"more than {_MAX_PARTS:,} parts")
    letter = message_from_bytes(data, policy=SHORT_HEADERS)
    assert isinstance(letter, EmailMessage)
    if not any(name in letter for name in _HEADERS):
        raise ArticleDamaged(source=source, format=_FORMAT, reason="it has no headers")
    if letter.get_content_type() in ("multipart/encrypted", "application/pkcs7-mime"):
        raise ArticleLocked(source=source, format=_FORMAT)
    content = _body(letter, source)
    content.title = one_line(header_text(letter, "Subject")) or content.title
    content.author = one_line(sender_name(letter)) or content.author
    if content.published is None:
        try:
            content.published = parsedate_to_datetime(header_text(letter, "Date")).date()
        except (ValueError, TypeError):
            content.published = None
    return content


def _body(letter: EmailMessage, source: str) -> Content:
    unread: list[ArticleNotText] = []
    is_saved_page = "Snapshot-Content-Location" in letter
    contents = list(_parts(letter, source, unread, is_saved_page=is_saved_page))
    if not contents:
        # A letter that only passes others on.
        inner = [part for part in letter.walk() if part.get_content_type() == "message/rfc822" and part.is_multipart()]
        passed_on = [child for part in inner for child in part.get_payload() if isinstance(child, EmailMessage)]
        contents = [each for child in passed_on for each in _parts(child, source, unread, is_saved_page=False)]
    if not contents:
        raise unread[0] if unread else ArticleEmpty(source=source)
    first, *others = contents
    first.text = "\n\n".join(content.text for content in contents)
    first.title = first.title or next((content.title for content in others if content.title), "")
    return first


def _parts(part: EmailMessage, source: str, unread: list[ArticleNotText], *, is_saved_page: bool) -> Iterator[Content]:
    """Yield the texts of a part and of the parts in it, in order; of several forms of one text, the one that says more.

    A part that is no text goes to `unread`.
    """
    kind = part.get_content_type()
    if part.is_multipart():
        inner = [child for child in part.iter_parts() if isinstance(child, EmailMessage)]
        forms = [list(_parts(child, source, unread, is_saved_page=is_saved_page)) for child in _shown(kind, inner)]
        yield from _fuller(forms) if kind == "multipart/alternative" else chain.from_iterable(forms)
    elif kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment":
        try:
            content = _text(part, source, is_saved_page=is_saved_page)
        except ArticleNotText as error:
            unread.append(error)
            return
        if content.text:
            yield content


def _shown(kind: str, parts: list[EmailMessage]) -> list[EmailMessage]:
    """Return the parts that are the letter itself, without pictures and other letters that come with it."""
    return [] if kind == "message/rfc822" else parts[:1] if kind == "multipart/related" else parts


def _text(part: EmailMessage, source: str, *, is_saved_page: bool) -> Content:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset("")
    if part.get_content_type() != "text/html":
        text = decode(data, source, [charset])
        if part.get_param("format", "") == "flowed":
            text = unwrap_flowed(text, delete_space=str(part.get_param("delsp", "no")).lower() == "yes")
        return Content(normalize(text).strip())
    page = decode_page(data, source, charset)
    # A page that a browser saved has the page's menus; a letter in HTML is all letter.
    return article_of_page(page, source) if is_saved_page else Content(page_text(page, source))


def _fuller(forms: list[list[Content]]) -> list[Content]:
    """Return the first form, which is the plainest, unless another has much that it lacks: a stub says less than a letter."""
    best: list[Content] = []
    for form in forms:
        if not best or _letters(best) < _STUB * _letters(form) or _only_says_how_to_see(best, form):
            best = form
    return best


def _only_says_how_to_see(form: list[Content], other: list[Content]) -> bool:
    said, others = (" ".join(content.text for content in contents) for contents in (form, other))
    if len(said) > _MAX_STUB or not _SEE_IT.search(said) or _width(said) > _width(others):
        return False
    words = said.split()
    return sum(word in others for word in words) < _STUB * len(words)


def _width(text: str) -> int:
    """Return how much a text says in whichever language: its letters outside addresses, where Hangul takes the room of two."""
    return sum(1 + has_hangul(letter) for letter in _ADDRESS.sub("", text) if letter.isalnum())


def _letters(contents: list[Content]) -> int:
    return sum(character.isalnum() for content in contents for character in content.text)


def unwrap_flowed(text: str, *, delete_space: bool = False) -> str:
    """Return a text with `format=flowed` in lines as long as its paragraphs (RFC 3676).

    A line that ends with a space goes on in the next one of the same depth of quotation; with `delete_space` (DelSp=yes) that
    space only marks the place, as in scripts that break lines inside a word.
    """
    lines: list[str] = []
    depth_before, is_open = 0, False
    for raw in text.replace("\r\n", "\n").split("\n"):
        inside = raw.lstrip(">")
        depth = len(raw) - len(inside)
        inside = inside.removeprefix(" ")
        goes_on = inside.endswith(" ") and inside != _SIGNATURE
        line = inside[:-1] if goes_on and delete_space else inside
        if is_open and depth == depth_before and inside != _SIGNATURE:
            lines[-1] += line
        else:
            lines.append(f"{'>' * depth} {line}" if depth else line)
        depth_before, is_open = depth, goes_on
    return "\n".join(lines)
