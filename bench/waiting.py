"""Measure how the engine's threads wait for each other: `python -m bench.waiting`, on a machine that does little else.

The same model is loaded once for each way of waiting, in a process of its own, and all of them read and write in turn: alone,
beside one process that computes without end, and beside two. Tokens a second, medians, and beside them the share of what the
first way does alone. "as a library" has nothing set by the environment: what the package does by itself.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from bench.busy import busy
from bot.models.files import find_model
from bot.models.llm.llama_server import LlamaServer
from bot.settings import Settings

# What GNU's runtime reads when it is loaded: without either it spins for about 3 ms
# (https://gcc.gnu.org/onlinedocs/libgomp/GOMP_005fSPINCOUNT.html).
WAYS: Mapping[str, Mapping[str, str]] = {
    "as a library": {},
    "spinning": {"OMP_WAIT_POLICY": "ACTIVE"},
    "not spinning": {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "0"},
    **{
        f"{spins} spins": {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": spins} for spins in ("1000", "3000", "10000")
    },
}
READ = "A newspaper prints what happened, says who said so, and keeps what it thinks of it apart. " * 14
WRITTEN = 48


def main() -> int:
    """Print the table, or be one of the processes that are measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--threads", type=int, help="of the engine (as many as there are cores)")
    parser.add_argument("--busy", type=int, nargs="+", default=[0, 1, 2], help="how many others compute (0 1 2)")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return _serve(options.threads)
    measured: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
    with ExitStack() as stack:
        engines = {way: stack.enter_context(_engine(WAYS[way], options.threads)) for way in options.ways}
        for _ in range(options.rounds):
            for others in options.busy:
                with busy(others):
                    for way, engine in engines.items():
                        measured[way, others].append(_measured(engine))
    print(f"{'':14}" + "".join(f"{f'beside {n}' if n else 'alone':>28}" for n in options.busy))
    first = [statistics.median(column) for column in zip(*measured[options.ways[0], options.busy[0]], strict=True)]
    for way in options.ways:
        print(f"{way:14}", end="")
        for others in options.busy:
            read, written = (statistics.median(column) for column in zip(*measured[way, others], strict=True))
            print(f"  read {read:5.1f} {read / first[0]:4.0%}, wrote {written:4.1f} {written / first[1]:4.0%}", end="")
        print()
    return 0


def _serve(threads: int | None) -> int:
    """Measure once for each line on standard input, and print what came of it."""
    settings = Settings.from_environment(os.environ)
    server = LlamaServer.from_gguf(Path(find_model(settings.model, settings.cache)), threads)
    keys = {"Authorization": f"Bearer {server.key}"}
    with httpx.Client(trust_env=False, headers=keys, timeout=300) as client:
        asked = {"prompt": READ, "n_predict": WRITTEN, "cache_prompt": False, "temperature": 0, "ignore_eos": True}
        client.post(f"{server.address}/completion", json={**asked, "n_predict": 1}).raise_for_status()
        print("ready", flush=True)
        for _ in sys.stdin:
            timings = client.post(f"{server.address}/completion", json=asked).raise_for_status().json()["timings"]
            print(json.dumps([timings["prompt_per_second"], timings["predicted_per_second"]]), flush=True)
    return 0


@contextmanager
def _engine(way: Mapping[str, str], threads: int | None) -> "Iterator[subprocess.Popen[str]]":
    environment = {
        name: value for name, value in os.environ.items() if name not in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")
    }
    command = [sys.executable, "-m", "bench.waiting", "--serve", *(["--threads", str(threads)] if threads else [])]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env={**environment, **way}, **pipes) as process:
        assert process.stdin and process.stdout
        process.stdout.readline()
        yield process
        process.stdin.close()


def _measured(engine: "subprocess.Popen[str]") -> tuple[float, float]:
    assert engine.stdin and engine.stdout
    engine.stdin.write("\n")
    engine.stdin.flush()
    read, written = json.loads(engine.stdout.readline())
    return read, written


if __name__ == "__main__":
    sys.exit(main())
