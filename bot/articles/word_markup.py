"""Word's markup made plain before mammoth reads it, which passes over what it does not know: fields, ruby, equations, shapes.

What is struck out, deleted or hidden goes; raised and lowered characters become text that keeps its meaning alone. Elements
are named as in the standard, ECMA-376 part 1, whose transitional and strict namespaces are read alike.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from bot.articles.mathematics import math_text
from bot.articles.raised_marks import lowered, raised
from bot.articles.reading_warnings import WarningCounter
from bot.articles.word_fields import field_text, form_text
from bot.articles.word_names import is_on, letters_of, name_of, texts_of, value_of
from bot.articles.word_runs import RunStyle, own_style, style_id
from bot.articles.xml import local_name

# What mammoth reads, and what both of us pass over knowingly.
_READ = frozenset(
    """w:document w:body w:footnotes w:footnote w:endnotes w:endnote w:t w:r w:p w:fldChar w:instrText w:tab
    w:noBreakHyphen w:softHyphen w:tbl w:tr w:tc w:ins w:moveTo w:bookmarkStart w:br w:footnoteReference
    w:endnoteReference w:pict w:txbxContent""".split()
)
_EMPTY = frozenset(
    """w:bookmarkEnd w:sectPr w:proofErr w:lastRenderedPageBreak w:commentRangeStart w:commentRangeEnd w:commentReference
    w:annotationRef w:footnoteRef w:endnoteRef w:separator w:continuationSeparator w:tblGrid w:permStart w:permEnd w:pgNum
    w:dayShort w:dayLong w:monthShort w:monthLong w:yearShort w:yearLong w:delText w:delInstrText w:background w:fldData
    w:moveFromRangeStart w:moveFromRangeEnd w:moveToRangeStart w:moveToRangeEnd w:customXmlInsRangeStart
    w:customXmlInsRangeEnd w:customXmlDelRangeStart w:customXmlDelRangeEnd w:customXmlMoveFromRangeStart
    w:customXmlMoveFromRangeEnd w:customXmlMoveToRangeStart w:customXmlMoveToRangeEnd w:sdtEndPr wordml:conflictDel""".split()
)
_REWRITTEN = frozenset(["w:sym", "w:cr", "w:ptab"])
_CONTAINERS = frozenset(
    """w:hyperlink w:fldSimple w:smartTag w:customXml w:dir w:bdo w:sdt w:sdtContent m:oMathPara mc:Choice mc:Fallback
    wordml:conflictIns""".split()
)
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{1,5}")
_KNOWN = _READ | _EMPTY | _REWRITTEN | _CONTAINERS


def make_plain(
    root: Any, styles: Mapping[str, RunStyle], related: Callable[[str], Any | None], counter: WarningCounter
) -> None:
    """Rewrite a part (document, footnotes, endnotes) in place so that mammoth finds all of its text and nothing else.

    `related` returns the root of the part that a relationship's id leads to, None where there is none to read.
    """
    _Writer(root, styles, related, counter).rewrite()


class _Writer:
    def __init__(
        self, root: Any, styles: Mapping[str, RunStyle], related: Callable[[str], Any | None], counter: WarningCounter
    ) -> None:
        self._root, self._styles, self._related, self._counter = root, styles, related, counter
        self._word = root.tag.rpartition("}")[0] + "}"

    def rewrite(self) -> None:
        self._choose_alternatives()
        self._remove_deleted()
        self._write_field_codes()
        self._write_simple_fields()
        self._remove_unseen_runs()
        for element in list(self._root.iter()):
            if name_of(element) == "m:oMath":
                self._write_equation(element)
        self._write_rubies()
        for drawing in reversed([e for e in self._root.iter() if name_of(e) in ("w:drawing", "w:pict", "w:object")]):
            self._write_drawing(drawing)
        self._keep_unknown()
        for paragraph in [element for element in self._root.iter() if name_of(element) == "w:p"]:
            self._write_marks(paragraph)

    def _choose_alternatives(self) -> None:
        """Keep of each alternate content the first choice that has text or is all there is, never two of them."""
        for element in reversed([e for e in self._root.iter() if name_of(e) == "mc:AlternateContent"]):
            choices = [child for child in element if name_of(child) in ("mc:Choice", "mc:Fallback")]
            chosen = next((choice for choice in choices if self._has_text(choice)), choices[0] if choices else None)
            _replace(element, list(chosen) if chosen is not None else [])

    def _remove_deleted(self) -> None:
        for element in list(self._root.iter()):
            name, parent = name_of(element), element.getparent()
            if parent is None or name_of(parent) in ("w:rPr", "w:trPr", "w:numPr", "m:ctrlPr"):
                # There it says that the mark of a paragraph, or the row, is deleted, which mammoth reads.
                if name == "w:del" and name_of(parent) == "w:trPr" and letters_of(parent.getparent(), ("w:t", "m:t")):
                    self._counter.note("struck_out")
                continue
            if name in ("w:del", "w:moveFrom", "wordml:conflictDel"):
                if name != "w:moveFrom" and letters_of(element, ("w:delText", "w:t", "m:t")):
                    self._counter.note("struck_out")
                _replace(element, [])
            elif name == "w:tr" and any(
                name_of(e) == "w:hidden" and is_on(e) for p in element for e in p if name_of(p) == "w:trPr"
            ):
                self._counter.note("hidden")
                _replace(element, [])

    def _write_field_codes(self) -> None:
        """Put behind each field what Word draws from its code or its form; those with a result have it as text.

        A run may have several fields, so that it goes behind the character that ends the field.
        """
        # Of each open field its code so far, or its answer, and whether it is that.
        fields: list[tuple[list[str], bool]] = []
        begun: list[bool] = []  # for each open field, whether its result has begun
        for run in [element for element in self._root.iter() if name_of(element) == "w:r"]:
            for child in list(run):
                kind = value_of(child, "fldCharType") if name_of(child) == "w:fldChar" else ""
                _follow_field(kind, begun)
                if kind == "begin":
                    answers = [form_text(form) for form in child if name_of(form) == "w:ffData"]
                    fields.append((answers, any(answers)))
                elif name_of(child) == "w:instrText" and fields and not fields[-1][1]:
                    fields[-1][0].append(child.text or "")
                elif kind == "separate" and fields and not fields[-1][1]:
                    fields[-1] = ([], True)
                elif name_of(child) == "w:t" and fields and begun[-1] and (child.text or "").strip():
                    fields[-1] = ([], True)  # an answer that stands in the result too
                elif kind == "end" and fields:
                    told, is_answer = fields.pop()
                    text = "".join(told) if is_answer else self._drawn_from_code("".join(told))
                    if text:
                        child.addnext(self._text(text))

    def _write_simple_fields(self) -> None:
        """Put into each field without a result, whose code is an attribute, what Word draws from that."""
        for field in [element for element in self._root.iter() if name_of(element) == "w:fldSimple"]:
            text = "" if letters_of(field, ("w:t",)) else self._drawn_from_code(value_of(field, "instr"))
            if text:
                run = next((child for child in field if name_of(child) == "w:r"), field)
                run.append(self._run(text) if run is field else self._text(text))

    def _drawn_from_code(self, code: str) -> str:
        text = field_text(code)
        if text and "\\o" not in code:  # one over the other is a ruby
            self._counter.note("equations")
        return text

    def _remove_unseen_runs(self) -> None:
        """Take out what is hidden or struck out, and what stands in the instruction of a field, such as another field."""
        fields: list[bool] = []  # for each open field, whether its result has begun
        was: str | None = None
        for run in [element for element in self._root.iter() if name_of(element) in ("w:r", "m:r")]:
            style = self._style(run)
            kind = "hidden" if style.is_hidden else "struck_out" if style.is_struck else None
            for child in list(run):
                if name_of(child) == "w:fldChar":
                    _follow_field(value_of(child, "fldCharType"), fields)
                texts = [inner for inner in child.iter() if name_of(inner) in ("w:t", "w:sym", "m:t")]
                if texts and kind is not None and kind != was:
                    self._counter.note("hidden" if kind == "hidden" else "struck_out")
                was = kind if texts else was
                if kind is not None or not all(fields):
                    for text in texts:
                        _replace(text, [])

    def _style(self, run: Any) -> RunStyle:
        own = own_style(run)
        paragraph = run.getparent()
        while paragraph is not None and name_of(paragraph) != "w:p":
            paragraph = paragraph.getparent()
        style = own.over(self._styles.get(style_id(run, "w:rPr", "w:rStyle"), RunStyle()))
        if paragraph is not None:
            style = style.over(self._styles.get(style_id(paragraph, "w:pPr", "w:pStyle"), RunStyle()))
        return style

    def _write_equation(self, equation: Any) -> None:
        text = math_text(equation)
        if text:
            self._counter.note("equations")
        parent = equation.getparent()
        where = name_of(parent) if parent is not None else ""
        run = self._run(text)
        # An equation that stands for itself is a paragraph of its own where Word allows both.
        alone = where in ("w:body", "w:tc", "w:txbxContent", "w:footnote", "w:endnote")
        _replace(equation, ([self._paragraph([run])] if alone else [run]) if text else [])

    def _write_rubies(self) -> None:
        """Write the bases of rubies that stand side by side as one word, and their reading in brackets behind it."""
        bases, reading = "", ""
        for ruby in [element for element in self._root.iter() if name_of(element) == "w:ruby"]:
            bases += "".join(texts_of(part for part in ruby if name_of(part) == "w:rubyBase"))
            reading += "".join(texts_of(part for part in ruby if name_of(part) == "w:rt"))
            if _is_followed_by_ruby(ruby):
                _replace(ruby, [])
            else:
                _replace(ruby, [self._text(bases + (f"({reading})" if reading.strip() else ""))])
                bases = reading = ""

    def _write_drawing(self, drawing: Any) -> None:
        """Keep of a drawing, a shape or an object the text boxes, the word art and the words of a diagram or a chart."""
        boxed = [e for e in drawing.iter() if name_of(e) == "w:txbxContent"]
        outside = [e for e in drawing.iter() if not any(name_of(o) == "w:txbxContent" for o in _outer(e, drawing))]
        kept = [part for element in outside for part in self._drawn(element)]
        for element in boxed:
            if element in kept:
                element.getparent().remove(element)
        box = drawing.makeelement(self._word + "pict")
        box.extend(kept)
        _replace(drawing, [box] if kept else [])

    def _drawn(self, element: Any) -> list[Any]:
        name = name_of(element)
        if name == "w:txbxContent":
            return [element]
        if name == "v:textpath":
            return self._lines([element.get("string", "")])
        if name == "a:p":
            return self._lines([_drawn_text(element)])
        if name not in ("dgm:relIds", "c:chart"):
            return []
        part = self._related(_related_id(element))
        if part is None:
            self._counter.note("unread_parts", local_name(element))
        return self._lines(_drawn_lines(part)) if part is not None else []

    def _keep_unknown(self) -> None:
        """Take what is inside of elements that mammoth would pass over; tell of those that nobody knows."""
        for element in reversed(list(self._root.iter())):
            name = name_of(element)
            parent = element.getparent()
            if name == "w:br":
                element.attrib.clear()  # mammoth passes over the ends of pages and columns, which part words too
            if parent is None or not name or name in _READ or self._is_property(element):
                continue
            if name in _EMPTY:
                _replace(element, [])
            elif name == "w:sym":
                self._write_symbol(element)
            elif name in ("w:cr", "w:ptab"):
                element.tag = self._word + ("br" if name == "w:cr" else "tab")
            elif name in _CONTAINERS:
                _replace(element, [child for child in element if not name_of(child).endswith("Pr")])
            elif name in ("w:altChunk", "w:subDoc", "w:contentPart"):
                self._counter.note("unread_parts", local_name(element))
                _replace(element, [])
            else:
                self._keep(element)

    def _write_symbol(self, symbol: Any) -> None:
        """Leave to mammoth the symbols that it knows; of others keep the character, whatever it is in the symbol's font."""
        from mammoth.docx.dingbats import dingbats

        font, written = value_of(symbol, "font"), value_of(symbol, "char")
        code = int(written, 16) if _HEXADECIMAL.fullmatch(written) else 0
        if not any((font, known) in dingbats for known in (code, code & 0xFF)):
            _replace(symbol, [self._text(chr(code))] if 0x20 <= code < 0xFFFE else [])

    def _keep(self, element: Any) -> None:
        inside: list[Any] = list(element)
        own = " ".join(filter(None, [element.text, *(child.tail for child in element)])).strip()
        if own:
            inside.insert(0, self._in_its_place(element, own))
        if (own or letters_of(element, ("w:t",))) and not any(_is_unknown(outer) for outer in element.iterancestors()):
            self._counter.note("unknown_elements", local_name(element))
        _replace(element, inside)

    def _in_its_place(self, element: Any, text: str) -> Any:
        """Return `text` as what may stand where `element` stands: bare in a run, a run in a paragraph, else a paragraph."""
        outer = [name_of(parent) for parent in element.iterancestors()]
        place = next((name for name in outer if name in ("w:r", "w:p", "w:txbxContent", "w:tc")), "")
        if place == "w:r":
            return self._text(text)
        return self._run(text) if place == "w:p" else self._paragraph([self._run(text)])

    def _is_property(self, element: Any) -> bool:
        return any(name_of(e).endswith(("Pr", "PrChange", "PrEx")) for e in (element, *element.iterancestors()))

    def _write_marks(self, paragraph: Any) -> None:
        """Write raised and lowered runs as text, each stretch of them once, by what stands on either side."""
        runs = [run for run in paragraph.iter() if name_of(run) == "w:r" and _paragraph_of(run) is paragraph]
        before, n = "", 0
        while n < len(runs):
            place = self._place(runs[n])
            first = n
            while n < len(runs) and (n == first or self._place(runs[n]) == place):
                n += 1
            stretch = runs[first:n]
            texts = [child for run in stretch for child in run if name_of(child) == "w:t"]
            text = "".join(child.text or "" for child in texts)
            if place and texts:
                after = "".join(texts_of(runs[n : n + 4]))[:20]
                text = raised(before, text, after) if place == "superscript" else lowered(before, text)
                for child in texts:
                    child.text = ""
                texts[0].text = text
                _set_preserved(texts[0])
            if place:
                for run in stretch:
                    _drop_place(run)
            before = (before + text)[-80:]

    def _place(self, run: Any) -> str:
        place = self._style(run).place or ""
        if any(name_of(child) in ("w:footnoteReference", "w:endnoteReference") for child in run):
            return ""
        return place if place in ("superscript", "subscript") else ""

    def _has_text(self, element: Any) -> bool:
        return bool(letters_of(element, ("w:t", "m:t", "a:t"))) or any(
            name_of(e) in ("dgm:relIds", "c:chart") for e in element.iter()
        )

    def _text(self, text: str) -> Any:
        made = self._root.makeelement(self._word + "t")
        made.text = text
        _set_preserved(made)
        return made

    def _run(self, text: str) -> Any:
        made = self._root.makeelement(self._word + "r")
        made.append(self._text(text))
        return made

    def _paragraph(self, runs: Iterable[Any]) -> Any:
        made = self._root.makeelement(self._word + "p")
        made.extend(list(runs))
        return made

    def _lines(self, lines: Iterable[str]) -> list[Any]:
        return [self._paragraph([self._run(line)]) for line in lines if line.strip()]


def _is_unknown(element: Any) -> bool:
    return name_of(element) not in _KNOWN


def _related_id(element: Any) -> str:
    """Return the id of the part that holds a diagram's words or a chart."""
    return value_of(element, "dm") or value_of(element, "id")


def _follow_field(kind: str, fields: list[bool]) -> None:
    if kind == "begin":
        fields.append(False)
    elif kind == "separate" and fields:
        fields[-1] = True
    elif kind == "end" and fields:
        fields.pop()


def _outer(element: Any, top: Any) -> Iterator[Any]:
    for outer in element.iterancestors():
        if outer is top:
            return
        yield outer


def _paragraph_of(run: Any) -> Any:
    return next((outer for outer in run.iterancestors() if name_of(outer) == "w:p"), None)


def _is_followed_by_ruby(ruby: Any) -> bool:
    """Return whether the next thing in the line is a ruby too, in the same run or at the head of the next."""
    following = ruby.getnext()
    if following is None and name_of(ruby.getparent()) == "w:r":
        run = ruby.getparent().getnext()
        inside = (
            [child for child in run if name_of(child) != "w:rPr"] if run is not None and name_of(run) == "w:r" else []
        )
        following = inside[0] if inside else None
    return following is not None and name_of(following) == "w:ruby"


def _drawn_lines(part: Any) -> list[str]:
    """Return the words of a diagram's or a chart's part, a line a paragraph."""
    return [_drawn_text(paragraph) for paragraph in part.iter() if name_of(paragraph) == "a:p"]


def _drawn_text(paragraph: Any) -> str:
    return "".join(inner.text or "" for inner in paragraph.iter() if name_of(inner) == "a:t")


def _drop_place(run: Any) -> None:
    for properties in [child for child in run if name_of(child) == "w:rPr"]:
        for child in [child for child in properties if name_of(child) in ("w:vertAlign", "w:rStyle", "w:position")]:
            properties.remove(child)


def _set_preserved(element: Any) -> None:
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _replace(element: Any, by: list[Any]) -> None:
    """Put `by` where `element` is. Word's text is in elements of its own, so that what stands between them is nothing."""
    parent = element.getparent()
    place = parent.index(element)
    parent[place : place + 1] = by
