"""Keys with which other programs come in: made once, shown once, kept as digests.

A key is 32 random bytes, so one round of SHA-256 is enough: there is nothing to guess, as there is with passwords. `key_file`
keeps them in the home, `postgres_keys` in the database that several pages share. Only `bot.service.state_choice` names either.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

PREFIX = "haeseol-"


@dataclass(frozen=True, slots=True)
class Key:
    """What is kept of a key. `digest` is its SHA-256 in hexadecimal; `made_at` is ISO 8601 in UTC."""

    id: str
    name: str
    digest: str
    made_at: str


class Keys(Protocol):
    """The keys that open the doors for programs. Anything may raise KeysUnusable or StateError where they are out of reach."""

    def all(self) -> Sequence[Key]:
        """Return the keys, oldest first."""

    def make(self, name: str) -> tuple[Key, str]:
        """Make a key for `name` and return what is kept of it, and the key itself, which is told this once."""

    def revoke(self, id: str) -> Key:
        """Let a key open nothing any more and return what was kept of it. Raises KeyMissing."""

    def find(self, key: str) -> Key | None:
        """Return what is kept of a key, None where it is none of ours. It takes no time: an event loop may ask."""


def new_key(name: str) -> tuple[Key, str]:
    """Return what is to be kept of a new key, and the key itself."""
    key = PREFIX + secrets.token_urlsafe(32)
    return Key(secrets.token_hex(4), name, digest_of(key), datetime.now(UTC).isoformat(timespec="seconds")), key


def digest_of(key: str) -> str:
    """Return what is kept of a key in its place."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
