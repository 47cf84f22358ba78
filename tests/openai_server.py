"""A stand-in for a provider that speaks OpenAI's protocol, over a real socket: it streams what it is told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Provider:
    """Where it listens, and what it was asked: path, key and body of each request."""

    url: str
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    # And for which request each was.
    request_ids: list[str] = field(default_factory=list)


@contextmanager
def provider(*deltas: dict[str, str]) -> Iterator[Provider]:
    """Serve a provider that streams `deltas`, whatever it is asked, and that the reply is complete."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            serving.asked.append((self.path, self.headers.get("Authorization", "").removeprefix("Bearer "), body))
            serving.request_ids.append(self.headers.get("x-request-id", ""))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for delta, end in [*((delta, None) for delta in deltas), ({}, "stop")]:
                chunk: dict[str, object] = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
                chunk["choices"] = [{"index": 0, "delta": delta, "finish_reason": end}]
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = Provider(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield serving
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
