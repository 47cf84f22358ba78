"""The endpoint that checks a text: which of its sentences do the articles say?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import gradio

from bot.errors import HaeseolError
from bot.library.scope import Scope
from bot.ui.events import Json, error_json, plain

if TYPE_CHECKING:
    from bot.service.haeseol import Haeseol


class ClaimEndpoints:
    """The endpoint over one service. One text is checked at a time; others wait in its line, and no question waits for one."""

    def __init__(self, service: "Haeseol") -> None:
        self.service = service

    def register(self, server: gradio.Server) -> None:
        """Name the endpoint on `server`."""
        server.api(self.check_text, name="check_text", concurrency_limit=1, concurrency_id="check")

    def check_text(self, text: str, scope: Json | None = None) -> Iterator[Json]:
        """Check a text by the articles of a scope: a stream of `claim`, one for each sentence in order; or an `error`."""
        try:
            for checked in self.service.check_text(text, Scope.from_json(scope)):
                yield {"type": "claim", **plain(checked)}
        except HaeseolError as error:
            yield error_json(error)
