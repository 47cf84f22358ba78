"""A server of OpenAI's protocol over a real socket that fails as it is told to: dies, hangs, refuses, breaks off, comes back."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_HEAD = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
WORDS = ("one ", "two ", "three")


class ReplicaServer:
    """One of several servers of a model; `asked` counts the requests that came, `most` those under way at once.

    It does with each what `reply` says, `seconds` after it came, which may be changed at any time. With what status it lists
    its models is `lists_models_with`, and `keys` were shown to it for that.
    """

    def __init__(self) -> None:
        self.asked = self.most = self._under_way = 0
        self.reply: Callable[[Request], None] = answer
        self.seconds = 0.0
        self.lists_models_with = 200
        self.keys: list[str] = []
        self._lock = threading.Lock()
        self._port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    def start(self) -> None:
        """Listen, after `die` at the same address as before."""
        self.died = threading.Event()
        self._server = _Listener(("127.0.0.1", self._port), type("Serving", (Request,), {"replica": self}))
        self._port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def die(self) -> None:
        """Refuse every connection from now on, and hang up on who waits for a first word."""
        if not self.died.is_set():
            self.died.set()
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    @contextmanager
    def counted(self) -> Iterator[None]:
        with self._lock:
            self.asked += 1
            self._under_way += 1
            self.most = max(self.most, self._under_way)
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1


class Request(BaseHTTPRequestHandler):
    """A request, and whether a stream was asked for."""

    replica: ReplicaServer

    def do_POST(self) -> None:
        self.is_stream = json.loads(self.rfile.read(int(self.headers["Content-Length"]))).get("stream", False)
        with self.replica.counted():
            if not self.replica.died.wait(self.replica.seconds):
                self.replica.reply(self)

    def do_GET(self) -> None:
        self.replica.keys.append(self.headers.get("Authorization", "").removeprefix("Bearer "))
        self.tell({"object": "list", "data": []}, self.replica.lists_models_with if self.path == "/v1/models" else 404)

    def tell(self, said: object, status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self, *events: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for event in events:
            self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Listener(ThreadingHTTPServer):
    request_queue_size = 128  # a burst is not held up by the system

    def handle_error(self, *_: object) -> None:
        """Whoever asked has hung up."""


def _delta(word: str, end: str | None = None) -> object:
    return {**_HEAD, "choices": [{"index": 0, "delta": {"content": word}, "finish_reason": end}]}


def answer(request: Request) -> None:
    """Say `WORDS`."""
    if request.is_stream:
        request.stream(_delta(""), *map(_delta, WORDS), _delta("", "stop"))
    else:
        message = {"role": "assistant", "content": "".join(WORDS)}
        request.tell(_HEAD | {"object": "chat.completion", "choices": [{"message": message, "finish_reason": "stop"}]})


def hang(request: Request) -> None:
    """Take the request, and say nothing until the server dies."""
    request.replica.died.wait(60)


def hang_after_headers(request: Request) -> None:
    """The same, but as servers do that begin their reply before they have a word."""
    request.stream(_delta(""))
    hang(request)


def break_off(request: Request) -> None:
    """Say a word, and no more."""
    request.stream(_delta(""), _delta(WORDS[0]))


def break_off_before_the_first_word(request: Request) -> None:
    request.stream(_delta(""), {**_HEAD, "choices": [{"index": 0, "delta": {"content": "", "reasoning_content": ""}}]})


def refuse_with(status: int) -> Callable[[Request], None]:
    """Answer with a status."""
    return lambda request: request.tell({"error": {"message": f"it is {status}", "code": status}}, status)


def tell_in_stream(code: int) -> Callable[[Request], None]:
    """Begin a reply, and tell in the place of a word what is wrong, as vLLM does."""
    return lambda request: request.stream(_delta(""), {"error": {"message": f"it is {code}", "code": code}})


@contextmanager
def replica_servers(count: int) -> Iterator[list[ReplicaServer]]:
    """Serve a model at so many addresses."""
    with ExitStack() as ends:
        servers = [ReplicaServer() for _ in range(count)]
        for server in servers:
            ends.callback(server.die)
        yield servers
