"""Pages that are pictures of text, read with Tesseract where it is on the machine with its Korean and English data."""

import csv
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from bot.articles.pdf_layout import Line

# What Tesseract was trained for: https://tesseract-ocr.github.io/tessdoc/ImproveQuality.html#rescaling
_DPI = 300
_MAX_SIDE = 5_000
_LANGUAGES = ("kor", "eng")
_SECONDS = 60.0
# Automatic layout takes Korean with wide lines for columns and loses most of it; one column of lines mixes two columns. The
# first counts unless the second finds so much more.
_LAYOUTS = ("3", "4")
_MORE = 1.15
_MIN_CONFIDENCE = 40.0
_INK = 1.8
# Hears how many of the pages that have to be read so are done. The process that reads files tells its parent.
on_page: ContextVar[Callable[[int, int], None]] = ContextVar("on_page")


@cache
def tesseract() -> str | None:
    """Return the path of Tesseract; None where it is not there or lacks its Korean or English data."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    known = (listed.stdout + listed.stderr).split()
    return program if all(language in known for language in _LANGUAGES) else None


def read_scanned(document: Any, numbers: list[int]) -> dict[int, list[Line]]:
    """Return the lines on pages of a pypdfium2 document, by the pages' numbers from 0, as far as anything was recognised.

    {} where Tesseract is not on the machine. A page takes 1 to 10 s.
    """
    program = tesseract()
    if program is None:
        return {}
    found: dict[int, list[Line]] = {}
    for done, number in enumerate(numbers):
        _tell(done, len(numbers))
        page = document[number]
        try:
            lines = _recognised(program, page)
        finally:
            page.close()
        if lines:
            found[number] = lines
    _tell(len(numbers), len(numbers))
    return found


def _tell(done: int, total: int) -> None:
    hears = on_page.get(None)
    if hears is not None and total:
        hears(done, total)


def _recognised(program: str, page: Any) -> list[Line]:
    width, height = page.get_size()
    scale = min(_DPI / 72, _MAX_SIDE / max(width, height, 1.0))
    best: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "page.png"
        page.render(scale=scale, grayscale=True).to_pil().save(picture)
        for layout in _LAYOUTS:
            table, text = _run(program, picture, layout)
            lines = _lines(table, text, scale, height)
            if not best or _size(lines) > _MORE * _size(best):
                best = lines
    return best


def _run(program: str, picture: Path, layout: str) -> tuple[str, str]:
    """Return Tesseract's table of words and its text; both "" where it fails on this picture."""
    out = picture.with_name(f"read{layout}")
    options = ["-l", "+".join(_LANGUAGES), "--dpi", str(_DPI), "--psm", layout, "tsv", "txt"]
    # One thread: its others wait for each other more than they help.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        subprocess.run(
            [program, str(picture), str(out), *options],
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            env=environment,
        )
        written = (out.with_suffix(suffix).read_text(encoding="utf-8", errors="replace") for suffix in (".tsv", ".txt"))
        table, text = written
    except (OSError, subprocess.SubprocessError):
        return "", ""
    return table, text


def _lines(table: str, text: str, scale: float, height: float) -> list[Line]:
    """Return the lines of a table, each where it stands on the page in points, the origin at the lower left.

    The table has a Korean word in pieces; where the spaces are is in the text alone.
    """
    rows: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row.get("level") == "5" and (row.get("text") or "").strip():
            rows.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    spaced = {"".join(line.split()): " ".join(line.split()) for line in text.splitlines()}
    lines = []
    for words in rows.values():
        if sum(float(word["conf"]) for word in words) < _MIN_CONFIDENCE * len(words):
            continue
        edges = [[float(word[name]) for name in ("left", "top", "width", "height")] for word in words]
        left, right = min(edge[0] for edge in edges), max(edge[0] + edge[2] for edge in edges)
        top, bottom = min(edge[1] for edge in edges), max(edge[1] + edge[3] for edge in edges)
        read = "".join("".join(word["text"].split()) for word in words)
        read = spaced.get(read, " ".join(word["text"] for word in words))
        lines.append(Line(read, left / scale, right / scale, height - bottom / scale, height - top / scale, height))
    return _of_one_size(lines)


def _of_one_size(lines: list[Line]) -> list[Line]:
    """Return lines of about the usual height as of that height: a box is only as high as the letters of its line happen to be."""
    usual = median(line.size for line in lines) if lines else 0.0
    return [
        replace(line, top=line.bottom + usual) if usual / _INK < line.size < usual * _INK else line for line in lines
    ]


def _size(lines: list[Line]) -> int:
    return sum(character.isalnum() for line in lines for character in line.text)
