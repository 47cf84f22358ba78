"""Which embedding model a home has: the one on this machine, or one that is served elsewhere."""

import os
from collections.abc import Mapping
from importlib.util import find_spec
from urllib.parse import urlsplit

from bot.models.embeddings.embedder import Embedder, SentenceEmbedder
from bot.models.embeddings.served.served_embedder import ServedEmbedder
from bot.models.files import find_model, is_present
from bot.models.llm.provider_keys import EMBEDDING_KEY, read_key
from bot.models.llm.providers import KEYS
from bot.settings import DEFAULT_EMBEDDING, Settings

# What the model on this machine is computed with.
PACKAGES = ("torch", "sentence_transformers", "transformers", "tokenizers")


def open_embedder(settings: Settings, environment: Mapping[str, str] = os.environ) -> Embedder:
    """Return the embedding model that the settings name, not loaded yet; one that is served is asked whether it is there.

    Raises ModelMissing, EmbeddingUnusable, EmbeddingUnreachable, EmbeddingRefused, EmbeddingNotSame and ProviderKeyOpen.
    """
    if settings.embedding_urls:
        return ServedEmbedder.open(settings.embedding, settings.embedding_urls, embedding_key(settings, environment))
    return SentenceEmbedder.from_folder(find_model(settings.embedding, settings.cache), name=settings.embedding)


def open_checker(settings: Settings, embedder: Embedder) -> Embedder:
    """Return what claims are compared with their sources by, and read on: the model on this machine, also beside a served one.

    What reads a claim beside its source stands on that model's layers, which no server gives. Without it, `embedder`.
    """
    if settings.embedding_urls and has_own_model(settings):
        return SentenceEmbedder.from_folder(find_model(DEFAULT_EMBEDDING, settings.cache), name=DEFAULT_EMBEDDING)
    return embedder


def has_own_model(settings: Settings) -> bool:
    """Return whether our own model is on this machine, with the packages that it is computed with; none of them is imported."""
    try:
        installed = all(find_spec(name) is not None for name in PACKAGES)
    except (ImportError, ValueError):
        return False
    return installed and is_present(DEFAULT_EMBEDDING, settings.cache)


def embedding_key(settings: Settings, environment: Mapping[str, str]) -> str:
    """Return the key that is shown to the server, "" for none: the one that was named for it, at OpenAI's own address OpenAI's.

    Raises ProviderKeyOpen.
    """
    own = read_key(EMBEDDING_KEY, environment)
    hosts = {urlsplit(address).hostname for address in settings.embedding_urls}
    return own or (read_key(KEYS["openai"], environment) if hosts == {"api.openai.com"} else "")
