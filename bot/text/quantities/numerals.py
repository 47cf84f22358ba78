"""Numbers as they are written in Korean and English: 3억 5천만, 350 million, 열두, twelve, 수십만, hundreds of thousands."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from bot.text.quantities.scanning import Rule

DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at [start, end). `high` is above `value` where only the size is said, `share` for 절반, two-thirds, `fold` for twice."""

    start: int
    end: int
    value: float
    high: float
    ordinal: bool = False
    share: bool = False
    fold: bool = False


def _table(words: str, values: Iterable[int]) -> dict[str, int]:
    return dict(zip(words.split(), values, strict=True))


_SMALL = {"십": 10, "백": 100, "천": 1000}
_LARGE = {"만": 10**4, "억": 10**8, "조": 10**12, "경": 10**16}
_SINO = _table("영 일 이 삼 사 오 육 칠 팔 구", range(10))
_NATIVE_ONES = _table("한 두 세 석 네 넉 다섯 여섯 일곱 여덟 아홉", [1, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9])
_NATIVE_TENS = _table("열 스물 스무 서른 마흔 쉰 예순 일흔 여든 아흔", [10, 20, 20, 30, 40, 50, 60, 70, 80, 90])
KOREAN_DAYS = _table("하루 이틀 사흘 나흘 닷새 엿새 열흘 보름", [1, 2, 3, 4, 5, 6, 10, 15])

_ONES = _table(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
    range(20),
)
_TENS = _table("twenty thirty forty fifty sixty seventy eighty ninety", range(20, 100, 10))
_SCALES = _table("dozen hundred thousand million billion trillion", [12, 100, 10**3, 10**6, 10**9, 10**12])
_SIZES = _table(
    "dozens tens hundreds thousands millions billions trillions", [10, 10, 100, 10**3, 10**6, 10**9, 10**12]
)
_SHORT = _table("k m mn mln b bn bln t tn", [10**3, 10**6, 10**6, 10**6, 10**9, 10**9, 10**9, 10**12, 10**12])
_ORDINALS = _table(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth", range(1, 14)
)
_FOLDS = _table("twice double doubled doubling triple tripled tripling", [2, 2, 2, 2, 3, 3, 3])
_SHARES = _table("half third quarter fourth fifth tenth", [2, 3, 4, 4, 5, 10])


def _words(*tables: dict[str, int]) -> str:
    return "|".join(sorted((word for table in tables for word in table), key=len, reverse=True))


def _number(
    match: re.Match[str], value: float, high: float | None = None, *, ordinal: bool = False, fold: bool = False
) -> Numeral:
    return Numeral(match.start(), match.end(), value, value if high is None else high, ordinal=ordinal, fold=fold)


def _share(match: re.Match[str], value: float) -> Numeral:
    return Numeral(match.start(), match.end(), value, value, share=True)


def _read_digits(match: re.Match[str]) -> Numeral:
    short = match["short"] or ""
    scale = _SCALES.get((match["scale"] or "").lower()) or _SHORT.get(short.lower(), 1)
    value = round(read_korean(match["number"]) * scale, 6)
    return _number(match, value)


def _read_power(match: re.Match[str]) -> Numeral:
    """Read 10^6, 3×10⁸ and 2^10, as raised marks are written in our texts."""
    raised = (match["raised"] or "").translate(str.maketrans(_RAISED + "⁻", "0123456789-"))
    exponent = int((match["exponent"] or raised).replace("−", "-"))
    times = float(match["times"].replace(",", "")) if match["times"] else 1.0
    return _number(match, round(times * float(match["base"]) ** exponent, 9))


def _read_size(match: re.Match[str]) -> Numeral:
    size = 1.0
    for word in match.group().lower().removeprefix("several ").split(" of "):
        size *= _SIZES.get(word) or _SCALES[word]
    return _number(match, size, 10 * size)


def _read_korean_size(match: re.Match[str]) -> Numeral:
    size = read_korean(match["size"])
    return _number(match, size, 10 * size)


def _read_native(match: re.Match[str]) -> Numeral:
    said = match.group()
    tens = next((word for word in _NATIVE_TENS if said.startswith(word)), "")
    return _number(match, _NATIVE_TENS.get(tens, 0) + _NATIVE_ONES.get(said[len(tens) :], 0))


def _read_english(match: re.Match[str]) -> Numeral:
    number = total = 0.0
    for word in re.split(r"[- ]+", match.group().lower()):
        if word == "hundred" or word == "dozen":
            number = (number or 1) * _SCALES[word]
        elif word in _SCALES:
            total, number = total + (number or 1) * _SCALES[word], 0.0
        else:
            number += 0.5 if word == "half" else _TENS.get(word, 0) + _ONES.get(word, 0)
    return _number(match, total + number)


def _read_ordinal(match: re.Match[str]) -> Numeral:
    *tens, last = match.group().lower().split("-")
    return _number(match, sum(_TENS[word] for word in tens) + _ORDINALS[last], ordinal=True)


def read_korean(said: str) -> float:
    """Return the value of digits and scales: 12만3천, 3억 5천만, 삼십, 12.5."""
    total = section = 0.0
    number: float | None = None
    for piece in re.findall(rf"{DIGITS}|[가-힣]", said):
        if piece in _SMALL:
            section += (1 if number is None else number) * _SMALL[piece]
            number = None
        elif piece in _LARGE:
            section += number or 0
            total += (section or 1) * _LARGE[piece]
            section, number = 0.0, None
        else:
            number = float(_SINO[piece]) if piece in _SINO else float(piece.replace(",", ""))
    return total + section + (number or 0)


# Spelled numbers are letters of other words as well (이 일, 네 차, 세 부담), so that they count only before these.
_AFTER_NATIVE = (
    "명|개|번|살|시간|시(?=$|[^가-힣]|[에의를가은는쯤반])|달|해|마리|대(?=$|[^가-힣]|[를가의는로와])|권|곳|가지|차례|배|잔|병|쌍|사람|종류|나라|군데|건|채|척|장|편|팀|줄|째|주|남자|여자|남성|여성|아들|딸|"
    "아이|회사|기업|업체|국가|도시|자녀|형제|자매|단계|분야|학교|그룹|선수|후보|모델"
)
_AFTER_SINO = (
    "명|원|달러|유로|엔|위안|개|년|주년|일간|퍼센트|프로|배|번|회|살|세|시간|분|초|톤|미터|킬로|마리|대(?=$|[^가-힣]|[를가의는로와])|곳|건|권|학년|층|차례|표|여|"
    "가지|쌍|편|팀|주|달|주일"
)
_AFTER_SIZE = "[^가-힣]|여|명|개|원|달|번|년|마|대|건|곳|가|장|채|척|배|톤|차|권|편|킬|미|일|시"
_PART = rf"{DIGITS}(?: ?(?:[십백]|천(?!년))(?:[만억조])?| ?[만억조경](?=[^가-힣]|$|[0-9여명원달유엔위파톤개건번대채마평배장]))?"
_MONEY = r"[$€£¥₩￦] ?|\b(?:USD|EUR|KRW|GBP|JPY|CNY) ?"
_ONE_TO_99 = rf"(?:(?:{_words(_TENS)})(?:[- ](?:{_words(_ONES)})\b)?|(?:{_words(_ONES)}))"


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# 제3조 is the third article of a law, and no three trillion.
_ARTICLE_OF_LAW = r"(?<=제)(?P<article>[0-9]+)(?=조(?:$|[^가-힣0-9]|제|의|에|은|는|이|가|을|를|와|과|부터|까지))"

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_POWER = (
    rf"(?<![0-9.,])(?:(?P<times>{DIGITS}) ?[×xX·*] ?)?(?P<base>[1-9][0-9]{{0,2}})"
    rf"(?:\^\(?(?P<exponent>[-−]?[0-9]{{1,2}})\)?|(?P<raised>⁻?[{_RAISED}]{{1,2}}))"
)
_FRACTION = r"(?<![0-9.,])(?:(?P<whole>[0-9]{1,6}) ?)?(?P<part>[¼-¾⅐-⅞])"

RULES: tuple[Rule[Numeral], ...] = (
    (_rule(_POWER), _read_power),
    (_rule(_FRACTION), lambda match: _number(match, int(match["whole"] or 0) + unicodedata.numeric(match["part"]))),
    (
        _rule(_ARTICLE_OF_LAW),
        lambda match: _number(match, int(match["article"]), ordinal=True),
    ),
    (_rule(rf"(?:수|몇 ?)(?P<size>[십백천]?[만억조]|[십백천])(?={_AFTER_SIZE})"), _read_korean_size),
    (
        _rule(rf"\b(?:(?:{_words(_SIZES)}) of )?(?:{_words(_SIZES)})\b|\bseveral (?:{_words(_SCALES)})\b"),
        _read_size,
    ),
    (
        _rule(rf"(?P<parts>{DIGITS}|[이삼사오육칠팔구십])분의 ?(?P<of>{DIGITS}|[일이삼사오육칠팔구])"),
        lambda match: _share(match, read_korean(match["of"]) / max(read_korean(match["parts"]), 1.0)),
    ),
    (
        _rule(r"절반|(?<![가-힣])반(?=으로|이 |만 )|\bhalf\b(?! an?\b|-)(?! of (?:the )?[0-9])"),
        lambda match: _share(match, 0.5),
    ),
    (
        _rule(rf"\b(?P<count>an?|one|two|three)[- ](?P<share>{_words(_SHARES)})s?\b(?= of\b|[^ a-z]| [a-z]+s\b)"),
        lambda match: _share(match, _ONES.get(match["count"].lower(), 1) / _SHARES[match["share"].lower()]),
    ),
    (
        _rule(
            rf"(?!{_ARTICLE_OF_LAW})(?:(?P<money>{_MONEY})|(?<![0-9.,]))(?P<number>{_PART}(?:(?<=[백천만억조]) ?{_PART})*)"
            rf"(?:[ -]?(?P<scale>{_words(_SCALES)})\b|(?P<short>(?-i:K|M|B|T|bn|mn|tn|bln|mln)|(?(money)[kmbt]|(?!)))(?![A-Za-z0-9]))?"
        ),
        _read_digits,
    ),
    (
        _rule(rf"(?<![가-힣])(?:{_words(KOREAN_DAYS)})(?=$|[^가-힣]|간|동안|만에|째|에|전|후|씩)"),
        lambda match: _number(match, KOREAN_DAYS[match.group()]),
    ),
    (_rule(r"(?<![가-힣])(?:첫(?= |째|[가-힣])|처음|최초)"), lambda match: _number(match, 1, ordinal=True)),
    (
        _rule(
            rf"(?<![가-힣0-9])(?:(?:{_words(_NATIVE_TENS)})(?:{_words(_NATIVE_ONES)})?|{_words(_NATIVE_ONES)})"
            rf"(?= ?(?:{_AFTER_NATIVE}))|(?<![가-힣])(?:두|다섯|여섯|일곱|여덟|아홉|열두|스무)(?= [가-힣])"
        ),
        _read_native,
    ),
    (
        _rule(
            rf"(?<![가-힣])(?![조경])(?=[가-힣]*[십백천만억]|[일이삼사오육칠팔구] ?(?:년|개월|주일))"
            rf"[일이삼사오육칠팔구십백천만억조]+(?= ?(?:{_AFTER_SINO}))"
        ),
        lambda match: _number(match, read_korean(match.group())),
    ),
    (
        _rule(
            rf"\b(?:{_ONE_TO_99}|half an?|an?)(?:[- ](?:{_words(_SCALES)})\b(?:(?: and)? {_ONE_TO_99}\b)?)+|\b{_ONE_TO_99}\b"
        ),
        _read_english,
    ),
    (_rule(rf"\b(?:(?:{_words(_TENS)})-)?(?:{_words(_ORDINALS)})\b"), _read_ordinal),
    (_rule(r"\bboth\b|(?<![가-힣])양 ?(?=국|측|쪽|팀|당|후보)"), lambda match: _number(match, 2)),
    (_rule(r"\ban?(?=[ -](?:hour|day|week|month|year|decade)\b)"), lambda match: _number(match, 1)),
    (
        _rule(rf"\b(?:{_words(_FOLDS)})\b|(?<![가-힣])갑절"),
        lambda match: _number(match, _FOLDS.get(match.group().lower(), 2), fold=True),
    ),
)
"""How numbers are read, the ones that take more with them first."""
