"""What a change writes, inside a transaction that its caller has opened."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.articles import Article
from bot.library.chunking import Passage
from bot.library.corpus.fingerprint import FileFingerprint
from bot.library.store.scope_filter import put_tags
from bot.library.store.stored_warnings import warnings_json
from bot.models.embeddings.encoder import PassageCode


def put_article(
    connection: sqlite3.Connection,
    article: Article,
    passages: Sequence[Passage],
    codes: Sequence[PassageCode],
    terms: Sequence[str],
    version: int,
    *,
    again: bool = False,
) -> int:
    """Store an article in place of the one with its id; return its version, which is `version` where it is new.

    Of content that is stored already under this id only the facts about it are noted; with `again` its passages are stored
    anew, and its version stays.
    """
    earlier = connection.execute("SELECT version, content_hash FROM article WHERE id = ?", (article.id,)).fetchone()
    is_same = earlier is not None and earlier["content_hash"] == article.content_hash
    if is_same and not again:
        put_facts(connection, article)
        return int(earlier["version"])
    twin = connection.execute("SELECT version FROM twin WHERE id = ?", (article.id,)).fetchone()
    version = earlier["version"] if is_same else max([version, *(row["version"] + 1 for row in (earlier, twin) if row)])
    take_out(connection, article.id)
    published = article.published.isoformat() if article.published else None
    connection.execute(
        "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.id,
            version,
            article.source,
            article.title,
            article.author,
            article.url,
            article.language,
            published,
            article.text,
            article.content_hash,
            datetime.now(UTC).isoformat(timespec="milliseconds"),
            warnings_json(article.warnings),
        ),
    )
    put_tags(connection, article.id, article.tags)
    for passage, code, passage_terms in zip(passages, codes, terms, strict=True):
        _put_passage(connection, article, passage, code, passage_terms)
    return version


def put_facts(connection: sqlite3.Connection, article: Article) -> None:
    """Note which file an article is in now, who wrote it, where on the web it is, its tags, and what its reader wants known.

    Its content is stored as it is.
    """
    facts = (article.source, article.author, article.url, warnings_json(article.warnings), article.id)
    for table in ("article", "twin"):
        connection.execute(f"UPDATE {table} SET source = ?, author = ?, url = ?, warnings = ? WHERE id = ?", facts)
    put_tags(connection, article.id, article.tags)


def put_twin(connection: sqlite3.Connection, article: Article, version: int) -> None:
    """Note an article whose content is stored under another id; what its own id stood for before is taken out."""
    take_out(connection, article.id)
    connection.execute(
        "INSERT INTO twin VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            article.id,
            version,
            article.source,
            article.author,
            article.url,
            article.content_hash,
            warnings_json(article.warnings),
        ),
    )
    put_tags(connection, article.id, article.tags)


def take_out(connection: sqlite3.Connection, article_id: str) -> tuple[bool, str | None]:
    """Remove an article with all that was made of it; return whether it was there, and who has its content now.

    Where another article has the same content, the passages pass to it as they are.
    """
    connection.execute("DELETE FROM tag WHERE owner = ?", (article_id,))
    if connection.execute("DELETE FROM twin WHERE id = ?", (article_id,)).rowcount:
        return True, None
    heir = connection.execute(
        "SELECT twin.* FROM twin JOIN article USING (content_hash) WHERE article.id = ? ORDER BY twin.id LIMIT 1",
        (article_id,),
    ).fetchone()
    if heir:
        connection.execute("DELETE FROM twin WHERE id = ?", (heir["id"],))
        connection.execute(
            "UPDATE article SET id = ?, version = ?, source = ?, author = ?, url = ?, warnings = ? WHERE id = ?",
            (heir["id"], heir["version"], heir["source"], heir["author"], heir["url"], heir["warnings"], article_id),
        )
        return True, str(heir["id"])
    connection.execute(
        "DELETE FROM keyword WHERE rowid IN (SELECT id FROM passage WHERE article_id = ?)", (article_id,)
    )
    return connection.execute("DELETE FROM article WHERE id = ?", (article_id,)).rowcount > 0, None


def put_fingerprint(connection: sqlite3.Connection, source: str, look: FileFingerprint | None) -> None:
    """Note how a file looks now that all of its articles are stored; None forgets it."""
    connection.execute("DELETE FROM file WHERE source = ?", (source,))
    if look:
        connection.execute(
            "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?)",
            (source, look.size, look.modified_ns, look.changed_ns, look.inode, look.rules),
        )


def _put_passage(
    connection: sqlite3.Connection, article: Article, passage: Passage, code: PassageCode, terms: str
) -> None:
    sentences = json.dumps([[s.start, s.end] for s in passage.sentences], separators=(",", ":"))
    passage_id = connection.execute(
        "INSERT INTO passage (article_id, language, start_at, end_at, sentences) VALUES (?, ?, ?, ?, ?)",
        (article.id, article.language, passage.start, passage.end, sentences),
    ).lastrowid
    connection.execute("INSERT INTO vector VALUES (?, ?)", (passage_id, code.vector.astype("<f4").tobytes()))
    connection.execute("INSERT INTO tokens VALUES (?, ?)", (passage_id, code.tokens.to_bytes()))
    connection.execute("INSERT INTO keyword (rowid, terms) VALUES (?, ?)", (passage_id, terms))
