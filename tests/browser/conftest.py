"""A real Chromium on the page. Every test also asserts that nothing left the page's address, nor logged an error."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.service.conversations import Conversations, SqliteConversations
from bot.service.haeseol import Haeseol
from bot.ui import keep_to_this_machine
from tests.browser.chromium import find_chromium, launch_chromium
from tests.page_fakes import ScriptedHaeseol


@dataclass
class Watch:
    """What the browser did: every address it asked for, every error it logged."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def sessions(self) -> list[str]:
        """The sessions whose answers were listened to."""
        return [session for url in self.requests for session in re.findall(r"/queue/data\?session_hash=(\w+)", url)]


OpenPage = Callable[..., Page]

# What comes at all comes within a second on a free core; a machine that does much else may have it wait.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if find_chromium() is None:
        pytest.skip("no Chromium or Chrome on this machine: install chromium to run the browser tests")
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture
def service() -> ScriptedHaeseol:
    return ScriptedHaeseol(pause=0.002)


@pytest.fixture
def conversations(tmp_path: Path) -> Conversations:
    return SqliteConversations(tmp_path / "conversations")


class OfThisTest:
    """Stands for what each test makes anew: what is asked of it is asked of what `find` returns then."""

    def __init__(self, find: Callable[[], Any], **parts: "OfThisTest") -> None:
        self.__dict__ |= {"_find": find, **parts}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._find(), name)


@dataclass
class Standing:
    """A server that stays up for all tests, over the service and the conversations of the one that runs."""

    service: ScriptedHaeseol
    conversations: Conversations
    url: str = ""
    server: Any = None


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    keep_to_this_machine(os.environ)
    from bot.ui.server import build_server, launch

    now = Standing(ScriptedHaeseol(), SqliteConversations(tmp_path_factory.mktemp("no-test")))
    service = OfThisTest(
        lambda: now.service,
        # The two that the endpoints hold on to.
        overview=OfThisTest(lambda: now.service.overview),
        models=OfThisTest(lambda: now.service.models),
    )
    conversations = OfThisTest(lambda: now.conversations)
    with launch(build_server(cast(Haeseol, service), cast(Conversations, conversations)), port=0) as running:
        now.url, now.server = running.url, running.server
        yield now


@pytest.fixture
def base_url(standing: Standing, service: ScriptedHaeseol, conversations: Conversations) -> str:
    standing.service, standing.conversations = service, conversations
    return standing.url


@pytest.fixture
def watch(base_url: str) -> Iterator[Watch]:
    watched = Watch()
    yield watched
    assert watched.requests
    assert [url for url in watched.requests if not url.startswith((base_url, "blob:" + base_url))] == []
    assert watched.errors == []


@pytest.fixture
def open_page(chromium: Browser, base_url: str, watch: Watch) -> Iterator[OpenPage]:
    contexts = []

    def open_(locale: str = "en-US", width: int = 1440, height: int = 900, **options: object) -> Page:
        context = chromium.new_context(locale=locale, viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        watch.follow(page)
        page.goto(base_url)
        page.locator("#greeting h2, .turn").first.wait_for()
        return page

    yield open_
    for context in contexts:
        context.close()
