"""The overview on the page: drawn as it comes, opened sentence by sentence, with the mouse and with the keyboard."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from bot.insights.overview.overview import OverviewEvent, StoryFound, TopicsFound
from bot.progress import Progress
from tests.browser.conftest import OpenPage
from tests.browser.test_page import BOTH, HOSTILE, ask
from tests.page_fakes import CHIPS, SUPPORTS, ScriptedHaeseol, with_articles

pytestmark = pytest.mark.browser


def open_overview(page: Page) -> None:
    if page.locator("#open-library").is_visible():
        page.locator("#open-library").click()
    page.locator("#open-overview").click()
    expect(page.locator(".topic").first).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "title", "parts", "back"),
    [
        (
            "ko-KR",
            "한눈에 보기",
            ["다르게 말해요 1", "같게 말해요 1", "한국어 글에만 있어요 1", "영어 글에만 있어요 1"],
            "한눈에 보기로 돌아가기",
        ),
        (
            "en-US",
            "Overview",
            ["They differ 1", "Both say 1", "Only in the Korean article 1", "Only in the English article 1"],
            "Back to the overview",
        ),
    ],
)
@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_a_story_is_compared_and_each_sentence_opens_where_it_stands(
    open_page: OpenPage, locale: str, title: str, parts: list[str], back: str, width: int
) -> None:
    page = open_page(locale, width=width, height=844)
    open_overview(page)
    expect(page.locator(".overview h3")).to_have_text(title)
    expect(page.locator(".map-dot")).to_have_count(2)
    expect(page.locator(".map-lines line")).to_have_count(1)
    page.locator(".overview-status .link").click()
    story = page.locator(".story-open")
    expect(story).to_be_in_viewport()
    story.click()
    expect(story).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".part h5")).to_have_text(parts)
    expect(page.locator(".part.differ mark").first).to_have_text("1만 장")
    page.locator(".said", has_text=CHIPS).click()
    expect(page.locator(".reader-text")).to_contain_text(SUPPORTS)
    expect(page.locator("#back")).to_have_text(back)
    page.locator("#back").click()
    expect(page.locator(".said", has_text=CHIPS)).to_be_focused()
    page.locator("#back").click()
    expect(page.locator(".overview")).to_have_count(0)


@pytest.mark.parametrize(
    ("locale", "title", "topic"),
    [("ko-KR", "Overview", "models · DeepSeek"), ("en-US", "한눈에 보기", "독파모 · 딥시크")],
)
def test_topics_can_be_read_while_stories_are_still_looked_for(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, title: str, topic: str
) -> None:
    service.go_on.clear()
    page = open_page(locale)
    open_overview(page)
    expect(page.locator(".overview-status progress")).to_be_visible()
    page.locator(".topic-open").first.click()
    expect(page.locator(".reader-text")).to_be_visible()
    page.locator("#back").click()
    service.go_on.set()
    expect(page.locator(".story-open")).to_be_visible()
    expect(page.locator(".overview-status progress")).to_have_count(0)
    # Another language draws it anew, with what is known.
    page.locator("#language").click()
    expect(page.locator(".overview h3")).to_have_text(title)
    expect(page.locator(".topic h5").first).to_contain_text(topic)
    expect(page.locator(".story-open")).to_have_count(1)


@pytest.mark.parametrize("locale", ["ko-KR", "en-US"])
def test_the_keyboard_moves_over_the_map_and_opens_an_article(open_page: OpenPage, locale: str) -> None:
    page = open_page(locale)
    open_overview(page)
    dots = page.locator(".map-dot")
    expect(page.locator('.map-dot[tabindex="0"]')).to_have_count(1)
    dots.first.focus()
    page.keyboard.press("ArrowRight")
    expect(dots.nth(1)).to_be_focused()
    expect(page.locator('.map-dot[tabindex="0"]')).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".reader-title")).to_contain_text("DeepSeek")


@BOTH
def test_a_question_takes_the_place_of_the_overview(open_page: OpenPage, locale: str, question: str) -> None:
    page = open_page(locale)
    open_overview(page)
    ask(page, question)
    expect(page.locator(".overview")).to_have_count(0)
    expect(page.locator("#evidence .card").first).to_be_visible()
    expect(page.locator("#back")).to_be_hidden()


@pytest.mark.parametrize(("locale", "all_of_it"), [("ko-KR", "10편 모두 보기"), ("en-US", "Show all 10")])
def test_a_large_topic_lists_a_few_and_all_on_request(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, all_of_it: str
) -> None:
    with_articles(service, [f"Copy {n}" for n in range(8)])
    page = open_page(locale)
    open_overview(page)
    expect(page.locator(".topic-open")).to_have_count(5)
    page.get_by_role("button", name=all_of_it).click()
    expect(page.locator(".topic-open")).to_have_count(10)
    expect(page.locator(".topic-open").nth(5)).to_be_focused()


def test_nothing_of_an_article_becomes_markup(
    open_page: OpenPage, service: ScriptedHaeseol, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = service.overview.survey

    def hostile() -> Iterator[OverviewEvent]:
        for event in real():
            if isinstance(event, Progress):
                event = replace(event, subject=HOSTILE)
            elif isinstance(event, TopicsFound):
                (topic,) = event.topics
                articles = tuple(replace(each, title=HOSTILE) for each in topic.articles)
                event = replace(event, topics=(replace(topic, ko=(HOSTILE,), en=(HOSTILE,), articles=articles),))
            elif isinstance(event, StoryFound):
                yield event
                event = StoryFound(replace(event.story, ko=HOSTILE))
            yield event

    monkeypatch.setattr(service.overview, "survey", hostile)
    page = open_page()
    open_overview(page)
    expect(page.locator(".topic h5")).to_contain_text(HOSTILE)
    expect(page.locator(".story-open")).to_have_count(2)
    page.locator(".story-open").nth(1).click()
    expect(page.locator(".story .problem")).to_contain_text("onerror")
    assert page.evaluate("window.hit") is None
