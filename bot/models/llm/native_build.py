"""Build the engine for this processor from the source package of the installed version, and see that it says the same.

pip fetches and builds it, as it would where there is no wheel: that takes a compiler, CMake and minutes. Nothing is installed.
What comes out is unpacked beside the models, where `native_engine` finds it, after it has answered as the packaged one does and
has been faster.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import httpx

from bot.models.files import disk
from bot.models.llm.engine_trial import largest_difference, try_engines
from bot.models.llm.llama_server import LlamaServer
from bot.models.llm.model_speed import ModelSpeed
from bot.models.llm.native_engine import PACKAGE, NativeEngine, describe, find_native_engine, native_folder
from bot.models.llm.provider_keys import environment_without_keys
from bot.models.model_errors import BuildToolsMissing, EngineBuildFailed, EngineNotFaster, EngineNotSame, PipMissing
from bot.progress import Progress, Report

# The package's own build fetches a TLS library, a library for grammars and a web page from the network. We use none of them:
# the engine listens on loopback, is asked for plain text, and has no page.
OPTIONS = (
    "-DLLAMA_BUILD_BORINGSSL=OFF",
    "-DLLAMA_OPENSSL=OFF",
    "-DLLAMA_LLGUIDANCE=OFF",
    "-DLLAMA_USE_PREBUILT_UI=OFF",
    "-DLLAMA_BUILD_TESTS=OFF",
    "-DLLAMA_BUILD_EXAMPLES=OFF",
    "-DGGML_NATIVE=ON",
)
TOOLS = ("cmake", "c++", "make")
# Where both engines read the same, the probability of a word may differ by so much. Another order of adding up, and what that
# rounds otherwise, is all that differs: by .05 at most on an AMD EPYC with AVX-512 (docs/measurements/speed.md). What is built
# wrongly writes other words altogether.
LARGEST_DIFFERENCE = 0.25
# Less than a twentieth more is within what a busy machine makes of the same speed.
LEAST_GAIN = 1.05
# A build takes 0.4 GB while it goes on, and 40 MB of it stay.
ROOM = 1_000_000_000

# How CMake's two usual builders say how far they are: [17/211] and [ 8%].
_OF = re.compile(r"\[\s*(\d+)/(\d+)\]")
_PERCENT = re.compile(r"\[\s*(\d+)%\]")


def build_native_engine(
    models: Path,
    model: Path,
    report: Report,
    *,
    python: str = sys.executable,
    environment: Mapping[str, str] = os.environ,
) -> NativeEngine:
    """Return the engine for this processor, built into the cache `models` where it is not there; `model` is a GGUF file to try.

    Takes minutes. Raises BuildToolsMissing, PipMissing, EngineBuildFailed, EngineNotSame, EngineNotFaster, DiskFull and
    CacheNotWritable, after which everything is as it was.
    """
    found = find_native_engine(models)
    if found is not None:
        return found
    missing = [tool for tool in TOOLS if _which(tool, environment) is None]
    if missing:
        raise BuildToolsMissing(tools=", ".join(missing))
    place = native_folder(models)
    with disk.writing(models, needed=ROOM):
        place.parent.mkdir(parents=True, exist_ok=True)
        if disk.free_space(place.parent) < ROOM:
            raise disk.disk_full(place.parent, needed=ROOM)
        work = tempfile.TemporaryDirectory(prefix="building-", dir=place.parent)
    with work:
        wheel = _build(Path(work.name), python, environment, report)
        made = Path(work.name) / "engine"
        with disk.writing(models, needed=ROOM), zipfile.ZipFile(wheel) as archive:
            archive.extractall(made)
        report(Progress("verify", PACKAGE))
        speed, packaged = _try(made, model)
        with disk.writing(models, needed=ROOM):
            describe(made, speed, packaged)
            shutil.rmtree(place, ignore_errors=True)
            made.rename(place)
    return NativeEngine(place, speed, packaged)


def _build(work: Path, python: str, environment: Mapping[str, str], report: Report) -> Path:
    """Return the wheel that pip builds in `work`."""
    subject = f"{PACKAGE} {version(PACKAGE)}"
    command = [python, "-m", "pip", "wheel", "--verbose", "--no-input", "--disable-pip-version-check", "--no-cache-dir"]
    command += ["--no-deps", "--no-binary", PACKAGE, "--wheel-dir", str(work), f"{PACKAGE}=={version(PACKAGE)}"]
    given = environment.get("CMAKE_ARGS", "")
    built_with = environment_without_keys(environment)
    built_with |= {"TMPDIR": str(work), "CMAKE_ARGS": " ".join(filter(None, [*OPTIONS, given]))}
    if _which("ninja", environment) is not None:
        built_with.setdefault("CMAKE_GENERATOR", "Ninja")  # CMake takes make by itself; it was built with ninja here
    report(Progress("build", subject))
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=built_with,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise PipMissing(python=python) from error
    said: list[str] = []
    with process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                said.append(line)
                if (done := _how_far(line)) is not None:
                    report(Progress("build", subject, *done))
        except BaseException:
            process.kill()
            raise
    wheels = list(work.glob("*.whl"))
    if process.returncode or not wheels:
        raise _reason(said, python)
    return wheels[0]


def _which(tool: str, environment: Mapping[str, str]) -> str | None:
    return shutil.which(tool, path=environment.get("PATH"))


def _how_far(line: str) -> tuple[int, int] | None:
    if found := _OF.search(line):
        return int(found[1]), int(found[2])
    if found := _PERCENT.search(line):
        return int(found[1]), 100
    return None


def _reason(said: Sequence[str], python: str) -> PipMissing | EngineBuildFailed:
    if any("No module named pip" in line for line in said):
        return PipMissing(python=python)
    lines = [line.strip() for line in said if line.strip()]
    # The compiler says what is wrong where it is; pip's own words at the end say only that something was.
    telling = next((line for line in lines if "error:" in line.casefold()), lines[-1] if lines else "pip")
    return EngineBuildFailed(package=PACKAGE, reason=telling[:300])


def _try(made: Path, model: Path) -> tuple[ModelSpeed, ModelSpeed]:
    """Return how fast the engine that was made is, and the packaged one. Raises EngineNotSame and EngineNotFaster."""
    try:
        with contextlib.ExitStack() as ending:
            engines = [LlamaServer.from_gguf(model), LlamaServer.from_gguf(model, package=made)]
            for engine in engines:
                ending.callback(engine.end)
            packaged, native = try_engines(engines)
    except (OSError, RuntimeError, ValueError, KeyError, httpx.HTTPError) as error:
        raise EngineBuildFailed(package=PACKAGE, reason=f"{type(error).__name__}: {error}") from error
    difference = largest_difference(packaged, native)
    if difference > LARGEST_DIFFERENCE:
        raise EngineNotSame(difference=f"{difference:.2f}")
    if native.speed.reading < LEAST_GAIN * packaged.speed.reading:
        raise EngineNotFaster(native=round(native.speed.reading), packaged=round(packaged.speed.reading))
    return native.speed, packaged.speed
