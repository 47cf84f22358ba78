"""The lines of an article that say when it came out: 입력 2026.01.26. 오후 3:04, | 보도시점 | 2024. 1. 2.(화) |, Published ..."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.text.header_dates import find_days, plain_digits

Role = Literal["published", "bare", "modified"]

# What first brought it out comes before what changed it. A bare day below a headline is the first as a rule.
_ORDER: tuple[Role, ...] = ("published", "bare", "modified")
_HEAD_LINES = 15
_BARE_LINES = 8
_FOOT_LINES = 8
_MAX_LINE = 160

_MODIFIED = r"최종\s?수정|수정|업데이트|갱신|최종\s?편집|(?:last\s)?(?:updated|modified|edited|revised|reviewed)(?:\s(?:on|at))?"
# 일시 alone is when something takes place.
_PUBLISHED = (
    r"보도\s?시점|보도\s?일시|(?:기사|데스크)\s?(?:입력|등록|승인|작성|전송|송고)|최초\s?(?:입력|등록|게시|작성)"
    r"|입력|등록|게시|게재|승인|송고|발행|배포|작성|(?:제공|공고)(?=\s?(?:일|날짜))|보도|엠바고|날짜|일자|入力|登錄|揭載|發行|送稿|報道"
    r"|(?:first\s)?(?:published|posted|created|issued|released|filed)(?:\sby\s[A-Z][\w.'’ -]{1,40}?)?(?:\s(?:on|at|online))?"
    r"|(?:publi(?:cation|shing)|release|issue)\sdate|for\s(?:immediate\s)?release|embargo(?:ed)?(?:\suntil)?"
)
_KIND = r"\s?(?:일시|일자|날짜|시간|시각|시점|日時|日字|日|일)?"
_LABEL = re.compile(
    rf"(?<![\w가-힣])(?:(?P<modified>{_MODIFIED})|(?P<published>{_PUBLISHED})){_KIND}\s*(?:[:|>）)\]·-]\s*)*$",
    re.IGNORECASE,
)
_LABEL_BEHIND = re.compile(
    r"\s*[(\[]?(?:(?P<modified>수정|업데이트)|(?P<published>송고|입력|등록|승인|게재|배포|발행))(?![가-힣])"
)
_CLOCK = r"(?:오전|오후)?\s?[0-9]{1,2}[:시]\s?[0-9]{0,2}(?::[0-9]{2})?분?\s?(?:[ap]\.?m\.?)?\s?(?:\(?[A-Z]{2,4}\)?)?"
# 보도시점 (온라인) 2024. 1. 2. (지면) 2024. 1. 3.: offices say where it comes out first.
_WHERE = re.compile(r"[(\[]\s?(?:온라인|인터넷|지면|신문|통신|방송|뉴미디어)[^()\[\]]{0,10}[)\]]\s*$")
# 2:04 PM EST, Mon: some papers say the time first.
_TIME_BEFORE = re.compile(rf"{_CLOCK},?\s*(?:on\s)?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*)?$", re.IGNORECASE)
# Sentences that only say when the article comes out.
_SAYS_OUT = re.compile(
    r"보도(?:해|하여)\s?주|보도\s?(?:가능|바랍니다)|^\W*이\s?(?:기사|글)[은는].{0,60}(?:출고|송고|게재|입력|등록|작성|발행)(?:되|된|했|하)"
)
# 보 도 시 점: offices spread the letters of a label over its cell.
_SPREAD = re.compile(r"(?<![가-힣])[가-힣](?: {1,2}[가-힣]){1,5}(?![가-힣])")
_SPAN = re.compile(r"\s*[~∼–]\s*[0-9'‘’]")
_PAPER = (
    r"[가-힣A-Za-z]{1,8}(?:일보|신문|뉴스|경제|방송|통신|저널|타임스|투데이|미디어|데일리|헤럴드|닷컴)"
    r"|(?:the\s)?(?:[a-z]+\s){1,3}(?:news|times|herald|post|journal|daily|press)|reuters|yonhap|afp|ap"
)
_ALONE = re.compile(
    rf"(?:{_CLOCK}|date|on|updated|by|[가-힣]{{2,4}}\s(?:기자|특파원)|[\[<(【][^\[\]<>()【】]{{1,20}}[\]>)】]|이후|부터|부"
    rf"|{_PAPER}|(?:온라인|인터넷|지면)(?:\s?기사)?|[A-Z]?[0-9]{{1,2}}면|[0-9]{{1,2}}\s?(?:(?:minutes?|hours?|days?)\sago|(?:분|시간|일)\s?전)"
    r"|[\s|/·,:;~.()\[\]-])*+",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[가-힣]{2}다\.|[a-z]{2}\.\s+[A-Z]|[a-z]{3}\.$")


@dataclass(frozen=True, slots=True)
class _Dateline:
    role: Role
    day: date


def read_dateline(text: str) -> date | None:
    """Return the day on which the article in `text` came out, as a line among its first 15 or last 8 says; None if none does.

    First published comes before a day without a label, and that before modified. A label may stand in a line or a cell of its
    own before, or above, its day; only the first 8 lines may have a day without any.
    """
    lines = [line for raw in text[:6_000].split("\n") if (line := raw.strip())][:_HEAD_LINES]
    found = [*_read_lines(lines[:_BARE_LINES]), *_labelled(lines[_BARE_LINES - 1 :])]
    if not any(one.role == "published" for one in found):
        foot = [line for raw in text[-1_500:].split("\n")[1:] if (line := raw.strip())][-_FOOT_LINES:]
        found += _labelled(foot)
    return next((one.day for role in _ORDER for one in found if one.role == role), None)


def is_dateline(line: str) -> bool:
    """Return whether a line says when the article came out, or is a day and nothing else: no title."""
    return any(_read_lines([line.strip()]))


def beside_days(line: str) -> list[str]:
    """Return what a line says beside its days, their labels, and the clocks and papers that stand with those, in pieces.

    What begins with a day (부터) says more than when the article came out.
    """
    line = plain_digits(line.strip())
    days = list(find_days(line)) or list(find_days(line, short_years=True))
    ends = [0, *(day.end for day in days)]
    starts = [*(day.start for day in days), len(line)]
    between = [line[end:start] for end, start in zip(ends, starts, strict=True)]
    pieces = [_LABEL.sub("", _next_to_day(piece)) for piece in between[:-1]] + between[-1:]
    pieces[1:] = [_LABEL_BEHIND.sub("", piece, count=1) for piece in pieces[1:]]
    return [piece for piece in pieces if _ALONE.fullmatch(piece) is None or "부터" in piece]


def _labelled(lines: list[str]) -> list[_Dateline]:
    return [one for one in _read_lines(lines) if one.role != "bare"]


def _read_lines(lines: list[str]) -> Iterator[_Dateline]:
    above = ""
    for raw in lines:
        line = plain_digits(raw[: _MAX_LINE + 1])
        if len(line) <= _MAX_LINE:
            yield from _read_line(line, above)
        above = line


def _read_line(line: str, above: str) -> Iterator[_Dateline]:
    full = list(find_days(line))
    days = full or list(find_days(line, short_years=True))
    says_out = _SAYS_OUT.search(line) is not None
    if not days or (_SENTENCE.search(line) and not says_out) or _SPAN.match(line, days[-1].end):
        return
    if says_out:
        yield _Dateline("published", days[0].day)
        return
    ends = [0, *(day.end for day in days)]
    labels = [_label(line[end : day.start], line[day.end :]) for end, day in zip(ends, days, strict=False)]
    if labels[0] is None:
        labels = [label or other for label, other in zip(labels, _labels_above(line, above, len(days)), strict=True)]
    if any(labels):
        last: Role | None = None
        for day, label in zip(days, labels, strict=True):
            last = label or last
            if last:
                yield _Dateline(last, day.day)
    elif len(full) == 1 and _stands_alone(line[: days[0].start], line[days[0].end :]):
        yield _Dateline("bare", days[0].day)


def _stands_alone(before: str, behind: str) -> bool:
    """Return whether nothing stands around a day in its line, or in its cell where that is the first of a table's row."""
    if before.strip() == "|":
        behind = behind.partition("|")[0]
    return _ALONE.fullmatch(before) is not None and _ALONE.fullmatch(behind) is not None


def _label(before: str, behind: str) -> Role | None:
    match = _LABEL.search(_next_to_day(before)) or _LABEL_BEHIND.match(behind)
    return None if match is None else "modified" if match["modified"] else "published"


def _next_to_day(before: str) -> str:
    """Return what stands before a day with its label last and in one word, where it has one."""
    spread = _SPREAD.sub(lambda match: match.group().replace(" ", ""), before)
    return _TIME_BEFORE.sub("", _WHERE.sub("", spread))


def _labels_above(line: str, above: str, count: int) -> list[Role | None]:
    """Return the labels in the line above: one alone on it, or as many in the cells of a table's row as there are days."""
    cells = [cell for cell in above.strip("| ").split("|") if cell.strip()]
    labels = [_label(cell.strip(), "") for cell in cells if len(cell) < 30]
    if len(labels) == 1 and _LABEL.match(above.strip("| ")):
        return [labels[0], *[None] * (count - 1)]
    return list(labels) if len(labels) == count > 1 and line.startswith("|") else [None] * count
