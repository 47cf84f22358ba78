"""From the bytes of a file to its text, judged by what they spell in the two languages; a label is only a hint.

Labels are wrong as often as a server's default is older than its pages, and bytes of one encoding decode in another to
something: CP949 read as Latin-1 is "ÇÑ±Û", which no check for errors would find.
"""

import re
from collections.abc import Sequence

from bot.articles.article_errors import ArticleNotText

_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
# What is plausible is told from the beginning.
_SAMPLE = 200_000
_ISO_2022_KR = b"\x1b$)C"
_BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
# As browsers read these names: https://encoding.spec.whatwg.org/#names-and-labels
_BROWSER_CHARSETS = {
    **dict.fromkeys("euc-kr euckr cseuckr ks_c_5601-1987 ks_c_5601-1989 ks_c_5601".split(), "cp949"),
    **dict.fromkeys("ksc5601 ksc_5601 korean iso-ir-149 windows-949 x-windows-949 ms949 uhc".split(), "cp949"),
    **dict.fromkeys("iso-8859-1 iso8859-1 latin1 latin-1 l1 ascii us-ascii windows-1252".split(), "cp1252"),
    "utf8": "utf-8",
}
_HANGUL = re.compile("[가-힣]")
_HANJA = re.compile("[\u4e00-\u9fff\uf900-\ufaff]")
# The syllables of particles and endings, and others that no page of Korean does without.
_FREQUENT = frozenset("이다는을의에고가하지를은한도로사기서대자어인시으있일리나해들그과정보라부전수제스만것했장")
_OTHER_MARKS = re.compile("[“”‘’·…ㆍ「」『』《》〈〉【】①-⑮㈜㎞㎡㎏℃←-⇔△▲▽▼□■○●◎◇◆☆★※～〜−×÷±°§¶、。\u3000￦￥]")
_MOJIBAKE = re.compile(r"[^\x00-\x7f\s]{3}|[ÃÂâ][^\x00-\x7f]")


def decode(data: bytes, source: str, labels: Sequence[str] = ()) -> str:
    """Return the text that `data` is in UTF-8, UTF-16, CP949 (EUC-KR), Windows-1252, or an encoding that a label names.

    What spells Korean or English comes before any of the `labels`, which are as a server, a page or a letter writes them; of
    two readings that spell nothing known the one of the first label is taken. Nothing is guessed away: a byte that does not
    fit, or binary content, raises ArticleNotText.
    """
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _only(_decoded(data, encoding), source)
    if b"\0" in data:
        wide = (_decoded(data, encoding) for encoding in ("utf-16-le", "utf-16-be"))
        return _only(next((text for text in wide if text is not None and _is_wide(text)), None), source)
    declared = [codec for label in labels if (codec := codec_of(label))]
    if _ISO_2022_KR in data[:1_000]:
        declared.insert(0, "iso2022_kr")
    text = _decoded(data, "utf-8")
    if text is not None and _ISO_2022_KR not in data[:1_000]:
        return _only(text, source)
    readings = {codec: _decoded(data, codec) for codec in dict.fromkeys([*declared, "cp949", "cp1252"])}
    texts = {codec: text for codec, text in readings.items() if text is not None and _is_clean(text)}
    for spells in (_spells_korean, _spells_latin):
        for text in texts.values():
            if spells(text[:_SAMPLE]):
                return text
    return _only(next((texts[codec] for codec in declared if codec in texts), None), source)


def codec_of(label: str) -> str:
    """Return Python's name of the encoding that a page or a server calls `label`; "" where it knows none."""
    name = label.strip().lower()
    known = _BROWSER_CHARSETS.get(name, name)
    try:
        b" ".decode(known)
    except (LookupError, ValueError):
        return ""
    return known


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _only(text: str | None, source: str) -> str:
    if text is None or "\0" in text or not _is_clean(text):
        raise ArticleNotText(source=source)
    return text


def _is_clean(text: str) -> bool:
    """Return whether there are no more control characters than slips of the pen."""
    sample = text[:_SAMPLE]
    return len(_CONTROL.findall(sample)) <= len(sample) / 200


def _is_wide(text: str) -> bool:
    sample = text[:_SAMPLE]
    foreign = sum(not char.isascii() for char in sample)
    return sum(map(_is_common, sample)) + len(sample) - foreign >= 0.6 * len(sample)


def _is_common(char: str) -> bool:
    """Return whether a syllable is one of the 2,350 of KS X 1001.

    They make up nearly all Korean text; CP949 adds 8,822, which random bytes hit first.
    """
    return "가" <= char <= "힣" and len(char.encode("euc_kr", "ignore")) == 2


def _spells_korean(text: str) -> bool:
    """Return whether what is not ASCII in `text` is Korean, with Hanja or without; text in another language decodes too."""
    foreign = "".join(char for char in text if not char.isascii())
    hangul = _HANGUL.findall(foreign)
    if not hangul:
        return False
    frequent = sum(char in _FREQUENT for char in hangul)
    hanja = len(_HANJA.findall(foreign))
    if (len(hangul) >= 40 and frequent < len(hangul) / 10) or (hanja and len(hangul) >= 4 and not frequent):
        return False
    good = sum(map(_is_common, hangul)) + hanja + len(_OTHER_MARKS.findall(foreign))
    return good >= 0.6 * len(foreign)


def _spells_latin(text: str) -> bool:
    """Return whether `text` reads like English with accents, quotation marks and signs in it."""
    letters = sum(map(str.isalpha, text))
    latin = sum(char.isascii() and char.isalpha() for char in text)
    foreign = sum(not char.isascii() for char in text)
    return bool(latin) and latin >= 0.85 * letters and foreign <= len(text) / 5 and not _MOJIBAKE.search(text)
