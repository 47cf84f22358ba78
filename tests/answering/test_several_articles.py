"""A question about a library of several articles: the one that the search leads to is read whole before it is told or refused."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.answering.answer import AnswerDone
from bot.answering.explainer import Explainer
from bot.answering.explanation_writer import WholeReading
from bot.answering.selection.sentence_reader import SentenceReader
from bot.answering.verification import FaithfulnessChecker
from bot.library.indexing.indexer import Indexer
from bot.library.scope import EVERYTHING
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.embedder import Floats
from bot.models.embeddings.encoder import Encoder
from bot.progress import report_nothing
from bot.retrieval.question import read_question
from bot.retrieval.retriever import Retriever
from tests.fakes import FakeEmbedder

RICE = "Rice grows in paddies. Farmers flood the fields in May.\n\n" * 6
MILL = "The mill stands by the river. A baker bought the mill from a widow.\n\n" * 6
QUESTIONS = ["When do farmers flood fields?", "Why do farmers flood the fields?"]


class Finds:
    """A reader that finds so much of an answer in all sentences of an article together, in log odds."""

    def __init__(self, found: float) -> None:
        self._found = found

    def read(self, request: str, sentences: Sequence[str], order: Sequence[int]) -> Floats:
        return np.full(len(sentences), self._found - np.log(len(sentences)), dtype=np.float32)


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[tuple[Retriever, FaithfulnessChecker]]:
    embedder = FakeEmbedder()
    encoder = Encoder.for_embedder(embedder)
    library = SqliteLibrary.open(tmp_path / "index", encoder.identity)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "rice.md").write_text(f"# Rice\n\n{RICE}", encoding="utf-8")
    (corpus / "mill.md").write_text(f"# A mill\n\n{MILL}", encoding="utf-8")
    Indexer(corpus, library, encoder).sync(report_nothing)
    yield Retriever(library, encoder), FaithfulnessChecker(embedder)
    library.close()


def is_told(parts: tuple[Retriever, FaithfulnessChecker], question: str, reader: SentenceReader | None) -> bool:
    *_, last = Explainer(*parts, lambda: None, reader=reader).ask(question)
    assert isinstance(last, AnswerDone)
    assert {citation.article_id for citation in last.answer.citations} <= {"rice.md"}
    return last.answer.found


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(("found", "told"), [(2.0, True), (-0.2, True), (-1.0, False), (-4.0, False)])
def test_an_article_a_little_further_away_is_told_where_what_is_read_of_it_speaks_for_an_answer(
    parts: tuple[Retriever, FaithfulnessChecker],
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    found: float,
    told: bool,
) -> None:
    for module in ("explainer", "explanation_writer"):
        monkeypatch.setattr(f"bot.answering.{module}.is_close", lambda request, evidence: False)
    assert is_told(parts, question, Finds(found)) is told
    assert not is_told(parts, question, None)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_article_that_is_near_and_does_not_say_it_is_refused(
    parts: tuple[Retriever, FaithfulnessChecker], question: str
) -> None:
    assert is_told(parts, question, None)
    assert not is_told(parts, question, Finds(-4.0))


def test_what_is_read_of_another_article_than_the_best_passages_counts_where_it_tells_a_sentence_of_them(
    parts: tuple[Retriever, FaithfulnessChecker],
) -> None:
    evidence = parts[0].find_evidence(read_question("When do farmers flood fields?"), "en")
    passage = evidence.passages[0]
    own, other = (passage.article_id, passage.sentences[0].start), ("mill.md", 99_999)
    for odds in ({own: -2.0}, {own: 1.0, other: -1.0}):
        reading = WholeReading(tells=False, odds=odds)
        assert reading.about(evidence) is reading
    assert WholeReading(tells=False, odds={other: 1.0}).about(evidence) == WholeReading()


@pytest.mark.parametrize(
    ("of", "of_one"), [(["a", "b", "a"], True), (["a", "b", "b"], False), (["a"], False), ([], False)]
)
def test_a_search_leads_to_the_article_of_the_best_passage_and_another(
    parts: tuple[Retriever, FaithfulnessChecker], monkeypatch: pytest.MonkeyPatch, of: list[str], of_one: bool
) -> None:
    """With which bound the passages of a search are looked at: the lower one is for what is asked of one article."""
    retriever, _ = parts
    question = read_question("the mill, farmers and rice")
    ids = dict(zip("ab", ("rice.md", "mill.md"), strict=True))
    found = {each: [p for p, _ in retriever.search(question, 99) if p.article_id == ids[each]] for each in "ab"}
    chosen = [found[each].pop() for each in of]
    asked: list[bool] = []

    def note(asked_in: object, language: object, nearest: object, *, of_one: bool = False) -> bool:
        asked.append(of_one)
        return True

    monkeypatch.setattr("bot.retrieval.retriever.is_near", note)
    monkeypatch.setattr(retriever._library, "passages", lambda ids: chosen)
    best = dict.fromkeys([passage.id for passage in chosen])
    ranked = [each for each in retriever._rank(retriever._encode(question, EVERYTHING)) if each.id in best]
    monkeypatch.setattr(retriever, "_rank", lambda *asked: sorted(ranked, key=lambda each: list(best).index(each.id)))
    retriever.find_evidence(question, "en", of_one=True)
    assert asked == [of_one] * len(chosen)
