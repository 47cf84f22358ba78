"""The command that moves the library."""

import argparse
import sys
import time
from dataclasses import asdict

from bot.bilingual import Bilingual, Language
from bot.cli.console import print_json, show_progress, tell
from bot.service.library_move import move_home_library
from bot.settings import LOCAL, Settings, without_login

_TO_SERVER = Bilingual(
    ko="haeseol: 이제 HAESEOL_LIBRARY={to}로 시작하면 그 라이브러리를 써요. index/의 것은 그대로 있어요.",
    en="haeseol: start with HAESEOL_LIBRARY={to} to use that library from now on. The one in index/ stays as it is.",
)
_TO_INDEX = Bilingual(
    ko="haeseol: 이제 HAESEOL_LIBRARY 없이 시작하면 index/의 라이브러리를 써요. 서버의 것은 그대로 있어요.",
    en="haeseol: start without HAESEOL_LIBRARY to use the library in index/. The one on the server stays as it is.",
)


def move(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Carry the library to a server, or back; a second run goes on where the first was interrupted."""
    started = time.perf_counter()
    with show_progress(language) as report:
        moved = move_home_library(settings, options.to, report)
    seconds = time.perf_counter() - started
    if options.json:
        print_json({**asdict(moved), "seconds": round(seconds, 3)})
    counts = " · ".join(f"{count} {name}" for name, count in asdict(moved).items())
    tell(f"{counts} · {seconds:.1f} s", file=sys.stderr)
    hint = _TO_INDEX if options.to == LOCAL else _TO_SERVER
    tell(hint.in_(language).format(to=without_login(options.to)), file=sys.stderr)
    return 0
