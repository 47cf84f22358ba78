"""Packed files (ZIP) unpacked with care: no more than an article can need, whatever the file says of itself."""

import io
import zipfile
import zlib
from types import TracebackType

from bot.articles.article_errors import ArticleDamaged, ArticleLocked, ArticleUnpacksTooLarge
from bot.articles.limits import MAX_PART_BYTES, MAX_PARTS, MAX_UNPACKED_BYTES

_STEP = 1_000_000
_ENCRYPTED = 0x1


class PackedFile:
    """The parts of a packed file by name. Both the declared and the actual sizes are held to the limits."""

    def __init__(self, data: bytes, source: str, format: str) -> None:
        self._source, self._format = source, format
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise self._damaged(str(error)) from error
        parts = self._zip.infolist()
        if len(parts) > MAX_PARTS:
            raise ArticleUnpacksTooLarge(source=source, limit=f"{MAX_PARTS:,} parts")
        self.names = [part.filename for part in parts]

    def __enter__(self) -> "PackedFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """Return a part's bytes. Raises ArticleDamaged (also for a missing part), ArticleLocked, ArticleUnpacksTooLarge."""
        try:
            part = self._zip.getinfo(name)
        except KeyError as error:
            raise self._damaged(f"{name} is missing") from error
        if part.flag_bits & _ENCRYPTED:
            raise ArticleLocked(source=self._source, format=self._format)
        if part.file_size > MAX_PART_BYTES:
            raise self._too_large()
        pieces: list[bytes] = []
        size = 0
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(_STEP):
                    size += len(piece)
                    self._unpacked += len(piece)
                    if size > MAX_PART_BYTES or self._unpacked > MAX_UNPACKED_BYTES:
                        raise self._too_large()
                    pieces.append(piece)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise self._damaged(f"{name}: {error}") from error
        return b"".join(pieces)

    def _damaged(self, reason: str) -> ArticleDamaged:
        return ArticleDamaged(source=self._source, format=self._format, reason=reason[:200])

    def _too_large(self) -> ArticleUnpacksTooLarge:
        return ArticleUnpacksTooLarge(source=self._source, limit=f"{MAX_UNPACKED_BYTES / 1e6:.0f} MB")
