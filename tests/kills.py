"""Kill indexing processes at random snapshots and look at what they leave: `python -m tests.kills 500`.

Each round changes the folder a little, starts a process that brings the library in step with it and removes, restores and
pastes articles while its readers search and their conversations are saved, and ends that process with SIGKILL at a random
moment. Then what it left is looked at from another process: are the databases whole, is every article whole, is everything
there that the killed process had committed, is anything there twice? Every few rounds a process is left alone to the end, and
the library must match the folder exactly.

Processes are forked from one that has everything loaded, Korean morphology and its first use (.6 s) included: what loads
writes nothing, and a kill is to meet a library at work.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from bot.articles import Article, read_archive, read_article
from bot.articles.article_errors import ArticleMissing
from bot.library.corpus import folder as corpus
from bot.library.indexing import indexer
from bot.library.indexing.indexer import Indexer
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.embedder import Floats
from bot.models.embeddings.encoder import Encoder
from bot.progress import report_nothing
from bot.service.conversations import SqliteConversations, Turn
from bot.text.morphology import split_morphemes
from tests.fakes import DIMENSION, FakeEmbedder

# A fold after this many changes, so that index files are written in most rounds.
COMPACT_AT = 40
# Nor would there be more than one group of passages to embed: one must be stored while another is embedded.
GROUP = 6


@dataclass(slots=True)
class Tally:
    """What a number of kills left behind; `mid_work` of them met a process that had changed something and was not done."""

    kills: int = 0
    mid_work: int = 0
    finished: int = 0
    corrupt: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)


def kill_often(folder: Path, kills: int, seed: int) -> Tally:
    """Kill `kills` indexing processes that work in `folder`, and return what was found."""
    split_morphemes("글 하나")
    indexer._GROUP = GROUP
    chance = random.Random(seed)
    tally = Tally()
    (folder / "corpus").mkdir()
    seconds = 0.2
    rounds = 0
    while tally.kills < kills:
        rounds += 1
        _change(folder / "corpus", chance, rounds)
        if rounds % 8 == 1:
            started = time.perf_counter()
            _end(_start(partial(_work, folder, None)))
            seconds = time.perf_counter() - started
            tally.finished += 1
            _end(_start(partial(_sync, folder)))
            _compare(folder, tally)
            continue
        log = folder / "committed"
        for written in (log, folder / "saved"):
            written.unlink(missing_ok=True)
        child = _start(partial(_work, folder, log))
        if _kill_after(child, chance.uniform(0, seconds)):
            tally.kills += 1
            tally.mid_work += log.exists()
        _look(folder, log, tally)
        _look_at_conversations(folder, tally)
    _end(_start(partial(_sync, folder)))
    _compare(folder, tally)
    return tally


class _QuickEmbedder(FakeEmbedder):
    """A digest of each text for its vector: nothing is searched here, and a kill is to meet the library at work."""

    @staticmethod
    def _embed(texts: Sequence[str]) -> Floats:
        digests = [hashlib.blake2b(text.encode(), digest_size=DIMENSION).digest() for text in texts]
        rows = np.array([list(digest) for digest in digests], dtype=np.float32).reshape(len(texts), DIMENSION)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


class _LoggingLibrary(SqliteLibrary):
    """Writes down each change after it was committed: what must never be lost."""

    log: Path | None = None

    def put(self, article: Article, *rest: object, **named: object) -> int:
        version = super().put(article, *rest, **named)  # type: ignore[arg-type]
        self._note(article.id, article.content_hash)
        return version

    def remove(self, article_id: str) -> str | None:
        heir = super().remove(article_id)
        self._note(article_id, None)
        return heir

    def _note(self, article_id: str, content_hash: str | None) -> None:
        if self.log is not None:
            with self.log.open("a", encoding="utf-8") as file:
                file.write(json.dumps([article_id, content_hash]) + "\n")


def _opened(folder: Path) -> tuple[_LoggingLibrary, Indexer]:
    encoder = Encoder.for_embedder(_QuickEmbedder())
    library = _LoggingLibrary.open(folder / "index", encoder.identity, compact_at=COMPACT_AT)
    assert isinstance(library, _LoggingLibrary)
    return library, Indexer(folder / "corpus", library, encoder)


def _work(folder: Path, log: Path | None) -> None:
    """What is killed: one of everything that changes a library."""
    library, indexer = _opened(folder)
    library.log = log
    threading.Thread(target=_serve, args=(folder, library, log), daemon=True).start()
    indexer.sync(report_nothing)
    chance = random.Random(time.time_ns())
    ids = [row.id for row in library.articles()]
    indexer.add_text(f"Pasted at {time.time_ns()}. It is one of many.", "", report_nothing)
    indexer.remove(chance.choice(ids))
    if chance.random() < 0.5:
        indexer.restore(report_nothing)
    library.close()


def _serve(folder: Path, library: SqliteLibrary, log: Path | None) -> None:
    """Answer readers meanwhile: search, and save what was told, which is written down when it is saved."""
    saved = SqliteConversations(folder / "conversations")
    wanted = _QuickEmbedder().embed_questions(["Paragraph"])[0]
    for n in range(100_000):
        with suppress(sqlite3.ProgrammingError):  # the library is closed at the end of a whole run
            with library.reading():
                found = [i for i, _ in library.search_vectors(wanted, 3, "en")]
                library.passages(found)
            turn = f"turn-{os.getpid()}-{n:05}"
            saved.save(
                f"conversation-{n % 5}", Turn(turn, "What?", "2026-11-28", None, None, ({"text": "This."},), None)
            )
            if log is not None:
                with log.with_name("saved").open("a", encoding="utf-8") as file:
                    file.write(f"{turn}\n")


def _sync(folder: Path) -> None:
    library, indexer = _opened(folder)
    done = indexer.sync(report_nothing)
    assert not done.failed, done.failed
    library.close()


def _start(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def _kill_after(child: int, seconds: float) -> bool:
    """Kill a process after so long; return whether that ended it, and at once where it has ended by itself."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(min(left, 0.01))
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _end(child: int) -> None:
    status = os.waitpid(child, 0)[1]
    assert status == 0, f"a process that nobody killed ended with {status}"


def _change(folder: Path, chance: random.Random, number: int) -> None:
    """Add, change, copy and delete some files, as a user might between two runs."""
    files = [path for path in corpus.scan(folder) if path.suffix == ".txt"]
    for n in range(chance.randrange(1, 5)):
        text = "\n\n".join(f"Paragraph {i} of article {number}-{n}. " + "It goes on. " * 4 for i in range(4))
        (folder / f"article-{number}-{n}.txt").write_text(text, encoding="utf-8")
    for path in chance.sample(files, min(3, len(files))):
        path.write_text(path.read_text(encoding="utf-8") + f" Changed in round {number}.", encoding="utf-8")
    for path in chance.sample(files, min(2, len(files))):
        (folder / f"copy-{number}.txt").write_bytes(path.read_bytes())
    for path in chance.sample(files, min(1 if len(files) < 30 else 8, len(files))):
        path.unlink(missing_ok=True)
    ids = chance.sample(range(20), 8)
    rows = [{"id": f"row-{i}", "title": f"Row {i}", "text": f"Row {i} in round {number % 3}. It says so."} for i in ids]
    (folder / "archive.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _look(folder: Path, log: Path, tally: Tally) -> None:
    """Look at the database as it was left, before anyone has mended anything."""
    path = folder / "index" / "library.sqlite"
    if not path.exists():
        return
    database = sqlite3.connect(path)
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    if not tables:
        database.close()
        return
    found = [f"{row}" for row in database.execute("PRAGMA integrity_check") if row != ("ok",)]
    found += [f"foreign key {row}" for row in database.execute("PRAGMA foreign_key_check")]
    found += [
        f"{what} without its match: {count}"
        for what, sql in {
            "vector": "SELECT count(*) FROM passage LEFT JOIN vector ON passage_id = id WHERE passage_id IS NULL",
            "tokens": "SELECT count(*) FROM passage LEFT JOIN tokens ON passage_id = id WHERE passage_id IS NULL",
            "keyword": "SELECT count(*) FROM passage LEFT JOIN keyword ON keyword.rowid = id WHERE keyword.rowid IS NULL",
            "keyword of none": "SELECT count(*) FROM keyword LEFT JOIN passage ON keyword.rowid = id WHERE id IS NULL",
            "article": "SELECT count(*) FROM article WHERE id NOT IN (SELECT article_id FROM passage)",
            "twin": "SELECT count(*) FROM twin WHERE content_hash NOT IN (SELECT content_hash FROM article)",
        }.items()
        for (count,) in database.execute(sql)
        if count
    ]
    tally.corrupt += found
    rows = database.execute("SELECT content_hash FROM article GROUP BY content_hash HAVING count(*) > 1").fetchall()
    tally.duplicates += [f"content {row[0]}" for row in rows]
    stored = dict(database.execute("SELECT id, content_hash FROM article UNION ALL SELECT id, content_hash FROM twin"))
    database.close()
    committed: dict[str, str | None] = {}
    for line in log.read_text(encoding="utf-8").splitlines() if log.exists() else []:
        article_id, content_hash = json.loads(line)
        committed[article_id] = content_hash
    different = [i for i, content in committed.items() if content and stored.get(i) != content]
    # The last change may have been committed and not written down any more. Then it is what the folder says.
    wanted = _wanted(folder)
    if len(different) > 1 or any(stored.get(i) != wanted.get(i) for i in different):
        tally.lost += different


def _look_at_conversations(folder: Path, tally: Tally) -> None:
    path = folder / "conversations" / "conversations.sqlite"
    told = (folder / "saved").read_text(encoding="utf-8").splitlines() if (folder / "saved").exists() else []
    if not path.exists():
        tally.lost += told
        return
    database = sqlite3.connect(path)
    tally.corrupt += [f"{row}" for row in database.execute("PRAGMA integrity_check") if row != ("ok",)]
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    turns = {id for (id,) in database.execute("SELECT id FROM turn")} if "turn" in tables else set()
    database.close()
    tally.lost += [turn for turn in told if turn not in turns]


def _wanted(folder: Path) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for path in corpus.scan(folder / "corpus"):
        source = corpus.article_id(folder / "corpus", path)
        articles = read_archive(path, source) if path.suffix == ".jsonl" else [read_article(path, source)]
        wanted.update({a.id: a.content_hash for a in articles if isinstance(a, Article)})
    return wanted


def _compare(folder: Path, tally: Tally) -> None:
    """After a run that nobody killed, the library has what the folder has, once."""
    wanted = _wanted(folder)
    library, _ = _opened(folder)
    stored = {}
    for article_id in wanted:
        entry = library.stored(article_id)
        stored[article_id] = entry.content_hash if entry else ""
    tally.lost += [f"{i} after a whole run" for i in wanted if stored[i] != wanted[i]]
    rows = library.articles()
    if len(rows) != len(set(wanted.values())):
        tally.duplicates.append(f"{len(rows)} articles of {len(set(wanted.values()))} contents")
    leftovers = [p for p in (folder / "corpus").rglob("*") if p.name.endswith(".part")]
    tally.corrupt += [f"left behind: {path.name}" for path in leftovers]
    for row in rows:
        try:
            library.article(row.id)
        except ArticleMissing:
            tally.corrupt.append(f"{row.id} is listed and not there")
    library.close()


def main() -> int:
    """Kill as often as asked, print what was found; 1 where anything was."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kills", type=int, nargs="?", default=500)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        tally = kill_often(Path(folder), options.kills, options.seed)
    print(
        f"{tally.kills} kills ({tally.mid_work} with changes half made), {tally.finished} whole runs between them, "
        f"{time.perf_counter() - started:.0f} s: "
        f"{len(tally.corrupt)} corrupt, {len(tally.lost)} lost, {len(tally.duplicates)} twice"
    )
    for problem in [*tally.corrupt, *tally.lost, *tally.duplicates]:
        print(f"  {problem}")
    return 1 if tally.corrupt or tally.lost or tally.duplicates else 0


if __name__ == "__main__":
    sys.exit(main())
