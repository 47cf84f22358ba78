"""The tables of `index/library.sqlite`, how they are opened, and the check that they are ours to read."""

import secrets
import sqlite3
import time
from pathlib import Path

from bot.library.store.library_identity import made_with, require_same
from bot.library.store.scope_filter import from_source
from bot.models.embeddings.encoder import EncodingIdentity

SCHEMA_VERSION = 5

# Of articles and twins alike; `key` is the name without capitals.
_TAG_TABLES = (
    """CREATE TABLE tag (
    owner TEXT NOT NULL,
    key   TEXT NOT NULL,
    name  TEXT NOT NULL,
    PRIMARY KEY (owner, key)
) WITHOUT ROWID""",
    "CREATE INDEX tag_key ON tag (key)",
)
# Passage ids are never used twice (AUTOINCREMENT), and a passage's vector never changes: an id names one vector for good.
# That, and the log of removed ids, is what lets vectors in memory be brought up to date by what changed alone.
# Vectors and tokens have tables of their own, so that a walk over the passages does not read them.
_TABLES = """
CREATE TABLE manifest (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE article (
    id           TEXT PRIMARY KEY,
    version      INTEGER NOT NULL,
    source       TEXT NOT NULL,
    title        TEXT NOT NULL,
    author       TEXT NOT NULL,
    url          TEXT NOT NULL,
    language     TEXT NOT NULL,
    published    TEXT,
    text         TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    indexed_at   TEXT NOT NULL,
    warnings     TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX article_source ON article (source);
CREATE INDEX article_content ON article (content_hash);

-- An article whose content is stored under another id already.
CREATE TABLE twin (
    id           TEXT PRIMARY KEY,
    version      INTEGER NOT NULL,
    source       TEXT NOT NULL,
    author       TEXT NOT NULL,
    url          TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    warnings     TEXT NOT NULL DEFAULT '[]'
) WITHOUT ROWID;
CREATE INDEX twin_source ON twin (source);
CREATE INDEX twin_content ON twin (content_hash);

-- How each file looked when all of its articles were stored, and the rules it was read by: while both are the same it is
-- not read again.
CREATE TABLE file (
    source      TEXT PRIMARY KEY,
    size        INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    changed_ns  INTEGER NOT NULL,
    inode       INTEGER NOT NULL,
    rules       INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE passage (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE ON UPDATE CASCADE,
    language   TEXT NOT NULL,
    start_at   INTEGER NOT NULL,
    end_at     INTEGER NOT NULL,
    sentences  TEXT NOT NULL
);
CREATE INDEX passage_article ON passage (article_id);

CREATE TABLE vector (
    passage_id INTEGER PRIMARY KEY REFERENCES passage (id) ON DELETE CASCADE,
    data       BLOB NOT NULL
);

CREATE TABLE tokens (
    passage_id INTEGER PRIMARY KEY REFERENCES passage (id) ON DELETE CASCADE,
    data       BLOB NOT NULL
);

CREATE TABLE removal (
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    passage_id INTEGER NOT NULL
);
CREATE TRIGGER passage_removed AFTER DELETE ON passage BEGIN
    INSERT INTO removal (passage_id) VALUES (old.id);
END;

CREATE VIRTUAL TABLE keyword USING fts5 (terms, tokenize = 'porter unicode61');
"""

# What makes the tables of one version those of the next, by the version that it begins with: what is stored stays. A change
# that is not here needs `haeseol index --rebuild`.
_STEPS = {
    "3": tuple(f"ALTER TABLE {table} ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]'" for table in ("article", "twin")),
    "4": _TAG_TABLES,
}

_NAMES = ("keyword", "tokens", "vector", "passage", "removal", "twin", "file", "tag", "article", "manifest")

# Reading 60 passages' tokens takes half the time from mapped pages; address space is free on 64 bits.
_MAPPED_BYTES = 1 << 36


# How long a statement waits for another process's lock.
_BUSY_SECONDS = 30.0


def connect(path: Path) -> sqlite3.Connection:
    """Open the database for use by any thread, one at a time; a busy writer is waited for, up to half a minute."""
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        connection.create_function("from_source", 3, from_source, deterministic=True)
        _log_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # A removed article leaves no readable rest in the file.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
    except BaseException:
        connection.close()
        raise
    return connection


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Set the journal mode in which readers and a writer do not stop each other; the file keeps it for good."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # The first connections to a new file change it at once, and SQLite, which has begun to read by then, gives up
            # on the lock without its own waiting (sqlite3BtreeBeginTrans waits outside transactions only).
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.005)
        else:
            return


def prepare(connection: sqlite3.Connection, identity: EncodingIdentity) -> None:
    """Make the tables where there are none, and those of an older version into ours.

    Raises LibraryOfOtherModel where there are some made by other rules.
    """
    if _has_tables(connection):
        _bring_up_to_date(connection)
        check_manifest(connection, identity)
        return
    # Two processes may open a new home at the same moment: the second finds the first one's tables.
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not _has_tables(connection):
            create_tables(connection, identity)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Change tables of older versions into ours, in one transaction; those of versions that we know no way from stay."""
    if _schema(connection) not in _STEPS:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        while (version := _schema(connection)) in _STEPS:  # another process may have done it while we waited
            for statement in _STEPS[version]:
                connection.execute(statement)
            connection.execute("UPDATE manifest SET value = ? WHERE key = 'schema'", (str(int(version) + 1),))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _schema(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT value FROM manifest WHERE key = 'schema'").fetchone()
    return str(row["value"]) if row else ""


def create_tables(connection: sqlite3.Connection, identity: EncodingIdentity) -> None:
    """Write the empty tables and the manifest into the transaction that is open."""
    statement = ""
    for line in (_TABLES + ";\n".join((*_TAG_TABLES, ""))).splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
    # A library's own name, by which vectors that were saved for another one are known.
    rows = [*made_with(identity, SCHEMA_VERSION).items(), ("generation", "0"), ("library", secrets.token_hex(16))]
    connection.executemany("INSERT INTO manifest VALUES (?, ?)", rows)


def empty_tables(connection: sqlite3.Connection, identity: EncodingIdentity) -> None:
    """Begin again with empty tables, in one transaction: whoever reads meanwhile keeps the old ones to its end."""
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA secure_delete = OFF")  # everything comes back: zeros over gigabytes would say nothing
    connection.execute("BEGIN IMMEDIATE")
    try:
        for name in _NAMES:
            connection.execute(f"DROP TABLE IF EXISTS {name}")
        create_tables(connection, identity)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def check_manifest(connection: sqlite3.Connection, identity: EncodingIdentity) -> None:
    """Raise LibraryOfOtherModel where the library was made with another model or by other rules."""
    stored = {row["key"]: row["value"] for row in connection.execute("SELECT key, value FROM manifest")}
    require_same(stored, made_with(identity, SCHEMA_VERSION))


def _has_tables(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'manifest'").fetchone()[0])
