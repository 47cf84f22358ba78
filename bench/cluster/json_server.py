"""What both stand-ins for servers of models are made of: JSON over HTTP, for many who ask at once."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class JsonRequest(BaseHTTPRequestHandler):
    """One request; what a server does with it is in `do_GET` and `do_POST`."""

    def read_json(self) -> Any:
        """Return what came with it."""
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def tell(self, said: object, status: int = 200) -> None:
        """Answer with JSON."""
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class JsonServer(ThreadingHTTPServer):
    """Listens to as many as come."""

    request_queue_size = 512
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever asked has hung up."""
