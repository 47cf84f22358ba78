"""A question in the other language: used where it keeps its numbers, and what passages there are compared with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.library.indexing.indexer import Indexer
from bot.library.scope import Scope
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.encoder import Encoder
from bot.progress import report_nothing
from bot.retrieval.evidence import Evidence
from bot.retrieval.followups import understand
from bot.retrieval.question import read_question
from bot.retrieval.question_translation import put_in_words, translate_question
from bot.retrieval.retriever import Retriever
from tests.fakes import FakeEmbedder, PhraseTranslator

ENGLISH = "When does the harvest of rice begin?"
KOREAN = "벼는 언제 거두기 시작하나요?"
RICE = "농부들은 5월에 논에 물을 댄다. 벼는 9월에 거두기 시작한다. 볏짚은 소가 먹는다."
SHEEP = "양은 산에서 풀을 먹는다. 목동은 개와 함께 다닌다. 털은 봄에 깎는다."
WHEAT = "The harvest of wheat begins in June. Mills open when it begins."


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[tuple[SqliteLibrary, Encoder]]:
    encoder = Encoder.for_embedder(FakeEmbedder())
    library = SqliteLibrary.open(tmp_path / "index", encoder.identity)
    (tmp_path / "corpus").mkdir()
    for name, text in {"rice": RICE, "sheep": SHEEP, "wheat": WHEAT}.items():
        (tmp_path / "corpus" / f"{name}.txt").write_text(text, encoding="utf-8")
    Indexer(tmp_path / "corpus", library, encoder).sync(report_nothing)
    yield library, encoder
    library.close()


def test_a_question_is_put_into_the_other_language_without_the_words_that_only_point_at_the_text() -> None:
    question = read_question(f"According to the article, {ENGLISH[0].lower()}{ENGLISH[1:]}")
    translator = PhraseTranslator({question.subject: KOREAN})
    translated = translate_question(question, translator)
    assert translated is not None
    assert (translated.text, translated.language, translated.subject) == (KOREAN, "ko", KOREAN)
    assert translator.translated == [question.subject]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Who spent 7.8 billion won?", "누가 78억 원을 썼나요?"),
        ("2025년에 몇 명이 왔나요?", "How many came in 2025?"),
    ],
)
def test_numbers_may_be_said_otherwise(asked: str, told: str) -> None:
    assert translate_question(read_question(asked), PhraseTranslator({asked: told})) is not None


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Who spent 7.8 billion won?", "누가 7억 8천만 원을 썼나요?"),
        ("Who spent 7.8 billion won?", "누가 돈을 썼나요?"),
        ("Who spent the money?", "누가 300만 원을 썼나요?"),
        ("Who spent the money?", "Who spent the money?"),
        ("Who spent the money?", ""),
        ("Who spent the money?", "誰がお金を使いましたか"),
    ],
)
def test_what_changes_a_number_or_is_in_no_language_of_ours_is_not_used(asked: str, told: str) -> None:
    assert translate_question(read_question(asked), PhraseTranslator({asked: told})) is None


def test_without_a_translator_there_is_none() -> None:
    assert translate_question(read_question(ENGLISH), None) is None
    assert translate_question(read_question(ENGLISH), PhraseTranslator({}, away=True)) is None


def test_passages_in_the_other_language_are_compared_with_the_translation(parts: tuple[SqliteLibrary, Encoder]) -> None:
    question = read_question(ENGLISH)
    alone = Retriever(*parts).find_evidence(question, "en")
    both = Retriever(*parts, lambda: PhraseTranslator({ENGLISH: KOREAN})).find_evidence(question, "en")

    def places(evidence: object) -> dict[str, float]:
        return {passage.article_id: passage.score for passage in evidence.passages}  # type: ignore[attr-defined]

    before, after = places(alone), places(both)
    assert after["rice.txt"] - after["sheep.txt"] > before["rice.txt"] - before["sheep.txt"]
    assert after["wheat.txt"] == before["wheat.txt"]
    (rice,) = (passage for passage in both.passages if passage.article_id == "rice.txt")
    assert rice.sentences[rice.best].text == "벼는 9월에 거두기 시작한다."
    assert (alone.translation, both.question) == ("", ENGLISH)


def test_the_evidence_says_how_it_was_asked_where_its_best_passage_is_in_the_other_language(
    parts: tuple[SqliteLibrary, Encoder],
) -> None:
    retriever = Retriever(*parts, lambda: PhraseTranslator({ENGLISH: KOREAN}))
    rice = retriever.find_evidence(read_question(ENGLISH), "en", scope=Scope.of_article("rice.txt"))
    assert (rice.translation, rice.sufficient) == (KOREAN, True)
    assert retriever.find_evidence(read_question(ENGLISH), "en", scope=Scope.of_article("wheat.txt")).translation == ""
    assert retriever.find_whole(read_question(ENGLISH), "ko", scope=Scope.of_article("rice.txt")).translation == KOREAN


def test_without_a_translator_the_question_s_words_say_which_passages_fit_better(
    parts: tuple[SqliteLibrary, Encoder], monkeypatch: pytest.MonkeyPatch
) -> None:
    question = read_question("According to the article, when do farmers harvest rice?")
    in_words = put_in_words(question)
    assert in_words is not None
    assert (in_words.language, in_words.text) == ("ko", in_words.subject)
    assert {"농부", "수확"} <= set(in_words.text.split())
    with_words = Retriever(*parts).find_evidence(question, "en")
    monkeypatch.setattr("bot.retrieval.retriever.put_in_words", lambda question: None)
    without = Retriever(*parts).find_evidence(question, "en")

    def scores(evidence: Evidence) -> dict[str, list[float]]:
        return {
            passage.article_id: [passage.score, *(each.score for each in passage.sentences)]
            for passage in evidence.passages
        }

    found, found_without = scores(with_words), scores(without)
    assert all(one != other for one, other in zip(found["rice.txt"], found_without["rice.txt"], strict=True))
    assert found["wheat.txt"] == found_without["wheat.txt"]
    assert (with_words.translation, with_words.sufficient) == ("", without.sufficient)


def test_a_question_of_names_alone_that_nobody_knows_has_no_words() -> None:
    assert put_in_words(read_question("곰돌프루트는?")) is None


def test_a_question_is_translated_once(parts: tuple[SqliteLibrary, Encoder]) -> None:
    translator = PhraseTranslator({ENGLISH: KOREAN})
    retriever = Retriever(*parts, lambda: translator)
    request = understand(ENGLISH, "auto")
    assert request.question.subject != request.about.subject  # which ends without a question mark
    assert retriever.find_evidence(request.question, "en").passages
    assert retriever.find_whole(request.about, "en").passages
    assert translator.translated == [ENGLISH]


def test_a_question_that_differs_in_a_year_is_another_one(parts: tuple[SqliteLibrary, Encoder]) -> None:
    asked = [f"In {year}, when did the harvest of rice begin?" for year in (2024, 2025)]
    told = ["2024년에 벼는 언제 거두기 시작했나요?", "2025년에 벼는 언제 거두기 시작했나요?"]
    translator = PhraseTranslator(dict(zip(asked, told, strict=True)))
    retriever = Retriever(*parts, lambda: translator)
    for text in asked:
        retriever.find_evidence(read_question(text), "en")
    assert translator.translated == asked


def test_the_same_words_in_the_other_language_are_another_question(parts: tuple[SqliteLibrary, Encoder]) -> None:
    translator = PhraseTranslator({"DeepSeek R1": "DeepSeek R1 models"})
    retriever = Retriever(*parts, lambda: translator)
    for text in ("기사에 따르면 DeepSeek R1", "DeepSeek R1"):
        retriever.find_evidence(read_question(text), "en")
    assert translator.translated == ["DeepSeek R1", "DeepSeek R1"]


@pytest.mark.parametrize("scope", [Scope.of_article("wheat.txt"), Scope(language="en")])
def test_a_question_is_not_put_into_a_language_that_nothing_in_the_scope_is_in(
    parts: tuple[SqliteLibrary, Encoder], scope: Scope
) -> None:
    translator = PhraseTranslator({ENGLISH: KOREAN})
    retriever = Retriever(*parts, lambda: translator)
    assert retriever.find_evidence(read_question(ENGLISH), "en", scope=scope).passages
    assert retriever.find_whole(read_question(ENGLISH), "en", scope=scope).passages
    assert translator.translated == []
