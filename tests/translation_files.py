"""Files that Firefox's engine reads, made here: of the published form and with random weights, so that what it says is nonsense.

The model is Marian's binary format, version 1 (`src/common/binary.cpp` there), with weights of 8 bits and their multipliers; the
words are a SentencePiece model; the shortlist names the words that a source word may become (`src/data/shortlist.h` there).
"""

import struct
from collections.abc import Sequence

import numpy as np

SAID = ["▁It", "▁is", "▁said", "▁so", ".", "▁rice", "▁그렇다고", "▁한다", "▁벼", "는"]
# What every word may become.
MADE = ["▁alpha", "▁beta", "▁gamma", "▁delta"]
OTHERS = [f"▁w{n}" for n in range(50)]
PIECES = ["</s>", "<unk>", *SAID, *MADE, *OTHERS]

_WIDTH = 64
_FLOAT32, _INT8, _INTGEMM8 = 0x404, 0x101, 0x4101
_MAGIC = 0xF11A48D5013417F5

Item = tuple[str, int, tuple[int, ...], bytes]


def vocabulary() -> bytes:
    """A SentencePiece model (protocol buffers) whose words are `PIECES`, the end of a sentence first, as Marian has them."""
    kinds = {0: 3, 1: 2}
    pieces = b"".join(
        _block(1, _block(1, piece.encode()) + b"\x15" + struct.pack("<f", -float(n)) + _number(3, kinds.get(n, 1)))
        for n, piece in enumerate(PIECES)
    )
    trainer = _number(3, 1) + _number(40, 1) + _number(41, 2**64 - 1) + _number(42, 0) + _number(43, 2**64 - 1)
    spelling = _block(1, b"identity") + _number(3, 1) + _number(4, 1) + _number(5, 1)
    return pieces + _block(2, trainer) + _block(3, spelling)


def shortlist() -> bytes:
    """A shortlist by which every word may become one of `MADE`, or the end."""
    allowed = [0, *(PIECES.index(piece) for piece in MADE)]
    starts = range(0, len(allowed) * len(PIECES) + 1, len(allowed))
    header = struct.pack("<6Q", _MAGIC, 0, 0, len(allowed), len(starts), len(allowed) * len(PIECES))
    return header + struct.pack(f"<{len(starts)}Q", *starts) + struct.pack(f"<{len(allowed)}I", *allowed) * len(PIECES)


def model(seed: int = 0) -> bytes:
    """A transformer of one layer with random weights, as Marian writes it; it goes on until the engine stops it."""
    random = np.random.default_rng(seed)
    items: list[Item] = []

    def plain(name: str, value: float, width: int = _WIDTH) -> None:
        items.append((name, _FLOAT32, (1, width), np.full(width, value, np.float32).tobytes()))

    def weights(name: str, rows: int = _WIDTH) -> None:
        values = random.integers(-100, 100, (rows, _WIDTH)).astype(np.int8).tobytes()
        items.append((name, _INTGEMM8, (rows, _WIDTH), values + struct.pack("<f", 127.0)))
        plain(f"{name}_QuantMultA", 20.0, 1)

    def attention(name: str) -> None:
        for part in "qkvo":
            weights(f"{name}_W{part}")
            plain(f"{name}_b{part}", 0.0)
        normal(f"{name}_Wo")

    def normal(name: str) -> None:
        plain(f"{name}_ln_scale", 1.0)
        plain(f"{name}_ln_bias", 0.0)

    def forward(name: str) -> None:
        for part in "12":
            weights(f"{name}_W{part}")
            plain(f"{name}_b{part}", 0.0)
        normal(f"{name}_ffn")

    attention("encoder_l1_self")
    forward("encoder_l1_ffn")
    weights("decoder_l1_rnn_W")
    weights("decoder_l1_rnn_Wf")
    plain("decoder_l1_rnn_bf", 0.0)
    normal("decoder_l1_rnn_ffn")
    attention("decoder_l1_context")
    forward("decoder_l1_ffn")
    weights("Wemb", len(PIECES))
    likely = np.array([-1e6] + [0.0] * (len(PIECES) - 1), np.float32)
    items.append(("decoder_ff_logit_out_b", _FLOAT32, (1, len(PIECES)), likely.tobytes()))
    plain("none_QuantMultA", 20.0, 1)
    words = _settings().encode() + b"\0"
    items.append(("special:model.yml", _INT8, (1, len(words)), words))
    return _binary(items)


def _settings() -> str:
    said = {
        "type": "transformer",
        "dim-emb": _WIDTH,
        "dim-vocabs": f"[{len(PIECES)}, {len(PIECES)}]",
        "enc-depth": 1,
        "dec-depth": 1,
        "transformer-heads": 2,
        "transformer-dim-ffn": _WIDTH,
        "transformer-decoder-autoreg": "rnn",
        "dec-cell": "ssru",
        "tied-embeddings-all": "true",
    }
    return "".join(f"{name}: {value}\n" for name, value in said.items())


def _binary(items: Sequence[Item]) -> bytes:
    """Headers, names, shapes, then all values, each on a border of 256 bytes."""
    out = struct.pack("<2Q", 1, len(items))
    for name, kind, shape, values in items:
        out += struct.pack("<4Q", len(name) + 1, kind, len(shape), len(_padded(values)))
    out += b"".join(name.encode() + b"\0" for name, *_ in items)
    out += b"".join(struct.pack(f"<{len(shape)}i", *shape) for _, _, shape, _ in items)
    gap = -(len(out) + 8) % 256
    return out + struct.pack("<Q", gap) + b"\0" * gap + b"".join(_padded(values) for *_, values in items)


def _padded(values: bytes) -> bytes:
    return values + b"\0" * (-len(values) % 256)


def _varint(number: int) -> bytes:
    low, rest = number & 127, number >> 7
    return bytes([low]) if not rest else bytes([low | 128]) + _varint(rest)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _block(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content
