"""Who runs models elsewhere: the variable that holds each one's key, and the addresses of those that speak OpenAI's protocol.

The makers of Korea's own foundation models are here by name, so that the models that articles write about can be asked.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A public endpoint that speaks OpenAI's protocol; `example` is a model there, as HAESEOL_MODEL names it."""

    address: str
    example: str


# From each provider's own documentation, November 2026.
ENDPOINTS = {
    "upstage": Endpoint("https://api.upstage.ai/v1", "upstage:solar-pro3"),
    "friendli": Endpoint("https://api.friendli.ai/serverless/v1", "friendli:LGAI-EXAONE/K-EXAONE-236B-A23B"),
    "clova": Endpoint("https://clovastudio.stream.ntruss.com/v1/openai", "clova:HCX-005"),
    "deepseek": Endpoint("https://api.deepseek.com/v1", "deepseek:deepseek-chat"),
}

# The variable from which each provider's package takes its key. Providers that are not here need none, or more than one,
# and say so themselves.
KEYS = {
    "anthropic": "ANTHROPIC_API_KEY",
    "clova": "CLOVASTUDIO_API_KEY",
    "cohere": "COHERE_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "fireworks": "FIREWORKS_API_KEY",
    "friendli": "FRIENDLI_TOKEN",
    "google_genai": "GOOGLE_API_KEY",
    "groq": "GROQ_API_KEY",
    "mistralai": "MISTRAL_API_KEY",
    "nvidia": "NVIDIA_API_KEY",
    "openai": "OPENAI_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
    "perplexity": "PPLX_API_KEY",
    "together": "TOGETHER_API_KEY",
    "upstage": "UPSTAGE_API_KEY",
    "xai": "XAI_API_KEY",
}


def key_variable(model: str) -> str:
    """Return the variable that holds the key for `provider:model`, "" where none is known to be needed."""
    return KEYS.get(model.partition(":")[0], "")


def speaks_openai_protocol(model: str, address: str | None) -> bool:
    """Return whether `provider:model` is asked in OpenAI's protocol without being OpenAI."""
    provider = model.partition(":")[0]
    return provider in ENDPOINTS or (provider == "openai" and bool(address))


def reach(model: str, address: str | None, key: str) -> tuple[str, dict[str, Any]]:
    """Return `provider:model` as LangChain knows it, and with what it is opened; `address` is None for the provider's own.

    What speaks OpenAI's protocol without being OpenAI is opened as DeepSeek, which keeps its thinking (see `openai_protocol`).
    """
    provider, _, name = model.partition(":")
    if speaks_openai_protocol(model, address):
        return f"deepseek:{name}", {"base_url": address or ENDPOINTS[provider].address, "api_key": key}
    return model, {"base_url": address} if address else {}
