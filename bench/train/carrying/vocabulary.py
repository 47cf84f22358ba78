"""The words of a GGUF file's model: text to their numbers and back, and the conversation as Qwen's template puts it."""

from collections.abc import Sequence
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

from bench.train.carrying.gguf_blocks import read_directory
from bot.models.llm.chat_message import Message

# Qwen2's own, from its tokenizer.json.
_PIECES = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
END = "<|im_end|>"
_PLAIN_WORD = 1
# What Qwen is told where nobody tells it anything else.
_SYSTEM = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant."


def read_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer that a file of a Qwen2 model describes."""
    about, _ = read_directory(path)
    words, kinds = about["tokenizer.ggml.tokens"], about["tokenizer.ggml.token_type"]
    merges = [tuple(merge.split(" ")) for merge in about["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(models.BPE({word: i for i, word in enumerate(words)}, merges))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_PIECES), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    marks = [word for word, kind in zip(words, kinds, strict=True) if kind != _PLAIN_WORD]
    tokenizer.add_special_tokens([AddedToken(mark, normalized=False) for mark in marks if mark.startswith("<|")])
    return tokenizer


def as_conversation(messages: Sequence[Message]) -> str:
    """Return a conversation up to where the model goes on."""
    spoken = list(messages) if messages[0][0] == "system" else [("system", _SYSTEM), *messages]
    return "".join(f"<|im_start|>{role}\n{text}{END}\n" for role, text in spoken) + "<|im_start|>assistant\n"
