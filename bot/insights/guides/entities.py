"""The people and organisations of an article: only those of which the article itself, or common knowledge, says so."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.bilingual import Language
from bot.insights.guides.article_sentences import Sentence
from bot.insights.guides.guide import Item
from bot.insights.guides.mentions import is_mentioned
from bot.text.aliases import TermPair
from bot.text.language import has_hangul
from bot.text.morphology import Morpheme, split_morphemes
from bot.text.names import names
from bot.text.names.name_lists import organisations, other_names

MOST = 10

_KOREAN_TITLES = (
    "최고경영자|최고기술책임자|부총리|대통령|부회장|부사장|부위원장|위원장|대변인|본부장|센터장|연구원|변호사|연구소장|총리|장관|차관|회장|사장|대표이사|대표|교수|의원|박사|감독|"
    "선수|이사|원장|총장|의장|국장|실장|소장|판사|검사|작가|배우|가수|CEO|CTO|CFO"
)
_TITLED = re.compile(
    rf" (?P<of>(?:[가-힣A-Za-z0-9&·]+ )?)(?P<title>(?:전 |현 )?(?:{_KOREAN_TITLES})"
    rf"(?: 겸 (?:[가-힣A-Za-z0-9]+ ){{0,2}}?(?:{_KOREAN_TITLES}))?)(?![A-Za-z])(?=$|[^가-힣]|은|는|이|가|을|를|의|에게|도|와|과|로|께서)"
)
_COMPANY_BEFORE = re.compile(r"(?:스타트업|기업|업체|회사|제조사|개발사) ['‘“\"]?$")
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
_ENGLISH_TITLE = re.compile(
    r"\b(?:President|Prime Minister|Minister|Chairman|Chairwoman|Chief Executive|CEO|Senator|Sen\.|Professor|Prof\.|Dr\.|"
    r"Mr\.|Ms\.|Mrs\.|Governor|Gov\.|Mayor|Judge|Secretary|Ambassador|Pope|King|Queen) $"
)
_ROLE_BEHIND = re.compile(
    rf"(?: \([^()]*\))?, (?:who\b|(?:an?|the|its|their|his|her)? ?(?:[\w’'-]+ ){{0,3}}?{_ENGLISH_ROLE}\b)"
)
_TITLE_WORDS = re.compile(
    r"^(?:[A-Z]{2,6} )?(?:(?:Prime|Chief|Executive|President|Minister|Chairman|Chairwoman|Chancellor|Director|CEO|Senator|Professor|"
    r"Governor|Mayor|Judge|Justice|Secretary|Ambassador|Spokesman|Spokeswoman|Dr\.|Mr\.|Ms\.|Mrs\.|Col\.|Gen\.|Lt\.|Sen\.|Rep\.) )+"
)
_ENGLISH_BODY = re.compile(
    r"(?:^| )(?:Technologies|Technology|Inc|Corp|Corporation|Ltd|Co|University|Ministry|Department|Institute|Agency|"
    r"Commission|Committee|Association|Foundation|Bank|Council|Court|Party|Group|Electronics|Motors?|Airlines)\.?$"
    r"|^(?:University|Ministry|Department|Bank|Institute) of "
)
_COMPANY_BEHIND = re.compile(
    r"(?: \([^()]*\))?, an? (?:[\w’'-]+ ){0,3}?(?:start-?up|company|firm|carmaker|chipmaker|university|agency)\b"
)
_STARTUP_BEFORE = re.compile(r"\b(?:start-?up|company|firm) $")
_OF_PLACE = re.compile(r" of (?:[A-Z][a-z]+ ?)+$")


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
    morphemes = split_morphemes(text)
    for morpheme in morphemes:
        title = _TITLED.match(text, morpheme.end) if _is_korean_name(morpheme) else None
        # 도날드 투스크 폴란드 총리: of another country, and only half of the name.
        abroad = title is not None and any(
            word in other_names() and word not in _organisation_names() for word in title["of"].split()
        )
        if title is not None and not abroad and _are_nouns(morphemes, *title.span("of")):
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


def _are_nouns(morphemes: Sequence[Morpheme], start: int, end: int) -> bool:
    inside = [morpheme for morpheme in morphemes if start <= morpheme.start < end]
    return all(morpheme.tag.startswith(("N", "SL", "SN", "SP", "XSN")) for morpheme in inside)


def _korean_organisations(text: str) -> Iterator[_Found]:
    for match in _KOREAN_BODY.finditer(text):
        yield _Found(match.group())
    morphemes = split_morphemes(text)
    for i, morpheme in enumerate(morphemes):
        if morpheme.tag != "NNP" or len(morpheme.form) < 2:
            continue
        behind = morphemes[i + 1] if i + 1 < len(morphemes) else None
        glued = behind is not None and behind.start == morpheme.end and not behind.tag.startswith(("J", "S", "VCP"))
        if _COMPANY_BEFORE.search(text[: morpheme.start]) and not glued:
            yield _Found(morpheme.form)
    for person in _korean_people(text):
        of, _, title = person.role.partition(" ")
        if re.fullmatch(_KOREAN_TITLES, title) and any(m.form == of and m.tag == "NNP" for m in morphemes):
            yield _Found(of)


def _english_people(text: str) -> Iterator[_Found]:
    for name in names(text):
        if (
            has_hangul(name.text)
            or " of " in name.text
            or _is_english_body(name.text)
            or name.text in _organisation_names()
        ):
            continue
        bare = _TITLE_WORDS.sub("", name.text)
        titled = bare != name.text or _ENGLISH_TITLE.search(text[: name.start]) is not None
        behind = _ROLE_BEHIND.match(text, name.end)
        full = 2 <= len(bare.split(" ")) <= 4 and not re.search("^[A-Z]{3}|s$", bare)
        if bare and (titled or (behind and full)):
            yield _Found(bare)


def _english_organisations(text: str) -> Iterator[_Found]:
    for name in names(text):
        bare = _OF_PLACE.sub("", name.text) if not _is_english_body(name.text) else name.text
        said = _COMPANY_BEHIND.match(text, name.end) or _STARTUP_BEFORE.search(text[: name.start])
        if not has_hangul(bare) and not _TITLE_WORDS.match(bare) and (_is_english_body(bare) or said):
            yield _Found(bare)


def _is_english_body(name: str) -> bool:
    return " " in name and _ENGLISH_BODY.search(name) is not None


def _known(text: str) -> Iterator[_Found]:
    for korean, english in organisations():
        for own, others in ((korean, english), (english, korean)):
            name = next((each for each in own if is_mentioned(each, text)), None)
            if name is not None:
                yield _Found(name, "" if others[0] == name else others[0])
                break


@cache
def _organisation_names() -> frozenset[str]:
    return frozenset(name for korean, english in organisations() for name in (*korean, *english))
