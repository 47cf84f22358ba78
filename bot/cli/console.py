"""How the command line speaks: JSON on standard output, progress on standard error, in the language of the terminal."""

import json
import logging
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from bot.bilingual import Bilingual, Language
from bot.cli.json_log import logs_as_json
from bot.errors import visible
from bot.progress import Progress, Report, Step
from bot.settings import Settings

STEPS: Mapping[Step, Bilingual] = {
    "wait": Bilingual(ko="차례를 기다리는 중", en="Waiting for its turn"),
    "download": Bilingual(ko="내려받는 중", en="Downloading"),
    "verify": Bilingual(ko="확인하는 중", en="Verifying"),
    "assemble": Bilingual(ko="조립하는 중", en="Assembling"),
    "build": Bilingual(ko="이 컴퓨터에 맞게 만드는 중", en="Building"),
    "load": Bilingual(ko="불러오는 중", en="Loading"),
    "read": Bilingual(ko="읽는 중", en="Reading"),
    "recognise": Bilingual(ko="그림에서 글자를 읽는 중", en="Recognising pages"),
    "embed": Bilingual(ko="색인하는 중", en="Embedding"),
    "store": Bilingual(ko="저장하는 중", en="Storing"),
    "group": Bilingual(ko="주제별로 묶는 중", en="Grouping by topic"),
    "match": Bilingual(ko="같은 소식을 찾는 중", en="Looking for the same stories"),
    "compare": Bilingual(ko="견주는 중", en="Comparing"),
}

_log = logging.getLogger("haeseol")
_OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_NEW_LINE = re.compile("[\t-\r\x1c-\x1e\x85\u2028\u2029]")
# Where nobody watches a terminal (a log, a pipe) a line this often says as much as a bar.
_LINE_SECONDS = 2.0


def terminal_language(environment: Mapping[str, str]) -> Language:
    """Return the language that the terminal's locale names, English where it is neither of ours."""
    locale = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "ko" if locale.startswith("ko") else "en"


@contextmanager
def show_progress(language: Language) -> Iterator[Report]:
    """Yield a report that shows progress as a bar on a terminal, as a line every two seconds elsewhere."""
    if sys.stderr.isatty() and not logs_as_json():
        with Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        ) as bar:
            yield _bar_report(bar, language)
    else:
        yield _line_report(language)


def describe(progress: Progress, language: Language) -> str:
    """Return one progress report in words: what is done to what, how far."""
    subject = without_line_ends(visible(progress.subject))
    words = " ".join(part for part in (STEPS[progress.step].in_(language), subject) if part)
    if not progress.total:
        return words
    if progress.unit == "bytes":
        return f"{words}  {progress.done / 1e6:,.0f} / {progress.total / 1e6:,.0f} MB"
    return f"{words}  {progress.done:,} / {progress.total:,}"


def _bar_report(bar: Bar, language: Language) -> Report:
    tasks: dict[Step, TaskID] = {}

    def report(progress: Progress) -> None:
        if progress.step not in tasks:
            tasks[progress.step] = bar.add_task("", total=None)
        bar.update(
            tasks[progress.step],
            description=escape(describe(progress, language)),  # brackets in a name are no markup
            total=progress.total or None,
            completed=progress.done,
        )

    return report


def _line_report(language: Language) -> Report:
    last: tuple[Step | None, float] = (None, 0.0)

    def report(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        finished = bool(progress.total) and progress.done >= progress.total
        if progress.step != last[0] or finished or now - last[1] >= _LINE_SECONDS:
            tell(describe(progress, language), file=sys.stderr)
            last = (progress.step, now)

    return report


def with_model(settings: Settings, model: str | None) -> Settings:
    """Return `settings` with the model that `--model` names, if it does."""
    return replace(settings, model=model, model_named=True) if model else settings


def print_json(value: dict[str, Any] | Iterable[Any]) -> None:
    """Print one JSON value on a line of standard output."""
    written = json.dumps(value, ensure_ascii=False, default=str)
    # What a terminal would obey is written as JSON's escapes, which mean the same.
    print(_OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", written), flush=True)


def tell(*words: object, file: TextIO | None = None) -> None:
    """Print words for a person, on standard output unless `file` is another: nothing in them steers the terminal."""
    text = visible(" ".join(map(str, words)))
    if file is sys.stderr and logs_as_json():
        _log.info("%s", text)
    else:
        print(text, file=file, flush=True)


def without_line_ends(text: str) -> str:
    """Return a name as it may stand in a line: those of files may have ends of lines and tabs in them. Blanks stay."""
    return _NEW_LINE.sub(" ", text)


def iso(value: date | None) -> str | None:
    """Return a day as JSON has it."""
    return value.isoformat() if value else None
