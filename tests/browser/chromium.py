"""The system's Chromium, started so that it keeps to itself.

Without a window it is taken from its own package where that is there (`chromium-headless-shell`). The page, when it still came in
eighty files, cost 1.3 s of processor in it and 3.3 s in the whole browser, which loads parts of its window, pages too, for every
context.
"""

import shutil

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync",
         # The network is cut: no name and no address but the test's own server exists for the page.
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # fmt: skip


def find_chromium() -> str | None:
    """Return the path of an installed Chromium or Chrome, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def launch_chromium(playwright: Playwright) -> Browser:
    """Start the system's Chromium without a window."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
