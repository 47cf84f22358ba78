"""The smallest GGUF files: what they say of their tokens and a few other values, and no weights."""

import struct
from pathlib import Path


def write_gguf(path: Path, tokens: dict[str, int]) -> Path:
    """Write a file whose vocabulary is `tokens`, each with its type as llama.cpp numbers it (1 a word, 3 a mark, 4 its own)."""

    def text(value: str) -> bytes:
        data = value.encode()
        return struct.pack("<Q", len(data)) + data

    kinds = list(tokens.values())
    values = [
        text("general.name") + struct.pack("<I", 8) + text("m"),
        text("sizes") + struct.pack("<IIQ", 9, 4, 3) + struct.pack("<3I", 1, 2, 3),
        text("nested") + struct.pack("<IIQ", 9, 9, 1) + struct.pack("<IQ", 8, 2) + text("a") + text("b"),
        text("rate") + struct.pack("<If", 6, 1.5),
        text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, len(tokens)) + b"".join(map(text, tokens)),
        text("tokenizer.ggml.token_type")
        + struct.pack("<IIQ", 9, 5, len(kinds))
        + struct.pack(f"<{len(kinds)}i", *kinds),
    ]
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, len(values)) + b"".join(values))
    return path
