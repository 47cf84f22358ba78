"""The answering model's seam: thinking kept apart, a provider over a real socket, and a model that is away."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bilingual import Language
from bot.models.files import find_model
from bot.models.llm.chat_message import Message
from bot.models.llm.chat_model import SURE, ChatModel, time_model
from bot.models.llm.preemptible import make_preemptible
from bot.models.llm.priority import Preempted
from bot.models.llm.prompts import NO, YES, Excerpt, ask_whether
from bot.models.llm.thinking import Piece, ThinkingSplitter
from bot.models.model_errors import ModelError, ModelUnavailable, ProviderKeyMissing
from bot.settings import Settings
from tests.fakes import ScriptedModel
from tests.openai_server import provider


def split(pieces: list[str]) -> tuple[str, str]:
    splitter = ThinkingSplitter()
    said: list[Piece] = []
    for piece in pieces:
        said += splitter.feed(piece)
    said += splitter.finish()
    return "".join(p.text for p in said if not p.thinking), "".join(p.text for p in said if p.thinking)


@given(st.lists(st.integers(1, 9), max_size=60))
def test_thinking_is_apart_however_the_stream_is_cut(lengths: list[int]) -> None:
    text = "<think>먼저 2 < 3 생각</think>답은 <b>3</b>이에요 <thin"
    pieces, at = [], 0
    for length in [*lengths, len(text)]:
        pieces.append(text[at : at + length])
        at += length
    assert split(pieces) == ("답은 <b>3</b>이에요 <thin", "먼저 2 < 3 생각")


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(
    ("model", "variable"), [("openai:any", "OPENAI_API_KEY"), ("deepseek:chat", "DEEPSEEK_API_KEY")]
)
def test_a_provider_by_one_string(monkeypatch: pytest.MonkeyPatch, model: str, variable: str) -> None:
    monkeypatch.setenv(variable, "secret")
    with provider({"content": "<think>hm</think>안녕"}, {"content": "하세요"}) as there:
        chat = ChatModel.from_provider(model, base_urls=[there.url])
        said = list(chat.stream([("user", "hello")], max_tokens=9))
    assert "".join(piece.text for piece in said if not piece.thinking) == "안녕하세요"
    assert "".join(piece.text for piece in said if piece.thinking) == "hm"
    assert chat.name == model


@pytest.mark.filterwarnings("default")
def test_a_reasoning_provider_keeps_its_thinking_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "secret")
    with provider({"reasoning_content": "let me see"}, {"content": "42"}) as there:
        said = list(ChatModel.from_provider("deepseek:r", base_urls=[there.url]).stream([("user", "?")], max_tokens=9))
    assert [(piece.text, piece.thinking) for piece in said] == [("let me see", True), ("42", False)]


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(
    ("reply", "odds"),
    [("Yes, they do.", SURE), ("**no**", -SURE), ("<think>Yes or no?</think>No", -SURE), ("Perhaps.", 0.0), ("", 0.0)],
)
def test_a_model_elsewhere_is_taken_at_its_word(monkeypatch: pytest.MonkeyPatch, reply: str, odds: float) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    with provider({"content": reply}) as there:
        chat = ChatModel.from_provider("openai:any", base_urls=[there.url])
        assert chat.odds([("user", "hello")], "Yes", "No") == odds


@pytest.mark.filterwarnings("default")
def test_a_model_elsewhere_is_asked_several_times_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    with provider({"content": "one "}, {"content": "two"}) as there:
        chat = ChatModel.from_provider("openai:any", base_urls=[there.url], parallel=2)
        first, second = (chat.stream([("user", "hello")], max_tokens=9) for _ in range(2))
        # Either has begun before the other has ended; a third would wait.
        assert [next(first).text, next(second).text] == ["one ", "one "]
        assert not chat._turn.acquire(blocking=False)
        assert [piece.text for piece in first] == [piece.text for piece in second] == ["two"]
        assert chat._turn.acquire(blocking=False)


@pytest.mark.models
@pytest.mark.parametrize(
    ("language", "answered", "unanswered"),
    [
        ("ko", "독도새우는 언제 널리 알려졌나요?", "독도새우는 한 마리에 얼마인가요?"),
        ("en", "When did Dokdo shrimp become widely known?", "How much does one Dokdo shrimp cost?"),
    ],
)
def test_the_engine_tells_what_excerpts_say_from_what_they_do_not(
    answering_model: ChatModel, language: Language, answered: str, unanswered: str
) -> None:
    text = "독도새우는 한국 동해에서 잡히는 새우다. 2017년 11월 청와대 만찬에 올라 널리 알려졌다."
    odds = [
        answering_model.odds(ask_whether(question, [Excerpt("", text)], language, language), YES, NO)
        for question in (answered, unanswered)
    ]
    assert odds[0] > odds[1] + 1
    assert abs(odds[0]) < SURE > abs(odds[1])


@pytest.mark.filterwarnings("default")
def test_a_provider_that_is_not_there_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    chat = ChatModel.from_provider("openai:any", base_urls=["http://127.0.0.1:9/v1"])
    with pytest.raises(ModelUnavailable, match="haeseol doctor"):
        list(chat.stream([("user", "hello")], max_tokens=9))


@pytest.mark.parametrize(
    ("model", "error", "why"),
    [("openai:any", ProviderKeyMissing, "OPENAI_API_KEY"), ("nobody:any", ModelUnavailable, "nobody")],
)
def test_a_missing_key_or_provider_is_said_at_once(model: str, error: type[ModelError], why: str) -> None:
    with pytest.raises(error, match=why):
        ChatModel.from_provider(model, environment={})


def test_a_model_is_timed_by_one_sentence() -> None:
    model = ScriptedModel("An article tells what happened.")
    timed = time_model(model)
    assert timed.name == "scripted"
    assert timed.first_token >= 0
    assert timed.letters_per_second > 0
    assert model.closed


@pytest.mark.parametrize("model", [ScriptedModel(""), ScriptedModel("x", away_after=0)])
def test_a_model_that_is_silent_or_away_fails_its_test(model: ScriptedModel) -> None:
    with pytest.raises(ModelUnavailable):
        time_model(model)


@pytest.mark.models
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what a process takes")
def test_a_model_that_nobody_holds_any_more_gives_its_memory_back(models: Settings) -> None:
    path = Path(find_model(models.model, models.cache))
    model = ChatModel.from_gguf(path, name=models.model)
    assert model._taught  # the engine takes the file that comes with the package
    assert list(model.stream([("user", "Say hello.")], max_tokens=3))
    assert model.engine is not None
    place = Path(f"/proc/{model.engine.pid}")
    lines = (place / "status").read_text("ascii").splitlines()
    taken = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    assert taken * 1024 > path.stat().st_size
    del model
    assert not place.exists()


@pytest.mark.models
def test_what_is_asked_in_the_background_is_given_up_while_its_prompt_is_read(answering_model: ChatModel) -> None:
    first: list[Message] = [("user", "Rice grows. " * 100)]
    second: list[Message] = [("user", "Wheat is sown. " * 100)]
    answering_model.odds([("user", "Hello.")], "Yes", "No")

    # The processor time of its process is the work that the engine has done, on a busy machine too.
    def worked() -> int:
        assert answering_model.engine is not None
        told = Path(f"/proc/{answering_model.engine.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return int(told[11]) + int(told[12])

    begun = worked()
    answering_model.odds(first, "Yes", "No")
    whole = worked() - begun
    begun = worked()
    with pytest.raises(Preempted):
        make_preemptible(answering_model, lambda: False).odds(second, "Yes", "No")
    answering_model.odds([("user", "Hello.")], "Yes", "No")
    assert 0 < worked() - begun < whole * 0.6
