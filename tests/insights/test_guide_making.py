"""Guides made in the background: step by step, kept, forgotten, and never in the way of a reader."""

import select
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import cast

import pytest

from bot.answering.verification import FaithfulnessChecker
from bot.articles.article_errors import ArticleMissing
from bot.bilingual import Language
from bot.insights.guides import Step, steps
from bot.insights.guides.guide_store import GuideStore
from bot.insights.guides.guides import Guides
from bot.insights.guides.quoted_summary import trim
from bot.insights.guides.steps import StepMaker, both, steps_left
from bot.library.indexing.indexer import Indexer
from bot.library.store.sqlite_library import SqliteLibrary
from bot.library.store.stored_article import ArticleText
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.embeddings.encoder import Encoder
from bot.models.llm.chat_message import Message
from bot.models.llm.chat_model import AnsweringModel, ChatModel
from bot.models.llm.priority import IdleGate
from bot.models.llm.profiles import SMALL
from bot.models.model_errors import ModelUnavailable
from bot.progress import report_nothing
from bot.retrieval.retriever import Retriever
from bot.service.haeseol import NO_MODEL, Haeseol
from bot.settings import Settings
from tests.fakes import FakeEmbedder, ScriptedModel

RICE = (
    "Rice (벼) grows in wet paddies. Farmers flood the fields in May 2024. The harvest begins in September 2024 after 120 days. "
    "The Rice Institute, a research agency, counts 40 varieties. Ann Lee, the director of the institute, wants more of them."
)
# One of its key points, and what that answers.
SAID = "The Rice Institute, a research agency, counts 40 varieties."
ASKED = "How many varieties does the Rice Institute count?"


def until(is_so: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


@dataclass
class Home:
    """A library with one article, and explanations over it."""

    explanations: Guides
    library: SqliteLibrary
    store: GuideStore
    idle_gate: IdleGate

    @property
    def article(self) -> ArticleText:
        return self.library.article("rice.txt")

    def stage(self) -> str:
        return self.explanations.making(self.explanations.find(self.article), self.article).stage


@contextmanager
def home(
    folder: Path, model: AnsweringModel | None, idle_gate: IdleGate | None = None, *, told: bool | None = None
) -> Iterator[Home]:
    embedder = FakeEmbedder()
    encoder = Encoder.for_embedder(embedder)
    library = SqliteLibrary.open(folder / "index", encoder.identity)
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    (corpus / "rice.txt").write_text(RICE, encoding="utf-8")
    Indexer(corpus, library, encoder).sync(report_nothing)
    store, idle_gate = GuideStore(folder / "index"), idle_gate or IdleGate(0.0)
    maker = StepMaker(Retriever(library, encoder), FaithfulnessChecker(embedder), lambda *_: told)
    name = model.name if model else None
    explanations = Guides(store, maker, library.article, lambda: model, lambda: name, idle_gate)
    try:
        yield Home(explanations, library, store, idle_gate)
    finally:
        explanations.stop()
        library.close()


def test_what_is_in_the_article_is_there_at_once_and_the_rest_follows(tmp_path: Path) -> None:
    with home(tmp_path, ScriptedModel(SAID)) as here:
        first = here.explanations.find(here.article)
        assert first.key_points and first.timeline
        assert [(each.language, each.model) for each in first.summaries] == [("en", None)]
        assert first.questions == ()
        assert here.stage() == "stopped"
        here.explanations.want(["rice.txt"])
        assert here.stage() == "waiting"  # nothing is made before the program says that it may
        here.explanations.start()
        until(lambda: here.stage() == "ready")
        made = here.explanations.find(here.article)
    summary = made.summary("en")
    assert summary is not None
    (sentence,) = summary.sentences
    assert sentence.support == "verbatim"
    assert [RICE[source.start : source.end] for source in sentence.sources] == [SAID]
    # In Korean the scripted model went on in English: nothing of that is kept.
    korean = made.summary("ko")
    assert korean is not None and korean.sentences == ()


def test_a_small_model_tells_the_quoted_summary_in_the_other_language_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "profile_of", lambda name: replace(SMALL, retells=frozenset({"ko"})))
    told = "The Rice Institute, a research agency에서는 40개 varieties를 세고 있습니다."
    with home(tmp_path, ScriptedModel(told, odds=-9.0)) as here:
        *_, (made, _) = here.explanations.make(here.article, ("en", "ko"))
    own, other = made.summary("en"), made.summary("ko")
    assert own is not None and own.model is None
    assert other is not None and other.model == "scripted"
    assert [one.sources for one in other.sentences] == [one.sources for one in own.sentences]
    last = next(one for one in other.sentences if one.text == SAID)
    assert (last.support, last.roughly) == ("verbatim", told)
    # Of a sentence that it is wrong about nothing is told.
    assert any(one.roughly == "" for one in other.sentences)


@pytest.mark.parametrize(
    ("sentence", "language", "trimmed"),
    [
        ("그러나 공사는 2년 늦어졌다.", "ko", "공사는 2년 늦어졌습니다."),
        ("한편, 시는 예산을 줄였다.", "ko", "시는 예산을 줄였습니다."),
        ("그러니까 된다.", "ko", "그러니까 됩니다."),
        ("However, the bridge opened in May.", "en", "The bridge opened in May."),
        ("Butter is made of cream.", "en", "Butter is made of cream."),
        ("So much rain had not fallen for years.", "en", "So much rain had not fallen for years."),
        ("The forest (Floresta Amazônica in Portuguese, forêt amazonienne in French) is moist.", "en", "The forest is moist."),
        ("The Arab exporters (OAPEC) met.", "en", "The Arab exporters (OAPEC) met."),
    ],
)  # fmt: skip
def test_a_sentence_is_trimmed_to_stand_alone(sentence: str, language: Language, trimmed: str) -> None:
    assert trim(sentence, language) == trimmed


def test_a_restart_makes_nothing_again_and_another_model_does(tmp_path: Path) -> None:
    with home(tmp_path, ScriptedModel(SAID)) as here:
        made = list(here.explanations.make(here.article, ("en",)))
        assert [step for _, step in made] == [
            Step("patterns", "en"),
            Step("summary", "en"),
            Step("questions", "en"),
            None,
        ]
    again = ScriptedModel("Never asked.")
    with home(tmp_path, again) as here:
        assert [step for _, step in here.explanations.make(here.article, ("en",))] == [None]
        assert again.asked == []
        explanation = here.explanations.find(here.article)
        assert Step("summary", "en") in steps_left(explanation, both("en"), "another model", "en")


def test_questions_find_the_sentence_that_they_were_made_from(tmp_path: Path) -> None:
    with home(tmp_path, ScriptedModel(ASKED)) as here:
        *_, (made, _) = here.explanations.make(here.article, ("en",))
        questions = made.questions_in("en")
    assert questions is not None
    written = [one for one in questions.questions if one.model == "scripted"]
    assert [one.text for one in written] == [ASKED]
    assert RICE[written[0].source.start : written[0].source.end] == SAID


@pytest.mark.parametrize(
    "said",
    [
        "Does the Rice Institute count varieties?",
        "Why does the Rice Institute count varieties?",
        "How many gardens does the Rice Institute count?",
        "농부는 언제 물을 대나요?",
        "No question.",
    ],
)
def test_a_question_that_is_none_or_that_the_sentence_does_not_answer_is_dropped(tmp_path: Path, said: str) -> None:
    with home(tmp_path, ScriptedModel(said)) as here:
        *_, (made, _) = here.explanations.make(here.article, ("en",))
        questions = made.questions_in("en")
    assert questions is not None
    assert said not in [one.text for one in questions.questions]


@pytest.mark.parametrize(("told", "odds"), [(None, -9.0), (False, 9.0)])
def test_a_question_that_would_be_refused_is_not_offered(tmp_path: Path, told: bool | None, odds: float) -> None:
    with home(tmp_path, ScriptedModel(ASKED, odds=odds), told=told) as here:
        *_, (made, _) = here.explanations.make(here.article, ("en",))
        questions = made.questions_in("en")
    assert questions is not None and questions.questions == ()


def test_of_a_question_that_is_read_to_be_answered_the_model_is_not_asked(tmp_path: Path) -> None:
    model = ScriptedModel(ASKED, odds=-9.0)
    with home(tmp_path, model, told=True) as here:
        *_, (made, _) = here.explanations.make(here.article, ("en",))
        questions = made.questions_in("en")
    assert questions is not None and ASKED in [one.text for one in questions.questions]
    assert model.doubted == []


def test_without_a_model_questions_are_made_from_patterns(tmp_path: Path) -> None:
    with home(tmp_path, None) as here:
        *_, (made, _) = here.explanations.make(here.article, ("en",))
        questions = made.questions_in("en")
        assert [each.model for each in made.summaries] == [None]
        assert questions is not None and questions.questions
        assert all(one.model is None for one in questions.questions)


def test_a_model_that_fails_stops_the_line_until_a_reader_opens_the_article_again(tmp_path: Path) -> None:
    class Failing(ScriptedModel):
        fails = True

        def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator:  # type: ignore[type-arg]
            if self.fails:
                raise ModelUnavailable(name="scripted", reason="gone")
            return super().stream(messages, max_tokens=max_tokens)

    model = Failing(SAID)
    with home(tmp_path, model) as here:
        here.explanations.start()
        here.explanations.want(["rice.txt"])
        until(lambda: here.stage() == "stopped")
        assert here.explanations.find(here.article).questions
        model.fails = False
        here.explanations.want(["rice.txt"], first=True)
        until(lambda: here.stage() == "ready")


@dataclass
class SlowProvider:
    """Speaks the OpenAI protocol. Its first request gets no answer; it is over when the one who asked hangs up."""

    url: str = ""
    begun: threading.Event = field(default_factory=threading.Event)
    given_up: threading.Event = field(default_factory=threading.Event)
    answered: list[bytes] = field(default_factory=list)


@contextmanager
def slow_provider() -> Iterator[SlowProvider]:
    slow = SlowProvider()
    reply = (
        b'{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop",'
        b'"message":{"role":"assistant","content":"Farmers flood the fields."}}]}'
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            streams = b'"stream":true' in asked.replace(b" ", b"")
            if not slow.begun.is_set():
                slow.begun.set()
                while not select.select([self.connection], [], [], 0.02)[0]:
                    pass
                slow.given_up.set()
                return
            slow.answered.append(asked)
            body = b"data: " + reply.replace(b"message", b"delta") + b"\n\ndata: [DONE]\n\n" if streams else reply
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream" if streams else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    slow.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield slow
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.filterwarnings("default")
def test_a_reader_who_asks_does_not_wait_for_the_background(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    now = 0.0
    with slow_provider() as slow:
        model = ChatModel.from_provider("openai:any", base_urls=[slow.url])
        with home(tmp_path, model, IdleGate(5.0, clock=lambda: now)) as here:
            here.explanations.start()
            here.explanations.want(["rice.txt"])
            assert slow.begun.wait(20)
            assert here.stage() == "making"
            # A model that answers one at a time is busy with a request that would never end, and then a reader comes.
            with here.idle_gate.reader():
                for _ in range(5):
                    assert model.odds([("user", "May I?")], "Farmers", "No") > 0
                assert slow.given_up.wait(20)
                assert here.stage() == "paused"
            # While the reader is there the background keeps still, and for a while after.
            now = 4.9
            assert model.odds([("user", "May I?")], "Farmers", "No") > 0
            assert here.stage() == "paused"
            assert len(slow.answered) == 6
            assert all(b"May I?" in asked for asked in slow.answered)
            now = 5.1
            until(lambda: here.stage() == "ready")
            assert len(slow.answered) > 6


def test_an_article_that_is_removed_while_it_is_explained_leaves_nothing(tmp_path: Path) -> None:
    asked, go_on = threading.Event(), threading.Event()

    class Held(ScriptedModel):
        def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator:  # type: ignore[type-arg]
            asked.set()
            go_on.wait(20)
            return super().stream(messages, max_tokens=max_tokens)

    with home(tmp_path, Held(SAID)) as here:
        here.explanations.start()
        here.explanations.want(["rice.txt"])
        assert asked.wait(20)
        here.library.remove("rice.txt")
        here.explanations.forget(["rice.txt"])
        go_on.set()
        here.explanations.stop()
        assert here.store.article_ids() == set()


def test_the_line_is_short_and_a_reader_goes_to_its_front(tmp_path: Path) -> None:
    with home(tmp_path, ScriptedModel()) as here:
        here.explanations.want([f"{n}.txt" for n in range(500)])
        here.explanations.want(["rice.txt"])
        making = here.explanations.making(here.explanations.find(here.article), here.article)
        assert (making.stage, making.ahead) == ("waiting", 20)
        here.explanations.want(["rice.txt"], first=True)
        assert here.explanations.making(here.explanations.find(here.article), here.article).ahead == 0


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Haeseol]:
    settings = Settings(home=tmp_path, cache=tmp_path / "cache", model=NO_MODEL)
    settings.corpus.mkdir()
    embedder = FakeEmbedder()
    encoder = Encoder.for_embedder(embedder)
    library = SqliteLibrary.open(settings.index, encoder.identity)
    with Haeseol(settings, library, encoder, cast(SentenceEmbedder, embedder)) as opened:
        yield opened


def test_the_service_explains_what_is_added_and_forgets_what_is_removed(service: Haeseol) -> None:
    (id,) = service.articles.add_text(RICE, "Rice").added
    explanation, making = service.guides.open(id)
    assert explanation.key_points
    assert (making.stage, making.step) == ("waiting", Step("patterns", "en"))
    store = GuideStore(service.settings.index)
    assert store.article_ids() == {id}
    service.articles.remove(id)
    assert store.article_ids() == set()
    with pytest.raises(ArticleMissing):
        service.guides.open(id)
    assert service.articles.undo_remove().added == (id,)
    assert service.guides.open(id)[0] == explanation
    *_, (whole, _) = service.guides.make(service.articles.get(id), ("ko", "en"))
    assert service.guides.open(id)[1].stage == "ready"
    assert whole.questions_in("en")
