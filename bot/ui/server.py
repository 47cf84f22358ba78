"""The page's server: Gradio's queue and client protocol under our own front end. Call `keep_to_this_machine` first."""

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

import gradio
from fastapi import HTTPException
from fastapi.responses import FileResponse, HTMLResponse, Response

from bot.api.mounting import mount_doors
from bot.errors import PortTaken
from bot.service.conversations import Conversations
from bot.service.keys import Keys
from bot.ui.chat import build_chat
from bot.ui.endpoints import Endpoints
from bot.ui.security import UPLOAD_LIMIT, Gate

if TYPE_CHECKING:
    from bot.service.haeseol import Haeseol


PAGE = Path(__file__).parent / "page"

# Said outright, because some systems' own tables call JavaScript plain text, which browsers then refuse to run.
_MEDIA = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

T = TypeVar("T")

_SESSIONS = 64  # each call of the page is a session of its own; Gradio would keep 10,000 of them


class PageServer(gradio.Server):
    """Gradio's server with the folder that holds its uploads."""

    uploads: Path


def build_server(
    service: "Haeseol",
    conversations: Conversations,
    *,
    host: str = "127.0.0.1",
    origins: Sequence[str] = (),
    root_path: str = "",
    keys: Keys | None = None,
) -> PageServer:
    """Return the server of the page over `service`, which saves in `conversations`, ready to be launched at `host`.

    `origins` and `root_path` are as in `Settings`; `keys` let programs in that are not on this machine.
    """
    server = beside_a_loop(partial(PageServer, title="Haeseol", docs_url=None, redoc_url=None, openapi_url=None))
    server.uploads = Path(tempfile.mkdtemp(prefix="haeseol-uploads-"))
    server.uploaded_file_dir = str(server.uploads)
    os.environ["GRADIO_TEMP_DIR"] = str(server.uploads)  # the only way to tell the part of Gradio that takes files in
    server.add_middleware(Gate, host=host, origins=origins, root_path=root_path)
    Endpoints(service, conversations, server.uploads).register(server)
    files = {path.relative_to(PAGE).as_posix(): path for path in PAGE.rglob("*") if path.suffix in _MEDIA}

    @server.get("/")
    @server.head("/")
    def index() -> Response:
        return _below(root_path, files["index.html"]) if root_path else _file(files["index.html"])

    @server.get("/favicon.ico")
    def favicon() -> FileResponse:
        return _file(files["icon.svg"])

    @server.get("/page/{name:path}")
    def part(name: str) -> FileResponse:
        if name not in files:
            raise HTTPException(404)
        return _file(files[name])

    beside_a_loop(partial(_mount_chat, server, service, conversations, root_path))
    mount_doors(server, service, keys or Keys.none())
    return server


def _mount_chat(server: PageServer, service: "Haeseol", conversations: Conversations, root_path: str) -> None:
    """Put Gradio's own chat under `/chat`, with the same limits as the page."""
    chat = build_chat(lambda: (service, conversations), article_text="../api/v1/texts/{id}")
    gradio.mount_gradio_app(
        server,
        chat,
        "/chat",
        root_path=f"{root_path}/chat" if root_path else None,
        footer_links=["api"],
        run_history=False,
        show_error=False,
        max_file_size=UPLOAD_LIMIT,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
    )


class RunningPage:
    """A launched server: its `url`, and `close()`. As a context manager it closes itself."""

    def __init__(self, server: PageServer, url: str) -> None:
        self.server = server
        self.url = url

    def wait(self) -> None:
        """Return when the reader stops the program (Ctrl-C)."""
        self.server.get_blocks().block_thread()

    def close(self) -> None:
        """Stop serving and delete what was uploaded and not taken in."""
        self.server.get_blocks().close(verbose=False)
        shutil.rmtree(self.server.uploads, ignore_errors=True)

    def __enter__(self) -> "RunningPage":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def launch(
    server: PageServer,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    root_path: str = "",
    open_browser: bool = False,
) -> RunningPage:
    """Start serving and return at once; port 0 means any free one. Raises PortTaken."""
    free = _free_port(host, port)
    start = partial(
        server.launch,
        server_name=host,
        server_port=free,
        share=False,
        inbrowser=open_browser,
        root_path=root_path,
        prevent_thread_lock=True,
        quiet=True,
        show_error=False,
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        footer_links=[],
        max_file_size=UPLOAD_LIMIT,
        state_session_capacity=_SESSIONS,
        app_kwargs={"lifespan": server.router.lifespan_context},  # of what is mounted; Gradio would put its own there
        _frontend=False,
    )
    beside_a_loop(start)
    return RunningPage(server, f"http://{host}:{free}/")


def beside_a_loop(make: Callable[[], T]) -> T:
    """Call `make` where an event loop runs: elsewhere Gradio opens one for each of its locks and never closes it."""

    async def inside() -> T:
        return make()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(inside())).result()


def _file(path: Path) -> FileResponse:
    return FileResponse(path, media_type=_MEDIA[path.suffix], headers={"Cache-Control": "no-cache"})


def _below(root_path: str, page: Path) -> HTMLResponse:
    """Return the page with the addresses of its parts below a path; scripts find everything else from where the page is."""
    text = page.read_text(encoding="utf-8").replace('="/page/', f'="{root_path}/page/')
    return HTMLResponse(text, headers={"Cache-Control": "no-cache"})


def _free_port(host: str, port: int) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if os.name != "nt":  # there the option would let two programs share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(port=port) from error
        return int(probe.getsockname()[1])
