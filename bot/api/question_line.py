"""What programs ask: so many questions at a time, in turns with the readers of the page; nobody who stalls holds others up."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import closing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answering.answer import Event
from bot.answering.ask_options import AskOptions
from bot.service.door_errors import LineFull

if TYPE_CHECKING:
    from bot.service.haeseol import Haeseol

MOST_WAITING = 16


class QuestionLine:
    """The questions of all doors of one process over one service; turns are taken in the service's own line."""

    def __init__(self, service: "Haeseol", most_waiting: int = MOST_WAITING) -> None:
        self._service = service
        self._most = most_waiting + 1
        self._counting = threading.Lock()
        self._inside = 0

    async def ask(self, question: str, options: AskOptions) -> AsyncGenerator[Event]:
        """Yield the events of an answer; whoever stops listening stops it. Raises what `Haeseol.ask` does, and LineFull.

        The answer is made in a thread of its own, as fast as it can be, and waits here for whoever reads it slowly.
        """
        with self._counting:
            if self._inside >= self._most:
                raise LineFull(waiting=self._inside - 1)
            self._inside += 1
        asked = replace(options, reader="programs")  # in the service's line all of them together are one reader
        told: asyncio.Queue[Event | BaseException | None] = asyncio.Queue()
        loop, left = asyncio.get_running_loop(), threading.Event()

        def put(event: Event | BaseException | None) -> None:
            with suppress(RuntimeError):  # the server ended meanwhile
                loop.call_soon_threadsafe(told.put_nowait, event)

        def answer() -> None:
            end: BaseException | None = None
            try:
                with closing(self._service.ask(question, asked)) as events:  # type: ignore[type-var]
                    for event in events:
                        put(event)
                        if left.is_set():
                            return
            except BaseException as error:
                end = error
            finally:
                with self._counting:
                    self._inside -= 1
            put(end)

        threading.Thread(target=answer, name="answering a program", daemon=True).start()
        try:
            while (event := await told.get()) is not None:
                if isinstance(event, BaseException):
                    raise event
                yield event
        finally:
            left.set()
