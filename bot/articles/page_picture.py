"""The picture of a page of a PDF, drawn in a process of its own as files are read in one."""

import io
import subprocess
import sys

from bot.articles.article_errors import ArticleDamaged
from bot.articles.reader_process import limit_memory, limit_time, reader_environment

_START = "from bot.articles.page_picture import serve; serve()"
_SECONDS = 60.0
# Enough to read small print; a page of A4 is 1,240 points wide then.
_DPI = 150
_MAX_SIDE = 3_000


def page_picture(data: bytes, number: int, source: str) -> bytes:
    """Return a page of a PDF, from 1, as PNG. Raises ArticleDamaged where it cannot be drawn."""
    command = [sys.executable, "-c", _START, str(number)]
    try:
        drawn = subprocess.run(
            command, input=data, capture_output=True, timeout=_SECONDS, check=True, env=reader_environment()
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ArticleDamaged(source=source, format="PDF", reason=f"page {number} cannot be drawn") from error
    return drawn.stdout


def serve() -> None:
    """Be that process: draw the page that the argument names of what standard input brings."""
    import pypdfium2

    limit_memory()
    limit_time()
    with pypdfium2.PdfDocument(sys.stdin.buffer.read()) as document:
        page = document[int(sys.argv[1]) - 1]
        scale = min(_DPI / 72, _MAX_SIDE / max(*page.get_size(), 1.0))
        picture = io.BytesIO()
        page.render(scale=scale).to_pil().save(picture, "PNG")
    sys.stdout.buffer.write(picture.getvalue())
