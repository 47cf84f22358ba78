"""A sentence against the evidence: its mark, its citations, and why it has no better mark."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from bot.answering.verification import reasons
from bot.answering.verification.entailment_model import EntailmentModel
from bot.answering.verification.judgement import Compared, judge
from bot.answering.verification.number_owners import other_owner
from bot.answering.verification.polarity import affirms_denial, denials, drop_yes_or_no, negations, says_opposite
from bot.answering.verification.quantifiers import says_of_all
from bot.answering.verification.roles import exchanges_roles
from bot.answering.verification.second_reading import ReadTwice
from bot.answering.verification.sources import PreparedEvidence, SourcePassage, SourceSentence, around
from bot.answering.verification.support import SupportVerdict
from bot.answering.verification.token_similarity import (
    LIMITS,
    SENTENCE_LIMITS,
    Limits,
    choose_sources,
    score,
    span_match,
    tells_words,
    token_matches,
)
from bot.answering.verification.verbatim import quotations, stands_in
from bot.answering.verification.word_overlap import has_every_word, says_twice
from bot.bilingual import Bilingual, Language
from bot.models.embeddings.alignment import AlignedText, LanguageAlignment
from bot.models.embeddings.embedder import Embedder, Floats
from bot.models.llm.chat_model import AnsweringModel
from bot.text.aliases import mine_terms, spellings
from bot.text.hanja import spell_out
from bot.text.names import names, opens_sentence, unsaid_parts
from bot.text.quantities import Quantity, quantities, supports
from bot.text.said_addresses import unsaid_address

MOST_CITATIONS = 3

# A name that is spelled in no way we know counts as said where its tokens are met this well.
_NAME_MATCH = {True: 0.75, False: 0.5}
# From this score on a Korean sentence is supported, too, whose every word stands in the source and its neighbours.
_TOLD_ALIKE = 0.42
# A word that begins a sentence has its capital for that: a name only where it is met as badly as one that is not there.
_FIRST_WORD_MATCH = 0.35
# Words that a source denies are said by a claim where they are met this well; within one language nearly all are.
_DENIED_MATCH = {True: 0.65, False: 0.3}
# In a sentence beside the chosen ones they have to be met better: it may be about something else.
_DENIED_BESIDE = {True: 0.85, False: 0.5}


class FaithfulnessChecker:
    """Compares sentences with evidence in the space that the embedder and its balance make.

    Where there is a `entailment` model, what it reads of a claim and its sources decides, and the rules only take away.
    """

    def __init__(
        self,
        embedder: Embedder,
        limits: Mapping[tuple[Language, Language], Limits] | None = None,
        entailment: EntailmentModel | None = None,
    ) -> None:
        self._embedder = embedder
        self._entailment = entailment
        made = embedder.identity
        self._alignment = LanguageAlignment.for_identity(made)
        self._limits = limits or (LIMITS if made.parts == "tokens" else SENTENCE_LIMITS)

    def reading_twice(self, model: AnsweringModel) -> "FaithfulnessChecker | None":
        """Return a checker for which `model` reads once more what this one has read; None where nothing was fitted for it.

        What it checks may raise ModelUnavailable.
        """
        twice = ReadTwice.with_model(self._entailment, model) if self._entailment is not None else None
        return None if twice is None else FaithfulnessChecker(self._embedder, self._limits, twice)

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
        verdict = self._compare(drop_yes_or_no(sentence), language, evidence)
        if verdict.support == "supported" and affirms_denial(sentence):
            return replace(verdict, support="weak", citations=(), reason=reasons.YES_AND_DENIED)
        return verdict

    def _compare(self, sentence: str, language: Language, evidence: PreparedEvidence) -> SupportVerdict:
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
        nowhere = _unknown_address(sentence, evidence) or _unknown_number(sentence, language, evidence, chosen)
        if nowhere is not None:
            return SupportVerdict("unsupported", (), closest, nowhere, reached)
        opposite = _opposite(sentence, language, evidence, chosen, claim)
        told_alike = language == "ko" and self._tells_alike(sentence, evidence, chosen, matches, limits)
        near = reached >= limits.near or told_alike
        number = _unsaid_number(sentence, language, evidence, set(cited))
        doubt = number or _doubt(sentence, evidence, chosen, claim, together, language)
        if self._entailment is not None:
            ranked = [*chosen, *sorted(range(len(matches)), key=lambda i: -float(matches[i].mean()))]
            compared = Compared(reached, near, opposite, doubt, certain=number is not None)
            return judge(self._entailment, sentence, language, evidence, ranked, compared)
        if opposite is not None:
            return SupportVerdict("unsupported", (), closest, opposite, reached)
        if not near:
            return SupportVerdict("unsupported", (), closest, reasons.NOTHING_LIKE_IT, reached)
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
        near_by = around(evidence.sources, chosen)
        near = score(np.max([matches[i] for i in near_by], axis=0), limits) >= _TOLD_ALIKE
        texts = dict.fromkeys(evidence.sources[i].title for i in chosen)
        texts |= dict.fromkeys(evidence.sources[i].text for i in near_by)
        return near and has_every_word(spell_out("\n".join(texts)), sentence)


def _doubt(
    sentence: str,
    evidence: PreparedEvidence,
    chosen: Sequence[int],
    claim: AlignedText,
    matches: Floats,
    language: Language,
) -> Bilingual | None:
    """Return what the chosen passages do not say of a sentence near them: a name, a quotation, a name again."""
    cited = {evidence.sources[i].n for i in chosen}
    same = all(source.language == language for source in evidence.sources if source.n in cited)
    return _unsaid_name(sentence, evidence, cited, claim, matches, same) or _unlike_wording(
        sentence, evidence, chosen, same
    )


def _opposite(
    sentence: str, language: Language, evidence: PreparedEvidence, chosen: Sequence[int], claim: AlignedText
) -> Bilingual | None:
    """Return what makes `sentence` the opposite of its chosen sources: a denial too many or too few, or an opposite."""
    sources = [evidence.sources[i] for i in chosen]
    text = " ".join(source.text for source in sources)
    more_negations = len(negations(sentence)) - len(negations(text))
    more_denials = denials(sentence) - denials(text)
    if more_negations > 0 and more_denials > 0:
        return reasons.DENIES_WHAT_IS_SAID
    denied = (_denies(evidence, i, claim, _DENIED_MATCH[evidence.sources[i].language == language]) for i in chosen)
    if more_negations < 0 and more_denials < 0 and any(denied):
        return reasons.SAYS_WHAT_IS_DENIED
    if not denials(sentence):
        cited = {evidence.sources[i].n for i in chosen}
        beside = (i for i, source in enumerate(evidence.sources) if source.n in cited and i not in chosen)
        if any(_denies(evidence, i, claim, _DENIED_BESIDE[evidence.sources[i].language == language]) for i in beside):
            return reasons.SAYS_WHAT_IS_DENIED
    return reasons.SAYS_THE_OPPOSITE if says_opposite(sentence, text) else None


def _unknown_address(sentence: str, evidence: PreparedEvidence) -> Bilingual | None:
    """Return which address no passage says."""
    address = unsaid_address(sentence, (passage.text for passage in evidence.passages.values()))
    return None if address is None else reasons.address_is_nowhere(address)


def _unknown_number(
    sentence: str, language: Language, evidence: PreparedEvidence, chosen: Sequence[int]
) -> Bilingual | None:
    """Return which number no passage says."""
    said = [quantity for passage in evidence.passages.values() for quantity in passage.quantities]
    for quantity in _claimed(sentence, language, evidence.sources[chosen[0]].published):
        if not supports(quantity, said):
            return reasons.number_is_nowhere(quantity.text)
    return None


def _unsaid_number(sentence: str, language: Language, evidence: PreparedEvidence, cited: set[int]) -> Bilingual | None:
    """Return which number the cited passages do not say, or say of somebody else."""
    said = [quantity for n in cited for quantity in evidence.passages[n].quantities]
    published = next((source.published for source in evidence.sources if source.n in cited), None)
    for quantity in _claimed(sentence, language, published):
        if not supports(quantity, said):
            return reasons.number_is_elsewhere(quantity.text)
        owner = _other_owner(sentence, quantity, evidence, cited)
        if owner is not None:
            return reasons.number_belongs_to(quantity.text, owner)
    return None


def _unsaid_name(
    sentence: str, evidence: PreparedEvidence, cited: set[int], claim: AlignedText, matches: Floats, same: bool
) -> Bilingual | None:
    """Return which name neither the cited passages nor their titles say."""
    titled = [f"{evidence.passages[n].title}\n{evidence.passages[n].text}" for n in cited]
    for name in names(sentence):
        limit = _FIRST_WORD_MATCH if opens_sentence(sentence, name) else _NAME_MATCH[same]
        for part in min((unsaid_parts(name, text, evidence.terms) for text in titled), key=len):
            if span_match(matches, claim, part.start, part.end) < limit:
                return reasons.name_is_nowhere(name.text)
    return None


def _unlike_wording(sentence: str, evidence: PreparedEvidence, chosen: Sequence[int], same: bool) -> Bilingual | None:
    """Return whether the chosen sources say it of another one, not of all, or quote it otherwise."""
    texts = [evidence.sources[i].text for i in chosen]
    passages = [evidence.passages[evidence.sources[i].n].text for i in chosen]
    if any(exchanges_roles(sentence, text, evidence.terms) for text in texts):
        return reasons.EXCHANGED_ROLES
    if says_of_all(sentence) and not any(says_of_all(text) for text in texts):
        return reasons.NOT_ALL
    if same and not all(any(stands_in(quoted, text) for text in passages) for quoted in quotations(sentence)):
        return reasons.QUOTED_OTHERWISE
    if same and says_twice(" ".join(texts), sentence):
        return reasons.NOT_QUITE_SAID
    return None


def _denies(evidence: PreparedEvidence, index: int, claim: AlignedText, limit: float) -> bool:
    """Return whether a source denies words that `claim` says, met by `limit` or better."""
    encoded = evidence.encoded[index]
    matches = token_matches(encoded, claim)
    denied = negations(spell_out(evidence.sources[index].text))
    if not tells_words(encoded):
        # Which words are met nothing tells: it denies what is said where all of it is that near.
        return bool(denied) and float(matches.max(initial=-1.0)) >= limit
    return any(span_match(matches, encoded, one.start, one.end) >= limit for one in denied)


def _other_owner(sentence: str, quantity: Quantity, evidence: PreparedEvidence, cited: set[int]) -> str | None:
    """Return whose number `quantity` is by every sentence of the cited passages that has it, where that is somebody else."""
    owners = [
        other_owner(sentence, quantity, source.text, source.language, evidence.terms)
        for source in evidence.sources
        if source.n in cited and supports(quantity, quantities(source.text, source.language, source.published))
    ]
    return owners[0] if owners and None not in owners else None


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
