"""What embedding models want before a question and before a passage, by their names: servers pass texts on as they come."""

import re
from dataclasses import dataclass

from bot.settings import DEFAULT_EMBEDDING


@dataclass(frozen=True, slots=True)
class Prompts:
    """What stands before each text; "" for nothing."""

    question: str = ""
    passage: str = ""


_ASKED = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
_REPRESENT = Prompts("Represent this sentence for searching relevant passages: ")

# From the models' own cards, November 2026; the first that a name holds counts.
_KNOWN: tuple[tuple[str, Prompts], ...] = (
    (r"e5-.*instruct|e5-mistral", Prompts(f"{_ASKED} ")),
    (r"e5-(?:small|base|large)", Prompts("query: ", "passage: ")),
    (r"qwen3-embedding", Prompts(_ASKED)),
    (r"bge-(?:small|base|large)-en", _REPRESENT),
    (r"mxbai-embed", _REPRESENT),
    (r"arctic-embed.*v2|arctic-embed2", Prompts("query: ")),
    (r"arctic-embed", _REPRESENT),
    (r"nomic-embed-text", Prompts("search_query: ", "search_document: ")),
    (r"embedding-?gemma", Prompts("task: search result | query: ", "title: none | text: ")),
)

# What is added to a name where a model's numbers were made smaller, or after a tag's colon.
_PRECISION = re.compile(r"(?:[-_.](?:f16|f32|bf16|fp16|fp32|i?q\d\w*))?(?:\.gguf)?$")


def prompts_of(model: str) -> Prompts:
    """Return what `model` wants before its texts; nothing for one that is not known."""
    return next((prompts for pattern, prompts in _KNOWN if re.search(pattern, model.lower())), Prompts())


def known_as(model: str) -> str:
    """Return the name by which numbers were fitted to `model`: our own for the same model under a server's name for it.

    "intfloat/multilingual-e5-small" and "multilingual-e5-small-q8_0.gguf" are ours; what was trained on from it is not.
    """
    last = _PRECISION.sub("", model.rsplit("/", 1)[-1].partition(":")[0].lower())
    return DEFAULT_EMBEDDING if last in {DEFAULT_EMBEDDING, f"intfloat-{DEFAULT_EMBEDDING}"} else model
