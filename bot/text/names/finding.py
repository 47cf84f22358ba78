"""The names in a text, and whether a name is said in another text, perhaps in the other script."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.text.language import has_hangul
from bot.text.morphology import split_morphemes
from bot.text.names.name_lists import other_names
from bot.text.names.phonetics import consonants, distance, letter_sounds, may_be_alike, sounds

# How far two spellings of a name are apart, at most, by the number of their consonants.
_FAR = {1: 0.03, 2: 0.1, 3: 0.2, 4: 0.22}
_FAR_LONG = 0.24


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name or a term at [start, end) of the text that it was read from."""

    text: str
    start: int
    end: int


def names(text: str) -> list[Name]:
    """Return the proper names and terms of `text` in order: Latin capitals, and what Kiwi takes for Korean names.

    An ordinary English word with a capital at the beginning of a sentence is none. Korean that Kiwi cuts into ordinary
    words is missed, unless it stands before a title (대표, 장관).
    """
    found = [*_latin_names(text), *(_korean_names(text) if has_hangul(text) else ())]
    return sorted(found, key=lambda name: name.start)


def same_name(a: str, b: str) -> bool:
    """Return whether two spellings can be the same name, in one script or across the two."""
    plain = (_plain(a), _plain(b))
    if plain[0] == plain[1] or b in other_names().get(a.lower(), ()):
        return True
    if has_hangul(a) == has_hangul(b):
        return False
    return _sounds_alike(a, b)


def find_name(name: str, text: str, terms: Mapping[str, str] | None = None) -> bool:
    """Return whether `text` says `name`, in either script; `terms` are other spellings (see `bot.text.aliases`).

    A Latin name of several words is also found where each of them is, titles like President aside.
    """
    return not unsaid_parts(Name(name, 0, len(name)), text, terms)


def find_spelling(name: str, text: str) -> str | None:
    """Return how a Korean text spells a Latin name, by its sound, or None: 딥시크 for DeepSeek.

    What is short sounds like too much: names of less than four letters and of one syllable are not looked for.
    """
    if not re.fullmatch(r"[^\W\d_](?:[^\W\d_]|[ .'’-]){3,}", name):
        return None
    alike = [each for each in _korean_candidates(text) if len(each) > 1 and each in text and _sounds_alike(name, each)]
    return min(alike, key=lambda each: (distance(sounds(each), sounds(name)), len(each), each), default=None)


def drop_titles(name: str) -> str:
    """Return a Latin name without the titles in it: Bae Kyung-hoon for Minister Bae Kyung-hoon."""
    return " ".join(word for word in name.split(" ") if _is_own_word(word))


def unsaid_parts(name: Name, text: str, terms: Mapping[str, str] | None = None) -> list[Name]:
    """Return the words of `name` that `text` does not say, titles aside; none where it says the whole name."""
    known = terms or {}
    if _find_whole(name.text, text, known):
        return []
    if has_hangul(name.text):
        return [name]
    words = [
        Name(word.group(), name.start + word.start(), name.start + word.end())
        for word in re.finditer(r"\S+", name.text)
    ]
    own = [word for word in words if _is_own_word(word.text)]
    if not own or words == own[:1]:
        return [name]
    return [word for word in own if not _find_whole(word.text.strip(".,"), text, known)]


def _find_whole(name: str, text: str, terms: Mapping[str, str]) -> bool:
    if _stands_in(name, text):
        return True
    known = other_names().get(name.lower()) or other_names().get(_singular(name).lower()) or frozenset()
    told = (*known, *([terms[name]] if name in terms else ()))
    if any(_stands_in(other, text) for other in told) or _has_initials(name, text):
        return True
    if known:
        return False
    if not has_hangul(name):
        return any(_sounds_alike(name, candidate) for candidate in _korean_candidates(text)) or _is_surname_in(
            name, text
        )
    stem = name[:-1] if len(name) > 2 and name[-1] in "사씨측시주도섬군당대" else name
    return any(
        _sounds_alike(stem, candidate) or _sounds_alike(name, candidate) for candidate in _latin_candidates(text)
    )


def _has_initials(name: str, text: str) -> bool:
    """CPI for Consumer Price Index."""
    if not re.fullmatch(r"[A-Z]{3,6}", name):
        return False
    pattern = r"\W+(?:(?:of|the|and|for|on|in) )?".join(rf"{letter}[a-z]+" for letter in name)
    return re.search(rf"\b{pattern}\b", text) is not None


def _is_own_word(word: str) -> bool:
    bare = word.lower().strip(".,")
    return bare not in _TITLES and bare not in _ORDINARY and (word[0].isupper() or not word.islower()) and len(bare) > 1


def _is_surname_in(name: str, text: str) -> bool:
    """Lim for 임 대표: a surname alone, before a title."""
    for match in _SURNAME_AND_TITLE.finditer(text):
        if (
            name.lower() in USUAL_SURNAMES.get(match["surname"], ())
            or distance(sounds(match["surname"]), sounds(name)) <= _FAR[1]
        ):
            return True
    return False


_WORD = r"(?:[A-Z](?:[A-Za-z0-9]|['’](?!s\b)(?=[A-Za-z])|\.(?=[A-Z]\b))*\.?(?<!\w{4}\.)|[a-z]{1,2}[A-Z][A-Za-z0-9]*)(?:[-&+][A-Za-z0-9]+)*"
_LATIN_NAME = re.compile(rf"(?<![A-Za-z0-9@/.-]){_WORD}(?: (?:(?:of|the|de|la|al|bin|von|van) ){{0,2}}{_WORD})*")
_ORDINARY = frozenset(
    (
        "a about after ain all also although among an and another any are as at because before between both "
        "but by can could despite did do does during each even every few first for from had has have he her "
        "here his how however i if in instead into is it its it's last later like many may meanwhile more "
        "moreover most much my neither never next no not nothing now of on once one only or other our over "
        "perhaps people she should since so some still such than that the their then there these they this "
        "those though three through to today two under until up was we were what when where whether which "
        "while who why will with within without would yes yesterday yet you ca everybody everyone everything "
        "nobody something someone anybody anyone maybe former sorry hello your it’s i'm i’m don't don’t police "
        "officials according several others nearly about around just mom mr mrs ms dr prof please thank thanks "
        "let ok okay monday tuesday wednesday thursday friday saturday sunday january february march april "
        "june july august september october november december jan feb mar apr jun jul aug sept sep oct nov dec "
        "spring summer autumn winter"
    ).split()
)
_TITLES = frozenset(
    (
        "ceo cfo cto president prime minister foreign secretary general chief executive director chairman "
        "senator sen gov governor king queen prince princess pope mayor judge justice professor captain col lt "
        "gen rep spokesman spokeswoman ministry department university institute center centre national "
        "international federal court party state city county company corp inc ltd group bank league council "
        "committee commission agency association organization office service services school hospital museum "
        "river lake sea island islands mount mountain street road airport station park church club team north "
        "south east west northern southern eastern western central new republic kingdom union united world war "
        "day times news defense affairs health education science technology technologies art act bill project "
        "program cup games championship open one"
    ).split()
)
TITLE_WORDS = (
    "대표|장관|부총리|총리|대통령|회장|사장|교수|의원|위원장|박사|감독|선수|기자|이사|원장|총장|시장|지사|대변인|국장|실장|차관|본부장|연구원|변호사|"
    "판사|검사|작가|배우|가수"
)
_KOREAN_TITLE = re.compile(
    rf"(?<![가-힣])(?P<name>[가-힣]{{3,4}}) (?:[가-힣A-Za-z]{{2,14}} )?(?:{TITLE_WORDS})(?![가-힣]{{3}})"
)
_SURNAME_AND_TITLE = re.compile(rf"(?<![가-힣])(?P<surname>[가-힣]) (?:전 )?(?:{TITLE_WORDS})")
SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
USUAL_SURNAMES = {
    name: tuple(spelled.split("|"))
    for name, spelled in (
        pair.split(":")
        for pair in (
            "이:lee|yi|i|rhee|ri 임:lim|im|yim 노:roh|noh|no 유:yoo|yu|ryu 류:ryu|yoo|yu|ryoo 최:choi|choe 박:park|bak|pak "
            "정:jung|jeong|chung|chong 우:woo|u|wu 오:oh|o 여:yeo|yo 양:yang 조:cho|jo 전:jeon|chun|jun 김:kim|gim 강:kang|gang "
            "권:kwon|gwon 고:ko|goh|go 나:na|ra 신:shin|sin 문:moon|mun 심:shim|sim 구:koo|gu|ku 주:joo|ju 백:baek|paik 손:sohn|son "
            "안:ahn|an 윤:yoon|yun 허:heo|hur 현:hyun|hyeon"
        ).split()
    )
}


def _latin_names(text: str) -> list[Name]:
    found = []
    for match in _LATIN_NAME.finditer(text):
        words = [(word.group(), match.start() + word.start()) for word in re.finditer(r"[^ ]+", match.group())]
        # "The Korean", "Meanwhile Google": words that only begin a sentence are not of the name.
        while words and _is_ordinary(words[0][0]):
            words.pop(0)
        while words and _is_ordinary(words[-1][0]):
            words.pop()
        if words:
            end = words[-1][1] + len(words[-1][0])
            said = text[words[0][1] : end]
            if said.endswith(".") and not re.search(r"(?:^|[. ])[A-Z]\.$", said):
                said = said[:-1]
            found.append(Name(said, words[0][1], words[0][1] + len(said)))
    return [name for name in found if not _is_common_word(text, name)]


def _is_ordinary(word: str) -> bool:
    bare = re.sub(r"(?:n['’]t|['’](?:ll|ve|re|m|d|s))$", "", word.lower().strip(".,’'"))
    return bare in _ORDINARY or re.fullmatch(r"[a-z]+|[A-Z]", word) is not None


def opens_sentence(text: str, name: Name) -> bool:
    """Return whether `name` is one capitalised word that begins a sentence: it may be a word like any other."""
    before = text[: name.start].rstrip(" \"'“‘(")
    if before and before[-1] not in ".!?:…":
        return False
    return re.fullmatch(r"[A-Z][a-z]+", name.text) is not None and name.text.lower() not in other_names()


def _is_common_word(text: str, name: Name) -> bool:
    if not opens_sentence(text, name):
        return False
    return (
        name.text.lower() in _TITLES
        or re.search(r"(?:ed|ing|ly|[st]ions?|ments?|ers|ors|ies|ists?|ants?|als?)$", name.text) is not None
    )


def _korean_names(text: str) -> list[Name]:
    spans: list[tuple[int, int]] = []
    for morpheme in split_morphemes(text):
        if morpheme.tag != "NNP":
            continue
        if spans and spans[-1][1] == morpheme.start:
            spans[-1] = (spans[-1][0], morpheme.end)
        else:
            spans.append((morpheme.start, morpheme.end))
    for match in _KOREAN_TITLE.finditer(text):
        start, end = match.span("name")
        # Of 김하윤 Kiwi may know a part alone.
        others = [(a, b) for a, b in spans if not start <= a < b <= end]
        if match["name"][0] in SURNAMES and not any(a < end and start < b for a, b in others):
            spans = [*others, (start, end)]
    return [
        Name(text[start:end], start, end) for start, end in spans if has_hangul(text[start:end]) and end - start > 1
    ]


def _plain(name: str) -> str:
    return re.sub(r"[^\w]", "", name).lower()


def _singular(name: str) -> str:
    return re.sub(r"(?:['’]s|['’]|s)$", "", name)


def _stands_in(name: str, text: str) -> bool:
    """Literally: Latin letters as whole words, Hangul from where a word begins, so that 인도 is not in 라인도.

    A single syllable (미, 中) stands alone.
    """
    if not name.isascii():
        begin = "" if len(name) > 2 else r"(?<![가-힣0-9])"
        end = r"(?![가-힣])" if len(name) == 1 else ""
        return re.search(rf"{begin}{re.escape(name)}{end}", text) is not None
    pattern = re.escape(name.removesuffix(".")).replace(r"\ ", r"[ -]?")
    return re.search(rf"(?<![A-Za-z0-9]){pattern}(?:['’]?s)?(?![A-Za-z0-9])", text, re.IGNORECASE) is not None


@lru_cache(maxsize=512)
def _latin_candidates(text: str) -> tuple[str, ...]:
    """Runs of one to three words in Latin letters, without spaces."""
    words = re.findall(r"[A-Za-z][A-Za-z’']*", text)
    runs = (words[i : i + n] for i in range(len(words)) for n in (1, 2, 3))
    return tuple({"".join(run) for run in runs if any(not word.islower() for word in run)})


_BEHIND_NAME = re.compile(
    r"(?:[사측씨시주섬군당대인어식산계호현성족역팀전]|들)?(?:은|는|이|가|을|를|의|에|에서|에게|에선|와|과|도|로|으로|만|까지|부터|처럼|보다|라는|이라는|이다|"
    r"였다|이며|이고|라고|이라고|이나|나|엔|등|및)?(?:는|도|만|의)?"
)


@lru_cache(maxsize=512)
def _korean_candidates(text: str) -> tuple[str, ...]:
    """Words, single and in pairs, with and without the particles that they may end with."""
    words = re.findall(r"[가-힣A-Za-z]*[가-힣][가-힣A-Za-z]*", text)
    found: set[str] = set()
    for word in [*words, *(a + b for a, b in pairwise(words))]:
        found.update(
            word[:end] for end in range(max(1, len(word) - 5), len(word) + 1) if _BEHIND_NAME.fullmatch(word, end)
        )
    return tuple(found)


def _sounds_alike(name: str, candidate: str) -> bool:
    korean, latin = (name, candidate) if has_hangul(name) else (candidate, name)
    if not has_hangul(korean) or has_hangul(latin):
        return False
    mine, theirs = sounds(korean), sounds(latin)
    if latin.isupper() and len(latin) <= 5:
        letters = letter_sounds(latin)
        if may_be_alike(mine, letters) and distance(mine, letters) <= _FAR_LONG:
            return True
        if not re.search("[AEIOU]", latin):
            return False
    count = max(consonants(mine), consonants(theirs))
    far = _FAR.get(count, _FAR_LONG)
    if count and may_be_alike(mine, theirs) and distance(mine, theirs) <= far:
        return True
    return _is_person(korean, latin)


def _is_person(korean: str, latin: str) -> bool:
    """A Korean name of three or four syllables: the surname by its usual romanisations, the rest by its sound."""
    if not 3 <= len(korean) <= 4 or korean[0] not in USUAL_SURNAMES:
        return False
    given = re.sub(r"[^a-z]", "", latin.lower())
    for surname in USUAL_SURNAMES[korean[0]]:
        for rest in (given.removeprefix(surname), given.removesuffix(surname)):
            if rest != given and rest and distance(sounds(korean[1:]), sounds(rest)) <= _FAR_LONG:
                return True
    return False
