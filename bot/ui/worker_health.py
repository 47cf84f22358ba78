"""What machines ask a worker: is it alive, does it take jobs, how many. On a port of its own, with nothing else there."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from bot.errors import PortTaken
from bot.ui.gate.job_numbers import JobNumbers
from bot.ui.gate.probes import HEALTH, METRICS, READY

if TYPE_CHECKING:
    from bot.service.work.worker import Worker

_TEXT = "text/plain; version=0.0.4"


class WorkerHealth:
    """Answers at `host` and `port` until `close`. As a context manager it closes itself. Raises PortTaken."""

    def __init__(self, worker: "Worker", host: str, port: int) -> None:
        self._worker = worker
        self._registry = CollectorRegistry()
        self._registry.register(JobNumbers(worker.counts))
        for name, says in (
            ("running", "Jobs that this worker has now."),
            ("done", "Jobs that it has done, with a report or an error."),
            ("failed", "Of those, jobs that ended with an error."),
            ("given_back", "Jobs that it gave back for others to do."),
        ):
            gauge = Gauge(f"haeseol_worker_jobs_{name}", says, registry=self._registry)
            gauge.set_function(lambda name=name: getattr(worker, name))  # type: ignore[misc]
        try:
            self._server = ThreadingHTTPServer((host, port), self._handler())
        except OSError as error:
            raise PortTaken(port=port) from error
        threading.Thread(target=self._server.serve_forever, name="health", daemon=True).start()

    @property
    def port(self) -> int:
        """The port at which it answers."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> "WorkerHealth":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def answer(self, path: str) -> tuple[int, str, bytes] | None:
        """Return the status, the media type and the body for a path; None where it is nothing of that."""
        if path == HEALTH:
            return 200, "application/json", json.dumps({"alive": True}).encode()
        if path == READY:
            ready = self._worker.is_ready
            told = {"ready": ready, "running": self._worker.running}
            return 200 if ready else 503, "application/json", json.dumps(told).encode()
        if path == METRICS:
            return 200, _TEXT, generate_latest(self._registry)
        return None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer = self.answer

        class Handler(BaseHTTPRequestHandler):
            timeout = 5  # seconds for one who says nothing

            def do_GET(self) -> None:
                status, kind, body = answer(self.path.partition("?")[0]) or (404, "text/plain", b"")
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *values: Any) -> None:
                """Say nothing: machines ask every few seconds."""

        return Handler
