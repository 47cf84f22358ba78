"""`setup --native`: the answering engine built for this processor, and how it is told of."""

import sys
from pathlib import Path

from bot.bilingual import Bilingual, Language
from bot.cli.console import show_progress, tell
from bot.models.files import find_model
from bot.models.llm.native_engine import NativeEngine
from bot.settings import DEFAULT_MODEL, Settings

ENGINE_PACKAGED = Bilingual(
    ko="엔진: 받은 그대로. `haeseol setup --native`로 이 프로세서에 맞게 만들면 더 빨리 읽을 수 있어요",
    en="Engine: as packaged. `haeseol setup --native` builds it for this processor, which may read faster",
)


def build_engine(settings: Settings, language: Language) -> None:
    """Build the engine for this processor where it is not there, and say where it is and how fast. Raises EngineError.

    It is tried with the settings' answering model, the built-in one where that runs elsewhere.
    """
    from bot.models.llm.native_build import build_native_engine

    local = DEFAULT_MODEL if ":" in settings.model or settings.model == "none" else settings.model
    with show_progress(language) as report:
        engine = build_native_engine(settings.cache, Path(find_model(local, settings.cache)), report)
    tell(f"{describe_engine(engine).in_(language)}: {engine.folder}", file=sys.stderr)


def describe_engine(engine: NativeEngine) -> Bilingual:
    """Return how fast an engine was when it was built, and the packaged one beside it."""
    read, before = round(engine.speed.reading), round(engine.packaged.reading)
    written, wrote = round(engine.speed.writing), round(engine.packaged.writing)
    return Bilingual(
        ko=f"엔진: 이 프로세서에 맞게 만든 것. 1초에 {read}토큰을 읽고 {written}토큰을 써요(받은 것은 {before}, {wrote})",
        en=f"Engine: built for this processor, reads {read} and writes {written} tokens a second (packaged: {before}, {wrote})",
    )
