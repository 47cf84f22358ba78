"""A real Milvus server for the tests: the small one, in a process of its own, spoken to over TCP."""

import importlib.util
import socket
import subprocess
import sys
import time
from pathlib import Path

INSTALLED = all(importlib.util.find_spec(name) for name in ("pymilvus", "milvus_lite"))
WHY_NOT = "Milvus is not installed here: pip install -c constraints.txt -e '.[milvus]'"
_START_SECONDS = 60.0


class MilvusProcess:
    """A server whose data lie in a folder. It may be ended, and started again with the same data at the same port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when it listens."""
        with (self._folder / "log.txt").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(
                        sys.executable,
                        "-c",
                        "import sys; from milvus_lite.cmdline import main; sys.exit(main())",
                        "server",
                    ),
                    *("--host", "127.0.0.1", "--port", str(self.port), "--data-dir", str(self._folder / "data")),
                ],
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self._folder / "log.txt").read_text(encoding="utf-8")) from None
                time.sleep(0.05)

    def end(self) -> None:
        """End it, as a machine that is switched off would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def setting(self, name: str) -> str:
        """Return the address of a library there."""
        return f"milvus://127.0.0.1:{self.port}/{name}"
