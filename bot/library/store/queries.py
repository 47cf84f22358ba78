"""What is read of articles and the files they came from, all from the one state that the connection sees."""

import sqlite3
from collections.abc import Sequence

from bot.articles.article_errors import ArticleMissing
from bot.library.corpus.fingerprint import FileFingerprint
from bot.library.store.stored_article import ArticleRow, ArticleText, StoredArticle, StoredFile
from bot.library.store.stored_passage import day
from bot.library.store.stored_warnings import warnings_from_json


def articles(connection: sqlite3.Connection) -> list[ArticleRow]:
    """Return what there is to list, newest indexed first."""
    rows = connection.execute(
        "SELECT id, version, title, author, url, language, published, source, length(text) AS characters, indexed_at,"
        " (SELECT count(*) FROM passage WHERE article_id = article.id) AS passages"
        " FROM article ORDER BY indexed_at DESC, id"
    )
    return [ArticleRow(**{**dict(row), "published": day(row["published"])}) for row in rows]


def titled(connection: sqlite3.Connection, text: str, parts: Sequence[str]) -> str | None:
    """Return the id of the newest article whose title, of two words at least, stands in `text` or has one of `parts` in it.

    Letters count in either case, as far as they are ASCII. None where there is no such article.
    """
    found = connection.execute(
        "SELECT id FROM article WHERE (title LIKE '% %' AND instr(lower(?), lower(title)))"
        + " OR instr(lower(title), lower(?))" * len(parts)
        + " ORDER BY indexed_at DESC, id LIMIT 1",
        (text, *parts),
    ).fetchone()
    return str(found["id"]) if found else None


def article(connection: sqlite3.Connection, article_id: str) -> ArticleText:
    """Return one article with its text; for a twin, the one whose content it shares. Raises ArticleMissing."""
    known = stored(connection, article_id)
    if known is None:
        raise ArticleMissing(source=article_id)
    row = connection.execute(
        "SELECT id, version, title, author, url, language, published, source, text, warnings FROM article WHERE id = ?",
        (known.twin_of or article_id,),
    ).fetchone()
    warnings = warnings_from_json(row["warnings"])
    return ArticleText(**{**dict(row), "published": day(row["published"]), "warnings": warnings})


def stored(connection: sqlite3.Connection, article_id: str) -> StoredArticle | None:
    """Return what is known of an article without its text, None where there is none of that id."""
    row = connection.execute(
        "SELECT id, source, version, content_hash, author, url, warnings, NULL AS twin_of FROM article WHERE id = ?1 UNION ALL"
        " SELECT twin.id, twin.source, twin.version, content_hash, twin.author, twin.url, twin.warnings, article.id"
        " FROM twin JOIN article USING (content_hash) WHERE twin.id = ?1",
        (article_id,),
    ).fetchone()
    return StoredArticle(**{**dict(row), "warnings": warnings_from_json(row["warnings"])}) if row else None


def with_content(connection: sqlite3.Connection, content_hash: str) -> str | None:
    """Return the id of the article that has this content, None where it is new."""
    row = connection.execute("SELECT id FROM article WHERE content_hash = ?", (content_hash,)).fetchone()
    return str(row["id"]) if row else None


def file(connection: sqlite3.Connection, source: str) -> StoredFile:
    """Return the articles that came from one file, and how it looked; none where it is unknown."""
    rows = connection.execute(
        "SELECT id FROM article WHERE source = ?1 UNION ALL SELECT id FROM twin WHERE source = ?1", (source,)
    ).fetchall()
    look = connection.execute("SELECT * FROM file WHERE source = ?", (source,)).fetchone()
    return StoredFile(tuple(row["id"] for row in rows), FileFingerprint(*look[1:]) if look else None)


def files(connection: sqlite3.Connection) -> dict[str, StoredFile]:
    """Return every file that articles came from, by its name in the folder."""
    ids: dict[str, list[str]] = {}
    for row in connection.execute("SELECT source, id FROM article UNION ALL SELECT source, id FROM twin"):
        ids.setdefault(row["source"], []).append(row["id"])
    looks = {row["source"]: FileFingerprint(*row[1:]) for row in connection.execute("SELECT * FROM file")}
    return {source: StoredFile(tuple(of_file), looks.get(source)) for source, of_file in ids.items()}
