"""The jobs in the shared database: filed by pages, taken by workers for as long as they say that they are alive, done once."""

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.service.work.job import LARGE, Job, JobCounts, JobKind, JobNews, Json
from bot.service.work.job_outcome import error_to_json
from bot.service.work.uploaded_files import delete_files, fetch_files, store_files
from bot.service.work.work_errors import WorkGivenUp

if TYPE_CHECKING:
    from bot.service.state.state_database import StateDatabase

# A worker that has said nothing for so long has ended, or is cut off: what it had is taken by another.
LEASE_SECONDS = 30.0
# What ends its worker so often is not tried again.
MOST_ATTEMPTS = 3
# How long what came of a job can be looked up.
KEPT_DAYS = 1
# Takers wait for each other, for milliseconds: whether a large job may begin depends on all others. The number is "haeseol" as
# letters of 5 bits, and stands for nothing else in the database.
_TAKING = 8_640_713_836

# What a reader wrote is not kept any longer than it is needed.
_ENDED = "payload = '{}', progress = NULL, done_at = clock_timestamp()"
_MINE = "id = %(id)s AND taken_by = %(worker)s AND attempts = %(attempt)s AND done_at IS NULL"


class JobQueue:
    """All jobs of one shared database. Safe to use from several threads and processes; every method raises StateError."""

    def __init__(self, database: "StateDatabase", lease: float = LEASE_SECONDS) -> None:
        self._database = database
        self._lease = lease

    # Filed

    def file(self, kind: JobKind, payload: Json, request_id: str = "", files: Sequence[Path] = ()) -> int:
        """File a job with what came with it, all of it or nothing, and return its id."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "INSERT INTO haeseol_job (kind, payload, request_id, made_at) VALUES (%s, %s, %s, now()) RETURNING id",
                (kind, json.dumps(payload), request_id),
            ).fetchone()
            assert row is not None
            store_files(connection, row["id"], files)
        return int(row["id"])

    def file_once(self, kind: JobKind, request_id: str = "") -> int:
        """File a job that says all by its kind, and return its id; one like it that nobody has begun yet stands for both."""
        with self._database.transaction() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_TAKING,))
            row = connection.execute(
                "SELECT id FROM haeseol_job WHERE kind = %s AND done_at IS NULL AND taken_by IS NULL LIMIT 1", (kind,)
            ).fetchone()
            row = (
                row
                or connection.execute(
                    "INSERT INTO haeseol_job (kind, payload, request_id, made_at) VALUES (%s, '{}', %s, now()) RETURNING id",
                    (kind, request_id),
                ).fetchone()
            )
            assert row is not None
        return int(row["id"])

    def look(self, id: int) -> JobNews | None:
        """Return how far a job is, None for one that was never filed or was done more than a day ago."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT progress, outcome, taken_by IS NOT NULL AND leased_until > now() AS taken"
                " FROM haeseol_job WHERE id = %s",
                (id,),
            ).fetchone()
        return JobNews(row["taken"], _read(row["progress"]), _read(row["outcome"])) if row else None

    def done_after(self, moment: datetime | None) -> tuple[datetime, list[Json]]:
        """Return what came of the jobs that were done after a moment of the database's clock, and the moment now.

        None stands for now: nothing was done after it.
        """
        with self._database.transaction() as connection:
            # What another transaction, which began earlier, is about to say comes with the next look: it is seconds at most.
            rows = connection.execute(
                "SELECT outcome FROM haeseol_job WHERE done_at > %s::timestamptz - interval '30 seconds'", (moment,)
            ).fetchall()
            now = connection.execute("SELECT now() AS now").fetchone()
        assert now is not None
        return now["now"], [outcome for row in rows if (outcome := _read(row["outcome"]))]

    # Taken

    def take(self, worker: str, kinds: Sequence[JobKind]) -> Job | None:
        """Give a worker the oldest job of `kinds` that nobody has, the small ones first; None where there is none.

        A large job is not begun while any other is worked on: it would find half of what those are adding.
        """
        with self._database.transaction() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_TAKING,))
            self._give_up(connection)
            row = connection.execute(
                """
                UPDATE haeseol_job
                SET taken_by = %(worker)s, leased_until = now() + %(lease)s * interval '1 second', attempts = attempts + 1
                WHERE id = (
                    SELECT id FROM haeseol_job
                    WHERE done_at IS NULL AND (leased_until IS NULL OR leased_until <= now()) AND kind = ANY(%(kinds)s)
                    AND (kind <> ALL(%(large)s) OR NOT EXISTS (
                        SELECT 1 FROM haeseol_job
                        WHERE done_at IS NULL AND taken_by IS NOT NULL AND leased_until > now()
                    ))
                    ORDER BY kind = ANY(%(large)s), id
                    LIMIT 1
                    FOR UPDATE SKIP LOCKED
                )
                RETURNING id, kind, payload, attempts, request_id, extract(epoch FROM now() - made_at)::float8 AS age
                """,
                {"worker": worker, "lease": self._lease, "kinds": list(kinds), "large": list(LARGE)},
            ).fetchone()
        if row is None:
            return None
        told = json.loads(row["payload"])
        filed_at = datetime.now(UTC) - timedelta(seconds=row["age"])
        return Job(row["id"], row["kind"], told, row["attempts"], row["request_id"], filed_at)

    def renew(self, worker: str, ids: Collection[int] = ()) -> set[tuple[int, int]]:
        """Say that a worker is alive and still does some jobs; return those that are still its own, each with its attempt."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO haeseol_worker (name, seen_at) VALUES (%s, now())"
                " ON CONFLICT (name) DO UPDATE SET seen_at = now()",
                (worker,),
            )
            rows = connection.execute(
                "UPDATE haeseol_job SET leased_until = now() + %s * interval '1 second'"
                " WHERE taken_by = %s AND id = ANY(%s) AND done_at IS NULL RETURNING id, attempts",
                (self._lease, worker, list(ids)),
            ).fetchall()
        return {(row["id"], row["attempts"]) for row in rows}

    def fetch_files(self, job: Job, folder: Path) -> list[Path]:
        """Write what came with a job below `folder`, and return the files in order."""
        with self._database.transaction() as connection:
            return fetch_files(connection, job.id, folder)

    def tell(self, worker: str, job: Job, progress: Json) -> None:
        """Note how far a job is; nothing happens where it is another worker's by now."""
        with self._database.transaction() as connection:
            connection.execute(
                f"UPDATE haeseol_job SET progress = %(progress)s WHERE {_MINE}",
                {**_whose(worker, job), "progress": json.dumps(progress)},
            )

    def finish(self, worker: str, job: Job, outcome: Json) -> bool:
        """Note what came of a job, and delete what it said and what came with it.

        Returns False where it is another worker's by now, and then changes nothing.
        """
        with self._database.transaction() as connection:
            done = connection.execute(
                f"UPDATE haeseol_job SET outcome = %(outcome)s, {_ENDED} WHERE {_MINE}",
                {**_whose(worker, job), "outcome": json.dumps(outcome)},
            ).rowcount
            if done:
                delete_files(connection, [job.id])
        return done == 1

    def give_back(self, worker: str, job: Job, seconds: float = 0.0) -> None:
        """Let others have a job after `seconds`; that it was begun does not count towards giving it up."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE haeseol_job SET taken_by = NULL, given_back = given_back + 1, progress = NULL,"
                f" leased_until = now() + %(seconds)s * interval '1 second' WHERE {_MINE}",
                {**_whose(worker, job), "seconds": seconds},
            )

    def leave(self, worker: str) -> None:
        """Note that a worker has ended in order; what it still has may be taken at once."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE haeseol_job SET taken_by = NULL, leased_until = NULL, given_back = given_back + 1"
                " WHERE taken_by = %s AND done_at IS NULL",
                (worker,),
            )
            connection.execute("DELETE FROM haeseol_worker WHERE name = %s", (worker,))

    # Looked after

    def counts(self) -> JobCounts:
        """Return how many jobs there are and how many workers have been heard of within a lease."""
        with self._database.transaction() as connection:
            row = connection.execute(
                """
                SELECT count(*) FILTER (WHERE running) AS running, count(*) FILTER (WHERE NOT running) AS waiting,
                    coalesce(extract(epoch FROM now() - min(made_at) FILTER (WHERE NOT running)), 0)::float8 AS oldest,
                    (SELECT count(*) FROM haeseol_worker WHERE seen_at > now() - %s * interval '1 second') AS workers
                FROM (SELECT made_at, taken_by IS NOT NULL AND leased_until > now() AS running
                    FROM haeseol_job WHERE done_at IS NULL) AS open
                """,
                (self._lease,),
            ).fetchone()
        assert row is not None
        return JobCounts(row["waiting"], row["running"], row["oldest"], row["workers"])

    def sweep(self) -> None:
        """Delete what was done more than a day ago, and the names of workers that are long gone."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM haeseol_job WHERE done_at < now() - %s * interval '1 day'", (float(KEPT_DAYS),)
            )
            connection.execute("DELETE FROM haeseol_worker WHERE seen_at < now() - interval '1 day'")

    def _give_up(self, connection: Any) -> None:
        """End the jobs whose workers ended in the middle as often as is tried."""
        error = error_to_json(WorkGivenUp(attempts=MOST_ATTEMPTS))
        rows = connection.execute(
            f"UPDATE haeseol_job SET outcome = %s, {_ENDED} WHERE done_at IS NULL"
            " AND taken_by IS NOT NULL AND leased_until <= now() AND attempts - given_back >= %s RETURNING id",
            (json.dumps({"error": error}), MOST_ATTEMPTS),
        ).fetchall()
        delete_files(connection, [row["id"] for row in rows])


def _whose(worker: str, job: Job) -> Json:
    return {"id": job.id, "worker": worker, "attempt": job.attempt}


def _read(told: str | None) -> Json | None:
    return None if told is None else json.loads(told)
