"""The tables of `index/library.sqlite`."""

import sqlite3
from pathlib import Path

SCHEMA_VERSION = 1

# Passage ids are never used twice (AUTOINCREMENT), and a passage's vector never changes: an id names one vector for good.
# That is what lets the FAISS index be brought up to date by comparing ids alone.
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
    language     TEXT NOT NULL,
    published    TEXT,
    text         TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    indexed_at   TEXT NOT NULL
);
CREATE INDEX article_source ON article (source);

CREATE TABLE passage (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    start_at   INTEGER NOT NULL,
    end_at     INTEGER NOT NULL,
    sentences  TEXT NOT NULL,
    vector     BLOB NOT NULL,
    tokens     BLOB NOT NULL
);
CREATE INDEX passage_article ON passage (article_id);

CREATE VIRTUAL TABLE keyword USING fts5 (terms, tokenize = 'porter unicode61');
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open the database for use by any thread, one at a time; a busy writer is waited for, up to half a minute."""
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def create_tables(connection: sqlite3.Connection) -> None:
    """Write the empty tables into a new database, in one transaction."""
    connection.executescript(f"BEGIN IMMEDIATE;{_TABLES}COMMIT;")
