"""Letters (EML), and web pages that a browser saved as one file (MHTML), which is a letter too."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from bot.articles.article import Content, one_line
from bot.articles.article_errors import ArticleDamaged, ArticleEmpty, ArticleLocked
from bot.articles.decoding import decode
from bot.articles.html import article_of_page, decode_page, page_text
from bot.text.language import normalize

_FORMAT = "EML"
# The parser keeps every header and part as objects; a letter has hundreds at most.
_MAX_PARTS = 2_000
_HEADERS = ("From", "To", "Subject", "Date", "MIME-Version", "Content-Type")


def read_mail(data: bytes, source: str) -> Content:
    """Return a letter's text, with its subject, sender and day; of an attachment, nothing.

    Plain text comes before HTML. Raises ArticleDamaged, ArticleLocked for an encrypted letter, ArticleEmpty, or
    ArticleNotText; PageWithoutArticle for a saved page.
    """
    if data.count(b"\n--") > _MAX_PARTS:
        raise ArticleDamaged(source=source, format=_FORMAT, reason=f"more than {_MAX_PARTS:,} parts")
    letter = message_from_bytes(data, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    if not any(name in letter for name in _HEADERS):
        raise ArticleDamaged(source=source, format=_FORMAT, reason="it has no headers")
    if letter.get_content_type() in ("multipart/encrypted", "application/pkcs7-mime"):
        raise ArticleLocked(source=source, format=_FORMAT)
    content = _body(letter, source)
    content.title = one_line(_header(letter, "Subject")) or content.title
    content.author = parseaddr(_header(letter, "From"))[0] or content.author
    if content.published is None:
        try:
            content.published = parsedate_to_datetime(_header(letter, "Date")).date()
        except (ValueError, TypeError):
            content.published = None
    return content


def _body(letter: EmailMessage, source: str) -> Content:
    body = letter.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise ArticleEmpty(source=source)
    payload = body.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = body.get_content_charset("")
    if body.get_content_type() != "text/html":
        return Content(normalize(decode_page(data, source, charset) if charset else decode(data, source)).strip())
    page = decode_page(data, source, charset)
    # A page that a browser saved has the page's menus; a letter in HTML is all letter.
    return article_of_page(page, source) if "Snapshot-Content-Location" in letter else Content(page_text(page, source))


def _header(letter: EmailMessage, name: str) -> str:
    """Return a header's text; "" where there is none or its encoding makes no sense."""
    try:
        return " ".join(str(letter.get(name, "")).split())
    except (ValueError, LookupError, IndexError, AttributeError, TypeError):  # what the parser raises for broken ones
        return ""
