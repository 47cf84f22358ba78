"""A strong model elsewhere: a stand-in that speaks OpenAI's protocol answers as it would, at length, and not always rightly."""

from pathlib import Path
from typing import cast

import pytest

from bot.answering.answer import AnswerDone, EvidenceFound, Thinking
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.embeddings.encoder import Encoder
from bot.service.haeseol import Haeseol
from bot.settings import Settings
from tests.fakes import FakeEmbedder
from tests.openai_server import provider

RICE = "Rice grows in paddies. Farmers flood the fields in May. The harvest begins in 120 days.\n\n" * 2
WRITTEN = (
    "Rice grows in paddies [1]. Farmers flood the fields in May [9].\n\n"
    "- **The harvest begins in 120 days.**\n"
    "- The harvest costs 4,000 dollars [1].\n"
)


@pytest.mark.filterwarnings("default")
def test_every_sentence_of_a_strong_model_is_checked_whatever_it_cites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    pieces = ({"content": WRITTEN[at : at + 9]} for at in range(0, len(WRITTEN), 9))
    with provider({"reasoning_content": "The passages tell how rice grows."}, *pieces) as there:
        settings = Settings(home=tmp_path, cache=tmp_path, model="openai:strong", base_urls=(there.url,))
        settings.corpus.mkdir()
        (settings.corpus / "rice.txt").write_text(RICE, encoding="utf-8")
        embedder = FakeEmbedder()
        encoder = Encoder.for_embedder(embedder)
        library = SqliteLibrary.open(settings.index, encoder.identity)
        with Haeseol(settings, library, encoder, cast(SentenceEmbedder, embedder)) as service:
            service.articles.sync()
            events = list(service.ask("Explain how rice grows in paddies"))
    assert isinstance(events[0], EvidenceFound)
    assert Thinking("The passages tell how rice grows.") in events
    done = events[-1]
    assert isinstance(done, AnswerDone)
    answer = done.answer
    assert answer.model == "openai:strong"
    told = [(sentence.text, sentence.support, sentence.citations) for sentence in answer.sentences]
    assert told == [
        ("Rice grows in paddies.", "verbatim", (1,)),
        ("Farmers flood the fields in May.", "verbatim", (1,)),
        ("The harvest begins in 120 days.", "verbatim", (1,)),
        ("The harvest costs 4,000 dollars.", "unsupported", ()),
    ]
    # It was given the whole article, and asked for an explanation of it.
    read = there.asked[-1][2]["messages"][-1]["content"]
    assert "The harvest begins in 120 days." in read
    assert "as fully as the request asks" in read
