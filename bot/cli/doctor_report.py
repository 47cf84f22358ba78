"""A report that a person can send to somebody who helps: what is installed and how it is, nothing of what is read or asked.

No path, no name of a user, a host or an article, no address and no key is in it: of settings it says whether they differ from
what is usual, of the home how much is there.
"""

import contextlib
import getpass
import os
import platform
import stat
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.bilingual import Language
from bot.cli.doctor import diagnose
from bot.models.files.catalogue import catalogue
from bot.models.files.memory import memory_bytes
from bot.settings import Settings

_PACKAGES = (
    "gradio",
    "faiss-cpu",
    "torch",
    "sentence-transformers",
    "xllamacpp",
    "langchain",
    "kiwipiepy",
    "pypdfium2",
)


def report(settings: Settings, language: Language, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the report as JSON has it."""
    return {
        "haeseol": version("haeseol"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "memory": memory_bytes(),
        "packages": {name: version(name) for name in _PACKAGES},
        "model": _model(settings.model),
        "embedding": settings.embedding if settings.embedding in catalogue() else "another",
        "settings": {
            "home": "HAESEOL_HOME" in environment,
            "cache": "HAESEOL_CACHE" in environment,
            "host": settings.host != "127.0.0.1",
            "port": settings.port != 7860,
            "base_url": settings.base_url is not None,
            "password": (settings.home / "password.json").exists(),
        },
        "articles": _sizes(settings.corpus.rglob("*")),
        "index": _sizes(settings.index.glob("*")),
        "findings": [
            {"ok": finding.ok, "what": without_places(finding.what.in_(language), settings)}
            for finding in diagnose(settings, environment)
        ],
    }


def without_places(text: str, settings: Settings) -> str:
    """Return `text` without the folders and the user's name that it says."""
    for place, stands in (
        (settings.corpus, "CORPUS"),
        (settings.index, "INDEX"),
        (settings.home, "HOME"),
        (settings.cache, "CACHE"),
        (Path(sys.prefix), "PYTHON"),
        (Path.home(), "~"),
        (settings.model, _model(settings.model)),
    ):
        text = text.replace(str(place), stands)
    words = [word if not word.lstrip("('\"").startswith(("/", "\\")) else "…" for word in text.split(" ")]
    user = _user()
    return " ".join(words).replace(user, "…") if len(user) > 2 else " ".join(words)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _model(name: str) -> str:
    """Return a model of the catalogue by name, one elsewhere by its provider alone."""
    return (
        name if name in catalogue() or name == "none" else f"{name.partition(':')[0]}:…" if ":" in name else "another"
    )


def _sizes(paths: Iterable[Path]) -> dict[str, int]:
    found = []
    for path in paths:
        with contextlib.suppress(OSError):  # what must not be looked at is not counted
            seen = path.lstat()
            found += [seen.st_size] if stat.S_ISREG(seen.st_mode) else []
    return {"files": len(found), "bytes": sum(found)}
