"""What a sentence is checked against: the sentences of the evidence, made ready once for any number of checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.bilingual import Language
from bot.models.embeddings.alignment import AlignedText
from bot.text.quantities import Quantity

# A claim is read beside so many characters of a passage.
READ_LENGTH: dict[Language, int] = {"ko": 260, "en": 520}


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of the evidence; `n` is the number of the passage that it is in, `title` that of its article.

    A short title often names what the sentences under it are about: "The mean temperature is 8 degrees", of Poland.
    """

    n: int
    text: str
    language: Language
    published: date | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """The sentences of one number together, the title over them, and what they say that can be compared exactly."""

    text: str
    title: str
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class PreparedEvidence:
    """The evidence of one question, ready for any number of sentences."""

    sources: tuple[SourceSentence, ...]
    encoded: tuple[AlignedText, ...] = field(repr=False)
    passages: Mapping[int, SourcePassage] = field(repr=False)
    terms: Mapping[str, str] = field(repr=False)

    def around(self, index: int) -> str:
        """Return a source with the sentences before and after it in its passage."""
        return " ".join(self.sources[i].text for i in sorted(around(self.sources, [index])))

    def window(self, index: int) -> str:
        """Return what is read of a source: its title and as much of its passage around it as fits."""
        source = self.sources[index]
        own = [i for i, one in enumerate(self.sources) if one.n == source.n]
        first = last = own.index(index)
        room = READ_LENGTH[source.language] - len(source.text)
        for at in sorted(set(range(len(own))) - {first}, key=lambda at: (abs(at - first), at)):
            room -= len(self.sources[own[at]].text)
            if room < 0:
                break
            first, last = min(first, at), max(last, at)
        told = " ".join(self.sources[own[at]].text for at in range(first, last + 1))
        return f"{source.title}. {told}" if source.title else told


def around(sources: Sequence[SourceSentence], chosen: Sequence[int]) -> list[int]:
    """Return the chosen sources with the sentences before and after each in its passage."""
    near = (k for i in chosen for k in (i - 1, i, i + 1) if 0 <= k < len(sources) and sources[k].n == sources[i].n)
    return list(dict.fromkeys(near))
