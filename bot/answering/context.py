"""What one answer is made from, and which sentences of it the answering model gets to read: few, whole, with those around."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.answering.glosses import gloss
from bot.answering.verification import PreparedEvidence, SourceSentence
from bot.bilingual import Language
from bot.models.llm.profiles import SMALL
from bot.models.llm.prompts import Excerpt
from bot.retrieval.evidence import Evidence, EvidencePassage, EvidenceSentence
from bot.retrieval.followups import Request
from bot.text.aliases import TermPair, says
from bot.text.dates import resolve_dates
from bot.text.hanja import spell_out
from bot.text.instructions import speaks_to_model

HANGUL_PER_TOKEN, OTHERS_PER_TOKEN = 1.5, 4.0
# Long titles are first sentences, which need no reading twice.
TITLE_CHARACTERS = 40
# A sentence this much below the best one is more likely to mislead the small model than to help it.
LEAST_OF_BEST = 0.75
# Sentences at most that are given where it was read which of them tell what is asked.
TOLD = 3


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What one answer is made from: its evidence, the terms that the articles spell in two ways, and what is checked against.

    `told` is the evidence as far as the article was read to say what is asked; without it the model is asked whether it does.
    `found` is what the reader of sentences finds of it (`bot.answering.selection.sentence_odds`) in all of an article, `read`,
    None where that is not known.
    """

    evidence: Evidence
    terms: tuple[TermPair, ...]
    prepared: PreparedEvidence
    told: Evidence | None = None
    found: float | None = None
    read: Evidence | None = None

    def asked_as(self, request: Request) -> "AnswerContext":
        """Return the same for the question in other words, such as those of the articles' language."""

        def ask(evidence: Evidence) -> Evidence:
            return replace(evidence, question=request.question.text, language=request.language)

        told, read = (None if each is None else ask(each) for each in (self.told, self.read))
        # What was found was found for the question as it was asked.
        return replace(self, evidence=ask(self.evidence), told=told, read=read, found=None)


def choose_excerpts(
    evidence: Evidence,
    terms: Sequence[TermPair] = (),
    about: Sequence[str] = (),
    budget: int = SMALL.excerpt_tokens,
) -> list[Excerpt]:
    """Return the sentences that fit best, up to `budget` tokens, as one excerpt for each passage, best passage first.

    Sentences that say one of `about`, the spellings of a term that is asked about, fit better than any other; most so those
    that say all of them, which is where an article introduces it. Where an excerpt is in another language than the answer,
    `terms` and names stand in it in both spellings. The passage with the best sentence is there whole as far as it fits: its
    other sentences say what that one is about. At least one sentence is chosen, however long it is.
    """
    passages = evidence.passages
    ranked = _ranked(passages, about)
    best, home, _ = ranked[0]
    near = [item for item in ranked if item[0] >= LEAST_OF_BEST * best and item[1] != home]
    chosen: dict[int, set[int]] = {}
    spent = 0.0
    for _, p, s in [*(item for item in ranked if item[1] == home), *near]:
        tokens = _estimate_tokens(passages[p].sentences[s].text)
        if spent and spent + tokens > budget:
            break
        chosen.setdefault(p, set()).add(s)
        spent += tokens
    return [_excerpt(passages[p], sorted(chosen[p]), evidence, terms) for p in sorted(chosen)]


def choose_told(evidence: Evidence, terms: Sequence[TermPair] = ()) -> list[Excerpt]:
    """Return the sentences that are told, as one excerpt for each passage, the passage with the likeliest first.

    Scores are probabilities here. Those that are as likely as `LEAST_OF_BEST` of the best are chosen, up to `TOLD`, and the one
    before the best, which says whom that one means: the small model says rightly what it reads alone.
    """
    ranked = _ranked(evidence.passages)
    best, home, at = ranked[0]
    chosen: dict[int, set[int]] = {home: {max(0, at - 1)}}
    for score, p, s in ranked[:TOLD]:
        if score >= LEAST_OF_BEST * best:
            chosen.setdefault(p, set()).add(s)
    return [_excerpt(evidence.passages[p], sorted(places), evidence, terms) for p, places in chosen.items()]


def choose_likeliest(evidence: Evidence, terms: Sequence[TermPair] = ()) -> list[Excerpt]:
    """Return the few sentences with the highest scores, each with the one before it, as one excerpt for each passage.

    Passages stand in the order of the article. At least one sentence is chosen, however long it is; of more only what fits.
    """
    passages = evidence.passages
    chosen: dict[int, set[int]] = {}
    spent = 0.0
    for _, p, s in _ranked(passages)[:TOLD]:
        added = {max(0, s - 1), s} - chosen.get(p, set())
        tokens = sum(_estimate_tokens(passages[p].sentences[each].text) for each in added)
        if spent and spent + tokens > SMALL.excerpt_tokens:
            break
        chosen.setdefault(p, set()).update(added)
        spent += tokens
    ordered = sorted(chosen, key=lambda p: passages[p].start)
    return [_excerpt(passages[p], sorted(chosen[p]), evidence, terms) for p in ordered]


def choose_shown(
    evidence: Evidence, sentences: Sequence[tuple[int, EvidenceSentence]], terms: Sequence[TermPair] = ()
) -> list[Excerpt]:
    """Return sentences, each with its passage's number, as one excerpt for each passage in the order of the article."""
    passages = sorted(evidence.passages, key=lambda passage: passage.start)
    shown = [
        (passage, [s for s, each in enumerate(passage.sentences) if (passage.n, each) in sentences])
        for passage in passages
    ]
    return [_excerpt(passage, places, evidence, terms) for passage, places in shown if places]


def _ranked(passages: Sequence[EvidencePassage], about: Sequence[str] = ()) -> list[tuple[float, int, int]]:
    """Return the sentences as (score, passage, sentence), best first; before all others those that say most of `about`."""
    ranked = (
        (sentence.score + _says_how_many(sentence.text, about), p, s)
        for p, passage in enumerate(passages)
        for s, sentence in enumerate(passage.sentences)
    )
    return sorted(ranked, key=lambda item: -item[0])


def _says_how_many(text: str, about: Sequence[str]) -> int:
    return sum(says(text, spelled) for spelled in about)


def number_passages(evidence: Evidence, terms: Sequence[TermPair], tokens: int) -> list[tuple[int, str]]:
    """Return the passages with their numbers, as many as `tokens` hold, in their order: those that fit best, at least one."""
    ranked = sorted(evidence.passages, key=lambda passage: -passage.sentences[passage.best].score)
    chosen: list[EvidencePassage] = []
    spent = 0.0
    for passage in ranked:
        spent += _estimate_tokens(passage.told)
        if chosen and spent > tokens:
            break
        chosen.append(passage)
    read = evidence.language, terms, evidence.question
    return [
        (passage.n, as_read(passage.told, passage.language, passage.published, *read))
        for passage in sorted(chosen, key=lambda passage: passage.n)
    ]


def as_read(
    text: str, source: Language, published: date | None, language: Language, terms: Sequence[TermPair], said: str
) -> str:
    """Return an article's text as the model reads it for an answer in `language` to what is `said`: days for relative dates.

    In another language than the answer's, names and terms stand in it in both scripts; Hanja stand in Hangul.
    """
    text = spell_out(text) if source == "ko" else text
    if published is not None:
        # In brackets behind it the small model copies both, "2025년 12월 30일(2025년 12월 30일)".
        text = resolve_dates(text, published, source, in_place=language if source == "ko" else None)
    return gloss(text, terms, said) if source != language else text


def evidence_sources(evidence: Evidence) -> list[SourceSentence]:
    """Return the sentences of the evidence as the check takes them, in order, each with its passage's number."""
    return [
        SourceSentence(passage.n, sentence.text, passage.language, passage.published, title_as_read(passage.title))
        for passage in evidence.passages
        for sentence in passage.sentences
    ]


def title_as_read(title: str) -> str:
    """Return an article's title as the model reads it, empty where it is long or speaks to the model.

    A long one may be but the first sentence.
    """
    return title if len(title) <= TITLE_CHARACTERS and not speaks_to_model(title) else ""


def _excerpt(
    passage: EvidencePassage, sentences: Sequence[int], evidence: Evidence, terms: Sequence[TermPair]
) -> Excerpt:
    text = " ".join(passage.sentences[s].text for s in sentences)
    return Excerpt(
        title_as_read(passage.title),
        as_read(text, passage.language, passage.published, evidence.language, terms, evidence.question),
    )


def _estimate_tokens(text: str) -> float:
    hangul = sum("가" <= character <= "힣" for character in text)
    return hangul / HANGUL_PER_TOKEN + (len(text) - hangul) / OTHERS_PER_TOKEN
