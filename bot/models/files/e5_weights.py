"""Read `e5-small-q4.bin` (the packed multilingual-e5-small) and write it as an ordinary sentence-transformers folder.

The file is little endian: the header "E5S1", a tokenizer that is skipped here (the publisher's own `tokenizer.json` is
used instead), then a directory of named tensors. A tensor is float32, or Q4_0: blocks of 32 values, each an fp16 scale
and 16 bytes whose low nibbles are the first 16 values and whose high nibbles are the last 16, all minus 8.
"""

import json
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2

_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_KINDS = {"w": "weight", "b": "bias"}


@dataclass(frozen=True, slots=True)
class BertShape:
    """The numbers that a BERT configuration needs, in the order in which the file's header gives them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_eps: float


class _Reader:
    """A cursor over the file's bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def take_float(self) -> float:
        (value,) = struct.unpack_from("<f", self.data, self.at)
        self.at += 4
        return float(value)


def read_tensors(path: Path) -> tuple[BertShape, dict[str, Floats]]:
    """Return the model's shape and its tensors under their BERT names, float32, in the shapes that BertModel expects.

    Raises ValueError where the file is not such a file or ends early; whoever checked its digest never sees that.
    """
    reader = _Reader(path.read_bytes())
    if reader.data[:4] != b"E5S1":
        raise ValueError(f"{path.name} does not begin with E5S1")
    reader.at = 4
    reader.take("I")
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types = reader.take("7i")
    shape = BertShape(
        hidden, layers, heads, feed_forward, vocabulary, positions, token_types, layer_norm_eps=reader.take_float()
    )
    reader.take("i")
    _skip_tokenizer(reader)
    (count,) = reader.take("i")
    tensors: dict[str, Floats] = {}
    for _ in range(count):
        (name_length,) = reader.take("H")
        name = reader.data[reader.at : reader.at + name_length].decode("ascii")
        reader.at += name_length
        _, size, offset, length = reader.take("BIQQ")
        raw = reader.data[offset : offset + length]
        if len(raw) != length:
            raise ValueError(f"{path.name} ends inside the tensor {name}")
        values = np.frombuffer(raw, dtype="<f4") if length == 4 * size else _unpack_q4(raw)
        bert_name = _bert_name(name)
        tensors[bert_name] = np.ascontiguousarray(_reshape(bert_name, values, shape), dtype=np.float32)
    return shape, tensors


def write_sentence_transformer(weights: Path, tokenizer: Path, folder: Path) -> None:
    """Write what `SentenceTransformer(folder)` reads into the empty `folder`: mean pooling, unit length, prompts."""
    from safetensors.numpy import save_file

    shape, tensors = read_tensors(weights)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "tokenizer.json").write_bytes(tokenizer.read_bytes())
    # safetensors lets nobody but the owner read what it writes; a cache may be shared.
    (folder / "model.safetensors").chmod((folder / "tokenizer.json").stat().st_mode)
    for name, content in _configuration(shape).items():
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _skip_tokenizer(reader: _Reader) -> None:
    (pieces, *_) = reader.take("5i")
    (blob_length,) = reader.take("Q")
    reader.at += 4 * (pieces + 1) + 4 * pieces + blob_length
    _, map_length = reader.take("iI")
    reader.at += map_length


def _unpack_q4(raw: bytes) -> Floats:
    blocks = np.frombuffer(raw, dtype=np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    values = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8.0
    return (values * scales).reshape(-1)


def _bert_name(name: str) -> str:
    if name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{int(layer[1:])}.{_LAYER_NAMES[part]}.{_KINDS[kind]}"


def _reshape(bert_name: str, values: Floats, shape: BertShape) -> Floats:
    if bert_name.endswith("bias") or "LayerNorm" in bert_name:
        return values
    # Every matrix is stored output rows first, as torch keeps it; only one of its two sides needs to be known.
    columns = (
        shape.feed_forward
        if bert_name.endswith("output.dense.weight") and "attention" not in bert_name
        else shape.hidden
    )
    return values.reshape(-1, columns)


def _configuration(shape: BertShape) -> dict[str, object]:
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "intermediate_size": shape.feed_forward,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "vocab_size": shape.vocabulary,
            "layer_norm_eps": shape.layer_norm_eps,
            "pad_token_id": 1,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "eos_token": "</s>",
            "cls_token": "<s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.base.modules.transformer.Transformer"},
            {
                "idx": 1,
                "name": "1",
                "path": "1_Pooling",
                "type": "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
            },
            {
                "idx": 2,
                "name": "2",
                "path": "2_Normalize",
                "type": "sentence_transformers.base.modules.normalize.Normalize",
            },
        ],
        # The publisher's pooler is not used for mean pooling and is not in the file.
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "model_kwargs": {"add_pooling_layer": False}},
        "1_Pooling/config.json": {"embedding_dimension": shape.hidden, "pooling_mode": "mean"},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
