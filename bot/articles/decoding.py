"""From the bytes of a file to its text, in the encodings that articles in the two languages come in."""

import re

from bot.articles.article_errors import ArticleNotText

_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
# What is plausible is told from the beginning.
_SAMPLE = 200_000


def decode(data: bytes, source: str) -> str:
    """Return the text that `data` is in UTF-8, UTF-16 or CP949 (EUC-KR), with or without a byte order mark.

    Nothing is guessed away: a byte that does not fit, or binary content, raises ArticleNotText.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    elif b"\0" in data:
        candidates = ["utf-16-le", "utf-16-be"]
    else:
        candidates = ["utf-8-sig", "cp949"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_plausible(text[:_SAMPLE], encoding) and "\0" not in text:
            return text
    raise ArticleNotText(source=source)


def _is_plausible(text: str, encoding: str) -> bool:
    """Return whether `text` reads like writing: other bytes decode too, to rare signs and control characters."""
    if len(_CONTROL.findall(text)) > len(text) / 200:
        return False
    if encoding in ("utf-8-sig", "utf-16"):
        return True
    foreign = sum(not char.isascii() for char in text)
    # The 2,350 syllables of KS X 1001 make up nearly all Korean text; CP949 adds 8,822, which random bytes hit first.
    common = sum("가" <= char <= "힣" and len(char.encode("euc_kr", "ignore")) == 2 for char in text)
    return common >= foreign / 2 if encoding == "cp949" else common + len(text) - foreign >= 0.6 * len(text)
