"""The page's server: Gradio's queue and client protocol under our own front end. Call `keep_to_this_machine` first."""

import asyncio
import os
import re
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import gradio
from fastapi import HTTPException
from fastapi.responses import FileResponse, HTMLResponse, Response

from bot.api.mounting import mount_doors
from bot.articles.article_errors import ArticleError
from bot.errors import PortTaken
from bot.models.files.own_folder import OwnFolder
from bot.service.conversations import Conversations
from bot.service.key_file import KeyFile
from bot.service.keys import Keys
from bot.service.work.filed_articles import FiledArticles
from bot.settings import MOST_PARALLEL
from bot.ui.access.authorisation import open_access
from bot.ui.access.key_credential import KeyCredential
from bot.ui.access.login import Login
from bot.ui.access.reader_limits import ReaderLimits
from bot.ui.chat import build_chat
from bot.ui.chat_alone import function_names
from bot.ui.endpoints import Endpoints
from bot.ui.gate.api_calls import ApiCalls
from bot.ui.gate.counters import Counters
from bot.ui.gate.probes import Probes
from bot.ui.gate.request_body import UPLOAD_LIMIT, HeldBytes
from bot.ui.gate.silent_connections import SilentConnections
from bot.ui.gate.watched_calls import watch_call
from bot.ui.joined_page import SCRIPT, STYLES, join_modules, join_styles
from bot.ui.kept_sessions import keep_listened_sessions
from bot.ui.listeners import Listeners, ListenerWatch, only_for_listeners
from bot.ui.places_in_line import count_whole_line
from bot.ui.security import Gate, GateParts

if TYPE_CHECKING:
    from gradio.queueing import Queue

    from bot.service.haeseol import Haeseol


PAGE = Path(__file__).parent / "page"

# Said outright, because some systems' own tables call JavaScript plain text, which browsers then refuse to run.
_MEDIA = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}

_JOINED: dict[str, Callable[[Path], str]] = {SCRIPT: join_modules, STYLES: join_styles}

T = TypeVar("T")

# For readers who ask, and for what is looked at beside; Gradio's 40 would keep the fortieth reader from everything.
_THREADS = MOST_PARALLEL + 16
# What is work for the models or for both cores and changes nothing: without a reader it is for nobody.
_FOR_LISTENERS = frozenset({"ask", "check_text", "translate", "overview", "compare"})
_SESSIONS = 2 * MOST_PARALLEL  # each call of the page is a session of its own; Gradio would keep 10,000 of them


class PageServer(gradio.Server):
    """Gradio's server with the folder that holds its uploads, and what it counts."""

    uploads: OwnFolder
    counters: Counters
    listeners: Listeners
    endpoints: dict[str, Callable[..., Any]]

    def api(self, fn: Callable[..., Any], *, name: str, **options: Any) -> None:  # type: ignore[override]
        """Name an endpoint, which is watched (see `bot.ui.gate.watched_calls`)."""
        self.endpoints[name] = fn
        call = watch_call(name, fn, self.counters)
        super().api(only_for_listeners(call, self.listeners) if name in _FOR_LISTENERS else call, name=name, **options)


def build_server(
    service: "Haeseol",
    conversations: Conversations,
    *,
    host: str = "127.0.0.1",
    origins: Sequence[str] = (),
    root_path: str = "",
    proxy_guards: bool = False,
    home: Path | None = None,
    keys: Keys | None = None,
    limits: ReaderLimits | None = None,
    state_answers: Callable[[], bool] | None = None,
) -> PageServer:
    """Return the server of the page over `service`, which saves in `conversations`, ready to be launched at `host`.

    `origins`, `root_path` and `proxy_guards` are as in `Settings`; `keys` let programs in that are not on this machine. A
    password in `home` is asked for. `state_answers` says whether the database that several pages share does, None where there is
    none; it is asked at once, and again whenever somebody wants to know.

    Raises PasswordAndKeysMissing or NamesUnguarded where others could come and nothing is.
    """
    keys = keys or KeyFile.none()
    access, by_session = open_access(home, KeyCredential(keys), root_path=root_path)
    access.require_protection(host, origins, proxy_guards=proxy_guards)
    server = beside_a_loop(partial(PageServer, title="Haeseol", docs_url=None, redoc_url=None, openapi_url=None))
    server.uploads = OwnFolder("uploads")
    uploads = server.uploads.path
    server.uploaded_file_dir = str(uploads)
    os.environ["GRADIO_TEMP_DIR"] = str(uploads)  # the only way to tell the part of Gradio that takes files in
    server.counters, server.endpoints = Counters(), {}
    # A copy: the queue goes on while it is looked at.
    server.listeners = Listeners(lambda session: tuple(_queue(server).pending_event_ids_session.get(session, ())))
    Endpoints(service, conversations, uploads).register(server)
    calls, held = ApiCalls(server.endpoints, uploads), HeldBytes()
    server.counters.follow(lambda: len(_queue(server)), lambda: held.now, lambda: len(service.state().silent_addresses))
    if state_answers is not None:
        state_answers()
        server.counters.follow_state(lambda: not state_answers())
    _count_jobs(server, service)
    parts = GateParts(
        access,
        Login(by_session, access),
        limits or ReaderLimits(),
        calls,
        held,
        Probes(service.state, server.counters, state_answers),
        server.counters,
    )
    server.add_middleware(ListenerWatch, listeners=server.listeners)
    server.add_middleware(Gate, host=host, origins=origins, root_path=root_path, parts=parts)
    files = {path.relative_to(PAGE).as_posix(): path for path in PAGE.rglob("*") if path.suffix in _MEDIA}
    joined = cache(lambda name: _JOINED[name](PAGE))

    @server.get("/")
    @server.head("/")
    @server.get("/share")  # what an app of the phone hands over: the page shows it, and adds it when its reader says so
    def index() -> Response:
        return _below(root_path, files["index.html"]) if root_path else _file(files["index.html"])

    @server.get("/favicon.ico")
    def favicon() -> FileResponse:
        return _file(files["icon.svg"])

    @server.get("/manifest.webmanifest")
    def manifest() -> FileResponse:
        return _file(files["manifest.webmanifest"])

    @server.get("/service-worker.js")
    def worker() -> FileResponse:
        return _file(files["service-worker.js"])

    @server.get("/page/{name:path}")
    def part(name: str) -> Response:
        if name not in files:
            raise HTTPException(404)
        return _text(joined(name), name) if name in _JOINED else _file(files[name])

    @server.get("/scan/{page}")
    def scan(page: int, article: str) -> Response:
        try:
            picture = service.articles.page_picture(article, page)
        except ArticleError as error:
            raise HTTPException(404) from error
        return Response(picture, media_type="image/png", headers={"Cache-Control": "no-cache"})

    beside_a_loop(partial(_mount_chat, server, service, conversations, root_path, calls))
    mount_doors(server, service, keys)
    return server


def _count_jobs(server: PageServer, service: "Haeseol") -> None:
    """Have the server count the changes of articles that wait, where they are filed for workers."""
    if isinstance(service.articles, FiledArticles):
        server.counters.count_jobs(service.articles.job_counts)


def _mount_chat(
    server: PageServer, service: "Haeseol", conversations: Conversations, root_path: str, calls: ApiCalls
) -> None:
    """Put Gradio's own chat under `/chat`, with the same limits as the page."""
    chat = build_chat(lambda: (service, conversations), article_text="../api/v1/texts/{id}")
    calls.know_chat(function_names(chat))
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
        self._silent = SilentConnections(server.get_blocks().server)

    def wait(self) -> None:
        """Return when the reader stops the program (Ctrl-C)."""
        self.server.get_blocks().block_thread()

    def close(self) -> None:
        """Stop serving and delete what was uploaded and not taken in."""
        self._silent.stop()
        self.server.get_blocks().close(verbose=False)
        self.server.uploads.remove()

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
        max_threads=_THREADS,
        app_kwargs={"lifespan": server.router.lifespan_context},  # of what is mounted; Gradio would put its own there
        _frontend=False,
    )
    beside_a_loop(start)
    count_whole_line(_queue(server))
    keep_listened_sessions(_queue(server), server.listeners.listens)
    return RunningPage(server, f"http://{host}:{free}/")


def beside_a_loop(make: Callable[[], T]) -> T:
    """Call `make` where an event loop runs: elsewhere Gradio opens one for each of its locks and never closes it."""

    async def inside() -> T:
        return make()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(inside())).result()


def _queue(server: PageServer) -> "Queue":
    return server.get_blocks()._queue


def _text(text: str, name: str) -> Response:
    return Response(text, media_type=_MEDIA[Path(name).suffix], headers={"Cache-Control": "no-cache"})


def _file(path: Path) -> FileResponse:
    return FileResponse(path, media_type=_MEDIA[path.suffix], headers={"Cache-Control": "no-cache"})


def _below(root_path: str, page: Path) -> HTMLResponse:
    """Return the page with the addresses of its parts below a path; scripts find everything else from where the page is."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r'="/(page/|manifest\.webmanifest)', rf'="{root_path}/\1', text)
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
