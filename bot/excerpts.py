"""Which sentences of the evidence the answering model gets to read: few, whole, in the order of their article."""

from bot.answers import Evidence, EvidencePassage
from bot.dates import resolve_dates
from bot.prompts import Excerpt

# The small model reads about 60 tokens a second on two cores: each 60 are a second before the first word.
TOKENS = 300
HANGUL_PER_TOKEN, OTHERS_PER_TOKEN = 1.5, 4.0
# Long titles are first sentences, which need no reading twice.
TITLE_CHARACTERS = 30
# A sentence this much below the best one is more likely to mislead the small model than to help it.
LEAST_OF_BEST = 0.6


def choose_excerpts(evidence: Evidence) -> list[Excerpt]:
    """Return the sentences that fit best, up to the budget, as one excerpt for each passage, best passage first.

    At least one sentence is chosen, however long it is.
    """
    passages = evidence.passages
    ranked = sorted(
        ((sentence.score, p, s) for p, passage in enumerate(passages) for s, sentence in enumerate(passage.sentences)),
        key=lambda item: -item[0],
    )
    chosen: dict[int, set[int]] = {}
    spent = 0.0
    for score, p, s in ranked:
        tokens = _estimate_tokens(passages[p].sentences[s].text)
        if spent and (spent + tokens > TOKENS or score < LEAST_OF_BEST * ranked[0][0]):
            break
        chosen.setdefault(p, set()).add(s)
        spent += tokens
    return [_excerpt(passages[p], chosen[p]) for p in sorted(chosen)]


def _excerpt(passage: EvidencePassage, sentences: set[int]) -> Excerpt:
    text = " ".join(passage.sentences[s].text for s in sorted(sentences))
    if passage.published is not None:
        # In brackets behind it the small model copies both, "2025년 12월 30일(2025년 12월 30일)".
        text = resolve_dates(text, passage.published, passage.language, replace=passage.language == "ko")
    return Excerpt(_short(passage.title), text)


def _short(title: str) -> str:
    return title if len(title) <= TITLE_CHARACTERS else title[:TITLE_CHARACTERS].rstrip() + "…"


def _estimate_tokens(text: str) -> float:
    hangul = sum("가" <= character <= "힣" for character in text)
    return hangul / HANGUL_PER_TOKEN + (len(text) - hangul) / OTHERS_PER_TOKEN
