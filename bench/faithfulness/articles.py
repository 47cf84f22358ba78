"""Short articles written in both languages, with claims whose truth is known: read from `articles/`, one file a half.

A file is plain text. An article begins with `# name`; `let A firm` draws a name, `let x 20-40` a number, `let y x+3-9` one
that is that much more; `title`, `s` (a sentence) and claims follow, Korean and English on a line with ` || ` between them. A
claim's line begins with its mark and kind: `+` is supported, `-` is contradicted, `?` is not said. `{A}` stands for what was
drawn, `{A:은}` has the Korean particle that fits it.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.faithfulness.changes import Label
from bench.faithfulness.drawn_names import NAMES
from bot.bilingual import Bilingual, Language
from bot.text.morphology import join_morphemes

FOLDER = Path(__file__).resolve().parent / "articles"
LABELS: dict[str, Label] = {"+": "supported", "-": "contradicted", "?": "not_said"}
PAIRS: tuple[tuple[Language, Language], ...] = (("ko", "ko"), ("en", "en"), ("ko", "en"), ("en", "ko"))


@dataclass(frozen=True, slots=True)
class WrittenClaim:
    """A claim about an article, in both languages, with what was changed in it."""

    label: Label
    kind: str
    text: Bilingual


@dataclass(frozen=True, slots=True)
class WrittenArticle:
    """An article with places to fill. `draws` are (name, what to draw)."""

    name: str
    draws: tuple[tuple[str, str], ...]
    title: Bilingual
    sentences: tuple[Bilingual, ...]
    claims: tuple[WrittenClaim, ...]


@dataclass(frozen=True, slots=True)
class MadeClaim:
    """A claim in one language about an article in one, filled in. `sentences` are the article's."""

    article: str
    kind: str
    label: Label
    claim: str
    language: Language
    title: str
    sentences: tuple[str, ...]
    source_language: Language

    @property
    def source(self) -> str:
        """The article with its title, as one text."""
        return f"{self.title}. {' '.join(self.sentences)}"


def read_articles(half: str) -> list[WrittenArticle]:
    """Return the articles of a half, `fitting` or `held_apart`. Raises ValueError naming the line that is not understood."""
    lines = [line.strip() for line in (FOLDER / f"{half}.txt").read_text(encoding="utf-8").splitlines()]
    articles: list[WrittenArticle] = []
    block: list[str] = []
    for line in [*lines, "# end"]:
        if line.startswith("# "):
            if block:
                articles.append(_article(block))
            block = []
        if line:
            block.append(line)
    return articles


def claims_of(article: WrittenArticle, draw: int) -> Iterator[MadeClaim]:
    """Yield every claim of an article in the four pairs of languages, filled with the names and numbers of `draw`."""
    filled = _draw(article, draw)
    for one in article.claims:
        for source_language, language in PAIRS:
            yield MadeClaim(
                article.name,
                one.kind,
                one.label,
                _fill(one.text.in_(language), filled, language),
                language,
                _fill(article.title.in_(source_language), filled, source_language),
                tuple(_fill(sentence.in_(source_language), filled, source_language) for sentence in article.sentences),
                source_language,
            )


def filled_sentences(article: WrittenArticle, draw: int = 0) -> Iterator[tuple[str, str]]:
    """Yield the sentences of an article and its true claims, Korean and English, filled with the names and numbers of `draw`."""
    filled = _draw(article, draw)
    for text in (*article.sentences, *(claim.text for claim in article.claims if claim.label == "supported")):
        yield _fill(text.ko, filled, "ko"), _fill(text.en, filled, "en")


def _article(block: list[str]) -> WrittenArticle:
    draws: list[tuple[str, str]] = []
    title = Bilingual("", "")
    sentences: list[Bilingual] = []
    claims: list[WrittenClaim] = []
    for line in block[1:]:
        word, _, rest = line.partition(" ")
        if word == "let":
            draws += [(name, what) for name, what in (one.split(" ") for one in rest.split("; "))]
        elif word == "title":
            title = _both(rest)
        elif word == "s":
            sentences.append(_both(rest))
        elif word[0] in LABELS:
            claims.append(WrittenClaim(LABELS[word[0]], word[1:], _both(rest)))
        else:
            raise ValueError(f"{block[0]}: {line}")
    return WrittenArticle(block[0].removeprefix("# "), tuple(draws), title, tuple(sentences), tuple(claims))


def _both(text: str) -> Bilingual:
    ko, separator, en = text.partition(" || ")
    if not separator:
        raise ValueError(f"two languages are wanted: {text}")
    return Bilingual(ko.strip(), en.strip())


def _draw(article: WrittenArticle, draw: int) -> dict[str, Bilingual]:
    luck = random.Random(f"{article.name} {draw}")
    filled: dict[str, Bilingual] = {}
    numbers: dict[str, int] = {}
    for name, what in article.draws:
        if what in NAMES:
            taken = set(filled.values())
            filled[name] = luck.choice([one for one in NAMES[what] if one not in taken])
            continue
        found = re.fullmatch(r"(?:(\w+)\+)?(\d+)-(\d+)(?:\*(\d+))?", what)
        if found is None:
            raise ValueError(f"{article.name}: {name} {what}")
        more, low, high, times = found.groups()
        number = (numbers[more] if more else 0) + luck.randint(int(low), int(high)) * int(times or 1)
        numbers[name] = number
        filled[name] = Bilingual(
            f"{number:,}" if number > 2999 else str(number), f"{number:,}" if number > 2999 else str(number)
        )
    return filled


def _fill(text: str, filled: dict[str, Bilingual], language: Language) -> str:
    def said(match: re.Match[str]) -> str:
        name, particle = match.group(1), match.group(2)
        word = filled[name].in_(language)
        return with_particle(word, particle) if particle else word

    filled_in = re.sub(r"\{(\w+)(?::([가-힣]+))?\}", said, text)
    return filled_in[:1].upper() + filled_in[1:]


_TAGS = {"은": "JX", "이": "JKS", "을": "JKO", "과": "JC", "으로": "JKB", "이다": "VCP", "이라고": "JKQ"}
# How the last digit of a number is read: a zero ends in 십, 백 or 천, which are all closed.
_DIGITS = dict(zip("0123456789", "십일이삼사오육칠팔구", strict=True))


def with_particle(word: str, particle: str) -> str:
    """Return a Korean word with 은, 이, 을, 과, 으로 or 이다 in the form that fits its end."""
    read = _DIGITS.get(word[-1], word)
    return word + join_morphemes([(read, "NNP"), (particle, _TAGS[particle])])[len(read) :]
