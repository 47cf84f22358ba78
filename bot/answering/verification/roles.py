"""Who does it: the name that a sentence makes its subject, and whether two sentences about the same names agree on that."""

import re
from collections.abc import Mapping

from bot.text.language import has_hangul
from bot.text.morphology import Morpheme, split_morphemes
from bot.text.names import Name, find_name, names

# One sentence tells from one side what the other tells from the other: "A bought from B", "B sold to A"; "B was sued by A".
_OTHER_SIDE = re.compile(
    r"\b(?:was|were|is|are|be|been|being|gets?|got) (?:\w+ ){0,2}?\w+(?:ed|en|ght|ld|t|ne|wn) (?:\w+ ){0,3}?by\b|"
    r"\b(?:receiv|borrow|buy|bought|s(?:ell|old)\b|lost to|los(?:e|t)\b|belong|owned|suppl|teach|taught|pupil|learn)\w*|"
    r"[에한]게서?|로부터|에 의해|당[하했한]|받[는았으고기지]|팔[았리고기]|팔렸|샀|사들|사기로|사 ?온|인수[됐되]|[졌지][다습]|졌|"
    r"빌[리렸린]|꺾였|밀[렸려]|넘[겨어]",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby (?:the )?$")
_TITLE_TAGS = frozenset({"NNG", "NNP", "XSN", "NNB"})


def exchanges_roles(claim: str, source: str, terms: Mapping[str, str]) -> bool:
    """Return whether `claim` and `source` have two names in common and each makes another one of them its subject.

    False where one of the two tells it from the other side (sold for bought, a passive), for then the subjects should differ,
    and where a subject is not a name. A sentence may have several, such as "R1은 딥시크가 내놓은 모델이다".
    """
    of_claim, of_source = names(claim), names(source)
    common = [name for name in of_claim if find_name(name.text, source, terms)]
    if len(common) < 2:
        return False
    mine, theirs = _subjects(claim, of_claim)[:1], _subjects(source, of_source)
    if not mine or not theirs or bool(_OTHER_SIDE.search(claim)) != bool(_OTHER_SIDE.search(source)):
        return False
    [own] = mine
    if not find_name(own.text, source, terms) or any(find_name(own.text, one.text, terms) for one in theirs):
        return False
    # A name that touches the subject is a part of it: 딥시크 in 딥시크MoE.
    others = [name for name in of_claim if name.end < own.start or name.start > own.end]
    return any(find_name(other.text, one.text, terms) for other in others for one in theirs)


def _subjects(text: str, named: list[Name]) -> list[Name]:
    if has_hangul(text):
        morphemes = split_morphemes(text)
        return [name for name in named if _is_subject(name, morphemes)]
    return [name for name in named if _BY.search(text[: name.start])][:1] or named[:1]


def _is_subject(name: Name, morphemes: tuple[Morpheme, ...]) -> bool:
    behind = [one for one in morphemes if one.start >= name.end]
    for morpheme in behind[:4]:
        if morpheme.tag in _TITLE_TAGS:
            continue
        return morpheme.tag == "JKS" or (morpheme.tag == "JX" and morpheme.form in ("은", "는"))
    return False
