"""Hangul's own language of equations in one line of plain text: `{a+b} over 2` is (a+b)/2, `x^2` and `sqrt x` as elsewhere."""

import re

from bot.articles.mathematics import fraction, index, joined, power, root

# A word of the language; `#` begins another row, `&` another column, `~` and a grave are spaces.
_TOKEN = re.compile(r'"[^"]*"|[A-Za-z]+|\d+(?:\.\d+)?|[가-힣]+|\s+|[<>!=+\-]?=|<<|>>|->|<-|\.\.\.|.', re.DOTALL)
_SPACES = frozenset("~`")
# Words that only say how something looks.
_SILENT = frozenset("rm it bold left right bigg of under acute grave check cases".split())
_ACCENTS = {"vec": "\u20d7", "bar": "\u0304", "hat": "\u0302", "tilde": "\u0303", "dot": "\u0307", "ddot": "\u0308"}
_SIGNS = {
    **dict(zip("times div pm mp cdot ast circ bullet".split(), "×÷±∓·∗∘•", strict=True)),
    **dict(zip("leq geq neq approx equiv sim propto le ge ne".split(), "≤≥≠≈≡∼∝≤≥≠", strict=True)),
    **dict(zip("sum prod int oint inf infinity partial nabla".split(), "∑∏∫∮∞∞∂∇", strict=True)),
    **dict(zip("in notin subset supset subseteq cup cap union inter emptyset".split(), "∈∉⊂⊃⊆∪∩∪∩∅", strict=True)),
    **dict(zip("rarrow larrow lrarrow uparrow downarrow therefore because forall exist".split(), "→←↔↑↓∴∵∀∃", strict=True)),
    **dict(zip("cdots ldots vdots deg prime angle parallel perp triangle".split(), "⋯…⋮°′∠∥⊥△", strict=True)),
    **dict(zip("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu".split(), "αβγδεζηθικλμ", strict=True)),
    **dict(zip("nu xi omicron pi rho sigma tau upsilon phi chi psi omega".split(), "νξοπρστυφχψω", strict=True)),
    "dyad": "↔", "lbrace": "{", "rbrace": "}", "won": "₩",
}  # fmt: skip
_MARKS = {"<=": "≤", ">=": "≥", "!=": "≠", "->": "→", "<-": "←", "+-": "±", "-+": "∓", "...": "…", "==": "≡"}
_STRUCTURES = frozenset("matrix pmatrix bmatrix dmatrix pile lpile cpile rpile eqalign".split())
_MAX_DEPTH = 40


def equation_text(script: str) -> str:
    """Return an equation in one line, as `math_text` writes it; what is not understood stays as it is written."""
    tokens = [token for token in _TOKEN.findall(" ".join(script.split())) if not token.isspace()]
    text = _Reader(tokens).row(0)
    return " ".join(text.split())


class _Reader:
    """Reads tokens from left to right; an `over` takes the part before it and the part behind it."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def row(self, depth: int) -> str:
        """Return what stands up to the closing brace of this group, or to the end."""
        parts: list[tuple[str, bool]] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token == "}" and depth:
                self._at += 1
                break
            word = token.lower()
            if word in ("over", "atop"):
                self._at += 1
                above = parts.pop()[0] if parts else ""
                below = self._part(depth)[0]
                parts.append((fraction(above, below) if word == "over" else f"({above} {below})", True))
            else:
                parts.append(self._part(depth))
        return joined(parts)

    def _part(self, depth: int) -> tuple[str, bool]:
        """Return one thing with its indexes and exponents, and whether it is built of several."""
        base, is_built = self._single(depth)
        lower = upper = ""
        while self._at < len(self._tokens) and self._tokens[self._at].lower() in ("^", "_", "sup", "sub", "from", "to"):
            mark = self._tokens[self._at].lower()
            self._at += 1
            inside = self._single(depth)[0]
            lower, upper = (lower + inside, upper) if mark in ("_", "sub", "from") else (lower, upper + inside)
            is_built = True
        if lower:
            base = index(base, lower) + (power("", upper) if upper else "")
        elif upper:
            base = power(base, upper)
        return base, is_built

    def _single(self, depth: int) -> tuple[str, bool]:
        if self._at >= len(self._tokens):
            return "", False
        token = self._tokens[self._at]
        self._at += 1
        word = token.lower()
        if token == "{":
            if depth > _MAX_DEPTH:
                return "{", False
            return self.row(depth + 1), False
        if token.startswith('"') and len(token) > 1:
            return token[1:-1], False
        if word == "sqrt":
            return root(self._single(depth)[0]), True
        if word == "root":
            degree = self._single(depth)[0]
            if self._at < len(self._tokens) and self._tokens[self._at].lower() == "of":
                self._at += 1
                return root(self._single(depth)[0], degree), True
            return root(degree), True
        if word in _ACCENTS:
            inside = self._single(depth)[0]
            return inside + (_ACCENTS[word] if len(inside) == 1 else ""), True
        return self._single(depth) if word in _STRUCTURES | _SILENT else (_sign(token), False)


def _sign(token: str) -> str:
    if token in _SPACES:
        return " "
    if token == "#":
        return "; "
    if token == "&":
        return ", "
    if token in _MARKS:
        return _MARKS[token]
    sign = _SIGNS.get(token.lower())
    if sign is None:
        return token
    # Δ and Ω are written DELTA and OMEGA.
    return sign.upper() if token.isupper() and sign.isalpha() else sign
