"""The folder of the articles, which is the truth: what is in it, and how articles come into it and go out again.

Every change is whole or does not happen: new content is written beside the old and takes its place in one step.
"""

import errno
import filecmp
import hashlib
import os
import re
import secrets
import shutil
import stat
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
from bot.articles.article_errors import (
    ArticleMissing,
    ArticleNameTwice,
    ArticleNotFile,
    ArticleUnreadable,
    CorpusFull,
    CorpusNotWritable,
)
from bot.library.store.full_disk import FULL
from bot.text.language import normalize

# Older versions of articles, which nothing else could bring back: see `bot/library/corpus/versions.py`.
VERSIONS = ".versions"
# Where what is added on the page, from the web or from elsewhere on the machine is written.
ADDED = "added"
# What was removed last: see `bot/library/corpus/trash.py`.
REMOVED = ".removed"
PART = re.compile(r"\.[0-9a-f]{16}\.part")
_TEMPORARY = re.compile(r"\..*|~.*|.*~|.*\.(?:swp|swo|tmp|temp|part|crdownload|bak)|#.*#|thumbs\.db|desktop\.ini", re.I)
# Nor marks of direction, which show one name and mean another.
_NOT_IN_NAMES = re.compile('[\x00-\x1f\x7f<>:"/\\\\|?*\\s\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+')
# What is no file, as the system's own tools name it.
_KINDS = {
    stat.S_IFIFO: "named pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "character device",
    stat.S_IFBLK: "block device",
}
_MAX_NAME_BYTES = 120
# More than an address may have that is read again (`known_address`): one that was cut would lead elsewhere.
_MAX_SOURCE = 1_800


def scan(corpus: Path, refused: Callable[[ArticleUnreadable], object] = lambda error: None) -> list[Path]:
    """Return every article file below `corpus`, in the order of their ids; none where there is no such folder.

    Hidden and temporary files are passed over, and so are links that lead out of the folder. Files of a kind that no
    reader knows are there too, so that whoever put them there hears of it. A folder that cannot be listed, and what is
    no file at all (a pipe, a device, a link to itself or to nothing), is passed to `refused`, and the others are there
    all the same.
    """

    def note(error: OSError) -> None:
        refused(ArticleUnreadable(source=error.filename, reason=error.strerror))

    found: list[Path] = []
    for folder, folders, files in os.walk(corpus, onerror=note) if corpus.exists() else ():
        folders[:] = [name for name in folders if not _TEMPORARY.fullmatch(name)]
        found += [Path(folder) / name for name in files if not _TEMPORARY.fullmatch(name)]
    inside = Path(os.path.realpath(corpus))
    articles = []
    for path in found:
        try:
            if _is_article_file(inside, path):
                articles.append(path)
        except ArticleUnreadable as error:
            refused(error)
    return sorted(articles, key=lambda path: article_id(corpus, path))


def article_id(corpus: Path, path: Path) -> str:
    """Return the id of the article in a file of `corpus`: its path from there, with slashes, in NFC on every system."""
    return _readable(path.relative_to(corpus).as_posix())


def as_spelled(path: Path) -> Path:
    """Return `path` as its file spells it: a name typed in NFC finds one that another system stored in NFD, and the reverse."""
    if not is_there(path):
        for form in ("NFC", "NFD"):
            other = Path(unicodedata.normalize(form, str(path)))
            if is_there(other):
                return other
    return path


def is_there(path: Path) -> bool:
    """Return whether something is at `path`, or at least cannot be said not to be: what must not be looked at may be there."""
    try:
        return path.exists()
    except OSError as error:
        return error.errno != errno.ENAMETOOLONG


def one_of_each_name(paths: Sequence[Path], refused: Callable[[ArticleNameTwice], object]) -> list[Path]:
    """Return the paths in order, of those that would have one id the one that was changed last.

    Their names differ in their Unicode form alone, or in bytes that are no text. The others are passed to `refused`, unless
    they say the same. What cannot be looked at counts as the oldest.
    """
    named: dict[str, list[Path]] = {}
    for path in paths:
        named.setdefault(_readable(str(path)), []).append(path)
    kept = []
    for spellings in named.values():
        different = list(dict.fromkeys(spellings))
        newest = max(different, key=_changed_at) if len(different) > 1 else different[0]
        kept.append(newest)
        for other in different:
            if other != newest and not _same_content(other, newest):
                refused(ArticleNameTwice(source=_readable(str(other))))
    return kept


def _readable(name: str) -> str:
    """Return a name in NFC, with a replacement for what is no text in it."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return -1


def _same_content(one: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


def kept_bytes(corpus: Path) -> int:
    """Return how many bytes older versions and the last removal take."""
    return sum(file_bytes(path) for name in (VERSIONS, REMOVED) for path in (corpus / name).rglob("*"))


def file_bytes(path: Path) -> int:
    """Return the size of a file; 0 for what is none, or is gone meanwhile."""
    try:
        seen = path.stat()
    except OSError:
        return 0
    return seen.st_size if stat.S_ISREG(seen.st_mode) else 0


def may_hold_article(corpus: Path, path: Path) -> bool:
    """Return whether a path below `corpus` is one that `scan` would look at: nothing hidden, nothing temporary."""
    return not any(_TEMPORARY.fullmatch(part) for part in path.relative_to(corpus).parts)


def adopt(corpus: Path, path: Path, *, uploaded: bool = False) -> Path:
    """Return the file in `corpus` that stands for `path`, copying it to `added/` where it lies elsewhere.

    The same path always gets the same copy, so that adopting again refreshes it; the path of a file that was `uploaded` means
    nothing, and the same name with the same content gets the same copy. What cannot be read as an article is refused with its
    ArticleError before anything changes; the lines of an archive are not looked at.
    """
    whole, inside = Path(os.path.realpath(path)), Path(os.path.realpath(corpus))
    if whole.is_relative_to(inside):
        return corpus / whole.relative_to(inside)
    if path.suffix.lower() != ARCHIVE_SUFFIX:
        read_article(path, str(path))
    elif not path.is_file():
        if not path.exists():
            raise ArticleMissing(source=path)
        raise ArticleUnreadable(source=path, reason="not a file")
    spelled = unicodedata.normalize("NFC", str(whole)).encode("utf-8", "surrogateescape")
    try:
        with path.open("rb") as source:
            known_by = hashlib.file_digest(source, "sha256") if uploaded else hashlib.sha256(spelled)
            mark = known_by.hexdigest()[:10]
            target = corpus / ADDED / f"{_readable_name(path.stem)}-{mark}{path.suffix.lower()}"
            source.seek(0)
            write_whole(target, lambda file: shutil.copyfileobj(source, file))
    except OSError as error:
        raise ArticleUnreadable(source=path, reason=error.strerror) from error
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
        "tags": ", ".join(content.tags),
        "added": added,
    }
    head = "".join(f"{name}: {_header_value(str(value))}\n" for name, value in facts.items() if value)
    mark = hashlib.sha256(key.encode("utf-8")).hexdigest()[:10]
    earlier = sorted((corpus / ADDED).glob(f"*-{mark}.md"))
    target = earlier[0] if earlier else corpus / ADDED / f"{_readable_name(article.title)}-{mark}.md"
    write_whole(target, lambda file: file.write(f"---\n{head}---\n\n{article.text}\n".encode()))
    return target


def _is_article_file(corpus: Path, path: Path) -> bool:
    """Return whether to read what is at `path`: a file, or a link to one below `corpus` (a path without links).

    A link that leads out of the folder, to a folder or to something hidden is passed over, and so is what has gone meanwhile.
    Raises ArticleUnreadable, also for a link to nothing, wherever that would be.
    """
    try:
        if path.is_symlink():
            target = Path(os.path.realpath(path))
            if is_there(target) and not (target.is_relative_to(corpus) and may_hold_article(corpus, target)):
                return False
        elif not os.path.lexists(path):
            return False
        mode = path.stat().st_mode
    except OSError as error:
        raise ArticleNotFile(source=str(path), reason=error.strerror or str(error)) from error
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise ArticleNotFile(source=str(path), reason=_KINDS.get(stat.S_IFMT(mode), "?"))
    return stat.S_ISREG(mode)


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
        kind = CorpusFull if error.errno in FULL else CorpusNotWritable
        raise kind(path=path, reason=error.strerror or str(error)) from error
