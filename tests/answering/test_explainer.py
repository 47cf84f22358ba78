"""From question to answer with a scripted model: the order of events, the marks, and what happens when the model fails."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.answering.answer import AnswerDone, Draft, Event, EvidenceFound, SentenceChecked, SentenceRevised
from bot.answering.ask_options import AskOptions
from bot.answering.context import TITLE_CHARACTERS, title_as_read
from bot.answering.explainer import Explainer
from bot.answering.verification import FaithfulnessChecker
from bot.answering.verification.entailment import LEAST_LIKELY_ODDS
from bot.library.indexing.indexer import Indexer
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.embedder import Floats
from bot.models.embeddings.encoder import Encoder
from bot.models.llm.chat_message import Message
from bot.models.llm.profiles import ELSEWHERE, LARGER
from bot.models.model_errors import ModelUnavailable
from bot.progress import report_nothing
from bot.retrieval.evidence import Evidence
from bot.retrieval.followups import understand
from bot.retrieval.retriever import Retriever
from tests.fakes import FakeEmbedder, ScriptedModel

RICE = "Rice grows in paddies. Farmers flood the fields in May. The harvest begins in 120 days."


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[tuple[Retriever, FaithfulnessChecker]]:
    yield from _parts(tmp_path, RICE)


def _parts(tmp_path: Path, text: str) -> Iterator[tuple[Retriever, FaithfulnessChecker]]:
    embedder = FakeEmbedder()
    encoder = Encoder.for_embedder(embedder)
    library = SqliteLibrary.open(tmp_path / "index", encoder.identity)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "article.txt").write_text(text, encoding="utf-8")
    Indexer(corpus, library, encoder).sync(report_nothing)
    yield Retriever(library, encoder), FaithfulnessChecker(embedder)
    library.close()


class GoneModel(ScriptedModel):
    """A model that cannot be reached when it is asked for yes or no."""

    def odds(self, messages: Sequence[Message], yes: str, no: str) -> float:
        raise ModelUnavailable(name=self.name, reason="scripted")


def ask(
    parts: tuple[Retriever, FaithfulnessChecker],
    model: ScriptedModel | None,
    question: str = "When do farmers flood fields?",
) -> list[Event]:
    return list(Explainer(*parts, lambda: model).ask(question))


def tell(
    parts: tuple[Retriever, FaithfulnessChecker],
    model: ScriptedModel,
    question: str = "When do farmers flood fields?",
) -> list[Event]:
    """Ask where the model answers in its own words."""
    return list(Explainer(*parts, lambda: model, lambda: LARGER).ask(question))


class FindsNothing:
    """A reader to which no sentence says what is asked, or none of what has a word in it."""

    def __init__(self, of: str = "") -> None:
        self._of = of

    def read(self, request: str, sentences: Sequence[str], order: Sequence[int]) -> Floats:
        return np.full(len(sentences), -9.0 if self._of in request.lower() else 3.0, dtype=np.float32)


@pytest.mark.parametrize("question", ["Why do farmers flood the fields?", "When do farmers flood fields?"])
def test_what_an_article_does_not_say_is_refused_where_that_is_read(
    parts: tuple[Retriever, FaithfulnessChecker], question: str
) -> None:
    assert answer_of(list(Explainer(*parts, lambda: None).ask(question))).answer.found
    told = answer_of(list(Explainer(*parts, lambda: None, reader=FindsNothing()).ask(question))).answer
    assert not told.found


@pytest.mark.parametrize("question", ["Why do farmers flood the fields?", "When do farmers flood fields?"])
def test_of_what_is_read_to_be_there_the_model_is_not_asked_whether_it_is(
    parts: tuple[Retriever, FaithfulnessChecker], question: str
) -> None:
    doubting = ScriptedModel("Farmers flood the fields in May.", odds=-9.0)
    assert not answer_of(list(Explainer(*parts, lambda: doubting).ask(question))).answer.found
    assert len(doubting.doubted) == 1
    told = answer_of(list(Explainer(*parts, lambda: doubting, reader=FindsNothing("moon")).ask(question))).answer
    assert told.found
    assert len(doubting.doubted) == 1


@pytest.mark.parametrize("question", ["Why do farmers flood the fields?", "When do farmers flood fields?"])
def test_where_the_reader_of_sentences_is_not_sure_the_model_hears_what_it_found(
    parts: tuple[Retriever, FaithfulnessChecker], question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[float | None] = []

    def hear(model: object, question: object, excerpts: object, pair: object, found: float | None = None) -> float:
        heard.append(found)
        return -9.0

    for module in ("answerability", "explainer"):
        monkeypatch.setattr(f"bot.answering.{module}.answerability", hear)
    model = ScriptedModel("Farmers flood the fields in May.")
    unsure = FindsSomething()
    assert not answer_of(list(Explainer(*parts, lambda: model, reader=unsure).ask(question))).answer.found
    assert heard == [pytest.approx(-0.2)]
    assert answer_of(list(Explainer(*parts, lambda: None, reader=unsure).ask(question))).answer.found


def test_an_explanation_across_the_languages_is_doubted_too(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    doubting, sure = ScriptedModel("never said", odds=-9.0), ScriptedModel("never said", odds=9.0)
    question = "농부들은 왜 fields에 물을 대나요?"
    assert not answer_of(ask(parts, doubting, question)).answer.found
    assert answer_of(ask(parts, sure, question)).answer.found


class FindsSomething:
    """A reader that finds a little of an answer in each sentence, -0.2 in all of them together."""

    def read(self, request: str, sentences: Sequence[str], order: Sequence[int]) -> Floats:
        return np.full(len(sentences), -0.2 - np.log(len(sentences)), dtype=np.float32)


def test_what_the_reader_is_sure_of_is_told_however_far_its_words_are(
    parts: tuple[Retriever, FaithfulnessChecker], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("find_whole", "find_evidence"):
        find = getattr(parts[0], name)

        def find_far(*asked: Any, find: Callable[..., Evidence] = find, **options: Any) -> Evidence:
            return replace(find(*asked, **options), sufficient=False)

        monkeypatch.setattr(parts[0], name, find_far)
    far = "Why does anybody bother with it?"
    assert not answer_of(list(Explainer(*parts, lambda: None).ask(far))).answer.found
    assert not answer_of(list(Explainer(*parts, lambda: None, reader=FindsNothing()).ask(far))).answer.found
    assert answer_of(list(Explainer(*parts, lambda: None, reader=FindsNothing("moon")).ask(far))).answer.found


class FindsOnly:
    """A reader to which the sentences with a word in them say what is asked."""

    def __init__(self, word: str) -> None:
        self._word = word

    def read(self, request: str, sentences: Sequence[str], order: Sequence[int]) -> Floats:
        return np.array([9.0 if self._word in each else -9.0 for each in sentences], dtype=np.float32)


def test_a_fact_is_asked_of_the_sentence_that_is_read_to_tell_it(
    parts: tuple[Retriever, FaithfulnessChecker],
) -> None:
    model = ScriptedModel("The harvest begins in 120 days.")
    explainer = Explainer(*parts, lambda: model, lambda: LARGER, reader=FindsOnly("harvest"))
    told = answer_of(list(explainer.ask("When do farmers flood fields?"))).answer
    # With the sentence before it, which may say whom it means; in brackets stands the title.
    assert "[Rice grows in paddies.] Farmers flood the fields in May. The harvest begins in 120 days." in str(
        model.asked[0]
    )
    assert told.citations[0].quote == "The harvest begins in 120 days."
    quoted = answer_of(
        list(Explainer(*parts, lambda: None, reader=FindsOnly("paddies")).ask("When do farmers flood fields?"))
    )
    assert quoted.answer.citations[0].quote == "Rice grows in paddies."
    assert quoted.answer.answer.startswith("This is what the article says:")


def test_within_a_language_a_small_model_says_whether_a_fact_is_there_and_the_article_tells_it(
    parts: tuple[Retriever, FaithfulnessChecker],
) -> None:
    model = ScriptedModel("never said")
    answer = answer_of(ask(parts, model)).answer
    assert (answer.model, answer.found, model.asked, len(model.doubted)) == (None, True, [], 1)
    assert all(each.quoted and each.support == "verbatim" for each in answer.sentences)
    assert answer.answer.startswith("These are the sentences in the articles that come closest:")
    doubting = answer_of(ask(parts, ScriptedModel("never said", odds=-9.0))).answer
    assert (doubting.found, doubting.sentences) == (False, ())
    failures: list[ModelUnavailable] = []
    gone = Explainer(*parts, GoneModel, on_failure=failures.append).ask("When do farmers flood fields?")
    assert (answer_of(list(gone)).answer.found, len(failures)) == (True, 1)


def test_of_an_article_as_a_whole_and_of_what_was_said_before_no_reading_decides(
    parts: tuple[Retriever, FaithfulnessChecker],
) -> None:
    explainer = Explainer(*parts, lambda: None, reader=FindsNothing())
    assert answer_of(list(explainer.ask("Summarise this article"))).answer.found
    before = AskOptions(conversation=(("When do farmers flood fields?", "In May."),))
    assert answer_of(list(explainer.ask("Why do they do that?", before))).answer.found
    assert answer_of(list(explainer.ask("When do they flood the fields?", before))).answer.found


@pytest.mark.parametrize("reader", [None, FindsNothing("moon")])
def test_a_name_that_is_nowhere_refuses_no_fact_of_the_open_article(
    parts: tuple[Retriever, FaithfulnessChecker], reader: FindsNothing | None
) -> None:
    explainer = Explainer(*parts, lambda: None, reader=reader)
    assert answer_of(list(explainer.ask("Who floods the fields in Zorblaxia in May?"))).answer.found


def test_of_two_requests_the_one_that_the_article_does_not_answer_is_left_out(
    parts: tuple[Retriever, FaithfulnessChecker],
) -> None:
    both = understand("Where does rice grow in paddies, and why do farmers flood the fields in May?", "auto")
    where, _ = both.parts
    explanations = Explainer(*parts, lambda: None, reader=FindsNothing("why")).explanations
    kept, alone = (explanations.choose(request, AskOptions()) for request in (both, where))
    assert kept is not None and alone is not None
    assert kept.sentences == alone.sentences
    assert kept.tells and alone.tells
    neither = Explainer(*parts, lambda: None, reader=FindsNothing()).ask(both.question.text)
    assert not answer_of(list(neither)).answer.found


def test_a_model_that_fails_in_an_explanation_is_told(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    failures: list[ModelUnavailable] = []
    explainer = Explainer(*parts, GoneModel, on_failure=failures.append)
    assert answer_of(list(explainer.ask("Why do farmers flood the fields?"))).answer.found
    assert len(failures) == 1


def answer_of(events: list[Event]) -> AnswerDone:
    assert isinstance(events[-1], AnswerDone)
    return events[-1]


def test_evidence_comes_first_and_the_answer_last(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    events = tell(parts, ScriptedModel("Farmers flood the fields in May. Rice grows in paddies."))
    kinds = [type(event) for event in events]
    assert kinds[0] is EvidenceFound
    assert kinds.count(EvidenceFound) == kinds.count(AnswerDone) == 1
    assert kinds.index(Draft) < kinds.index(SentenceChecked)
    assert kinds.count(SentenceChecked) == 2


def test_a_sentence_is_checked_as_soon_as_it_ends(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    events = tell(parts, ScriptedModel("Farmers flood the fields in May. Rice grows in paddies."))
    first = next(i for i, event in enumerate(events) if isinstance(event, SentenceChecked))
    assert any(isinstance(event, Draft) for event in events[first:])


def test_every_citation_is_a_passage_of_the_evidence(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    events = tell(parts, ScriptedModel("Farmers flood the fields in May [7]. Rice grows in paddies [1, 9]."))
    answer = answer_of(events).answer
    assert isinstance(events[0], EvidenceFound)
    passages = {passage.n: passage for passage in events[0].evidence.passages}
    assert {n for sentence in answer.sentences for n in sentence.citations} == {c.n for c in answer.citations}
    assert answer.citations
    for citation in answer.citations:
        assert citation.text == passages[citation.n].text == RICE[citation.start : citation.end]
        assert citation.quote in citation.text
    assert "[7]" not in answer.answer
    assert "[9]" not in answer.answer


def test_a_number_from_nowhere_is_never_cited(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    answer = answer_of(
        tell(parts, ScriptedModel("Farmers flood the fields in May. The harvest begins in 2500 days."))
    ).answer
    (invented,) = [sentence for sentence in answer.sentences if "2500" in sentence.text]
    assert invented.support == "unsupported"
    assert invented.citations == ()
    assert "2,500" in invented.reason or "2500" in invented.reason


def test_a_weak_sentence_points_to_its_passage_and_cites_nothing(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    model = ScriptedModel("Farmers of Samsung flood the fields.")
    answer = answer_of(tell(parts, model)).answer
    (weak,) = answer.sentences
    assert (weak.support, weak.citations) == ("weak", ())
    assert weak.closest is not None
    assert answer.citations == ()
    assert "[" not in answer.answer


def test_nothing_believed_means_quotes(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    answer = answer_of(tell(parts, ScriptedModel("The moon has 77 wheels of 12345 kinds."))).answer
    assert answer.model is None
    assert answer.found
    assert answer.sentences
    assert all(sentence.support == "verbatim" and sentence.text in RICE for sentence in answer.sentences)


def test_an_answer_that_does_not_hold_is_asked_for_once_more(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    model = ScriptedModel("The moon has 77 wheels of 12345 kinds.", "Farmers flood the fields in May.")
    answer = answer_of(tell(parts, model)).answer
    assert [sentence.text for sentence in answer.sentences] == ["Farmers flood the fields in May."]
    assert answer.model == "scripted"
    assert len(model.asked) == 2


@pytest.mark.parametrize("drift", ["농부들은 5월에 논에 물을 댑니다.", "Farmers flood the fields in 五月."])
def test_an_answer_in_another_language_is_asked_for_once_more(
    parts: tuple[Retriever, FaithfulnessChecker], drift: str
) -> None:
    model = ScriptedModel(f"{drift} And so on.", "Farmers flood the fields in May.")
    events = tell(parts, model)
    assert [event.sentence.text for event in events if isinstance(event, SentenceChecked)] == [
        "Farmers flood the fields in May."
    ]
    assert answer_of(events).answer.answer == "Farmers flood the fields in May. [1]"


def test_two_drifts_leave_quotes(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    answer = answer_of(tell(parts, ScriptedModel("농부들은 논에 물을 댑니다."))).answer
    assert answer.model is None
    assert answer.sentences
    assert all(sentence.text in RICE for sentence in answer.sentences)


def test_a_model_that_reads_no_answer_means_a_refusal(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    model = ScriptedModel("never said", odds=-9.0)
    answer = answer_of(tell(parts, model)).answer
    assert (answer.found, answer.sentences, answer.model) == (False, (), None)
    assert model.asked == []


def test_a_gist_is_quoted_from_the_article_without_waiting_for_a_model(
    parts: tuple[Retriever, FaithfulnessChecker],
) -> None:
    model = ScriptedModel("never said", odds=-9.0)
    events = ask(parts, model, "Summarise the article about rice in two sentences")
    answer = answer_of(events).answer
    assert isinstance(events[0], EvidenceFound)
    assert (answer.kind, answer.model, len(answer.sentences)) == ("gist", None, 2)
    places = [RICE.index(sentence.text) for sentence in answer.sentences]
    assert places == sorted(places)
    assert all(sentence.quoted and sentence.support == "verbatim" for sentence in answer.sentences)
    assert {n for sentence in answer.sentences for n in sentence.citations} == {each.n for each in answer.citations}
    assert (model.asked, model.doubted) == ([], [])


STRONG = (
    "## Rice\n\n- **Rice grows in paddies** [1].\n- Farmers flood the fields in May [9].\n\n"
    "The harvest begins in 120 days [1, 2]. It costs 4,000 dollars [1]. In short, farmers flood paddies so that rice grows."
)


def explain(parts: tuple[Retriever, FaithfulnessChecker], model: ScriptedModel, question: str) -> list[Event]:
    return list(Explainer(*parts, lambda: model, lambda: ELSEWHERE).ask(question))


def test_a_strong_model_explains_whole_articles_and_every_sentence_is_checked(
    parts: tuple[Retriever, FaithfulnessChecker],
) -> None:
    model = ScriptedModel(STRONG)
    answer = answer_of(explain(parts, model, "Explain how rice grows in paddies")).answer
    asked = model.asked[0][-1][1]
    assert RICE in asked
    assert "[1] " in asked
    assert (answer.model, len(answer.sentences)) == ("scripted", 5)
    marks = {sentence.text: (sentence.support, sentence.citations) for sentence in answer.sentences}
    assert marks["Farmers flood the fields in May."] == ("verbatim", (1,))
    # Neither a number from nowhere nor a passage that is not there is cited, whatever mark the model wrote.
    assert marks["It costs 4,000 dollars."] == ("unsupported", ())
    assert {n for sentence in answer.sentences for n in sentence.citations} == {1}
    assert not any(sign in answer.answer for sign in ("**", "##", "[9]", "- "))


def test_a_strong_model_that_reads_no_answer_is_not_asked_for_one(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    model = ScriptedModel(STRONG, odds=-9.0)
    answer = answer_of(explain(parts, model, "Why do farmers flood the fields?")).answer
    assert (answer.found, model.asked) == (False, [])


def test_a_strong_model_of_which_nothing_holds_or_that_dies_leaves_quotes(
    parts: tuple[Retriever, FaithfulnessChecker],
) -> None:
    for model in (ScriptedModel("It costs 4,000 dollars."), ScriptedModel(STRONG, away_after=3)):
        answer = answer_of(explain(parts, model, "Explain how rice grows in paddies")).answer
        assert answer.model is None
        assert all(sentence.quoted for sentence in answer.sentences)


def test_reasons_are_quoted_where_the_model_reads_that_they_are_there(
    parts: tuple[Retriever, FaithfulnessChecker],
) -> None:
    question = "Why do farmers flood the fields?"
    model = ScriptedModel("never said")
    answer = answer_of(ask(parts, model, question)).answer
    assert (answer.kind, answer.found, model.asked, len(model.doubted)) == ("why", True, [], 1)
    assert "Farmers flood the fields in May." in [sentence.text for sentence in answer.sentences]
    refused = answer_of(ask(parts, ScriptedModel("never said", odds=-9.0), question)).answer
    assert (refused.found, refused.sentences) == (False, ())
    assert answer_of(ask(parts, None, question)).answer.found


def test_quotes_are_there_before_the_model_has_read_whether_they_answer(
    parts: tuple[Retriever, FaithfulnessChecker],
) -> None:
    model = ScriptedModel("never said")
    asked = Explainer(*parts, lambda: model).ask("Why do farmers flood the fields?")
    assert isinstance(next(asked), EvidenceFound)
    assert isinstance(next(asked), SentenceChecked)
    assert model.doubted == []


def test_a_question_for_several_things_is_answered_like_a_list_within_a_language(
    parts: tuple[Retriever, FaithfulnessChecker],
) -> None:
    found, *_, done = ask(parts, None, "Which fields do farmers flood?")
    assert isinstance(found, EvidenceFound)
    assert isinstance(done, AnswerDone)
    assert found.kind == "list"
    assert all(sentence.quoted for sentence in done.answer.sentences)


def test_advice_is_refused_in_words_of_its_own(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    answer = answer_of(ask(parts, ScriptedModel("Yes."), "Should I flood my fields in May?")).answer
    assert (answer.kind, answer.found) == ("advice", False)
    assert "no advice" in answer.answer


def test_two_requests_in_one_are_both_answered(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    question = "Where does rice grow in paddies, and why do farmers flood the fields in May?"
    answer = answer_of(ask(parts, ScriptedModel("never said"), question)).answer
    assert {"Rice grows in paddies.", "Farmers flood the fields in May."} <= {s.text for s in answer.sentences}
    assert len({sentence.text for sentence in answer.sentences}) == len(answer.sentences)


def test_a_title_that_may_be_a_first_sentence_is_not_read() -> None:
    assert title_as_read("폴란드") == "폴란드"
    assert title_as_read("가" * TITLE_CHARACTERS) == "가" * TITLE_CHARACTERS
    assert title_as_read("가" * (TITLE_CHARACTERS + 1)) == ""


def test_no_model_means_quotes(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    answer = answer_of(ask(parts, None)).answer
    assert answer.model is None
    assert "Farmers flood the fields in May." in answer.answer


@pytest.mark.parametrize("away_after", [0, 4])
def test_a_model_that_dies_leaves_quotes(parts: tuple[Retriever, FaithfulnessChecker], away_after: int) -> None:
    answer = answer_of(tell(parts, ScriptedModel("Farmers flood the fields in May.", away_after=away_after))).answer
    assert answer.model is None
    assert answer.citations


def test_closing_the_stream_stops_the_model(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    model = ScriptedModel("Farmers flood the fields in May. Rice grows in paddies.")
    events = Explainer(*parts, lambda: model, lambda: LARGER).ask("When do farmers flood fields?")
    while not isinstance(next(events), Draft):
        pass
    events.close()  # type: ignore[attr-defined]
    assert model.closed


def test_an_empty_library_refuses_without_a_model(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    encoder = Encoder.for_embedder(embedder)
    library = SqliteLibrary.open(tmp_path / "index", encoder.identity)
    model = ScriptedModel("never said")
    answer = answer_of(ask((Retriever(library, encoder), FaithfulnessChecker(embedder)), model)).answer
    assert not answer.found
    assert model.asked == []
    library.close()


KOREAN = "회사는 RoPE, SwiGLU, Triton, SigLIP, Hopper, CUDA, Flash 기술을 썼다. 그 밖의 부품은 모두 회사 안에서 직접 만들었다."
ACROSS = "It took RoPE, SwiGLU, Triton, SigLIP, Hopper, CUDA, Flash."


@pytest.fixture
def korean(tmp_path: Path) -> Iterator[tuple[Retriever, FaithfulnessChecker]]:
    yield from _parts(tmp_path, KOREAN)


def test_a_sentence_across_languages_is_read_a_second_time_before_it_is_shown(
    korean: tuple[Retriever, FaithfulnessChecker],
) -> None:
    model = ScriptedModel(f"{ACROSS} It has RoPE.")
    events = ask(korean, model, "Which of RoPE, SwiGLU, Triton and SigLIP did it use?")
    first = next(i for i, event in enumerate(events) if isinstance(event, SentenceChecked))
    assert not any(isinstance(event, Draft) for event in events[first:])
    assert Draft(f"{ACROSS} It has RoPE.") in events[:first]
    sentence, *_ = answer_of(events).answer.sentences
    assert (sentence.text, sentence.support, sentence.citations) == (ACROSS, "supported", (1,))
    *_, (claim,) = model.doubted[:2]
    assert ACROSS in claim[1]
    assert KOREAN in claim[1]


def test_of_what_the_second_reading_does_not_confirm_the_source_is_quoted_and_told(
    korean: tuple[Retriever, FaithfulnessChecker],
) -> None:
    model = ScriptedModel(f"{ACROSS} {ACROSS}", ACROSS, odds=(9.0, -1.0))
    answer = answer_of(ask(korean, model, "Which of RoPE, SwiGLU, Triton and SigLIP did it use?")).answer
    (sentence,) = answer.sentences
    assert (sentence.text, sentence.support, sentence.citations) == (KOREAN.split(". ")[0] + ".", "verbatim", (1,))
    assert (sentence.quoted, sentence.roughly) == (True, ACROSS)
    assert "second reading" in sentence.reason
    assert [citation.quote for citation in answer.citations] == [sentence.text]


def test_what_the_model_hardly_finds_in_the_source_of_its_own_telling_is_not_shown(
    korean: tuple[Retriever, FaithfulnessChecker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LEAST_LIKELY_ODDS, "scripted", {("en", "ko"): -0.5})
    model = ScriptedModel(ACROSS, odds=(9.0, -1.0))
    answer = answer_of(ask(korean, model, "Which of RoPE, SwiGLU, Triton and SigLIP did it use?")).answer
    (sentence,) = answer.sentences
    assert (sentence.quoted, sentence.roughly, answer.model) == (True, "", None)


def test_what_a_larger_model_says_stays_and_is_marked(korean: tuple[Retriever, FaithfulnessChecker]) -> None:
    model = ScriptedModel(ACROSS, odds=(9.0, -1.0))
    explainer = Explainer(*korean, lambda: model, lambda: LARGER)
    answer = answer_of(list(explainer.ask("Which of RoPE, SwiGLU, Triton and SigLIP did it use?"))).answer
    (sentence,) = answer.sentences
    assert (sentence.text, sentence.support, sentence.citations, sentence.closest) == (ACROSS, "weak", (), 1)
    assert "second reading" in sentence.reason


@pytest.mark.parametrize(("certain", "found"), [(0.4, False), (0.6, True)])
def test_what_is_neither_confirmed_nor_certain_is_refused(
    korean: tuple[Retriever, FaithfulnessChecker], monkeypatch: pytest.MonkeyPatch, certain: float, found: bool
) -> None:
    def least(model: object, pair: object, *, unconfirmed: bool = False) -> float:
        return 0.5 if unconfirmed else 0.0

    monkeypatch.setattr("bot.answering.explainer.least_answerability", least)
    model = ScriptedModel(ACROSS, odds=(certain, -1.0))
    events = ask(korean, model, "Which of RoPE, SwiGLU, Triton and SigLIP did it use?")
    assert answer_of(events).answer.found == found
    assert any(isinstance(event, SentenceChecked) for event in events) == found
    assert len(model.asked) == (2 if found else 1)


def test_a_loop_ends_the_answer(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    model = ScriptedModel("Farmers flood " + "the fields and " * 40, "Farmers flood the fields in May.")
    answer = answer_of(tell(parts, model)).answer
    assert [sentence.text for sentence in answer.sentences] == ["Farmers flood the fields in May."]


def test_an_explanation_in_another_language_is_retold_sentence_by_sentence(
    korean: tuple[Retriever, FaithfulnessChecker],
) -> None:
    model = ScriptedModel(ACROSS, "It made 77 other parts itself.")
    events = ask(korean, model, "Summarise this article")
    answer = answer_of(events).answer
    retold, quoted = answer.sentences
    assert (retold.text, retold.support, retold.citations) == (ACROSS, "supported", (1,))
    # A number from nowhere is not believed: the sentence stands there as it is.
    assert (quoted.text, quoted.quoted) == ("그 밖의 부품은 모두 회사 안에서 직접 만들었다.", True)
    assert (answer.model, answer.found) == ("scripted", True)
    first, second = (asked[-1][1] for asked in model.asked)
    assert ("SigLIP" in first, "SigLIP" in second) == (True, False)
    # They are there at once; what each becomes takes its place.
    kinds = [type(event) for event in events]
    assert kinds[:3] == [EvidenceFound, SentenceChecked, SentenceChecked]
    assert set(kinds[3:-1]) == {SentenceRevised}
    assert [event.sentence for event in events if isinstance(event, SentenceRevised)][-1] == quoted


@pytest.mark.parametrize("away_after", [0, 4])
def test_a_model_that_dies_while_it_retells_leaves_the_sentences_as_they_are(
    korean: tuple[Retriever, FaithfulnessChecker], away_after: int
) -> None:
    answer = answer_of(ask(korean, ScriptedModel(ACROSS, away_after=away_after), "Summarise this article")).answer
    assert [sentence.text for sentence in answer.sentences] == KOREAN.replace(". ", ".\n").split("\n")
    assert answer.model is None
    assert all(sentence.quoted for sentence in answer.sentences)


def test_a_question_for_several_things_is_one_of_fact_across_the_languages(
    korean: tuple[Retriever, FaithfulnessChecker],
) -> None:
    found, *_ = ask(korean, ScriptedModel(ACROSS), "Which parts did RoPE and SwiGLU need?")
    assert isinstance(found, EvidenceFound)
    assert found.kind == "fact"


def test_within_a_language_nothing_is_read_twice(parts: tuple[Retriever, FaithfulnessChecker]) -> None:
    model = ScriptedModel("Farmers flood the fields in May. Rice grows in paddies.")
    tell(parts, model)
    assert len(model.doubted) == 1


@pytest.mark.parametrize(
    ("question", "said", "told"),
    [
        (
            "Where does rice grow?",
            "Rice grows in paddies.",
            ("You read English articles and answer in English.", "English"),
        ),
        (
            "Rice는 언제 paddies에서 자라나요?",
            "Rice는 paddies에서 자랍니다.",
            ("You read English articles", "Korean"),
        ),
    ],
)
def test_the_model_reads_the_excerpts_first_and_is_told_the_language_last(
    parts: tuple[Retriever, FaithfulnessChecker], question: str, said: str, told: tuple[str, str]
) -> None:
    model = ScriptedModel(said)
    tell(parts, model, question)
    whether, what = model.doubted[0], model.asked[0]
    assert [speaker for speaker, _ in what] == ["system", "user"]
    assert what[0] == whether[0]
    assert told[0] in what[0][1]
    assert told[1] in what[1][1].splitlines()[-1]
    # Both begin alike up to what is asked of it: the engine reads that once.
    assert what[1][1].splitlines()[:-1] == whether[1][1].splitlines()[:-1]
    assert "Rice grows in paddies." in what[1][1]


def test_an_explanation_says_which_words_its_article_does_not_have(
    korean: tuple[Retriever, FaithfulnessChecker],
) -> None:
    answer = answer_of(ask(korean, None, "공장이 부품은 모두 회사 안에서 직접 만들었다는 것을 설명해줘")).answer
    assert answer.found
    assert answer.answer.splitlines()[0] == "글에 이런 말은 나오지 않아요: ‘공장’. 가장 가까운 내용이에요:"
    plain = answer_of(ask(korean, None, "부품은 모두 회사 안에서 직접 만들었다는 것을 설명해줘")).answer
    assert plain.answer.splitlines()[0] == "글은 이렇게 말해요:"


def test_a_sentence_that_goes_on_after_it_seemed_to_end_is_shown_whole(
    parts: tuple[Retriever, FaithfulnessChecker],
) -> None:
    """What follows a full stop in a bracket that was not closed yet was left out of the answer."""
    said = "Farmers flood the fields (in May. Early) so that rice grows in paddies. The harvest begins in 120 days."
    told = " ".join(sentence.text for sentence in answer_of(tell(parts, ScriptedModel(said))).answer.sentences)
    assert told.split() == said.split()
