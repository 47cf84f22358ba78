"""How a model is asked: how much it reads for an answer, and whether it explains in its own words or the articles' are quoted.

What a model here reads is a question of time: a reader waits for all of it before the first word. So its budget grows with the
speed at which its engine has been seen to read, from what suits the slowest machine up to what its memory holds.
"""

from dataclasses import dataclass, replace

from bot.bilingual import Language
from bot.models.files.catalogue import catalogue
from bot.models.llm.llama_server import CONTEXT_TOKENS

_BOTH: frozenset[Language] = frozenset(("ko", "en"))
# Smaller models mix facts up when they read many sentences at once (docs/measurements/answering.md).
_LEAST_SIZE = 2_000_000_000
# How long a reader should wait for the first word of a model in this process.
FIRST_WORD_SECONDS = 3.0
# Of a prompt for an explanation, what is not articles: 108 tokens for a question of 30 letters. And how many tokens a Korean
# article makes for each that is estimated by its letters: up to 1.43 in `corpus/` (the engine's own count, `/tokenize`), and more
# with names in both scripts.
_ASKING_TOKENS = 110
_TOKENS_PER_ESTIMATED = 1.6


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """What a model is good for.

    It reads up to `excerpt_tokens` for an answer of a sentence. One that `explains` reads up to `evidence_tokens` of an article
    and writes up to `answer_tokens` about it; of any other the article's sentences are quoted, and told by the model in the
    languages that it `retells` into. Tokens that are read are estimated by letters (`bot.answering.context`).
    """

    excerpt_tokens: int
    evidence_tokens: int
    answer_tokens: int
    explains: bool
    retells: frozenset[Language]

    def at_speed(self, reading: float) -> "ModelProfile":
        """Return what this is for a model here that reads so many tokens a second: never less, as one busy moment may mislead."""
        room = round((CONTEXT_TOKENS - self.answer_tokens - _ASKING_TOKENS) / _TOKENS_PER_ESTIMATED)
        in_time = round((reading * FIRST_WORD_SECONDS - _ASKING_TOKENS) / _TOKENS_PER_ESTIMATED)
        budget = min(in_time, room)
        return replace(
            self,
            excerpt_tokens=max(self.excerpt_tokens, budget),
            evidence_tokens=max(self.evidence_tokens, budget),
        )


# The built-in model reads about 60 tokens a second on two cores: each 60 are a second before the first word. On a faster machine
# it reads no more: of more sentences it makes a worse answer.
# What it makes of English in Korean is not fit to be read: of 29 sentences 3 were right, and loops and names of
# others were among the rest (docs/measurements/answering.md).
SMALL = ModelProfile(400, 400, 220, explains=False, retells=frozenset(("en",)))
# Even at the speed of the built-in model 1,200 are 20 seconds; whoever chooses a larger one has a faster machine, or waits.
LARGER = ModelProfile(400, 1_200, 500, explains=True, retells=_BOTH)
ELSEWHERE = ModelProfile(8_000, 8_000, 1_000, explains=True, retells=_BOTH)


def profile_of(name: str, reading: float = 0.0) -> ModelProfile:
    """Return how the model called `name` is asked: by its size in the catalogue, else by whether it runs here or elsewhere.

    `reading` is how many tokens a second a model here reads, 0.0 where that is not known yet.
    """
    if ":" in name:
        return ELSEWHERE
    known = catalogue().get(name)
    return SMALL if known is not None and known.size < _LEAST_SIZE else LARGER.at_speed(reading)
