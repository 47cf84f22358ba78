"""The article that a page carries beside its markup: in JSON-LD for search engines, or in the state of the framework that
would draw it.

https://schema.org/articleBody; `__NEXT_DATA__`, `__NUXT__`, `__INITIAL_STATE__` and their like are what scripts find there.
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from bot.text.sentences import ends_like_sentence

_MAX_SCRIPT = 5_000_000
_MAX_DEPTH = 40
_LEAST_PIECE = 12
_LEAST_BODY = 120
# What a page itself calls the body of its article may be shorter.
_LEAST_CALLED_BODY = 40
_ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report|Review|LiveBlog|WebPage|CreativeWork")
_ASSIGNED = re.compile(r"=\s*(?=[\[{])")
_PARSED = re.compile(r"JSON\.parse\(\s*(\"(?:[^\"\\]|\\.)*\")\s*\)")
_PUSHED = re.compile(r"__next_f\.push\(\[1,\s*(\"(?:[^\"\\]|\\.)*\")\]\)")
_CHILDREN = re.compile(r'"children":("(?:[^"\\]|\\.)*")')
_MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|strong|em|a|span|figure|ul|ol|blockquote)\b[^<>]*>", re.IGNORECASE)
_CODE = re.compile(r"[{};]\s*$|function\s*\(|=>|</?script|^\s*[.#@][\w-]+\s*\{|^https?://\S+$", re.MULTILINE)
_NOT_BODIES = re.compile(
    r"comment|related|recommend|caption|description|summary|lead|seo|meta|copyright|footer|policy|terms", re.IGNORECASE
)


def linked_data(tree: Any) -> list[dict[str, Any]]:
    """Return the objects of a page's JSON-LD in order, those in graphs and lists too; none where it has none that is valid."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and len(script.text or "") <= _MAX_SCRIPT:
            try:
                value = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            found += _objects(value, 0)
    return found


def article_object(objects: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the object of JSON-LD that is the page's article; an empty one where none is."""
    typed = [one for one in objects if _ARTICLE_TYPES.search(str(one.get("@type", "")))]
    with_body = [one for one in typed if isinstance(one.get("articleBody"), str)]
    dated = [one for one in typed if one.get("datePublished")]
    return (with_body or dated or typed or [{}])[0]


def embedded_bodies(tree: Any, objects: list[dict[str, Any]]) -> list[str]:
    """Return the texts of articles that a page carries as data, in HTML or plain, the JSON-LD's first; none where it has none."""
    called = [one["articleBody"] for one in objects if isinstance(one.get("articleBody"), str)]
    bodies = [body for body in called if len(body) >= _LEAST_CALLED_BODY]
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" in (script.get("type") or "") or not _LEAST_BODY < len(text) <= _MAX_SCRIPT:
            continue
        for value in _values(text):
            longest = max(_texts(value, 0), key=len, default="")
            if len(longest) >= _LEAST_BODY:
                bodies.append(longest)
    return bodies


def is_markup(text: str) -> bool:
    """Return whether a text of a page's data is HTML."""
    return _MARKUP.search(text) is not None


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _objects(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            yield from _objects(value.get(key), depth + 1)


def _values(script: str) -> Iterator[Any]:
    """Yield the JSON that a script is, assigns or parses."""
    decoder = json.JSONDecoder(strict=False)
    text = script.strip()
    starts = [0] if text[:1] in "[{" else [match.end() for match in _ASSIGNED.finditer(text)][:8]
    for start in starts:
        try:
            yield decoder.raw_decode(text, start)[0]
        except (ValueError, RecursionError):
            continue
    for match in _PARSED.finditer(text):
        try:
            yield json.loads(json.loads(match[1], strict=False), strict=False)
        except (ValueError, RecursionError):
            continue
    pushed = "".join(_string(match[1]) for match in _PUSHED.finditer(text))
    if pushed:
        yield [_string(match[1]) for match in _CHILDREN.finditer(pushed)]


def _string(literal: str) -> str:
    try:
        return str(json.loads(literal, strict=False))
    except ValueError:
        return ""


def _texts(value: Any, depth: int) -> Iterator[str]:
    """Yield the prose in JSON: long strings, and lists of pieces as one text."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, str):
        yield from _long_text(value, depth)
    elif isinstance(value, list):
        pieces = [piece for one in value if (piece := _piece(one, depth))]
        if len(pieces) > 1:
            yield "\n\n".join(pieces)
        for one in value:
            yield from _texts(one, depth + 1)
    elif isinstance(value, dict):
        for key, one in value.items():
            if not _NOT_BODIES.search(str(key)):
                yield from _texts(one, depth + 1)


def _long_text(value: str, depth: int) -> Iterator[str]:
    """Yield a long string that is prose, or what is in one that is JSON again."""
    if len(value) < _LEAST_BODY:
        return
    if value[0] in "[{":
        try:
            yield from _texts(json.loads(value), depth + 1)
        except (ValueError, RecursionError):
            return
    elif _is_prose(value):
        yield value


def _piece(value: Any, depth: int) -> str:
    """Return the prose of one paragraph in a list of them: a string, or the text of an object or of its own pieces."""
    if isinstance(value, str):
        return value if len(value) >= _LEAST_PIECE and " " in value and _is_prose(value) else ""
    if isinstance(value, dict) and depth < _MAX_DEPTH:
        for key in ("text", "content", "html", "value", "body", "paragraph", "data", "children", "contents"):
            inner = value.get(key)
            if isinstance(inner, str) and (piece := _piece(inner, depth + 1)):
                return piece
            if isinstance(inner, list) and inner:
                parts = [part if isinstance(part, str) else _run(part, depth + 1) for part in inner]
                if text := _piece("".join(parts), depth + 1):
                    return text
            if isinstance(inner, dict) and (piece := _piece(inner, depth + 1)):
                return piece
    return ""


def _run(value: Any, depth: int) -> str:
    if isinstance(value, dict) and depth < _MAX_DEPTH:
        inner = value.get("text") or value.get("value") or value.get("children") or value.get("content") or ""
        return (
            inner
            if isinstance(inner, str)
            else "".join(_run(one, depth + 1) for one in inner)
            if isinstance(inner, list)
            else ""
        )
    return ""


def _is_prose(text: str) -> bool:
    sample = unescape(text[:4_000])
    return not _CODE.search(sample) and (
        ends_like_sentence(sample.strip()) or ". " in sample or "다." in sample or is_markup(sample)
    )
