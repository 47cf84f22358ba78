"""Word documents as nobody would write them on purpose: runs, fields, changes and tables in each other by chance.

As in `odd_pages`, every word comes once.
"""

from collections.abc import Iterator
from itertools import count
from random import Random

from bench.reading.made_documents import word_file
from bench.reading.odd_pages import words_of

HIDDEN = "숨은글100억원"
_TEXT = '<w:t xml:space="preserve">{}</w:t>'
_RUN = "<w:r>" + _TEXT + "</w:r>"
_INLINE = (
    *(_RUN, _RUN, "<w:r><w:rPr><w:b/></w:rPr>" + _TEXT + "</w:r>"),
    *("<w:r><w:rPr><w:caps/></w:rPr>" + _TEXT + "</w:r>", "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr>" + _TEXT + "</w:r>"),
    *(f"<w:hyperlink w:anchor='x'>{_RUN}</w:hyperlink>", f"<w:ins w:id='1' w:author='x'>{_RUN}</w:ins>"),
    *(f"<w:smartTag w:element='x'>{_RUN}</w:smartTag>", f"<w:sdt><w:sdtContent>{_RUN}</w:sdtContent></w:sdt>"),
    *(f"<w:fldSimple w:instr='MERGEFIELD x'>{_RUN}</w:fldSimple>", f"<w:customXml w:element='x'>{_RUN}</w:customXml>"),
    "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> QUOTE x </w:instrText></w:r>"
    f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{_RUN}<w:r><w:fldChar w:fldCharType='end'/></w:r>",
    *("<w:r>" + _TEXT + "<w:tab/></w:r>", "<w:r>" + _TEXT + "<w:br/></w:r>"),
    *(f"<w:bookmarkStart w:id='0' w:name='x'/>{_RUN}<w:bookmarkEnd w:id='0'/>", f"<w:proofErr w:type='spellStart'/>{_RUN}"),
    f"<w:moveTo w:id='3' w:author='x'>{_RUN}</w:moveTo>",
    "<mc:AlternateContent><mc:Choice Requires='w14'>" + _RUN + "</mc:Choice><mc:Fallback/></mc:AlternateContent>",
    *("<w:r><w:rPr><w:webHidden/></w:rPr>" + _TEXT + "</w:r>", f"<w:dir w:val='ltr'>{_RUN}</w:dir>"),
)  # fmt: skip
# LibreOffice writes what these hide and delete into a plain text; so that has words of its own.
_HIDING = (
    "<w:r><w:rPr><w:vanish/></w:rPr>" + _TEXT + "</w:r>",
    "<w:del w:id='2' w:author='x'><w:r><w:delText xml:space='preserve'>{}</w:delText></w:r></w:del>",
    f"<w:moveFrom w:id='4' w:author='x'>{_RUN}</w:moveFrom>",
)
_PARAGRAPH = "<w:p>{}</w:p>"


def odd_word(chance: Random) -> bytes:
    """Return a Word document; the same for the same state of `chance`."""
    words = words_of(chance, count(100))
    return word_file("".join(_block(chance, words, 0) for _ in range(chance.randint(3, 8))))


def _line(chance: Random, words: Iterator[str]) -> str:
    parts = []
    for _ in range(chance.randint(1, 5)):
        inside = " ".join(next(words) for _ in range(chance.choice((1, 1, 2)))) + chance.choice((" ", " ", "", ". "))
        form = chance.choice(_INLINE)
        cut = chance.randrange(len(inside)) if chance.random() < 0.3 else 0
        parts += [form.format(inside[:cut]) if cut else "", form.format(inside[cut:])]
        if chance.random() < 0.2:
            parts.append(chance.choice(_HIDING).format(HIDDEN))
    return "".join(parts)


def _block(chance: Random, words: Iterator[str], depth: int) -> str:
    kind = chance.random()
    if kind < 0.2 and depth < 2:
        return _table(chance, words, depth)
    if kind < 0.3 and depth < 3:
        inside = "".join(_block(chance, words, depth + 1) for _ in range(chance.randint(1, 2)))
        holder = chance.choice(
            ("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", "<w:customXml w:element='x'>{}</w:customXml>")
        )
        return holder.format(inside)
    style = chance.choice(
        ("", "", "", "<w:pPr><w:pStyle w:val='Title'/></w:pPr>", "<w:pPr><w:jc w:val='center'/></w:pPr>")
    )
    return _PARAGRAPH.format(style + _line(chance, words))


def _table(chance: Random, words: Iterator[str], depth: int) -> str:
    def cell(properties: str = "") -> str:
        nested = _table(chance, words, depth + 1) if chance.random() < 0.1 and depth < 2 else ""
        inside = "".join(_PARAGRAPH.format(_line(chance, words)) for _ in range(chance.choice((1, 1, 2))))
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{nested}{inside}</w:tc>"

    width = chance.randint(1, 3)
    grid = "<w:gridCol w:w='1000'/>" * width
    rows = "".join(f"<w:tr>{''.join(cell() for _ in range(width))}</w:tr>" for _ in range(chance.randint(1, 3)))
    if chance.random() < 0.3:
        rows += f"<w:tr>{cell(f'<w:gridSpan w:val={chr(34)}{width}{chr(34)}/>')}</w:tr>"
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
