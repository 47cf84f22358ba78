"""Let engines continue the same texts in turn: whether they say the same, and how fast each reads and writes.

Two builds of one engine add up the same numbers in another order, so that after enough words the likeliest one of two nearly
equal words may be another. So what is compared is how likely each finds the words at every place up to which both wrote alike.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from bot.models.llm.llama_server import LlamaServer
from bot.models.llm.model_speed import ModelSpeed, SpeedGauge

WORDS = 24
# How many words are compared at each place, and twice the texts: the fastest counts, and a machine is busy now and then.
LIKELIEST = 4
ROUNDS = 2
# Long enough that reading them is work (`model_speed.LEAST_READ` tokens), in both languages.
TEXTS = tuple(
    text * 3
    for text in (
        "신문 기사는 무슨 일이 있었는지를 먼저 적고, 누가 그렇게 말했는지를 밝히며, 쓴 사람의 생각은 따로 둔다. ",
        "A newspaper prints what happened, says who said so, and keeps what it thinks of it apart. ",
        "부산 해운대구는 2023년 5월 연 모래축제에 관람객 62만 명이 찾았다고 밝혔다. 예산은 78억 원이었다. ",
        "The budget was 7.8 billion won in the second quarter of 2023, twice what the district had spent before. ",
    )
)
# No answer to a short text takes longer, on a busy machine too.
_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Choice:
    """A word that was written, and the probabilities of the likeliest ones there, by their numbers."""

    word: int
    likeliest: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class EngineTrial:
    """What an engine wrote after each text, and how fast it read and wrote at its fastest."""

    written: tuple[tuple[Choice, ...], ...]
    speed: ModelSpeed


def try_engines(engines: Sequence[LlamaServer], texts: Sequence[str] = TEXTS) -> list[EngineTrial]:
    """Return what each of `engines` does, in their order. Raises httpx.HTTPError where one does not answer, and ValueError."""
    gauges = [SpeedGauge() for _ in engines]
    written: list[list[tuple[Choice, ...]]] = [[] for _ in engines]
    for number in range(ROUNDS):
        for text in texts:
            for engine, gauge, choices in zip(engines, gauges, written, strict=True):
                reply = _continue(engine, text)
                gauge.note(reply["timings"])
                if number == 0:
                    choices.append(_choices(reply))
    return [EngineTrial(tuple(choices), gauge.fastest) for choices, gauge in zip(written, gauges, strict=True)]


def largest_difference(one: EngineTrial, other: EngineTrial) -> float:
    """Return by how much two engines differ in the probability of a word, 0 to 1, where both had written the same until then.

    0.0 where nothing was written, 1.0 where what one wrote is not among the likeliest words of the other.
    """
    most = 0.0
    for mine, yours in zip(one.written, other.written, strict=True):
        for left, right in zip(mine, yours, strict=False):
            for word, probability in left.likeliest.items():
                if word in right.likeliest:
                    most = max(most, abs(probability - right.likeliest[word]))
            if left.word not in right.likeliest or right.word not in left.likeliest:
                return 1.0
            if left.word != right.word:
                break
    return most


def _continue(engine: LlamaServer, text: str) -> Mapping[str, Any]:
    asked = {"prompt": text, "n_predict": WORDS, "temperature": 0, "cache_prompt": False, "n_probs": LIKELIEST}
    keys = {"Authorization": f"Bearer {engine.key}"}
    # No proxy of the environment stands between a process and itself.
    with httpx.Client(trust_env=False, headers=keys, timeout=_SECONDS) as client:
        reply: Mapping[str, Any] = client.post(f"{engine.address}/completion", json=asked).raise_for_status().json()
    return reply


def _choices(reply: Mapping[str, Any]) -> tuple[Choice, ...]:
    return tuple(
        Choice(place["id"], {one["id"]: math.exp(one["logprob"]) for one in place["top_logprobs"]})
        for place in reply["completion_probabilities"]
    )
