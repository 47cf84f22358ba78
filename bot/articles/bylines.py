"""Lines that say who wrote an article: 박가나 기자, [나다신문 박가나·김다라 기자], By Gana Park and Dara Pike."""

import re

from bot.text.names.name_lists import places

NAME = r"[A-Z][\w'’.-]*(?:\s(?:de|van|von|bin|al|[A-Z][\w'’.-]*)){1,3}"
_POST = (
    r"\s?(?:[가-힣]{2,6}\s?(?:전문|선임|수석))?(?:선임|수석|인턴|객원|전문)?\s?"
    r"(?:기자|특파원|논설위원|앵커|PD|에디터|칼럼니스트)(?![가-힣])"
)
_REPORTER = re.compile(rf"(?<![가-힣])(?P<name>[가-힣]{{2,4}}){_POST}")
_BY = re.compile(rf"(?:\b[Bb][Yy]\s+|^)(?P<name>{NAME})(?=\s*(?:$|[,|/·]|\band\b|\bin\b|\d|<))")
# Before a reporter's name may stand the paper or the place; whoever took a picture or drew something wrote nothing.
_WHOLE_KOREAN = re.compile(
    r"(?!사진|그래픽|영상|삽화)(?:[가-힣A-Za-z]{2,8}(?:\s?=\s?|\s))??"
    rf"(?P<names>[가-힣]{{2,4}}(?:\s?[·,]\s?[가-힣]{{2,4}})*){_POST}"
)
_WHOLE_ENGLISH = re.compile(rf"(?P<by>[Bb][Yy]:?\s+)?(?P<names>{NAME}(?:(?:,\s(?:and\s)?|\s(?:and|&)\s){NAME})*)")
_BETWEEN = re.compile(r"\s?[·,]\s?(?:and\s)?|\s(?:and|&)\s")
_NO_PERSON = re.compile(
    r"\b(?:editor|writer|correspondent|reporter|staff|news|press|times|herald|post)\b", re.IGNORECASE
)
# Words of headings that begin with By, and what a reporter is, does or works in.
_NO_NAME = re.compile(
    r"\b(?:the|any|all|our|popular|many|most|some|this|that|these|those|their|its|his|your|every|each|and|of|for|with|from|numbers"
    r"|demand)\b"
    r"|(?:부|팀|사진)$|^(?:시민|학생|주부|명예|취재|담당|본지|전문|수습|동료|선배|후배|현장|외신|영상|편집|방송|신문|자료|객원"
    r"|인턴|여성|남성|외국|정치|경제|사회|문화|국제|과학|연예)$",
    re.IGNORECASE,
)
_DATELINE_CITIES = frozenset(
    "서울 부산 대구 인천 광주 대전 울산 세종 수원 춘천 청주 전주 창원 제주 평양 베이징 도쿄 워싱턴 뉴욕 런던 파리 모스크바 "
    "브뤼셀 seoul busan pyongyang beijing tokyo washington london paris moscow brussels geneva".split()
) | {"new york", "hong kong", "sejong city"}


def find_name(line: str) -> str:
    """Return whom a line names that is marked as a byline, whatever else stands in it; "" where it names a place or nobody."""
    match = _REPORTER.search(line) or _BY.search(line)
    return match["name"] if match is not None and _is_person(match["name"]) else ""


def is_reporter(line: str) -> bool:
    """Return whether a line is the name of a reporter, with that word, and nothing else."""
    return _REPORTER.fullmatch(line) is not None


def reporter_in(line: str) -> str:
    """Return the first name in a line that the word for a reporter follows; "" where none does."""
    names = (match["name"] for match in _REPORTER.finditer(line))
    return next((name for name in names if not _NO_NAME.search(name)), "")


def names_alone(line: str, *, is_marked: bool) -> str:
    """Return the names, with commas, in a line that is a byline and nothing else, marked or not; "" in any other.

    Where something else marks it as one (`is_marked`), as an address does, names alone are enough in English.
    """
    korean, english = _WHOLE_KOREAN.fullmatch(line), _WHOLE_ENGLISH.fullmatch(line)
    match = korean or (english if english is not None and (english["by"] or is_marked) else None)
    names = [] if match is None else [name for name in _BETWEEN.split(match["names"]) if not _NO_PERSON.search(name)]
    return ", ".join(names) if all(map(_is_person, names)) else ""


def _is_person(name: str) -> bool:
    """Return whether a name may be one of a person: neither that of a place nor words that only stand where one would."""
    return _NO_NAME.search(name) is None and not is_place(name)


def is_place(name: str) -> bool:
    """Return whether a name is where something was written: 서울, SEOUL, "WASHINGTON, D.C.", 서울=나다뉴스."""
    known = {spelling.lower() for korean, english in places() for spelling in (*korean, *english)} | _DATELINE_CITIES
    parts = [name.strip(" .,()="), *(name.partition(sign)[0].strip(" (") for sign in ",=" if sign in name)]
    return any(part.lower() in known for part in parts) or bool(
        re.search(r"\b(?:South |North )?Korea\b", name, re.IGNORECASE)
    )
