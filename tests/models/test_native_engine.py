"""The engine built for this processor: tried beside the packaged one before it is kept, and never in the way.

The processes are real; pip is a script that packs the stand-in engine (`tests/stand_in_engine`), changed as a test asks for.
"""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.doctor import diagnose
from bot.models.llm import native_engine
from bot.models.llm.chat_model import ChatModel
from bot.models.llm.engine_trial import Choice, EngineTrial, largest_difference
from bot.models.llm.model_speed import ModelSpeed
from bot.models.llm.native_build import TOOLS, build_native_engine
from bot.models.llm.native_engine import NativeEngine, find_native_engine
from bot.models.model_errors import (
    BuildToolsMissing,
    EngineBuildFailed,
    EngineError,
    EngineNotFaster,
    EngineNotSame,
    PipMissing,
)
from bot.progress import Progress, report_nothing
from bot.settings import Settings
from tests.gguf_file import write_gguf
from tests.places import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="a script stands in for Python"),
]

STAND_IN = ROOT / "tests" / "stand_in_engine"
PACKED = """#!{python}
import pathlib, sys, zipfile
folder = pathlib.Path(sys.argv[sys.argv.index("--wheel-dir") + 1])
print("  [1/2] Building CXX object fast.o", "  [2/2] Linking", sep="\\n", flush=True)
with zipfile.ZipFile(folder / "xllamacpp-1-py3-none-any.whl", "w") as wheel:
    wheel.writestr("xllamacpp.py", pathlib.Path({source!r}).read_text())
"""
FAILED = """#!{python}
import sys
print("fast.cpp:3:1: error: 'avx' was not declared", "subprocess-exited-with-error", sep="\\n")
sys.exit(1)
"""

Build = Callable[..., NativeEngine]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache for the models, a GGUF file, a compiler, and a packaged engine that reads 60 tokens a second."""
    write_gguf(tmp_path / "fine.gguf", {"<|im_end|>": 3})
    for tool in TOOLS:
        (tmp_path / tool).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(STAND_IN))
    return tmp_path / "cache"


@pytest.fixture
def build(tmp_path: Path, cache: Path) -> Build:
    """Build with a pip that packs the stand-in with some of its values changed, or that does what `script` says."""

    def build_(
        *changes: tuple[str, str], script: str = PACKED, report: Callable[[Progress], None] = report_nothing
    ) -> NativeEngine:
        source = (STAND_IN / "xllamacpp.py").read_text("utf-8")
        for old, new in changes:
            assert old in source
            source = source.replace(old, new)
        (tmp_path / "source.py").write_text(source, "utf-8")
        python = tmp_path / "python"
        python.write_text(script.format(python=sys.executable, source=str(tmp_path / "source.py")), "utf-8")
        python.chmod(0o755)
        return build_native_engine(cache, tmp_path / "fine.gguf", report, python=str(python))

    return build_


FASTER = ("READS, WRITES = 60.0", "READS, WRITES = 111.0")


def test_an_engine_that_says_the_same_faster_is_kept_and_found(build: Build, cache: Path) -> None:
    assert find_native_engine(cache) is None
    told: list[Progress] = []
    built = build(FASTER, ("LIKELY = -0.25", "LIKELY = -0.3"), report=told.append)
    assert built.speed == pytest.approx(ModelSpeed(111, 24))
    assert built.packaged == pytest.approx(ModelSpeed(60, 24))
    assert find_native_engine(cache) == built
    assert list(built.folder.parent.iterdir()) == [built.folder]
    assert [(one.step, one.done, one.total) for one in told] == [
        ("build", 0, 0),
        ("build", 1, 2),
        ("build", 2, 2),
        ("verify", 0, 0),
    ]
    assert build(script=FAILED) == built, "one that is there is not built again"


@pytest.mark.parametrize(
    ("change", "script", "error"),
    [
        (("READS, WRITES = 60.0", "READS, WRITES = 61.0"), PACKED, EngineNotFaster),
        (("LIKELY = -0.25", "LIKELY = -0.8"), PACKED, EngineNotSame),
        (('"id": 7, "top', '"id": 8, "top'), PACKED, None),
        (("import json", "import jso"), PACKED, EngineBuildFailed),
        (FASTER, FAILED, EngineBuildFailed),
        (FASTER, "#!/bin/sh\necho No module named pip; exit 1", PipMissing),
    ],
)
def test_whatever_is_wrong_leaves_the_packaged_engine(
    build: Build, cache: Path, change: tuple[str, str], script: str, error: type[EngineError] | None
) -> None:
    if error is None:
        # A word that the other finds nearly as likely ends what is compared; it is no difference by itself.
        assert build(FASTER, change).speed.reading == pytest.approx(111)
        return
    with pytest.raises(error):
        build(change, script=script)
    assert find_native_engine(cache) is None
    assert list((cache / "engines").iterdir()) == []


def test_a_compiler_s_own_words_tell_why(build: Build) -> None:
    with pytest.raises(EngineBuildFailed, match="'avx' was not declared"):
        build(script=FAILED)


def test_without_a_compiler_nothing_is_begun(build: Build, cache: Path, tmp_path: Path) -> None:
    (tmp_path / "cmake").unlink()
    with pytest.raises(BuildToolsMissing, match="cmake: on Debian"):
        build()
    assert not cache.exists()


@pytest.mark.parametrize("what", ["version", "_processor"])
def test_another_version_or_processor_has_the_packaged_engine(
    build: Build, cache: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    assert find_native_engine(cache) or build(FASTER)
    monkeypatch.setattr(native_engine, what, lambda *name: "another")
    assert find_native_engine(cache) is None


def test_an_engine_that_does_not_start_leaves_its_place(build: Build, tmp_path: Path) -> None:
    folder = build(FASTER).folder
    good = ChatModel.from_gguf(tmp_path / "fine.gguf", name="fine", package=folder)
    (folder / "xllamacpp.py").write_text("raise ImportError('built for another processor')", "utf-8")
    other = ChatModel.from_gguf(tmp_path / "fine.gguf", name="fine", package=folder)
    for model in (good, other):
        assert "".join(piece.text for piece in model.stream([("user", "Well?")], max_tokens=9)) == "Well, fine."


def test_the_doctor_says_which_engine_and_how_fast(build: Build, cache: Path, tmp_path: Path) -> None:
    def engine() -> str:
        (found,) = [
            finding.what.en
            for finding in diagnose(Settings(home=tmp_path, cache=cache), {})
            if "Engine" in finding.what.en
        ]
        return found

    assert "as packaged. `haeseol setup --native`" in engine()
    build(FASTER)
    assert "built for this processor, reads 111 and writes 24 tokens a second (packaged: 60, 24)" in engine()
    shutil.rmtree(cache / "engines")
    assert "as packaged" in engine()


def trial(*places: tuple[int, dict[int, float]]) -> EngineTrial:
    return EngineTrial((tuple(Choice(word, likeliest) for word, likeliest in places),), ModelSpeed())


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        (trial(), trial(), 0.0),
        (trial((7, {7: 0.9, 8: 0.05})), trial((7, {7: 0.8, 9: 0.05})), 0.1),
        # What comes after two different words cannot be compared.
        (trial((7, {7: 0.5, 8: 0.45}), (1, {1: 1.0})), trial((8, {7: 0.48, 8: 0.5}), (2, {2: 1.0})), 0.05),
        (trial((7, {7: 0.9, 8: 0.05})), trial((9, {9: 0.9, 8: 0.05})), 1.0),
    ],
)
def test_engines_are_compared_as_far_as_they_wrote_alike(
    one: EngineTrial, other: EngineTrial, difference: float
) -> None:
    assert largest_difference(one, other) == pytest.approx(difference)
    assert largest_difference(other, one) == pytest.approx(difference)
