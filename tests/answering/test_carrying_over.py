"""Answers across the languages with a translator: written in the article's language, carried over, checked; else quoted."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.answering.answer import Answer, AnswerDone, Draft, Event, EvidenceFound, SentenceChecked, SentenceRevised
from bot.answering.ask_options import AskOptions
from bot.answering.explainer import Explainer
from bot.answering.glosses import respell
from bot.answering.selection.sentence_reader import SentenceReader
from bot.answering.translating import keeps_facts
from bot.answering.verification import FaithfulnessChecker
from bot.library.indexing.indexer import Indexer
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.embedder import Floats
from bot.models.embeddings.encoder import Encoder
from bot.models.llm.profiles import ELSEWHERE, SMALL
from bot.progress import report_nothing
from bot.retrieval.retriever import Retriever
from bot.text.aliases import TermPair
from tests.fakes import FakeEmbedder, PhraseTranslator, ScriptedModel

KOREAN = "회사는 RoPE, SwiGLU, Triton, SigLIP, Hopper, CUDA, Flash 기술을 썼다. 그 밖의 부품은 모두 회사 안에서 직접 만들었다."
FIRST, SECOND = (f"{sentence.rstrip('.')}." for sentence in KOREAN.split(". "))
WRITTEN = "회사는 RoPE, SwiGLU, Triton, SigLIP, Hopper, CUDA, Flash 기술을 썼습니다."
ACROSS = "It took RoPE, SwiGLU, Triton, SigLIP, Hopper, CUDA, Flash."
QUESTION = "Which of RoPE, SwiGLU, Triton and SigLIP did it use?"
ASKED = "회사는 RoPE, SwiGLU, Triton, SigLIP 가운데 무슨 기술을 썼나요?"


class Asking:
    """One Korean article, and whoever asks about it."""

    def __init__(self, folder: Path) -> None:
        embedder = FakeEmbedder()
        self.encoder = Encoder.for_embedder(embedder)
        self.checker = FaithfulnessChecker(embedder)
        self.library = SqliteLibrary.open(folder / "index", self.encoder.identity)
        self.corpus = folder / "corpus"
        self.corpus.mkdir()
        self.write(KOREAN)

    def write(self, text: str) -> None:
        """Put another text in the place of the article."""
        (self.corpus / "article.txt").write_text(text, encoding="utf-8")
        Indexer(self.corpus, self.library, self.encoder).sync(report_nothing)

    def events(
        self,
        question: str,
        model: ScriptedModel | None,
        translator: PhraseTranslator | None,
        options: AskOptions | None = None,
        *,
        explains: bool = False,
        reader: SentenceReader | None = None,
    ) -> list[Event]:
        explainer = Explainer(
            Retriever(self.library, self.encoder, lambda: translator),
            self.checker,
            lambda: model,
            lambda: ELSEWHERE if explains else SMALL,
            translator=lambda: translator,
            reader=reader,
        )
        return list(explainer.ask(question, options or AskOptions()))

    def answer(
        self, question: str, model: ScriptedModel | None, translator: PhraseTranslator | None, *, explains: bool = False
    ) -> Answer:
        *_, done = self.events(question, model, translator, explains=explains)
        assert isinstance(done, AnswerDone)
        return done.answer


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Asking]:
    asking = Asking(tmp_path)
    yield asking
    asking.library.close()


def test_a_fact_is_answered_in_the_articles_language_and_carried_over(asking: Asking) -> None:
    model, translator = ScriptedModel(WRITTEN), PhraseTranslator({QUESTION: ASKED, WRITTEN: ACROSS})
    events = asking.events(QUESTION, model, translator)
    asked = model.asked[0]
    assert asked[0][1] == "You read Korean articles and answer in Korean."
    assert ASKED in asked[1][1]
    assert QUESTION not in asked[1][1]
    # No word of it is shown before it is in the reader's language.
    assert [type(event) for event in events] == [EvidenceFound, SentenceChecked, AnswerDone]
    answer = asking.answer(QUESTION, ScriptedModel(WRITTEN), translator)
    (sentence,) = answer.sentences
    assert (sentence.text, sentence.support, sentence.citations) == (ACROSS, "supported", (1,))
    assert (answer.model, answer.answer) == ("scripted + phrases", f"{ACROSS} [1]")
    assert answer.citations[0].quote == FIRST


class FindsAll:
    """A reader to which every sentence says what is asked."""

    def read(self, request: str, sentences: Sequence[str], order: Sequence[int]) -> Floats:
        return np.full(len(sentences), 9.0, dtype=np.float32)


def test_what_is_read_for_an_answer_in_the_articles_language_has_no_other_spellings(asking: Asking) -> None:
    asking.write(f"구글 {KOREAN}")
    model, translator = ScriptedModel(WRITTEN), PhraseTranslator({QUESTION: ASKED, WRITTEN: ACROSS})
    asking.events(QUESTION, model, translator, reader=FindsAll())
    assert model.doubted == []
    assert "구글 회사는" in model.asked[0][1][1]
    assert "(Google)" not in model.asked[0][1][1]


def test_a_question_in_the_articles_language_is_asked_as_it_is(asking: Asking) -> None:
    model, translator = ScriptedModel(WRITTEN), PhraseTranslator({WRITTEN: ACROSS})
    *_, done = asking.events(ASKED, model, translator, AskOptions(language="en"))
    assert isinstance(done, AnswerDone)
    assert ASKED in model.asked[0][1][1]
    assert [sentence.text for sentence in done.answer.sentences] == [ACROSS]


@pytest.mark.parametrize(
    "carried",
    [
        "It took RoPE, SwiGLU, Triton, SigLIP, Hopper, CUDA, Samsung.",
        "It took 77 of RoPE, SwiGLU, Triton, SigLIP, Hopper, CUDA, Flash.",
        "RoPE, SwiGLU 기술을 썼습니다.",
        "",
    ],
    ids=["a wrong name", "a wrong number", "not translated", "nothing"],
)
def test_where_the_check_fails_the_article_is_quoted(asking: Asking, carried: str) -> None:
    translator = PhraseTranslator({QUESTION: ASKED, WRITTEN: carried})
    answer = asking.answer(QUESTION, ScriptedModel(WRITTEN), translator)
    (sentence,) = answer.sentences
    assert (sentence.text, sentence.quoted, sentence.roughly) == (FIRST, True, "")
    assert answer.citations[0].quote == FIRST


def test_a_lost_number_is_a_wrong_one(asking: Asking) -> None:
    written = WRITTEN.replace("Flash", "Flash 7")
    translator = PhraseTranslator({QUESTION: ASKED, written: ACROSS})
    answer = asking.answer(QUESTION, ScriptedModel(written), translator)
    assert all(sentence.quoted and not sentence.roughly for sentence in answer.sentences)


def test_what_only_may_be_right_is_quoted_and_told_below_it(asking: Asking) -> None:
    carried = "It took RoPE, SwiGLU, Triton, Hopper, and others."
    translator = PhraseTranslator({QUESTION: ASKED, FIRST: carried})
    answer = asking.answer(QUESTION, ScriptedModel(WRITTEN), translator)
    (sentence,) = answer.sentences
    assert (sentence.text, sentence.quoted, sentence.roughly) == (FIRST, True, carried)
    assert sentence.reason
    assert carried in answer.answer
    assert answer.model == "scripted + phrases"


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("구글과 딥시크는 구글 기술을 쓴다.", "Google과 DeepSeek는 Google 기술을 쓴다."),
        ("SK said that SK grows.", "SK텔레콤 said that SK텔레콤 grows."),
        ("딥시크(DeepSeek)는 쓴다.", "딥시크(DeepSeek)는 쓴다."),
        ("아무도 모른다.", "아무도 모른다."),
    ],
)
def test_names_are_spelled_as_the_other_language_does(text: str, spelled: str) -> None:
    assert respell(text, [TermPair("SK텔레콤", "SK", 0, 9)]) == spelled


@pytest.mark.parametrize(
    ("original", "told", "keeps"),
    [
        ("딥시크는 오픈AI의 언어를 채택했다.", "DeepSeek adopted OpenAI's language.", True),
        ("딥시크는 오픈AI의 언어를 채택했다.", "DeepMind adopted OpenAI's language.", False),
        ("미국이 제재했다.", "The United States imposed sanctions.", True),
        ("미국이 제재했다.", "The U.S. imposed sanctions.", True),
        ("2025년에 78억 원을 썼다.", "It spent 7.8 billion won in 2025.", True),
        ("2025년에 78억 원을 썼다.", "It spent 7.8 billion won.", False),
        ("박철수 씨가 말했다.", "Mr. Park said so.", True),
    ],
)
def test_a_name_with_a_usual_spelling_and_a_number_may_not_be_lost(original: str, told: str, keeps: bool) -> None:
    assert keeps_facts(original, told, "en", None, {}) is keeps
    if keeps:
        assert keeps_facts(told, original, "ko", None, {})


def test_a_sentence_that_the_article_does_not_quite_say_is_quoted_and_never_carried_over(asking: Asking) -> None:
    written = WRITTEN.replace("회사는", "삼성전자는 회사와")
    translator = PhraseTranslator({QUESTION: ASKED, written: ACROSS, FIRST: ACROSS})
    answer = asking.answer(QUESTION, ScriptedModel(written), translator)
    assert translator.translated == [QUESTION, FIRST]
    assert [sentence.text for sentence in answer.sentences] == [ACROSS]


def test_a_name_that_the_translator_does_not_know_is_spelled_for_it(asking: Asking) -> None:
    written, spelled = WRITTEN.replace("회사는", "회사는 구글,"), WRITTEN.replace("회사는", "회사는 Google,")
    wrong, right = ACROSS.replace("It took", "It took Nine Words,"), ACROSS.replace("It took", "It took Google,")
    translator = PhraseTranslator({QUESTION: ASKED, written: wrong, spelled: right})
    source = FIRST.replace("회사는", "회사는 구글,")
    asking.write(KOREAN.replace(FIRST, source))
    answer = asking.answer(QUESTION, ScriptedModel(written), translator)
    assert translator.translated[-2:] == [written, spelled]
    assert [(sentence.text, sentence.support) for sentence in answer.sentences] == [(right, "supported")]


@pytest.mark.parametrize(
    "translator",
    [None, PhraseTranslator({}, away=True), PhraseTranslator({QUESTION: "Gugle은 무엇을 썼나요?"})],
    ids=["no translator", "one that fails", "one that loses the names of the question"],
)
def test_without_a_usable_question_everything_is_as_ever(asking: Asking, translator: PhraseTranslator | None) -> None:
    model = ScriptedModel(ACROSS)
    events = asking.events(QUESTION, model, translator)
    assert model.asked[0][0][1] == "You read Korean articles and answer in English."
    assert any(isinstance(event, Draft) for event in events)
    *_, done = events
    assert isinstance(done, AnswerDone)
    assert (done.answer.model, done.answer.sentences[0].text) == ("scripted", ACROSS)


def test_a_translator_that_fails_on_the_way_leaves_quotations(asking: Asking) -> None:
    class Failing(PhraseTranslator):
        def translate(self, text: str, language: object) -> str:
            self._away = text == WRITTEN
            return super().translate(text, "en")

    answer = asking.answer(QUESTION, ScriptedModel(WRITTEN), Failing({QUESTION: ASKED}))
    assert [(sentence.text, sentence.quoted) for sentence in answer.sentences] == [(FIRST, True)]


def test_a_model_that_reads_no_answer_in_the_articles_language_means_a_refusal(asking: Asking) -> None:
    model = ScriptedModel("never said", odds=-9.0)
    answer = asking.answer(QUESTION, model, PhraseTranslator({QUESTION: ASKED}))
    assert (answer.found, model.asked) == (False, [])
    assert ASKED in model.doubted[0][1][1]


def test_a_model_that_dies_while_it_answers_leaves_quotes(asking: Asking) -> None:
    model = ScriptedModel(WRITTEN, away_after=2)
    answer = asking.answer(QUESTION, model, PhraseTranslator({QUESTION: ASKED, WRITTEN: ACROSS}))
    assert answer.model is None
    assert all(sentence.quoted for sentence in answer.sentences)


def test_a_large_model_answers_in_the_readers_language_by_itself(asking: Asking) -> None:
    model = ScriptedModel(ACROSS)
    asking.answer(QUESTION, model, PhraseTranslator({QUESTION: ASKED}), explains=True)
    assert model.asked[0][0][1] == "You read Korean articles and answer in English."


def test_an_explanation_is_translated_at_once_and_then_confirmed(asking: Asking) -> None:
    translator = PhraseTranslator({FIRST: ACROSS, SECOND: "It made 77 other parts itself."})
    model = ScriptedModel("Never believed, of 77 kinds.")
    events = asking.events("Summarise this article", model, translator)
    revised = [event for event in events if isinstance(event, SentenceRevised)]
    assert (revised[0].sentence.text, revised[0].sentence.quoted, revised[0].sentence.roughly) == (FIRST, True, ACROSS)
    *_, done = events
    assert isinstance(done, AnswerDone)
    told, quoted = done.answer.sentences
    assert (told.text, told.support, told.quoted) == (ACROSS, "supported", False)
    assert (quoted.text, quoted.roughly) == (SECOND, "")
    assert done.answer.model == "phrases"
    # The model confirms the first, and is asked for the second, of which the translator made a wrong number.
    assert [SECOND in asked[-1][1] for asked in model.asked] == [True]


def test_quotations_have_their_words_before_the_model_has_read_the_first(asking: Asking) -> None:
    model = ScriptedModel("Never believed, of 77 kinds.", "Nor is this, of 99.")
    events = asking.events("Summarise this article", model, None)
    revised = [event.sentence for event in events if isinstance(event, SentenceRevised)]
    assert [(each.text, bool(each.glosses), each.roughly) for each in revised[:2]] == [
        (FIRST, True, ""),
        (SECOND, True, ""),
    ]
    assert any(each.roughly for each in revised)
    *_, done = events
    assert isinstance(done, AnswerDone)
    assert [each.glosses for each in done.answer.sentences] == [each.glosses for each in revised[:2]]


def test_quotations_have_their_words_before_the_model_has_read_whether_they_answer(asking: Asking) -> None:
    events = asking.events("Explain why the company used RoPE.", ScriptedModel("never said", odds=-9.0), None)
    revised = [event.sentence for event in events if isinstance(event, SentenceRevised)]
    assert revised
    assert all(each.glosses for each in revised)
    *_, done = events
    assert isinstance(done, AnswerDone)
    assert not done.answer.found


def test_an_explanation_is_translated_without_a_model_too(asking: Asking) -> None:
    answer = asking.answer("Summarise this article", None, PhraseTranslator({FIRST: ACROSS}))
    first, second = answer.sentences
    assert (first.text, first.quoted, first.roughly) == (FIRST, True, ACROSS)
    assert first.reason
    assert (second.text, second.roughly) == (SECOND, "")
    assert (answer.model, ACROSS in answer.answer) == ("phrases", True)


def test_an_explanation_is_told_in_korean_which_the_small_model_cannot(asking: Asking) -> None:
    asking.write(f"{ACROSS} It made all other parts itself.")
    plain = WRITTEN.replace("썼습니다", "썼다")
    model = ScriptedModel("never said")
    answer = asking.answer("이 글을 요약해 줘", model, PhraseTranslator({ACROSS: plain}))
    told, quoted = answer.sentences
    assert (told.text, told.support, told.citations) == (WRITTEN, "supported", (1,))
    assert (quoted.text, quoted.quoted, quoted.roughly) == ("It made all other parts itself.", True, "")
    assert (answer.model, model.asked) == ("phrases", [])


def test_a_translator_that_fails_leaves_explanations_to_the_model(asking: Asking) -> None:
    model = ScriptedModel(ACROSS, "It made 77 other parts itself.")
    answer = asking.answer("Summarise this article", model, PhraseTranslator({}, away=True))
    assert [sentence.text for sentence in answer.sentences] == [ACROSS, SECOND]
    assert answer.model == "scripted"
