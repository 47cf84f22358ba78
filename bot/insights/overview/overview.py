"""What an overview tells, and in which order: `Progress` at any time, one `TopicsFound`, `StoryFound`s, one `OverviewDone`."""

from dataclasses import dataclass
from datetime import date

from bot.bilingual import Language
from bot.progress import Progress


@dataclass(frozen=True, slots=True)
class PlacedArticle:
    """An article and its place on the map, `x` and `y` from 0 to 1: what is near each other is about like things."""

    id: str
    title: str
    language: Language
    published: date | None
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Topic:
    """Articles about like things, the most typical first, and the words that tell them from other topics.

    There are words for a reader of each language, the most telling first. Where the topic has no article in that language,
    they are those that the articles themselves give for their terms, else the other language's.
    """

    ko: tuple[str, ...]
    en: tuple[str, ...]
    articles: tuple[PlacedArticle, ...]


@dataclass(frozen=True, slots=True)
class TopicsFound:
    """The topics, largest first, and the `others`: articles like no other, or of the smallest topics where there are too many.

    `total` also counts the articles that were left out.
    """

    topics: tuple[Topic, ...]
    others: tuple[PlacedArticle, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Story:
    """The ids of a Korean and an English article that tell the same, and how surely: above `stories.SAME`, up to 2."""

    ko: str
    en: str
    likeness: float


@dataclass(frozen=True, slots=True)
class StoryFound:
    """One more story in two languages."""

    story: Story


@dataclass(frozen=True, slots=True)
class OverviewDone:
    """The end: how many stories were found, and after how many seconds."""

    stories: int
    seconds: float


OverviewEvent = Progress | TopicsFound | StoryFound | OverviewDone


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of one version of an article: `text == article.text[start:end]`.

    `facts` are the [start, end) of numbers and dates in it, counted from the beginning of `text`.
    """

    article_id: str
    version: int
    start: int
    end: int
    text: str
    facts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Pairing:
    """A sentence of each article about one thing. Where the two differ, `facts` mark what each says otherwise."""

    ko: Said
    en: Said


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two articles side by side, in the order of the Korean one.

    `agree` says the same in both; `differ` names another number or date; `only_ko` and `only_en` are in one of them alone.
    `unsure` counts the sentences of which none of that is certain enough to be said, `unread` those of very long articles
    that were not compared.
    """

    ko: str
    en: str
    agree: tuple[Pairing, ...]
    differ: tuple[Pairing, ...]
    only_ko: tuple[Said, ...]
    only_en: tuple[Said, ...]
    unsure: int
    unread: int
