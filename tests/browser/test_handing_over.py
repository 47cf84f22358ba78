"""What other pages and apps hand over is shown, and added only when the reader says so."""

import json
import os
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.service.conversations import SqliteConversations
from bot.ui import keep_to_this_machine
from tests.browser.conftest import OpenPage
from tests.page_fakes import EN_TEXT, ScriptedHaeseol

pytestmark = pytest.mark.browser


def serve(page: Page, body: str) -> None:
    """Let the foreign site, as this page sees it, answer with `body`."""
    page.route("https://news.example/**", lambda route: route.fulfill(body=body, content_type="text/html"))


def hand_over(page: Page, base_url: str, **parts: str) -> None:
    page.goto("about:blank")
    page.goto(f"{base_url}#add={quote(json.dumps(parts))}")


@pytest.mark.parametrize(("locale", "add", "cancel"), [("ko-KR", "넣기", "그만두기"), ("en-US", "Add", "Cancel")])
def test_an_address_is_added_when_the_reader_confirms(
    open_page: OpenPage, service: ScriptedHaeseol, base_url: str, locale: str, add: str, cancel: str
) -> None:
    page = open_page(locale)
    before = set(service._articles)
    page.clock.install(time=0)
    page.clock.pause_at(1_000)
    hand_over(page, base_url, url="https://news.example/rice", title="<b>Rice</b>", text="")
    dialog = page.locator("#handed")
    expect(dialog.locator("#handed-words")).to_have_text("https://news.example/rice")
    expect(dialog.locator("#handed-title")).to_have_text("<b>Rice</b>")
    assert page.url == base_url
    # A second click of a double click that another page began must not count, so the box waits, here until the clock goes on.
    expect(dialog.locator("#handed-add")).to_be_disabled()
    page.keyboard.press("Enter")  # on the button that closes
    expect(dialog).to_be_hidden()
    assert set(service._articles) == before
    page.clock.resume()
    hand_over(page, base_url, url="https://news.example/rice", title="Rice", text="")
    dialog.get_by_role("button", name=cancel).click()
    assert set(service._articles) == before
    hand_over(page, base_url, url="https://news.example/rice", title="Rice", text="")
    dialog.get_by_role("button", name=add, exact=True).click()
    expect(page.locator("#articles .row", has_text="A page of the web")).to_be_visible()


def test_selected_words_and_what_a_phone_shares(open_page: OpenPage, service: ScriptedHaeseol, base_url: str) -> None:
    page = open_page()
    hand_over(page, base_url, url="https://news.example/rice", title="Selected", text=EN_TEXT)
    page.locator("#handed-add").click()
    expect(page.locator("#articles .row", has_text="Selected")).to_be_visible()
    page.goto(f"{base_url}share?title=Rice&text={quote('Look: https://news.example/paddy')}")
    expect(page.locator("#handed-words")).to_have_text("https://news.example/paddy")
    assert page.url == base_url


def test_the_page_can_be_installed(open_page: OpenPage) -> None:
    page = open_page()
    browser = page.context.new_cdp_session(page)
    hindered = [error["errorId"] for error in browser.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert set(hindered) <= {"in-incognito"}  # as the browser of a test always is
    assert browser.send("Page.getAppManifest")["errors"] == []


def test_below_a_path_of_a_proxy_it_is_added_there(chromium: Browser, tmp_path: Path) -> None:
    keep_to_this_machine(os.environ)
    from bot.ui.server import build_server, launch

    server = build_server(ScriptedHaeseol().as_haeseol(), SqliteConversations(tmp_path), root_path="/haeseol")
    with (
        launch(server, port=0, root_path="/haeseol") as running,
        closing(chromium.new_context(locale="en-US")) as context,
    ):
        page = context.new_page()
        page.goto(f"{running.url}haeseol/share?title=Rice&url={quote('https://news.example/rice')}")
        page.locator("#handed-add").click()
        expect(page.locator("#articles .row", has_text="A page of the web")).to_be_visible()
        assert page.url == f"{running.url}haeseol/"


@pytest.mark.parametrize(
    "parts", ["{", "null", "3", "{}", json.dumps({"url": "javascript:alert(1)"}), json.dumps({"url": "file:///etc"})]
)
def test_what_is_no_address_and_no_text_is_not_even_shown(open_page: OpenPage, base_url: str, parts: str) -> None:
    page = open_page()
    page.goto("about:blank")
    page.goto(f"{base_url}#add={quote(parts)}")
    page.locator("#greeting h2").wait_for()
    expect(page.locator("#handed")).to_be_hidden()


def test_the_bookmark_hands_over_the_page_it_is_pressed_on(open_page: OpenPage, base_url: str) -> None:
    page = open_page()
    page.locator("[data-adds]").first.click()
    page.locator(".other-ways summary").click()
    script = str(page.locator("#bookmarklet").get_attribute("href")).removeprefix("javascript:")
    page.locator("#bookmarklet").click()
    expect(page.locator("#toast")).to_contain_text("Drag it")
    other = page.context.new_page()
    serve(other, "<title>Rice</title><p>Rice grows.</p>")
    other.goto("https://news.example/rice")
    handed = press_bookmark(other, script)
    expect(handed.locator("#handed-words")).to_have_text("https://news.example/rice")
    expect(handed.locator("#handed-title")).to_have_text("Rice")
    other.evaluate("getSelection().selectAllChildren(document.querySelector('p'))")
    handed = press_bookmark(other, script)
    expect(handed.locator("#handed-words")).to_have_text("Rice grows.")


def press_bookmark(page: Page, script: str) -> Page:
    """Return the page of ours that opens, once its scripts run: beside other tests that takes longer than a look."""
    with page.context.expect_page() as opened:
        page.evaluate(script)
    opened.value.locator("#greeting h2").wait_for()
    return opened.value


def test_no_foreign_page_adds_anything(
    chromium: Browser, open_page: OpenPage, service: ScriptedHaeseol, base_url: str
) -> None:
    open_page()
    before = set(service._articles)
    context = chromium.new_context()
    foreign = context.new_page()
    serve(foreign, "<title>Foreign</title>")
    foreign.goto("https://news.example/")
    body = {"data": ["Text from elsewhere.", "Foreign"]}
    for path in ("run/add_text", "call/add_text"):
        result = foreign.evaluate(
            """async ([url, body]) => {
                const tried = [];
                for (const type of ["application/json", "text/plain"]) {
                    for (const mode of ["cors", "no-cors"]) {
                        try {
                            const headers = { "Content-Type": type };
                            const sent = await fetch(url, { method: "POST", mode, headers, body: JSON.stringify(body) });
                            tried.push(sent.status);
                        } catch (error) {
                            tried.push("refused");
                        }
                    }
                }
                return tried;
            }""",
            [f"{base_url}gradio_api/{path}", body],
        )
        assert set(result) <= {"refused", 0, 403}
    # Nor in a frame, where its button could lie under the reader's pointer.
    shown = foreign.evaluate(
        """async (url) => {
            const frame = document.createElement("iframe");
            frame.src = url;
            document.body.append(frame);
            await new Promise((done) => (frame.onload = done));
            try { return frame.contentDocument === null ? "away" : "here"; } catch { return "away"; }
        }""",
        f"{base_url}#add={quote(json.dumps({'url': 'https://evil.example/'}))}",
    )
    assert shown == "away"
    assert not any(frame.url.startswith(base_url) and frame.locator("#handed").count() for frame in foreign.frames[1:])
    # Opened as a page of its own it waits for the reader.
    foreign.goto(f"{base_url}share?url=https://evil.example/")
    expect(foreign.locator("#handed-words")).to_have_text("https://evil.example/")
    foreign.wait_for_timeout(300)
    assert set(service._articles) == before
    context.close()
