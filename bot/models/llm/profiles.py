"""How a model is asked: how much it reads for an answer, and whether it explains in its own words or the articles' are quoted."""

from dataclasses import dataclass

from bot.bilingual import Language
from bot.models.files.catalogue import catalogue

_BOTH: frozenset[Language] = frozenset(("ko", "en"))
# Smaller models mix facts up when they read many sentences at once (docs/measurements/answering.md).
_LEAST_SIZE = 2_000_000_000


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """What a model is good for.

    One that `explains` reads up to `evidence_tokens` of an article and writes up to `answer_tokens` about it; of any other the
    article's sentences are quoted, and told by the model in the languages that it `retells` into.
    """

    evidence_tokens: int
    answer_tokens: int
    explains: bool
    retells: frozenset[Language]


# The built-in model reads about 60 tokens a second on two cores: each 60 are a second before the first word.
# What it makes of English in Korean is not fit to be read: of 29 sentences 3 were right, and loops and names of
# others were among the rest (docs/measurements/answering.md).
SMALL = ModelProfile(400, 220, explains=False, retells=frozenset(("en",)))
# Even at the speed of the built-in model these are 20 seconds; whoever chooses a larger one has a faster machine, or waits.
LARGER = ModelProfile(1_200, 500, explains=True, retells=_BOTH)
ELSEWHERE = ModelProfile(8_000, 1_000, explains=True, retells=_BOTH)


def profile_of(name: str) -> ModelProfile:
    """Return how the model called `name` is asked: by its size in the catalogue, else by whether it runs here or elsewhere."""
    if ":" in name:
        return ELSEWHERE
    known = catalogue().get(name)
    return SMALL if known is not None and known.size < _LEAST_SIZE else LARGER
