"""Serve for as long as you like, with readers, changing articles and faults, and look whether anything grows.

    python -m bench.soak --minutes 60
    HAESEOL_MODEL=none python -m bench.soak --minutes 3
    python -m bench.soak --minutes 5 --readers 100 --only-readers

A program of its own serves a new home on the sample articles. Readers ask, leave in the middle, leave before they listen, add and
remove articles, open explanations; articles are written and deleted under it; files that are none are put beside them, broken
files are added, its engine is killed. Every few seconds its memory (with that of its processes), open files, threads and
temporary folders are noted. It ends with 1 where any of these has grown from the second quarter to the last one by more than a
tenth (and by more than a few), or where a reader got anything but an answer or an honest message: who waits is told how many go
before, and that never grows. The engine is killed and loaded again and again, so its memory is compared by the most that it ever
had. With --only-readers nothing is changed or broken, and nobody leaves.
"""

import argparse
import json
import math
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import httpx

SAMPLES = Path(__file__).resolve().parent.parent / "corpus"
QUESTIONS = (
    "독파모 사업이란 무엇인가요?",
    "What did DeepSeek release?",
    "Who won the football match?",
    "딥시크는 어느 나라 회사인가요?",
    "Which company used an encoder from Qwen?",
)
# At most; a short run is looked at as often as a long one at least, so that its quarters have something in them.
SAMPLE_SECONDS = 5.0
LEAST_SAMPLES = 24
# A server closes a connection that is idle, and one may speak into it at that moment; browsers then ask again by themselves.
NO_IDLE = httpx.Limits(max_keepalive_connections=0)
# Grown by more than this, and by more than a tenth of what there was: it grows.
LEAST_GROWN = {"memory_mb": 60, "engine_mb": 200, "files": 8, "threads": 6, "processes": 2, "folders": 2}
# And by more than one for each reader: who asks holds a connection and a thread, and how many do differs from moment to moment.
_OF_A_READER = ("files", "threads")
_USUAL: list[object] = ["auto", [], None, "", "", "standard", 5]


@dataclass(frozen=True, slots=True)
class Sample:
    """What the program holds at one moment: it and its processes, and folders in the system's place for temporary files.

    The memory of the answering model's engine is told apart from the rest.
    """

    memory_mb: int
    engine_mb: int
    files: int
    threads: int
    processes: int
    folders: int


class Soak:
    """One program that serves, and all that is done to it."""

    def __init__(self, folder: Path, seed: int, readers: int, *, only_readers: bool = False) -> None:
        self.folder = folder
        self.readers = readers
        self.only_readers = only_readers
        self.home = folder / "home"
        self.temporary = folder / "temporary"
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.samples: list[Sample] = []
        self.minutes: list[float] = []
        self.pause = SAMPLE_SECONDS
        self.stop = threading.Event()
        self.temporary.mkdir()
        shutil.copytree(SAMPLES, self.home / "corpus")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = (folder / "log").open("w+", encoding="utf-8")
        self.program = subprocess.Popen(
            [sys.executable, "-m", "bot", "--home", str(self.home), "serve", "--port", str(self.port)],
            env={**os.environ, "TMPDIR": str(self.temporary), "LC_ALL": "C.UTF-8"},
            stdout=self.log,
            stderr=self.log,
        )

    def wait_until_ready(self) -> None:
        """Return when questions are searched and the model answers, or there is none."""
        with httpx.Client(base_url=self.url, trust_env=False, timeout=60) as http:
            for _ in range(600):
                with suppress(httpx.HTTPError):
                    state = self._look(http, "state")
                    if state["search"] == "ready" and state["model"] != "loading":
                        return
                if self.program.poll() is not None:
                    break
                time.sleep(1)
        raise SystemExit(f"it did not start:\n{(self.folder / 'log').read_text(encoding='utf-8')[-2_000:]}")

    def warm_up(self) -> None:
        """Ask a question in each language, so that what is loaded with the first answers does not look like growing."""
        with httpx.Client(base_url=self.url, trust_env=False, timeout=300, limits=NO_IDLE) as http:
            for question in QUESTIONS[:2]:
                self._ask(http, question, leaves=1.0)

    def run(self, seconds: float) -> None:
        """Do everything at once for so long."""
        others = [] if self.only_readers else [self._change, self._break]
        works: list[Callable[[httpx.Client], None]] = [*[self._read] * self.readers, *others]
        threads = [threading.Thread(target=self._again, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        self.pause = min(SAMPLE_SECONDS, seconds / LEAST_SAMPLES)
        began = time.monotonic()
        while time.monotonic() < began + seconds and self.program.poll() is None:
            time.sleep(self.pause)
            self.samples.append(self._sample())
            self.minutes.append((time.monotonic() - began) / 60)
        self.stop.set()
        for thread in threads:
            thread.join()
        if self.program.poll() is not None:
            self.wrong.append(f"the program ended with {self.program.returncode}")

    def end(self) -> None:
        """End the program as a system does, and note what it leaves."""
        worked = _processor_seconds(self.program.pid)
        self.program.terminate()
        try:
            self.program.wait(60)
        except subprocess.TimeoutExpired:
            worked = _processor_seconds(self.program.pid) - worked
            self.wrong.append(f"it did not end within a minute, in which it had {worked:.1f} s of processor time")
            self.program.kill()
        left = [path.name for path in self.temporary.glob("haeseol-*")]
        self.wrong += [f"left behind: {name}" for name in left]
        log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
        self.log.close()
        if "Traceback" in log:
            self.wrong.append(f"a traceback in its log:\n{log[log.index('Traceback') :][:2_000]}")

    def grown(self) -> list[str]:
        """Return what has grown from the second quarter to the last."""
        quarter = len(self.samples) // 4
        early, late = self.samples[quarter : 2 * quarter], self.samples[-quarter:]
        found = []
        for field in fields(Sample) if quarter else ():
            before, after = (statistics.median(getattr(s, field.name) for s in part) for part in (early, late))
            if field.name == "engine_mb":
                before, after = (max(s.engine_mb for s in part) for part in (self.samples[:-quarter], late))
            least = LEAST_GROWN[field.name] + (self.readers if field.name in _OF_A_READER else 0)
            if after - before > max(least, before / 10):
                found.append(f"{field.name}: {before:g} to {after:g}")
        return found

    def _again(self, work: Callable[[httpx.Client], None]) -> None:
        with httpx.Client(base_url=self.url, trust_env=False, timeout=300, limits=NO_IDLE) as http:
            while not self.stop.is_set():
                try:
                    work(http)
                except (httpx.HTTPError, KeyError, ValueError) as error:
                    if self.program.poll() is None and not self.stop.is_set():
                        self.wrong.append(f"{work.__name__}: {type(error).__name__}: {error}"[:300])
                        time.sleep(1)

    def _read(self, http: httpx.Client) -> None:
        leaves = 1.0 if self.only_readers else self.chance.random()
        self._ask(http, self.chance.choice(QUESTIONS), leaves)
        self.stop.wait(self.chance.uniform(0, 2))

    def _ask(self, http: httpx.Client, question: str, leaves: float) -> None:
        """Ask as the page does; of readers, as many as `leaves` is low leave before they listen or in the middle."""
        session = os.urandom(6).hex()
        joined = http.post("/gradio_api/call/ask", json={"data": [question, *_USUAL], "session_hash": session})
        joined.raise_for_status()
        if leaves < 0.1:
            self.done["left before listening"] += 1
            return
        last: dict[str, Any] = {}
        ended: dict[str, Any] = {}
        ahead = math.inf
        with http.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as answer:
            for line in answer.iter_lines():
                message = json.loads(line[5:]) if line.startswith("data:") else {}
                if message.get("msg") == "process_generating":
                    last = message["output"]["data"][0]
                    if leaves < 0.25:
                        self.done["left in the middle"] += 1
                        return
                    if last.get("type") == "place":
                        if last["ahead"] > ahead:
                            self.wrong.append(f"of those who go before, {ahead} became {last['ahead']}")
                        ahead = last["ahead"]
                        if self.stop.is_set():
                            self.done["still waiting, and told their place"] += 1
                            return
                if message.get("msg") == "process_completed":
                    ended = message.get("output", {})
                    break
        if last.get("type") == "answer":
            self.done["answers"] += 1
        else:
            self.wrong.append(f"{question}: {last}, and then {ended}"[:300])

    def _change(self, http: httpx.Client) -> None:
        number = self.chance.randrange(12)
        match self.chance.randrange(5):
            case 0:
                text = " ".join(f"Sentence {n} of {number} at {time.time_ns()} says something." for n in range(40))
                (self.home / "corpus" / f"made-{number}.txt").write_text(text, encoding="utf-8")
            case 1:
                (self.home / "corpus" / f"made-{number}.txt").unlink(missing_ok=True)
            case 2:
                self._work(
                    http, "add_text", f"A text that was pasted as number {number} says this.", f"Pasted {number}"
                )
            case 3:
                rows = [row["id"] for row in self._look(http, "articles")["articles"] if row["id"].startswith("added/")]
                if rows:
                    self._work(http, "remove", self.chance.choice(rows))
            case _:
                self._look(http, "explanation", "open-parts.en.md", True)
        self.done["changes"] += 1
        self.stop.wait(1)

    def _break(self, http: httpx.Client) -> None:
        odd = self.home / "corpus" / "odd"
        odd.mkdir(exist_ok=True)
        match self.chance.randrange(4):
            case 0:
                with suppress(FileExistsError):
                    (odd / f"link-{self.chance.randrange(9)}.txt").symlink_to(odd / "itself.txt")
                    os.mkfifo(odd / f"pipe-{self.chance.randrange(9)}.txt")
            case 1:
                shutil.rmtree(odd)
            case 2:
                sent = http.post("/gradio_api/upload", files={"files": ("bad.pdf", b"%PDF-1.7\n" + os.urandom(2_000))})
                self._work(http, "add_files", sent.json())
            case _:
                for pid in _engines(self.program.pid):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                        self.done["engines killed"] += 1
        self.done["faults"] += 1
        self.stop.wait(10)

    def _work(self, http: httpx.Client, name: str, *data: object) -> None:
        event = http.post(f"/gradio_api/call/{name}", json={"data": data}).raise_for_status().json()["event_id"]
        http.get(f"/gradio_api/call/{name}/{event}").raise_for_status()

    def _look(self, http: httpx.Client, name: str, *data: object) -> dict[str, Any]:
        response = http.post(f"/gradio_api/run/{name}", json={"data": data}).raise_for_status()
        return dict(response.json()["data"][0])

    def _sample(self) -> Sample:
        pids = [self.program.pid, *_children(self.program.pid)]
        engines = _engines(self.program.pid)
        folders = sum(1 for path in self.temporary.iterdir() if path.is_dir())
        seen = {pid: found for pid in pids if (found := _held(pid)) is not None}
        memory, files, threads = (sum(held[part] for held in seen.values()) for part in range(3))
        memory -= sum(held[0] for pid, held in seen.items() if pid in engines)
        # Other programs may have mapped the same model, so its pages count whole here.
        engine = sum(held[0] for pid in engines if (held := _held(pid, "Rss")) is not None)
        return Sample(memory, engine, files, threads, len(seen), folders)


def _held(pid: int, memory_as: str = "Pss") -> tuple[int, int, int] | None:
    """Return a process's memory in MB, open files and threads.

    As "Pss" memory that it shares is divided by how many share it, as "Rss" it is counted whole.
    """
    place = Path("/proc") / str(pid)
    try:
        memory = next(
            line for line in (place / "smaps_rollup").read_text().splitlines() if line.startswith(f"{memory_as}:")
        )
        return (
            int(memory.split()[1]) // 1_000,
            len(list((place / "fd").iterdir())),
            len(list((place / "task").iterdir())),
        )
    except (OSError, StopIteration):
        return None


def _processor_seconds(pid: int) -> float:
    """Return the processor time that a process has had, 0.0 where it has ended."""
    try:
        told = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    """Return the processes that a process has started and those that they have."""
    found = []
    for task in (Path("/proc") / str(pid) / "task").glob("*/children"):
        with suppress(OSError):
            found += [int(child) for child in task.read_text().split()]
    return [*found, *(below for child in found for below in _children(child))]


def _engines(pid: int) -> list[int]:
    found = []
    for child in _children(pid):
        with suppress(OSError):
            if b"engine_process" in (Path("/proc") / str(child) / "cmdline").read_bytes():
                found.append(child)
    return found


def main() -> int:
    """Soak, print what was done and what it held at the quarters, and say what has grown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--only-readers", action="store_true", help="change and break nothing")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder), options.seed, options.readers, only_readers=options.only_readers)
        try:
            soak.wait_until_ready()
            soak.warm_up()
            soak.run(options.minutes * 60)
        finally:
            soak.end()
    print(f"{options.minutes:g} minutes, {options.readers} readers: {dict(sorted(soak.done.items()))}")
    print("at        " + "".join(f"{field.name:>12}" for field in fields(Sample)))
    for part in range(5):
        if soak.samples:
            at = (len(soak.samples) - 1) * part // 4
            row = "".join(f"{getattr(soak.samples[at], field.name):>12}" for field in fields(Sample))
            print(f"{soak.minutes[at]:5.1f} min {row}")
    for grown in soak.grown():
        print(f"grows: {grown}")
    for what, times in Counter(soak.wrong).most_common(20):
        print(f"wrong, {times} times: {what}")
    return 1 if soak.grown() or soak.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
