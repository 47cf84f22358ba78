"""One running page with all of its doors, over a scripted service, for the tests that come through them."""

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.service.conversations import Conversations, SqliteConversations
from bot.service.key_file import KeyFile
from bot.service.keys import Keys
from bot.ui import keep_to_this_machine
from tests.page_fakes import ScriptedHaeseol


@dataclass(frozen=True)
class Doors:
    """The address of the page, ending in a slash, and what stands behind it."""

    url: str
    service: ScriptedHaeseol
    conversations: Conversations
    keys: Keys


@pytest.fixture(scope="session")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    keep_to_this_machine(os.environ)
    from bot.ui.server import build_server, launch

    service = ScriptedHaeseol()
    home = tmp_path_factory.mktemp("doors")
    conversations, keys = SqliteConversations(home / "conversations"), KeyFile(home)
    with launch(build_server(service.as_haeseol(), conversations, keys=keys), port=0) as page:
        yield Doors(page.url, service, conversations, keys)


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
