"""The terms of an article with their other spelling or what they are, each at the sentence that explains it best."""

import re
from collections.abc import Iterator, Sequence

from bot.insights.guides.article_sentences import Sentence
from bot.insights.guides.guide import Item
from bot.insights.guides.mentions import find_mention, is_mentioned
from bot.text.aliases import TermPair
from bot.text.language import has_hangul
from bot.text.morphology import split_morphemes
from bot.text.names import name_lists

MOST = 12

_SHORTENED = re.compile(
    r"(?P<term>[가-힣A-Za-z][가-힣A-Za-z0-9 ]{3,40}), (?:줄여서|약칭|이른바) ['‘]?(?P<short>[가-힣A-Za-z0-9]{2,10}?)['’]?(?=은|는|이|가|을|를|의|라|로|[^가-힣])"
)
_FOR_SHORT = re.compile(
    r"(?P<term>[가-힣A-Za-z][가-힣A-Za-z0-9 -]{3,40}), or (?P<short>[가-힣A-Za-z0-9]{2,12}),? for short"
)
_APPOSITION = re.compile(
    r"\b(?P<term>[A-Z][A-Za-z0-9-]*[A-Z0-9][A-Za-z0-9-]*|[A-Z][a-z]+ [A-Z][a-z]+), (?P<what>an? [a-z][\w’' -]{4,60}?)(?=[,.;:])"
)
_QUOTED = re.compile(
    r"(?<!\w)['‘](?P<term>[가-힣A-Za-z0-9][가-힣A-Za-z0-9 -]{1,19})['’](?P<kind>(?:이?라는)? ?(?:방식|구조|모델|시리즈|기술|기법|사업|프로젝트|정책|제도))?"
)
# "The Maid of Orléans (French: ...)".
_LANGUAGES = frozenset(
    {"French", "German", "Latin", "Greek", "Spanish", "Italian", "Russian", "Chinese", "Japanese", "Korean", "Arabic"}
)
# What stands behind a term in a sentence that says what it is, from the term's end to the sentence's.
_BEHIND_DEFINED = re.compile(
    r"['’\"”]?(?: ?\([^()]*\))?(?:"
    r"(?:은|는|이란|란|이라는 것은) .*(?:이다|입니다|것이다|뜻한다|말한다|의미한다|가리킨다)[.)]*|, (?:곧|즉) .*|(?:이?라는) (?:생각|구조|방식|개념|사업).*"
    r"| (?:is|are|was|means|refers to|stands for) .*|, an? [a-z].*)",
    re.DOTALL,
)


def find_terms(sentences: Sequence[Sentence], pairs: Sequence[TermPair], others: frozenset[str]) -> tuple[Item, ...]:
    """Return up to `MOST` terms in the order in which the article comes to them; none where it has none.

    `pairs` are those of the article (see `bot.text.aliases`), `others` the names of its people and organisations, which are no
    terms. Another spelling is the article's own, or the usual translation.
    """
    found: dict[str, list[str]] = {}
    for term, other in (*_from_pairs(pairs), *_from_sentences(sentences)):
        if not {term, other} & others and _is_term(term):
            _add(found, term, other)
    for term, other in _known(sentences):
        entries = {each.casefold() for known, spellings in found.items() for each in (known, *spellings)}
        if {term.casefold(), other.casefold()} & entries:
            _add(found, term, other)
        elif not any(each.casefold() in said.replace("-", " ") for said in entries for each in (term, other)):
            found[term] = [other]
    items = [
        Item(term, " · ".join(spellings), sentence.source)
        for term, spellings in list(found.items())[:MOST]
        for sentence in [_explaining(term, spellings, sentences)]
        if sentence is not None
    ]
    return tuple(sorted(items, key=lambda item: item.source.start))


def _add(found: dict[str, list[str]], term: str, other: str) -> None:
    """Add a term, or its spelling to the entry that has the other one already."""
    for known, spellings in found.items():
        said = {each.casefold() for each in (known, *spellings)}
        if term.casefold() in said or other.casefold() in said:
            new = [each for each in (term, other) if each and each.casefold() not in said]
            # Upper and lower case are no two spellings, and what it is in words is one explanation too many.
            spellings += [] if other.startswith(("a ", "an ")) else new
            return
    found[term] = [other] if other else []


def _from_pairs(pairs: Sequence[TermPair]) -> Iterator[tuple[str, str]]:
    for pair in pairs:
        if pair.other not in _LANGUAGES:
            yield pair.term, pair.other


def _from_sentences(sentences: Sequence[Sentence]) -> Iterator[tuple[str, str]]:
    for sentence in sentences:
        for pattern in (_SHORTENED, _FOR_SHORT):
            for match in pattern.finditer(sentence.text):
                yield match["short"], match["term"].strip()
        for match in _APPOSITION.finditer(sentence.text):
            yield match["term"], match["what"]
        for match in _QUOTED.finditer(sentence.text):
            translation = _translation(match["term"])
            if translation or match["kind"]:
                yield match["term"], translation


def _known(sentences: Sequence[Sentence]) -> Iterator[tuple[str, str]]:
    for korean, english in name_lists.terms():
        for own, others in ((korean, english), (english, korean)):
            name = next((each for each in own for s in sentences if is_mentioned(each, s.text)), None)
            if name is not None:
                yield name, others[0]


def _translation(term: str) -> str:
    for korean, english in name_lists.terms():
        if term in korean:
            return english[0]
        if term.lower() in (each.lower() for each in english):
            return korean[0]
    return ""


def _is_term(term: str) -> bool:
    """Nouns and names alone: a quotation of a few words is none."""
    if len(term) < 2 or not any(map(str.isalpha, term)):
        return False
    tags = [morpheme.tag for morpheme in split_morphemes(term)] if has_hangul(term) else []
    return all(tag.startswith(("N", "SL", "SN", "SP", "SO", "XPN", "XSN", "XR")) for tag in tags)


def is_defined(term: str, sentence: str) -> bool:
    """Return whether a sentence says what `term` is, as far as its words show."""
    at = find_mention(term, sentence)
    return at is not None and _BEHIND_DEFINED.fullmatch(sentence, at + len(term)) is not None


def _explaining(term: str, spellings: Sequence[str], sentences: Sequence[Sentence]) -> Sentence | None:
    """Return the first sentence that says what the term is, else the first with two spellings, else the first with it.

    What is only its abbreviation (AI, RBA) is said of too much to be looked for.
    """
    names = (term, *(each for each in spellings if not re.fullmatch("[A-Z]{2,5}", each)))
    there = [
        sentence for sentence in sentences if any(is_mentioned(name, sentence.text) for name in (term, *spellings))
    ]
    defining = (sentence for sentence in there if any(is_defined(name, sentence.text) for name in names))
    several = (s for s in there if sum(is_mentioned(name, s.text) for name in (term, *spellings)) > 1)
    return next(defining, next(several, next(iter(there), None)))
