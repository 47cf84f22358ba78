"""What is read of articles, twins and files, all from one state."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast

from bot.articles.article_errors import ArticleMissing
from bot.bilingual import Language
from bot.library.milvus.article_record import ArticleRecord, FileRecord
from bot.library.milvus.collection_schema import key
from bot.library.milvus.library_state import LibraryState
from bot.library.milvus.milvus_server import MilvusServer, Row
from bot.library.milvus.pieces import by_owner
from bot.library.milvus.scope_expression import ARTICLES, expressions, wanted_of_twins
from bot.library.scope import EVERYTHING, Scope
from bot.library.store.stored_article import ArticleRow, ArticleText, StoredArticle, StoredFile
from bot.library.store.stored_passage import day
from bot.library.store.stored_warnings import warnings_from_json

_FIELDS = ("number", "kind", "body", "facts")


class RecordReader:
    """Reads the records of one state."""

    def __init__(self, server: MilvusServer, state: LibraryState) -> None:
        self._server = server
        self._state = state
        self._visible = state.visible("number")

    def all(self) -> list[ArticleRecord]:
        """Return the records of all articles and twins."""
        found = self._server.query_all(
            self._state.series.records, f'kind in ["article", "twin"] and {self._visible}', _FIELDS, self._state.last
        )
        return self._records(found)

    def within(self, scope: Scope) -> list[ArticleRecord]:
        """Return the records of the articles in a scope."""
        if scope == EVERYTHING:
            return [record for record in self.all() if record.kind == "article"]
        return self._records(self._scoped(scope, _FIELDS))

    def bodies(self, scope: Scope) -> list[int]:
        """Return the numbers of the bodies of the articles in a scope, ascending."""
        return sorted({int(row["body"]) for row in self._scoped(scope, ("number", "body"))})

    def count(self, scope: Scope, most: int) -> int:
        """Return how many articles are in a scope; `most` where they are more."""
        return min(len({row["number"] for row in self._scoped(scope, ("number",), most)}), most)

    def of_id(self, article_id: str) -> dict[str, ArticleRecord]:
        """Return the record that an id has, by its kind; none for an unknown one."""
        return {record.kind: record for record in self.of_ids([article_id])}

    def of_ids(self, ids: Sequence[str]) -> list[ArticleRecord]:
        """Return the records of articles and twins with these ids, in no order."""
        return self._where("id_key", ids, 'kind in ["article", "twin"]')

    def of_content(self, hashes: Iterable[str], kind: str) -> list[ArticleRecord]:
        """Return the records of one kind with these contents, the first id first."""
        found = self._where("content", list(hashes), f'kind == "{kind}"')
        return sorted(found, key=lambda record: record.id)

    def of_source(self, source: str) -> list[ArticleRecord]:
        """Return the records of the articles and twins from a file, articles first."""
        found = self._where("source_key", [source], 'kind in ["article", "twin"]')
        return sorted(found, key=lambda record: (record.kind, record.number))

    def of_bodies(self, bodies: Iterable[int]) -> dict[int, ArticleRecord]:
        """Return the record of the article that has each of the bodies."""
        rows = self._server.query_listed(
            self._state.series.records, "body", sorted(set(bodies)), _FIELDS, f"{ARTICLES} and {self._visible}"
        )
        return {record.body: record for record in self._records(rows)}

    def article(self, article_id: str) -> ArticleText:
        """Return one article with its text; for a twin, the one whose content it shares. Raises ArticleMissing."""
        record = self._standing_for(article_id)
        if record is None:
            raise ArticleMissing(source=article_id)
        text = self._texts([record.body]).get(record.body, "")
        return ArticleText(
            id=record.id,
            version=record.version,
            title=record.title,
            language=cast(Language, record.language),
            published=day(record.published),
            source=record.source,
            text=text,
            author=record.author,
            url=record.url,
            warnings=warnings_from_json(record.warnings),
        )

    def stored(self, article_id: str) -> StoredArticle | None:
        """Return what is known of an article without its text, None where there is none of that id."""
        found = self.of_id(article_id)
        record = found.get("article") or found.get("twin")
        holder = None
        if record is not None and record.kind == "twin":
            holder = next(iter(self.of_content([record.content_hash], "article")), None)
        if record is None or (record.kind == "twin" and holder is None):
            return None
        return StoredArticle(
            id=record.id,
            source=record.source,
            version=record.version,
            content_hash=record.content_hash,
            author=record.author,
            url=record.url,
            warnings=warnings_from_json(record.warnings),
            tags=record.tags,
            twin_of=holder.id if holder else None,
        )

    def file(self, source: str) -> StoredFile:
        """Return the articles that came from one file, and how it looked; none where it is unknown."""
        look = next(iter(self.looks([source])), None)
        return StoredFile(tuple(record.id for record in self.of_source(source)), look.look if look else None)

    def files(self) -> dict[str, StoredFile]:
        """Return every file that articles came from, by its name in the folder."""
        found = self._server.query_all(
            self._state.series.records, f'kind == "file" and {self._visible}', _FIELDS, self._state.last
        )
        looks = {record.source: record.look for record in self._files(found)}
        ids: dict[str, list[str]] = {}
        for record in sorted(self.all(), key=lambda record: (record.kind, record.number)):
            ids.setdefault(record.source, []).append(record.id)
        return {source: StoredFile(tuple(of_file), looks.get(source)) for source, of_file in ids.items()}

    def looks(self, sources: Sequence[str]) -> list[FileRecord]:
        """Return the records of those of the files that there are, in no order."""
        return self._files(self._keyed("source_key", sources, 'kind == "file"'))

    def facts(self, rows: Iterable[Row]) -> list[tuple[Row, str]]:
        """Return rows of records with the facts of each; those that are too long for the field lie in pieces."""
        every = list(rows)
        long = self._texts([row["number"] for row in every if not row["facts"]])
        return [(row, row["facts"] or long.get(row["number"], "")) for row in every]

    def _standing_for(self, article_id: str) -> ArticleRecord | None:
        found = self.of_id(article_id)
        if "article" in found or "twin" not in found:
            return found.get("article")
        return next(iter(self.of_content([found["twin"].content_hash], "article")), None)

    def _scoped(self, scope: Scope, fields: Sequence[str], most: int | None = None) -> list[Row]:
        contents: dict[str, set[str]] = {}
        for expression in wanted_of_twins(scope):
            for row in self._query(expression, ("number", "id_key", "tag_keys", "content")):
                for each in (row["id_key"], *row["tag_keys"]):
                    contents.setdefault(each, set()).add(row["content"])
        rows: dict[int, Row] = {}
        for expression in expressions(scope, contents):
            rows |= {row["number"]: row for row in self._query(expression, fields, most)}
        return list(rows.values())

    def _query(self, expression: str, fields: Sequence[str], most: int | None = None) -> list[Row]:
        series, last = self._state.series, self._state.last
        if most is None:
            return list(self._server.query_all(series.records, f"{expression} and {self._visible}", fields, last))
        return self._server.query(series.records, f"{expression} and {self._visible}", fields, most)

    def _where(self, field: str, texts: Sequence[str], also: str) -> list[ArticleRecord]:
        return self._records(self._keyed(field, texts, also))

    def _keyed(self, field: str, texts: Sequence[str], also: str) -> list[Row]:
        keys = [key(text) for text in texts]
        return self._server.query_listed(
            self._state.series.records, field, keys, _FIELDS, f"{also} and {self._visible}"
        )

    def _records(self, rows: Iterable[Row]) -> list[ArticleRecord]:
        return [ArticleRecord.from_row(row, facts) for row, facts in self.facts(rows)]

    def _files(self, rows: Iterable[Row]) -> list[FileRecord]:
        return [FileRecord.from_row(row, facts) for row, facts in self.facts(rows)]

    def _texts(self, owners: Sequence[int]) -> dict[int, str]:
        rows = self._server.query_listed(self._state.series.pieces, "owner", owners, ("owner", "place", "data"))
        return {owner: "".join(pieces) for owner, pieces in by_owner(rows)}


def listed(records: Sequence[ArticleRecord], tags: dict[str, set[str]]) -> list[ArticleRow]:
    """Return what there is to list of articles, newest indexed first; `tags` are those of their twins, by content."""
    newest = sorted(sorted(records, key=lambda record: record.id), key=lambda record: record.indexed_at, reverse=True)
    return [
        ArticleRow(
            id=record.id,
            version=record.version,
            title=record.title,
            language=cast(Language, record.language),
            published=date.fromisoformat(record.published) if record.published else None,
            source=record.source,
            characters=record.characters,
            passages=record.passages,
            indexed_at=record.indexed_at,
            author=record.author,
            url=record.url,
            tags=tuple(sorted({*record.tags, *tags.get(record.content_hash, ())})),
        )
        for record in newest
    ]
