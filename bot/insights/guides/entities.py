"""The people and organisations of an article: only those of which the article itself, or common knowledge, says so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.bilingual import Language
from bot.insights.guides.article_sentences import Sentence
from bot.insights.guides.guide import Item
from bot.insights.guides.mentions import is_mentioned
from bot.text.aliases import TermPair
from bot.text.morphology import Morpheme, split_morphemes
from bot.text.names import names
from bot.text.names.name_lists import organisations, other_names

MOST = 10

_KOREAN_TITLES = (
    "최고경영자|최고기술책임자|부총리|대통령|부회장|부사장|부위원장|위원장|대변인|본부장|센터장|연구원|변호사|연구소장|총리|장관|차관|회장|사장|대표이사|대표|교수|의원|박사|감독|"
    "선수|이사|원장|총장|의장|국장|실장|소장|판사|검사|작가|배우|가수|CEO|CTO|CFO"
)
_TITLED = re.compile(
    rf" (?P<of>(?:[가-힣A-Za-z0-9&·]+ )?)(?P<title>(?:[전현] )?(?:{_KOREAN_TITLES}))"
    r"(?=$|[^가-힣A-Za-z]|은|는|이|가|을|를|의|에게|도|와|과|로|께서)"
)
_NAME_PARTICLE = re.compile(r"[가-힣A-Za-z0-9&]+(?=의 $)")
_KOREAN_BODY = re.compile(
    r"(?<![가-힣A-Za-z0-9])[가-힣A-Za-z0-9]{2,12}(?:테크놀로지스?|대학교|위원회|진흥원|통신부|재정부|자원부|벤처기업부|교육부|외교부|국방부|법무부|환경부|"
    r"국세청|경찰청|검찰청|통계청|감독원|감사원)(?=$|[^가-힣]|은|는|이|가|을|를|의|에|와|과|도|로)"
)
# Nearly all Koreans have one of these; the rarer ones begin foreign names as well (마이클, 모니카).
_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진지엄채원천방공현변염여추석선설"
)

_ENGLISH_ROLE = (
    r"(?:chief|executive|CEO|CTO|CFO|president|director|professor|head|heads|founder|co-founder|chair|chairman|"
    r"chairwoman|minister|secretary|senator|governor|mayor|spokesman|spokeswoman|spokesperson|analyst|economist|"
    r"researcher|scientist|engineer|lawyer|author|lawmaker|ambassador)"
)
# What `names` leaves out of a name.
_ENGLISH_TITLE = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof)\. $")
_ROLE_BEHIND = re.compile(
    rf"(?: \([^()]*\))?, (?:who\b|(?:an?|the|its|their|his|her)? ?(?:[\w’'-]+ ){{0,3}}?{_ENGLISH_ROLE}\b)"
)
_TITLE_WORDS = re.compile(
    r"^(?:[A-Z]{2,6} )?(?:(?:Prime|Chief|Executive|President|Minister|Chairman|Chairwoman|Chancellor|Director|CEO|Senator|Professor|"
    r"Governor|Mayor|Judge|Justice|Secretary|Ambassador|Spokesman|Spokeswoman|Col\.|Gen\.|Gov\.|Lt\.|Sen\.|Rep\.) )+"
)
_BODIES = "University|Ministry|Department|Institute|Agency|Commission|Committee|Association|Foundation|Bank|Council|Court|Party"
# A company's place is not of its name (Zhuiyi Technology of Shenzhen), what a body is for is (Ministry of Health).
_ENGLISH_BODY = re.compile(
    r".+ (?:Technologies|Technology|Inc|Corp|Corporation|Ltd|Co|Group|Electronics|Motors?|Airlines)(?=\.?$| of )"
    rf"|.+ (?:{_BODIES})$|(?:.+ )?(?:{_BODIES}) of .+"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """Someone or something named: how it is written, and what it is said to be."""

    name: str
    role: str = ""


def find_people(sentences: Sequence[Sentence], language: Language, pairs: Sequence[TermPair]) -> tuple[Item, ...]:
    """Return up to `MOST` people whom the article gives a title, those it speaks of most first, with that title.

    Each rests on the sentence that says who it is.
    """
    find = _korean_people if language == "ko" else _english_people
    return _items(sentences, [(one, sentence) for sentence in sentences for one in find(sentence.text)], pairs)


def find_organisations(
    sentences: Sequence[Sentence], language: Language, pairs: Sequence[TermPair]
) -> tuple[Item, ...]:
    """Return up to `MOST` organisations, those the article speaks of most first, with their names in the other language."""
    find = _korean_organisations if language == "ko" else _english_organisations
    found = [(one, sentence) for sentence in sentences for one in (*_known(sentence.text), *find(sentence.text))]
    return _items(sentences, found, pairs)


def _items(
    sentences: Sequence[Sentence], found: Sequence[tuple[_Found, Sentence]], pairs: Sequence[TermPair]
) -> tuple[Item, ...]:
    first: dict[str, tuple[_Found, Sentence]] = {}
    for one, sentence in found:
        first.setdefault(one.name, (one, sentence))
    other = {**{pair.other: pair.term for pair in pairs}, **{pair.term: pair.other for pair in pairs}}
    kept = {name: each for name, each in first.items() if other.get(name) not in first or name < other[name]}
    counts = {name: sum(is_mentioned(name, sentence.text) for sentence in sentences) for name in kept}
    items = [
        (
            -counts[name],
            Item(name, " · ".join(dict.fromkeys(filter(None, (other.get(name, ""), one.role)))), sentence.source),
        )
        for name, (one, sentence) in kept.items()
    ]
    return tuple(item for _, item in sorted(items, key=lambda each: (each[0], each[1].source.start)))[:MOST]


def _korean_people(text: str) -> Iterator[_Found]:
    for morpheme in split_morphemes(text):
        title = _TITLED.match(text, morpheme.end) if _is_korean_name(morpheme) else None
        if title is not None:
            before = _NAME_PARTICLE.search(text[: morpheme.start])
            of = title["of"] or (f"{before.group()} " if before else "")
            yield _Found(morpheme.form, f"{of}{title['title']}")


def _is_korean_name(morpheme: Morpheme) -> bool:
    return (
        morpheme.tag == "NNP"
        and len(morpheme.form) == 3
        and morpheme.form[0] in _SURNAMES
        and morpheme.form not in other_names()
    )


def _korean_organisations(text: str) -> Iterator[_Found]:
    for match in _KOREAN_BODY.finditer(text):
        yield _Found(match.group())


def _english_people(text: str) -> Iterator[_Found]:
    for name in names(text):
        said = name.text.partition(" of ")[0]
        bare = _TITLE_WORDS.sub("", said)
        titled = bare != said or _ENGLISH_TITLE.search(text[: name.start]) is not None
        if titled or (" " in bare and said == name.text and _ROLE_BEHIND.match(text, name.end)):
            yield _Found(bare)


def _english_organisations(text: str) -> Iterator[_Found]:
    for name in names(text):
        body = _ENGLISH_BODY.match(name.text)
        if body is not None and not _TITLE_WORDS.match(name.text):
            yield _Found(body.group())


def _known(text: str) -> Iterator[_Found]:
    for korean, english in organisations():
        for own, others in ((korean, english), (english, korean)):
            name = next((each for each in own if is_mentioned(each, text)), None)
            if name is not None:
                yield _Found(name, "" if others[0] == name else others[0])
                break
