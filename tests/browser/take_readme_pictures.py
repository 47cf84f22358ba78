"""Take the README's pictures from the real thing: `python -m tests.browser.take_readme_pictures docs`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.browser.chromium import launch_chromium
from tests.browser.real_server import serve_samples

PICTURES = [
    ("answer-ko.png", "ko-KR", "light", "딥시크MoE 구조 덕분에 무엇이 줄었나요?"),
    ("answer-en.png", "en-US", "dark", "What did the DeepSeekMoE architecture lower?"),
]


def main(folder: Path) -> None:
    """Ask one question in each language and save what the reader sees."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        serve_samples(Path(home)) as url,
        sync_playwright() as playwright,
    ):
        browser = launch_chromium(playwright)
        for name, locale, scheme, question in PICTURES:
            context = browser.new_context(
                locale=locale,
                color_scheme=scheme,  # type: ignore[arg-type]
                viewport={"width": 1280, "height": 760},
            )
            page = context.new_page()
            page.goto(url)
            page.locator("#question").fill(question)
            page.locator("#question").press("Enter")
            expect(page.locator(".turn .actions")).to_be_visible(timeout=300_000)
            page.locator(".turn button.pill").first.click()
            page.wait_for_timeout(500)
            page.screenshot(path=folder / name)
            context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
