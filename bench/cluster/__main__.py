"""Many readers, several pages and workers on this machine, and what is killed on the way: is anything lost?

    python -m bench.cluster [--readers 200] [--minutes 3] [--pages 3] [--workers 2]

Starts a Milvus server, PostgreSQL, an embedding server over the model of this machine, a stand-in for the server of an answering
model, pages and workers, each as a process of its own, spoken to over TCP. Readers ask, read the answer and ask on, each in a
conversation of their own; their pages look what the server does, as open pages do. Two editors add and remove articles, and write
some into the folder. After a quarter of the time a page is killed (SIGKILL), after a half a worker that has a job, after three
quarters the model's server; each is started again after some seconds. Readers are led to pages as a balancer does it.

It ends with 1 where anything that a reader was told is saved is not there once, an article is lost or there twice, a job was done
twice, an error did not say to try again, or a reader's place was lost.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from bench.cluster.plan import Plan, usual_kills
from bench.cluster.processes import INSTALLED, WHY_NOT
from bench.cluster.run import run
from bench.cluster.table import print_outcome
from bot.cli.program_commands import end_orderly

_PLAN = Plan()


def main() -> int:
    """Run, and print what came of it."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.cluster", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--readers", type=int, default=_PLAN.readers)
    parser.add_argument("--minutes", type=float, default=_PLAN.seconds / 60)
    parser.add_argument("--pages", type=int, default=_PLAN.pages)
    parser.add_argument("--workers", type=int, default=_PLAN.workers)
    parser.add_argument("--pause", type=float, default=_PLAN.pause, help="seconds for which an answer is read (30)")
    parser.add_argument("--between", type=float, default=_PLAN.between, help="seconds between changes of articles (4)")
    parser.add_argument("--no-kills", action="store_true", help="kill nothing")
    parser.add_argument("--only-questions", action="store_true", help="without what an open page looks for by itself")
    parser.add_argument("--small", action="store_true", help="the tests' embedder in the place of the model")
    parser.add_argument("--keep", type=Path, help="a new folder for all that is written, logs too")
    options = parser.parse_args()
    if not INSTALLED:
        print(WHY_NOT)
        return 2
    end_orderly()  # what ends this ends all that it has started
    seconds = 60 * options.minutes
    plan = Plan(
        readers=options.readers,
        seconds=seconds,
        pages=options.pages,
        workers=options.workers,
        pause=options.pause,
        between=options.between,
        open_pages=not options.only_questions,
        small=options.small,
        kills=() if options.no_kills else usual_kills(seconds),
    )
    began = time.monotonic()

    def say(words: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s, load {os.getloadavg()[0]:.1f}: {words}", flush=True)

    with tempfile.TemporaryDirectory(prefix="haeseol-cluster-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        outcome = run(plan, folder.resolve(), say)
    return print_outcome(plan, outcome)


if __name__ == "__main__":
    sys.exit(main())
