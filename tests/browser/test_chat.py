"""Gradio's chat under /chat, in a real browser and under the page's own rules."""

import os
import re
from contextlib import closing
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect

from bot.answering.messages import SUGGESTED_QUESTIONS
from bot.service.conversations import Conversations, SqliteConversations
from bot.ui import keep_to_this_machine
from bot.ui.access.password_file import PasswordFile
from tests.browser.conftest import Watch
from tests.doors import free_port
from tests.page_fakes import BORROWED, SUGGESTED, ScriptedHaeseol

pytestmark = pytest.mark.browser


def test_a_question_is_answered_its_evidence_unfolds_and_a_thumb_is_a_judgement(
    chromium: Browser, base_url: str, watch: Watch, conversations: Conversations
) -> None:
    with chromium.new_context(locale="en-US") as context:
        page = context.new_page()
        watch.follow(page)
        page.goto(f"{base_url}chat/")
        page.get_by_text(SUGGESTED_QUESTIONS["ko"][0][1]).click()
        expect(page.get_by_role("textbox")).to_have_value(SUGGESTED_QUESTIONS["ko"][0][1])
        page.get_by_role("textbox").fill(SUGGESTED["en"][0])
        page.keyboard.press("Enter")
        expect(page.get_by_text("flash attention from Stanford. [1]")).to_be_visible(timeout=20_000)
        expect(page.get_by_text(BORROWED)).not_to_be_visible()
        page.get_by_text("Evidence: 3").click()
        expect(page.get_by_text(BORROWED)).to_be_visible()
        page.get_by_role("button", name=re.compile("^like$", re.IGNORECASE)).last.click()
        while not conversations.judged():
            page.wait_for_timeout(50)
    (judged,) = [turn.judgement for each in conversations.judged() for turn in each.turns]
    assert judged is not None
    assert judged.verdict == "good"


def test_alone_its_front_end_finds_all_that_it_needs(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_to_this_machine(os.environ)
    from bot.ui.chat import build_chat
    from bot.ui.chat_alone import launch_alone
    from bot.ui.server import beside_a_loop

    monkeypatch.setenv("GRADIO_TEMP_DIR", "")  # which is set, and put back afterwards
    password, port, watched, missing = PasswordFile.of(tmp_path), free_port(), Watch(), list[str]()
    password.set("a word for the whole house")
    service = ScriptedHaeseol().as_haeseol()
    chat = beside_a_loop(lambda: build_chat(lambda: (service, SqliteConversations(tmp_path))))
    monkeypatch.setattr(chat, "launch", partial(chat.launch, prevent_thread_lock=True, quiet=True))
    launch_alone(chat, password, "127.0.0.1", port=port)
    try:
        with chromium.new_context(locale="en-US") as context:
            page = context.new_page()
            page.set_default_timeout(30_000)
            watched.follow(page)
            page.on("response", lambda told: missing.append(told.url) if told.status >= 400 else None)
            page.goto(f"http://127.0.0.1:{port}/")
            page.get_by_role("textbox").first.fill("anybody")
            page.locator("input[type=password]").fill("a word for the whole house")
            page.get_by_role("button", name="Login").click()
            page.locator("input[type=file]").first.set_input_files(
                {"name": "rice.txt", "mimeType": "text/plain", "buffer": b"Rice grows in water."}
            )
            page.locator("textarea").fill(SUGGESTED["en"][0])
            page.keyboard.press("Enter")
            expect(page.get_by_text("flash attention from Stanford. [1]")).to_be_visible(timeout=30_000)
    finally:
        chat.close(verbose=False)
    assert (missing, watched.errors) == ([], [])


class Framing(BaseHTTPRequestHandler):
    """Answers every address with a page that shows the address after the "?" in a frame."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(f'<iframe src="{self.path.partition("?")[2]}"></iframe>'.encode())

    def log_message(self, *told: object) -> None:
        pass


def test_pages_of_this_machine_show_it_in_a_frame_and_others_do_not(chromium: Browser, base_url: str) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Framing) as server, closing(chromium.new_page()) as page:
        Thread(target=server.serve_forever).start()

        around = f"http://127.0.0.1:{server.server_port}/?"
        try:
            page.goto(f"{around}{base_url}chat/")
            expect(page.frame_locator("iframe").get_by_role("textbox")).to_be_visible(timeout=20_000)
            with page.expect_console_message(lambda told: "frame-ancestors" in told.text):
                page.goto(f"{around}{base_url}")
            policy = page.request.get(f"{base_url}chat/").headers["content-security-policy"]
            assert policy.partition("frame-ancestors")[2].split() == ["'self'", "localhost:*", "127.0.0.1:*"]
        finally:
            server.shutdown()
