"""Gradio's chat under /chat, in a real browser and under the page's own rules."""

import re

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
