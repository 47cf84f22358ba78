"""A stand-in for llama.cpp's package, where a process of ours imports it: it does what the question tells it to.

"die" ends it with SIGBUS in the middle of a reply, as a file that is cut under it does; "hang" never says anything; "rubbish" is
no HTTP. To anything else it says what its environment has under HAESEOL_SAYS. It cannot load a file that is called bad.gguf,
and one that is called deadly.gguf ends it. A text it continues with two words, and tells how likely they were and how fast it is.
"""

import json
import os
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

READS, WRITES = 60.0, 24.0
LIKELY = -0.25


class CommonAdapterLoraInfo:
    """What was taught beside a model: a reply says whether it is used."""

    def __init__(self, path: str, scale: float) -> None:
        self.path, self.scale = path, scale


class CommonParams(SimpleNamespace):
    def __init__(self) -> None:
        super().__init__(model=SimpleNamespace(), cpuparams=SimpleNamespace(), cpuparams_batch=SimpleNamespace())


def _die() -> None:
    os.kill(os.getpid(), signal.SIGBUS)
    time.sleep(60)  # the system ends the process from another of its threads


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/completion":
            self._continue()
            return
        asked = request["messages"][-1]["content"]
        if "hang" in asked:
            time.sleep(60)
        if "rubbish" in asked:
            self.wfile.write(b"\x00\xff\r\n")
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        taught = request.get("lora") or [None]
        self._say({None: "Well, ", 0: "Taught, ", 1: "Taught too, "}[taught[0] and taught[0]["id"]])
        if "die" in asked:
            _die()
        self._say(os.environ.get("HAESEOL_SAYS", "fine."), "stop")
        self._send(b"data: [DONE]\n\n")
        self._send(b"")

    def _continue(self) -> None:
        likeliest = [{"id": 7, "logprob": LIKELY}, {"id": 8, "logprob": -1.5}]
        timings = {"prompt_n": 100, "prompt_ms": 1e5 / READS, "predicted_n": 100, "predicted_ms": 1e5 / WRITES}
        told = {"completion_probabilities": [{"id": 7, "top_logprobs": likeliest}] * 2, "timings": timings}
        content = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _say(self, text: str, end: str | None = None) -> None:
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "local"}
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": end}
        self._send(f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n".encode())

    def _send(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def log_message(self, *args: object) -> None:
        pass


class Server:
    def __init__(self, parameters: CommonParams) -> None:
        adapters = getattr(parameters, "lora_adapters", [])
        if parameters.model.path.endswith("bad.gguf") or any(each.path.endswith("damaged.gguf") for each in adapters):
            raise RuntimeError("Failed to init server, please check the input params")
        if parameters.model.path.endswith("deadly.gguf"):
            _die()
        http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        threading.Thread(target=http.serve_forever, daemon=True).start()
        self.listening_address = f"http://127.0.0.1:{http.server_port}"
