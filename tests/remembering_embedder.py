"""The real embedding model for many questions that are known beforehand: in full batches, and each text once."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from bot.evaluation.cases import read_cases
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.embedder import EmbeddingIdentity, EncodedText, SentenceEmbedder
from bot.models.embeddings.encoder import Encoder
from bot.retrieval.question import read_question
from bot.service.haeseol import Haeseol
from bot.settings import Settings


class RememberingEmbedder:
    """The real embedder, which encodes the same text once: passages and questions are searched in several libraries."""

    def __init__(self, embedder: SentenceEmbedder) -> None:
        self._embedder = embedder
        self._passages: dict[str, EncodedText] = {}
        self._questions: dict[str, EncodedText] = {}

    @property
    def identity(self) -> EmbeddingIdentity:
        return self._embedder.identity

    def load(self) -> None:
        self._embedder.load()

    def ask(self, *files: Path) -> None:
        """Encode the questions in `files`, a fourth of the work of encoding each when it is asked."""
        asked = [read_question(case.question).subject for path in files for case in read_cases(path, "passage_id")[0]]
        fresh = [text for text in dict.fromkeys(asked) if text not in self._questions]
        self._questions.update(zip(fresh, self._embedder.encode_questions(fresh), strict=True))

    def encode_question(self, text: str) -> EncodedText:
        if text not in self._questions:
            self._questions[text] = self._embedder.encode_question(text)
        return self._questions[text]

    def encode_passages(self, texts: Sequence[str], on_done: Callable[[int], None] | None = None) -> list[EncodedText]:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._passages]
        self._passages.update(zip(fresh, self._embedder.encode_passages(fresh, on_done), strict=True))
        return [self._passages[text] for text in texts]

    def open_service(self, settings: Settings) -> Haeseol:
        """Open a home for searching in it; answers are not checked as elsewhere, by a network on the model's own layers."""
        remembering = cast(SentenceEmbedder, self)
        encoder = Encoder.for_embedder(remembering)
        return Haeseol(settings, SqliteLibrary.open(settings.index, encoder.identity), encoder, remembering)
