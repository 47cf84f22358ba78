"""The programs of a cluster on this machine, each in a process of its own, spoken to over TCP."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copy

import httpx

from bench.cluster.embedding_process import SMALL
from bot.library.corpus.samples import sample_articles
from bot.settings import DEFAULT_EMBEDDING
from tests import milvus_process, postgres_process
from tests.milvus_process import MilvusProcess
from tests.postgres_process import PostgresProcess, running_postgres

INSTALLED = milvus_process.INSTALLED and postgres_process.INSTALLED
WHY_NOT = "Milvus or PostgreSQL is not installed here: pip install -c constraints.txt -e '.[dev,milvus,postgres]'"
_START_SECONDS = 600.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Held:
    """What a program took: processor seconds since it was first started, and the most memory that was seen, in MB."""

    seconds: float
    megabytes: int


class Program:
    """A command in a process of its own. It may be ended as a machine that is switched off is, and started again."""

    def __init__(
        self, name: str, command: list[str], port: int, ready: str, log: Path, environment: Mapping[str, str]
    ) -> None:
        self.name = name
        self.url = f"http://127.0.0.1:{port}"
        self.log = log
        self._command = command
        self._ready = ready
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._spent = 0.0
        self._most = 0

    @property
    def pid(self) -> int:
        """The number of its process, 0 while it has none."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start it, without waiting until it is ready."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=log, stderr=log, env={**self._environment})

    def is_ready(self) -> bool:
        """Return whether it does its work. Raises RuntimeError where it has ended by itself."""
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError(f"{self.name} ended:\n{self.log.read_text(encoding='utf-8', errors='replace')[-3_000:]}")
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}{self._ready}", trust_env=False, timeout=10).status_code == 200
        return False

    def wait_until_ready(self) -> None:
        """Return when it is ready. Raises RuntimeError where it has ended, or takes too long."""
        until = time.monotonic() + _START_SECONDS
        while not self.is_ready():
            if time.monotonic() > until:
                raise RuntimeError(f"{self.name} is not ready after {_START_SECONDS:.0f} s, see {self.log}")
            time.sleep(0.2)

    def kill(self) -> None:
        """End it with SIGKILL: nothing is put in order."""
        if self._process is not None:
            self._note()
            self._spent += _processor_seconds(self._process.pid)
            self._process.kill()
            self._process.wait()
            self._process = None

    def held(self) -> Held:
        """Return what it has taken until now."""
        self._note()
        return Held(self._spent + (_processor_seconds(self.pid) if self.pid else 0.0), self._most)

    def _note(self) -> None:
        if self.pid:
            self._most = max(self._most, _megabytes(self.pid))


@dataclass(frozen=True, slots=True)
class Cluster:
    """All programs that run, and what else was started: the library's server and the database."""

    home: Path
    state: str
    pages: list[Program]
    workers: list[Program]
    model: Program
    embedding: Program
    milvus: MilvusProcess
    postgres: PostgresProcess

    def programs(self) -> list[Program]:
        """Return those that are ours."""
        return [*self.pages, *self.workers, self.model, self.embedding]

    def held(self) -> dict[str, Held]:
        """Return what each kind of program took."""
        kinds = {"pages": self.pages, "workers": self.workers, "model": [self.model], "embedding": [self.embedding]}
        taken = {kind: _together([program.held() for program in programs]) for kind, programs in kinds.items()}
        for name, word in {"Milvus": "milvus_lite", "PostgreSQL": "postgres"}.items():
            pids = [pid for pid in _children(os.getpid()) if word in _read(pid, "cmdline").partition("--data-dir")[0]]
            pids += [below for pid in pids for below in _children(pid)]
            taken[name] = _together([Held(_processor_seconds(each), _megabytes(each)) for each in pids])
        taken["readers"] = Held(time.process_time(), _megabytes(os.getpid()))
        return taken


@contextmanager
def running_cluster(folder: Path, *, pages: int, workers: int, parallel: int, small: bool) -> Iterator[Cluster]:
    """Yield a cluster that runs, over a new home with the sample articles, and end all of it. `small` needs no model."""
    home = folder / "home"
    (home / "corpus").mkdir(parents=True)
    for path in sample_articles():
        copy(path, home / "corpus")
    (folder / "milvus").mkdir()
    (folder / "no-models").mkdir()
    with ExitStack() as ends:
        postgres = ends.enter_context(running_postgres())
        milvus = MilvusProcess(folder / "milvus")
        milvus.start()
        ends.callback(milvus.end)
        state, (model_at, embedding_at) = postgres.new_database(), _free_ports(2)
        model = _ours("model", ["bench.cluster.model_stand_in", str(model_at)], model_at, "/v1/models", folder)
        serving = ["bench.cluster.embedding_process", str(embedding_at), *(["small"] if small else [])]
        embedding = _ours("embedding", serving, embedding_at, "/v1/models", folder)
        settings = {
            "HAESEOL_HOME": str(home),
            # Nothing is on the disk of a page: it embeds nothing itself, and checks by what the served model tells.
            "HAESEOL_CACHE": str(folder / "no-models"),
            "HAESEOL_LIBRARY": milvus.setting("cluster"),
            "HAESEOL_STATE": state,
            "HAESEOL_EMBEDDING": SMALL if small else DEFAULT_EMBEDDING,
            "HAESEOL_EMBEDDING_URL": embedding.url,
            "HAESEOL_MODEL": "openai:stand-in",
            "HAESEOL_BASE_URL": f"{model.url}/v1",
            "HAESEOL_PARALLEL": str(parallel),
            "HAESEOL_TRANSLATOR": "none",
            "HAESEOL_LOG": "json",
            "HF_HUB_OFFLINE": "1",
            "OPENAI_API_KEY": "none",
        }
        cluster = Cluster(
            home,
            state,
            [_page(n, port, folder, settings) for n, port in enumerate(_free_ports(pages))],
            [_worker(n, port, folder, settings) for n, port in enumerate(_free_ports(workers))],
            model,
            embedding,
            milvus,
            postgres,
        )
        for program in cluster.programs():
            ends.callback(program.kill)
        for program in (model, embedding):
            program.start()
        for program in (model, embedding):
            program.wait_until_ready()
        subprocess.run([sys.executable, "-m", "bot", "migrate"], env={**os.environ, **settings}, check=True)
        # One opens the empty library first, as with a new release that is tried on one machine.
        first, *others = [*cluster.workers, *cluster.pages]
        first.start()
        first.wait_until_ready()
        for program in others:
            program.start()
        for program in others:
            program.wait_until_ready()
        yield cluster


def _page(number: int, port: int, folder: Path, settings: Mapping[str, str]) -> Program:
    command = ["bot", "serve", "--port", str(port)]
    return _ours(f"page-{number}", command, port, "/readyz", folder, settings)


def _worker(number: int, port: int, folder: Path, settings: Mapping[str, str]) -> Program:
    return _ours(f"worker-{number}", ["bot", "work", "--port", str(port)], port, "/readyz", folder, settings)


def _ours(
    name: str, module: list[str], port: int, ready: str, folder: Path, settings: Mapping[str, str] | None = None
) -> Program:
    command = [sys.executable, "-m", *module]
    return Program(name, command, port, ready, folder / f"{name}.log", {**os.environ, **(settings or {})})


def _free_ports(count: int) -> list[int]:
    """Return ports that nobody listens at, different ones."""
    with ExitStack() as open_sockets:
        found = []
        for _ in range(count):
            free = open_sockets.enter_context(socket.socket())
            free.bind(("127.0.0.1", 0))
            found.append(int(free.getsockname()[1]))
    return found


def _together(held: list[Held]) -> Held:
    return Held(sum(each.seconds for each in held), sum(each.megabytes for each in held))


def _read(pid: int, name: str) -> str:
    try:
        return (Path("/proc") / str(pid) / name).read_text(encoding="utf-8")
    except OSError:
        return ""


def _processor_seconds(pid: int) -> float:
    """Return the processor time that a process has had, 0.0 where it has ended."""
    told = _read(pid, "stat").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / _TICKS if told else 0.0


def _megabytes(pid: int) -> int:
    """Return the memory of a process; what it shares with others counts for each of them in part."""
    shares = [line.split()[1] for line in _read(pid, "smaps_rollup").splitlines() if line.startswith("Pss:")]
    return int(shares[0]) // 1_000 if shares else 0


def _children(pid: int) -> list[int]:
    told = [_read(pid, f"task/{task.name}/children") for task in (Path("/proc") / str(pid) / "task").glob("*")]
    return [int(child) for line in told for child in line.split()]


def eventually(holds: Callable[[], bool], seconds: float, pause: float = 0.2) -> bool:
    """Return whether `holds` comes to hold within `seconds`."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(pause)
    return True
