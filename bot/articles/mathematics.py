"""Mathematics in one line of plain text: x^2, 1/2, √(a+b), ∑_(i=1)^n. From MathML (web pages, books) and OMML (Word)."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from bot.articles.xml import local_name

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SIMPLE = re.compile(r"[\w.,%°∞′]+|[-−+][\w.,∞]+|[^\w\s]")
# Accents over one letter, as the combining characters that Unicode has for them.
_ACCENTS = {
    "¯": "\u0304", "‾": "\u0304", "_": "\u0304", "̅": "\u0304", "̄": "\u0304",
    "^": "\u0302", "ˆ": "\u0302", "̂": "\u0302", "~": "\u0303", "˜": "\u0303", "̃": "\u0303",
    "→": "\u20d7", "⃗": "\u20d7", "˙": "\u0307", ".": "\u0307", "̇": "\u0307", "¨": "\u0308", "̈": "\u0308",
}  # fmt: skip
_INVISIBLE = re.compile("[\u2061-\u2064\u200b]")
_MAX_DEPTH = 60


def fraction(above: str, below: str) -> str:
    """Return `above`/`below`, in brackets where they are more than one word or number."""
    return f"{_grouped(above)}/{_grouped(below)}"


def power(base: str, exponent: str) -> str:
    """Return base^exponent; primes and degrees stand by themselves."""
    if exponent in ("", "′", "″", "°", "'", "∘", "*", "†"):
        return base + exponent.replace("∘", "°")
    return f"{_grouped(base)}^{_grouped(exponent)}"


def index(base: str, below: str) -> str:
    """Return a base with its index: digits in Unicode (x₁), anything else behind a low line (x_max)."""
    if not below:
        return base
    return base + (below.translate(_SUBSCRIPTS) if below.isdigit() and below.isascii() else f"_{_grouped(below)}")


def with_scripts(base: str, lower: str, upper: str) -> str:
    """Return a base with what stands below and above it: x_i^2, ∑_(i=1)^n."""
    with_index = index(base, lower)
    if not upper:
        return with_index
    return f"{with_index}^{_grouped(upper)}" if lower else power(base, upper)


def root(inside: str, degree: str = "") -> str:
    """Return √x, or the n-th root as ⁿ√ written n√."""
    return ("" if degree in ("", "2") else degree) + f"√{_grouped(inside)}"


def accented(base: str, accent: str) -> str:
    """Return `base` with an accent where it is one letter, else both side by side."""
    combining = _ACCENTS.get(accent.strip())
    return base + combining if combining and len(base) == 1 else base if combining else f"{base}{accent}"


def joined(parts: Iterable[tuple[str, bool]]) -> str:
    """Return parts in a row; each says whether it is built (a fraction, a power) or one sign or word.

    A space stands where two would read as one number: 1 1/2, x^2 3.
    """
    text, before_built = "", False
    for part, is_built in parts:
        meet = text[-1:].isalnum() and part[:1].isalnum()
        both_numbers = text[-1:].isdigit() and part[:1].isdigit()
        if meet and (before_built or (is_built and (both_numbers or "/" in part))):
            text += " "
        text += part
        before_built = is_built if part else before_built
    return text


def math_text(element: Any) -> str:
    """Return the text in one line of a `math` element of MathML or an `oMath` of Word; "" for an empty one."""
    return " ".join(_INVISIBLE.sub("", _text(element, 0)).split())


def _text(node: Any, depth: int) -> str:
    name = local_name(node)
    if depth > _MAX_DEPTH:
        return "".join(node.itertext())
    if not name or name in _SILENT or name.endswith("Pr"):
        return ""
    build = _BUILDERS.get(name)
    if build is not None:
        return build(node, depth)
    children = [child for child in node if local_name(child)]
    if not children:
        return (node.text or "") if name == "t" else " ".join((node.text or "").split())
    return _row(children, depth)


def _row(nodes: Iterable[Any], depth: int) -> str:
    return joined((_text(node, depth + 1), local_name(node) in _BUILT) for node in nodes if local_name(node))


def _children(node: Any) -> list[Any]:
    return [child for child in node if local_name(child)]


def _child(node: Any, name: str, depth: int) -> str:
    return next((_text(child, depth + 1) for child in node if local_name(child) == name), "")


def _nth(*builders: int) -> Callable[[Any, int], list[str]]:
    def texts(node: Any, depth: int) -> list[str]:
        children = _children(node)
        return [_text(children[n], depth + 1) if n < len(children) else "" for n in builders]

    return texts


def _value(node: Any, properties: str, name: str) -> str | None:
    """Return an attribute `val` below Word's properties of a structure; None where it is not given, "" where it is empty."""
    for child in node:
        if local_name(child) == properties:
            for inner in child:
                if local_name(inner) == name:
                    return next((v for k, v in inner.attrib.items() if k.rpartition("}")[2] == "val"), "")
    return None


# MathML: https://www.w3.org/TR/mathml-core/


def _first(node: Any, depth: int) -> str:
    children = _children(node)
    return _text(children[0], depth + 1) if children else ""


def _scripts(node: Any, depth: int) -> str:
    name, parts = local_name(node), [_text(child, depth + 1) for child in _children(node)]
    base, rest = (parts or [""])[0], parts[1:]
    lower = rest[0] if name in ("msub", "msubsup", "munder", "munderover") and rest else ""
    upper = rest[-1] if name in ("msup", "msubsup", "mover", "munderover") and rest else ""
    if name in ("mover", "munder") and (lower + upper).strip() in _ACCENTS:
        return accented(base, lower + upper)
    return with_scripts(base, lower, upper)


def _prescripts(node: Any, depth: int) -> str:
    base, *rest = _children(node) or [node]
    names = [local_name(child) for child in rest]
    turn = names.index("mprescripts") if "mprescripts" in names else len(rest)
    behind, before = ([_text(child, depth + 1) for child in part] for part in (rest[:turn], rest[turn + 1 :]))
    # The marks come in pairs, below and above, the number of an isotope before its element.
    head = "".join(f"^{above}" for above in before[1::2] if above)
    return head + with_scripts(_text(base, depth + 1), "".join(behind[::2]), "".join(behind[1::2]))


def _table(node: Any, depth: int) -> str:
    rows = [[_row(cell, depth + 2) or _text(cell, depth + 2) for cell in _children(row)] for row in _children(node)]
    return "; ".join(", ".join(row) for row in rows)


def _fenced(node: Any, depth: int) -> str:
    inner = ", ".join(_text(child, depth + 1) for child in _children(node))
    return f"{node.get('open', '(')}{inner}{node.get('close', ')')}"


def _quoted(node: Any, depth: int) -> str:
    return f'"{"".join(node.itertext()).strip()}"'


# OMML: ECMA-376 part 1, 22.1


def _omml_fraction(node: Any, depth: int) -> str:
    above, below = _child(node, "num", depth), _child(node, "den", depth)
    return f"({above} {below})" if _value(node, "fPr", "type") == "noBar" else fraction(above, below)


def _omml_scripts(node: Any, depth: int) -> str:
    base, lower, upper = (_child(node, name, depth) for name in ("e", "sub", "sup"))
    if local_name(node) == "sPre":
        return (f"^{_grouped(upper)}" if upper else "") + index(base, lower)
    return with_scripts(base, lower, upper)


def _omml_limits(node: Any, depth: int) -> str:
    base, limit = _child(node, "e", depth), _child(node, "lim", depth)
    return with_scripts(base, limit, "") if local_name(node) == "limLow" else with_scripts(base, "", limit)


def _omml_root(node: Any, depth: int) -> str:
    return root(_child(node, "e", depth), _child(node, "deg", depth))


def _omml_nary(node: Any, depth: int) -> str:
    sign = _value(node, "naryPr", "chr")
    head = with_scripts("∫" if sign is None else sign, _child(node, "sub", depth), _child(node, "sup", depth))
    return f"{head} {_child(node, 'e', depth)}"


def _omml_delimiters(node: Any, depth: int) -> str:
    opening, closing, between = (_value(node, "dPr", name) for name in ("begChr", "endChr", "sepChr"))
    inner = ("|" if between is None else between).join(
        _text(child, depth + 1) for child in node if local_name(child) == "e"
    )
    return f"{'(' if opening is None else opening}{inner}{')' if closing is None else closing}"


def _omml_accent(node: Any, depth: int) -> str:
    name = local_name(node)
    sign = "¯" if name == "bar" else _value(node, "accPr", "chr") or "̂"
    return accented(_child(node, "e", depth), sign)


def _omml_function(node: Any, depth: int) -> str:
    name, argument = _child(node, "fName", depth), _child(node, "e", depth)
    return name + (argument if argument.startswith("(") else f" {argument}")


def _omml_rows(node: Any, depth: int) -> str:
    return "; ".join(_text(child, depth + 1) for child in node if local_name(child) == "e")


def _omml_matrix(node: Any, depth: int) -> str:
    rows = [row for row in node if local_name(row) == "mr"]
    return "; ".join(", ".join(_text(cell, depth + 2) for cell in row if local_name(cell) == "e") for row in rows)


def _space(node: Any, depth: int) -> str:
    return " "


_SILENT = {"annotation", "annotation-xml", "mphantom", "none", "mprescripts", "phant", "del", "moveFrom", "malignmark"}
_two = _nth(0, 1)
_BUILDERS: dict[str, Callable[[Any, int], str]] = {
    "semantics": _first,
    "maction": _first,
    "mfrac": lambda node, depth: fraction(*_two(node, depth)),
    "msqrt": lambda node, depth: root(_row(node, depth)),
    "mroot": lambda node, depth: root(*_two(node, depth)),
    **dict.fromkeys(["msup", "msub", "msubsup", "munder", "mover", "munderover"], _scripts),
    "mmultiscripts": _prescripts,
    "mtable": _table,
    "mfenced": _fenced,
    "ms": _quoted,
    "mspace": _space,
    "f": _omml_fraction,
    **dict.fromkeys(["sSup", "sSub", "sSubSup", "sPre"], _omml_scripts),
    **dict.fromkeys(["limLow", "limUpp"], _omml_limits),
    "rad": _omml_root,
    "nary": _omml_nary,
    "d": _omml_delimiters,
    **dict.fromkeys(["acc", "bar"], _omml_accent),
    "func": _omml_function,
    "eqArr": _omml_rows,
    "m": _omml_matrix,
}
_BUILT = set(_BUILDERS) - {"semantics", "maction", "mfenced", "d", "ms", "mspace"}


def _grouped(text: str) -> str:
    """Return `text` in brackets where it is more than one word, number or sign."""
    inner = text.strip()
    if _SIMPLE.fullmatch(inner) or not inner or _is_bracketed(inner):
        return inner
    return f"({inner})"


def _is_bracketed(text: str) -> bool:
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and place < len(text) - 1:
            return False
    return True
