"""Articles taken out of the folder: the last one can come back, and a process killed half way leaves nothing half."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.articles import archive_line_id
from bot.articles.article_errors import ArticleIdTaken, ArticleMissing
from bot.library.corpus.folder import PART, REMOVED, VERSIONS, article_id, scan, write_whole, writing

# An archive as it was before a line was taken out, while that is under way.
_WHOLE = "whole"


def remove(corpus: Path, path: Path, versions: Path | None = None) -> None:
    """Take a file out of `corpus`; `restore` brings back the last one. Raises FileNotFoundError where it is gone.

    `versions` is the file with the article's older versions, which goes and comes back with it.
    """
    with removing(corpus, path, versions):
        pass


@contextmanager
def removing(corpus: Path, path: Path, versions: Path | None = None) -> Iterator[None]:
    """As `remove`; where the body fails, the file is back in its place, and what was removed before can still be restored."""
    actual = _actual(corpus, path)
    with _keeping(corpus, "file", path, versions) as kept:
        actual.replace(kept)
        try:
            yield
        except BaseException:
            kept.replace(actual)
            raise


def remove_line(corpus: Path, path: Path, id: str, versions: Path | None = None) -> bool:
    """Take the article `id` out of an archive; return whether it was there. `restore` brings back the last one.

    All other lines stay as they are, byte for byte. Raises FileNotFoundError where the archive is gone. `versions` as in
    `remove`.
    """
    with removing_line(corpus, path, id, versions) as was_there:
        return was_there


@contextmanager
def removing_line(corpus: Path, path: Path, id: str, versions: Path | None = None) -> Iterator[bool]:
    """As `remove_line`, yielding whether it was there; where the body fails, the archive is as it was."""
    actual = _actual(corpus, path)
    with actual.open("rb") as lines:
        removed = [line for line in lines if archive_line_id(line) == id]
    if not removed:
        yield False
        return
    with _keeping(corpus, "lines", path, versions) as kept:
        write_whole(kept, lambda file: file.writelines(removed))
        whole = _second_name(actual, corpus / REMOVED / "last" / _WHOLE)
        with actual.open("rb") as lines:
            write_whole(actual, lambda file: file.writelines(line for line in lines if archive_line_id(line) != id))
        try:
            yield True
        except BaseException:
            whole.replace(actual)
            raise
        whole.unlink()


def _second_name(path: Path, other: Path) -> Path:
    """Give a file a second name, which takes no room; on a disk that has no such names, a copy."""
    try:
        other.hardlink_to(path)
    except OSError:
        shutil.copy2(path, other)
    return other


def restore(corpus: Path) -> Path:
    """Bring back what was removed last and return the file that it is in. Raises ArticleMissing where there is nothing.

    Raises ArticleIdTaken where another file has come to its place.
    """
    for kind, kept, path in _last_removed(corpus):
        if kind == "lines":
            _append(path, kept.read_bytes())
            kept.unlink()
        else:
            _put_back(corpus, kept, path)
        _put_versions_back(corpus)
        return path
    raise ArticleMissing(source=REMOVED)


def recover(corpus: Path) -> None:
    """Clear away what a killed process has left: half-written files and half a removal. Nobody else may be writing."""
    if not corpus.exists():
        return
    for folder, _, files in os.walk(corpus):
        for name in files:
            if PART.fullmatch(name):
                (Path(folder) / name).unlink(missing_ok=True)
    last, before = corpus / REMOVED / "last", corpus / REMOVED / "before"
    if not any(_has_left(kind, kept, path) for kind, kept, path in _last_removed(corpus)):
        _put_versions_back(corpus)
        shutil.rmtree(last, ignore_errors=True)
        if before.exists():
            before.rename(last)
    shutil.rmtree(before, ignore_errors=True)
    (last / _WHOLE).unlink(missing_ok=True)


def _last_removed(corpus: Path) -> Iterator[tuple[str, Path, Path]]:
    """Yield what was removed last: whether it is a file or lines of one, where it is kept, where it was."""
    last = corpus / REMOVED / "last"
    for kind in ("file", "lines"):
        for kept in sorted(path for path in (last / kind).rglob("*") if not path.is_dir()):
            yield kind, kept, corpus / kept.relative_to(last / kind)


def _has_left(kind: str, kept: Path, path: Path) -> bool:
    """Return whether what is kept is gone from its place. A file is moved in one step; lines are kept first."""
    if kind == "file" or not path.exists():
        return True
    lines = set(kept.read_bytes().splitlines())
    with path.open("rb") as file:
        return not any(line.rstrip(b"\r\n") in lines for line in file)


def _put_versions_back(corpus: Path) -> None:
    for kept in (corpus / REMOVED / "last" / "versions").glob("*"):
        (corpus / VERSIONS).mkdir(exist_ok=True)
        kept.replace(corpus / VERSIONS / kept.name)


def _actual(corpus: Path, path: Path) -> Path:
    """Return `path` as its folder spells it, which on some systems is in NFD. Raises FileNotFoundError."""
    if not os.path.lexists(path):
        for other in scan(corpus):
            if article_id(corpus, other) == article_id(corpus, path):
                return other
        raise FileNotFoundError(path)
    return path


@contextmanager
def _keeping(corpus: Path, kind: str, path: Path, versions: Path | None) -> Iterator[Path]:
    """Yield where to put what is being removed. Where that fails, what was removed before it can still be restored."""
    last, before = corpus / REMOVED / "last", corpus / REMOVED / "before"
    kept = last / kind / path.relative_to(corpus)
    with writing(path):
        shutil.rmtree(before, ignore_errors=True)
        if last.exists():
            last.rename(before)
        try:
            kept.parent.mkdir(parents=True)
            if versions is not None and versions.exists():
                (last / "versions").mkdir()
                versions.replace(last / "versions" / versions.name)
            yield kept
        except BaseException:
            _put_versions_back(corpus)
            shutil.rmtree(last, ignore_errors=True)
            if before.exists():
                before.rename(last)
            raise
        shutil.rmtree(before, ignore_errors=True)


def _put_back(corpus: Path, kept: Path, path: Path) -> None:
    if path.exists():
        raise ArticleIdTaken(source=path.name, article_id=article_id(corpus, path), owner=path)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        kept.replace(path)


def _append(path: Path, lines: bytes) -> None:
    before = path.read_bytes() if path.exists() else b""
    gap = b"" if not before or before.endswith(b"\n") else b"\n"
    write_whole(path, lambda file: file.writelines([before, gap, lines]))
