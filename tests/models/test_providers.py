"""Models elsewhere by their provider's name and a key, against a stand-in that speaks OpenAI's protocol."""

from dataclasses import replace

import pytest

from bot.models.llm.chat_model import THINKING_TOKENS, ChatModel, Piece
from bot.models.llm.profiles import ELSEWHERE, profile_of
from bot.models.llm.providers import ENDPOINTS, KEYS, key_variable
from bot.models.model_errors import ProviderKeyMissing
from tests.openai_server import provider


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_named_provider_needs_its_key_alone(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    model = ENDPOINTS[name].example
    with provider({"reasoning_content": "어디 보자"}, {"content": "안녕"}, {"content": "하세요"}) as there:
        monkeypatch.setitem(ENDPOINTS, name, replace(ENDPOINTS[name], address=there.url))
        opened = ChatModel.from_provider(model, environment={KEYS[name]: "my key"})
        said = list(opened.stream([("user", "hello")], max_tokens=9))
    assert said == [Piece("어디 보자", thinking=True), Piece("안녕"), Piece("하세요")]
    ((path, key, body),) = there.asked
    assert (path, key) == ("/v1/chat/completions", "my key")
    assert (body["model"], body["max_tokens"], body["stream"]) == (model.partition(":")[2], 9 + THINKING_TOKENS, True)
    assert opened.name == model
    assert profile_of(model) == ELSEWHERE
    assert ELSEWHERE.answer_tokens + THINKING_TOKENS < 4_096


@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_missing_key_is_named(name: str) -> None:
    model, variable = ENDPOINTS[name].example, KEYS[name]
    with pytest.raises(ProviderKeyMissing) as caught:
        ChatModel.from_provider(model, environment={})
    for language in ("ko", "en"):
        assert f"export {variable}=" in caught.value.message(language)
        assert model in caught.value.message(language)


@pytest.mark.filterwarnings("default")
def test_another_address_wins_over_a_providers_own() -> None:
    with provider({"content": "네"}) as there:
        opened = ChatModel.from_provider("upstage:solar-pro3", base_url=there.url, environment={"UPSTAGE_API_KEY": "k"})
        assert [piece.text for piece in opened.stream([("user", "?")], max_tokens=9)] == ["네"]


@pytest.mark.filterwarnings("default")
def test_a_server_of_ones_own_keeps_its_thinking_apart() -> None:
    with provider({"reasoning_content": "hm"}, {"content": "42"}) as there:
        opened = ChatModel.from_provider("openai:any", base_url=there.url, environment={"OPENAI_API_KEY": "k"})
        assert list(opened.stream([("user", "?")], max_tokens=9)) == [Piece("hm", thinking=True), Piece("42")]


def test_every_endpoint_is_public_and_has_a_key() -> None:
    assert all(endpoint.address.startswith("https://") for endpoint in ENDPOINTS.values())
    assert ENDPOINTS.keys() <= KEYS.keys()
    assert key_variable("ollama:qwen3") == ""


@pytest.mark.filterwarnings("default")
def test_thinking_takes_nothing_from_the_reply_and_a_reply_without_end_is_ended() -> None:
    thoughts = [{"reasoning_content": f"{n} "} for n in range(50)]
    with provider(*thoughts, *({"content": f"{n} "} for n in range(50))) as there:
        opened = ChatModel.from_provider("upstage:solar-pro3", base_url=there.url, environment={"UPSTAGE_API_KEY": "k"})
        said = list(opened.stream([("user", "?")], max_tokens=20))
    assert len([piece for piece in said if piece.thinking]) == 50
    assert "".join(piece.text for piece in said if not piece.thinking) == "".join(f"{n} " for n in range(20))
