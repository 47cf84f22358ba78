"""What people build in an afternoon: pieces of 1,000 characters, a flat index, four pieces in front of the model.

The splitter and its sizes are those of LangChain's tutorial on retrieval, the prompt is the one that it takes from LangChain's
hub (`rlm/rag-prompt`).
"""

import re
from collections.abc import Iterator, Sequence

import faiss
from langchain_core.language_models import BaseChatModel
from langchain_text_splitters import RecursiveCharacterTextSplitter

from bot.models.embeddings.embedder import Embedder

PIECE, OVERLAP, PIECES = 1000, 200, 4
PROMPT = (
    "You are an assistant for question-answering tasks. Use the following pieces of retrieved context to answer the question. "
    "If you don't know the answer, just say that you don't know. Use three sentences maximum and keep the answer concise.\n"
    "Question: {question} \nContext: {context} \nAnswer:"
)
_DOES_NOT_KNOW = re.compile(
    r"\b(do|does|did) ?n[o']t (know|have|contain|provide|mention|specify|state|say)|\bnot? (specific |explicit )?"
    r"(information|mention)|\bnot (explicitly |specifically |directly )?(mentioned|provided|stated|specified|known|given|clear)"
    r"|모르|모릅|알 수 없|알지 못|찾을 수 없|확인할 수 없"
    r"|언급(되지|하지|이 없)|나와 있지|정보(가|는) 없|제공(되지|하지)|명시(되지|하지)",
    re.IGNORECASE,
)


class PlainRecipe:
    """Answers from the texts that it was given, in their pieces, as `chat` replies to its prompt."""

    def __init__(self, texts: Sequence[str], embedder: Embedder, chat: BaseChatModel) -> None:
        splitter = RecursiveCharacterTextSplitter(chunk_size=PIECE, chunk_overlap=OVERLAP)
        self._pieces = [piece for text in texts for piece in splitter.split_text(text)]
        self._embedder = embedder
        self._chat = chat
        vectors = embedder.embed_passages(self._pieces)
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)

    def find(self, question: str) -> list[str]:
        """Return the pieces that are nearest to a question, nearest first; fewer than `PIECES` where there are not so many."""
        _, (rows,) = self._index.search(self._embedder.embed_questions([question]), PIECES)
        return [self._pieces[row] for row in rows if row >= 0]

    def answer(self, question: str, pieces: Sequence[str]) -> Iterator[str]:
        """Yield the answer as it is written. Raises what the chat model raises."""
        for chunk in self._chat.stream(PROMPT.format(question=question, context="\n\n".join(pieces))):
            yield chunk.text


def does_not_know(answer: str) -> bool:
    """Return whether an answer of the recipe says that it knows none, taken as widely as its wordings go."""
    return _DOES_NOT_KNOW.search(answer) is not None
