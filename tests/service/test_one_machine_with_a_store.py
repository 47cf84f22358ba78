"""A home on one machine whose articles last in a store: it needs no worker and no database."""

from pathlib import Path
from queue import SimpleQueue

import pytest

from bot.library.collection_errors import CorpusStoreRefused, CorpusStoreUnreachable
from bot.library.corpus.remote_files import RemoteFiles
from bot.library.indexing.index_report import IndexReport
from bot.progress import report_nothing
from bot.service import haeseol
from bot.service.haeseol import NO_MODEL, Haeseol
from bot.settings import Settings
from tests.fakes import FakeEmbedder
from tests.library.test_indexing import RICE, WHEAT
from tests.object_store_process import CLIENT_INSTALLED, WHY_NO_CLIENT
from tests.worker_process import open_service

pytestmark = pytest.mark.skipif(not CLIENT_INSTALLED, reason=WHY_NO_CLIENT)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def settings(tmp_path: Path, store: Path) -> Settings:
    return Settings(
        home=tmp_path / "home",
        cache=tmp_path / "cache",
        model=NO_MODEL,
        corpus_store=f"file://{store}",
        translator="none",
    )


def test_what_is_added_is_in_the_store_and_what_is_in_the_store_is_taken_in(settings: Settings, store: Path) -> None:
    with open_service(settings) as service:
        (rice,) = service.articles.add_text(RICE, "Rice").added
        assert (store / rice).is_file()
        (store / "wheat.txt").write_text(WHEAT, encoding="utf-8")
        (settings.corpus / "barley.txt").write_text("Barley is malted. It becomes beer.", encoding="utf-8")
        assert set(service.articles.sync().added) == {"wheat.txt", "barley.txt"}
        assert (store / "barley.txt").is_file()


def test_a_store_that_is_away_at_the_start_keeps_nobody_from_asking(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(remote: RemoteFiles) -> dict[str, str]:
        raise CorpusStoreUnreachable(address=remote.address, reason="away")

    with open_service(settings) as service:
        service.articles.add_text(RICE, "Rice")
        monkeypatch.setattr(RemoteFiles, "listed", away)
        monkeypatch.setattr(service, "_load_search", lambda: None)
        heard: SimpleQueue[IndexReport] = SimpleQueue()
        service.start(report_nothing, heard.put)
        (failure,) = heard.get(timeout=60).failed
        assert isinstance(failure.error, CorpusStoreUnreachable)
        assert service.search("rice", 1)
        assert service.state().search != "failed"


@pytest.mark.parametrize("has_store", [True, False])
def test_the_samples_do_not_go_into_a_store(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, has_store: bool
) -> None:
    monkeypatch.setattr(haeseol, "user_home", lambda: settings.home)
    monkeypatch.setattr(haeseol, "open_embedder", lambda settings: FakeEmbedder())
    chosen = settings if has_store else Settings(home=settings.home, cache=settings.cache, model=NO_MODEL)
    with Haeseol.open(chosen):
        assert settings.corpus.exists() != has_store


def test_a_store_that_cannot_be_is_refused_at_once(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file", encoding="utf-8")
    with pytest.raises(CorpusStoreRefused, match="exists"):
        open_service(settings)
