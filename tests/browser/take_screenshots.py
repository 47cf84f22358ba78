"""Pictures of the page in every size, light and language: `python -m tests.browser.take_screenshots OUT [PATTERN ...]`.

With patterns (such as `390-*-ko-*`) only the pictures with such names are taken.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

from playwright.sync_api import BrowserContext, FilePayload, Page, sync_playwright

from bot.insights.guides import GuideProgress, Step
from bot.models.model_errors import NetworkUnavailable
from bot.progress import Progress
from bot.service.conversations import SqliteConversations
from bot.service.service_state import ServiceState
from bot.ui import keep_to_this_machine
from tests.browser.chromium import launch_chromium
from tests.page_fakes import CHIPS, OPENED, SUGGESTED, ScriptedHaeseol, ScriptedModels

SIZES = {1440: 900, 1024: 768, 390: 844}
Scene = Callable[[Page, ScriptedHaeseol, str], None]


def main(out: Path, wanted: list[str]) -> None:
    keep_to_this_machine(os.environ)
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        for width, height in SIZES.items():
            for theme in ("light", "dark"):
                for language in ("ko", "en"):
                    for name, scene in SCENES.items():
                        picture = f"{width}-{theme}-{language}-{name}"
                        if any(fnmatch(picture, pattern) for pattern in wanted):
                            context = browser.new_context(
                                viewport={"width": width, "height": height},
                                color_scheme="dark" if theme == "dark" else "light",
                                locale="ko-KR" if language == "ko" else "en-US",
                                has_touch=width < 700,
                            )
                            take(context, scene, language, out / f"{picture}.png")
                            context.close()
        browser.close()


def take(context: BrowserContext, scene: Scene, language: str, picture: Path) -> None:
    """Take one picture, of a page whose service no other scene has touched."""
    from bot.ui.server import build_server, launch

    service = ScriptedHaeseol(pause=0.002)
    with (
        tempfile.TemporaryDirectory(prefix="haeseol-pictures-") as folder,
        launch(build_server(service.as_haeseol(), SqliteConversations(Path(folder))), port=0) as running,
    ):
        page = context.new_page()
        page.goto(running.url)
        page.locator(".suggestion").first.wait_for()
        scene(page, service, language)
        page.wait_for_timeout(250)
        page.screenshot(path=picture)
        service.go_on.set()


def first_run(page: Page, service: ScriptedHaeseol, language: str) -> None:
    page.locator("#question").blur()


def before_answer(page: Page, service: ScriptedHaeseol, language: str) -> None:
    service.go_on.clear()
    _ask(page, SUGGESTED["ko" if language == "ko" else "en"][0])
    page.locator(".sentence").first.wait_for()


def finished(page: Page, service: ScriptedHaeseol, language: str) -> None:
    _ask(page, SUGGESTED["ko" if language == "ko" else "en"][0])
    page.locator(".actions").wait_for()
    page.locator(".turn button.pill").nth(1).click()


def hovered(page: Page, service: ScriptedHaeseol, language: str) -> None:
    _ask(page, SUGGESTED["ko" if language == "ko" else "en"][1])
    page.locator(".actions").wait_for()
    page.locator(".turn button.pill").first.hover()


def second_turn(page: Page, service: ScriptedHaeseol, language: str) -> None:
    for question in SUGGESTED["ko" if language == "ko" else "en"]:
        _ask(page, question)
        page.locator(".turn:last-child .actions").wait_for()
    page.locator(".turn:last-child .actions button").last.click()


def refusal(page: Page, service: ScriptedHaeseol, language: str) -> None:
    _ask(page, "오늘 서울 날씨는 어때요?" if language == "ko" else "Who won the football match?")
    page.locator(".actions").wait_for()


def open_article(page: Page, service: ScriptedHaeseol, language: str) -> None:
    finished(page, service, language)
    page.locator(".card.active .link").click()
    page.locator(".reader mark").first.wait_for()


def checking(page: Page, service: ScriptedHaeseol, language: str) -> None:
    page.locator("#check").click()
    page.locator("#check-text").fill(f"{CHIPS} 다리는 길다." if language == "ko" else f"{OPENED} The bridge is long.")
    page.locator("#check-now").click()
    page.locator(".claim").nth(1).wait_for()


def judging(page: Page, service: ScriptedHaeseol, language: str) -> None:
    _ask(page, SUGGESTED["ko" if language == "ko" else "en"][0])
    page.locator(".thumb.bad").click()
    page.locator(".reason-form .choice").nth(2).click()


def selecting(page: Page, service: ScriptedHaeseol, language: str) -> None:
    open_article(page, service, language)
    page.wait_for_timeout(300)
    page.locator(".reader-text").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.locator("#about").wait_for()


def conversations(page: Page, service: ScriptedHaeseol, language: str) -> None:
    for question in SUGGESTED["ko" if language == "ko" else "en"]:
        _ask(page, question)
        page.locator(".turn .actions").wait_for()
        page.locator("#new").click()
    _ask(page, "오늘 서울 날씨는 어때요?" if language == "ko" else "Who won the football match?")
    page.locator(".turn .actions").wait_for()
    if page.locator("#open-library").is_visible():
        page.locator("#open-library").click()
    page.locator("#tab-conversations").click()
    page.locator("#saved .row-more").nth(1).click()


def settings(page: Page, service: ScriptedHaeseol, language: str) -> None:
    page.locator("#open-settings").click()
    page.locator("#try-model").click()
    page.wait_for_timeout(300)


def choosing(page: Page, service: ScriptedHaeseol, language: str) -> None:
    models = ScriptedModels(service)
    begun = Progress("download", "qwen3-4b", 812_000_000, 2_497_280_736, "bytes")
    assert isinstance(service.models, ScriptedModels)
    service.models.told = replace(models.told, fetching=begun)
    page.locator("#open-settings").click()
    page.locator(".offer progress").wait_for()
    page.locator(".trial").scroll_into_view_if_needed()
    page.locator("#settings").evaluate("(settings) => { settings.scrollTop = 430; }")


def failing(page: Page, service: ScriptedHaeseol, language: str) -> None:
    assert isinstance(service.models, ScriptedModels)
    before = service.models.told
    problem = NetworkUnavailable(
        source="https://huggingface.co/bartowski/model.gguf", reason="Name or service not known"
    )
    service.models.told = replace(before, failed="qwen3-4b", problem=problem, gone="qwen3-1.7b", memory=4_000_000_000)
    page.locator("#open-settings").click()
    page.locator(".offer .problem").wait_for()
    page.locator("#settings").evaluate("(settings) => { settings.scrollTop = 430; }")


def adding_now(page: Page, service: ScriptedHaeseol, language: str) -> None:
    service.pause = 0.05
    added(page, service, language, wait=False)
    page.locator(".outcome.added").nth(1).wait_for()


def adding(page: Page, service: ScriptedHaeseol, language: str) -> None:
    if page.locator("#open-library").is_visible():
        page.locator("#open-library").click()
    page.locator("[data-adds]").click()


def added(page: Page, service: ScriptedHaeseol, language: str, *, wait: bool = True) -> None:
    adding(page, service, language)
    files = [(f"기사 {n}.txt", f"{n}번째 기사예요.\n\n둘째 문단이에요.".encode()) for n in range(1, 5)]
    files.insert(1, ("photo.jpg", b"\xff\xd8\xff\xe0"))
    page.locator("#files").set_input_files([FilePayload(name=n, mimeType="text/plain", buffer=b) for n, b in files])
    if wait:
        page.locator(".outcomes:not(.going)").wait_for()


def away(page: Page, service: ScriptedHaeseol, language: str) -> None:
    service.service_state = ServiceState("ready", "away", "qwen2.5-coder-1.5b")
    page.reload()
    page.locator("#notice").wait_for()
    _ask(page, SUGGESTED["ko" if language == "ko" else "en"][0])
    page.locator(".actions").wait_for()
    _ask(page, "where is the model")
    page.locator(".turn .problem").wait_for()
    page.locator(".turn").first.scroll_into_view_if_needed()


def translated(page: Page, service: ScriptedHaeseol, language: str) -> None:
    _ask(page, SUGGESTED["ko" if language == "ko" else "en"][1])
    page.locator(".actions").wait_for()
    page.locator(".turn button.pill").nth(0 if language == "ko" else 1).hover()
    page.locator("#quote .machine").wait_for()


def changed(page: Page, service: ScriptedHaeseol, language: str) -> None:
    article_id = "sample-ko" if language == "ko" else "sample-en"
    text = service.articles.get(article_id).text
    start = text.index("다섯 팀") if language == "ko" else text.index("Its weights")
    service.older[article_id] = [
        replace(service.articles.get(article_id), version=0, text=f"{text[:start]}{text[start + 20 :]}")
    ]
    open_article(page, service, language)
    page.locator(".versions [aria-expanded]").click()
    page.locator("#evidence-body").evaluate("(body) => { body.scrollTop = 0; }")
    page.locator(".change").first.wait_for()


def overview(page: Page, service: ScriptedHaeseol, language: str) -> None:
    if page.locator("#open-library").is_visible():
        page.locator("#open-library").click()
    page.locator("#open-overview").click()
    page.locator(".story-open").click()
    page.locator(".part").first.wait_for()


def explained(part: str, making: GuideProgress | None = None) -> Scene:
    def scene(page: Page, service: ScriptedHaeseol, language: str) -> None:
        service.making = making or service.making
        library(page, service, language)
        page.locator("#articles .row-open").nth(0 if language == "ko" else 1).click()
        page.wait_for_timeout(200)
        page.locator(f'.explained-tabs [data-part="{part}"]').click()

    return scene


def library(page: Page, service: ScriptedHaeseol, language: str) -> None:
    if page.locator("#open-library").is_visible():
        page.locator("#open-library").click()
        page.wait_for_timeout(200)


def removed(page: Page, service: ScriptedHaeseol, language: str) -> None:
    library(page, service, language)
    page.locator("#articles .row-more").first.click()
    page.wait_for_timeout(200)
    page.locator("#menu [role=menuitem]").last.click()
    page.locator("#toast").wait_for()
    page.locator("#articles .row-more").first.click()


def empty(page: Page, service: ScriptedHaeseol, language: str) -> None:
    for row in service.articles.all():
        service.articles.remove(row.id)
    page.reload()
    page.locator("#greeting .solid").wait_for()
    library(page, service, language)


def exporting(page: Page, service: ScriptedHaeseol, language: str) -> None:
    _ask(page, SUGGESTED["ko" if language == "ko" else "en"][0])
    page.locator(".actions").wait_for()
    page.locator("#export").click()


def waiting(page: Page, service: ScriptedHaeseol, language: str) -> None:
    service.service_state = ServiceState("loading", "loading", "qwen2.5-coder-1.5b")
    page.reload()
    page.locator("#question").fill(SUGGESTED["ko" if language == "ko" else "en"][0])
    page.locator("#question").press("Enter")
    page.locator(".turn .status").wait_for()


def nothing_saved(page: Page, service: ScriptedHaeseol, language: str) -> None:
    library(page, service, language)
    page.locator("#tab-conversations").click()
    page.locator("#seek").fill("zzz")


def nothing_filtered(page: Page, service: ScriptedHaeseol, language: str) -> None:
    library(page, service, language)
    page.locator("#filter").fill("zzz")


SCENES: dict[str, Scene] = {
    "1-first-run": first_run,
    "2-streaming": before_answer,
    "3-finished": finished,
    "4-second-turn": second_turn,
    "5-refusal": refusal,
    "6-article": open_article,
    "7-adding": adding,
    "8-added": added,
    "9-away": away,
    "hovered": hovered,
    "10-judging": judging,
    "11-selecting": selecting,
    "12-conversations": conversations,
    "13-settings": settings,
    "14-adding-now": adding_now,
    "15-translated": translated,
    "16-changed": changed,
    "17-overview": overview,
    "18-choosing": choosing,
    "19-failing": failing,
    "20-terms": explained("terms"),
    "21-timeline": explained("timeline"),
    "22-questions": explained("questions"),
    "23-explaining": explained("key_points", GuideProgress("making", 0, 2, 6, Step("summary", "ko"))),
    "24-library": library,
    "25-removed": removed,
    "26-empty": empty,
    "27-exporting": exporting,
    "28-waiting": waiting,
    "29-none-saved": nothing_saved,
    "30-none-found": nothing_filtered,
    "31-checking": checking,
}


def _ask(page: Page, question: str) -> None:
    page.locator("#question").fill(question)
    page.locator("#question").press("Enter")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or ["*"])
