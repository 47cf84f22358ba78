"""The network that reads a source beside a claim, on the layers of the embedding model.

Source and claim go through the lower layers each by itself and through the upper ones together (`LowerLayers`); only the upper
half is learned, by `bench/faithfulness/train.py`. A source is read once for all claims about it.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from bot.models.byte_rows import read_byte_rows
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.embeddings.lower_layers import LowerLayers, go_through, pad_states

LONGEST_SOURCE, LONGEST_CLAIM = 128, 64  # tokens
LABELS = ("supported", "not_said", "contradicted")
_SHARP = 20.0  # how much more the closest token counts than the others


class CrossEncoder(nn.Module):
    """Reads pairs of source and claim, what comes from `lower` together."""

    def __init__(self, lower: LowerLayers) -> None:
        super().__init__()
        self.below = lower
        self.upper = lower.copy_upper()
        self.of_claim = nn.Parameter(torch.zeros(lower.size))
        self.head = nn.Sequential(
            nn.Linear(4 * lower.size + 2, lower.size), nn.GELU(), nn.Dropout(0.1), nn.Linear(lower.size, len(LABELS))
        )

    def forward(self, pairs: Sequence[tuple[str, str]]) -> Tensor:
        """Return logits of LABELS for (source, claim) pairs, shape (pairs, 3). A text too long loses its end."""
        sources = self.below.read([source for source, _ in pairs], LONGEST_SOURCE)
        claims = self.below.read([claim for _, claim in pairs], LONGEST_CLAIM)
        both = [torch.cat(pair) for pair in zip(sources, claims, strict=True)]
        states, mask = pad_states([states.to(self.of_claim.dtype) for states in both])
        begins = torch.tensor([len(source) for source in sources])[:, None]
        claimed = ((torch.arange(states.shape[1])[None] >= begins) & mask).unsqueeze(-1)
        states = states + claimed.to(states.dtype) * self.of_claim.to(states.dtype)
        for layer in self.upper:
            states = go_through(layer, states, mask)
        in_source = (~claimed.squeeze(-1)) & mask
        logits: Tensor = self.head(_compared(states.float(), claimed, in_source).to(states.dtype))
        return logits


def load_cross_encoder(embedder: SentenceEmbedder, path: Path, kept: int) -> CrossEncoder:
    """Return the network on the layers of `embedder` with what `path` holds of it; the embedder stays as it is."""
    lower = LowerLayers.of_embedder(embedder, kept)
    network = CrossEncoder(lower)
    network.load_state_dict(read_byte_rows(path))
    return network.to(lower.dtype).eval()


def _compared(states: Tensor, claimed: Tensor, in_source: Tensor) -> Tensor:
    """Return what the head sees: the whole, the claim, and how its tokens differ from the source's tokens closest to them.

    The differences are what decomposable attention (Parikh et al., arXiv 1606.01933) compares: their mean, and for each
    dimension the largest, for one changed word among many; and how well the tokens are met, on average and at worst.
    """
    unit = nn.functional.normalize(states, dim=-1)
    cosines = (unit @ unit.transpose(1, 2)).masked_fill(~in_source[:, None, :], -2.0)
    aligned = torch.softmax(cosines * _SHARP, dim=-1) @ states
    weights = claimed.to(states.dtype)
    count = weights.sum(1)
    apart = (states - aligned).abs() * weights
    met = cosines.max(dim=-1, keepdim=True).values
    worst = met.masked_fill(~claimed, 2.0).min(dim=1).values
    claim, mean = (states * weights).sum(1) / count, (met * weights).sum(1) / count
    return torch.cat([states[:, 0], claim, apart.sum(1) / count, apart.max(dim=1).values, mean, worst], dim=1)
