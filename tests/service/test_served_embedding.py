"""A home whose embedding model is served elsewhere: the same library and search, and no torch in the process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import LibraryOfOtherModel
from bot.langchain import ArticleEmbeddings
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.model_errors import EmbeddingUnreachable
from bot.service.haeseol import NO_MODEL, Haeseol
from bot.settings import Settings
from tests.embedding_server import EmbeddingDoor, Real, Spoken, Trigrams, embedding_door
from tests.places import ROOT

BOTH: list[Spoken] = ["TEI", "OpenAI"]
ARTICLES = {
    "rice.txt": "Rice grows in water. It is cut in autumn. Farmers dry the rice for three days.",
    "train.txt": "The night train to Busan is cancelled. Buses run instead until Friday.",
    "벼.txt": "벼는 물에서 자란다. 가을에 거둔다. 농부는 벼를 사흘 동안 말린다.",
}


@pytest.fixture(params=BOTH)
def door(request: pytest.FixtureRequest) -> Iterator[EmbeddingDoor]:
    with embedding_door(spoken=request.param) as door:
        yield door


def home(tmp_path: Path, door: EmbeddingDoor) -> Settings:
    """A home with a few articles and no model on its machine."""
    settings = Settings(
        home=tmp_path / "home",
        cache=tmp_path / "cache",
        model=NO_MODEL,
        translator="none",
        embedding=door.model.name,
        embedding_urls=(door.url,),
    )
    settings.corpus.mkdir(parents=True)
    for name, text in ARTICLES.items():
        (settings.corpus / name).write_text(text, encoding="utf-8")
    return settings


def test_a_library_is_made_searched_and_opened_again(tmp_path: Path, door: EmbeddingDoor) -> None:
    settings = home(tmp_path, door)
    with Haeseol.open(settings) as service:
        assert set(service.articles.sync().added) == set(ARTICLES)
        for question, article in (("When is rice cut?", "rice.txt"), ("벼는 어디에서 자란다고?", "벼.txt")):
            assert service.search(question, 1)[0][0].article_id == article
        assert service.answer("Where does rice grow?").question
        assert service.check_claim("Rice grows in water.").support == "verbatim"
    with Haeseol.open(settings) as again:
        assert again.articles.sync().unchanged


def test_a_library_of_another_model_or_of_other_parts_is_refused(tmp_path: Path, door: EmbeddingDoor) -> None:
    settings = home(tmp_path, door)
    with Haeseol.open(settings) as service:
        service.articles.sync()
    door.model = Trigrams(dimension=32)
    with pytest.raises(LibraryOfOtherModel, match="dimension"):
        Haeseol.open(settings)
    door.model = Trigrams()
    door.spoken = "OpenAI" if door.spoken == "TEI" else "TEI"
    with pytest.raises(LibraryOfOtherModel, match="balance none"):
        Haeseol.open(settings)


def test_a_server_that_is_away_is_told_to_whoever_asks_and_forgotten_when_it_is_back(
    tmp_path: Path, door: EmbeddingDoor
) -> None:
    settings = home(tmp_path, door)
    with Haeseol.open(settings) as service:
        service.articles.sync()
        (settings.corpus / "new.txt").write_text("The new bridge opens on Monday.", encoding="utf-8")
        door.die()
        with pytest.raises(EmbeddingUnreachable, match="haeseol doctor"):
            list(service.ask("Where does rice grow?"))
        with pytest.raises(EmbeddingUnreachable):
            service.articles.sync()
        door.start()
        assert service.articles.sync().added == ("new.txt",) or service.search("The new bridge opens", 1)
        assert service.search("When is rice cut?", 1)[0][0].article_id == "rice.txt"
    door.die()
    with pytest.raises(EmbeddingUnreachable, match="HAESEOL_EMBEDDING_URL"):
        Haeseol.open(settings)


def test_langchains_embeddings_are_the_servers(
    tmp_path: Path, door: EmbeddingDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAESEOL_EMBEDDING_URL", door.url)
    monkeypatch.setenv("HAESEOL_EMBEDDING", door.model.name)
    made = ArticleEmbeddings.open(tmp_path)
    assert made.embed_query("Rice grows.") == made.embed_documents(["Rice grows."])[0]


_WITHOUT_TORCH = """
import sys
from importlib.abc import MetaPathFinder

NAMES = {"torch", "sentence_transformers", "transformers", "tokenizers", "safetensors"}
asked = []

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in NAMES:
            asked.append(name)
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())

import json, os
import httpx
from bot.service.conversations import SqliteConversations
from bot.service.haeseol import Haeseol
from bot.settings import Settings
from bot.ui.server import build_server, launch

with Haeseol.open(Settings.from_environment(os.environ)) as service:
    service.load()
    added = sorted(service.articles.sync().added)
    found = service.search("When is rice cut?", 1)[0][0].article_id
    answer = service.answer("How long do farmers dry the rice?")
    claim = service.check_claim("Farmers dry the rice for three days.").support
    server = build_server(service, SqliteConversations(service.settings.conversations))
    with launch(server, port=0) as page:
        shown = httpx.get(page.url, timeout=60).status_code
print(json.dumps({"added": added, "found": found, "claim": claim, "asked": answer.question, "page": shown,
                  "loaded": sorted(NAMES & sys.modules.keys())}))
"""


@pytest.mark.slow
def test_nothing_of_it_needs_torch(tmp_path: Path, door: EmbeddingDoor) -> None:
    settings = home(tmp_path, door)
    environment = os.environ | {
        "HAESEOL_HOME": str(settings.home),
        "HAESEOL_CACHE": str(settings.cache),
        "HAESEOL_MODEL": "none",
        "HAESEOL_TRANSLATOR": "none",
        "HAESEOL_EMBEDDING": settings.embedding,
        "HAESEOL_EMBEDDING_URL": door.url,
        "PYTHONPATH": str(ROOT),
    }
    run = subprocess.run(
        [sys.executable, "-c", _WITHOUT_TORCH],
        env=environment,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2_000:]
    told = json.loads(run.stdout.splitlines()[-1])
    assert told == {
        "added": sorted(ARTICLES),
        "found": "rice.txt",
        "claim": "verbatim",
        "asked": "How long do farmers dry the rice?",
        "page": 200,
        "loaded": [],
    }


QUESTIONS = [
    "딥시크는 무엇을 공개했나요?",
    "독자 모델의 조건은 무엇인가요?",
    "What does open weights mean?",
    "Who trained R1?",
]


@pytest.mark.models
@pytest.mark.parametrize("spoken", BOTH)
def test_the_real_model_finds_by_an_address_what_it_finds_here(
    tmp_path: Path, models: Settings, embedder: SentenceEmbedder, spoken: Spoken
) -> None:
    """By TEI, which tells of tokens, the same passages in the same order.

    By whole texts alone the best one is among the five, where it is in the language of the question.
    """
    local = Settings(home=tmp_path / "local", cache=models.cache, model=NO_MODEL, translator="none")
    with embedding_door(Real(embedder), spoken) as door:
        served = Settings(
            home=tmp_path / "served", cache=models.cache, model=NO_MODEL, translator="none", embedding_urls=(door.url,)
        )
        if spoken == "OpenAI":
            door.model.name = served.embedding
        for settings in (local, served):
            settings.corpus.mkdir(parents=True)
            for article in sorted((ROOT / "corpus").glob("*.md")):
                (settings.corpus / article.name).write_bytes(article.read_bytes())
        with Haeseol.open(local) as here, Haeseol.open(served) as there:
            for service in (here, there):
                service.articles.sync()
            for question in QUESTIONS:
                own, theirs = (
                    [(hit.start, hit.article_id, score) for hit, score in s.search(question, 5)] for s in (here, there)
                )
                if spoken == "TEI":
                    assert [hit[:2] for hit in own] == [hit[:2] for hit in theirs]
                    assert [hit[2] for hit in own] == pytest.approx([hit[2] for hit in theirs], abs=0.15)
                elif question.isascii() == own[0][1].endswith(".en.md"):
                    assert own[0][:2] in [hit[:2] for hit in theirs]
            # The model on this machine reads claims beside their sources, whoever embeds for the search.
            claim = "DeepSeek trained R1 on 100 billion words."
            assert there.check_claim(claim).support == here.check_claim(claim).support
