"""A report that a person can send to somebody who helps: what is installed and how it is, nothing of what is read or asked.

No path, no name of a user, a host, an article or a model of one's own, no address and no key is in it: of settings it says
whether they differ from what is usual, of the home how much is there.
"""

import contextlib
import getpass
import os
import platform
import stat
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bot.bilingual import Language
from bot.cli.doctor import diagnose
from bot.models.files.catalogue import catalogue
from bot.models.files.memory import memory_bytes
from bot.service.state.state_address import shown_address
from bot.settings import DEFAULT_HUB, Settings, without_login

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
        "haeseol": _version("haeseol"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "memory": memory_bytes(),
        "packages": {name: _version(name) for name in _PACKAGES},
        "model": _model(settings.model),
        "embedding": _in_catalogue(settings.embedding),
        "settings": {
            "home": "HAESEOL_HOME" in environment,
            "cache": "HAESEOL_CACHE" in environment,
            "host": settings.host != "127.0.0.1",
            "port": settings.port != 7860,
            "base_urls": len(settings.base_urls),
            "embedding_urls": len(settings.embedding_urls),
            "hub": settings.hub != DEFAULT_HUB,
            "library": bool(settings.library),
            "state": bool(settings.state),
            "corpus_store": bool(settings.corpus_store),
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
    """Return `text` without the folders, the addresses, the models of one's own and the user's name that it says."""
    # Whose home is the root would have it stand for every slash.
    stands = {private: stand for private, stand in _stand_ins(settings).items() if private.strip("/\\")}
    for private in sorted(stands, key=len, reverse=True):
        text = text.replace(private, stands[private])
    words = [word if not word.lstrip("('\"").startswith(("/", "\\")) else "…" for word in text.split(" ")]
    user = _user()
    return " ".join(words).replace(user, "…") if len(user) > 2 else " ".join(words)


def _stand_ins(settings: Settings) -> dict[str, str]:
    """Return what a report says in the place of each thing that it must not say."""
    # Where a folder is not there yet the nearest one above it is told, which may have blanks in its name. Its stand-in begins as
    # paths do, so that what follows goes with it: "/tmp" stands in "/tmpfs/private" too.
    above = {str(parent): "/…" for place in (settings.home, settings.cache) for parent in _parents(place)}
    database = {shown_address(settings.state): "DATABASE"} if settings.state else {}
    addresses = {
        without_login(each): f"ADDRESS {number}"
        for number, each in enumerate((*settings.base_urls, *settings.embedding_urls), 1)
    }
    return {
        **above,
        **addresses,
        **database,
        str(settings.corpus): "CORPUS",
        str(settings.index): "INDEX",
        str(settings.home): "HOME",
        str(settings.cache): "CACHE",
        sys.prefix: "PYTHON",
        str(Path.home()): "~",
        settings.hub: "HUB",
        settings.embedding: _in_catalogue(settings.embedding),
        settings.translator: _in_catalogue(settings.translator),
        settings.model: _model(settings.model),
    }


def _parents(place: Path) -> list[Path]:
    """Return the folders above a place but the root, which stands in every path."""
    return list(place.parents)[:-1] if place.is_absolute() else []


def _version(package: str) -> str | None:
    """Return which version of a package is installed, None where it is not."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _model(name: str) -> str:
    """Return a model of the catalogue by name, one elsewhere by its provider alone."""
    return f"{name.partition(':')[0]}:…" if ":" in name else _in_catalogue(name)


def _in_catalogue(name: str) -> str:
    """Return the name of a model of the catalogue, "another" for one that is not in it."""
    return name if name in catalogue() or name == "none" else "another"


def _sizes(paths: Iterable[Path]) -> dict[str, int]:
    found = []
    for path in paths:
        with contextlib.suppress(OSError):  # what must not be looked at is not counted
            seen = path.lstat()
            found += [seen.st_size] if stat.S_ISREG(seen.st_mode) else []
    return {"files": len(found), "bytes": sum(found)}
