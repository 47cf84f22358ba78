"""A seal beside a model says that its files had the right digests, so that a start need not hash a gigabyte again.

It holds for as long as the files' sizes and times stay what they were; after that only their digests count.
"""

import json
from pathlib import Path
from typing import Any

from bot.models.files import disk
from bot.models.files.catalogue import Model
from bot.models.files.partial_file import Tell, digest
from bot.text.json_text import read_json


def is_verified(model: Model, cache: Path) -> bool:
    """Whether the model is in `cache` as it was when its digests were checked. Reads sizes and times only."""
    files = _read(model, cache)
    return bool(files) and all(_stamp(cache / model.place / name) == entry["stamp"] for name, entry in files.items())


def matches_digests(model: Model, cache: Path, tell: Tell) -> bool:
    """Whether the model in `cache` is the published one, by reading all of it."""
    # The seal holds the digests that it had when it was made: those that the hub told for a file without any in the catalogue,
    # and those of what was put together here, which has no published ones.
    expected = _published(model) or {name: entry["sha256"] for name, entry in _read(model, cache).items()}
    paths = {cache / model.place / name: sha256 for name, sha256 in expected.items()}
    return bool(paths) and all(path.is_file() and digest(path, tell) == sha256 for path, sha256 in paths.items())


def is_sealed(model: Model, cache: Path) -> bool:
    """Whether a seal says what the model in `cache` was when its digests were checked, changed or not since."""
    return bool(_read(model, cache))


def record_checksums(model: Model, cache: Path, place: Path, tell: Tell) -> None:
    """Write the seal for the model at `place`, whose content is known to be right and which is about to be renamed."""
    paths = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
    published = _published(model)
    files = {}
    for path in paths:
        name = "" if path == place else path.relative_to(place).as_posix()
        files[name] = {"stamp": _stamp(path), "sha256": published.get(name) or digest(path, tell)}
    content = json.dumps({"recipe": model.recipe, "files": files}, indent=2)
    with disk.writing(cache, needed=len(content)):
        new = _path(model, cache).with_suffix(".new")
        new.write_text(content + "\n", encoding="utf-8")
        disk.keep(new)
        new.replace(_path(model, cache))


def _published(model: Model) -> dict[str, str]:
    """Return the published digests of the files at the model's place, by name; "" is the place itself.

    There are none for a model that is made, nor where the hub has yet to tell them.
    """
    if model.form == "e5" or model.is_approximate:
        return {}
    return {"" if model.form == "gguf" else file.name: file.sha256 for file in model.files}


def _path(model: Model, cache: Path) -> Path:
    return cache / f"{model.place}.seal.json"


def _read(model: Model, cache: Path) -> dict[str, Any]:
    """Return the seal's files; none where there is no seal, an unreadable one, or one of another recipe."""
    try:
        content = read_json(_path(model, cache).read_text("utf-8"))
        if content["recipe"] != model.recipe:
            return {}
        return {name: {"stamp": entry["stamp"], "sha256": entry["sha256"]} for name, entry in content["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # Whatever is wrong with a seal, it seals nothing: the model's own content decides then.
        return {}


def _stamp(path: Path) -> list[int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return [status.st_size, status.st_mtime_ns]
