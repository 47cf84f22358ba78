"""PDF: the lines that stand on the pages, and from them the text."""

from datetime import date
from typing import Any

from bot.articles.article import Content, one_line
from bot.articles.article_errors import (
    ArticleDamaged,
    ArticleEmpty,
    ArticleLocked,
    ArticleOnlyPictures,
    ArticleScrambled,
    ArticleTooLarge,
)
from bot.articles.datelines import read_dateline
from bot.articles.metadata import settle_title, take_heading
from bot.articles.pdf_characters import PageCharacters
from bot.articles.pdf_layout import Line, join_pages
from bot.articles.readable_text import is_readable
from bot.articles.reading_warnings import WarningCounter
from bot.articles.scanned_pages import read_scanned, tesseract
from bot.articles.wrapped_lines import OPEN_BREAK
from bot.text.header_dates import read_date

_FORMAT = "PDF"
_MAX_PAGES = 5_000
# A page with fewer letters may be a scan that a number was stamped on; pictures cover so much of one.
_FEW = 30
_COVERED = 0.5
# Programs print the day of printing; the others usually write the day on which the document was made.
_PRINTERS = ("skia", "quartz", "print to pdf", "wkhtmltopdf", "chrom", "firefox", "ghostscript", "cairo")
# What programs put in as a title when nobody gave one.
_NO_TITLES = (
    "untitled",
    "microsoft word",
    "제목 없음",
    "무제",
    ".doc",
    ".hwp",
    ".indd",
    ".pdf",
    ".qxp",
    "http",
    "powerpoint",
)


def read_pdf(data: bytes, source: str) -> Content:
    """Return a document's text without its running heads and page numbers, and what it says of itself.

    Words that a line parts come together again; where a Korean line may have parted one, `wrapped_lines.OPEN_BREAK` stands.
    Raises ArticleDamaged, ArticleEmpty, ArticleLocked, ArticleOnlyPictures, ArticleScrambled or ArticleTooLarge.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise ArticleLocked(source=source, format=_FORMAT) from error
        raise ArticleDamaged(source=source, format=_FORMAT, reason=str(error)[:200]) from error
    with document:
        if len(document) > _MAX_PAGES:
            raise ArticleTooLarge(source=source, size=f"{len(document):,} pages", limit=f"{_MAX_PAGES:,} pages")
        counter = WarningCounter()
        pages, machine_read = _readable_pages(document, source, counter)
        facts = document.get_metadata_dict()
    content = Content(join_pages(pages), author=facts.get("Author", "").strip(), machine_read=machine_read)
    # The headline that readers see comes before what a program wrote into the properties.
    take_heading(content)
    if not content.title:
        content.title = _title(facts)
        settle_title(content)
    day = read_dateline(content.text)
    content.published = day or _made(facts)
    if day is None and content.published is not None:
        counter.note("saved_day")
    content.warnings = counter.warnings()
    return content


def _readable_pages(
    document: Any, source: str, counter: WarningCounter
) -> tuple[list[list[Line]], tuple[tuple[int, str], ...]]:
    """Return the lines of all pages, as they are in the file, else as they are recognised in the pages' pictures, and these.

    Pages that have no text or one that makes no sense, and cannot be recognised, have none. Raises where no page has any.
    """
    pages = [_lines(document, number) for number in range(len(document))]
    texts = ["\n".join(line.text for line in page) for page in pages]
    scrambled = [number for number, text in enumerate(texts) if not is_readable(text)]
    pictures = [number for number, text in enumerate(texts) if _letters(text) < _FEW and _is_picture(document, number)]
    sensible = "\n".join(text for number, text in enumerate(texts) if number not in scrambled)
    if not is_readable(sensible):  # pages may be too short to be judged one by one
        scrambled = [number for number, text in enumerate(texts) if text]
    recognised = read_scanned(document, sorted({*scrambled, *pictures}))
    for number in range(len(pages)):
        if number in recognised:
            pages[number] = recognised[number]
            counter.note("machine_read", str(number + 1))
        elif number in scrambled:
            pages[number] = []
            counter.note("scrambled", str(number + 1))
        elif number in pictures and not texts[number]:
            counter.note("pictures", str(number + 1))
    if not any(pages):
        unread = ArticleEmpty if tesseract() else ArticleOnlyPictures  # Tesseract read nothing in the pictures either
        raise (ArticleScrambled if scrambled else unread)(source=source)
    by_machine = ((number + 1, "\n".join(line.text for line in lines)) for number, lines in sorted(recognised.items()))
    return pages, tuple(by_machine)


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _lines(document: Any, number: int) -> list[Line]:
    """Return the lines of a page in the order in which they are read, with where they stand from 0 (bottom) to 1 (top)."""
    page = document[number]
    height = page.get_height() or 1.0
    text_page = page.get_textpage()
    characters = PageCharacters(text_page)
    lines = []
    for line in characters.lines():
        first, last = characters.box(line.first), characters.box(line.last)
        text = line.text.replace(OPEN_BREAK, "")
        if text.strip():
            lines.append(Line(text, first[0], last[1], first[2], first[3], height))
    text_page.close()
    page.close()
    return lines


def _is_picture(document: Any, number: int) -> bool:
    """Return whether pictures cover half of a page, as on one that was scanned."""
    import pypdfium2

    page = document[number]
    try:
        width, height = page.get_size()
        covered = 0.0
        for picture in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
            left, bottom, right, top = picture.get_bounds()
            covered += max(0.0, right - left) * max(0.0, top - bottom)
        return bool(covered >= _COVERED * width * height)
    finally:
        page.close()


def _title(facts: dict[str, str]) -> str:
    title = one_line(facts.get("Title", ""))
    return "" if any(name in title.lower() for name in _NO_TITLES) else title


def _made(facts: dict[str, str]) -> date | None:
    """Return the day on which a document was made, unless it was only printed then. Dates are like D:20260126090000."""
    makers = f"{facts.get('Producer', '')} {facts.get('Creator', '')}".lower()
    day = facts.get("CreationDate", "").removeprefix("D:")[:8]
    known = len(day) == 8 and day.isdecimal() and not any(name in makers for name in _PRINTERS)
    return read_date(f"{day[:4]}-{day[4:6]}-{day[6:]}") if known else None
