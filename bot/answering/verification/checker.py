"""A sentence against the evidence: its mark, its citations, and why it has no better mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from bot.answering.verification import reasons
from bot.answering.verification.polarity import denials, negations, says_opposite
from bot.answering.verification.support import Support
from bot.answering.verification.token_similarity import LIMITS, Limits, choose_sources, score, span_match, token_matches
from bot.answering.verification.verbatim import quotations, stands_in
from bot.answering.verification.word_overlap import has_every_word, says_twice
from bot.bilingual import Bilingual, Language
from bot.models.embeddings.alignment import AlignedText, LanguageAlignment
from bot.models.embeddings.embedder import Embedder, Floats
from bot.text.aliases import mine_terms, spellings
from bot.text.hanja import spell_out
from bot.text.names import names, opens_sentence, unsaid_parts
from bot.text.quantities import Quantity, quantities, supports

MOST_CITATIONS = 3

# A name that is spelled in no way we know counts as said where its tokens are met this well.
_NAME_MATCH = {True: 0.75, False: 0.5}
# From this score on a Korean sentence is supported, too, whose every word stands in the source and its neighbours.
_TOLD_ALIKE = 0.42
# A word that begins a sentence has its capital for that: a name only where it is met as badly as one that is not there.
_FIRST_WORD_MATCH = 0.35
# Words that a source denies are said by a claim where they are met this well; within one language nearly all are.
_DENIED_MATCH = {True: 0.65, False: 0.3}


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
        return " ".join(self.sources[i].text for i in sorted(_around(self.sources, [index])))


@dataclass(frozen=True, slots=True)
class SupportVerdict:
    """What the evidence says of a sentence. `citations` are passage numbers, best first, only ones that back it.

    `closest` indexes the sources; it is None where there are none. `reason` says why it is weak or unsupported; `score` how
    well its words are met, -1 to 1.
    """

    support: Support
    citations: tuple[int, ...]
    closest: int | None
    reason: Bilingual | None
    score: float = 1.0


class FaithfulnessChecker:
    """Compares sentences with evidence in the space that the embedder and its balance make."""

    def __init__(self, embedder: Embedder, limits: Mapping[tuple[Language, Language], Limits] = LIMITS) -> None:
        self._embedder = embedder
        self._alignment = LanguageAlignment.for_model(embedder.identity.model, embedder.identity.dimension)
        self._limits = limits

    def prepare(self, sources: Sequence[SourceSentence], terms: Mapping[str, str] | None = None) -> PreparedEvidence:
        """Embed the evidence, in one batch. `terms` are spellings known beside those that the evidence itself explains."""
        encoded = self._embedder.encode_passages([spell_out(source.text) for source in sources]) if sources else []
        balanced = tuple(
            self._alignment.apply(text, source.language, "passage")
            for text, source in zip(encoded, sources, strict=True)
        )
        passages: dict[int, SourcePassage] = {}
        mined = dict(terms or {})
        for n in dict.fromkeys(source.n for source in sources):
            own = [source for source in sources if source.n == n]
            text = spell_out(" ".join(source.text for source in own))
            said = [
                quantity
                for source in own
                for quantity in quantities(spell_out(source.text), source.language, source.published)
            ]
            passages[n] = SourcePassage(text, spell_out(own[0].title), tuple(said))
            mined = spellings(mine_terms(text)) | mined
        return PreparedEvidence(tuple(sources), balanced, passages, mined)

    def check(self, sentence: str, language: Language, evidence: PreparedEvidence) -> SupportVerdict:
        """Return the mark of one finished sentence; Hanja are compared as the words that they stand for."""
        sentence = spell_out(sentence)
        if not evidence.sources or not any(character.isalnum() for character in sentence):
            return SupportVerdict("unsupported", (), None, reasons.NOTHING_LIKE_IT, -1.0)
        for index, source in enumerate(evidence.sources):
            if stands_in(sentence, source.text):
                return SupportVerdict("verbatim", (source.n,), index, None)
        claim = self._alignment.apply(self._embedder.encode_passages([sentence])[0], language, "passage")
        matches = [token_matches(claim, source) for source in evidence.encoded]
        weighed = [self._limits[language, source.language] for source in evidence.sources]
        chosen = choose_sources(matches, weighed, MOST_CITATIONS)
        closest = chosen[0]
        cited = tuple(dict.fromkeys(evidence.sources[i].n for i in chosen))
        for n in cited:
            if stands_in(sentence, evidence.passages[n].text):
                return SupportVerdict("verbatim", (n,), closest, None)
        together = np.max([matches[i] for i in chosen], axis=0)
        limits = weighed[closest]
        reached = score(together, limits)
        wrong = self._contradiction(sentence, language, evidence, chosen, claim)
        if wrong is not None:
            return SupportVerdict("unsupported", (), closest, wrong, reached)
        told_alike = language == "ko" and self._tells_alike(sentence, evidence, chosen, matches, limits)
        if reached < limits.near and not told_alike:
            return SupportVerdict("unsupported", (), closest, reasons.NOTHING_LIKE_IT, reached)
        doubt = self._doubt(sentence, language, evidence, chosen, claim, together)
        if doubt is None and reached < limits.supported:
            # Its numbers and names are all said, however badly their tokens meet those of another script.
            reached = score(_with_exact(sentence, language, claim, together), limits)
            doubt = None if reached >= limits.supported or told_alike else reasons.NOT_QUITE_SAID
        if doubt is not None:
            return SupportVerdict("weak", (), closest, doubt, reached)
        return SupportVerdict("supported", cited, closest, None, reached)

    def _tells_alike(
        self,
        sentence: str,
        evidence: PreparedEvidence,
        chosen: Sequence[int],
        matches: Sequence[Floats],
        limits: Limits,
    ) -> bool:
        """Return whether the chosen sources have its every word, with their neighbours and titles, which may name its subject."""
        around = _around(evidence.sources, chosen)
        near = score(np.max([matches[i] for i in around], axis=0), limits) >= _TOLD_ALIKE
        texts = dict.fromkeys(evidence.sources[i].title for i in chosen)
        texts |= dict.fromkeys(evidence.sources[i].text for i in around)
        return near and has_every_word(spell_out("\n".join(texts)), sentence)

    def _contradiction(
        self, sentence: str, language: Language, evidence: PreparedEvidence, chosen: Sequence[int], claim: AlignedText
    ) -> Bilingual | None:
        """Return what makes `sentence` wrong by its chosen sources: a number that is nowhere, or the opposite said."""
        published = evidence.sources[chosen[0]].published
        said = [quantity for passage in evidence.passages.values() for quantity in passage.quantities]
        for quantity in _claimed(sentence, language, published):
            if not supports(quantity, said):
                return reasons.number_is_nowhere(quantity.text)
        sources = [evidence.sources[i] for i in chosen]
        text = " ".join(source.text for source in sources)
        more_negations = len(negations(sentence)) - len(negations(text))
        more_denials = denials(sentence) - denials(text)
        if more_negations > 0 and more_denials > 0:
            return reasons.DENIES_WHAT_IS_SAID
        if more_negations < 0 and more_denials < 0:
            for i in chosen:
                source, encoded = evidence.sources[i], evidence.encoded[i]
                matches = token_matches(encoded, claim)
                limit = _DENIED_MATCH[source.language == language]
                if any(
                    span_match(matches, encoded, one.start, one.end) >= limit
                    for one in negations(spell_out(source.text))
                ):
                    return reasons.SAYS_WHAT_IS_DENIED
        return reasons.SAYS_THE_OPPOSITE if says_opposite(sentence, text) else None

    def _doubt(
        self,
        sentence: str,
        language: Language,
        evidence: PreparedEvidence,
        chosen: Sequence[int],
        claim: AlignedText,
        matches: Floats,
    ) -> Bilingual | None:
        """Return what the chosen passages do not say of a sentence near them: a number, a name, a quotation, a name again."""
        cited = {evidence.sources[i].n for i in chosen}
        passages = [evidence.passages[n] for n in cited]
        titled = [f"{passage.title}\n{passage.text}" for passage in passages]
        said = [quantity for n in cited for quantity in evidence.passages[n].quantities]
        same = all(source.language == language for source in evidence.sources if source.n in cited)
        for quantity in _claimed(
            sentence, language, next((s.published for s in evidence.sources if s.n in cited), None)
        ):
            if not supports(quantity, said):
                return reasons.number_is_elsewhere(quantity.text)
        for name in names(sentence):
            limit = _FIRST_WORD_MATCH if opens_sentence(sentence, name) else _NAME_MATCH[same]
            for part in min((unsaid_parts(name, text, evidence.terms) for text in titled), key=len):
                if span_match(matches, claim, part.start, part.end) < limit:
                    return reasons.name_is_nowhere(name.text)
        if same and not all(any(stands_in(quoted, one.text) for one in passages) for quoted in quotations(sentence)):
            return reasons.QUOTED_OTHERWISE
        if same and says_twice(" ".join(evidence.sources[i].text for i in chosen), sentence):
            return reasons.NOT_QUITE_SAID
        return None


def _around(sources: Sequence[SourceSentence], chosen: Sequence[int]) -> list[int]:
    """Return the chosen sources with the sentences before and after each in its passage."""
    near = (k for i in chosen for k in (i - 1, i, i + 1) if 0 <= k < len(sources) and sources[k].n == sources[i].n)
    return list(dict.fromkeys(near))


def _with_exact(sentence: str, language: Language, claim: AlignedText, matches: Floats) -> Floats:
    """Return the matches with those of every number and name in full."""
    full = matches.copy()
    exact = [(one.start, one.end) for one in quantities(sentence, language)]
    exact += [(one.start, one.end) for one in names(sentence)]
    for start, end in exact:
        full[(claim.spans[:, 0] < end) & (claim.spans[:, 1] > start)] = 1.0
    return full


def _claimed(sentence: str, language: Language, published: date | None) -> list[Quantity]:
    return [quantity for quantity in quantities(sentence, language, published) if not quantity.passing]
