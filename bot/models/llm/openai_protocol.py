"""LangChain's chat models for servers that speak OpenAI's protocol: what they think kept apart, and the engine's timings kept.

LangChain's class for OpenAI itself drops what other servers add to the protocol. The one for DeepSeek is the same with a model's
thinking (`reasoning_content`), which llama.cpp, vLLM, Upstage and Friendli send in the same field.
"""

from typing import Any, cast

from langchain_core.language_models import LanguageModelInput
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_deepseek import ChatDeepSeek
from openai import Timeout
from pydantic import PrivateAttr

from bot.models.llm.model_speed import SpeedGauge
from bot.models.llm.request_id import CURRENT_ID, HEADER

# A machine that is there takes a connection within milliseconds; one that is switched off says nothing, and the system asks it
# again after a second and after three. Seconds.
CONNECTING_SECONDS = 5.0


class ServerChat(ChatDeepSeek):
    """Speaks to a server elsewhere, and tells it for which request: in the logs of both stands the same id."""

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        payload: dict[str, Any] = super()._get_request_payload(input_, stop=stop, **kwargs)
        id = CURRENT_ID.get()
        return {**payload, "extra_headers": {HEADER: id}} if id else payload


class EngineChat(ChatDeepSeek):
    """Speaks to the engine in this process, which tells with each reply how long it took (`timings`)."""

    _gauge: SpeedGauge = PrivateAttr(default_factory=SpeedGauge)

    @property
    def gauge(self) -> SpeedGauge:
        """How fast the engine has been."""
        return self._gauge

    def _create_chat_result(self, response: Any, generation_info: dict[str, Any] | None = None) -> ChatResult:
        told = response if isinstance(response, dict) else response.model_extra
        self._gauge.note((told or {}).get("timings") or {})
        return super()._create_chat_result(response, generation_info)

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        self._gauge.note(chunk.get("timings") or {})
        return super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)


class ReplicaChat(ServerChat):
    """Speaks to one of several addresses of a model, each of which leaves time for the others.

    The first word, and each piece after it, has half the `timeout` that a reply in one piece has (`Replicas.patience`).
    """

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        payload: dict[str, Any] = super()._get_request_payload(input_, stop=stop, **kwargs)
        seconds = cast(float, self.request_timeout) / (2 if payload.get("stream") else 1)
        return {**payload, "timeout": Timeout(seconds, connect=min(seconds, CONNECTING_SECONDS))}
