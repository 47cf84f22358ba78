"""What is read of articles and the files they came from, all from the one state that the connection sees."""

import json
import sqlite3
from collections.abc import Mapping, Sequence

from bot.articles.article_errors import ArticleMissing
from bot.library.corpus.fingerprint import FileFingerprint
from bot.library.scope import Scope
from bot.library.store.scope_filter import condition
from bot.library.store.stored_article import ArticleRow, ArticleText, StoredArticle, StoredFile
from bot.library.store.stored_passage import day
from bot.library.store.stored_warnings import warnings_from_json


def articles(connection: sqlite3.Connection, scope: Scope) -> list[ArticleRow]:
    """Return what there is to list in a scope, newest indexed first."""
    where, values = condition(scope)
    rows = connection.execute(
        "SELECT id, version, title, author, url, language, published, source, length(text) AS characters, indexed_at,"
        " (SELECT count(*) FROM passage WHERE article_id = article.id) AS passages"
        f" FROM article WHERE {where} ORDER BY indexed_at DESC, id",
        values,
    )
    tags = _tags(connection)
    return [
        ArticleRow(**{**dict(row), "published": day(row["published"]), "tags": tags.get(row["id"], ())}) for row in rows
    ]


def titled(connection: sqlite3.Connection, text: str, parts: Sequence[str], scope: Scope) -> str | None:
    """Return the id of the newest article in a scope whose title stands in `text` or has one of `parts` in it.

    A title that stands in the text has two words at least. Letters count in either case, as far as they are ASCII. None
    where there is no such article.
    """
    where, values = condition(scope)
    found = connection.execute(
        "SELECT id FROM article WHERE ((title LIKE '% %' AND instr(lower(?), lower(title)))"
        + " OR instr(lower(title), lower(?))" * len(parts)
        + f") AND {where} ORDER BY indexed_at DESC, id LIMIT 1",
        (text, *parts, *values),
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
    if row is None:
        return None
    named = connection.execute("SELECT name FROM tag WHERE owner = ? ORDER BY name", (article_id,))
    tags = tuple(tag["name"] for tag in named)
    return StoredArticle(**{**dict(row), "warnings": warnings_from_json(row["warnings"]), "tags": tags})


def chosen_tags_differ(connection: sqlite3.Connection, chosen: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the ids of those articles, and twins, that have other tags here than are `chosen`; unknown ids are left out."""
    stored_tags: dict[str, set[str]] = {}
    for row in connection.execute("SELECT owner, name FROM tag"):
        stored_tags.setdefault(row["owner"], set()).add(row["name"])
    known = connection.execute(
        "SELECT id FROM article WHERE id IN (SELECT value FROM json_each(?1)) UNION ALL"
        " SELECT id FROM twin WHERE id IN (SELECT value FROM json_each(?1))",
        (json.dumps(list(chosen)),),
    )
    return [row["id"] for row in known if stored_tags.get(row["id"], set()) != set(chosen[row["id"]])]


def _tags(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """Return the tags of each article with its twins', by its id."""
    rows = connection.execute(
        "SELECT owner AS id, name FROM tag UNION"
        " SELECT article.id, name FROM tag JOIN twin ON twin.id = owner JOIN article USING (content_hash) ORDER BY name"
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row["id"]] = (*found.get(row["id"], ()), row["name"])
    return found


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
