"""Files that are published packed by gzip at an address of their own: fetched over HTTP, then unpacked beside."""

import zlib
from collections.abc import Iterator

from bot.models.files.catalogue import GzipFile
from bot.models.files.download_options import DownloadOptions
from bot.models.files.http_download import fetch_address
from bot.models.files.partial_file import Partial, Tell
from bot.models.model_errors import DownloadFailed

_BLOCK = 2**20
# RFC 1952: the first two bytes; zlib reads such a file with 16 added to its largest window.
_MAGIC = b"\x1f\x8b"
_WINDOW = 16 + zlib.MAX_WBITS
# What does not get shorter gets longer by five bytes for each 32 kB, and by a header (RFC 1951, 1952).
_LONGER = 1 / 4096
_HEADER = 1024


def fetch_gzip_file(source: GzipFile, partial: Partial, options: DownloadOptions, tell: Tell) -> None:
    """Bring `partial` to the unpacked file; its digest is for the caller to check. `tell` counts packed bytes.

    Raises what `fetch_address` does; what has come of the packed file by then stays beside `partial`. Raises DownloadFailed
    where it cannot be unpacked, and throws it away.
    """
    most = source.size + int(source.size * _LONGER) + _HEADER
    packed = Partial(partial.path.with_name(f"{partial.path.name}.gz"), most)
    goes_on = packed.done > 0
    fetch_address(source.address, packed, options, lambda done, _: tell(min(done, source.size), source.size))
    partial.discard()
    try:
        partial.append(_unpacked(packed, source))
    except DownloadFailed:
        packed.discard()
        partial.discard()
        if not goes_on:
            raise
        # The bytes from before may be of another file, and the address innocent.
        fetch_gzip_file(source, partial, options, tell)
        return
    packed.discard()
    tell(source.size, source.size)


def _unpacked(packed: Partial, source: GzipFile) -> Iterator[bytes]:
    """Yield the file; one that is not packed as it is, for a server may unpack on the way what it stores packed."""
    unpacker = zlib.decompressobj(_WINDOW)
    length = 0
    with packed.path.open("rb") as file:
        is_packed = file.read(len(_MAGIC)) == _MAGIC
        file.seek(0)
        while block := file.read(_BLOCK):
            try:
                block = unpacker.decompress(block, source.size + 1 - length) if is_packed else block
            except zlib.error as error:
                raise DownloadFailed(source=source.address, reason=str(error)) from error
            length += len(block)
            yield block
            if length > source.size:
                return  # not the published file: its digest says so
    if is_packed and not unpacker.eof:
        raise DownloadFailed(source=source.address, reason="the packed file ends before its end")
