"""How a sentence of an answer reads: without the model's own marks, in the answer's language, in Korean always in 합쇼체 and with
names as the sources spell them."""

import re
import unicodedata
from difflib import SequenceMatcher

from bot.bilingual import Language
from bot.text.language import detect_language, has_hangul
from bot.text.morphology import Morpheme, join_morphemes, split_morphemes
from bot.text.names import names

# Chinese characters and kana, which Korean and English answers only have where their sources do (韓, 中), and half a letter.
_FOREIGN = re.compile(
    "[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u0400-\u04ff\ufffd]"
)
# A name or a number alone ("SigLIP-L") is in no language.
_FEW_WORDS = 3
_LONG_NAME = 3

# The model is not asked for citation marks, and where it writes some they are not to be trusted.
_OWN_MARKS = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
# Nor is its Markdown: headings, what begins an item of a list, and what makes words bold.
_MARKDOWN = re.compile(r"^\s*(?:#{1,6}\s.*|(?:[-*•]|\d{1,2}[.)])\s+)|\*\*", re.DOTALL)

# A small model falls into loops in a language that it knows badly: "라서서서서서서", "이탈리아와 심스를 이탈리아와 심스를 ...".
_LOOP = re.compile(r"(\w.{7,80}?)(?:\s*\1){2,}|([^\W\d_].{0,6}?)(?:\s*\2){5,}")
_LOOP_WITHIN = 400

_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|(?<!\w)‘[^‘’]*’|「[^」]*」|『[^』]*』")

# Final endings of statements in the other styles: 했다, 쓴다, 읽는다, 해요, 이에요, 하죠.
_PLAIN_ENDINGS = frozenset({"다", "ᆫ다", "ㄴ다", "는다", "어", "아", "어요", "아요", "에요", "예요", "죠", "지요"})
_STEMS = ("VV", "VA", "VX", "VCP", "VCN", "XSV", "XSA", "EP")


def keeps_language(sentence: str, language: Language, sources: str) -> bool:
    """Return whether `sentence` is in `language` and has no foreign letters but those that `sources` have."""
    if set(_FOREIGN.findall(sentence)) - set(sources):
        return False
    if language == "ko" and len(sentence.split()) < _FEW_WORDS:
        return True
    return detect_language(sentence) == language


def unquoted(sentence: str) -> str:
    """Return a sentence without what stands in quotation marks, which somebody else says."""
    return _QUOTED.sub(" ", sentence)


def loops(text: str) -> bool:
    """Return whether the end of a text says the same over and over: some words three times on end, a letter or two six times."""
    return _LOOP.search(text[-_LOOP_WITHIN:]) is not None


def drop_marks(sentence: str) -> str:
    """Return a sentence without the citation marks and the Markdown that the model wrote itself; "" for a heading."""
    return _MARKDOWN.sub("", _OWN_MARKS.sub("", sentence))


def spell_names(sentence: str, sources: str) -> str:
    """Return a sentence with each Korean name as `sources` spell it that is one letter (jamo) away from exactly one of theirs.

    The small model writes names letter by letter and slips: 튀라이톤 for 트라이톤. Names of two syllables stay: those one letter
    apart are often two names.
    """
    strange = [
        name
        for name in names(sentence)
        if len(name.text) >= _LONG_NAME and has_hangul(name.text) and name.text not in sources
    ]
    known = {name.text for name in names(sources)} if strange else set()
    for name in reversed(strange):
        near = [other for other in known if _one_letter_apart(name.text, other)]
        if len(near) == 1:
            sentence = sentence[: name.start] + near[0] + sentence[name.end :]
    return sentence


def _one_letter_apart(one: str, other: str) -> bool:
    one, other = unicodedata.normalize("NFD", one), unicodedata.normalize("NFD", other)
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    changes = [max(a_end - a, b_end - b) for step, a, a_end, b, b_end in steps if step != "equal"]
    return changes == [1]


def make_polite(sentence: str) -> str:
    """Return a Korean statement with its final ending in 합쇼체 (했다 → 했습니다); anything else as it is."""
    morphemes = split_morphemes(sentence)
    end = next((i for i in range(len(morphemes) - 1, -1, -1) if not morphemes[i].tag.startswith("S")), -1)
    if end < 1 or morphemes[end].tag != "EF" or morphemes[end].form not in _PLAIN_ENDINGS:
        return sentence
    first = _stem_start(morphemes, end)
    if first is None:
        return sentence
    stem = morphemes[first:end]
    polite = join_morphemes([*((m.form, m.tag) for m in stem), ("습니다", "EF")])
    return sentence[: stem[0].start] + polite + sentence[morphemes[end].end :]


def _stem_start(morphemes: tuple[Morpheme, ...], end: int) -> int | None:
    """Return where the predicate begins that the ending at `end` closes, None where there is none right before it."""
    first = end
    while first and morphemes[first - 1].tag.split("-")[0] in _STEMS:
        first -= 1
        if morphemes[first].tag.split("-")[0] in ("VV", "VA", "VX"):
            break
    return first if first < end else None
