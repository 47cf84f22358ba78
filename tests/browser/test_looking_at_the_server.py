"""How often an open page asks what the server does: not while nobody sees it, and seldom where the server is slow to answer."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import PATIENCE_MS, OpenPage, Watch

pytestmark = pytest.mark.browser


def looks(watch: Watch) -> int:
    return sum(url.endswith("/run/state") for url in watch.requests)


def show(page: Page, *, hidden: bool) -> None:
    """Let the page believe that it is hidden, or seen again."""
    page.evaluate(
        """(hidden) => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def wait_for(page: Page, reached: Callable[[], bool]) -> None:
    for _ in range(PATIENCE_MS // 50):
        if reached():
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"it has not come to that within {PATIENCE_MS} ms")


def test_a_page_that_nobody_sees_asks_nothing_until_it_is_seen(open_page: OpenPage, watch: Watch) -> None:
    page = open_page()
    page.clock.install()
    # The next look is planned when the answer to the one before it is there.
    with page.expect_response("**/run/state"):
        show(page, hidden=False)
    page.wait_for_timeout(300)
    asked = looks(watch)
    with page.expect_response("**/run/state"):
        page.clock.fast_forward(6_000)
    assert looks(watch) == asked + 1
    show(page, hidden=True)
    page.wait_for_timeout(300)
    page.clock.fast_forward(6_000)  # the look that was planned before; none is planned after it
    page.wait_for_timeout(300)
    asked = looks(watch)
    page.clock.fast_forward(120_000)
    page.wait_for_timeout(300)
    assert looks(watch) == asked
    show(page, hidden=False)
    wait_for(page, lambda: looks(watch) == asked + 1)


def test_a_server_that_is_slow_to_answer_is_asked_less_often(open_page: OpenPage, watch: Watch) -> None:
    page = open_page()
    page.clock.install()
    held: list[Route] = []
    page.route("**/run/state", lambda route: held.append(route))
    show(page, hidden=False)
    wait_for(page, lambda: len(held) == 1)
    page.clock.fast_forward(1_000)
    with page.expect_response("**/run/state"):
        held[0].continue_()
    page.wait_for_timeout(300)
    page.clock.fast_forward(15_000)
    page.wait_for_timeout(300)
    assert len(held) == 1
    page.clock.fast_forward(10_000)
    wait_for(page, lambda: len(held) == 2)
    held[1].continue_()
