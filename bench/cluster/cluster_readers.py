"""Readers: each has the page open, asks, reads, and asks on in its own conversation; what fails is asked again."""

import asyncio
import random
import secrets
import time
from collections.abc import Callable

from bench.cluster.ledger import ANSWERED, BY_MODEL, BY_QUOTES, NOT_SAID, Ledger, Try
from bench.cluster.page_client import Json, LineBroke, PageClient

# No question is asked twice, so that no answer is one that was kept.
ASKED = (
    "Which outside technologies did DeepSeek use in {n}?",
    "독파모 사업은 {n}년에 어떤 사업이었나요?",
    "What did the DeepSeekMoE architecture lower by {n} percent?",
    "정부가 마련한 그래픽처리장치는 {n}장인가요?",
    "What is an encoder, as {n} articles say?",
    "딥시크는 어느 나라 회사인가요? 글 {n}개로 답해 주세요.",
    "How does DeepSeek train its models, in {n} words?",
    "딥시크MoE 구조 덕분에 {n}배 줄어든 것은 무엇인가요?",
)
# A reader who gets an error tries again after so long, and so often.
_AGAIN_SECONDS = (1.0, 3.0)
_MOST_TRIES = 12
# As the page does: how often it looks what the server is doing, and how many earlier answers go with a question.
_STATE_SECONDS = 5.0
_FOLLOWED_TURNS = 3


class Reader:
    """One reader. `over` says whether no further question is asked; `pause` is how long an answer is read, in the mean."""

    def __init__(
        self, number: int, client: PageClient, ledger: Ledger, began: float, over: Callable[[], bool], pause: float
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._began = began
        self._over = over
        self._pause = pause
        self._number = number
        self._chance = random.Random(number)
        self._conversation = secrets.token_hex(12)
        self._pairs: list[list[str]] = []
        self._written_at: object = None
        self._asks = 0

    async def read(self) -> None:
        """Ask until it is over, each question until it is answered."""
        await self._read_answer(self._chance.uniform(0, self._pause))
        while not self._over():
            self._ledger.asked += 1
            number = 1_000 * self._number + self._asks
            self._asks += 1
            await self._answered(ASKED[number % len(ASKED)].format(n=number))
            await self._read_answer(self._chance.uniform(0.5, 1.5) * self._pause)

    async def keep_page_open(self) -> None:
        """Look what the server does, as an open page does, and at the articles where the library was written."""
        await asyncio.sleep(self._chance.uniform(0, _STATE_SECONDS))
        while not self._over():
            state = await self._look("state")
            if state.get("type") == "state" and state["written_at"] != self._written_at:
                self._written_at = state["written_at"]
                await self._look("articles")
            await asyncio.sleep(_STATE_SECONDS)

    async def _read_answer(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._over():
            await asyncio.sleep(max(0.0, min(1.0, until - time.monotonic())))

    async def _answered(self, question: str) -> None:
        turn = f"turn-{secrets.token_hex(12)}"
        for _ in range(_MOST_TRIES):
            tried = await self._ask(question, turn)
            self._ledger.tries.append(tried)
            if tried.ended in ANSWERED:
                await self._look("conversations", "")
                return
            await asyncio.sleep(self._chance.uniform(*_AGAIN_SECONDS))
            await self._find_place()
        self._ledger.given_up.append(question)

    async def _ask(self, question: str, turn: str) -> Try:
        heard, broke = _Heard(time.monotonic()), ""
        said = ("auto", self._pairs[-_FOLLOWED_TURNS:], None, self._conversation, turn, "standard", 5)
        try:
            async for event in self._client.stream("ask", question, *said):
                heard.note(event)
                if event["type"] == "saved" and heard.answer:
                    self._ledger.saved.setdefault(self._conversation, {})[turn] = str(heard.answer["answer"])
                elif event["type"] == "unsaved":
                    self._ledger.unsaved[event["error"]["name"]] += 1
        except LineBroke as error:
            broke = str(error)
        tried = heard.as_try(self._began, broke)
        if tried.ended in ANSWERED:
            self._pairs.append([question, str(heard.answer["answer"])])
        elif not tried.says_again:
            self._ledger.dead_ends.append(f"{tried.ended}, asked “{question}”")
        return tried

    async def _find_place(self) -> None:
        """Open the conversation again after an error, and see whether everything is there that was told to be saved."""
        known = self._ledger.saved.get(self._conversation, {})
        if not known:
            return
        told = await self._look("conversation", self._conversation)
        if told.get("type") != "conversation":  # it cannot be told now; at the end it is looked for again
            return
        there = {turn["id"] for turn in told["turns"]}
        if there.issuperset(known):
            self._ledger.places_kept += 1
        else:
            self._ledger.places_lost.append(f"{self._conversation}: {len(known.keys() - there)} of {len(known)} turns")

    async def _look(self, name: str, *data: object) -> Json:
        self._ledger.looks[name] += 1
        try:
            told = await self._client.look(name, *data)
        except LineBroke as error:
            self._ledger.broken_looks[f"{name}: {error}"] += 1
            return {}
        if told.get("type") == "error":
            self._ledger.broken_looks[f"{name}: {told['name']}"] += 1
            if not _says_again(told):
                self._ledger.dead_ends.append(f"{name}: {told['name']}: {told['en']}")
        return told


class _Heard:
    """What a reader heard of an answer that they asked for at `began`."""

    def __init__(self, began: float) -> None:
        self.answer: Json = {}
        self._began = began
        self._evidence: float | None = None
        self._error: Json | None = None

    def note(self, event: Json) -> None:
        """Take in one event."""
        match event["type"]:
            case "evidence":
                self._evidence = time.monotonic() - self._began
            case "answer":
                self.answer = event["answer"]
            case "error":
                self._error = event

    def as_try(self, start: float, broke: str) -> Try:
        """Return how it ended, now; `broke` says how the line to the page did, "" where it held."""
        ended, says_again = self._end(broke)
        return Try(self._began - start, self._evidence, time.monotonic() - self._began, ended, says_again)

    def _end(self, broke: str) -> tuple[str, bool]:
        if broke:  # the page says then: "Haeseol cannot be reached. Check that it is running and try again."
            return f"unreachable ({broke.partition(':')[2].strip()})", True
        if self._error is not None:
            return self._error["name"], _says_again(self._error)
        if not self.answer:
            return "no answer", False
        return NOT_SAID if not self.answer["found"] else BY_MODEL if self.answer["model"] else BY_QUOTES, True


def _says_again(error: Json) -> bool:
    """Return whether an error tells the reader to try again."""
    return "again" in str(error["en"]).lower()
