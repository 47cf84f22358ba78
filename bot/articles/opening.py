"""Files opened so that whatever is wrong with them is said in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.articles.article_errors import ArticleMissing, ArticleUnreadable


@contextmanager
def opened(path: Path, source: str) -> Iterator[BinaryIO]:
    """Yield the file at `path`. Raises ArticleMissing, or ArticleUnreadable with the system's reason."""
    try:
        if not path.exists() and not path.is_symlink():
            raise ArticleMissing(source=source)
        if path.exists() and not path.is_file() and not path.is_dir():
            # Opening a named pipe would wait for its other end.
            raise ArticleUnreadable(source=source, reason="not a file")
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise ArticleUnreadable(source=source, reason=error.strerror or str(error)) from error
