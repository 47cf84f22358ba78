"""Files opened so that whatever is wrong with them is said in our words."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.articles.article_errors import ArticleMissing, ArticleNotFile, ArticleUnreadable


@contextmanager
def opened(path: Path, source: str) -> Iterator[BinaryIO]:
    """Yield the file at `path`. Raises ArticleMissing, or ArticleUnreadable with the system's reason."""
    try:
        if not path.exists() and not path.is_symlink():
            raise ArticleMissing(source=source)
        with open(path, "rb", opener=_open_at_once) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ArticleNotFile(source=source, reason="not a file")
            yield file
    except OSError as error:
        raise ArticleUnreadable(source=source, reason=error.strerror or str(error)) from error


def _open_at_once(path: str, flags: int) -> int:
    """Open what may be a named pipe, which else waits for its other end."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
