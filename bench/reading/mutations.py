"""Accidents that happen to files: bytes changed and lost, elements doubled and nested, values that nobody expects."""

import re
from random import Random

Parts = dict[str, bytes]

_NUMBERS = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"<<<<", b"]]>>")
_TAG = re.compile(rb"<[^<>]{1,200}>")
_STRICT = (".xml", ".xhtml", ".opf", ".hpf", ".hml")
_VALUE = re.compile(rb'(?<==")[^"<>]{0,80}(?=")')
_VALUES = tuple(
    value.encode("utf-8")
    for value in ("", "-1", "0", "99999999999999999999", "NaN", "1e999", "²", "½", "①", "٣", "三", "\u202e", "가" * 500)
)  # fmt: skip
_CHARACTERS = (
    *(
        text.encode("utf-8")
        for text in (
            *(
                "\ufeff",
                "\u202e",
                "\u200b",
                "\ue0fd",
                "\ue0fe",
                "\uf53a",
                "\u1100",
                "\u1161\u11a8",
                "\u0301" * 40,
                "\U0001f600",
            ),
            *(
                "\u3164",
                "\xad",
                "\xa0",
                "\u2028",
                "&#0;",
                "&#8;",
                "&#xD800;",
                "&amp;amp;",
                "²³",
                "①",
                "[1]",
                "|",
                "# ",
                "- ",
            ),
        )
    ),
    *(b"\0", b"\x08", b"\x0b", b"\x85", b"\xff\xfe", b"\xed\xa0\x80", b"\xc1\xbf", b"\xb0\xa1"),
)
_TAGS = tuple(
    tag.encode()
    for tag in (
        *("<sup>", "</sup>", "<sub>", "<ruby>", "<rt>", "</ruby>", "<table>", "<tr>", "<td>", "</table>", "<ol start=x>", "<li>"),
        *("<math>", "<mfrac>", "<msup>", "<svg><text>", "<pre>", "<br>", "<p hidden>", "<del>", "<template>", "<base href=''>"),
        *("<script>", "</script>", "<style>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml?>", "<q>", "<figcaption>"),
        *("<w:p>", "</w:p>", "<w:r><w:t>", "<w:del>", '<w:fldChar w:fldCharType="begin"/>', "<w:tbl>", "<m:oMath>", "<w:ruby/>"),
        *("<hp:p>", "</hp:p>", "<hp:tbl>", "<hp:deleteBegin/>", "<hp:equation>", "<hp:ctrl>", "<CHAR>", "<P>", "<TABLE>"),
        *("<itemref idref='c'/>", "<item id='c' href='../../x'/>", "\r\n\r\n", "\n--x\n", "Content-Type: text/html\r\n"),
    )
)  # fmt: skip


def mutated(data: bytes, seed: int, count: int) -> bytes:
    """Return `data` with `count` small accidents: bytes changed, lost, doubled or swapped for telling ones."""
    chance = Random(seed)
    changed = bytearray(data)
    for _ in range(count):
        place = chance.randrange(len(changed) + 1)
        length = chance.choice([1, 1, 2, 4, 50, 1_000])
        kind = chance.randrange(5)
        if kind == 0:
            changed[place : place + length] = chance.randbytes(length)
        elif kind == 1:
            del changed[place : place + length]
        elif kind == 2:
            changed[place:place] = changed[place : place + length]
        elif kind == 3:
            changed[place : place + 4] = chance.choice(_NUMBERS)
        else:
            del changed[place:]
    return bytes(changed)


def rewritten(data: bytes, chance: Random, other: bytes) -> bytes:
    """Return a text or its markup with one accident that leaves most of it whole; `other` lends what is spliced in."""
    place = chance.randrange(len(data) + 1)
    tags = list(_TAG.finditer(data))
    match chance.randrange(7):
        case 0:
            return data[:place] + chance.choice(_CHARACTERS) * chance.choice((1, 1, 3, 200)) + data[place:]
        case 1:
            return data[:place] + chance.choice(_TAGS) * chance.choice((1, 1, 2, 300)) + data[place:]
        case 2 if tags:
            one, two = sorted(chance.choices(tags, k=2), key=lambda tag: tag.start())
            return data[: one.start()] + two[0] + data[one.end() :] if chance.random() < 0.5 else _without(data, one)
        case 3 if tags:
            one, two = sorted(chance.choices(tags, k=2), key=lambda tag: tag.start())
            stretch = data[one.start() : two.end()]
            return data[: two.end()] + (stretch * chance.choice((1, 1, 2, 60)))[:1_000_000] + data[two.end() :]
        case 4 if values := list(_VALUE.finditer(data)):
            value = chance.choice(values)
            return data[: value.start()] + chance.choice(_VALUES) + data[value.end() :]
        case 5 if tags:
            tag = chance.choice(tags)
            name = tag[0].split()[0].strip(b"</>")
            depth = chance.choice((3, 30, 400))
            return data[: tag.start()] + (b"<" + name + b">") * depth + data[tag.start() :]
        case _:
            start = chance.randrange(len(other) + 1)
            return data[:place] + other[start : start + chance.choice((10, 200, 2_000))] + data[place:]


def well_formed(data: bytes) -> bytes:
    """Return broken XML as a forgiving parser mends it; as it is where nothing can be mended."""
    from lxml import etree

    try:
        root = etree.fromstring(data, etree.XMLParser(recover=True, huge_tree=True, resolve_entities=False))
    except etree.XMLSyntaxError:
        return data
    return data if root is None else bytes(etree.tostring(root, encoding="utf-8"))


def _without(data: bytes, tag: re.Match[bytes]) -> bytes:
    return data[: tag.start()] + data[tag.end() :]


def with_accidents(parts: Parts, others: Parts, chance: Random) -> Parts:
    """Return the parts of a file with accidents in one to three of them, or with a part gone or in another's place.

    `others` are the parts of another file, from which pieces are taken.
    """
    changed = dict(parts)
    for _ in range(chance.choice((1, 1, 2, 3))):
        name = chance.choice(list(changed))
        kind = chance.random()
        if kind < 0.03 and len(changed) > 1:
            del changed[name]
        elif kind < 0.06:
            changed[name] = chance.choice(list(others.values()))
        elif kind < 0.35:
            changed[name] = mutated(changed[name], chance.randrange(2**32), chance.randint(1, 4))
        else:
            text = rewritten(changed[name], chance, others.get(name) or chance.choice(list(others.values())))
            # What is not well-formed is refused at the door; what is strange and well-formed comes further.
            changed[name] = well_formed(text) if name.endswith(_STRICT) and chance.random() < 0.85 else text
    return changed
