"""The files in an object store, as far as a corpus needs them. The only file that imports obstore, and only for a store."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.errors import SettingInvalid
from bot.library.collection_errors import CorpusStoreClientMissing, CorpusStoreRefused, CorpusStoreUnreachable
from bot.settings import EXPECTED_STORE, without_login

# A request that breaks off is tried again; each may take half a minute, its connection five seconds.
_RETRIES, _RETRY_SECONDS = 4, timedelta(seconds=60)
# Bytes of a part of a large file: each is a request of its own.
_PART_BYTES = 8 << 20


class FileIsAnother(Exception):
    """What is in the store by that name is not what it was taken for: somebody changed it meanwhile."""


class RemoteFiles:
    """Files by name, whole or not there at all. Any number of threads may use it.

    A file's mark (its ETag) is another after every change of it. Raises CorpusStoreUnreachable where nobody answers, and
    CorpusStoreRefused where the store says no.
    """

    def __init__(self, address: str, setting: str) -> None:
        """Say where the store is; nothing is asked yet.

        Raises CorpusStoreClientMissing, CorpusStoreRefused for a folder that cannot be made, and SettingInvalid, which names the
        `setting` that says it.
        """
        self.address = without_login(address)
        try:
            import obstore
            from obstore.store import from_url
        except ImportError as error:
            raise CorpusStoreClientMissing(address=self.address) from error
        self._obstore: Any = obstore
        how: dict[str, Any] = {"mkdir": True, "automatic_cleanup": True}
        if not address.startswith("file:"):
            how = {"retry_config": {"max_retries": _RETRIES, "retry_timeout": _RETRY_SECONDS}}
        try:
            self._store: Any = from_url(address, **how)
        except (ValueError, TypeError, obstore.exceptions.BaseError) as error:
            raise SettingInvalid(setting=setting, value=self.address, expected=EXPECTED_STORE) from error
        except OSError as error:  # a folder that cannot be made
            raise CorpusStoreRefused(address=self.address, reason=error.strerror or str(error)) from error
        # A folder has no way to change a file only while it is the same.
        self._compares = not address.startswith("file:")

    def listed(self) -> dict[str, str]:
        """Return the marks of all files, by name."""
        return {str(entry["path"]): str(entry["e_tag"] or entry["last_modified"]) for entry in self._entries()}

    def sizes(self) -> dict[str, int]:
        """Return how many bytes each file has, by name."""
        return {str(entry["path"]): int(entry["size"]) for entry in self._entries()}

    def mark(self, name: str) -> str | None:
        """Return the mark of one file, None where there is none of that name."""
        try:
            with self._asking():
                entry = self._obstore.head(self._store, name)
        except FileIsAnother:
            return None
        return str(entry["e_tag"] or entry["last_modified"])

    def require(self) -> None:
        """Return where the store answers and shows its files."""
        with self._asking():
            next(iter(self._obstore.list(self._store, chunk_size=1)), None)

    def read(self, name: str, mark: str) -> Iterator[bytes]:
        """Yield the content of the file that has this mark. Raises FileIsAnother."""
        with self._asking():
            got = self._obstore.get(self._store, name, options={"if_match": mark})
            parts = iter(got.stream(min_chunk_size=_PART_BYTES))
        while True:
            with self._asking():
                part = next(parts, None)
            if part is None:
                return
            yield bytes(part)

    def write(self, name: str, content: Path | bytes, before: str | None) -> str:
        """Put a file in place of the one with the mark `before`, None where there should be none; return its mark.

        Nobody sees a part of it. Raises FileIsAnother, where the store can tell, and then nothing has changed.
        """
        mode: Any = "overwrite"
        if self._compares:
            mode = "create" if before is None else {"e_tag": before}
        with self._asking():
            return str(self._obstore.put(self._store, name, content, mode=mode, chunk_size=_PART_BYTES)["e_tag"])

    def delete(self, name: str) -> None:
        """Take a file away; one that is not there is none."""
        try:
            with self._asking():
                self._obstore.delete(self._store, name)
        except FileIsAnother:
            return

    def _entries(self) -> list[Any]:
        with self._asking():
            return [entry for some in self._obstore.list(self._store, chunk_size=1_000) for entry in some]

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Give the errors of obstore the words of ours."""
        errors = self._obstore.exceptions
        try:
            yield
        except (errors.PreconditionError, errors.AlreadyExistsError) as error:
            raise FileIsAnother from error
        except (errors.BaseError, OSError) as error:
            reason = " ".join(str(error).partition("Debug source")[0].split())
            if isinstance(error, FileNotFoundError) and "NoSuchBucket" not in reason:
                raise FileIsAnother from error
            answered = re.search(r"Server returned|NoSuchBucket|ermission|Unauth|file error|not supported", reason)
            kind = CorpusStoreRefused if answered or isinstance(error, OSError) else CorpusStoreUnreachable
            raise kind(address=self.address, reason=reason[:300]) from error
