"""Hangul documents (HWP 5), the format of Korean offices: paragraphs, tables and notes."""

import tempfile
import zlib
from datetime import datetime
from pathlib import Path

from bot.articles.article import Content
from bot.articles.article_errors import ArticleDamaged, ArticleEmpty, ArticleLocked, ArticleUnpacksTooLarge
from bot.articles.limits import MAX_UNPACKED_BYTES
from bot.articles.metadata import read_dateline, take_heading
from bot.text.language import normalize

_FORMAT = "HWP"
# Summary information of a compound file, by number: https://learn.microsoft.com/windows/win32/stg/the-summary-information-property-set
_SUMMARY = "\x05HwpSummaryInformation"
_TITLE, _AUTHOR, _SAVED = 2, 4, 13
# A table that declares more is not laid out: it would be nearly all empty.
_MAX_CELLS = 100_000
_STEP = 1_000_000


def read_hwp(data: bytes, source: str) -> Content:
    """Return a document's text and what its summary says.

    Raises ArticleDamaged, ArticleLocked, ArticleUnpacksTooLarge or ArticleEmpty.
    """
    import syhwp
    from syhwp.exceptions import EncryptedDocumentError, SyhwpError

    content = _facts(data, source)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.hwp"
        path.write_bytes(data)
        try:
            document = syhwp.open(str(path))
        except EncryptedDocumentError as error:
            raise ArticleLocked(source=source, format=_FORMAT) from error
        except SyhwpError as error:
            raise ArticleDamaged(source=source, format=_FORMAT, reason=str(error)[:200]) from error
    content.text = normalize("\n\n".join(filter(None, map(_block, document.blocks)))).strip()
    if not content.text:
        raise ArticleEmpty(source=source)
    take_heading(content)
    content.published = read_dateline(content.text) or content.published
    return content


def _block(block: object) -> str:
    """Return a paragraph, or a table's rows; a picture has no text, and one that says so would be quoted."""
    from syhwp.models import Equation, Paragraph, Table

    if isinstance(block, Table):
        if block.n_rows * block.n_cols > _MAX_CELLS:
            return "\n\n".join(cell.text for cell in block.cells if cell.text)
        rows = [[_whole(cell) for cell in row] for row in block.grid()]
        return "\n".join(f"| {' | '.join(row)} |" for row in rows if any(row))
    return _whole(block.text) if isinstance(block, Paragraph | Equation) else ""


def _whole(text: str) -> str:
    """Join the halves of characters beyond 16 bits, which the parser leaves apart."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _facts(data: bytes, source: str) -> Content:
    """Return what the summary says, if there is one. Raises ArticleUnpacksTooLarge before anything is unpacked for good."""
    import olefile

    with olefile.OleFileIO(data) as compound:
        unpacked = sum(
            _unpacked_size(compound.openstream(path).read()) for path in compound.listdir() if path[0] == "BodyText"
        )
        if unpacked > MAX_UNPACKED_BYTES:
            raise ArticleUnpacksTooLarge(source=source, limit=f"{MAX_UNPACKED_BYTES / 1e6:.0f} MB")
        if not compound.exists(_SUMMARY):
            return Content("")
        summary = compound.getproperties(_SUMMARY, convert_time=True)
    title, author, saved = (summary.get(number) for number in (_TITLE, _AUTHOR, _SAVED))
    return Content(
        "",
        title=_until_zero(title),
        author=_until_zero(author),
        published=saved.date() if isinstance(saved, datetime) else None,
    )


def _until_zero(text: object) -> str:
    """Return a text of the summary, which Hangul ends with a zero; olefile reads on to the end of the summary."""
    return text.partition("\0")[0].strip() if isinstance(text, str) else ""


def _unpacked_size(stream: bytes) -> int:
    """Return how much a stream unpacks to, counted no further than the limit; 0 where it is not packed."""
    unpacker = zlib.decompressobj(-15)
    size, rest = 0, stream
    try:
        while rest and size <= MAX_UNPACKED_BYTES:
            size += len(unpacker.decompress(rest, _STEP))
            rest = unpacker.unconsumed_tail
    except zlib.error:
        return size
    return size
