"""The network that reads a request beside sentences of an article: which of them belong to a full answer.

The request and each sentence go through the lower layers by themselves and through the upper ones all together (`LowerLayers`),
so that a sentence is read beside its neighbours and beside what else could be told. The upper half and the head begin as those
of the check and are taught by `bench/selection/train_reader.py`.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from bot.models.byte_rows import read_byte_rows
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.embeddings.lower_layers import LowerLayers, go_through, pad_states

LONGEST_REQUEST, LONGEST_SENTENCE = 64, 96  # tokens
PLACES = 64
_MARKS = 2  # tokens around a text
_SHARP = 20.0  # how much more the closest token counts than the others


class ReaderNetwork(nn.Module):
    """Reads what comes from the layers below. `of_claim` marks the request: it began as what marks the check's claim."""

    def __init__(self, lower: LowerLayers) -> None:
        super().__init__()
        self.below = lower
        self.upper = lower.copy_upper()
        self.of_claim = nn.Parameter(torch.zeros(lower.size))
        self.places = nn.Parameter(torch.zeros(PLACES, lower.size))
        self.head = nn.Sequential(
            nn.Linear(4 * lower.size + 2, lower.size), nn.GELU(), nn.Dropout(0.1), nn.Linear(lower.size, 1)
        )

    def fill_window(self, request: str, sentences: Sequence[str], order: Sequence[int], tokens: int) -> list[int]:
        """Return which sentences, the first of `order`, one at least, fill so many tokens beside the request, in place."""
        left = tokens - self.below.count(request, LONGEST_REQUEST)
        window: list[int] = []
        for i in order:
            left -= self.below.count(sentences[i], LONGEST_SENTENCE)
            if left < 0 and window:
                break
            window.append(i)
        return sorted(window)

    def forward(self, request: str, sentences: Sequence[str], window: Sequence[int]) -> Tensor:
        """Return the log odds that an answer tells each sentence of an article in `window`, shape (window,), one at least.

        A text too long loses its end.
        """
        asked = self.below.read([request], LONGEST_REQUEST)[0].to(self.of_claim.dtype) + self.of_claim
        read = self.below.read([sentences[i] for i in window], LONGEST_SENTENCE)
        at = self.places[torch.tensor([PLACES * i // len(sentences) for i in window])]
        placed = [states.to(at.dtype) + place for states, place in zip(read, at, strict=True)]
        states = torch.cat([asked, *placed])[None]
        mask = torch.ones(states.shape[:2], dtype=torch.bool)
        for layer in self.upper:
            states = go_through(layer, states, mask)
        whole = states[0].float()
        padded, of_text = pad_states(torch.split(whole[len(asked) :], [len(states) for states in read]))
        # Its marks are left out, but for a request that has no other token.
        words = whole[1 : len(asked) - 1] if len(asked) > _MARKS else whole[: len(asked)]
        odds: Tensor = self.head(_compared(words, padded, of_text).to(self.places.dtype))
        return odds.squeeze(-1).float()


def load_reader(embedder: SentenceEmbedder, path: Path, kept: int) -> ReaderNetwork:
    """Return the network on the layers of `embedder` with what `path` holds of it; the embedder stays as it is."""
    lower = LowerLayers.of_embedder(embedder, kept)
    network = ReaderNetwork(lower)
    network.load_state_dict(read_byte_rows(path))
    return network.to(lower.dtype).eval()


def _compared(asked: Tensor, sentences: Tensor, of_text: Tensor) -> Tensor:
    """Return what the head sees of each sentence, shape (sentences, 4 sizes + 2), as the check's cross-encoder compares.

    The sentence, the request, how the request's tokens `asked` (tokens, size) differ from those of the sentence closest to them,
    on average and at most, and how well they are met, on average and at worst.
    """
    unit = nn.functional.normalize(sentences, dim=-1)
    cosines = torch.einsum("qd,ntd->nqt", nn.functional.normalize(asked, dim=-1), unit)
    cosines = cosines.masked_fill(~of_text[:, None, :], -2.0)
    apart = (asked - torch.softmax(cosines * _SHARP, dim=-1) @ sentences).abs()
    met = cosines.max(dim=-1).values
    same = asked.mean(0).expand(len(sentences), -1)
    compared = [
        sentences[:, 0],
        same,
        apart.mean(1),
        apart.max(1).values,
        met.mean(1)[:, None],
        met.min(1).values[:, None],
    ]
    return torch.cat(compared, dim=1)
