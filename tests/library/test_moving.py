"""A library is carried into another as it is, either way, and an interrupted run goes on."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.articles import Article, ReadingWarning
from bot.articles.article_errors import ArticleMissing
from bot.cli.main import command_parser
from bot.errors import SettingInvalid
from bot.library.corpus.fingerprint import FileFingerprint
from bot.library.library import Library
from bot.library.milvus.server_address import ServerAddress
from bot.library.moving import Moved, move_library
from bot.models.embeddings.encoder import Encoder
from bot.progress import Cancelled, Progress, report_nothing
from bot.service import library_move
from bot.service.library_choice import open_library
from bot.settings import Settings
from tests.fakes import FakeEmbedder
from tests.library.libraries import ENGLISH, KOREAN, Place, fake_encoder, put
from tests.milvus_process import MilvusProcess

LOOK = FileFingerprint(1, 2, 3, 4, 5)
TWIN = replace(
    ENGLISH, id="twin.md", source="twin.md", author="Ann", tags=("b",), warnings=(ReadingWarning("saved_day"),)
)
# As they are stored in turn: the last three take the place of others.
ARTICLES = [
    KOREAN,
    replace(ENGLISH, author="Kim", url="https://example.org/r", tags=("grain", "곡식")),
    replace(
        ENGLISH, id='"x\\', source="a/b.jsonl", title="Wheat", text="Wheat grows. " * 60, published=date(2026, 2, 1)
    ),
    replace(KOREAN, text="둘째 판이다. 벼는 논에서 자란다."),
    replace(KOREAN, text="셋째 판이다. 벼는 논에서 자란다.", warnings=(ReadingWarning("equations", 2),)),
]


@pytest.fixture
def encoder() -> Encoder:
    return fake_encoder()


@pytest.fixture(
    params=[
        "sqlite to sqlite",
        *(pytest.param(way, marks=pytest.mark.slow) for way in ("sqlite to milvus", "milvus to sqlite")),
    ]
)
def libraries(request: pytest.FixtureRequest, tmp_path: Path, encoder: Encoder) -> Iterator[tuple[Library, Library]]:
    """A library with a little of everything, and an empty one."""
    places = []
    for number, kind in enumerate(request.param.split(" to ")):
        if kind == "sqlite":
            places.append(Place.in_folder(tmp_path / f"index{number}"))
        else:
            server: MilvusProcess = request.getfixturevalue("milvus")
            address = ServerAddress.parse(server.setting(f"move_{secrets.token_hex(4)}"), "TEST")
            # Beside the other library, as in a home: writers of both take turns at one lock.
            places.append(Place.on_server(address, tmp_path / f"index{1 - number}", grace=0.2))
    source, target = (place.open(encoder.identity) for place in places)
    for article in ARTICLES:
        put(source, article, encoder)
    source.put_twin(TWIN, 4)
    source.put_fingerprints({"a/b.jsonl": LOOK, "twin.md": LOOK})
    yield source, target
    source.close()
    target.close()


def content(library: Library) -> dict[str, Any]:
    """All that a library has, but for ids of passages and times of indexing."""
    kept: dict[str, Any] = {}
    kept["files"] = {source: (set(file.ids), file.look) for source, file in library.files().items()}
    for row in library.articles():
        codes = {
            text: (code.vector.tobytes(), code.tokens.to_bytes())
            for text, code in library.passage_codes(row.id).items()
        }
        listed = replace(row, indexed_at="")
        kept[row.id] = (listed, library.article(row.id), library.stored(row.id), library.cuts(row.id), codes)
        kept[f"{row.id} terms"] = library.terms(row.id)
    kept["twin"] = library.stored("twin.md")
    return kept


def test_everything_is_carried_and_then_nothing(libraries: tuple[Library, Library], encoder: Encoder) -> None:
    source, target = libraries
    before = content(source)
    assert move_library(source, target, report_nothing) == Moved(4, 0, 0)
    assert content(target) == before == content(source)
    written = target.coverage()
    assert move_library(source, target, report_nothing) == Moved(0, 4, 0)
    assert target.coverage() == written
    questions = encoder.encode_question("rice", "en").vector
    found, there = (library.search_vectors(questions, 9, "en") for library in (source, target))
    assert np.allclose([score for _, score in found], [score for _, score in there], atol=1e-6)
    assert [p.text for p in source.passages([i for i, _ in found])] == [
        p.text for p in target.passages([i for i, _ in there])
    ]


def test_what_has_changed_since_is_carried_alone(libraries: tuple[Library, Library], encoder: Encoder) -> None:
    source, target = libraries
    move_library(source, target, report_nothing)
    source.remove('"x\\')
    source.put_tags({"en.md": ["new"]})
    put(source, Article("new.md", "new.md", "New", "New rice.", "en", None), encoder)
    put(target, replace(KOREAN, text="여기만의 판이다."), encoder)
    put(target, Article("only.md", "only.md", "Only", "Only here.", "en", None), encoder)
    target.put_facts(replace(TWIN, author="Else"))
    assert move_library(source, target, report_nothing) == Moved(4, 0, 2)
    assert content(target) == content(source)
    with pytest.raises(ArticleMissing):
        target.article('"x\\')


def test_an_interrupted_run_goes_on(libraries: tuple[Library, Library]) -> None:
    source, target = libraries
    told: list[Progress] = []

    def interrupt(progress: Progress) -> None:
        told.append(progress)
        if progress.done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        move_library(source, target, interrupt)
    assert len(target.articles()) == 2
    assert {(progress.step, progress.total, progress.unit) for progress in told} == {("store", 4, "articles")}
    assert move_library(source, target, report_nothing) == Moved(2, 2, 0)
    assert content(target) == content(source)


def test_what_is_written_meanwhile_is_carried_too(libraries: tuple[Library, Library], encoder: Encoder) -> None:
    source, target = libraries
    late = [Article("late.md", "late.md", "Late", "It came late.", "en", None)]

    def write(progress: Progress) -> None:
        if progress.done == 3 and late:
            put(source, late.pop(), encoder)
            source.remove("en.md")

    assert move_library(source, target, write).carried == 4
    assert content(target) == content(source)
    assert {row.id for row in target.articles()} == {"ko.md", "twin.md", '"x\\', "late.md"}


@pytest.mark.slow
def test_a_home_moves_to_a_server_and_back(
    tmp_path: Path, milvus: MilvusProcess, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_move, "open_embedder", lambda settings: FakeEmbedder())
    here = Settings(home=tmp_path, cache=tmp_path)
    address = milvus.setting(f"home_{secrets.token_hex(4)}")
    opened = open_library(here, encoder.identity)
    put(opened, ENGLISH, encoder)
    opened.close()
    assert library_move.move_home_library(here, address, report_nothing) == Moved(1, 0, 0)
    on_server = replace(here, library=address)
    opened = open_library(on_server, encoder.identity)
    put(opened, KOREAN, encoder)
    opened.close()
    assert library_move.move_home_library(on_server, "local", report_nothing) == Moved(1, 1, 0)
    opened = open_library(here, encoder.identity)
    assert {row.id for row in opened.articles()} == {"en.md", "ko.md"}
    opened.close()
    for settings, to in ((here, "local"), (on_server, address), (here, "milvus://host"), (here, "index/")):
        with pytest.raises(SettingInvalid, match="--to"):
            library_move.move_home_library(settings, to, report_nothing)


def test_the_command_wants_to_know_where_to() -> None:
    assert command_parser().parse_args(["move-library", "--to", "local"]).to == "local"
    with pytest.raises(SystemExit):
        command_parser().parse_args(["move-library"])
