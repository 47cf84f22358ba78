"""Which articles are asked, on the page: tags are given, the list is narrowed, and the conversation keeps what was chosen."""

from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from bot.library.scope import EVERYTHING, Scope
from bot.library.store.scope_filter import from_source
from tests.browser.conftest import OpenPage
from tests.browser.test_page import ENGLISH, ask
from tests.page_fakes import ScriptedHaeseol, with_articles

pytestmark = pytest.mark.browser


def menu(page: Page, title: str, item: str) -> None:
    page.locator("#articles .row", has_text=title).locator(".row-more").click()
    page.get_by_role("menuitem", name=item).click()


@pytest.mark.parametrize(
    ("locale", "edit", "save", "name"),
    [("ko-KR", "태그 붙이기", "저장", "태그 경제, 1편"), ("en-US", "Edit its tags", "Save", "Tag 경제, 1 article")],
)
def test_an_article_gets_tags_that_narrow_the_list(
    open_page: OpenPage, service: ScriptedHaeseol, locale: str, edit: str, save: str, name: str
) -> None:
    page = open_page(locale)
    expect(page.locator("#tags")).to_be_hidden()
    menu(page, "DeepSeek", edit)
    page.locator("#tag-names").fill("경제, #AI")
    page.get_by_role("button", name=save, exact=True).click()
    expect(page.locator("#tagging")).to_be_hidden()
    assert service.tags["sample-en"] == ("경제", "AI")
    page.get_by_role("button", name=name).click()
    expect(page.locator("#articles .row")).to_have_count(1)
    page.get_by_role("button", name=name).click()
    expect(page.locator("#articles .row")).to_have_count(2)
    menu(page, "DeepSeek", edit)
    page.locator("#tag-names").fill("")
    page.locator("#tag-names").press("Enter")
    expect(page.locator("#tags")).to_be_hidden()
    assert not service.tags["sample-en"]


def test_what_is_listed_can_be_asked_alone_and_more_articles_join(
    open_page: OpenPage, service: ScriptedHaeseol
) -> None:
    with_articles(service, ["One", "Two"])
    service.tags = {"copy-One": ("mine",), "copy-Two": ("mine",)}
    page = open_page()
    page.locator("#tags button").click()
    page.locator("#ask-listed").click()
    ask(page, ENGLISH)
    assert service.asked[-1][3] == Scope(tags=("mine",))
    expect(page.locator("#scope")).to_contain_text("#mine")
    page.locator("#tags button").click()
    menu(page, "One", "Ask only this article")
    menu(page, "Two", "Ask this one too")
    expect(page.locator("#scope")).to_contain_text("2 articles")
    ask(page, ENGLISH)
    assert service.asked[-1][3] == Scope(articles=("copy-One", "copy-Two"))
    page.locator("#filter").fill("sovereign")
    page.locator("#ask-listed").click()
    ask(page, ENGLISH)
    assert set(service.asked[-1][3].articles) == {"copy-One", "copy-Two", "sample-ko"}


@pytest.mark.parametrize("width", [1440, 390])
def test_a_choice_of_language_and_days_is_counted_asked_and_kept(
    open_page: OpenPage, service: ScriptedHaeseol, width: int
) -> None:
    page = open_page("ko-KR", width=width)
    page.locator("#scope button").click()
    dialog = page.locator("#scoping")
    expect(dialog.locator("#scope-count")).to_have_text("2편")
    dialog.get_by_role("radio", name="영어").check()
    expect(dialog.locator("#scope-count")).to_have_text("모두 2편 가운데 1편")
    dialog.get_by_label("첫날").fill("2026-01-21")
    expect(dialog.locator("#scope-use")).to_be_disabled()
    dialog.get_by_label("첫날").fill("2026-01-20")
    dialog.get_by_role("button", name="이 글들에 묻기").click()
    asked = Scope(since=date(2026, 1, 20), language="en")
    ask(page, ENGLISH)
    assert service.asked[-1][3] == asked
    expect(page.locator(".turn .asked-of")).to_contain_text("2026년 1월 20일부터 · 영어")
    page.reload()
    expect(page.locator("#scope")).to_contain_text("영어")
    # Another conversation begins with all articles, and this one goes on as it was asked.
    page.locator("#new").click()
    ask(page, ENGLISH)
    assert service.asked[-1][3] == EVERYTHING
    if width > 1000:
        page.locator("#tab-conversations").click()
        page.locator("#saved .row-open").last.click()
        expect(page.locator("#scope")).to_contain_text("영어")
        ask(page, ENGLISH)
        assert service.asked[-1][3] == asked


def test_a_site_is_chosen_with_what_stands_before_its_name(open_page: OpenPage, service: ScriptedHaeseol) -> None:
    with_articles(service, ["One"])
    service._articles["copy-One"] = replace(service._articles["copy-One"], url="https://news.example.org/one")
    page = open_page()
    page.locator("#scope button").click()
    dialog = page.locator("#scoping")
    dialog.get_by_role("combobox").select_option("example.org")
    expect(dialog.locator("#scope-count")).to_contain_text("2 articles")
    dialog.get_by_role("combobox").select_option("news.example.org")
    expect(dialog.locator("#scope-count")).to_contain_text("1 article")
    dialog.get_by_role("combobox").select_option("example.org")
    dialog.locator("#scope-use").click()
    ask(page, ENGLISH)
    assert service.asked[-1][3] == Scope(source="example.org")


def test_the_page_counts_what_the_server_would_ask(open_page: OpenPage) -> None:
    articles = [
        {"source": "https://www.example.org/one", "url": "https://www.example.org/one"},
        {"source": "https://News.Example.org/two", "url": "https://News.Example.org/two"},
        {"source": "folder/three.txt", "url": ""},
        {"source": "Folder/four.txt", "url": "not an address"},
        {"source": "five.md", "url": "https://xn--3e0b707e.kr/five"},
        {"source": "six.md", "url": "https://뉴스.한국.kr/six"},
    ]
    wanted = ["example.org", "www.example.org", "EXAMPLE.org", "news.example.org", "ample.org", "example.org/",
              "folder", "folder/", "folder//", "folder/three.txt", "FOLDER", "fold", "/",
              "한국.kr", "xn--3e0b707e.kr", "국.kr", "xn--"]  # fmt: skip
    told = open_page().evaluate(
        """async ([articles, wanted]) => {
          const { holds } = await import("/page/library/scope.js");
          const whole = (article) => ({ id: "a", tags: [], published: null, language: "en", ...article });
          return wanted.map((source) => articles.map((article) => holds({ source }, whole(article))));
        }""",
        [articles, wanted],
    )
    asked = [[from_source(each["source"], each["url"], source) for each in articles] for source in wanted]
    assert dict(zip(wanted, told, strict=True)) == dict(zip(wanted, asked, strict=True))


def test_with_one_article_there_is_nothing_to_choose(open_page: OpenPage, service: ScriptedHaeseol) -> None:
    del service._articles["sample-ko"]
    page = open_page()
    expect(page.locator("#scope")).to_have_text("Asking all articles")
    expect(page.locator("#scope button")).to_have_count(0)
