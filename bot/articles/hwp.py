"""Hangul documents (HWP 5), the format of Korean offices: paragraphs, tables and notes."""

import tempfile
import zlib
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.articles.article import Content
from bot.articles.article_errors import ArticleDamaged, ArticleEmpty, ArticleLocked, ArticleUnpacksTooLarge
from bot.articles.datelines import read_dateline
from bot.articles.hwp_looks import Look
from bot.articles.hwp_records import RecordReader, character_looks, unpacked
from bot.articles.limits import MAX_UNPACKED_BYTES
from bot.articles.metadata import settle_title
from bot.articles.reading_warnings import WarningCounter
from bot.text.language import normalize

_FORMAT = "HWP"
# Summary information of a compound file, by number: https://learn.microsoft.com/windows/win32/stg/the-summary-information-property-set
_SUMMARY = "\x05HwpSummaryInformation"
_TITLE, _AUTHOR, _SAVED = 2, 4, 13
_STEP = 1_000_000


def read_hwp(data: bytes, source: str) -> Content:
    """Return a document's text and what its summary says.

    Raises ArticleDamaged, ArticleLocked, ArticleUnpacksTooLarge or ArticleEmpty.
    """
    # What its public functions return lacks tabs and more; its records are whole. Its version is held in constraints.txt.
    from syhwp._hwp5 import _build_tree, _read_hwp5
    from syhwp.exceptions import EncryptedDocumentError, SyhwpError

    content, looks = _facts(data, source)
    counter = WarningCounter()
    reader = RecordReader(looks, counter)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.hwp"
        path.write_bytes(data)
        try:
            _, sections = _read_hwp5(str(path))
        except EncryptedDocumentError as error:
            raise ArticleLocked(source=source, format=_FORMAT) from error
        except SyhwpError as error:
            raise ArticleDamaged(source=source, format=_FORMAT, reason=str(error)[:200]) from error
    blocks = (block for records in sections for block in reader.blocks(_build_tree(records)))
    content.text = normalize("\n\n".join(blocks)).strip()
    if not content.text:
        raise ArticleEmpty(source=source)
    settle_title(content)
    day = read_dateline(content.text)
    if day is None and content.published is not None:
        counter.note("saved_day")
    content.published = day or content.published
    content.warnings = counter.warnings()
    return content


def _facts(data: bytes, source: str) -> tuple[Content, dict[int, Look]]:
    """Return what the summary says, if there is one, and how characters look by their shapes' numbers.

    Raises ArticleUnpacksTooLarge before anything is unpacked for good, and ArticleDamaged where a stream says that it is larger
    than the file: its sectors go round in a circle, and two gigabytes of them would be read.
    """
    import olefile

    with olefile.OleFileIO(data) as compound:
        if any(compound.get_size(path) > len(data) for path in compound.listdir()):
            raise ArticleDamaged(source=source, format=_FORMAT, reason="a stream that is larger than the file")
        unpacked = sum(
            _unpacked_size(compound.openstream(path).read())
            for path in compound.listdir()
            if path[0] in ("BodyText", "ViewText", "DocInfo")
        )
        if unpacked > MAX_UNPACKED_BYTES:
            raise ArticleUnpacksTooLarge(source=source, limit=f"{MAX_UNPACKED_BYTES / 1e6:.0f} MB")
        looks = _looks(compound)
        if not compound.exists(_SUMMARY):
            return Content(""), looks
        summary = compound.getproperties(_SUMMARY, convert_time=True)
    title, author, saved = (summary.get(number) for number in (_TITLE, _AUTHOR, _SAVED))
    content = Content(
        "",
        title=_until_zero(title),
        author=_until_zero(author),
        published=saved.date() if isinstance(saved, datetime) else None,
    )
    return content, looks


def _looks(compound: Any) -> dict[int, Look]:
    from syhwp._records import iter_records

    if not (compound.exists("FileHeader") and compound.exists("DocInfo")):
        return {}
    header = compound.openstream("FileHeader").read()
    info = unpacked(compound.openstream("DocInfo").read(), is_packed=len(header) > 36 and bool(header[36] & 1))
    return character_looks(iter_records(info))


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
