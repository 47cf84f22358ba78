"""From a file to an article."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

from bot.articles.article import Article, Content, article_from_text
from bot.articles.formats import HEAD_BYTES, MAIL, MARKDOWN, PDF, TEXT, may_be_article, recognise
from bot.articles.limits import MAX_FILE_BYTES, refuse_large
from bot.articles.machine_read_pages import with_pages_placed
from bot.articles.opening import opened
from bot.articles.private_use import private_use_warning, read_private_use
from bot.articles.reader_process import OnPage, read_apart
from bot.articles.wrapped_lines import join_wrapped, rejoin_lines
from bot.text.language import detect_language

# Raise it when a change to a reader makes it find something else in the same file, or a change to the sentences cuts a text
# otherwise: every file is then read again at the next run, and only what has really changed is embedded.
READING_RULES = 9


def read_article(path: Path, id: str, on_page: OnPage = lambda done, total: None) -> Article:
    """Return the article in a file of any format; `id` is also its source. `on_page` as in `read_apart`.

    The format is told from the content; the name counts only where that could be any text. The title and the date come
    from the file: its metadata, or the head of a text (`title: ...`, `날짜: ...`, front matter, `# Title`, or a short first
    line that stands alone). The language comes from the text. Raises an ArticleError that says why not.
    """
    with opened(path, id) as file:
        head = file.read(HEAD_BYTES)
        if may_be_article(head, path.name):
            refuse_large(os.fstat(file.fileno()).st_size, id, MAX_FILE_BYTES)
            head += file.read(MAX_FILE_BYTES + 1 - len(head))
    content = read_content(head, id, name=path.name, on_page=on_page)
    article = article_from_text(
        content.text,
        id=id,
        source=id,
        title=content.title,
        published=content.published,
        language=detect_language(content.text, content.language),
        author=content.author,
        url=content.url,
        warnings=content.warnings,
        tags=content.tags,
    )
    return with_pages_placed(article, content.machine_read)


def read_content(data: bytes, source: str, *, name: str, on_page: OnPage = lambda done, total: None) -> Content:
    """Return what a file's bytes hold; `name` tells the format where the bytes do not, `source` is for errors.

    Everything but plain text is read in a process of its own. Raises an ArticleError that says why not.
    """
    format = recognise(data, name, source)
    refuse_large(len(data), source, format.max_bytes)
    if format in (TEXT, MARKDOWN):
        content = format.read(data, source)
    else:
        content = _recognised_before(data) or read_apart(format.name, data, source, on_page=on_page)
        _remember_recognised(data, content)
    if format in (TEXT, MARKDOWN, MAIL):
        content.text = join_wrapped(content.text)
    if format is PDF:
        content.title, content.text = rejoin_lines(content.title), rejoin_lines(content.text)
    content.title, content.text = read_private_use(content.title), read_private_use(content.text)
    content.warnings += private_use_warning(content.text)
    return content


# The file whose pages were recognised last, by its SHA-256. That takes minutes, and a file that is added is read twice: where it
# lies, so that nothing unreadable is copied, and where its copy lies.
_recognised: dict[bytes, Content] = {}


def _recognised_before(data: bytes) -> Content | None:
    found = _recognised.get(hashlib.sha256(data).digest()) if _recognised else None
    return replace(found) if found is not None else None


def _remember_recognised(data: bytes, content: Content) -> None:
    if any(warning.kind == "machine_read" for warning in content.warnings):
        _recognised.clear()
        _recognised[hashlib.sha256(data).digest()] = replace(content)
