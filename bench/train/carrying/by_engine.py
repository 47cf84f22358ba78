"""What the built-in model says in Korean as it was taught and as before: `python -m bench.train.carrying.by_engine EVAL`.

22 sentences of the articles held apart in `bench/faithfulness` and 18 of the news in EVAL, each asked for in both ways, are
printed to be read, then how near they come to what was written (chrF), how many keep their names and numbers, and how many loop
or are in another script. Some five minutes.
"""

import argparse
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.train.carrying.lessons import HELD_NEWS, read_rows, written_pairs
from bench.train.carrying.measure import chrf
from bot.answering.glosses import gloss
from bot.answering.postprocessing import keeps_language, loops, make_polite
from bot.answering.translating import keeps_facts, read_to_carry
from bot.models.files import find_model
from bot.models.llm.chat_message import Message
from bot.models.llm.chat_model import ChatModel
from bot.models.llm.prompts import ask_to_carry, ask_translation
from bot.settings import DEFAULT_MODEL, Settings

WRITTEN, NEWS, SEED, TOKENS = 22, 18, 2, 160
# Letters of a sentence of the news: neither a headline nor two sentences in one.
_SHORTEST, _LONGEST = 60, 170


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the sentences and the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.train.carrying.by_engine", description=__doc__)
    parser.add_argument("evaluation", type=Path)
    options = parser.parse_args(arguments)
    path = Path(find_model(DEFAULT_MODEL, Settings.from_environment(os.environ).cache))
    model = ChatModel.from_gguf(path, name=DEFAULT_MODEL)
    found: dict[tuple[str, str], list[tuple[float, bool, bool]]] = defaultdict(list)
    for kind, english, korean in _held_apart(options.evaluation):
        print(f"\n{english}")
        for way, asked in _ways(english):
            told = make_polite(" ".join(_said(model, asked).split()))
            print(f"  {way:8}{told}", flush=True)
            odd = loops(told) or not keeps_language(told, "ko", english)
            kept = keeps_facts(english, told, "ko", None, {})
            found[kind, way].append((chrf(told, make_polite(korean)), kept, odd))
    print(f"\n{'held apart':16}{'rows':>6}{'chrF':>7}{'kept':>6}{'odd':>5}")
    for (kind, way), rows in sorted(found.items()):
        scores, facts, odds = (sum(column) for column in zip(*rows, strict=True))
        print(f"{kind:8}{way:8}{len(rows):>6}{scores / len(rows):>7.1f}{facts:>6}{odds:>5}")
    return 0


def _held_apart(evaluation: Path) -> Iterator[tuple[str, str, str]]:
    for pair in random.Random(SEED).sample(list(written_pairs("held_apart")), WRITTEN):
        yield "written", pair["en"], pair["ko"]
    news = read_rows(evaluation / "news_ko_en.pairs.jsonl")[-HELD_NEWS:]
    whole = [pair for pair in news if _SHORTEST < len(pair["en"]) < _LONGEST]
    for pair in random.Random(SEED).sample(whole, NEWS):
        yield "news", pair["en"], pair["ko"]


def _ways(english: str) -> Iterator[tuple[str, list[Message]]]:
    read = gloss(english, (), "")
    yield "taught", ask_to_carry(read_to_carry(read, "ko", None), "ko")
    yield "before", ask_translation(read, "ko")


def _said(model: ChatModel, asked: Sequence[Message]) -> str:
    return "".join(piece.text for piece in model.stream(asked, max_tokens=TOKENS))


if __name__ == "__main__":
    sys.exit(main())
