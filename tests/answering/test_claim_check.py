"""A text from elsewhere, sentence by sentence: what is a claim of it, and where the articles say it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.claim_check import TEXT_LIMIT, ClaimChecker, split_claims
from bot.answering.verification import FaithfulnessChecker
from bot.errors import ClaimEmpty, ClaimsTooLong
from bot.library.indexing.indexer import Indexer
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.encoder import Encoder
from bot.progress import report_nothing
from bot.retrieval.retriever import Retriever
from tests.fakes import FakeEmbedder

BRIDGE = "The bridge opened in 2020. It is 300 metres long."


@pytest.fixture
def checker(tmp_path: Path) -> Iterator[ClaimChecker]:
    encoder = Encoder.for_embedder(FakeEmbedder())
    library = SqliteLibrary.open(tmp_path / "index", encoder.identity)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "bridge.txt").write_text(f"A bridge\n\n{BRIDGE}", encoding="utf-8")
    Indexer(tmp_path / "corpus", library, encoder).sync(report_nothing)
    yield ClaimChecker(Retriever(library, encoder), FaithfulnessChecker(FakeEmbedder()))
    library.close()


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("The bridge opened. It is long.", ["The bridge opened.", "It is long."]),
        ("- The bridge opened. [1][2]\n- It is long [3, 4].", ["The bridge opened.", "It is long."]),
        ("1. 다리가 열렸다.【4†출처】\n2) 다리는 길다.", ["다리가 열렸다.", "다리는 길다."]),
        ("• 다리는 ３００미터다.\n\n---\n2020", ["다리는 300미터다."]),
        ("Summary of the article:\n- It opened.", ["It opened."]),
        ("In 2020 [sic] it opened.", ["In 2020 [sic] it opened."]),
    ],
)
def test_each_sentence_is_a_claim_without_marks_of_lists_and_citations(text: str, claims: list[str]) -> None:
    assert split_claims(text) == claims


def test_what_holds_no_claim_or_too_many_is_told() -> None:
    for nothing in ("", " \n ", "1. 2020 [3]", "…"):
        with pytest.raises(ClaimEmpty):
            split_claims(nothing)
    with pytest.raises(ClaimsTooLong, match="8001 characters"):
        split_claims("가" * (TEXT_LIMIT + 1))


def test_a_text_is_checked_in_order_and_each_citation_stands_where_it_says(checker: ClaimChecker) -> None:
    said, unread, other = checker.check_text("It is 300 metres long. フランスの首都です。 It is 400 metres long.")
    assert said.support == "verbatim"
    (cited,) = said.citations
    assert BRIDGE[cited.start :].startswith(cited.quote)
    assert cited.quote == "It is 300 metres long."
    assert (unread.support, unread.closest) == ("unsupported", None)
    assert "Korean and English" in unread.reason
    assert (other.support, other.citations) == ("unsupported", ())
    assert "400" in other.reason
