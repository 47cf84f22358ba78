"""Texts that are made to be slow: what reads them takes time in step with their length, not with its square."""

import time
from collections.abc import Callable
from datetime import date

import pytest

from bot.text.aliases import mine_terms
from bot.text.hanja import spell_out
from bot.text.language import normalize
from bot.text.names.finding import names
from bot.text.quantities.extraction import quantities
from bot.text.said_addresses import unsaid_address
from bot.text.salience import salience
from bot.text.sentences import split_sentences

pytestmark = pytest.mark.slow

DAY = date(2026, 1, 26)
MADE = {
    "stops": ". ", "list": "- a\n", "quotes": "“", "brackets": "(", "numbers": "1,", "sums": "3억 ", "dates": "2026-01-26 ",
    "initials": "A. ", "hanja": "漢字", "one syllable": "가", "words": "단어는 ", "capitals": "Abc ",
    "marks": "a\u0301", "blank": " \n",
    "terms": "용어(Term) ", "hyphens": "a-", "hosts": "a.", "addresses": "www.",
}  # fmt: skip
READS: dict[str, Callable[[str], object]] = {
    "sentences": split_sentences,
    "normal form": normalize,
    "terms": mine_terms,
    "names": names,
    "quantities": lambda text: quantities(text, "ko", DAY),
    "hanja": lambda text: spell_out(text, is_korean=True),
    "addresses": lambda text: unsaid_address(text, [text]),
    "salience": lambda text: salience(text.split(" "), "a title"),
}
# Many letters with hyphens between them take Kiwi itself longer than in step: 0.2 s for 32,000.
BY_KIWI = {("salience", "hyphens")}
SHORT, TIMES = 8_000, 4
# In seconds. Shorter times are mostly chance.
SOON = 0.02


@pytest.fixture(scope="module", autouse=True)
def analyser() -> None:
    split_sentences("분석기를 먼저 읽어 둔다.")


@pytest.mark.parametrize("read", READS)
def test_time_goes_with_the_length(read: str) -> None:
    for name, part in MADE.items():
        if (read, name) not in BY_KIWI:
            assert any(_keeps_step(READS[read], part) for _ in range(3)), name


def _keeps_step(reads: Callable[[str], object], part: str) -> bool:
    """Return whether a text of four times the length takes less than eight times as long; by the square it takes sixteen."""
    reads(part)
    short, long = (_seconds(reads, part * (size // len(part))) for size in (SHORT, SHORT * TIMES))
    return long < 2 * TIMES * max(short, SOON)


def _seconds(reads: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    reads(text)
    return time.process_time() - started
