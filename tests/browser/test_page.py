import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Error, FilePayload, Page, Route, expect

from bot.answering.answer import AnswerDone, Event, EvidenceFound
from bot.articles.article_errors import ArticleMissing
from bot.library.scope import EVERYTHING, Scope
from bot.library.store.stored_article import ArticleText
from bot.models.llm.model_state import ModelAddress
from bot.service.service_state import ServiceState
from tests.browser.conftest import OpenPage, Watch
from tests.page_fakes import BORROWED, LONG_KO_TITLE, SUGGESTED, SUPPORTS, Script, ScriptedHaeseol

pytestmark = pytest.mark.browser

ENGLISH, KOREAN = SUGGESTED["en"][0], SUGGESTED["ko"][0]
HOSTILE = (
    """<img src=x onerror="window.hit=1"></script><script>window.hit=1</script> javascript:window.hit=1 &lt;b&gt;"""
)

BOTH = pytest.mark.parametrize(("locale", "question"), [("ko-KR", KOREAN), ("en-US", ENGLISH)])


def ask(page: Page, question: str, *, wait: bool = True) -> None:
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")
    if wait:
        expect(page.locator(".turn").last.locator(".actions")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "greeting", "first"),
    [("ko-KR", "무엇이 궁금하세요?", KOREAN), ("en-US", "What would you like to know?", ENGLISH)],
)
def test_first_run_speaks_the_browsers_language_and_answers_a_press(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, greeting: str, first: str
) -> None:
    page = open_page(locale)
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    expect(page.locator("#greeting h2")).to_have_text(greeting)
    expect(page.locator(".suggestion")).to_have_count(4)
    expect(page.locator("#articles .row")).to_have_count(2)
    page.locator(".suggestion").first.click()
    expect(page.locator(".turn .actions")).to_be_visible()
    assert [asked[0] for asked in service.asked] == [first]


def test_the_parts_of_the_page_start_in_any_order(chromium: Browser, base_url: str, watch: Watch) -> None:
    def start_backwards(route: Route) -> None:
        main = route.fetch()
        assert "of STARTS)" in main.text()
        route.fulfill(response=main, body=main.text().replace("of STARTS)", "of STARTS.reverse())"))

    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    watch.follow(page)
    page.route("**/page/main.js", start_backwards)
    page.goto(base_url)
    expect(page.locator(".suggestion")).to_have_count(4)
    page.locator("#language").click()
    expect(page.locator("#greeting h2")).to_have_text("무엇이 궁금하세요?")
    ask(page, ENGLISH)
    expect(page.locator("#evidence .card")).to_have_count(3)
    page.locator("#articles .row-open").first.click()
    expect(page.locator("#evidence .reader-text")).to_be_visible()
    page.reload()
    expect(page.locator(".turn .actions")).to_be_visible()
    expect(page.locator("#evidence .card")).to_have_count(3)
    context.close()


@BOTH
def test_evidence_comes_first_and_the_answer_grows(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str
) -> None:
    page = open_page(locale)
    service.go_on.clear()
    ask(page, question, wait=False)
    expect(page.locator(".found")).to_have_text(re.compile("3.*0.2"))
    expect(page.locator("#evidence .card")).to_have_count(3)
    expect(page.locator("#evidence .card .lit").first).to_be_visible()
    expect(page.locator(".written .sentence")).to_have_count(1)
    assert page.locator(".turn .actions").count() == 0
    early = page.locator(".answer-text").inner_text()
    service.go_on.set()
    expect(page.locator(".turn .actions")).to_be_visible()
    assert len(page.locator(".answer-text").inner_text()) > len(early) + 20
    expect(page.locator(".written .sentence.verbatim")).to_have_count(1)
    expect(page.locator(".written .sentence.weak .mark")).to_be_visible()
    expect(page.locator(".draft")).to_have_text("")


@pytest.mark.parametrize(("locale", "question", "quote"), [("ko-KR", KOREAN, SUPPORTS), ("en-US", ENGLISH, BORROWED)])
def test_citation_goes_to_its_sentence_and_shows_it_on_hover(
    open_page: OpenPage, locale: str, question: str, quote: str
) -> None:
    page = open_page(locale)
    ask(page, question)
    pill = page.locator(".turn button.pill").first
    pill.hover()
    expect(page.locator("#quote .source-words")).to_have_text(quote)
    expect(pill).to_have_attribute("aria-describedby", "quote")
    pill.click()
    expect(page.locator("#quote")).to_be_hidden()
    sentence = page.locator("#evidence .card.active .active-sentence")
    expect(sentence).to_have_text(quote)
    expect(sentence).to_be_in_viewport()
    page.locator(".turn button.pill").nth(1).click()
    expect(page.locator("#evidence .card.active .pill")).to_have_text("2")
    expect(page.locator("#evidence .card.active .active-sentence")).to_be_in_viewport()


def test_a_new_question_rises_to_the_top(open_page: OpenPage) -> None:
    page = open_page(reduced_motion="no-preference")
    for question in (ENGLISH, KOREAN, "three", ENGLISH, "five"):
        ask(page, question)
    page.wait_for_timeout(600)
    top = page.evaluate(
        """() => document.querySelector(".turn:last-child").getBoundingClientRect().top
                 - document.getElementById("scroll").getBoundingClientRect().top"""
    )
    assert 0 <= top < 80  # a strip of the answer before it stays in sight


@pytest.mark.parametrize(
    ("locale", "first", "second", "cards"),
    [
        ("ko-KR", SUGGESTED["ko"][1], KOREAN, ["4", "5", "3"]),
        ("en-US", SUGGESTED["en"][1], ENGLISH, ["3", "4", "5"]),
    ],
)
def test_a_passage_keeps_its_number_throughout_the_conversation(
    open_page: OpenPage, locale: str, first: str, second: str, cards: list[str]
) -> None:
    page = open_page(locale)
    ask(page, first)
    ask(page, second)
    assert page.locator("#evidence .card .pill").all_inner_texts() == cards
    assert page.locator(".turn").last.locator("button.pill").all_inner_texts() == cards[:2]


@pytest.mark.parametrize(
    ("locale", "question", "id", "title", "quote", "only", "scope"),
    [
        ("ko-KR", KOREAN, "sample-ko", LONG_KO_TITLE, SUPPORTS, "이 글에만 묻기", "이 글에만 묻기: 독자 AI"),
        (
            "en-US",
            ENGLISH,
            "sample-en",
            "What DeepSeek built, and what it borrowed",
            BORROWED,
            "Ask only this article",
            "Asking only: What DeepSeek",
        ),
    ],
)
def test_article_opens_with_its_cited_sentences_and_can_be_asked_alone(
    open_page: OpenPage,
    service: ScriptedHaeseol,
    locale: str,
    question: str,
    id: str,
    title: str,
    quote: str,
    only: str,
    scope: str,
) -> None:
    page = open_page(locale)
    ask(page, question)
    page.locator("#evidence .card .link").first.click()
    expect(page.locator(".reader-title")).to_have_text(title)
    expect(page.locator(".reader mark").first).to_have_text(quote)
    expect(page.locator(".reader mark").first).to_be_in_viewport()
    page.locator(".reader").get_by_role("button", name=only).click()
    expect(page.locator("#scope")).to_contain_text(scope)
    ask(page, question)
    assert service.asked[-1][3] == Scope.of_article(id)
    page.locator("#scope .icon-button").click()
    ask(page, question)
    assert service.asked[-1][3] == EVERYTHING


def test_follow_ups_carry_the_last_three_exchanges(open_page: OpenPage, service: ScriptedHaeseol) -> None:
    page = open_page()
    for number in range(5):
        ask(page, f"question {number}")
    assert [asked for asked, _ in service.asked[-1][2]] == ["question 1", "question 2", "question 3"]
    assert service.asked[-1][2][0][1] == "You asked: question 1"


@pytest.mark.parametrize(
    ("locale", "question", "said", "missing", "nearest", "add"),
    [
        (
            "ko-KR",
            "오늘 서울 날씨는 어때요?",
            "넣어 둔 글에는 이 질문의 답이 없어요.",
            ["서울", "오늘 날씨"],
            "가장 가까운 대목",
            "글 넣기",
        ),
        (
            "en-US",
            "Who won the football match?",
            "The articles do not answer this question.",
            ["football match", "who won"],
            "The nearest passages",
            "Add articles",
        ),
    ],
)
def test_refusal_helps(
    open_page: OpenPage, locale: str, question: str, said: str, missing: list[str], nearest: str, add: str
) -> None:
    page = open_page(locale)
    ask(page, question)
    refusal = page.locator(".refusal")
    expect(refusal).to_contain_text(said)
    expect(refusal.locator(".tag")).to_have_text(missing)
    expect(refusal.locator(".near li")).to_have_count(2)
    expect(page.locator("#evidence-title")).to_have_text(nearest)
    refusal.get_by_role("button", name=add).click()
    expect(page.locator("#adding")).to_be_visible()


def test_quotes_stand_on_lines_of_their_own_and_are_told_in_the_readers_language(open_page: OpenPage) -> None:
    page = open_page("en-US")
    page.locator("#question").fill("What is 독파모?")
    page.locator("#question").press("Enter")
    expect(page.locator(".turn .actions")).to_be_visible()
    quotes = page.locator(".answer-text.quotes .sentence")
    expect(quotes).to_have_count(2)
    assert quotes.first.evaluate("node => getComputedStyle(node).display") == "block"
    expect(quotes.first.locator(".sentence-words")).to_have_attribute("lang", "ko")
    expect(quotes.first.locator(".roughly")).to_contain_text("unconfirmed translation")
    expect(quotes.first.locator(".roughly")).to_contain_text("home-grown AI models")
    # Both sentences are lit in the passage that they stand in.
    expect(page.locator("#evidence-body .card").first.locator("mark.lit")).to_have_count(2)
    expect(page.locator(".found")).to_contain_text("Meaning · ")
    # What cannot be believed is not shown.
    expect(quotes.last.locator(".roughly")).to_have_count(0)
    expect(page.locator(".background")).to_contain_text("not from the articles")
    page.reload()
    expect(page.locator(".found")).to_contain_text("Meaning · ")
    expect(page.locator(".answer-text.quotes .roughly")).to_have_count(1)
    expect(page.locator(".background")).to_contain_text("foundation model")


def test_a_reader_keeps_to_the_article_that_explained_and_lets_it_go(open_page: OpenPage) -> None:
    page = open_page("en-US")
    page.locator("#question").fill("What is 독파모?")
    page.locator("#question").press("Enter")
    article = page.locator(".found .plan-article")
    title = article.inner_text()
    expect(page.locator(".turn .actions")).to_be_visible()
    article.click()
    expect(page.locator("#scope")).to_contain_text(title)
    page.locator("#question").fill("What is 독파모?")
    page.locator("#question").press("Enter")
    last = page.locator(".turn").last
    expect(last.locator(".asked-of")).to_contain_text(title)
    expect(last.locator(".found .plan-article")).to_have_count(0)
    expect(last.locator(".actions")).to_be_visible()
    last.get_by_role("button", name="ask all articles instead").click()
    expect(page.locator(".turn")).to_have_count(3)
    expect(page.locator(".turn").last.locator(".asked-of")).to_have_count(0)


@pytest.mark.parametrize(
    ("locale", "question", "notice", "aside"),
    [
        ("ko-KR", KOREAN, "답변 모델 없이", "그대로 옮겼어요"),
        ("en-US", ENGLISH, "No answering model", "Quoted from the articles"),
    ],
)
def test_without_a_model_answers_are_quotes(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str, notice: str, aside: str
) -> None:
    service.service_state = ServiceState("ready", "none", "")
    page = open_page(locale)
    expect(page.locator("#notice")).to_contain_text(notice)
    ask(page, question)
    expect(page.locator(".answer-text.quotes .sentence.verbatim")).to_have_count(3)
    expect(page.locator(".turn .aside")).to_contain_text(aside)


@pytest.mark.parametrize(("locale", "words"), [("ko-KR", "응답이 없는 주소:"), ("en-US", "no answer from")])
def test_an_address_of_the_model_that_does_not_answer_is_named(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, words: str
) -> None:
    addresses = (ModelAddress("http://gpu1/v1", True), ModelAddress("http://gpu2/v1", False))
    service.service_state = ServiceState("ready", "ready", "openai:any", addresses=addresses)
    shown = expect(open_page(locale).locator("#model-words"))
    shown.to_contain_text(f"openai:any · {words} http://gpu2/v1")
    shown.not_to_contain_text("gpu1")


@pytest.mark.parametrize(
    ("locale", "away", "switched", "bug"),
    [
        ("ko-KR", "응답하지 않아요", "does not answer", "Something unexpected"),
        ("en-US", "does not answer", "응답하지 않아요", "예상하지 못한 문제"),
    ],
)
def test_errors_are_told_in_the_pages_language(
    open_page: OpenPage, locale: str, away: str, switched: str, bug: str
) -> None:
    page = open_page(locale)
    ask(page, "where is the model")
    problem = page.locator(".turn .problem")
    expect(problem).to_contain_text(away)
    page.locator("#language").click()
    expect(problem).to_contain_text(switched)
    # A reader of the page has no command line before them, nor any use for a reason in another language.
    expect(problem).not_to_contain_text(re.compile("haeseol|refused"))
    ask(page, "a bug")
    expect(page.locator(".turn .problem").last).to_contain_text(bug)
    assert "secret" not in page.content()


@pytest.mark.parametrize(
    ("locale", "question", "other", "copy", "box", "library"),
    [
        ("ko-KR", KOREAN, "en", "Copy with citations", "Ask about the articles", "Articles"),
        ("en-US", ENGLISH, "ko", "인용과 함께 복사", "글에 대해 물어보세요", "글"),
    ],
)
def test_interface_language_switches_everything_and_is_remembered(
    open_page: OpenPage, locale: str, question: str, other: str, copy: str, box: str, library: str
) -> None:
    page = open_page(locale)
    ask(page, question)
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    expect(page.locator(".actions")).to_contain_text(copy)
    expect(page.locator("#question")).to_have_attribute("placeholder", box)
    expect(page.locator(".answer-text")).to_have_attribute("lang", locale[:2])
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", other)
    expect(page.locator("#library-title")).to_have_text(library)


def test_the_language_can_be_switched_while_an_answer_is_written(open_page: OpenPage, service: ScriptedHaeseol) -> None:
    page = open_page("ko-KR")
    service.go_on.clear()
    ask(page, KOREAN, wait=False)
    expect(page.locator(".written .sentence")).to_have_count(1)
    page.locator("#language").click()
    service.go_on.set()
    expect(page.locator(".turn .actions")).to_contain_text("Copy with citations")
    expect(page.locator(".written .sentence")).to_have_count(3)
    expect(page.locator(".draft")).to_have_text("")


def test_light_and_dark_follow_the_system_until_chosen(open_page: OpenPage) -> None:
    page = open_page(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("#theme").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


@BOTH
def test_conversation_survives_a_reload(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str
) -> None:
    page = open_page(locale)
    ask(page, question)
    page.reload()
    expect(page.locator(".written .sentence")).to_have_count(3)
    expect(page.locator("#evidence .card")).to_have_count(3)
    ask(page, "and then?")
    assert service.asked[-1][2][0][0] == question
    page.locator("#new").click()
    expect(page.locator("#greeting")).to_be_visible()
    page.reload()
    expect(page.locator(".turn")).to_have_count(0)


@pytest.mark.parametrize(
    ("locale", "question", "stop", "stopped"),
    [("ko-KR", KOREAN, "멈추기", "여기서 멈췄어요."), ("en-US", ENGLISH, "Stop", "Stopped here.")],
)
def test_stop_keeps_what_is_there_and_typing_is_never_lost(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str, stop: str, stopped: str
) -> None:
    page = open_page(locale)
    service.go_on.clear()
    ask(page, question, wait=False)
    expect(page.locator(".written .sentence")).to_have_count(1)
    page.locator("#question").fill("the next question")
    page.locator("#question").press("Enter")
    expect(page.locator("#question")).to_have_value("the next question")
    page.get_by_role("button", name=stop).click()
    expect(page.locator(".turn .aside")).to_have_text(stopped)
    service.go_on.set()
    expect(page.locator(".written .sentence")).to_have_count(1)
    expect(page.locator("#question")).to_have_value("the next question")
    page.locator("#question").press("Enter")
    expect(page.locator(".turn .actions")).to_have_count(2)
    assert [asked[0] for asked in service.asked] == [question, "the next question"]
    assert question not in service.finished


@pytest.mark.parametrize(
    ("locale", "question", "copy", "said", "quoted", "again"),
    [
        (
            "ko-KR",
            KOREAN,
            "인용과 함께 복사",
            "돕는 사업이에요. [1]",
            f"[1] {LONG_KO_TITLE}: “{SUPPORTS}”",
            "다시 답하기",
        ),
        (
            "en-US",
            ENGLISH,
            "Copy with citations",
            "from Stanford. [1]",
            f"[1] What DeepSeek built, and what it borrowed: “{BORROWED}”",
            "Answer again",
        ),
    ],
)
def test_retry_and_copy_with_citations(
    open_page: OpenPage,
    service: ScriptedHaeseol,
    locale: str,
    question: str,
    copy: str,
    said: str,
    quoted: str,
    again: str,
) -> None:
    page = open_page(locale, permissions=["clipboard-read", "clipboard-write"])
    ask(page, question)
    page.get_by_role("button", name=copy).click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert said in copied
    assert quoted in copied
    page.get_by_role("button", name=again).click()
    expect(page.locator(".turn .actions")).to_have_count(2)
    assert [asked[0] for asked in service.asked] == [question, question]


@pytest.mark.parametrize(
    ("locale", "question", "fold"), [("ko-KR", KOREAN, "생각한 과정"), ("en-US", ENGLISH, "Its thinking")]
)
def test_what_a_model_thought_is_folded_away(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str, fold: str
) -> None:
    service.thoughts = "근거를 먼저 살핀다 <b>first</b>"
    page = open_page(locale)
    ask(page, question)
    thoughts = page.locator(".thinking p")
    expect(thoughts).to_be_hidden()
    page.get_by_text(fold, exact=True).press("Enter")
    expect(thoughts).to_have_text(service.thoughts)


@pytest.mark.parametrize(
    ("locale", "question", "edit", "details", "searched"),
    [
        ("ko-KR", KOREAN, "질문 고치기", "답의 정보", "찾은 곳: 모든 글"),
        ("en-US", ENGLISH, "Change the question", "Details", "searched: all articles"),
    ],
)
def test_a_question_is_changed_and_asked_again_and_details_say_what_was_searched(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str, edit: str, details: str, searched: str
) -> None:
    page = open_page(locale)
    ask(page, question)
    page.get_by_role("button", name=details).click()
    expect(page.locator(".numbers")).to_contain_text(searched)
    expect(page.locator(".numbers")).to_contain_text("qwen2.5-coder-1.5b")
    page.get_by_role("button", name=edit).click()
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#question")).to_have_value(question)
    page.keyboard.type(" Really?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn .actions")).to_have_count(2)
    assert service.asked[-1][0] == f"{question} Really?"


def test_composing_hangul_never_sends_early_and_sends_once(open_page: OpenPage, service: ScriptedHaeseol) -> None:
    page = open_page("ko-KR")
    page.locator("#question").focus()
    cdp = page.context.new_cdp_session(page)

    def compose(*steps: str) -> None:
        for step in steps:
            cdp.send("Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)})

    def enter(code: int) -> None:
        for kind in ("rawKeyDown", "keyUp"):
            cdp.send(
                "Input.dispatchKeyEvent", {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": code}
            )

    compose("ㄷ", "도", "독")
    cdp.send("Input.insertText", {"text": "독"})
    compose("ㅍ", "파")
    enter(229)  # what an input method's own Enter looks like
    enter(13)  # and an Enter while the syllable is still open
    page.wait_for_timeout(200)
    assert service.asked == []
    cdp.send("Input.insertText", {"text": "파"})
    compose("ㅁ", "모")
    cdp.send("Input.insertText", {"text": "모?"})
    expect(page.locator("#question")).to_have_value("독파모?")
    enter(13)
    expect(page.locator(".turn .actions")).to_be_visible()
    enter(13)
    page.wait_for_timeout(200)
    assert [asked[0] for asked in service.asked] == ["독파모?"]
    expect(page.locator("#question")).to_have_value("")


def test_safaris_enter_after_a_composition_does_not_send(open_page: OpenPage, service: ScriptedHaeseol) -> None:
    page = open_page("ko-KR")
    page.locator("#question").fill("독파모")
    page.evaluate(
        """() => document.getElementById("question").dispatchEvent(
            new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true }))"""
    )
    page.wait_for_timeout(150)
    assert service.asked == []
    expect(page.locator("#question")).to_have_value("독파모")


def test_shift_enter_starts_a_line_and_blank_questions_stay(open_page: OpenPage, service: ScriptedHaeseol) -> None:
    page = open_page()
    box = page.locator("#question")
    box.press("Enter")
    box.fill("   ")
    box.press("Enter")
    assert service.asked == []
    box.fill("one")
    box.press("Shift+Enter")
    box.press_sequentially("two")
    box.press("Enter")
    expect(page.locator(".turn .actions")).to_be_visible()
    assert service.asked[0][0] == "one\ntwo"


@pytest.mark.parametrize(
    ("locale", "add", "title", "text", "paste", "new", "added"),
    [
        ("ko-KR", "글 넣기", "새로 온 소식", "첫 문단이에요.\n\n둘째 문단이에요.", "이 글 넣기", "새 글", "넣음"),
        ("en-US", "Add articles", "News", "First.\n\nSecond paragraph.", "Add this text", "new", "added"),
    ],
)
def test_pasted_text_appears_in_the_library(
    open_page: OpenPage, locale: str, add: str, title: str, text: str, paste: str, new: str, added: str
) -> None:
    page = open_page(locale)
    page.get_by_role("button", name=add).click()
    page.locator("#paste-title").fill(title)
    page.locator("#paste-text").fill(text)
    page.get_by_role("button", name=paste).click()
    row = page.locator("#articles .row", has_text=title)
    expect(row).to_contain_text(new)
    expect(page.locator("#jobs .outcome.added")).to_have_text(added)
    row.locator(".row-open").click()
    expect(page.locator(".reader-text")).to_contain_text(text.splitlines()[-1])


@pytest.mark.parametrize(
    ("locale", "paste", "slow"),
    [("ko-KR", "이 글 넣기", "제때 오지 않았어요"), ("en-US", "Add this text", "did not come in time")],
)
def test_a_pasted_link_is_read_and_kept_where_it_cannot_be(
    open_page: OpenPage, locale: str, paste: str, slow: str
) -> None:
    page = open_page(locale)
    page.locator("#library [data-adds]").click()
    page.locator("#paste-text").fill("https://away.example/article")
    page.get_by_role("button", name=paste).click()
    expect(page.locator("#jobs .problem")).to_contain_text(slow)
    # What was pasted is there still, to be mended.
    expect(page.locator("#paste-text")).to_have_value("https://away.example/article")
    page.locator("#paste-text").fill("https://here.example/article")
    page.get_by_role("button", name=paste).click()
    expect(page.locator("#articles .row", has_text="A page of the web")).to_be_visible()
    expect(page.locator("#adding")).to_be_hidden()


@pytest.mark.parametrize(("locale", "said"), [("ko-KR", "이제 목록에 없어요"), ("en-US", "not in the list any more")])
def test_an_article_that_is_gone_meanwhile_says_so(
    open_page: OpenPage, service: ScriptedHaeseol, monkeypatch: pytest.MonkeyPatch, locale: str, said: str
) -> None:
    def gone(article_id: str, version: int | None = None) -> ArticleText:
        raise ArticleMissing(source=article_id)

    page = open_page(locale)
    monkeypatch.setattr(service.articles, "get", gone)  # the list on the page is a moment older
    page.locator("#articles .row-open", has_text="DeepSeek").click()
    expect(page.locator("#evidence .problem")).to_contain_text(said)


@pytest.mark.parametrize(
    ("locale", "added", "failed", "why"),
    [
        ("ko-KR", "넣음", "못 넣음", "글이 아니에요"),
        ("en-US", "added", "not added", "is not text in UTF-8"),
    ],
)
def test_uploaded_files_are_told_one_by_one(
    open_page: OpenPage, locale: str, added: str, failed: str, why: str
) -> None:
    page = open_page(locale)
    page.locator("#files").set_input_files(
        [
            FilePayload(name="report.txt", mimeType="text/plain", buffer=b"A fine report."),
            FilePayload(name="photo.jpg", mimeType="image/jpeg", buffer=b"\xff\xd8\xff"),
        ]
    )
    expect(page.locator("#articles .row", has_text="report")).to_be_visible()
    outcomes = page.locator("#jobs .outcomes > li")
    expect(outcomes).to_have_count(2)
    expect(outcomes.nth(0)).to_have_text(f"{added} report.txt")
    expect(outcomes.nth(1)).to_contain_text(f"{failed} photo.jpg")
    expect(outcomes.nth(1)).to_contain_text(why)


def drop(page: Page, name: str, size: int) -> None:
    transfer = page.evaluate_handle(
        """([name, size]) => { const bag = new DataTransfer();
        bag.items.add(new File(["a".repeat(size)], name, { type: "text/plain" })); return bag; }""",
        [name, size],
    )
    page.dispatch_event("#scroll", "dragenter", {"dataTransfer": transfer})
    expect(page.locator("#drop")).to_be_visible()
    page.dispatch_event("#scroll", "drop", {"dataTransfer": transfer})
    expect(page.locator("#drop")).to_be_hidden()


def test_files_can_be_dropped_anywhere(open_page: OpenPage) -> None:
    page = open_page()
    drop(page, "dropped.txt", 40)
    expect(page.locator("#articles .row", has_text="dropped")).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "why"),
    [
        ("ko-KR", "huge.txt 파일은 26.0 MB예요. 파일 하나는 25 MB까지"),
        ("en-US", "huge.txt has 26.0 MB"),
    ],
)
def test_a_file_that_is_too_large_is_not_even_sent(open_page: OpenPage, watch: Watch, locale: str, why: str) -> None:
    page = open_page(locale)
    drop(page, "huge.txt", 26 * 1024 * 1024)
    expect(page.locator("#jobs .outcomes")).to_contain_text(why)
    assert [url for url in watch.requests if "/gradio_api/upload" in url] == []


@pytest.mark.parametrize(
    ("locale", "remove", "nothing"),
    [("ko-KR", "목록에서 빼기", "그런 글이 없어요."), ("en-US", "Remove from the list", "No article matches.")],
)
def test_removal_can_be_undone_and_the_list_filtered(
    open_page: OpenPage, locale: str, remove: str, nothing: str
) -> None:
    page = open_page(locale)
    rows = page.locator("#articles .row")
    expect(rows).to_have_count(2)
    rows.filter(has_text="독자 AI").locator(".row-more").click()
    page.get_by_role("menuitem", name=remove).click()
    expect(rows).to_have_count(1)
    expect(page.locator("#toast")).to_contain_text(LONG_KO_TITLE)
    page.locator("#toast .link").click()
    expect(rows).to_have_count(2)
    page.locator("#filter").fill("deepseek")
    expect(rows).to_have_count(1)
    page.locator("#filter").fill("독자".encode().decode())
    expect(rows).to_contain_text(["독자 AI"])
    page.locator("#filter").fill("없는 글")
    expect(page.locator("#articles")).to_have_text(nothing)


@pytest.mark.parametrize(
    ("locale", "again", "unchanged"),
    [("ko-KR", "폴더 다시 읽기", "그대로"), ("en-US", "Read the folder again", "unchanged")],
)
def test_folder_is_read_again(open_page: OpenPage, locale: str, again: str, unchanged: str) -> None:
    page = open_page(locale)
    page.get_by_role("button", name=again).click()
    expect(page.locator("#jobs .outcome.unchanged")).to_have_text([unchanged, unchanged])
    page.locator("#jobs .icon-button").click()
    expect(page.locator("#jobs .job")).to_have_count(0)


@pytest.mark.parametrize(
    ("locale", "question", "notice", "waiting"),
    [
        ("ko-KR", KOREAN, "준비하고 있어요", "글 찾기가 준비되기를 기다리고"),
        ("en-US", ENGLISH, "getting ready", "Waiting for the search to be ready"),
    ],
)
def test_a_question_waits_for_the_search_and_says_so(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str, notice: str, waiting: str
) -> None:
    service.service_state = ServiceState("loading", "loading", "qwen2.5-coder-1.5b")
    page = open_page(locale)
    expect(page.locator("#notice")).to_contain_text(notice)
    ask(page, question, wait=False)
    expect(page.locator(".status")).to_contain_text(waiting)
    assert service.asked == []
    service.service_state = ServiceState("ready", "ready", "qwen2.5-coder-1.5b")
    expect(page.locator(".turn .actions")).to_be_visible()
    expect(page.locator("#notice")).to_be_hidden()


@BOTH
def test_the_evidence_is_there_while_another_is_answered(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str
) -> None:
    first, second = open_page(locale), open_page(locale)
    service.go_on.clear()
    service.repeated.append(question)
    ask(first, question, wait=False)
    expect(first.locator(".written .sentence")).to_have_count(1)
    ask(second, question, wait=False)
    expect(second.locator("#evidence .card").first).to_be_visible()
    ahead, before = {
        "ko-KR": ("앞에 질문이 1개 있어요", "같은 질문에 조금 전에 한 답이에요"),
        "en-US": ("1 question is ahead of yours", "The answer to the same question asked before"),
    }[locale]
    expect(second.locator(".status")).to_have_text(ahead)
    service.go_on.set()
    expect(second.locator(".turn .actions")).to_be_visible()
    expect(second.locator(".turn .aside")).to_contain_text(before)


@BOTH
def test_narrow_window_opens_sheets_and_escape_returns(open_page: OpenPage, locale: str, question: str) -> None:
    page = open_page(locale, width=390, height=844)
    expect(page.locator("#evidence")).to_be_hidden()
    ask(page, question)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    pill = page.locator(".turn button.pill").nth(1)
    pill.click()
    expect(page.locator("#evidence .active-sentence")).to_be_in_viewport()
    expect(page.locator("#evidence")).to_have_attribute("role", "dialog")
    page.keyboard.press("Escape")
    expect(page.locator("#evidence")).to_be_hidden()
    expect(pill).to_be_focused()
    page.locator("#open-library").click()
    expect(page.locator("#articles .row").first).to_be_in_viewport()
    page.locator("#articles .row-open").first.click()
    expect(page.locator(".reader-title")).to_be_in_viewport()
    expect(page.locator("#library")).to_be_hidden()


@pytest.mark.parametrize(
    ("locale", "question", "words"),
    [("ko-KR", KOREAN, "질문란으로 건너뛰기"), ("en-US", ENGLISH, "Skip to the question")],
)
def test_everything_has_a_name_and_the_skip_link_is_first(
    open_page: OpenPage, locale: str, question: str, words: str
) -> None:
    page = open_page(locale)
    ask(page, question)
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, input, textarea, a")]
            .filter((node) => node.offsetParent !== null)
            .filter((node) => !node.innerText.trim() && !node.ariaLabel && !node.labels?.length)
            .map((node) => node.outerHTML)"""
    )
    assert nameless == []
    skip = page.locator("a, button, input, textarea, [tabindex]").first
    expect(skip).to_have_text(words)
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()


class HostileHaeseol(ScriptedHaeseol):
    """Puts markup wherever an article or a model could."""

    def _play(self, question: str, script: Script) -> Iterator[Event]:
        for event in super()._play(question, script):
            if isinstance(event, EvidenceFound):
                passages = tuple(
                    replace(each, title=HOSTILE, text=HOSTILE, sentences=()) for each in event.evidence.passages
                )
                event = EvidenceFound(replace(event.evidence, passages=passages, missing=(HOSTILE,)))
            elif isinstance(event, AnswerDone):
                said = tuple(replace(each, text=HOSTILE, reason=HOSTILE) for each in event.answer.sentences)
                cited = tuple(
                    replace(each, title=HOSTILE, quote=HOSTILE, text=HOSTILE) for each in event.answer.citations
                )
                event = AnswerDone(
                    replace(event.answer, answer=HOSTILE, sentences=said, citations=cited, model=HOSTILE)
                )
            yield event


class TestHostileText:
    @pytest.fixture
    def service(self) -> ScriptedHaeseol:
        return HostileHaeseol()

    def test_stays_text(self, open_page: OpenPage, service: ScriptedHaeseol) -> None:
        page = open_page()
        page.locator("#library [data-adds]").click()
        page.locator("#paste-title").fill(HOSTILE)
        page.locator("#paste-text").fill(HOSTILE)
        page.locator("#paste-form .outline").click()
        row = page.locator("#articles .row", has_text="onerror")
        row.locator(".row-open").click()
        expect(page.locator(".reader-text")).to_have_text(HOSTILE)
        ask(page, HOSTILE)
        ask(page, SUGGESTED["en"][1])
        page.locator(".turn button.pill").last.click()
        page.locator(".actions").last.get_by_role("button", name="Details").click()
        expect(page.locator(".asked").first).to_have_text(HOSTILE)
        expect(page.locator("#evidence .card-title").first).to_have_text(HOSTILE)
        service.change(service.articles.all()[-1].id, f"{HOSTILE} And more. {HOSTILE}")
        page.locator("#articles .row", has_text="onerror").locator(".row-open").click()
        page.locator(".versions [aria-expanded]").click()
        expect(page.locator(".change ins").first).to_contain_text("onerror")
        page.locator(".reader-text").focus()
        page.keyboard.press("ArrowDown")
        page.locator("[data-about=translate]").click()
        expect(page.locator("#about-translation .machine")).to_be_visible()
        ask(page, "Who won the football match?")
        page.reload()
        expect(page.locator(".asked").first).to_have_text(HOSTILE)
        assert page.evaluate("window.hit") is None
        assert page.locator("img, iframe, a[href^=javascript]:not(#bookmarklet)").count() == 0
        assert page.locator("script").count() == 2


def test_the_network_is_cut_in_all_of_these_tests(open_page: OpenPage, watch: Watch) -> None:
    page = open_page()
    elsewhere = page.url.replace("127.0.0.1", "elsewhere.localhost")  # resolved by the browser itself, were it allowed
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto(elsewhere)
    watch.requests.remove(elsewhere)


@pytest.mark.parametrize(
    ("locale", "question", "gone"),
    [("ko-KR", KOREAN, "닿지 않아요"), ("en-US", ENGLISH, "cannot be reached")],
)
def test_page_says_when_the_program_is_gone(
    open_page: OpenPage, watch: Watch, locale: str, question: str, gone: str
) -> None:
    page = open_page(locale)
    page.route("**/gradio_api/**", lambda route: route.abort())
    ask(page, question)
    expect(page.locator(".turn .problem")).to_contain_text(gone)
    expect(page.locator("#notice")).to_contain_text(gone)
    page.unroute("**/gradio_api/**")
    ask(page, question)
    expect(page.locator(".written .sentence")).to_have_count(3)
    assert watch.errors
    assert all("ERR_FAILED" in error for error in watch.errors)
    watch.errors.clear()


def test_marks_stay_in_place_after_an_emoji_and_headings_lose_their_signs(
    open_page: OpenPage, service: ScriptedHaeseol
) -> None:
    page = open_page()
    cut = page.evaluate(
        """async () => {
          const { unitOffset, betweenNodes } = await import("/page/lib/dom.js");
          const text = "🌾🌾 벼 rice";
          const heading = betweenNodes("## 제목\\n\\n")[0];
          return [text.slice(unitOffset(text, 3), unitOffset(text, 4)), heading.textContent, heading.tagName];
        }"""
    )
    assert cut == ["벼", "제목", "STRONG"]


@pytest.mark.parametrize(
    ("locale", "question", "press", "asked"),
    [("ko-KR", KOREAN, "더 자세히", "더 자세히"), ("en-US", ENGLISH, "In Korean", "In Korean")],
)
def test_an_answer_is_asked_for_in_another_form(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, question: str, press: str, asked: str
) -> None:
    page = open_page(locale)
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")
    page.locator(".otherwise").get_by_text(press, exact=True).click()
    expect(page.locator(".turn .asked").last).to_have_text(asked)
    expect(page.locator(".turn:last-child .actions")).to_be_visible()
    # Only the last answer can be had otherwise.
    expect(page.locator(".turn .otherwise:visible")).to_have_count(page.locator(".turn:last-child .otherwise").count())
