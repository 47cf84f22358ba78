"""What exactly one worker does at a time: who has it, whether it is wanted, and what is wrong with it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.service.work.job_queue import LEASE_SECONDS

if TYPE_CHECKING:
    from bot.service.state.state_database import StateDatabase

# To follow the folder of the articles, and to ask feeds.
WATCH, FEEDS = "watch", "feeds"


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty as it is now: whether it is `wanted`, whether a worker is `held` to it, and why it cannot be done, or ""."""

    wanted: bool = True
    held: bool = False
    problem: str = ""

    @property
    def is_done(self) -> bool:
        """Whether a worker does it."""
        return self.wanted and self.held and not self.problem


class Duties:
    """All duties of one shared database. Every method raises StateError."""

    def __init__(self, database: "StateDatabase", lease: float = LEASE_SECONDS) -> None:
        self._database = database
        self._lease = lease

    def look(self, name: str) -> Duty:
        """Return a duty as it is now; one that nobody has had yet is wanted."""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT wanted, held_by IS NOT NULL AND leased_until > now() AS held, problem FROM haeseol_duty"
                " WHERE name = %s",
                (name,),
            ).fetchone()
        return Duty(row["wanted"], row["held"], row["problem"]) if row else Duty()

    def choose(self, name: str, wanted: bool) -> None:
        """Have a worker do it, or none."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO haeseol_duty (name, wanted) VALUES (%s, %s)"
                " ON CONFLICT (name) DO UPDATE SET wanted = excluded.wanted",
                (name, wanted),
            )

    def hold(self, name: str, worker: str, problem: str = "") -> bool:
        """Take a duty, or go on with it, and say what is wrong with it; return whether `worker` has it and it is wanted.

        It is this worker's for the length of a lease, and nobody else's.
        """
        with self._database.transaction() as connection:
            row = connection.execute(
                """
                INSERT INTO haeseol_duty (name, held_by, leased_until, problem)
                VALUES (%(name)s, %(worker)s, now() + %(lease)s * interval '1 second', %(problem)s)
                ON CONFLICT (name) DO UPDATE SET held_by = excluded.held_by, leased_until = excluded.leased_until,
                    problem = excluded.problem
                WHERE haeseol_duty.held_by IS NULL OR haeseol_duty.held_by = excluded.held_by
                    OR haeseol_duty.leased_until <= now()
                RETURNING wanted
                """,
                {"name": name, "worker": worker, "lease": self._lease, "problem": problem},
            ).fetchone()
        return row is not None and bool(row["wanted"])

    def leave(self, worker: str) -> None:
        """Let others have at once what a worker did."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE haeseol_duty SET held_by = NULL, leased_until = NULL WHERE held_by = %s", (worker,)
            )
