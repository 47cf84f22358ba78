"""Characters for private use that Hangul writes into its documents, as the characters that they stand for.

Hancom has published no table of them. These are those that several readers of Hangul documents found by comparing with what
Hangul itself prints (rhwp, kordoc, openhwp); Hanyang's codes for old syllables stay as they are, all but the one that Hangul
writes for the first syllable of its own name.
"""

import re

from bot.articles.reading_warnings import ReadingWarning, WarningCounter

# Numbers in boxes and in circles: https://www.unicode.org/charts/PDF/U2460.pdf
_ENCLOSED = {0xF02B1 + n: 0x2460 + n for n in range(20)} | {
    0xF0288: 0x24EA,
    **{0xF0289 + n: 0x2460 + n for n in range(9)},
}
_SIGNS = {
    **dict(zip(range(0xF03EF, 0xF03F5), "한글과컴퓨터", strict=True)),
    0xF003B: "↓", 0xF0090: "✺", 0xF00DA: "▸", 0xF00E1: "(인)", 0xF012B: "(인)", 0xF02EC: "◇", 0xF02EF: "·", 0xF02FB: "▸",
    0xF02FC: "►", 0xF031C: "■", 0xF03A0: "↵", 0xF03A7: "⊟", 0xF03A8: "⊞", 0xF03C5: "□", 0xF03DA: "□", 0xF03FF: "□",
    0xF0806: "┌", 0xF0807: "┬", 0xF0808: "┐", 0xF080C: "└", 0xF080E: "┘", 0xF080F: "━", 0xF0810: "│", 0xF0811: "┌",
    0xF0817: "└", 0xF081A: "─", 0xF081C: "┈", 0xF0827: "■", 0xF0832: "═", 0xF0848: "━", 0xF0854: "《", 0xF0855: "》",
}  # fmt: skip
# Bullets of the symbol fonts (Wingdings), which Word and Hangul write as U+F000 and the font's code.
_BULLETS = {
    0xF06C: "●", 0xF06D: "●", 0xF06E: "■", 0xF06F: "□", 0xF070: "□", 0xF071: "□", 0xF072: "□", 0xF074: "◆", 0xF075: "◆",
    0xF076: "❖", 0xF077: "◆", 0xF09E: "·", 0xF09F: "•", 0xF0A0: "·", 0xF0A1: "○", 0xF0A2: "○", 0xF0A7: "▪", 0xF0A8: "□",
    0xF0AB: "★", 0xF0B7: "•", 0xF0D8: "➢", 0xF0DF: "←", 0xF0E0: "→", 0xF0E8: "➔", 0xF0EF: "⇦", 0xF0F0: "⇨", 0xF0F1: "⇧",
    0xF0F2: "⇩", 0xF0FB: "✗", 0xF0FC: "✓", 0xF0FD: "☒", 0xF0FE: "☑", 0xF046: "☞",
}  # fmt: skip
# The old syllable that Hangul's name begins with. Before 글 it is that name, which everybody searches for as 한글.
_OLD_HAN = "\uf53a"
_NAME = re.compile(f"{_OLD_HAN}(?=\\s?글|/글)")
_KNOWN: dict[int, str | int] = {**_ENCLOSED, **_SIGNS, **_BULLETS, ord(_OLD_HAN): "\u1112\u119e\u11ab"}
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")


def read_private_use(text: str) -> str:
    """Return `text` with the characters for private use whose meaning is known as what they mean; the others stay."""
    if _PRIVATE.search(text) is None:
        return text
    return _NAME.sub("한", text).translate(_KNOWN)


def private_use_warning(text: str) -> tuple[ReadingWarning, ...]:
    """Return the warning of the characters for private use that are left in `text`; nothing where there are none."""
    counter = WarningCounter()
    for character in _PRIVATE.findall(text):
        counter.note("private_use", f"U+{ord(character):04X}")
    return counter.warnings()
