"""Questions as they are compared: each embedded once for all that it is looked for in."""

from bot.models.embeddings.embedder import EncodedText
from bot.models.embeddings.encoder import Encoder
from tests.fakes import FakeEmbedder


class CountingEmbedder(FakeEmbedder):
    """Counts the questions that it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode_question(self, text: str) -> EncodedText:
        self.asked.append(text)
        return super().encode_question(text)


def test_a_question_is_embedded_once() -> None:
    embedder = CountingEmbedder()
    encoder = Encoder.for_embedder(embedder)
    first = encoder.encode_question("Who sold the mill?", "en")
    assert (encoder.encode_question("Who sold the mill?", "en").vector == first.vector).all()
    assert (encoder.embed_question("Who sold the mill?") == embedder.embed_questions(["Who sold the mill?"])[0]).all()
    encoder.encode_question("Who bought it?", "en")
    assert embedder.asked == ["Who sold the mill?", "Who bought it?"]
