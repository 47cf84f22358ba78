"""One run of a cluster with readers: start, fill, ask while things are killed, wait for what was filed, look what is there."""

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.cluster.article_editor import Editor
from bench.cluster.cluster_readers import Reader
from bench.cluster.ledger import Ledger
from bench.cluster.page_client import Balancer, PageClient, new_client
from bench.cluster.plan import Kill, Plan
from bench.cluster.processes import Cluster, Held, Program, running_cluster
from bench.cluster.verdict import (
    Verdict,
    judge_articles,
    judge_conversations,
    judge_jobs,
    judge_logs,
    open_jobs,
    worker_with_a_job,
)

# What is filed may wait for the lease of a worker that was killed.
_SETTLING_SECONDS = 180.0
# A worker is killed while it has a job, if one has one within so long.
_FOR_A_JOB_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Killed:
    """What was killed, when, with what it had, and when it was ready again, in seconds after the start."""

    what: str
    at: float
    ready_at: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that came of a run. `loads` are the machine's at the start, at each kill and at the end."""

    ledger: Ledger
    killed: list[Killed]
    verdicts: list[Verdict]
    seconds: float
    loads: list[float]
    # What each kind of program took while readers asked, and what all of the machine was busy.
    held: dict[str, Held]
    busy: float


def run(plan: Plan, folder: Path, say: Callable[[str], None]) -> Outcome:
    """Do all of it in `folder` and return what came of it."""
    with running_cluster(
        folder, pages=plan.pages, workers=plan.workers, parallel=plan.parallel, small=plan.small
    ) as cluster:
        say(f"{plan.pages} pages and {plan.workers} workers are ready")
        return asyncio.run(_run(plan, cluster, folder, say))


async def _run(plan: Plan, cluster: Cluster, folder: Path, say: Callable[[str], None]) -> Outcome:
    ledger, balancer = Ledger(), Balancer([page.url for page in cluster.pages])
    async with new_client() as http:

        def client(number: int) -> PageClient:
            return PageClient(http, balancer, number, plan.pages)

        filling = [_editor(plan, cluster, ledger, client(n), n, lambda: True) for n in range(2)]
        for _ in range(plan.articles_before // 2):
            await asyncio.gather(*(editor.add() for editor in filling))
        await client(0).look("state")
        for page in range(plan.pages):  # what is loaded with the first answer
            async for _ in client(page).stream("ask", "What is R1?", "auto", [], None, "", "", "standard", 5):
                pass
        say(f"{len(ledger.articles)} articles are there; readers begin")
        before, busy_before, began = cluster.held(), _busy_seconds(), time.monotonic()
        until = began + plan.seconds
        loads = [os.getloadavg()[0]]

        def over() -> bool:
            return time.monotonic() > until

        readers = [Reader(n, client(n), ledger, began, over, plan.pause) for n in range(plan.readers)]
        works = [reader.read() for reader in readers]
        works += [reader.keep_page_open() for reader in readers if plan.open_pages]
        works += [_editor(plan, cluster, ledger, client(n), n, over).edit() for n in range(2)]
        killing = asyncio.create_task(_kill_all(plan.kills, cluster, began, loads, say))
        await asyncio.gather(*works)
        killed = await killing
        seconds, busy = time.monotonic() - began, _busy_seconds() - busy_before
        loads.append(os.getloadavg()[0])
        held = {
            kind: Held(taken.seconds - before[kind].seconds, taken.megabytes) for kind, taken in cluster.held().items()
        }
        say("no more questions; what is filed is waited for")
        await asyncio.to_thread(_wait_for_jobs, cluster.state)
        pages = [PageClient(http, Balancer([page.url]), 0, 1) for page in cluster.pages]
        await _wait_for_written(pages[0], ledger)
        logs = [program.log for program in cluster.programs()]
        workers = [worker.log for worker in cluster.workers]
        verdicts = [
            await judge_conversations(pages, ledger),
            await judge_articles(pages, ledger, cluster.home / "corpus"),
            judge_jobs(cluster.state, workers),
            judge_logs(logs),
        ]
    return Outcome(ledger, killed, verdicts, seconds, loads, held, busy)


def _editor(
    plan: Plan, cluster: Cluster, ledger: Ledger, client: PageClient, number: int, over: Callable[[], bool]
) -> Editor:
    return Editor(number, client, ledger, cluster.home / "corpus", over, 2 * plan.between)


async def _kill_all(
    kills: tuple[Kill, ...], cluster: Cluster, began: float, loads: list[float], say: Callable[[str], None]
) -> list[Killed]:
    killed = []
    for kill in kills:
        await asyncio.sleep(max(0.0, began + kill.seconds - time.monotonic()))
        program = await asyncio.to_thread(_to_be_killed, kill.what, cluster)
        at = time.monotonic() - began
        loads.append(os.getloadavg()[0])
        await asyncio.to_thread(program.kill)
        say(f"{at:5.0f} s  {program.name} is killed")
        await asyncio.sleep(kill.away)
        program.start()
        await asyncio.to_thread(program.wait_until_ready)
        ready_at = time.monotonic() - began
        say(f"{ready_at:5.0f} s  {program.name} is ready again")
        killed.append(Killed(kill.what, at, ready_at))
    return killed


def _to_be_killed(what: str, cluster: Cluster) -> Program:
    """Return a page, the model, or a worker: one that has a job, if one has one soon."""
    if what != "worker":
        return {"page": cluster.pages[0], "model": cluster.model}[what]
    until = time.monotonic() + _FOR_A_JOB_SECONDS
    while time.monotonic() < until:
        # Its name is the machine's, the number of its process and what tells it from one that had that number before.
        name = worker_with_a_job(cluster.state)
        having = [worker for worker in cluster.workers if f"-{worker.pid}-" in name]
        if having:
            return having[0]
        time.sleep(0.02)
    return cluster.workers[0]


def _wait_for_jobs(state: str) -> None:
    until = time.monotonic() + _SETTLING_SECONDS
    while open_jobs(state) and time.monotonic() < until:
        time.sleep(0.5)


async def _wait_for_written(page: PageClient, ledger: Ledger) -> None:
    """Wait until the library has what was written into the folder: a worker sees that, another one if the first is gone."""
    wanted = {each.marker for each in ledger.articles if not each.removed}
    until = time.monotonic() + _SETTLING_SECONDS
    while time.monotonic() < until:
        rows = (await page.look("articles"))["articles"]
        there = [f"{row['title']} {row['source']}" for row in rows]
        if all(any(marker in told for told in there) for marker in wanted):
            return
        await asyncio.sleep(1)


def _busy_seconds() -> float:
    """Return for how many processor seconds the machine has worked, whoever for."""
    told = [int(number) for number in Path("/proc/stat").read_text(encoding="ascii").partition("\n")[0].split()[1:9]]
    idle = told[3] + told[4]
    return (sum(told) - idle) / os.sysconf("SC_CLK_TCK")
