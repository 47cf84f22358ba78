"""What several tests share: the real models where they are on this machine, each loaded once."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unittest.mock import patch

import hypothesis
import pytest

from bot.cli.main import prepare_process
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.files import find_model, is_present
from bot.models.llm.chat_model import ChatModel
from bot.settings import Settings
from tests import milvus_process, postgres_process
from tests.milvus_process import MilvusProcess
from tests.postgres_process import PostgresProcess, running_postgres

# Before anything reads a provider's key.
pytest_plugins = ["tests.canary"]
prepare_process(os.environ)
# Whoever has the translator on his machine gets the same answers in the tests as everybody; those that are about it bring one.
os.environ["HAESEOL_TRANSLATOR"] = "none"

# How long an example takes says nothing on a machine that does other things too; what never ends is ended by pytest-timeout.
hypothesis.settings.register_profile("without deadlines", deadline=None)
hypothesis.settings.load_profile("without deadlines")


# Files of one worker that take long: begun last they would leave the other cores with nothing to do.
_BEGUN_FIRST = (
    "test_soak.py",
    "test_retrieval_floors.py",
    "test_packaging.py",
    "test_durability.py",
    "test_answer_floors.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what writes with the answering model: two such tests at once take each other's cores and are slower than in turn.

    Files that take long come first.
    """
    for item in items:
        if "answering_model" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.answering)
    items.sort(key=lambda item: item.path.name not in _BEGUN_FIRST)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return one more worker than there are cores: a browser or another program is waited for in a third of all the time."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def _loaded_once() -> Iterator[None]:
    """Whoever loads an embedding model in this process gets the one that is loaded already."""
    with patch.object(SentenceEmbedder, "from_folder", cache(SentenceEmbedder.from_folder)):
        yield


@pytest.fixture(scope="session")
def settings() -> Settings:
    """This machine's settings, with its model cache."""
    return Settings.from_environment(os.environ)


@pytest.fixture(scope="session")
def models(settings: Settings) -> Settings:
    """The settings of a machine that has both models."""
    for name in (settings.embedding, settings.model):
        if not is_present(name, settings.cache):
            pytest.skip(f"the model {name} is not in {settings.cache}: run `make install`")
    return settings


@pytest.fixture(scope="session")
def embedder(models: Settings) -> SentenceEmbedder:
    """The real embedding model, loaded once."""
    return SentenceEmbedder.from_folder(find_model(models.embedding, models.cache), name=models.embedding)


@pytest.fixture(scope="session")
def answering_model(models: Settings) -> ChatModel:
    """The real answering model, loaded once."""
    return ChatModel.from_gguf(Path(find_model(models.model, models.cache)), name=models.model)


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresProcess]:
    """A server of PostgreSQL for the tests of one module; where there is none on this machine, they are skipped."""
    if not postgres_process.INSTALLED:
        pytest.skip(postgres_process.WHY_NOT)
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusProcess]:
    """A Milvus server for all tests of this process; each makes libraries of its own on it."""
    if not milvus_process.INSTALLED:
        pytest.skip(milvus_process.WHY_NOT)
    server = MilvusProcess(tmp_path_factory.mktemp("milvus"))
    server.start()
    yield server
    server.end()
