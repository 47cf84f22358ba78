"""Hanja as Korean newspapers write them for countries, parties and authorities, in the words that they stand for."""

import re
from dataclasses import dataclass

from bot.text.hanja.readings import has_final, read_hanja
from bot.text.language import has_hangul

_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_KANA = re.compile("[\u3041-\u30ff]")
# What a character stands for where it stands alone; others are only read.
_WORDS = dict(
    pair.split(":")
    for pair in (
        "美:미국 中:중국 日:일본 北:북한 韓:한국 英:영국 獨:독일 佛:프랑스 伊:이탈리아 露:러시아 蘇:소련 印:인도 濠:호주 豪:호주 "
        "臺:대만 台:대만 越:베트남 比:필리핀 泰:태국 加:캐나다 墨:멕시코 蒙:몽골 歐:유럽 亞:아시아 阿:아프리카 "
        "與:여당 野:야당 靑:청와대 檢:검찰 警:경찰 軍:군 黨:당 政:정부 法:법원 銀:은행 車:자동차 女:여성 男:남성 金:김 "
        "獨逸:독일 佛蘭西:프랑스 中企:중소기업 憲裁:헌재"
    ).split()
)
# Countries and sides that a compound names one after the other, 韓美, or behind one of these: 對中, 訪美, 北核.
_IN_COMPOUNDS = frozenset("美中日北韓英獨佛伊露印與野檢警軍")
_BESIDE_THEM = frozenset("對親反脫訪駐抗核")
_PARTICLE = (
    "(?:은|는|이|가|을|를|의|에|와|과|도|만|로|으로|에서|에게|에는|에도|에선|에만|까지|부터|보다|마저|조차|처럼|만의|과의|와의|로부터"
    "|에서는|에게는|이나|나|(?:측|발|산|내)(?:은|이|의|에|과|도|에서)?)"
)
_BEHIND = re.compile(rf"{_PARTICLE}(?![가-힣])|(?![가-힣A-Za-z0-9])")
_FITTED = re.compile(r"(?P<open>은|이|을|과|으로)(?![가-힣])|(?P<closed>는|가|를|와|로)(?![가-힣])")
_AFTER_FINAL = {"는": "은", "가": "이", "를": "을", "와": "과", "로": "으로"}
_AFTER_VOWEL = {final: vowel for vowel, final in _AFTER_FINAL.items()}
# A name whose reading stands beside it in brackets, either way round, is said once.
_SAID_TWICE = re.compile(r"(?P<said>[가-힣]{1,20})\s?[(（](?P=said)[)）]")
_LONGEST = 10


def has_hanja(text: str) -> bool:
    """Return whether there is any Hanja in a text that is Korean by its Hangul, and not Japanese."""
    return _RUN.search(text) is not None and has_hangul(text) and _KANA.search(text) is None


def spell_out(text: str, *, is_korean: bool = False) -> str:
    """Return a Korean text with its Hanja in Hangul: as the word that it stands for where it stands alone, else as it is read.

    "中은 對中 규제에" becomes "중국은 대중 규제에", 反도체 반도체 and 漢江(한강) 한강. Particles fit what then stands before
    them. What cannot be read stays as it is, and so does a text without Hangul, unless it `is_korean` for all that.
    """
    spelled = spell_in_place(text, is_korean=is_korean)
    return text if spelled is None else _SAID_TWICE.sub(lambda match: match["said"], spelled.text)


@dataclass(frozen=True, slots=True)
class SpelledOut:
    """A text with its Hanja in Hangul, and where each of its characters comes from: `starts[i]` to `ends[i]` of the original."""

    text: str
    starts: list[int]
    ends: list[int]


def spell_in_place(text: str, *, is_korean: bool = False) -> SpelledOut | None:
    """Return what `spell_out` does, readings in brackets aside, with the places in the original; None where nothing changes."""
    if not has_hanja(f"{text}한" if is_korean else text):
        return None
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def write(said: str, start: int, end: int) -> None:
        parts.append(said)
        is_same = len(said) == end - start
        starts.extend(range(start, end) if is_same else [start] * len(said))
        ends.extend(range(start + 1, end + 1) if is_same else [end] * len(said))

    at = 0
    for run in _RUN.finditer(text):
        said = _said(text, run)
        if said is None:
            continue
        write(text[at : run.start()], at, run.start())
        write(said, *run.span())
        at = run.end()
        particle = _FITTED.match(text, at)
        if particle is not None and said:
            write(_fitted(said, particle.group()), *particle.span())
            at = particle.end()
    write(text[at:], at, len(text))
    return SpelledOut("".join(parts), starts, ends)


def meant_words(text: str) -> list[str]:
    """Return the words that single characters in compounds speak of, for searching: 한국 and 미국 for 韓美 or 韓·美."""
    if not has_hanja(text):
        return []
    runs = [run for run in _RUN.findall(text) if set(run) <= _IN_COMPOUNDS | _BESIDE_THEM]
    return list(dict.fromkeys(_WORDS[character] for run in runs for character in run if character in _IN_COMPOUNDS))


def _said(text: str, run: re.Match[str]) -> str | None:
    word = run.group()
    if len(word) > _LONGEST:
        return None
    before = text[run.start() - 1 : run.start()]
    stands_alone = not re.match(r"[가-힣A-Za-z0-9]", before) and _BEHIND.match(text, run.end()) is not None
    if word in _WORDS and (stands_alone or len(word) > 1):
        return _WORDS[word]
    return read_hanja(word, is_head=not before.isdigit())


def _fitted(said: str, particle: str) -> str:
    """Return the particle in the form that it has behind `said`: 과 for 와 behind a consonant, 로 for 으로 behind ㄹ."""
    final = has_final(said[-1])
    if particle in ("로", "으로"):
        return "으로" if final and (ord(said[-1]) - ord("가")) % 28 != 8 else "로"
    return _AFTER_FINAL.get(particle, particle) if final else _AFTER_VOWEL.get(particle, particle)
