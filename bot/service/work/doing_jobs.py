"""One job done, with what a worker has: the change is made as it would be on the page's own machine.

Whoever had the job before may have ended in the middle, after some of it or all of it was stored. What is stored is known
again by its content, so that nothing is done twice.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.articles.article_errors import ArticleMissing
from bot.library.indexing.index_report import IndexReport
from bot.library.scope import Scope
from bot.progress import Report
from bot.service.work.job import Job, Json
from bot.service.work.job_outcome import content_from_json, polled_to_json, report_to_json
from bot.service.work.work_errors import WorkInterrupted

if TYPE_CHECKING:
    from bot.service.haeseol import Haeseol


def do_job(service: "Haeseol", job: Job, fetch_files: Callable[[Path], list[Path]], report: Report) -> Json:
    """Do a job and return what came of it, as the database has it. Raises the error that ended it, and Cancelled.

    `fetch_files` writes what came with the job into a folder.
    """
    told, articles = job.payload, service.articles
    match job.kind:
        case "add_files":
            return _add_files(service, job, fetch_files, report)
        case "add_text":
            done = articles.add_text(told["text"], told["title"], report)
        case "add_content":
            done = articles.add_content(content_from_json(told["content"]), told["address"])
        case "sync":
            done = articles.sync(report)
        case "refresh":
            done = articles.refresh(told["id"], report)
        case "remove":
            done = _remove(service, job)
        case "undo_remove":
            done = _undo_remove(service, job, report)
        case "retag":
            articles.retag(told["ids"], add=told["add"], remove=told["remove"])
            return {}
        case "poll_feeds":
            return {"polled": polled_to_json(service.feeds.poll())}
    return {"report": report_to_json(_since_filed(service, job, done))}


def _add_files(service: "Haeseol", job: Job, fetch_files: Callable[[Path], list[Path]], report: Report) -> Json:
    with tempfile.TemporaryDirectory(prefix="haeseol-work-") as folder:
        paths = fetch_files(Path(folder))
        done = report_to_json(_since_filed(service, job, service.articles.add_files(paths, report, uploaded=True)))
        # What failed is told by the names that the page knows: nobody there knows anything of this folder.
        known = {str(path): named for path, named in zip(paths, job.payload["paths"], strict=True)}
    return {"report": _renamed(done, known)}


def _since_filed(service: "Haeseol", job: Job, done: IndexReport) -> IndexReport:
    """Return a report with what earlier attempts stored told as what it was to whoever filed the job: added or changed."""
    if job.attempt == 1 or not done.unchanged:
        return done
    stored = {
        row.id: row.version
        for row in service.articles.within(Scope(articles=done.unchanged))
        if datetime.fromisoformat(row.indexed_at) >= job.filed_at
    }
    return replace(
        done,
        added=(*done.added, *(id for id in done.unchanged if stored.get(id) == 1)),
        changed=(*done.changed, *(id for id in done.unchanged if stored.get(id, 0) > 1)),
        unchanged=tuple(id for id in done.unchanged if id not in stored),
    )


def _renamed(value: Json, names: dict[str, str]) -> Json:
    failed = [
        {
            "source": names.get(each["source"], each["source"]),
            "error": {
                **each["error"],
                "facts": {fact: names.get(told, told) for fact, told in each["error"]["facts"].items()},
            },
        }
        for each in value["failed"]
    ]
    return {**value, "failed": failed}


def _remove(service: "Haeseol", job: Job) -> IndexReport:
    article_id = job.payload["id"]
    try:
        return service.articles.remove(article_id)
    except ArticleMissing:
        if job.attempt == 1:
            raise
        return IndexReport(removed=(article_id,))  # whoever had it before has removed it


def _undo_remove(service: "Haeseol", job: Job, report: Report) -> IndexReport:
    if job.attempt == 1:
        return service.articles.undo_remove()
    # It may have been brought back already, and then another one would be now.
    done = _since_filed(service, job, service.articles.sync(report))
    if not done.added:
        raise WorkInterrupted
    return done
