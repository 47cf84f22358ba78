"""What one change does to a library: planned as a whole, then written where nobody sees it, then committed by one row."""

import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import accumulate

from bot.articles import Article
from bot.errors import LibraryBusy
from bot.library.corpus.fingerprint import FileFingerprint
from bot.library.milvus.article_record import ArticleRecord, FileRecord
from bot.library.milvus.collection_schema import TEXT_MOST
from bot.library.milvus.indexed_words import WordCutter
from bot.library.milvus.library_state import LibraryState, StateRows
from bot.library.milvus.milvus_server import MilvusServer, Row
from bot.library.milvus.new_body import NewBody
from bot.library.milvus.pieces import piece_rows, pieces_of_text
from bot.library.milvus.record_reading import RecordReader
from bot.library.store.stored_warnings import warnings_json


class MilvusChange:
    """One change of the state that it begins with. Each id and file is changed by at most one call."""

    def __init__(self, server: MilvusServer, states: StateRows, begun: LibraryState, words: WordCutter) -> None:
        self._server = server
        self._states = states
        self._begun = begun
        self._words = words
        self._records = RecordReader(server.as_of(begun.as_of), begun)
        self._new: list[ArticleRecord | FileRecord] = []
        self._bodies: list[NewBody] = []
        self._gone: set[int] = set()

    # Planning

    def put_article(self, body: NewBody, version: int, *, again: bool) -> int:
        """Store an article in place of the one with its id, as `Library.put` says; return its version."""
        article = body.article
        found = self._records.of_id(article.id)
        earlier, twin = found.get("article"), found.get("twin")
        is_same = earlier is not None and earlier.content_hash == article.content_hash
        if earlier is not None and is_same and not again:
            self.put_facts(article)
            return earlier.version
        if earlier is not None and is_same:
            version = earlier.version
        else:
            version = max([version, *(record.version + 1 for record in (earlier, twin) if record)])
        self.take_out(article.id)
        self._bodies.append(body)
        self._new.append(
            replace(
                ArticleRecord.of_twin(article, version),
                kind="article",
                title=article.title,
                language=article.language,
                published=article.published.isoformat() if article.published else None,
                characters=len(article.text),
                passages=len(body.passages),
                indexed_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
                body=-len(self._bodies),
            )
        )
        return version

    def put_facts(self, article: Article) -> None:
        """Note an article's file, author, web address, tags, and what its reader wants known; its content stays as it is."""
        for record in self._records.of_id(article.id).values():
            self._replace(
                record,
                source=article.source,
                author=article.author,
                url=article.url,
                warnings=warnings_json(article.warnings),
                tags=tuple(sorted(article.tags)),
            )

    def put_tags(self, tags: Mapping[str, Sequence[str]]) -> None:
        """Give articles and twins these tags in place of those that they have."""
        for record in self._records.of_ids(list(tags)):
            self._replace(record, tags=tuple(sorted(tags[record.id])))

    def put_twin(self, article: Article, version: int) -> None:
        """Note an article whose content is stored under another id; what its own id stood for before is taken out."""
        self.take_out(article.id)
        self._new.append(ArticleRecord.of_twin(article, version))

    def take_out(self, article_id: str) -> tuple[bool, str | None]:
        """Remove an article; return whether it was there, and who has its content now: the passages pass to it as they are."""
        found = self._records.of_id(article_id)
        self._gone.update(record.number for record in found.values())
        if "twin" in found or "article" not in found:
            return bool(found), None
        taken = found["article"]
        heir = next(iter(self._records.of_content([taken.content_hash], "twin")), None)
        if heir is None:
            self._gone.add(taken.body)
            return True, None
        self._replace(heir, **{name: getattr(taken, name) for name in _OF_CONTENT}, kind="article")
        return True, heir.id

    def put_looks(self, looks: Mapping[str, FileFingerprint | None]) -> None:
        """Note how files look now; None forgets one."""
        self._gone.update(record.number for record in self._records.looks(list(looks)))
        self._new += [FileRecord(source, look) for source, look in looks.items() if look]

    def _replace(self, record: ArticleRecord, **facts: object) -> None:
        self._gone.add(record.number)
        self._new.append(replace(record, **facts))  # type: ignore[arg-type]

    # Writing

    def commit(self) -> None:
        """Write what is new, and then the state that makes it count.

        Where that ends in between, nothing of it is ever seen. Raises LibraryBusy where somebody outside the lock, such as
        another home, has changed the library meanwhile, and then nothing has changed.
        """
        begun, facts = self._begun, [_long_facts(record) for record in self._new]
        owners = len(self._new) + len(self._bodies)
        *places, upper = accumulate(
            [*(len(pieces) for pieces in facts), *(body.count for body in self._bodies)], initial=begun.last + owners
        )
        if self._states.has_rival(begun):
            raise LibraryBusy(holder=self._server.address)
        intent = self._states.add(replace(begun, writing=secrets.token_hex(8), upper=upper, owners=owners))
        if self._states.has_rival(intent):
            self._states.take_back(intent)
            raise LibraryBusy(holder=self._server.address)
        first_body = begun.last + len(self._new) + 1
        for number, (body, place) in enumerate(zip(self._bodies, places[len(facts) :], strict=True), first_body):
            self._server.insert(begun.series.pieces, body.piece_rows(number, place + 1))
            self._server.insert(begun.series.passages, body.passage_rows(number, place + 1, self._words))
        self._server.insert(begun.series.pieces, self._fact_rows(facts, places))
        self._server.insert(begun.series.records, self._record_rows(facts, first_body))
        if self._states.has_rival(intent):
            raise LibraryBusy(holder=self._server.address)
        now = round(time.time() * 1_000)
        self._states.add(
            replace(
                begun,
                serial=intent.serial,
                generation=begun.generation + 1,
                last=upper,
                gone={**begun.gone, **dict.fromkeys(self._gone, now)},
                written_at=max(now, begun.written_at + 1),
            )
        )

    def _record_rows(self, facts: Sequence[Sequence[str]], first_body: int) -> Iterator[Row]:
        for number, (record, pieces) in enumerate(zip(self._new, facts, strict=True), self._begun.last + 1):
            record = replace(record, number=number)
            if isinstance(record, ArticleRecord) and record.body < 0:
                record = replace(record, body=first_body - record.body - 1)
            yield {**record.to_row(), "facts": "" if pieces else record.facts}

    def _fact_rows(self, facts: Sequence[Sequence[str]], places: Sequence[int]) -> Iterator[Row]:
        for number, (pieces, place) in enumerate(zip(facts, places[: len(facts)], strict=True), self._begun.last + 1):
            yield from piece_rows(pieces, place + 1, number, number)


_OF_CONTENT = ("title", "language", "published", "characters", "passages", "indexed_at", "body")


def _long_facts(record: ArticleRecord | FileRecord) -> list[str]:
    """Return the facts of a record in pieces where they are too long for their field, none where they are not."""
    return pieces_of_text(record.facts) if len(record.facts.encode("utf-8")) > TEXT_MOST else []
