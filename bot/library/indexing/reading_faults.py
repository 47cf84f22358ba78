"""Faults of ours while one file is read: an error of that file, so that the run goes on with the others."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.articles.article_errors import ArticleUnforeseen
from bot.errors import HaeseolError
from bot.progress import Cancelled

_log = logging.getLogger("haeseol")
_MAX_REASON = 200


@contextmanager
def as_error_of(source: str) -> Iterator[None]:
    """Raise ArticleUnforeseen for whatever is no error of ours while `source` is read or split, and log where it came from.

    What ends a run from outside (Cancelled, an interruption) is passed on.
    """
    try:
        yield
    except (HaeseolError, Cancelled):
        raise
    except Exception as error:
        _log.exception("reading %s", source)
        raise ArticleUnforeseen(source=source, reason=f"{type(error).__name__}: {error}"[:_MAX_REASON]) from error
