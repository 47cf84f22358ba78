"""What a reasoning model says to itself, kept apart from what it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a streamed reply. Thinking is what a reasoning model says to itself; it never becomes part of an answer."""

    text: str
    thinking: bool = False


class ThinkingSplitter:
    """Takes `<think>...</think>` out of streamed text, wherever the pieces happen to be cut."""

    OPEN, CLOSE = "<think>", "</think>"

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False
        self.has_said = False

    def feed(self, text: str) -> Iterator[Piece]:
        """Yield what is certain so far; the beginning of a possible mark is held back."""
        self._held += text
        self.has_said = self.has_said or bool(text)
        while True:
            mark = self.CLOSE if self._thinking else self.OPEN
            before, found, after = self._held.partition(mark)
            if found:
                if before:
                    yield Piece(before, self._thinking)
                self._held, self._thinking = after, not self._thinking
                continue
            keep = next((n for n in range(len(mark) - 1, 0, -1) if self._held.endswith(mark[:n])), 0)
            certain, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
            if certain:
                yield Piece(certain, self._thinking)
            return

    def feed_chunk(self, chunk: "AIMessageChunk") -> Iterator[Piece]:
        """Yield what is certain with a piece of a stream, in which a provider may keep its thinking apart by itself."""
        for block in chunk.content_blocks:
            if block["type"] == "reasoning":
                self.has_said = True
                yield Piece(block.get("reasoning", ""), thinking=True)
            elif block["type"] == "text":
                yield from self.feed(block["text"])

    def finish(self) -> Iterator[Piece]:
        """Yield what was held back."""
        if self._held:
            yield Piece(self._held, self._thinking)
        self._held = ""
