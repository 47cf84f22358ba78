"""All doors for programs on one server: /api/v1, /v1 and /mcp, behind one check and over one line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from mcp.server.transport_security import TransportSecuritySettings

from bot.api.chat_completions import build_chat_completions
from bot.api.hang_up import EndsWithCaller
from bot.api.key_check import KeyCheck
from bot.api.question_line import QuestionLine
from bot.api.rest import build_rest
from bot.api.tools import build_tools
from bot.service.keys import Keys

if TYPE_CHECKING:
    from bot.service.haeseol import Haeseol


def mount_doors(server: FastAPI, service: "Haeseol", keys: Keys) -> None:
    """Put the doors on a server. What it is told of host names and sizes it has asked before they are reached."""
    line = QuestionLine(service)
    tools = build_tools(lambda: service, lambda: line)
    # Our own gate has looked at the host name; a session for each client would only be memory to fill.
    open_to_all = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    mcp = tools.streamable_http_app(
        streamable_http_path="/", stateless_http=True, json_response=True, transport_security=open_to_all
    )
    server.mount("/api/v1", EndsWithCaller(KeyCheck(build_rest(service, line), keys)))
    server.mount("/v1", EndsWithCaller(KeyCheck(build_chat_completions(service, line), keys)))
    server.mount("/mcp", EndsWithCaller(KeyCheck(mcp, keys)))
    before = server.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[Any]:
        async with before(app) as state, tools.session_manager.run():
            yield state

    server.router.lifespan_context = lifespan
