"""Fuzz everything that reads what others wrote, but documents: `python -m bench.fuzz --record FOLDER [--inputs N] [--door NAME]`.

The doors are in `bench.fuzz.doors`: addresses and where they may lead, sentences and what a model streams, numbers, dates and
names, questions, archives, feeds, saved conversations, every file that we keep, calls of the page and its whole server over HTTP.
Documents have a command of their own (`python -m bench.reading fuzz`). An input is read or refused by name; any other error, a
traceback that the server logs, a rule of the door that does not hold, or more than {seconds} seconds of processor time is a
failure.

With atheris (`make fuzz` installs it beside) what is tried next follows what was reached; without, or with --blind, inputs are
bent at random. `--record` keeps counts and corpora; run again, the command does what is missing. A failure's input is kept there
and is put to its door again with `python -m bench.fuzz --door NAME --again FILE`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

from bench.fuzz.trying import SECONDS, Runs, guided, put_again, recorded, try_inputs


def main(arguments: list[str] | None = None) -> int:
    """Try what is missing and print the sum; return 1 where anything failed."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.fuzz",
        description=(__doc__ or "").format(seconds=SECONDS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    is_guided = "--worker" in (arguments or sys.argv) and "--blind" not in (arguments or sys.argv)
    with guided() if is_guided else nullcontext():
        from bench.fuzz.doors import doors  # only now: what is imported is looked at
    known = doors()
    parser.add_argument("--inputs", type=int, default=1_000_000, help="at all doors together")
    parser.add_argument("--record", type=Path, default=Path("fuzz-record"), metavar="FOLDER")
    parser.add_argument("--door", choices=list(known), help="this door alone; it gets all inputs")
    parser.add_argument("--again", type=Path, metavar="FILE", help="put the input in FILE to --door once more")
    parser.add_argument("--processes", type=int, default=1, help="how many doors at once")
    parser.add_argument("--blind", action="store_true", help="without looking at what is reached")
    parser.add_argument("--seed", type=int, default=19)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.again:
        return put_again(known[options.door], options.again.read_bytes())
    options.record.mkdir(parents=True, exist_ok=True)
    if options.worker:
        try_inputs(known[options.door], options.inputs, options.record / options.door, options.seed, options.blind)
        return 0
    shares = sum(door.share for door in known.values())
    wanted = {name: -(-options.inputs * door.share // shares) for name, door in known.items()}
    if options.door:
        wanted = {options.door: options.inputs}
    with ThreadPoolExecutor(options.processes) as at_once:
        for tried in [at_once.submit(_in_a_process, options, name, inputs) for name, inputs in wanted.items()]:
            tried.result()
    return _print({name: recorded(options.record / name) for name in wanted})


def _in_a_process(options: argparse.Namespace, name: str, inputs: int) -> None:
    """Try what is missing at one door, each door in a process of its own; one that ends too early goes on in another."""
    while (missing := inputs - recorded(options.record / name).inputs) > 0:
        before = missing
        command = [sys.executable, "-m", "bench.fuzz", "--worker", "--door", name, "--inputs", str(missing)]
        command += [
            "--record",
            str(options.record),
            "--seed",
            str(options.seed),
            *(["--blind"] if options.blind else []),
        ]
        with tempfile.TemporaryDirectory() as temporary:  # a worker ends without putting anything away
            work = {**os.environ, "TMPDIR": temporary}
            ended = subprocess.run(command, env=work, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if inputs - recorded(options.record / name).inputs == before:
            raise SystemExit(f"{name} ended with {ended.returncode}:\n{ended.stderr[-3_000:]}")
        print(name, json.dumps(recorded(options.record / name).counts), file=sys.stderr, flush=True)


def _print(found: dict[str, Runs]) -> int:
    print(f"{'door':12}{'inputs':>10}{'failures':>10}{'processor':>11}  kept inputs")
    for name, runs in found.items():
        print(f"{name:12}{runs.inputs:10,}{len(runs.failures):10}{runs.seconds:10,.0f}s  {runs.corpus:,}")
    failures = Counter(f"{name}: {why}" for name, runs in found.items() for why in runs.failures)
    print(f"{'all':12}{sum(runs.inputs for runs in found.values()):10,}{failures.total():10}"
          f"{sum(runs.seconds for runs in found.values()):10,.0f}s")  # fmt: skip
    for why, times in failures.most_common():
        print(f"{times} times {why}")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
