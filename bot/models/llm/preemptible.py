"""The answering model at work in the background: what it is doing is given up as soon as a reader comes."""

import asyncio
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.models.llm.adapters import AdapterName
from bot.models.llm.chat_message import Message
from bot.models.llm.chat_model import AnsweringModel, ChatModel, Reading
from bot.models.llm.llama_server import KVLocation
from bot.models.llm.priority import Preempted
from bot.models.llm.thinking import Piece, ThinkingSplitter

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

# How often a request is looked at: whether it is to be given up, in seconds.
LOOK_SECONDS = 0.05


def make_preemptible(model: AnsweringModel, may_go_on: Callable[[], bool]) -> AnsweringModel:
    """Return `model` so that it raises Preempted as soon as `may_go_on` says no."""
    return PreemptibleModel(model, may_go_on) if isinstance(model, ChatModel) else _Preemptible(model, may_go_on)


class PreemptibleModel(ChatModel):
    """The same model, working only as long as `may_go_on` says so: then each of its methods raises Preempted.

    A request is given up also while its prompt is still being read, which is the longest part of it: LangChain's
    asynchronous half can close a connection from outside.
    """

    def __init__(self, model: ChatModel, may_go_on: Callable[[], bool]) -> None:
        super().__init__(
            model._name,
            model._replicas,
            model._server,
            model._gauge,
            control_tokens=model._control_tokens,
            taught=model._taught,
        )
        self._turn = model._turn
        # The engine closes with the model that opened it, so that stays for as long as this one works.
        self._opened = model
        self._may_go_on = may_go_on

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        """Yield the reply in one piece, when it is whole. Raises ModelUnavailable and Preempted."""
        splitter = ThinkingSplitter()
        with self._turn:
            reply = self._reply(messages, max_tokens=self._room(max_tokens))
        for block in reply.content_blocks:
            if block["type"] == "text":
                yield from splitter.feed(block["text"])
        yield from splitter.finish()

    def _reply(self, messages: Sequence[Message], **options: Any) -> "AIMessage":
        request = asyncio.run_coroutine_threadsafe(self._ask(messages, options), _background_loop())
        while True:
            try:
                return request.result(LOOK_SECONDS)
            except TimeoutError:
                if request.done():
                    continue
                if not self._may_go_on():
                    request.cancel()
                    raise Preempted from None

    async def _ask(self, messages: Sequence[Message], options: dict[str, Any]) -> "AIMessage":
        attempts = self._replicas.attempts()
        try:
            for attempt in attempts:
                with attempt as chat:
                    return await chat.ainvoke(self._told(messages), **options, **self._adapted(messages))
            raise attempts.failure
        except Exception as error:  # network, HTTP and provider errors have no common ancestor
            raise self._unavailable(error) from error


class _Preemptible:
    """A model of another kind, looked at between the pieces of what it says."""

    def __init__(self, model: AnsweringModel, may_go_on: Callable[[], bool]) -> None:
        self._model = model
        self._may_go_on = may_go_on

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def taught(self) -> Collection[AdapterName]:
        return self._model.taught

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        with closing(self._model.stream(messages, max_tokens=max_tokens)) as pieces:  # type: ignore[type-var]
            for piece in pieces:
                if not self._may_go_on():
                    raise Preempted
                yield piece

    def odds(self, messages: Sequence[Message], yes: str, no: str) -> float:
        if not self._may_go_on():
            raise Preempted
        return self._model.odds(messages, yes, no)

    def read(self, messages: Sequence[Message], yes: str, no: str, place: KVLocation | None) -> Reading:
        if not self._may_go_on():
            raise Preempted
        return self._model.read(messages, yes, no, place)


@cache
def _background_loop() -> asyncio.AbstractEventLoop:
    """Return the one event loop of this process, in a thread of its own: connections that are kept open belong to a loop."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="background requests", daemon=True).start()
    return loop
