"""Text that is read never steers the conversation that it is read in: what a model takes for a mark of its own is parted.

A conversation becomes one text with marks in it ("<|im_end|>" ends what somebody says), which an article or a question may
spell as well. Engines turn every such spelling into the mark, wherever it stands. So each one in what we say is parted by a
space before it is sent: those of the loaded model, which its file lists, and those of every family that is known, for models
elsewhere.
"""

import re
import struct
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO

# What cannot be seen may stand inside a mark, or spell whole sentences (U+E0000).
_INVISIBLE = re.compile(
    "[\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)
# <|im_end|> and <｜end▁of▁sentence｜>, with the bars and the brackets of any width.
_BARS = re.compile("(?<=[<＜])(?=[|｜])|(?<=[|｜])(?=[>＞])")
# </s>, <start_of_turn>, <think>, <unused0>, <tool_call>: an element without attributes, and <<SYS>>.
_ELEMENTS = re.compile(r"(?<=[<＜])(?=/?[A-Za-z0-9_][^<>＜＞\s]{0,60}[>＞])|(?<=<)(?=</?SYS>>)")
# [INST], [/INST], [gMASK], [|assistant|]
_BRACKETED = re.compile(
    r"(?<=\[)(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_\w+|CLS|SEP|PAD|MASK|UNK|BOS|EOS|gMASK|sMASK|PREFIX|SUFFIX|MIDDLE|"
    r"THINK|ARGS|CALL_ID|IMG\w*|EOT|END|MODEL_SETTINGS|UNUSED_TOKEN_\d+|extra_id_\d+|\|[^\[\]\n]{1,40}\|)\])"
)
# ]~b] and [e~[ of MiniMax, >>QUESTION<< of Falcon.
_ODD = re.compile(r"(?<=\])(?=~!?b[\[\]])|(?<=\[)(?=e~\[)|(?<=>>)(?=[A-Z_]{1,40}<<)")
# At the beginning of a line older templates have plain words for who speaks.
_SPEAKER = re.compile(
    r"^([ \t]*(?:#{1,6}[ \t]*)?(?:system|user|human|assistant|instruction|response|input|bot|ai))(?=[ \t]*[:：])",
    re.I | re.M,
)

# GGUF: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, version 3. Sizes of the plain types by their number.
_MAGIC = b"GGUF"
_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_STRING, _ARRAY, _INT32 = 8, 9, 5
_TOKENS, _KINDS = "tokenizer.ggml.tokens", "tokenizer.ggml.token_type"
_UNKNOWN, _CONTROL, _OWN = 2, 3, 4
_MOST = 2**24


def part_control_tokens(text: str, spellings: Collection[str] = ()) -> str:
    """Return `text` with a space inside each spelling of a mark, those of `spellings` and the known ones; the rest as it is."""
    seen = _INVISIBLE.sub("", text)
    for pattern in (_BARS, _ELEMENTS, _BRACKETED, _ODD):
        seen = pattern.sub(" ", seen)
    seen = _SPEAKER.sub(r"\1 ", seen)
    return _any_of(frozenset(spellings)).sub(lambda match: f"{match[0][0]} {match[0][1:]}", seen) if spellings else seen


def read_control_tokens(path: Path) -> frozenset[str]:
    """Return how the marks of the model in a GGUF file are spelled. Raises OSError, and ValueError for a file that is none.

    Words of the model's own beside its marks count where they are in brackets; others are spaces and letters like any.
    """
    with path.open("rb") as file:
        if file.read(4) != _MAGIC:
            raise ValueError(f"{path}: no GGUF file")
        _, _, count = struct.unpack("<IQQ", _exactly(file, 20))
        tokens: list[str] = []
        kinds: tuple[int, ...] = ()
        for _ in range(count):
            key = _string(file).decode("utf-8", "replace")
            (kind,) = struct.unpack("<I", _exactly(file, 4))
            if key == _TOKENS and kind == _ARRAY:
                tokens = list(_strings(file))
            elif key == _KINDS and kind == _ARRAY:
                kinds = _integers(file)
            else:
                _skip(file, kind)
            if tokens and kinds:
                break
    found = zip(tokens, kinds, strict=False)
    return frozenset(
        token
        for token, kind in found
        if len(token) > 1
        and (kind in (_CONTROL, _UNKNOWN) or (kind == _OWN and token[0] in "<[" and token[-1] in ">]"))
    )


@cache
def _any_of(spellings: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(spellings, key=len, reverse=True))))


def _exactly(file: BinaryIO, size: int) -> bytes:
    found = file.read(size)
    if len(found) != size:
        raise ValueError("cut off")
    return found


def _string(file: BinaryIO) -> bytes:
    (size,) = struct.unpack("<Q", _exactly(file, 8))
    if size > _MOST:
        raise ValueError("a text without end")
    return _exactly(file, size)


def _head(file: BinaryIO) -> tuple[int, int]:
    kind, count = struct.unpack("<IQ", _exactly(file, 12))
    if count > _MOST:
        raise ValueError("a list without end")
    return kind, count


def _strings(file: BinaryIO) -> Iterator[str]:
    kind, count = _head(file)
    if kind != _STRING:
        raise ValueError("tokens that are no texts")
    for _ in range(count):
        yield _string(file).decode("utf-8", "replace")


def _integers(file: BinaryIO) -> tuple[int, ...]:
    kind, count = _head(file)
    if kind != _INT32:
        raise ValueError("kinds of tokens that are no numbers")
    return struct.unpack(f"<{count}i", _exactly(file, 4 * count))


def _skip(file: BinaryIO, kind: int) -> None:
    if kind == _STRING:
        _string(file)
    elif kind == _ARRAY:
        inner, count = _head(file)
        if inner in _SIZES:
            file.seek(count * _SIZES[inner], 1)
        else:
            for _ in range(count):
                _skip(file, inner)
    elif kind in _SIZES:
        file.seek(_SIZES[kind], 1)
    else:
        raise ValueError(f"a value of kind {kind}")
