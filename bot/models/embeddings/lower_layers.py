"""The lower half of the embedding model, which what was learned here for reading two texts together goes on from.

Texts go through it each by itself, as in PreTTR (MacAvaney et al., arXiv 2004.14255) and DeFormer (Cao et al., arXiv
2005.00697), and through upper layers of their own together: what is read again beside another text costs half.
"""

import copy
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from bot.models.embeddings.embedder import SentenceEmbedder

if TYPE_CHECKING:
    from transformers import BertModel

LOWER = 6
_START, _PAD, _END = 0, 1, 2
_MARKS = 2
_BATCH = 32


class LowerLayers:
    """Reads texts by the model's own lower layers; the `kept` texts that were read last stay in memory. Threads may share it."""

    def __init__(self, bert: "BertModel", tokenizer: Tokenizer, kept: int) -> None:
        self.tokenizer = tokenizer
        self.size: int = bert.config.hidden_size
        self.dtype: torch.dtype = bert.dtype
        self._bert = bert
        self._most_kept = kept
        self._kept: OrderedDict[tuple[str, int], Tensor] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def of_embedder(cls, embedder: SentenceEmbedder, kept: int) -> "LowerLayers":
        """Return those of an embedder of ours, which stays as it is."""
        transformer: Any = embedder.load()[0]
        tokenizer = Tokenizer.from_str(transformer.tokenizer.backend_tokenizer.to_str())
        return cls(transformer.auto_model, _plain(tokenizer), kept)

    @classmethod
    def from_folder(cls, folder: str, kept: int) -> "LowerLayers":
        """Return those of the model in a folder, as what stands on them is trained: nothing of them learns."""
        from transformers import BertModel

        # Without dropout: a text is read once, however often it is seen.
        still: dict[str, Any] = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
        bert = BertModel.from_pretrained(folder, add_pooling_layer=False, **still).requires_grad_(False)
        return cls(bert, _plain(Tokenizer.from_file(f"{folder}/tokenizer.json")), kept)

    def copy_upper(self) -> nn.ModuleList:
        """Return the model's upper layers, to be taught: the model's own stay as they are."""
        return nn.ModuleList(copy.deepcopy(layer) for layer in self._bert.encoder.layer[LOWER:]).requires_grad_(True)

    def count(self, text: str, longest: int) -> int:
        """Return of how many tokens `read` has the states, the text's marks among them."""
        return min(len(self.tokenizer.encode(text, add_special_tokens=False).ids) + _MARKS, longest)

    def read(self, texts: Sequence[str], longest: int) -> list[Tensor]:
        """Return each text's states behind the lower layers, bfloat16, shape (tokens, size), its marks among them.

        Of a text of more than `longest` tokens the end is left out.
        """
        with self._lock:  # of two who ask about one article the second finds what the first has read
            return self._read(texts, longest)

    def _read(self, texts: Sequence[str], longest: int) -> list[Tensor]:
        found = {text: self._kept[text, longest] for text in texts if (text, longest) in self._kept}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        encoded = self.tokenizer.encode_batch(missing, add_special_tokens=False) if missing else []
        ids = [torch.tensor([_START, *one.ids[: longest - _MARKS], _END]) for one in encoded]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        for begin in range(0, len(order), _BATCH):
            rows = order[begin : begin + _BATCH]
            padded, mask = pad_states([ids[i] for i in rows], _PAD)
            with torch.no_grad():
                states = self._bert.embeddings(input_ids=padded)
                for layer in self._bert.encoder.layer[:LOWER]:
                    states = go_through(layer, states, mask)
            for i, state in zip(rows, states, strict=True):
                found[missing[i]] = state[: len(ids[i])].to(torch.bfloat16).clone()
        for text, state in found.items():
            self._kept[text, longest] = state
            self._kept.move_to_end((text, longest))
        while len(self._kept) > self._most_kept:
            self._kept.popitem(last=False)
        return [found[text] for text in texts]


def go_through(layer: nn.Module, states: Tensor, mask: Tensor) -> Tensor:
    """Return states (n, t, size) behind a layer, where `mask` (n, t) says what is no padding."""
    made: Tensor = layer(states, attention_mask=mask[:, None, None, :])
    return made


def pad_states(rows: Sequence[Tensor], value: float = 0) -> tuple[Tensor, Tensor]:
    """Return rows of several lengths as one tensor, and a mask of what is in them."""
    padded = nn.utils.rnn.pad_sequence(list(rows), batch_first=True, padding_value=value)
    mask = torch.arange(padded.shape[1])[None] < torch.tensor([len(row) for row in rows])[:, None]
    return padded, mask


def _plain(tokenizer: Tokenizer) -> Tokenizer:
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True  # "</s>" in an article ends nothing
    return tokenizer
