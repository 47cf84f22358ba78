"""The page as people run it: `app.py` in a process of its own, on the sample articles, with the real models."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.places import ROOT


@contextmanager
def serve_samples(home: Path) -> Iterator[str]:
    """Serve a copy of the sample articles from `home` and yield the page's address."""
    shutil.copytree(ROOT / "corpus", home / "corpus", ignore=shutil.ignore_patterns(".*", "added"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(ROOT / "app.py"), "--port", str(port)]
    process = subprocess.Popen(
        command, env={**os.environ, "HAESEOL_HOME": str(home), "HF_HUB_OFFLINE": "1"}, stderr=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}/"
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended by itself with code {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the page did not come up within 90 seconds")
