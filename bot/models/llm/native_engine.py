"""The same engine, built for this very processor: where it is, and whether it may stand in for the packaged one.

A packaged engine computes with the instructions that nearly every processor has (AVX2); one that is built here uses all of this
one's. It lies in the cache, below the version of the package and a digest of the processor: another version, or a cache that
is carried to another machine, leads to the packaged engine again. `native_build` makes it.
"""

import hashlib
import json
import platform
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from bot.models.llm.model_speed import ModelSpeed
from bot.text.json_text import read_json

PACKAGE = "xllamacpp"
_ABOUT = "engine.json"
_CPU = Path("/proc/cpuinfo")
# What the system says of a processor that decides which instructions a program may use.
_TELLING = ("vendor_id", "cpu family", "model", "model name", "flags", "CPU implementer", "CPU part", "Features")


@dataclass(frozen=True, slots=True)
class NativeEngine:
    """The folder to import the engine from, and how fast it and the packaged one were when it was built."""

    folder: Path
    speed: ModelSpeed
    packaged: ModelSpeed


def find_native_engine(models: Path) -> NativeEngine | None:
    """Return the engine in the cache `models` that was built from the installed version for this processor, None without one.

    Nor is there one where its description cannot be read.
    """
    folder = native_folder(models)
    try:
        about = read_json((folder / _ABOUT).read_text("utf-8"))
        return NativeEngine(folder, ModelSpeed(**about["speed"]), ModelSpeed(**about["packaged"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def native_folder(models: Path) -> Path:
    """Return where in the cache `models` the engine for this processor and the installed version belongs."""
    return models / "engines" / f"{PACKAGE}-{version(PACKAGE)}-{_processor()}"


def describe(folder: Path, speed: ModelSpeed, packaged: ModelSpeed) -> None:
    """Write into an engine's folder how fast it is and how fast the packaged one was. Raises OSError."""
    about = {"speed": asdict(speed), "packaged": asdict(packaged)}
    (folder / _ABOUT).write_text(json.dumps(about), "utf-8")


@cache
def _processor() -> str:
    """Return twelve digits that stand for this processor and what it can do."""
    known = [platform.machine(), platform.processor()]
    if _CPU.is_file():
        lines = _CPU.read_text("utf-8", errors="replace").partition("\n\n")[0].splitlines()
        known += [line for line in lines if line.partition(":")[0].strip() in _TELLING]
    return hashlib.sha256("\n".join(known).encode()).hexdigest()[:12]
