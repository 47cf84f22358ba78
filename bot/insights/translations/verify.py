"""What a translation says otherwise than its original: numbers, then names and denials, by the check that answers pass."""

from datetime import date

from bot.answering.verification import FaithfulnessChecker, SourceSentence
from bot.answering.verification.reasons import NOT_QUITE_SAID
from bot.bilingual import Bilingual, Language
from bot.text.quantities import find_unsupported, quantities


def find_doubt(
    original: str, text: str, language: Language, published: date | None, checker: FaithfulnessChecker
) -> Bilingual | None:
    """Return what of the translation `text` is not as in the original, None where nothing is known to be wrong.

    That the words are merely far apart is no doubt: those of good translations are, too.
    """
    doubt = doubt_numbers(original, text, language, published)
    if doubt is not None:
        return doubt
    evidence = checker.prepare([SourceSentence(1, original, _other(language), published)])
    reason = checker.check(text, language, evidence).reason
    return None if reason == NOT_QUITE_SAID else reason


def doubt_numbers(original: str, text: str, language: Language, published: date | None) -> Bilingual | None:
    """Return which number of the translation the original does not say, or the other way round; None where they agree."""
    said = quantities(original, _other(language), published)
    told = quantities(text, language, published)
    added, lost = find_unsupported(told, said), find_unsupported(said, told)
    if added is not None:
        return Bilingual(
            ko=f"원문에 없는 숫자가 있어요: {added.text}", en=f"A number is not in the original: {added.text}"
        )
    if lost is not None:
        return Bilingual(
            ko=f"원문의 숫자가 빠졌어요: {lost.text}", en=f"A number of the original is missing: {lost.text}"
        )
    return None


def _other(language: Language) -> Language:
    return "en" if language == "ko" else "ko"
