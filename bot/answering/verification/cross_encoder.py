"""The network that reads a source beside a claim, on the layers of the embedding model.

Source and claim go through the lower layers each by itself, as in PreTTR (MacAvaney et al., arXiv 2004.14255) and DeFormer (Cao
et al., arXiv 2005.00697), and through the upper ones together. The lower layers and the table of words stay those of the
embedding model, and a source is read once for all claims about it; only the upper half is learned, by
`bench/faithfulness/train.py`.
"""

import copy
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from bot.models.byte_rows import read_byte_rows
from bot.models.embeddings.embedder import SentenceEmbedder

if TYPE_CHECKING:
    from transformers import BertModel

LOWER = 6
LONGEST_SOURCE, LONGEST_CLAIM = 128, 64  # tokens
LABELS = ("supported", "not_said", "contradicted")
_START, _PAD, _END = 0, 1, 2
_BATCH = 32
_SHARP = 20.0  # how much more the closest token counts than the others


class CrossEncoder(nn.Module):
    """Reads pairs of source and claim; `kept` texts stay in memory as the lower layers leave them."""

    def __init__(self, bert: "BertModel", tokenizer: Tokenizer, kept: int) -> None:
        super().__init__()
        size = bert.config.hidden_size
        self.embeddings = bert.embeddings
        self.lower = nn.ModuleList(bert.encoder.layer[:LOWER])
        self.upper = nn.ModuleList(bert.encoder.layer[LOWER:])
        self.of_claim = nn.Parameter(torch.zeros(size))
        self.head = nn.Sequential(
            nn.Linear(4 * size + 2, size), nn.GELU(), nn.Dropout(0.1), nn.Linear(size, len(LABELS))
        )
        self.tokenizer = tokenizer
        self._most_kept = kept
        self._kept: OrderedDict[str, Tensor] = OrderedDict()

    def learned(self) -> dict[str, Tensor]:
        """Return what training changes, by name."""
        frozen = ("embeddings.", "lower.")
        return {name: value for name, value in self.state_dict().items() if not name.startswith(frozen)}

    def forward(self, pairs: Sequence[tuple[str, str]]) -> Tensor:
        """Return logits of LABELS for (source, claim) pairs, shape (pairs, 3). A text too long loses its end."""
        sources = self._read([source for source, _ in pairs], LONGEST_SOURCE)
        claims = self._read([claim for _, claim in pairs], LONGEST_CLAIM)
        states, mask = _padded([torch.cat(both) for both in zip(sources, claims, strict=True)])
        begins = torch.tensor([len(source) for source in sources])[:, None]
        claimed = ((torch.arange(states.shape[1])[None] >= begins) & mask).unsqueeze(-1)
        states = states + claimed.to(states.dtype) * self.of_claim.to(states.dtype)
        for layer in self.upper:
            states = _through(layer, states, mask)
        in_source = (~claimed.squeeze(-1)) & mask
        logits: Tensor = self.head(_compared(states.float(), claimed, in_source).to(states.dtype))
        return logits

    def _read(self, texts: Sequence[str], longest: int) -> list[Tensor]:
        """Return the states of each text behind the lower layers, shape (tokens, size)."""
        found = {text: self._kept[text] for text in texts if text in self._kept}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        encoded = self.tokenizer.encode_batch(missing, add_special_tokens=False) if missing else []
        ids = [torch.tensor([_START, *one.ids[: longest - 2], _END]) for one in encoded]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        for begin in range(0, len(order), _BATCH):
            rows = order[begin : begin + _BATCH]
            padded, mask = _padded([ids[i] for i in rows], _PAD)
            with torch.no_grad():
                states = self.embeddings(input_ids=padded)
                for layer in self.lower:
                    states = _through(layer, states, mask)
            for i, state in zip(rows, states, strict=True):
                found[missing[i]] = state[: len(ids[i])].to(torch.bfloat16).clone()
        self._kept.update(found)
        while len(self._kept) > self._most_kept:
            self._kept.popitem(last=False)
        return [found[text].to(self.of_claim.dtype) for text in texts]


def load_cross_encoder(embedder: SentenceEmbedder, path: Path, kept: int) -> CrossEncoder:
    """Return the network on the layers of `embedder` with what `path` holds of it; the embedder stays as it is."""
    transformer: Any = embedder.load()[0]
    bert = transformer.auto_model
    tokenizer = Tokenizer.from_str(transformer.tokenizer.backend_tokenizer.to_str())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True  # "</s>" in an article ends nothing
    network = CrossEncoder(bert, tokenizer, kept)
    # The lower half is the embedding model's own; the upper half must not change that of the embedding model.
    network.upper = nn.ModuleList(copy.deepcopy(layer) for layer in bert.encoder.layer[LOWER:])
    network.load_state_dict(read_byte_rows(path), strict=False)
    return network.to(bert.dtype).eval()


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


def _padded(rows: Sequence[Tensor], value: float = 0) -> tuple[Tensor, Tensor]:
    """Return rows of several lengths as one tensor, and a mask of what is in them."""
    padded = nn.utils.rnn.pad_sequence(list(rows), batch_first=True, padding_value=value)
    mask = torch.arange(padded.shape[1])[None] < torch.tensor([len(row) for row in rows])[:, None]
    return padded, mask


def _through(layer: nn.Module, states: Tensor, mask: Tensor) -> Tensor:
    made: Tensor = layer(states, attention_mask=mask[:, None, None, :])
    return made
