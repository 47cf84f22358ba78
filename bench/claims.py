"""Claims with a known truth, derived from public data: translations, and translations with one thing made wrong."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.bilingual import Language

DISTRACTORS = 4


@dataclass(frozen=True, slots=True)
class Case:
    """A claim, the texts that it is checked against, and whether they support it. `row` is its row in the data."""

    data: str
    kind: str
    row: int
    claim: str
    language: Language
    sources: tuple[str, ...]
    source_language: Language
    true: bool


Pair = dict[Language, str]


def read_klue(folder: Path, limit: int) -> list[Case]:
    """Return KLUE-NLI's claims, each with its one premise; `limit` rows of them, 0 for all."""
    premises = {row["passage_id"]: row["text"] for row in _rows(folder / "klue_nli_dev.passages.jsonl")}
    rows = _rows(folder / "klue_nli_dev.jsonl")
    return [
        Case(
            data="klue_nli ko-ko",
            kind=row["answers"][0],
            row=index,
            claim=row["question"],
            language="ko",
            sources=(premises[row["passage_id"]],),
            source_language="ko",
            true=row["answers"][0] == "entailment",
        )
        for index, row in enumerate(rows[: limit or None])
    ]


def read_pairs(path: Path, limit: int) -> list[Pair]:
    """Return parallel sentences that look like whole ones; the rest are headings, glosses and fragments.

    Rows are spread over the file, because neighbours in it tell the same story.
    """
    rows = [row for row in _rows(path) if _is_whole(row["ko"], row["en"])]
    step = max(1, len(rows) // limit) if limit else 1
    return [{"ko": row["ko"], "en": row["en"]} for row in rows[::step]]


def derive(data: str, pairs: Sequence[Pair], nearest: dict[Language, Sequence[int]]) -> Iterator[Case]:
    """Yield both directions of every pair: as it is, with a number, a name or the sense changed, and without its source.

    `nearest[language][i]` is the row, other than i, whose sentence in the other language is closest to claim i.
    """
    luck = random.Random(7)
    directions: tuple[tuple[Language, Language], ...] = (("ko", "en"), ("en", "ko"))
    for language, other in directions:
        strangers = [name for pair in pairs for name in _names(pair[language], language)]
        for i, pair in enumerate(pairs):
            claim = pair[language]
            others = [pairs[k][other] for k in luck.sample([k for k in range(len(pairs)) if k != i], DISTRACTORS + 1)]
            with_source = (pair[other], *others[:DISTRACTORS])
            with_nearest = (pairs[nearest[language][i]][other], *others[:DISTRACTORS])
            variants = (
                ("translation", claim, with_source),
                ("number", change_number(claim, luck), with_source),
                ("name", change_name(claim, language, strangers, luck), with_source),
                ("negation", change_sense(claim, language), with_source),
                ("nearest", claim, with_nearest),
                ("random", claim, tuple(others)),
            )
            for kind, said, sources in variants:
                if said is not None:
                    name = f"{data} {language}-{other}"
                    yield Case(name, kind, i, said, language, sources, other, kind == "translation")


def change_number(claim: str, luck: random.Random) -> str | None:
    """Return `claim` with the digits of one number changed, or a number word or month; None where it has none."""
    digits = list(re.finditer(r"(?<![A-Za-z0-9.,-])\d[\d,]*(?:\.\d+)?", claim))
    if digits:
        match = luck.choice(digits)
        changed = re.sub(
            r"\d", lambda digit: str((int(digit.group()) + luck.randint(1, 8)) % 9 + 1), match.group(), count=1
        )
        return claim[: match.start()] + changed + claim[match.end() :] if changed != match.group() else None
    for words in _NUMBER_WORDS:
        said = [word for word in words if re.search(rf"(?<![A-Za-z가-힣]){word}(?![A-Za-z가-힣])", claim)]
        if said:
            other = luck.choice([word for word in words if word not in said])
            return re.sub(rf"(?<![A-Za-z가-힣]){said[0]}(?![A-Za-z가-힣])", other, claim, count=1)
    return None


def change_name(claim: str, language: Language, strangers: Sequence[str], luck: random.Random) -> str | None:
    """Return `claim` with one of its names replaced by one of another sentence; None where it has none."""
    own = _names(claim, language)
    for _ in range(20) if own else ():
        mine, other = luck.choice(own), luck.choice(strangers)
        if other not in claim and other[:2].lower() != mine[:2].lower():
            return claim.replace(mine, other)
    return None


def change_sense(claim: str, language: Language) -> str | None:
    """Return `claim` denied, or no longer denied; None where that takes more than a word."""
    for pattern, other in _DENIALS[language]:
        changed, count = re.subn(pattern, other, claim, count=1)
        if count:
            return changed
    return None


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _is_whole(korean: str, english: str) -> bool:
    ended = re.search(r"[.?!]['\"”’)]*\s*$", korean) and re.search(r"[.?!]['\"”’)]*\s*$", english)
    ratio = len(english) / max(len(korean), 1)
    # Four letters in a row: an English gloss among the Korean.
    return bool(ended) and 1.2 <= ratio <= 3.2 and not re.search(r"[a-z]{4,} [a-z]{2,}", korean)


_NUMBER_WORDS = (
    ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve"),
    ("두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"),
    *(("January", "February", "April", "June", "July", "August", "September", "October", "November", "December"),),
)
_NOT_NAMES = frozenset(
    [
        "I",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "The",
        "President",
        "Minister",
        "Mr",
        "Mrs",
        "God",
        "English",
        "Agency",
        "Republic",
        "States",
        "National",
        "Center",
        "World",
        "Party",
        "South",
        "North",
        "United",
        "Council",
        "Association",
        "Western",
        "Eastern",
        "Police",
        "New",
        "International",
        "Department",
        "Ministry",
        "Home",
        "State",
        "General",
        "Office",
        "Court",
        "Service",
        "Road",
        "Street",
        "University",
        "Institute",
        "House",
        "Foreign",
        "Prime",
        "Medical",
        "Federal",
    ]
)
_KOREAN_NAMES = [
    "메리",
    "오바마",
    "매케인",
    "부시",
    "사르코지",
    "베이징",
    "이라크",
    "북한",
    "미국",
    "중국",
    "일본",
    "영국",
    "프랑스",
    "독일",
    "러시아",
    "파키스탄",
    "이스라엘",
    "짐바브웨",
    "무가베",
    "터키",
    "멕시코",
    "캘리포니아",
    "뉴욕",
    "런던",
    "도쿄",
    "보스턴",
    "호주",
    "브라질",
    "쿠바",
    "태국",
    "네팔",
    "세르비아",
    "한국",
    "아프리카",
    "콜롬비아",
    "카라지치",
    "라이스",
    "구글",
    "애플",
    "야후",
    "텍사스",
    "워싱턴",
]
_DENIALS: dict[Language, tuple[tuple[str, str], ...]] = {
    "ko": (
        (r"하지 않았다(?=[.])", "했다"),
        (r"하지 않는다(?=[.])", "한다"),
        (r"지 않았다(?=[.])", "었다"),
        (r"하지 않았", "했"),
        (r"하지 못했", "했"),
        (r"(?<=[가-힣])했다(?=[.])", "하지 않았다"),
        (r"(?<=[가-힣])했습니다(?=[.])", "하지 않았습니다"),
        (r"(?<=[가-힣])됐다(?=[.])", "되지 않았다"),
        (r"(?<=[가-힣])한다(?=[.])", "하지 않는다"),
        (r" 없다(?=[.])", " 있다"),
        (r" 있다(?=[.])", " 있지 않다"),
        (r" 있었다(?=[.])", " 있지 않았다"),
        (r"해요(?=[.])", "하지 않아요"),
        (r"어요(?=[.])", "지 않았어요"),
        (r"(?<=[가-힣])이다(?=[.])", "이 아니다"),
        (r"([가-힣])았다(?=[.])", r"\1지 않았다"),
    ),
    "en": (
        (r"\b(is|are|was|were|will|would|can|could|should|has|have|had|does|do|did|may|might|must) not ", r"\1 "),
        (r"\b(is|are|was|were|would|could|should|has|have|had|does|do|did)n[’']t ", r"\1 "),
        (r"\b(can)(?:not|'t) ", r"\1 "),
        (r"\bnever ", ""),
        (r"\b(is|are|was|were|will|would|can|could|should|has|had|may|might|must) (?!not)", r"\1 not "),
    ),
}


def _names(text: str, language: Language) -> list[str]:
    if language == "ko":
        return [name for name in _KOREAN_NAMES if re.search(rf"(?<![가-힣]){name}(?![가-힣]{{3}})", text)]
    found = re.findall(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?![a-zA-Z])", text)
    return sorted({*found, *re.findall(r"^(?:Tom|Mary|John)\b", text)} - _NOT_NAMES)
