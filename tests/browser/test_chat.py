"""Gradio's chat under /chat, in a real browser and under the page's own rules."""

import re
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect

from bot.answering.messages import SUGGESTED_QUESTIONS
from bot.service.conversations import Conversations
from tests.browser.conftest import Watch
from tests.page_fakes import BORROWED, SUGGESTED

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
