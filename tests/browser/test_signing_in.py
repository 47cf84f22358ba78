"""Signing in and out in a real browser, below a path: what it sends with a form is no program's doing."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.service.conversations import SqliteConversations
from bot.ui import keep_to_this_machine
from bot.ui.access.password_file import PasswordFile
from tests.page_fakes import ScriptedHaeseol

pytestmark = pytest.mark.browser
PASSWORD = "a word for the whole house"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    keep_to_this_machine(os.environ)
    from bot.ui.server import build_server, launch

    PasswordFile.of(tmp_path).set(PASSWORD)
    service, saved = ScriptedHaeseol().as_haeseol(), SqliteConversations(tmp_path / "conversations")
    with launch(
        build_server(service, saved, home=tmp_path, root_path="/haeseol"), port=0, root_path="/haeseol"
    ) as page:
        yield f"{page.url}haeseol/"


def test_a_reader_signs_in_and_out(chromium: Browser, address: str) -> None:
    with chromium.new_context(locale="en-US") as context:
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(address)
        expect(page).to_have_url(f"{address}login")
        page.get_by_label("Password").fill("not the word")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert").filter(visible=True)).to_have_text("That is not the password.")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.locator("#greeting h2").wait_for()
        expect(page).to_have_url(address)
        page.locator("#open-settings").click()
        page.locator("#sign-out").click()
        expect(page).to_have_url(f"{address}login")
        page.goto(address)
        expect(page).to_have_url(f"{address}login")
