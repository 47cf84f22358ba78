"""What a reader wants known about an article that it could read only in part, or in a way that a person should look at."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, get_args

from bot.bilingual import Bilingual, Language

WarningKind = Literal[
    "unknown_elements",
    "unread_parts",
    "equations",
    "struck_out",
    "hidden",
    "pictures",
    "scrambled",
    "private_use",
    "saved_day",
    "machine_read",
    "merged_cells",
]

# {count} is how many there are, {detail} which; in English the second form is for one.
_WORDS: dict[WarningKind, tuple[Bilingual, str]] = {
    "unknown_elements": (
        Bilingual(
            ko="모르는 요소 {count}개의 글을 그대로 두었어요: {detail}",
            en="{count} elements of kinds that are not known were kept as text: {detail}",
        ),
        "1 element of a kind that is not known was kept as text: {detail}",
    ),
    "unread_parts": (
        Bilingual(
            ko="읽지 못하는 형식이거나 찾을 수 없는 부분 {count}곳을 뺐어요: {detail}",
            en="{count} parts in a format that is not read, or missing, were left out: {detail}",
        ),
        "1 part in a format that is not read, or missing, was left out: {detail}",
    ),
    "equations": (
        Bilingual(ko="수식 {count}개를 글로 옮겼어요", en="{count} equations were kept as text"),
        "1 equation was kept as text",
    ),
    "struck_out": (
        Bilingual(ko="지운 글 {count}곳을 뺐어요", en="{count} stretches that are struck out or deleted were left out"),
        "1 stretch that is struck out or deleted was left out",
    ),
    "hidden": (
        Bilingual(ko="보이지 않는 글 {count}곳을 뺐어요", en="{count} stretches that are hidden were left out"),
        "1 stretch that is hidden was left out",
    ),
    "pictures": (
        Bilingual(
            ko="그림뿐인 쪽 {count}쪽은 읽지 못했어요: {detail}쪽",
            en="{count} pages are pictures and were not read: {detail}",
        ),
        "1 page is a picture and was not read: {detail}",
    ),
    "scrambled": (
        Bilingual(
            ko="담긴 글자가 뜻 없는 {count}쪽을 뺐어요: {detail}쪽",
            en="{count} pages whose characters make no sense were left out: {detail}",
        ),
        "1 page whose characters make no sense was left out: {detail}",
    ),
    "private_use": (
        Bilingual(
            ko="글꼴 없이는 알 수 없는 글자 {count}개가 있어요: {detail}",
            en="{count} characters mean something in their own font only: {detail}",
        ),
        "1 character means something in its own font only: {detail}",
    ),
    "saved_day": (
        Bilingual(ko="날짜는 파일을 저장한 날이에요", en="The date is the day on which the file was saved"),
        "The date is the day on which the file was saved",
    ),
    "machine_read": (
        Bilingual(
            ko="{count}쪽은 그림에서 기계가 읽은 글이라 틀릴 수 있어요: {detail}쪽",
            en="{count} pages were read from pictures by machine and may have mistakes: {detail}",
        ),
        "1 page was read from a picture by machine and may have mistakes: {detail}",
    ),
    "merged_cells": (
        Bilingual(
            ko="칸을 지나치게 합친 표 {count}개는 합치지 않은 것으로 읽었어요",
            en="{count} tables that merge far too many cells were read as if they merged none",
        ),
        "1 table that merges far too many cells was read as if it merged none",
    ),
}
_MAX_DETAIL = 120


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """One kind of thing that a reader met, how often, and, where that helps, which: `detail` is the same in both languages.

    `places` are the pages that were read by machine: each one's number, from 1, and where its text begins and ends.
    """

    kind: WarningKind
    count: int = 1
    detail: str = ""
    places: tuple[tuple[int, int, int], ...] = ()

    @classmethod
    def from_json(cls, warning: Mapping[str, Any]) -> Self:
        """Return the warning that JSON has the fields of."""
        return cls(**{**warning, "places": tuple((page, start, end) for page, start, end in warning.get("places", ()))})

    def message(self, language: Language) -> str:
        """Return the warning in one line."""
        words, one = _WORDS[self.kind]
        text = one if self.count == 1 and language == "en" else words.in_(language)
        return text.format(count=f"{self.count:,}", detail=self.detail)


class WarningCounter:
    """Counts what a reader meets on its way through a file."""

    def __init__(self) -> None:
        self._counts: Counter[WarningKind] = Counter()
        self._details: dict[WarningKind, dict[str, None]] = {}

    def note(self, kind: WarningKind, detail: str = "", count: int = 1) -> None:
        """Note that something was met, `detail` being which."""
        self._counts[kind] += count
        if detail:
            self._details.setdefault(kind, {})[detail] = None

    def warnings(self) -> tuple[ReadingWarning, ...]:
        """Return what was met, each kind once, in the order of `WarningKind`."""
        return tuple(
            ReadingWarning(kind, self._counts[kind], _shortened(list(self._details.get(kind, ()))))
            for kind in get_args(WarningKind)
            if self._counts[kind]
        )


def _shortened(details: list[str]) -> str:
    text = ", ".join(details)
    return text if len(text) <= _MAX_DETAIL else text[:_MAX_DETAIL].rpartition(", ")[0] + ", …"
