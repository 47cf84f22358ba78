"""The tools, through the client of the same SDK: over HTTP, in the process, and over a pipe as assistants start them."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from bot.library.scope import Scope
from bot.settings import Settings
from tests.doors import Doors
from tests.in_a_thread import in_a_thread
from tests.page_fakes import ARTICLES, SUGGESTED
from tests.places import ROOT


def _with_client(server: Any, work: Callable[[Client], Awaitable[None]]) -> None:
    async def run() -> None:
        async with Client(server) as client:
            await work(client)

    in_a_thread(lambda: asyncio.run(run()))


async def _call(client: Client, tool: str, **arguments: object) -> Any:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content.get("result", result.structured_content)


def test_every_tool_over_http(doors: Doors) -> None:
    async def work(client: Client) -> None:
        assert {tool.name for tool in (await client.list_tools()).tools} == {
            "search", "ask", "read_article", "list_articles", "add_article",
        }  # fmt: skip
        assert client.instructions is not None
        answer = await _call(client, "ask", question=SUGGESTED["ko"][0])
        assert answer["found"]
        assert answer["sentences"][0]["citations"] == [1]
        (hit, *_) = await _call(client, "search", question=SUGGESTED["en"][0], k=2)
        assert (await _call(client, "read_article", article_id=hit["article_id"]))["text"] == ARTICLES[1].text
        within = {"language": "ko", "articles": ["sample-ko"]}
        assert [row["id"] for row in await _call(client, "list_articles", scope=within)] == ["sample-ko"]
        assert await _call(client, "search", question=SUGGESTED["en"][0], k=1, scope=within) == []
        await _call(client, "ask", question=SUGGESTED["ko"][0], scope=within)
        assert doors.service.asked[-1][3] == Scope(articles=("sample-ko",), language="ko")
        (added,) = (await _call(client, "add_article", text="Rice grows in water.", title="Rice"))["added"]
        assert added in {row["id"] for row in await _call(client, "list_articles")}
        missing = await client.call_tool("read_article", {"article_id": "none"})
        assert missing.is_error
        assert "none" in missing.content[0].text  # type: ignore[union-attr]
        assert (await client.call_tool("ask", {"question": " "})).is_error

    _with_client(f"{doors.url}mcp", work)


@pytest.mark.models
@pytest.mark.slow
def test_an_assistant_starts_it_and_asks(models: Settings, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    sample = "sovereign-model.ko.md"
    (tmp_path / "corpus" / sample).write_text((ROOT / "corpus" / sample).read_text(encoding="utf-8"), encoding="utf-8")
    command = ["-m", "bot", "--home", str(tmp_path), "mcp", "--model", "none"]
    server = StdioServerParameters(
        command=sys.executable, args=command, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=tmp_path
    )

    async def work(client: Client) -> None:
        answer = await _call(client, "ask", question="독파모 사업이란 무엇인가요?")
        assert answer["citations"][0]["article_id"] == sample
        assert json.dumps(answer, ensure_ascii=False)

    _with_client(server, work)
