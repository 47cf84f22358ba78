"""How Hanja are read in Korean, from `readings.txt` beside this file."""

from functools import cache
from pathlib import Path

_INITIALS, _VOWELS, _FINALS = 19, 21, 28
_NIEUN, _DIGEUT, _RIEUL, _IEUNG, _JIEUT = 2, 3, 5, 11, 12
# ㅑ ㅕ ㅖ ㅛ ㅠ ㅣ, before which ㄴ and ㄹ are not said at the head of a word.
_PALATAL = {2, 6, 7, 12, 17, 20}


@cache
def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in (Path(__file__).parent / "readings.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            reading, _, characters = line.partition(" ")
            table |= dict.fromkeys(characters, reading)
    return table


def read_hanja(run: str, *, is_head: bool = True) -> str | None:
    """Return how a word in Hanja is read, 女性 as 여성 and 不動産 as 부동산; None where a character is not known.

    At the head of a word ㄹ and ㄴ change as Korean spelling has it (두음 법칙); behind a number, as in 3年, they do not.
    """
    sounds = [_table().get(character) for character in run]
    if None in sounds:
        return None
    read = [sound for sound in sounds if sound is not None]
    for position, character in enumerate(run[:-1]):
        following = _initial(read[position + 1])
        if character == "不" and following in (_DIGEUT, _JIEUT):
            read[position] = "부"
    return (_at_head(read[0]) if is_head else read[0]) + "".join(read[1:]) if read else ""


def has_final(syllable: str) -> bool:
    """Return whether a syllable ends with a consonant: what its particle depends on."""
    return "가" <= syllable <= "힣" and (ord(syllable) - ord("가")) % _FINALS != 0


def _initial(syllable: str) -> int:
    return (ord(syllable) - ord("가")) // (_VOWELS * _FINALS)


def _at_head(syllable: str) -> str:
    code = ord(syllable) - ord("가")
    initial, vowel, final = code // (_VOWELS * _FINALS), code // _FINALS % _VOWELS, code % _FINALS
    if initial in (_NIEUN, _RIEUL) and vowel in _PALATAL:
        initial = _IEUNG
    elif initial == _RIEUL:
        initial = _NIEUN
    return chr(ord("가") + (initial * _VOWELS + vowel) * _FINALS + final)
