"""Sentences of a text that comes in pieces, as a model writes it."""

import re

from bot.text.sentences import split_sentences

# A sentence may have ended here: its last mark, closing quotes, then white space. `split_sentences` decides.
_MAYBE_ENDED = re.compile(r"[.!?…。！？][\"'”’」』)\]]*\s|[。！？]|\n")


class SentenceStream:
    """Tells each sentence once it has ended; every character that is not white space is told once, in order.

    What comes later may show that a sentence went on, such as the second of two quotation marks: the rest of it is then told
    as a sentence of its own. Only what is not told yet is looked at, so that a long text costs no more for each piece.
    """

    def __init__(self) -> None:
        self.written = ""
        """What has come so far."""
        self.told = 0
        """Where that ends in it which is told."""

    def feed(self, piece: str) -> list[str]:
        """Return the sentences that have ended with this piece, mostly none."""
        self.written += piece
        rest = self.written[self.told :]
        ended = split_sentences(rest)[:-1] if _MAYBE_ENDED.search(rest) else []
        if ended:
            self.told += ended[-1].end
        return [rest[span.start : span.end] for span in ended]

    def finish(self) -> list[str]:
        """Return the sentences that are left; nothing more comes."""
        rest, self.told = self.written[self.told :], len(self.written)
        return [rest[span.start : span.end] for span in split_sentences(rest)]
