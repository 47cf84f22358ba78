"""Which paths there are. Gradio brings more routes than anybody needs here: monitoring, proxies, file access, editors."""

import re

from bot.bilingual import Bilingual

NOTHING = Bilingual(ko="여기에는 아무것도 없어요.", en="There is nothing here.")

# What Gradio's own clients ask: what there is, calls, uploads.
_CALLS = (
    r"config|favicon\.ico"
    r"|gradio_api/(info|startup-events|upload|cancel|reset|queue/(join|data)|heartbeat/[\w-]+"
    r"|(run|api|call(/v2)?)/\w+(/\w+)?)"
)
# The chat has Gradio's own front end, and shows what was dropped into a question.
_FRONT_END = r"(assets|static)/[\w./-]+|theme\.css|gradio_api/(upload_progress|file=.+)"

OF_PAGE = re.compile(
    rf"(/chat)?/(|{_CALLS})/?"
    r"|/(share|manifest\.webmanifest|service-worker\.js|page/([a-z]+/)?[a-z0-9-]+\.[a-z]+|scan/\d{1,4}|healthz|readyz|metrics|session)/?"
    rf"|/chat/({_FRONT_END})|/chat"
    # What is there for programs says itself what there is not.
    r"|/(api/v1|v1|mcp)(/.*)?",
    re.ASCII,
)
"""The paths of the page and of the chat beside it, but for signing in and out."""

OF_CHAT_ALONE = re.compile(
    # It signs in as Gradio does. While `gradio app.py` watches the file, its front end listens for changes.
    rf"/(|{_CALLS}|login|logout)/?|/({_FRONT_END}|manifest\.json|gradio_api/dev/reload)",
    re.ASCII,
)
"""The paths of the chat without the page."""


def within(root_path: str, path: str) -> str:
    """Return `path` below `root_path`: some proxies take the one below which they make us known away, others do not."""
    return path.removeprefix(root_path) if path.startswith(f"{root_path}/") else path
