"""What HTML says by elements inside a line, as plain text: exponents, ruby, mathematics; what is struck out or hidden goes."""

from collections.abc import Callable
from typing import Any

from bot.articles.mathematics import math_text
from bot.articles.page_styles import INLINE, PageStyles, part_laid_out
from bot.articles.raised_marks import lowered, raised
from bot.articles.reading_warnings import WarningCounter
from bot.articles.xml import local_name, writable

_STRUCK = {"del", "s", "strike"}
# What these hold is shown only where the sound or the film cannot be.
_MEDIA = {"audio", "video", "canvas"}
# Characters, and elements, that are looked at on one side of a mark.
_NEAR = 40
_NOTE_ROLES = ("noteref", "doc-noteref")


def make_plain(tree: Any, counter: WarningCounter, css: str = "") -> None:
    """Rewrite an lxml tree of HTML in place: what is left says by its text alone what was said by marks and styles.

    `css` is the text of the style sheets beside the page; they and its own are followed as far as `PageStyles` does.
    """
    own = "\n".join("".join(style.itertext()) for style in tree.iter("style", "{*}style"))
    styles = PageStyles.from_css(f"{css}\n{own}")
    for element in list(tree.iter()):
        if element is not tree and element.getparent() is not None:
            rewrite = _REWRITES.get(local_name(element).lower())
            if styles.speak_of(element):
                if styles.is_unseen(element):
                    _note(element, "hidden", counter)
                    _replace(element, "")
                    continue
                part_laid_out(element, styles)
                rewrite = _REWRITES.get(styles.mark_of(element), rewrite)
            if rewrite is not None:
                rewrite(element, counter)
    for ruby in [element for element in tree.iter() if local_name(element).lower() == "ruby"]:
        if ruby.getparent() is not None:
            _write_ruby(ruby)


def _remove_struck(element: Any, counter: WarningCounter) -> None:
    """Take away what is struck out; a cell stays, empty, so that those behind it stand under their headings."""
    _note(element, "struck_out", counter)
    if local_name(element).lower() in ("td", "th"):
        element.text = None
        element[:] = []
    else:
        _replace(element, "")


def _remove_media(element: Any, counter: WarningCounter) -> None:
    _replace(element, "")


def _write_raised(element: Any, counter: WarningCounter) -> None:
    linked = any(_is_note_link(link) for link in [*element.iter(), *element.iterancestors("a", "{*}a")])
    _replace(element, raised(_text_before(element), "".join(element.itertext()), _text_after(element), linked=linked))


def _write_lowered(element: Any, counter: WarningCounter) -> None:
    _replace(element, lowered(_text_before(element), "".join(element.itertext())))


def _write_mathematics(element: Any, counter: WarningCounter) -> None:
    text = math_text(element) or element.get("alttext", "")
    if text:
        counter.note("equations")
    _replace(element, text)


def _write_link(element: Any, counter: WarningCounter) -> None:
    """Take away a link that leads to a note; what is raised in it goes with it."""
    roles = f"{element.get('epub:type', '')} {element.get('role', '')}".split()
    epub_type = next((value for key, value in element.attrib.items() if key.endswith("}type")), "")
    if any(role in _NOTE_ROLES for role in (*roles, *epub_type.split())):
        _replace(element, "")


def _write_picture(element: Any, counter: WarningCounter) -> None:
    """Keep the words of a drawing apart from the line around it; its title and description are shown nowhere."""
    words = [child for child in element.iter() if local_name(child) in ("text", "foreignObject", "foreignobject")]
    text = " ".join(" ".join("".join(word.itertext()).split()) for word in words)
    _replace(element, f" {text} " if text else "")


def _write_quotation(element: Any, counter: WarningCounter) -> None:
    """Write the marks that browsers set around a quotation in a line."""
    if "".join(element.itertext()).strip():
        last = element[-1] if len(element) else None
        if last is not None:
            last.tail = writable((last.tail or "") + "”")
        element.text = writable("“" + (element.text or "") + ("”" if last is None else ""))


def _choose_branch(element: Any, counter: WarningCounter) -> None:
    """Keep of the branches of a book's switch, which say the same, the first that has text."""
    branches = [child for child in element if "".join(child.itertext()).strip()]
    for branch in [child for child in element if child not in branches[:1]]:
        _replace(branch, "")


def _write_ruby(ruby: Any) -> None:
    """Write the bases of rubies that stand side by side as one word, with their reading in brackets behind it."""
    bases, reading = _ruby_parts(ruby)
    while not (ruby.tail or "").strip("\u200b\n\r\t"):
        following = ruby.getnext()
        if following is None or local_name(following).lower() != "ruby":
            break
        more_bases, more_reading = _ruby_parts(following)
        bases, reading = bases + more_bases, reading + more_reading
        ruby.tail = writable(following.tail or "")
        following.tail = None
        following.getparent().remove(following)
    _replace(ruby, bases + (f"({reading})" if reading else ""))


def _ruby_parts(ruby: Any) -> tuple[str, str]:
    bases, readings = [ruby.text or ""], []
    for child in ruby:
        name = local_name(child).lower()
        if name in ("rt", "rtc"):
            readings.append(" ".join("".join(child.itertext()).split()))
        elif name != "rp":
            bases.append("".join(child.itertext()))
        bases.append(child.tail or "")
    return "".join("".join(bases).split()) if len(readings) > 1 else " ".join("".join(bases).split()), "".join(readings)


def _is_note_link(element: Any) -> bool:
    return local_name(element).lower() == "a" and "#" in element.get("href", "")


def _note(element: Any, kind: Any, counter: WarningCounter) -> None:
    if "".join(element.itertext()).strip():
        counter.note(kind)


def _text_before(element: Any) -> str:
    """Return what stands before `element` in its line, as far as a mark may depend on it."""
    parts: list[str] = []
    node = element
    for _ in range(_NEAR):
        earlier = node.getprevious()
        if earlier is not None:
            parts.append(earlier.tail or "")
            if local_name(earlier).lower() not in INLINE:
                break
            parts.append("".join(earlier.itertext()))
            node = earlier
        else:
            node = node.getparent()
            if node is None:
                break
            parts.append(node.text or "")
            if local_name(node).lower() not in INLINE:
                break
        if sum(map(len, parts)) > _NEAR:
            break
    return "".join(reversed(parts))


def _text_after(element: Any) -> str:
    """Return what stands behind `element` in its line, as far as a mark may depend on it."""
    parts: list[str] = []
    node = element
    while node is not None and local_name(node).lower() in INLINE and sum(map(len, parts)) <= _NEAR:
        parts.append(node.tail or "")
        following = node.getnext()
        if following is None:
            node = node.getparent()
        elif local_name(following).lower() in INLINE:
            parts.append("".join(following.itertext()))
            node = following
        else:
            break
    return "".join(parts)


def _replace(element: Any, text: str) -> None:
    parent, earlier = element.getparent(), element.getprevious()
    text += element.tail or ""
    if earlier is None:
        parent.text = writable((parent.text or "") + text)
    else:
        earlier.tail = writable((earlier.tail or "") + text)
    element.tail = None
    parent.remove(element)


_REWRITES: dict[str, Callable[[Any, WarningCounter], None]] = {
    **dict.fromkeys(_STRUCK, _remove_struck),
    **dict.fromkeys(_MEDIA, _remove_media),
    "sup": _write_raised,
    "sub": _write_lowered,
    "math": _write_mathematics,
    "a": _write_link,
    "svg": _write_picture,
    "q": _write_quotation,
    "epub:switch": _choose_branch,
}
