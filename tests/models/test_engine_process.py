"""The engine in a process of its own: it dies, hangs and talks rubbish, and the next question is answered.

The process, the pipe, the socket and LangChain are real; only the engine's package is a stand-in (`tests/stand_in_engine`).
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.answering.translating import ask_for_sentence
from bot.models.llm import active_model, chat_model
from bot.models.llm.active_model import ActiveModel
from bot.models.llm.adapters import carries_into
from bot.models.llm.chat_message import Message
from bot.models.llm.chat_model import AnsweringModel, ChatModel
from bot.models.llm.engine_process import EngineOptions, EngineProcess
from bot.models.llm.preemptible import make_preemptible
from bot.models.llm.priority import IdleGate
from bot.models.llm.prompts import CARRY, ask_to_carry, ask_whether_true
from bot.models.model_errors import ModelEnded, ModelMissing, ModelSilent, ModelUnavailable
from bot.settings import DEFAULT_MODEL, Settings
from tests.fakes import ScriptedModel
from tests.gguf_file import write_gguf
from tests.places import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="signals"),
    # LangChain closes a broken stream when it is collected.
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("fine", "bad", "deadly"):
        write_gguf(tmp_path / f"{name}.gguf", {"<|im_end|>": 3})
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests" / "stand_in_engine"))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ActiveModel:
    """The place of the built-in model, whose file is said to be there and right."""
    monkeypatch.setattr(active_model, "find_model", lambda name, cache: tmp_path / "fine.gguf")
    return ActiveModel(Settings(home=tmp_path, cache=tmp_path, model=DEFAULT_MODEL), IdleGate())


@contextmanager
def _impatient() -> Iterator[None]:
    """Models that are opened meanwhile are given up after half a second of silence; those that speak need longer, perhaps."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(chat_model._ASKED, "timeout", 0.5)
        yield


def _ask(model: AnsweringModel, question: str) -> str:
    return "".join(piece.text for piece in model.stream([("user", question)], max_tokens=9))


def _engine(model: AnsweringModel) -> int:
    assert isinstance(model, ChatModel)
    assert model.engine is not None
    return model.engine.pid


@pytest.mark.parametrize("death", ["while it writes", "by another hand"])
def test_an_engine_that_dies_is_told_and_the_next_question_starts_another(place: ActiveModel, death: str) -> None:
    model = place.require()
    assert _ask(model, "Are you well?") == "Well, fine."
    assert (place.state, place.problem) == ("ready", "")
    if death == "by another hand":
        os.kill(_engine(model), signal.SIGKILL)
    with pytest.raises(ModelEnded, match=r"SIGBUS|SIGKILL"):
        _ask(model, "die")
    assert place.state == "away"
    assert isinstance(place.failure, ModelEnded)
    another = place.require()
    assert _ask(another, "Are you well?") == "Well, fine."
    assert _engine(another) != _engine(model)
    assert place.problem == ""


def test_the_marks_of_the_loaded_model_are_parted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chat_model, "read_control_tokens", lambda path: frozenset(("ownmark",)))
    model = ChatModel.from_gguf(tmp_path / "fine.gguf", name="fine")
    assert model._told([("user", "an article says ownmark")]) == [("user", "an article says o wnmark")]


def test_what_was_taught_is_used_for_what_asks_for_it_and_for_nothing_else(place: ActiveModel) -> None:
    model = place.require()

    def said(messages: list[Message]) -> str:
        return "".join(piece.text for piece in model.stream(messages, max_tokens=9))

    assert isinstance(model, ChatModel)
    assert model.carries == {"ko"}
    assert model.taught == ("carrying", "reading")
    assert said(ask_to_carry("It rained.", "ko")) == "Taught, fine."
    assert said(ask_to_carry("비가 왔다.", "en")) == "Well, fine."
    assert said(ask_whether_true("It rained.", "It rained in May.")) == "Taught too, fine."
    assert said([("user", CARRY.ko)]) == "Well, fine."
    background = make_preemptible(model, lambda: True)
    assert isinstance(background, ChatModel)
    assert background.carries == {"ko"}
    assert background._adapted(ask_to_carry("It rained.", "ko"))
    assert background.taught == model.taught
    assert not background._adapted(ask_to_carry("비가 왔다.", "en"))


def test_a_model_answers_without_what_it_was_taught_where_the_engine_does_not_take_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_model, "find_adapters", lambda name: {"carrying": tmp_path / "damaged.gguf"})
    model = ChatModel.from_gguf(tmp_path / "fine.gguf", name=DEFAULT_MODEL)
    assert _ask(model, "Are you well?") == "Well, fine."
    assert not model.carries
    asked = ask_for_sentence(model, "Rain.", "ko", None)
    assert asked == ask_for_sentence(ScriptedModel(), "Rain.", "ko", None)
    assert "".join(piece.text for piece in model.stream(asked, max_tokens=9)) == "Well, fine."


@pytest.mark.parametrize(
    ("name", "starts"),
    [("fine", [True]), ("damaged", [True, False]), ("deadly", [True])],
    ids=["taken", "refused", "killed"],
)
def test_an_engine_is_started_without_what_was_taught_only_where_it_says_that_it_does_not_take_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, starts: list[bool]
) -> None:
    """With "damaged" the file of what was taught is not taken, with the others the model's own file is as its name says."""
    started: list[bool] = []
    start = EngineProcess.start

    def noted(options: EngineOptions) -> EngineProcess:
        started.append(bool(options.adapters))
        return start(options)

    monkeypatch.setattr(EngineProcess, "start", noted)
    monkeypatch.setattr(chat_model, "find_adapters", lambda of: {"carrying": tmp_path / f"{name}.gguf"})
    path = tmp_path / ("fine.gguf" if name == "damaged" else f"{name}.gguf")
    if name == "deadly":
        with pytest.raises(ModelUnavailable, match="SIGBUS"):
            ChatModel.from_gguf(path, name="bad")
    else:
        assert bool(ChatModel.from_gguf(path, name="fine").carries) is starts[-1]
    assert started == starts


def test_of_two_things_that_it_was_taught_the_one_that_is_taken_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    damaged, fine = tmp_path / "damaged.gguf", tmp_path / "fine.gguf"
    monkeypatch.setattr(chat_model, "find_adapters", lambda of: {"carrying": damaged, "reading": fine})
    model = ChatModel.from_gguf(fine, name=DEFAULT_MODEL)
    assert model.taught == ("reading",)
    assert not model.carries
    assert model._adapted(ask_whether_true("It rained.", "It rained in May."))["extra_body"]["lora"][0]["id"] == 0
    (told,) = caplog.messages
    assert str(damaged) in told


def test_a_model_that_was_taught_nothing_is_asked_as_ever(tmp_path: Path) -> None:
    model = ChatModel.from_gguf(tmp_path / "fine.gguf", name="fine")
    assert "".join(piece.text for piece in model.stream(ask_to_carry("Rain.", "ko"), max_tokens=9)) == "Well, fine."
    assert not carries_into("fine")
    assert carries_into(DEFAULT_MODEL) == {"ko"}


def test_what_is_made_in_the_background_hears_of_the_death_too(place: ActiveModel) -> None:
    background = make_preemptible(place.require(), lambda: True)
    with pytest.raises(ModelEnded):
        _ask(background, "die")
    assert place.state == "away"


def test_a_reply_that_does_not_come_has_an_end_and_the_engine_goes_with_it(place: ActiveModel) -> None:
    with _impatient():
        model = place.require()
    with pytest.raises(ModelSilent, match=r"doctor --deep"):
        _ask(model, "hang")
    assert place.state == "away"
    assert _ask(place.require(), "Are you well?") == "Well, fine."


def test_an_engine_that_is_stopped_is_silence_too(place: ActiveModel) -> None:
    with _impatient():
        model = place.require()
    os.kill(_engine(model), signal.SIGSTOP)
    with pytest.raises(ModelSilent):
        _ask(model, "Are you well?")
    assert _ask(place.require(), "Are you well?") == "Well, fine."


def test_why_a_model_left_an_answer_is_known_until_it_is_asked_again(place: ActiveModel) -> None:
    model = place.require()
    with pytest.raises(ModelUnavailable) as left:
        _ask(model, "rubbish")
    place.note_failure(left.value)
    assert place.state == "away"
    assert place.failure is left.value
    assert place.take() is model
    assert place.problem == ""


def test_rubbish_is_an_unavailable_model_and_the_engine_stays(place: ActiveModel) -> None:
    model = place.require()
    with pytest.raises(ModelUnavailable):
        _ask(model, "rubbish")
    assert place.require() is model
    assert _ask(model, "Are you well?") == "Well, fine."


def test_a_file_that_is_no_longer_right_is_named(place: ActiveModel, monkeypatch: pytest.MonkeyPatch) -> None:
    model = place.require()

    def missing(name: str, cache: Path) -> Path:
        raise ModelMissing(name=name)

    monkeypatch.setattr(active_model, "find_model", missing)
    with pytest.raises(ModelEnded):
        _ask(model, "die")
    assert place.take() is None
    assert isinstance(place.failure, ModelMissing)


@pytest.mark.parametrize(("name", "reason"), [("bad.gguf", "Failed to init"), ("deadly.gguf", "SIGBUS")])
def test_a_file_that_cannot_be_loaded_says_why(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(ModelUnavailable, match=reason):
        ChatModel.from_gguf(tmp_path / name, name="bad")


def test_the_marks_of_the_model_that_is_loaded_are_known(place: ActiveModel) -> None:
    model = place.require()
    assert isinstance(model, ChatModel)
    assert model._control_tokens == {"<|im_end|>"}


def test_the_engine_knows_no_keys(place: ActiveModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary")
    pid = _engine(place.require())
    environ = Path(f"/proc/{pid}/environ")
    if not environ.exists():
        pytest.skip("the system does not show what a process was started with")
    assert b"canary" not in environ.read_bytes()


OWNER = """
import sys, time
from bot.models.llm.engine_process import EngineOptions, EngineProcess
engine = EngineProcess.start(EngineOptions("fine.gguf", 1, 64, 8, 1, "key", "/"))
print(engine.pid, flush=True)
time.sleep(60)
"""


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")
        return not status.exists() or status.read_text().split()[2] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_no_engine_outlives_a_program_that_was_killed() -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE, cwd=ROOT)
    with owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        assert _lives(pid)
        owner.kill()
    deadline = time.monotonic() + 20
    while _lives(pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EngineProcess]:
    options = EngineOptions(str(tmp_path / "fine.gguf"), 1, 64, 8, 1, "key", str(tmp_path))
    yield EngineProcess.start(options)


def test_an_engine_ends_with_its_last_reference(engine: EngineProcess) -> None:
    assert engine.ended() == ""
    engine.end()
    engine.end()
    assert engine.ended() == "SIGKILL"
    assert not _lives(engine.pid)
