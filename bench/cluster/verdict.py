"""What is there at the end, beside what was told: conversations, articles and jobs."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bench.cluster.ledger import Ledger, Promised
from bench.cluster.page_client import Json


class Page(Protocol):
    """What is asked of a page at the end."""

    async def look(self, name: str, *data: object) -> Json:
        """Return what an endpoint returns at once."""

    async def search(self, question: str, article_id: str) -> list[Json]:
        """Return the passages of an article, as the search finds them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A line of what was looked at, and what is wrong there, nothing where all is as it was told."""

    says: str
    wrong: tuple[str, ...] = ()


async def judge_conversations(pages: Sequence[Page], ledger: Ledger) -> Verdict:
    """Open every conversation on a page, each on another one than the last: each turn that was told is saved is there once."""
    wrong, turns = [], 0
    for number, (id, told) in enumerate(ledger.saved.items()):
        found = await pages[number % len(pages)].look("conversation", id)
        if found.get("type") != "conversation":
            wrong.append(f"conversation {id} with {len(told)} turns: {found.get('name')}")
            continue
        there = [(turn["id"], turn["answer"] and turn["answer"]["answer"]) for turn in found["turns"]]
        times = Counter(id for id, _ in there)
        wrong += [f"turn {turn} of {id} is there {n} times" for turn, n in times.items() if n > 1]
        wrong += [f"turn {turn} of {id} is not there" for turn in told if turn not in times]
        answers = dict(there)
        wrong += [
            f"turn {turn} of {id} has another answer" for turn in told if turn in times and answers[turn] != told[turn]
        ]
        in_order = [turn for turn, _ in there if turn in told]
        if in_order != list(told):
            wrong.append(f"the turns of {id} are in another order")
        turns += len(told)
    rows = [row["id"] for row in (await pages[0].look("conversations", ""))["conversations"]]
    wrong += [f"conversation {id} is not in the list" for id in ledger.saved if rows.count(id) != 1]
    return Verdict(f"{len(ledger.saved)} conversations with {turns} turns that were told to be saved", tuple(wrong))


async def judge_articles(pages: Sequence[Page], ledger: Ledger, corpus: Path) -> Verdict:
    """Look at every page's list, at the files and at the search: what is promised is there once, what was removed is not."""
    wrong = []
    lists = [(await page.look("articles"))["articles"] for page in pages]
    for number, rows in enumerate(lists[1:], 1):
        if sorted(row["id"] for row in rows) != sorted(row["id"] for row in lists[0]):
            wrong.append(f"page {number} lists {len(rows)} articles, page 0 {len(lists[0])}")
    files = [path for path in corpus.rglob("*.*") if path.is_file() and not _is_hidden(path.relative_to(corpus))]
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in files}
    for number, each in enumerate(ledger.articles):
        rows = [row for row in lists[0] if _is_of(row, each)]
        kept = [path for path, text in texts.items() if each.marker in text]
        due = 0 if each.removed else 1
        if len(rows) != due or len(kept) != due:
            wrong.append(
                f"{each.marker} ({each.way}): {len(rows)} times in the list, {len(kept)} files, should be {due}"
            )
        wrong += [f"{each.marker} ({each.way}) is in version {row['version']}" for row in rows if row["version"] != 1]
        for row in rows:
            found = await pages[number % len(pages)].search(f"What does {each.marker} tell of?", row["id"])
            if len(found) != row["passages"]:
                wrong.append(
                    f"{each.marker} ({each.way}): {len(found)} passages are found, should be {row['passages']}"
                )
        if not each.id and each.way != "written into the folder":
            wrong.append(f"{each.marker} ({each.way}): no page ever said that it is there")
    removed = sum(each.removed for each in ledger.articles)
    return Verdict(f"{len(ledger.articles)} articles added meanwhile, {removed} of them removed again", tuple(wrong))


def judge_jobs(state: str, logs: list[Path]) -> Verdict:
    """Look at the jobs in the database and at what the workers wrote of them: each is done, and once."""
    jobs = _rows(state, "SELECT id, kind, attempts, outcome, done_at FROM haeseol_job ORDER BY id")
    done = Counter(number for log in logs for number in _done_in(log))
    wrong = [f"job {job['id']} ({job['kind']}) is not done" for job in jobs if job["done_at"] is None]
    wrong += [f"job {number} was done {times} times" for number, times in done.items() if times > 1]
    errors = Counter(
        f"{job['kind']}: {json.loads(job['outcome'])['error']['name']}"
        for job in jobs
        if job["outcome"] and "error" in json.loads(job["outcome"])
    )
    again = sum(job["attempts"] > 1 for job in jobs)
    says = f"{len(jobs)} jobs, {again} of them taken again, {sum(n > 1 for n in done.values())} done twice"
    return Verdict(says + (f"; ended with an error: {dict(errors)}" if errors else ""), tuple(wrong))


def judge_logs(logs: list[Path]) -> Verdict:
    """Look for faults of ours in what the programs wrote."""
    raised: Counter[str] = Counter()
    for log in logs:
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            told = _object(line)
            if told.get("level") in ("ERROR", "CRITICAL") or "exception" in told:
                last = str(told.get("exception", told["message"])).strip().splitlines()[-1]
                raised[f"{log.stem.partition('-')[0]}: {last[:160]}"] += 1
    return Verdict(
        f"{len(logs)} logs", tuple(f"{times} times in a log of {what}" for what, times in raised.most_common())
    )


def open_jobs(state: str) -> int:
    """Return how many jobs are not done."""
    return len(_rows(state, "SELECT id FROM haeseol_job WHERE done_at IS NULL"))


def worker_with_a_job(state: str) -> str:
    """Return the name of a worker that has a job now, "" where none has."""
    taken = "done_at IS NULL AND taken_by IS NOT NULL AND leased_until > now()"
    rows = _rows(state, f"SELECT taken_by FROM haeseol_job WHERE {taken} LIMIT 1")
    return str(rows[0]["taken_by"]) if rows else ""


def _rows(state: str, sql: str) -> list[Json]:
    import psycopg
    from psycopg.rows import dict_row

    with psycopg.connect(state, row_factory=dict_row) as connection:
        return connection.execute(sql.encode()).fetchall()


def _is_of(row: Json, article: Promised) -> bool:
    return bool(article.marker in f"{row['title']} {row['source']}" or (article.id and row["id"] == article.id))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _done_in(log: Path) -> list[int]:
    """Return the numbers of the jobs of which a worker wrote that they are done."""
    messages = [str(_object(line).get("message", "")) for line in log.read_text(encoding="utf-8").splitlines()]
    return [int(words[1]) for words in (said.split() for said in messages) if words[:1] == ["job"] and "done," in words]


def _object(line: str) -> Json:
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
