"""Keys in the database that several pages share."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from bot.service.door_errors import KeyMissing
from bot.service.keys import Key, digest_of, new_key
from bot.service.state.carried import first_carried
from bot.service.state.state_database import StateDatabase
from bot.service.state.state_errors import StateError, StateUnreachable

# So often a page that lets programs in looks which keys there are. A new one opens within this, and a revoked one no more.
LOOK_SECONDS = 1.0
# What was seen longer ago is not believed: while the database is away, keys open for so long and then nothing.
BELIEVED_SECONDS = 5.0

_INSERT = """
    INSERT INTO haeseol_key (id, name, digest, made_at) VALUES (%(id)s, %(name)s, %(digest)s, %(made_at)s)
    ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class _Seen:
    """The keys by their digest, as they were at a moment of the clock."""

    keys: dict[str, Key]
    at: float


class PostgresKeys:
    """The keys in one database. Every method raises StateError where it is out of reach.

    `find` asks what was seen last, which is looked up beside it from its first call on until `close`.
    """

    def __init__(self, database: StateDatabase, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._seen: _Seen | None = None
        self._why_not: StateError | None = None
        self._closed = threading.Event()
        self._changing = threading.Lock()
        self._changes = 0
        self._looking: threading.Thread | None = None

    def all(self) -> Sequence[Key]:
        """Return the keys, oldest first."""
        return tuple(self._look().keys.values())

    def make(self, name: str) -> tuple[Key, str]:
        """Make a key for `name` and return what is kept of it, and the key itself, which is told this once."""
        made, key = new_key(name.replace("\x00", "").encode("utf-8", "replace").decode())
        with self._database.transaction() as connection:
            connection.execute(_INSERT, asdict(made))
        self._forget()
        return made, key

    def revoke(self, id: str) -> Key:
        """Let a key open nothing any more and return what was kept of it. Raises KeyMissing.

        It opens nothing here at once, on other pages within LOOK_SECONDS, and within BELIEVED_SECONDS on one that has lost the
        database.
        """
        with self._database.transaction() as connection:
            gone = connection.execute(
                "DELETE FROM haeseol_key WHERE id = %s RETURNING id, name, digest, made_at", (id.replace("\x00", ""),)
            ).fetchone()
        if gone is None:
            raise KeyMissing(id=id)
        self._forget()
        return Key(**gone)

    def find(self, key: str) -> Key | None:
        """Return what is kept of a key, None where it is none of ours.

        It looks into the database only where nothing was seen yet. Raises StateUnreachable where what was seen is too old.
        """
        self._look_beside()
        seen = self._seen or self._look()
        if self._clock() - seen.at > BELIEVED_SECONDS:
            raise self._why_not or StateUnreachable(address=self._database.address, reason="no answer in time")
        # Looking a digest up tells nothing of the key by the time that it takes: nobody can choose what it begins with.
        return seen.keys.get(digest_of(key))

    def answers(self) -> bool:
        """Return whether the database has answered within BELIEVED_SECONDS; the first call waits for it, no other does."""
        started = self._look_beside()
        if started and self._seen is None:
            try:
                self._look()
            except StateError:
                return False
        return self._seen is not None and self._clock() - self._seen.at <= BELIEVED_SECONDS

    def carry(self, key: Key) -> bool:
        """Take over a key that was made elsewhere and return whether that was done; one that was carried before is not again."""
        with self._database.transaction() as connection:
            if not first_carried(connection, "key", key.id):
                return False
            connection.execute(_INSERT, asdict(key))
        return True

    def close(self) -> None:
        """Look no longer."""
        self._closed.set()
        with self._changing:
            looking = self._looking
        if looking is not None:
            looking.join(2 * LOOK_SECONDS)

    def _look(self) -> _Seen:
        """See which keys there are now. Where they were changed here meanwhile, nobody is to believe it later."""
        with self._changing:
            changes, began = self._changes, self._clock()
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT id, name, digest, made_at FROM haeseol_key ORDER BY position").fetchall()
        seen = _Seen({row["digest"]: Key(**row) for row in rows}, began)
        with self._changing:
            if self._changes == changes:
                self._seen = seen
        return seen

    def _forget(self) -> None:
        with self._changing:
            self._changes += 1
            self._seen = None

    def _look_beside(self) -> bool:
        """See to it that somebody looks again and again, and return whether nobody did so before."""
        with self._changing:
            if self._looking is not None or self._closed.is_set():
                return False
            self._looking = threading.Thread(target=self._go_on_looking, name="looking for keys", daemon=True)
            self._looking.start()
            return True

    def _go_on_looking(self) -> None:
        while not self._closed.wait(LOOK_SECONDS):
            try:
                self._look()
                self._why_not = None
            except StateError as error:
                self._why_not = error  # told by `find`, once what was seen is too old
