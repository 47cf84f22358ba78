"""The folder of the articles, which is the truth: what is in it, and how articles come into it and go out again.

Every change is whole or does not happen: new content is written beside the old and takes its place in one step.
"""

import filecmp
import hashlib
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

from bot.articles import (
    ARCHIVE_SUFFIX,
    Article,
    Content,
    article_from_text,
    parse_content,
    read_article,
)
from bot.articles.article_errors import ArticleMissing, ArticleNameTwice, ArticleUnreadable, CorpusNotWritable
from bot.text.language import normalize

# Older versions of articles, which nothing else could bring back: see `bot/library/corpus/versions.py`.
VERSIONS = ".versions"
_ADDED = "added"
# What was removed last: see `bot/library/corpus/trash.py`.
REMOVED = ".removed"
PART = re.compile(r"\.[0-9a-f]{16}\.part")
_TEMPORARY = re.compile(r"\..*|~.*|.*~|.*\.(?:swp|swo|tmp|temp|part|crdownload|bak)|#.*#|thumbs\.db|desktop\.ini", re.I)
# Nor marks of direction, which show one name and mean another.
_NOT_IN_NAMES = re.compile('[\x00-\x1f\x7f<>:"/\\\\|?*\\s\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+')
_MAX_NAME_BYTES = 120
# More than an address may have that is read again (`known_address`): one that was cut would lead elsewhere.
_MAX_SOURCE = 1_800


def scan(corpus: Path, unlisted: Callable[[ArticleUnreadable], object] | None = None) -> list[Path]:
    """Return every article file below `corpus`, in the order of their ids; none where there is no such folder.

    Hidden and temporary files are passed over, and so are links that lead out of the folder. Files of a kind that no
    reader knows are there too, so that whoever put them there hears of it. A folder that cannot be listed is passed to
    `unlisted`, and the others are there all the same; without it ArticleUnreadable is raised.
    """
    if not corpus.exists():
        return []

    def note(error: OSError) -> None:
        unreadable = ArticleUnreadable(source=error.filename, reason=error.strerror)
        if unlisted is None:
            raise unreadable from error
        unlisted(unreadable)

    found: list[Path] = []
    for folder, folders, files in os.walk(corpus, onerror=note):
        folders[:] = [name for name in folders if not _TEMPORARY.fullmatch(name)]
        found += [Path(folder) / name for name in files if not _TEMPORARY.fullmatch(name)]
    inside = corpus.resolve()
    return sorted((path for path in found if _stays_inside(inside, path)), key=lambda path: article_id(corpus, path))


def article_id(corpus: Path, path: Path) -> str:
    """Return the id of the article in a file of `corpus`: its path from there, with slashes, in NFC on every system."""
    name = path.relative_to(corpus).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", name)


def as_spelled(path: Path) -> Path:
    """Return `path` as its file spells it: a name typed in NFC finds one that another system stored in NFD, and the reverse."""
    if not path.exists():
        for form in ("NFC", "NFD"):
            other = Path(unicodedata.normalize(form, str(path)))
            if other.exists():
                return other
    return path


def one_of_each_name(paths: Sequence[Path], refused: Callable[[ArticleNameTwice], object]) -> list[Path]:
    """Return the paths in order, of those whose names differ in their Unicode form alone the one that was changed last.

    They have one id. The others are passed to `refused`, unless they say the same.
    """
    named: dict[str, list[Path]] = {}
    for path in paths:
        named.setdefault(unicodedata.normalize("NFC", str(path)), []).append(path)
    kept = []
    for spellings in named.values():
        different = list(dict.fromkeys(spellings))
        newest = max(different, key=lambda path: path.stat().st_mtime_ns) if len(different) > 1 else different[0]
        kept.append(newest)
        for other in different:
            if other != newest and not filecmp.cmp(other, newest, shallow=False):
                refused(ArticleNameTwice(source=str(other)))
    return kept


def kept_bytes(corpus: Path) -> int:
    """Return how many bytes older versions and the last removal take."""
    kept = [path for name in (VERSIONS, REMOVED) for path in (corpus / name).rglob("*")]
    return sum(path.stat().st_size for path in kept if path.is_file())


def may_hold_article(corpus: Path, path: Path) -> bool:
    """Return whether a path below `corpus` is one that `scan` would look at: nothing hidden, nothing temporary."""
    return not any(_TEMPORARY.fullmatch(part) for part in path.relative_to(corpus).parts)


def adopt(corpus: Path, path: Path) -> Path:
    """Return the file in `corpus` that stands for `path`, copying it to `added/` where it lies elsewhere.

    The same path always gets the same copy, so that adopting again refreshes it. What cannot be read as an article is
    refused with its ArticleError before anything changes; the lines of an archive are not looked at.
    """
    whole = path.resolve()
    if whole.is_relative_to(corpus.resolve()):
        return corpus / whole.relative_to(corpus.resolve())
    if path.suffix.lower() != ARCHIVE_SUFFIX:
        read_article(path, str(path))
    elif not path.is_file():
        if not path.exists():
            raise ArticleMissing(source=path)
        raise ArticleUnreadable(source=path, reason="not a file")
    mark = hashlib.sha256(unicodedata.normalize("NFC", str(whole)).encode("utf-8", "surrogateescape")).hexdigest()[:10]
    target = corpus / _ADDED / f"{_readable_name(path.stem)}-{mark}{path.suffix.lower()}"

    def copy(file: BinaryIO) -> None:
        try:
            source = path.open("rb")
        except OSError as error:
            raise ArticleUnreadable(source=path, reason=error.strerror) from error
        with source:
            shutil.copyfileobj(source, file)

    write_whole(target, copy)
    return target


def write_article(
    corpus: Path, text: str, *, title: str, source: str, added: date, published: date | None = None
) -> Path:
    """Write a text into `added/` as Markdown with its title, source and dates, and return the file.

    Lines about the article at the head of `text` are understood as in a file; the arguments come before them. The same
    text has one file, whatever its title. Raises ArticleEmpty or ArticleTooLarge.
    """
    content = parse_content(text)
    name = title or content.title
    day = published or content.published
    article = article_from_text(content.text, id=name, source=name or source or "…", title=name, published=day)
    return _write(corpus, article, content, source=source, added=added, key=article.text)


def write_webpage(corpus: Path, content: Content, *, address: str, key: str, added: date) -> Path:
    """Write what was found at a web address into `added/` as Markdown, and return the file.

    One `key`, which stands for the page, has one file: another version of the page takes its place, whatever its title. Raises
    ArticleEmpty or ArticleTooLarge.
    """
    article = article_from_text(
        content.text, id=address, source=address, title=content.title, published=content.published
    )
    return _write(corpus, article, content, source=address, added=added, key=key)


def _write(corpus: Path, article: Article, content: Content, *, source: str, added: date, key: str) -> Path:
    facts = {
        "title": article.title,
        "date": article.published and article.published.isoformat(),
        "author": " ".join(normalize(content.author).split())[:200],
        "language": content.language,
        "source": " ".join(normalize(source).split())[:_MAX_SOURCE],
        "added": added,
    }
    head = "".join(f"{name}: {_header_value(str(value))}\n" for name, value in facts.items() if value)
    mark = hashlib.sha256(key.encode("utf-8")).hexdigest()[:10]
    earlier = sorted((corpus / _ADDED).glob(f"*-{mark}.md"))
    target = earlier[0] if earlier else corpus / _ADDED / f"{_readable_name(article.title)}-{mark}.md"
    write_whole(target, lambda file: file.write(f"---\n{head}---\n\n{article.text}\n".encode()))
    return target


def _stays_inside(corpus: Path, path: Path) -> bool:
    """Return whether a file is its own, or a link to an article file below `corpus`."""
    if not path.is_symlink():
        return path.is_file()
    target = path.resolve()
    if not target.is_relative_to(corpus):
        return False
    hidden = any(_TEMPORARY.fullmatch(part) for part in target.relative_to(corpus).parts)
    return target.is_file() and not hidden


def _readable_name(title: str) -> str:
    """Return `title` as a file name that every system takes and a reader still knows."""
    clean = _NOT_IN_NAMES.sub("-", unicodedata.normalize("NFC", title)).strip("-. ~#")
    while len(clean.encode("utf-8", "surrogateescape")) > _MAX_NAME_BYTES:
        clean = clean[:-1]
    return clean.rstrip("-. ~#") or "article"


def _header_value(value: str) -> str:
    return f'"{value}"' if value[0] in "\"'" else value


def write_whole(target: Path, write: Callable[[BinaryIO], object]) -> None:
    """Give `target` what `write` writes, in one step; where anything fails, all is as it was. Raises CorpusNotWritable."""
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.parent / f".{secrets.token_hex(8)}.part"
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make a renaming durable, on systems where a folder can be opened."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Give the system's refusal to write `path` the words of ours. Raises CorpusNotWritable."""
    try:
        yield
    except OSError as error:
        raise CorpusNotWritable(path=path, reason=error.strerror or str(error)) from error
