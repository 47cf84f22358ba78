"""A real server of S3's protocol for the tests (moto, https://docs.getmoto.org), in a process and an environment of its own."""

import importlib.util
import secrets
import socket
import subprocess
import sys
import time
import urllib.request

from tests.places import ROOT

CLIENT_INSTALLED = importlib.util.find_spec("obstore") is not None
WHY_NO_CLIENT = "A store's client is not installed here: pip install -c constraints.txt -e '.[objects]'"
_OWN = ROOT / ".venv" / "store" / "bin" / "python"
_PYTHON = str(_OWN) if _OWN.exists() else sys.executable
INSTALLED = _OWN.exists() or all(importlib.util.find_spec(name) for name in ("moto", "flask", "flask_cors"))
WHY_NOT = "No server of S3's protocol is installed here: make .venv/store/installed"
_START_SECONDS = 60.0


class ObjectStoreProcess:
    """A server that keeps its buckets as long as it runs."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when it listens."""
        self._process = subprocess.Popen(
            [
                *(_PYTHON, "-c", "import sys; from moto.server import main; main(sys.argv[1:])"),
                *("-H", "127.0.0.1", "-p", str(self.port)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("the server of S3's protocol does not start") from None
                time.sleep(0.05)

    def end(self) -> None:
        """End it; what it kept is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @property
    def environment(self) -> dict[str, str]:
        """What a client needs to know of it."""
        return {
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": "tests",
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ALLOW_HTTP": "true",
        }

    def bucket(self, name: str = "") -> str:
        """Make a bucket and return its name, a new one where none is given."""
        name = name or f"bucket-{secrets.token_hex(4)}"
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}/{name}", method="PUT")
        with urllib.request.urlopen(asked, timeout=10):
            return name
