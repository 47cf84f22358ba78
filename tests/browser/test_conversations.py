"""Conversations that last, used as a reader uses them, in both languages."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.evaluation.cases import read_cases
from bot.service.conversations import Conversations, SqliteConversations
from tests.browser.conftest import OpenPage, Standing, Watch
from tests.browser.test_page import BOTH, ENGLISH, HOSTILE, KOREAN, ask
from tests.page_fakes import CHIPS, ScriptedHaeseol

pytestmark = pytest.mark.browser


def show_saved(page: Page) -> None:
    if page.locator("#open-library").is_visible():
        page.locator("#open-library").click()
    page.locator("#tab-conversations").click()


def choose(page: Page, row: str, item: str) -> None:
    page.locator("#saved .row", has_text=row).locator(".row-more").click()
    page.get_by_role("menuitem", name=item).click()


def _wait_for(page: Page, condition: Callable[[], object]) -> None:
    """Wait until something is so on the server."""
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        page.wait_for_timeout(20)


@BOTH
def test_a_conversation_is_saved_found_and_gone_on_with(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str
) -> None:
    page = open_page(locale)
    ask(page, question)
    said = page.locator(".answer-text").inner_text()
    page.locator("#new").click()
    expect(page.locator("#greeting")).to_be_visible()
    ask(page, "something else")
    show_saved(page)
    expect(page.locator("#saved .row")).to_have_count(2)
    expect(page.locator("#saved [aria-current]")).to_contain_text("something else")
    page.locator("#seek").fill("siglip" if locale == "en-US" else "국산 인공지능")
    expect(page.locator("#saved .row")).to_have_count(1)
    page.locator("#saved .row-open").click()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".answer-text")).to_have_text(said, use_inner_text=True)
    expect(page.locator("#evidence .card")).to_have_count(3)
    page.locator(".turn button.pill").nth(1).click()
    expect(page.locator("#evidence .card.active .active-sentence")).to_be_in_viewport()
    ask(page, "and then?")
    assert service.asked[-1][2][0][0] == question
    page.locator("#seek").fill("and then?")
    expect(page.locator("#saved .row .facts")).to_have_text(re.compile("^(2 questions|질문 2개)"))
    page.locator("#seek").fill("금붕어")
    expect(page.locator("#saved")).to_have_text(re.compile("No conversation matches|그런 대화가 없어요"))


@pytest.mark.parametrize(
    ("locale", "question", "rename", "delete", "undo"),
    [("ko-KR", KOREAN, "이름 바꾸기", "지우기", "되돌리기"), ("en-US", ENGLISH, "Rename", "Delete", "Undo")],
)
def test_a_conversation_is_renamed_deleted_and_brought_back(
    open_page: OpenPage, conversations: Conversations, locale: str, question: str, rename: str, delete: str, undo: str
) -> None:
    page = open_page(locale)
    ask(page, question)
    show_saved(page)
    choose(page, question, rename)
    box = page.locator("#saved .rename input")
    expect(box).to_be_focused()
    box.fill("칩 이야기 & more")
    box.press("Enter")
    expect(page.locator("#saved .row-title")).to_have_text("칩 이야기 & more")
    expect(page.locator("#saved .row-more")).to_be_focused()
    choose(page, "칩 이야기", rename)
    page.locator("#saved .rename input").fill("never mind")
    page.keyboard.press("Escape")
    expect(page.locator("#saved .row-title")).to_have_text("칩 이야기 & more")
    choose(page, "칩 이야기", delete)
    expect(page.locator("#saved .row")).to_have_count(0)
    expect(page.locator("#greeting")).to_be_visible()
    assert conversations.rows() == []
    page.locator("#toast").get_by_role("button", name=undo).click()
    expect(page.locator("#saved .row-title")).to_have_text("칩 이야기 & more")


@pytest.mark.parametrize(
    ("locale", "question", "quote", "markdown", "html"),
    [
        ("ko-KR", KOREAN, CHIPS, "Markdown으로 내려받기", "HTML로 내려받기"),
        ("en-US", ENGLISH, "That cut memory use", "Download as Markdown", "Download as HTML"),
    ],
)
def test_a_conversation_is_exported_with_its_quoted_passages(
    open_page: OpenPage,
    chromium: Browser,
    tmp_path: Path,
    locale: str,
    question: str,
    quote: str,
    markdown: str,
    html: str,
) -> None:
    page = open_page(locale)
    ask(page, question)
    show_saved(page)
    with page.expect_download() as got:
        choose(page, question, markdown)
    assert got.value.suggested_filename.endswith(".md")
    text = got.value.path().read_text(encoding="utf-8")
    assert f"## {question}" in text
    assert quote in text
    with page.expect_download() as got:
        choose(page, question, html)
    saved = tmp_path / "conversation.html"
    got.value.save_as(saved)
    context = chromium.new_context(offline=True)
    document = context.new_page()
    document.goto(saved.as_uri())
    expect(document.locator("h2")).to_have_text(question)
    expect(document.locator("blockquote").nth(1)).to_contain_text(quote)
    document.locator("a").first.click()
    assert re.search("#.+-1$", document.url)
    context.close()


@BOTH
def test_a_link_to_an_answer_works_after_a_restart(
    open_page: OpenPage, chromium: Browser, tmp_path: Path, locale: str, question: str
) -> None:
    from bot.ui.server import build_server, launch

    page = open_page(locale, permissions=["clipboard-read", "clipboard-write"])
    ask(page, question)
    ask(page, "one more")
    page.locator(".turn").first.get_by_role("button", name=re.compile("주소|link")).click()
    expect(page.locator("#toast")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(page.url.split("#")[0])
    restarted = build_server(ScriptedHaeseol().as_haeseol(), SqliteConversations(tmp_path / "conversations"))
    context = chromium.new_context(locale=locale)
    with launch(restarted, port=0) as running:
        other = context.new_page()
        other.goto(running.url + "#" + link.partition("#")[2])
        expect(other.locator(".turn")).to_have_count(2)
        expect(other.locator(".asked").first).to_have_text(question)
        expect(other.locator(".asked").first).to_be_in_viewport()
        expect(other.locator("#evidence .card")).to_have_count(3)
    context.close()


@pytest.mark.parametrize(("locale", "said"), [("ko-KR", "저장된 대화가 없어요"), ("en-US", "no saved conversation")])
def test_a_link_to_a_deleted_conversation_says_so(open_page: OpenPage, locale: str, said: str) -> None:
    page = open_page(locale)
    page.evaluate("location.hash = '#0123456789abcdef/turn-0123456789'")
    expect(page.locator("#toast")).to_contain_text(said, ignore_case=True)
    expect(page.locator("#greeting")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "question", "thanks", "reason", "export"),
    [
        ("ko-KR", KOREAN, "고마워요", "글에 없는 내용이에요", "평가 내려받기"),
        ("en-US", ENGLISH, "Thank you", "The articles do not say it", "Download them"),
    ],
)
def test_answers_are_judged_and_the_judgements_become_cases(
    open_page: OpenPage, tmp_path: Path, locale: str, question: str, thanks: str, reason: str, export: str
) -> None:
    page = open_page(locale)
    ask(page, question)
    good, bad = page.locator(".thumb.good"), page.locator(".thumb.bad")
    good.click()
    expect(good).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#toast")).to_contain_text(thanks)
    bad.click()
    expect(good).to_have_attribute("aria-pressed", "false")
    page.get_by_role("radio", name=reason).check()
    page.locator(".reason-form textarea").fill("근거를 못 찾겠어요 <b>")
    page.locator(".reason-form .outline").click()
    expect(page.locator(".reason-form")).to_have_count(0)
    page.reload()
    expect(page.locator(".thumb.bad")).to_have_attribute("aria-pressed", "true")
    page.locator("#open-settings").click()
    with page.expect_download() as got:
        page.get_by_role("button", name=export).click()
    path = tmp_path / "feedback.jsonl"
    got.value.save_as(path)
    (case,), _ = read_cases(path, "article_id")
    assert (case.question, case.answerable) == (question, False)
    line = json.loads(path.read_text(encoding="utf-8"))
    assert (line["reason"], line["note"]) == ("unfounded", "근거를 못 찾겠어요 <b>")
    page.keyboard.press("Escape")
    page.locator(".thumb.bad").click()
    expect(page.locator(".thumb.bad")).to_have_attribute("aria-pressed", "false")


@BOTH
def test_nothing_is_saved_where_the_reader_does_not_want_it(
    open_page: OpenPage, conversations: Conversations, locale: str, question: str
) -> None:
    page = open_page(locale)
    page.locator("#open-settings").click()
    page.locator("#settings [data-preference=save]").click()
    page.keyboard.press("Escape")
    ask(page, question)
    assert conversations.rows() == []
    show_saved(page)
    expect(page.locator("#saving-off")).to_be_visible()
    page.reload()
    ask(page, "still not kept")
    assert conversations.rows() == []
    page.locator("#tab-conversations").click()
    page.locator("#save-on").click()
    expect(page.locator("#saving-off")).to_be_hidden()
    ask(page, "kept again")
    expect(page.locator("#saved .row-title")).to_have_text("kept again")


@pytest.mark.parametrize(
    ("locale", "question", "quote", "html", "save", "thanks"),
    [
        ("ko-KR", KOREAN, CHIPS, "HTML로 내려받기", "대화 저장하기", "고마워요"),
        ("en-US", ENGLISH, "That cut memory use", "Download as HTML", "Save conversations", "Thank you"),
    ],
)
def test_what_is_not_saved_is_exported_all_the_same_and_saved_in_one_press(
    open_page: OpenPage,
    conversations: Conversations,
    locale: str,
    question: str,
    quote: str,
    html: str,
    save: str,
    thanks: str,
) -> None:
    page = open_page(locale, permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("""localStorage.setItem("haeseol.wishes", '{"save":false}')""")
    page.reload()
    ask(page, question)
    ask(page, HOSTILE)
    page.locator("#export").click()
    with page.expect_download() as got:
        page.get_by_role("menuitem", name=html).click()
    text = got.value.path().read_text(encoding="utf-8")
    assert quote in text
    assert "<script" not in text
    assert conversations.rows() == []
    page.locator(".turn").first.get_by_role("button", name=re.compile("주소|link")).click()
    page.locator("#toast").get_by_role("button", name=save).click()
    expect(page.locator("#toast")).to_have_text(re.compile("주소를 복사|Link copied"))
    (row,) = conversations.rows()
    assert row.turns == 2
    assert page.evaluate("navigator.clipboard.readText()").split("#")[1].startswith(row.id)
    page.locator(".thumb.good").first.click()
    expect(page.locator("#toast")).to_contain_text(thanks)
    ask(page, "kept from now on")
    assert conversations.rows()[0].turns == 3


@pytest.mark.parametrize(
    ("locale", "question", "sought", "stopped"),
    [("ko-KR", KOREAN, "독파모", "여기서 멈췄어요."), ("en-US", ENGLISH, "siglip", "Stopped here.")],
)
def test_a_stopped_answer_is_saved_as_far_as_it_came(
    open_page: OpenPage,
    service: ScriptedHaeseol,
    conversations: Conversations,
    standing: Standing,
    watch: Watch,
    locale: str,
    question: str,
    sought: str,
    stopped: str,
) -> None:
    page = open_page(locale)
    service.go_on.clear()
    ask(page, question, wait=False)
    expect(page.locator(".written .sentence")).to_have_count(1)
    page.locator("#send").click()
    expect(page.locator(".turn .aside")).to_be_visible()
    listeners = standing.server.listeners
    _wait_for(page, lambda: not any(map(listeners.listens, watch.sessions())))
    service.go_on.set()
    _wait_for(page, conversations.rows)
    show_saved(page)
    page.locator("#new").click()
    page.locator("#seek").fill(sought)
    page.locator("#saved .row-open").click()
    expect(page.locator(".written .sentence")).to_have_count(1)
    expect(page.locator(".turn .aside")).to_have_text(stopped)


@pytest.mark.parametrize(
    ("locale", "question", "said"), [("ko-KR", KOREAN, "쓸 수 없어요"), ("en-US", ENGLISH, "cannot be used")]
)
def test_a_full_disk_costs_the_reader_nothing_but_the_saving(
    open_page: OpenPage, tmp_path: Path, locale: str, question: str, said: str
) -> None:
    (tmp_path / "conversations").write_text("a file where the folder should be")
    page = open_page(locale)
    ask(page, question)
    expect(page.locator(".written .sentence")).to_have_count(3)
    expect(page.locator("#toast")).to_contain_text(said)
    page.locator(".thumb.good").click()
    page.locator("#toast").get_by_role("button").click()
    expect(page.locator("#toast")).to_contain_text(said)
    expect(page.locator(".thumb.good")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(("locale", "question", "delete"), [("ko-KR", KOREAN, "지우기"), ("en-US", ENGLISH, "Delete")])
def test_the_list_is_used_with_the_keyboard_alone(open_page: OpenPage, locale: str, question: str, delete: str) -> None:
    page = open_page(locale)
    ask(page, question)
    page.locator("#tab-articles").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-conversations")).to_be_focused()
    page.locator("#saved .row-open").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name=delete)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    expect(page.locator("#saved .row-more")).to_be_focused()


@BOTH
def test_on_a_phone_the_list_is_a_sheet_that_closes_behind_the_choice(
    open_page: OpenPage, locale: str, question: str
) -> None:
    page = open_page(locale, width=390, height=844)
    ask(page, question)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#new").click()
    show_saved(page)
    page.locator("#saved .row-open").click()
    expect(page.locator("#library")).to_be_hidden()
    expect(page.locator(".asked")).to_be_in_viewport()


def test_markup_in_titles_and_notes_stays_text(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, HOSTILE)
    show_saved(page)
    expect(page.locator("#saved .row-title")).to_have_text(HOSTILE[:79].rstrip() + "…")
    choose(page, "onerror", "Rename")
    page.locator("#saved .rename input").fill("<b>&amp;</b><script>window.hit=1</script>")
    page.keyboard.press("Enter")
    expect(page.locator("#saved .row-title")).to_have_text("<b>&amp;</b><script>window.hit=1</script>")
    with page.expect_download() as got:
        choose(page, "&amp;", "Download as HTML")
    assert "<script" not in got.value.path().read_text()
    choose(page, "&amp;", "Delete")
    expect(page.locator("#toast")).to_contain_text("<b>&amp;</b>")
    assert page.evaluate("window.hit") is None
    assert page.locator("script").count() == 2


def test_a_long_conversation_is_opened_and_scrolled_without_delay(
    open_page: OpenPage, conversations: Conversations, watch: Watch
) -> None:
    from tests.service.told_turns import told

    for number in range(200):
        conversations.save("long-conversation", told(ENGLISH, f"turn-{number:04}"))
    page = open_page()
    show_saved(page)
    page.locator("#saved .row-open").click()
    expect(page.locator(".turn")).to_have_count(200)
    expect(page.locator("#turn-0199 .asked")).to_be_in_viewport()
    took = page.evaluate(
        """async () => {
          const box = document.getElementById("scroll"), took = [];
          let before = performance.now();
          for (let i = 0; i < 60; i += 1) {
            box.scrollTop -= 700;
            await new Promise(requestAnimationFrame);
            const now = performance.now();
            took.push(now - before);
            before = now;
          }
          return took;
        }"""
    )
    # On two shared cores without a graphics card; one frame in twenty may be late because of what else runs there.
    assert sorted(took)[-4] < 500, took
