"""The embedding model in two: its lower layers, which stay as they are, and its upper ones, as they were and as they learn."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor, nn

from bot.bilingual import Language
from bot.models.embeddings.alignment import LanguageAlignment, Role
from bot.models.embeddings.lower_layers import LOWER

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import BertModel

PROMPTS: dict[Role, str] = {"query": "query: ", "passage": "passage: "}
LONGEST: dict[Role, int] = {"query": 48, "passage": 128}  # tokens
_WEIGHT_POWER = 4  # of a squared distance: alignment.py weighs a token by the eighth power of its distance
_PAD = 1
_AT_ONCE = 8  # texts of like length: padding is work for nothing


@dataclass(frozen=True, slots=True)
class ReadTexts:
    """Texts of one role behind the lower layers: for each stretch of texts of like length which they are, and their states.

    `states` (n, t, d) are padded; `said` (n, t) is what is not padding, `own` (n, t) the text without its prompt and marks.
    """

    stretches: list[tuple[list[int], Tensor, Tensor, Tensor]]
    languages: tuple[Language, ...]
    role: Role


@dataclass(frozen=True, slots=True)
class Encoded:
    """n texts in the common space of both languages, as alignment.py has them.

    `vectors` (n, d) have unit length. `tokens` (all tokens, d) too, one text after another: `of_text` (all tokens,) says whose
    each is, and `weights` (all tokens,) how much it says, adding up to 1 for each text.
    """

    vectors: Tensor
    tokens: Tensor
    weights: Tensor
    of_text: Tensor
    languages: tuple[Language, ...]


class UpperLayers:
    """Encodes texts by the upper layers as they were (`before`) and as they are learned (`learned`)."""

    def __init__(self, bert: "BertModel", tokenizer: "Tokenizer", alignment: LanguageAlignment) -> None:
        self.learned = nn.ModuleList(copy.deepcopy(layer) for layer in bert.encoder.layer[LOWER:]).float()
        self._frozen = cast(Any, bert).to(torch.bfloat16).requires_grad_(False).eval()
        self.before: nn.ModuleList = self._frozen.encoder.layer[LOWER:]
        self._tokenizer = tokenizer
        self._alignment = alignment
        self._matrix, self._token_matrix = (
            torch.from_numpy(matrix) for matrix in (alignment.matrix, alignment.token_matrix)
        )
        self.background = alignment.background

    @classmethod
    def from_folder(cls, folder: str | Path, alignment: LanguageAlignment) -> "UpperLayers":
        """Return the model in a folder, without dropout."""
        from tokenizers import Tokenizer
        from transformers import BertModel

        # "eager": of texts as short as these the fused kernel's way back takes a third longer.
        still: dict[str, Any] = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
        bert = BertModel.from_pretrained(str(folder), add_pooling_layer=False, attn_implementation="eager", **still)
        tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
        tokenizer.no_padding()
        return cls(bert, tokenizer, alignment)

    def read(self, texts: Sequence[str], languages: Sequence[Language], role: Role) -> ReadTexts:
        """Return texts behind the lower layers."""
        self._tokenizer.enable_truncation(LONGEST[role])
        encoded = self._tokenizer.encode_batch([PROMPTS[role] + text for text in texts])
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i].ids))
        stretches = []
        for begin in range(0, len(order), _AT_ONCE):
            rows = order[begin : begin + _AT_ONCE]
            longest = len(encoded[rows[-1]].ids)
            ids = torch.full((len(rows), longest), _PAD)
            said, own = (torch.zeros(len(rows), longest, dtype=torch.bool) for _ in range(2))
            for row, i in enumerate(rows):
                size, offsets = len(encoded[i].ids), encoded[i].offsets
                ids[row, :size], said[row, :size] = torch.tensor(encoded[i].ids), True
                own[row, :size] = torch.tensor([end > max(start, len(PROMPTS[role])) for start, end in offsets])
            with torch.no_grad():
                states = self._frozen.embeddings(input_ids=ids)
                for layer in self._frozen.encoder.layer[:LOWER]:
                    states = layer(states, attention_mask=_mask(said))
            stretches.append((rows, states, said, own))
        return ReadTexts(stretches, tuple(languages), role)

    def encode(self, texts: ReadTexts, layers: nn.ModuleList) -> Encoded:
        """Return texts in the common space, by `before` or by `learned`."""
        whole: dict[int, Tensor] = {}
        tokens: dict[int, Tensor] = {}
        for rows, read, said, own in texts.stretches:
            states = read
            with torch.autocast("cpu", torch.bfloat16):
                for layer in layers:
                    states = layer(states, attention_mask=_mask(said))
            states = states.float()
            sums = (states * said.unsqueeze(-1)).sum(1)
            for row, i in enumerate(rows):
                whole[i], tokens[i] = sums[row], states[row][own[row]]
        count = len(texts.languages)
        of_text = torch.repeat_interleave(torch.arange(count), torch.tensor([len(tokens[i]) for i in range(count)]))
        means, token_means = self._means(texts.languages, texts.role)
        vectors = nn.functional.normalize(torch.stack([whole[i] for i in range(count)]), dim=-1) - means
        centred = nn.functional.normalize(torch.cat([tokens[i] for i in range(count)]), dim=-1) - token_means[of_text]
        weights = centred.square().sum(-1) ** _WEIGHT_POWER
        sums = torch.zeros(count).index_add(0, of_text, weights)
        return Encoded(
            nn.functional.normalize(vectors @ self._matrix, dim=-1),
            nn.functional.normalize(centred @ self._token_matrix, dim=-1),
            weights / sums[of_text],
            of_text,
            texts.languages,
        )

    def _means(self, languages: Sequence[Language], role: Role) -> tuple[Tensor, Tensor]:
        alignment = self._alignment
        return tuple(
            torch.stack([torch.from_numpy(means[language, role]) for language in languages])
            for means in (alignment.means, alignment.token_means)
        )  # type: ignore[return-value]


def late_scores(
    questions: Encoded, passages: Encoded, background: dict[tuple[Language, Language], tuple[float, float]]
) -> Tensor:
    """Return how each question's tokens are met by each passage's, shape (questions, passages), as late_interaction.py has it.

    In standard deviations above unrelated texts of the same pair of languages.
    """
    found = []
    for i in range(len(passages.languages)):
        cosines = questions.tokens @ passages.tokens[passages.of_text == i].T
        met = questions.weights * cosines.max(dim=-1).values.clamp_min(0).square()
        found.append(torch.zeros(len(questions.languages)).index_add(0, questions.of_text, met))
    scores = torch.stack(found, dim=1)
    places = [[background[asked, language] for language in passages.languages] for asked in questions.languages]
    levels = torch.tensor(places)
    return (scores - levels[..., 0]) / levels[..., 1]


def _mask(said: Tensor) -> Tensor:
    """Return what is added to the attention to each token, shape (n, 1, 1, t)."""
    return torch.zeros(said.shape, dtype=torch.bfloat16).masked_fill(~said, -1e4)[:, None, None, :]
