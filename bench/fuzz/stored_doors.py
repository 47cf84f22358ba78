"""Doors for what lies in files: archives, questions to measure with, conversations, and every file that we keep ourselves."""

import json
import os
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

from bench.fuzz.door import Check, Door, as_text, json_door, refused
from bench.reading.mutations import mutated
from bot.articles.archive import archive_line_id, read_archive
from bot.articles.article import Article
from bot.articles.article_errors import ArchiveLineInvalid
from bot.cli.batches import read_batch
from bot.evaluation.cases import read_cases, read_passages
from bot.library.corpus import versions
from bot.library.corpus.chosen_tags import TAGS, read_chosen
from bot.library.corpus.folder import VERSIONS
from bot.library.feeds.feed_store import FEEDS, FeedStore
from bot.library.scope import Scope
from bot.models.llm.control_tokens import read_control_tokens
from bot.service.conversations import Conversations, SqliteConversations
from bot.service.conversations.export import export_html, export_markdown, markdown_answer, markdown_evidence
from bot.service.conversations.feedback import feedback_cases
from bot.service.conversations.parsing import read_turns
from bot.service.conversations.sqlite_conversations import FILE as CONVERSATIONS
from bot.service.conversations.turns import Conversation
from bot.service.key_file import FILE as KEYS
from bot.service.key_file import KeyFile
from bot.settings import PREFERENCES, Preferences
from bot.ui.access.password_file import FILE as PASSWORD
from bot.ui.access.password_file import PasswordFile
from tests.gguf_file import write_gguf

_TURN = {
    "id": "turn-0001", "question": "독파모 사업이란 무엇인가요?", "asked_at": "2026-01-26T09:00:00+00:00",
    "scope": {"articles": ["a.md"], "tags": ["뉴스"], "since": "2026-01-01", "until": "2026-02-01", "language": "ko"},
    "evidence": {
        "question": "독파모 사업이란 무엇인가요?", "language": "ko", "answerable": True, "missing": [], "seconds": 0.1,
        "passages": [{
            "n": 1, "article_id": "a.md", "version": 1, "title": "독파모 <i>", "language": "ko", "published": "2026-01-26",
            "url": "", "start": 0, "end": 8, "text": "정부가 돕는다.", "best": 0, "score": 0.9, "page": None,
            "sentences": [{"text": "정부가 돕는다.", "start": 0, "end": 8, "score": 0.9}],
        }],
    },
    "sentences": [{"text": "정부가 *돕는* 사업이다.", "support": "supported", "citations": [1], "reason": "", "closest": None,
                   "quoted": False, "roughly": "", "glosses": []}],
    "answer": None, "stopped": True,
}  # fmt: skip


def stored_doors() -> list[Door]:
    """Return the doors for files."""
    line = {"id": "a", "title": "눈", "text": "눈이 온다. 그래서 춥다.", "language": "ko", "published": "2026-01-26",
            "author": "김", "tags": ["날씨"], "url": "https://example.org/a"}  # fmt: skip
    case = {"id": "1", "question": "왜 추운가?", "question_lang": "ko", "article_id": "a", "answerable": True,
            "answers": ["눈"], "must_contain": [["눈", "snow"]], "facts": [[["눈"]]], "least_sentences": 1}  # fmt: skip
    passage = {"passage_id": "p", "title": "눈", "text": "눈이 온다.", "lang": "ko", "pair_id": "q"}
    kept = {"id": "a", "newest": 2, "content_hash": "x", "until": {"1": "2026-01-26T00:00:00+00:00"}, "versions": [
        {"id": "a", "version": 1, "title": "눈", "language": "ko", "published": "2026-01-26", "source": "a.txt", "text": "눈",
         "author": "", "url": "", "warnings": [{"kind": "equations", "count": 2}], "tags": []}]}  # fmt: skip
    feed = {"address": "https://example.org/feed", "title": "눈", "tags": ["a"], "next_at": "2026-01-26T00:00:00+00:00",
            "seen": ["x"], "tried": {"x": 1}, "taken": [{"id": "a", "at": "2026-01-26T00:00:00+00:00"}], "problem": {}}  # fmt: skip
    password = {"scrypt": [2, 8, 1], "salt": "00ff", "digest": "00ff"}
    key = {"id": "1", "name": "k", "digest": "00", "made_at": "2026"}
    files: dict[str, object] = {
        "versions": kept, FEEDS: [feed], PASSWORD: password, KEYS: [key], TAGS: {"a": ["b"]},
        PREFERENCES: {"answering_model": "none", "watch_corpus": False},
    }  # fmt: skip
    rows = {"version": 1, "conversation": ["conv-0001", "제목", "2026", "2026"], "turns": [_TURN, {**_TURN, "id": "turn-0002"}],
            "judgement": {"verdict": "bad", "reason": "wrong", "note": "n", "judged_at": "2026"}}  # fmt: skip
    return [
        json_door("archive", 4, [_json(line), _json({**line, "id": 7})], _open_archive),
        json_door("batch", 2, [_json(line), _json(case), _json({"id": None, "question": "a\u2028b"})], _open_batch),
        json_door("cases", 3, [_json(case), _json(passage)], _open_cases),
        json_door(
            "turns",
            5,
            [_json([_TURN]), _json([_TURN, {**_TURN, "answer": None, "evidence": None}])],
            lambda: _check_turns,
        ),
        json_door("saved", 3, [_json(rows)], _open_saved),
        json_door("kept", 4, [_json({"file": name, "holds": told}) for name, told in files.items()], _open_kept),
        Door("database", 1, [_database_bytes()], _open_database, _bend_bytes),
        Door("weights", 2, [_weights_bytes()], _open_weights, _bend_bytes),
    ]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _place() -> Path:
    return Path(tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))


def _on_file(name: str, read: Callable[[Path], object]) -> Check:
    path = _place() / name

    def check(data: bytes) -> None:
        path.write_bytes(data)
        refused(lambda: read(path))

    return check


def _open_archive() -> Check:
    def read(path: Path) -> None:
        for found in read_archive(path, "a.jsonl"):
            assert isinstance(found, Article | ArchiveLineInvalid)
            if isinstance(found, Article):
                assert found.id and found.text.strip()
            else:
                assert found.message("ko") and found.message("en")
        for line in path.read_bytes().split(b"\n"):
            archive_line_id(line)

    return _on_file("a.jsonl", read)


def _open_batch() -> Check:
    return _on_file("a.jsonl", lambda path: list(read_batch(path, "question")))


def _open_cases() -> Check:
    def read(path: Path) -> None:
        refused(lambda: read_cases(path, "article_id"))
        read_passages([path])

    return _on_file("a.jsonl", read)


def _open_weights() -> Check:
    path = _place() / "a.gguf"

    def check(data: bytes) -> None:
        path.write_bytes(data)
        refused(lambda: read_control_tokens(path), ValueError, OSError)

    return check


def _check_turns(data: bytes) -> None:
    try:
        held = json.loads(data)
    except (ValueError, RecursionError):
        held = as_text(data)

    def read() -> None:
        turns = read_turns(held)
        _export(Conversation("conv-0001", turns[0].question, turns[0].asked_at, turns))

    refused(read)
    refused(lambda: Scope.from_json(held))


def _export(conversation: Conversation) -> None:
    for language in ("ko", "en"):
        export_markdown(conversation, language)
        page = export_html(conversation, language).text
        assert "<script" not in page and "<img" not in page and "<i>" not in page, "what somebody wrote became markup"
        for turn in conversation.turns:
            markdown_answer(turn, language)
            markdown_evidence(turn, defaultdict(str))
    feedback_cases([conversation], {"a.md"})


def _export_saved(saved: Conversations, id: str) -> None:
    _export(saved.conversation(id))


def _open_saved() -> Check:
    """Saved conversations whose rows hold anything: an earlier version, or another hand, wrote them."""
    folder, numbers = _place(), count()

    def check(data: bytes) -> None:
        try:
            told = json.loads(data)
            rows = [json.dumps(turn) for turn in told["turns"]][:5]
            # A column of the database is UTF-8: no half of a surrogate can stand there by itself.
            conversation = [str(value).encode("utf-8", "replace").decode() for value in told["conversation"]]
            version, judgement = int(told["version"]), told["judgement"]
        except (ValueError, RecursionError, KeyError, TypeError, OverflowError):
            return
        home = folder / str(next(numbers))
        home.mkdir()
        try:
            _write_rows(home, min(max(version, -(2**31)), 2**31 - 1), conversation, rows, json.dumps(judgement))
            _use(home)
        finally:
            for path in home.iterdir():
                path.unlink()
            home.rmdir()

    return check


def _write_rows(home: Path, version: int, conversation: list[str], rows: list[str], judgement: str) -> None:
    refused(lambda: SqliteConversations(home).judge("turn-none", None))  # it makes the file
    with closing(sqlite3.connect(home / CONVERSATIONS)) as database, database:
        database.execute("INSERT INTO conversation VALUES (?, ?, ?, ?)", (*conversation, "", "", "", "")[:4])
        for number, row in enumerate(rows):
            values = (
                f"turn-{number:04}",
                conversation[0] if conversation else "",
                row,
                row.lower(),
                judgement if number else None,
            )
            database.execute(
                "INSERT INTO turn (id, conversation_id, told, sought, judgement) VALUES (?, ?, ?, ?, ?)", values
            )
        database.execute(f"PRAGMA user_version = {version}")


def _use(home: Path) -> None:
    """Do everything that a page does with what is saved."""
    saved = SqliteConversations(home)
    ids: list[str] = []
    refused(lambda: ids.extend(row.id for row in saved.rows("무엇")))
    refused(lambda: ids.extend(row.id for row in saved.rows()))
    for id in dict.fromkeys([*ids, "conv-0001"]):
        refused(partial(_export_saved, saved, id))
        refused(partial(saved.rename, id, ""))
    refused(lambda: saved.judge("turn-0000", "bad", "wrong", "x"))
    refused(lambda: feedback_cases(saved.judged(), {"a.md"}))
    refused(lambda: saved.delete("conv-0001"))
    refused(saved.undo_delete)


def _open_database() -> Check:
    """A file of conversations of which bytes were lost or changed."""
    home = _place()
    path = home / CONVERSATIONS

    def check(data: bytes) -> None:
        path.write_bytes(data)
        try:
            _use(home)
        finally:
            for left in home.iterdir():
                left.unlink()

    return check


def _database_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o700)
        _write_rows(home, 1, ["conv-0001", "제목", "2026", "2026"], [_json(_TURN)] * 2, _json({"verdict": "good"}))
        return (home / CONVERSATIONS).read_bytes()


def _weights_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return write_gguf(Path(folder) / "a.gguf", {"<|im_end|>": 3, "a": 1, "<tool>": 4}).read_bytes()


def _bend_bytes(data: bytes, chance: Random, other: bytes) -> bytes:
    return mutated(data, chance.randrange(2**32), chance.randint(1, 6))


@dataclass(frozen=True, slots=True)
class _KeptFile:
    """A file of ours: where it lies in a home, and everything that reads it."""

    path: Path
    read: Callable[[], object]


def _open_kept() -> Check:
    home = _place()
    (home / "corpus" / VERSIONS).mkdir(parents=True)
    corpus = home / "corpus"

    def feeds() -> None:
        for feed in FeedStore(home).all():
            feed.is_due(datetime.now(UTC))

    def older() -> None:
        versions.kept_numbers(corpus, "a")
        versions.replaced_at(corpus, "a")
        for number in versions.kept_numbers(corpus, "a"):
            kept = versions.kept_version(corpus, "a", number)
            assert kept is not None
            versions.compare(kept, kept)
        versions.number_for(corpus, "a", "x")

    files = {
        "versions": _KeptFile(versions.versions_file(corpus, "a"), older),
        FEEDS: _KeptFile(home / FEEDS, feeds),
        PASSWORD: _KeptFile(home / PASSWORD, lambda: PasswordFile.of(home).fits("a long password")),
        KEYS: _KeptFile(home / KEYS, lambda: KeyFile(home).find("haeseol-x")),
        TAGS: _KeptFile(corpus / TAGS, lambda: read_chosen(corpus)),
        PREFERENCES: _KeptFile(home / PREFERENCES, lambda: Preferences.of(home)),
    }

    def check(data: bytes) -> None:
        try:
            told = json.loads(data)
            file, holds = files[told["file"]], json.dumps(told["holds"]).encode()
        except (ValueError, RecursionError, KeyError, TypeError):
            files_by_size = list(files.values())
            file, holds = files_by_size[len(data) % len(files)], data
        file.path.write_bytes(holds)
        try:
            refused(file.read)
        finally:
            file.path.unlink()

    return check
