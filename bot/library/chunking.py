"""Articles cut into passages: what is embedded, found and cited.

A paragraph is the natural passage. Long ones are cut between sentences into parts of like size, very short neighbours
are joined, and a heading stays with what follows it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.articles import Article
from bot.bilingual import Language
from bot.text.sentences import (
    Span,
    ends_like_sentence,
    is_list_item,
    split_paragraphs,
    split_sentences,
    white_space_cut,
)

# Goes into the manifest of the index: another number means that everything is cut and embedded again.
PASSAGE_RULES = 2

_MAX_SENTENCES = 4
_MAX_LENGTH = 400
_MAX_ALONE = 480
_TINY: dict[Language, int] = {"ko": 60, "en": 120}  # a Korean character says as much as two Latin letters
_MAX_HEADING = 100
_MAX_HEADINGS = 200
_LEAST_ROOM = 120
_MARKDOWN_HEADING = re.compile(r"#{1,6} ")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article, `article.text[start:end]`, and its 1 to 4 sentences, all as offsets into that text.

    A heading in front belongs to the passage but is not one of its sentences, unless there is nothing else.
    """

    start: int
    end: int
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading, if there is one, and the sentences of each paragraph below it."""

    heading: Span | None
    paragraphs: list[list[Span]]


def split_article(article: Article) -> list[Passage]:
    """Return the passages in order; every character that is not white space is in exactly one.

    A passage has at most 400 characters, or holds a single sentence and has at most 480: a longer sentence is cut at
    white space. It never goes over a heading or into another section.
    """
    tiny = _TINY[article.language]
    sections = (_passages(article.text, section) for section in _sections(article.text))
    return [passage for passages in sections for passage in _joined(passages, tiny)]


def _sections(text: str) -> Iterator[_Section]:
    paragraphs = split_paragraphs(text)
    sentences = iter(split_sentences(text))
    section = _Section(None, [])
    for paragraph, following in zip(paragraphs, [*paragraphs[1:], None], strict=True):
        inside = [next(sentences)]
        while inside[-1].end < paragraph.end:
            inside.append(next(sentences))
        if not _is_heading(text, paragraph, following):
            section.paragraphs.append(inside)
            continue
        heading = paragraph
        if section.heading and not section.paragraphs and paragraph.end - section.heading.start <= _MAX_HEADINGS:
            heading = Span(section.heading.start, paragraph.end)
        elif section.heading or section.paragraphs:
            yield section
        section = _Section(heading, [])
    if section.heading or section.paragraphs:
        yield section


def _is_heading(text: str, paragraph: Span, following: Span | None) -> bool:
    line = text[paragraph.start : min(paragraph.end, paragraph.start + _MAX_HEADING + 1)]
    if len(line) > _MAX_HEADING or "\n" in line:
        return False
    if _MARKDOWN_HEADING.match(line):
        return True
    # A list of names or a poem has many lines like headings; under a real one there is prose.
    prose = following is not None and ends_like_sentence(text[following.start : following.end])
    return prose and not ends_like_sentence(line) and not is_list_item(line)


def _passages(text: str, section: _Section) -> list[Passage]:
    heading = section.heading
    if heading is None:
        return [group for sentences in section.paragraphs for group in _packed(_short(text, sentences))]
    body = section.paragraphs
    room = _MAX_ALONE - (body[0][0].start - heading.start) if body else 0
    if room < _LEAST_ROOM:
        alone = Passage(heading.start, heading.end, (heading,))
        return [alone, *_passages(text, _Section(None, body))]
    first = _short(text, body[0][:1], room) + _short(text, body[0][1:])
    groups = [group for sentences in body[1:] for group in _packed(_short(text, sentences))]
    return [*_packed(first, heading.start), *groups]


def _short(text: str, sentences: Sequence[Span], room: int = _MAX_ALONE) -> list[Span]:
    """Return the sentences with those that are too long cut; `room` is what the first piece of each may have."""
    short: list[Span] = []
    for sentence in sentences:
        start, limit = sentence.start, room
        while sentence.end - start > limit:
            cut = start + white_space_cut(text[start : start + limit + 1], limit)
            short.append(Span(start, start + len(text[start:cut].rstrip())))
            start = cut + len(text[cut : sentence.end]) - len(text[cut : sentence.end].lstrip())
            limit = _MAX_ALONE
        short.append(Span(start, sentence.end))
    return short


def _packed(sentences: Sequence[Span], start: int | None = None) -> list[Passage]:
    """Return a paragraph in as few passages as the limits allow, as even as possible; `start` is its heading's."""
    # best[n]: for the first n sentences, how many passages, how uneven, and where the last of them begins.
    best: list[tuple[int, int, int]] = [(0, 0, 0)]
    for end in range(1, len(sentences) + 1):
        options = []
        for first in range(max(0, end - _MAX_SENTENCES), end):
            begin = start if first == 0 and start is not None else sentences[first].start
            length = sentences[end - 1].end - begin
            if length <= _MAX_LENGTH or end - first == 1:
                options.append((best[first][0] + 1, best[first][1] + length * length, first))
        best.append(min(options))
    passages: list[Passage] = []
    end = len(sentences)
    while end:
        first = best[end][2]
        begin = start if first == 0 and start is not None else sentences[first].start
        passages.append(Passage(begin, sentences[end - 1].end, tuple(sentences[first:end])))
        end = first
    return passages[::-1]


def _joined(passages: Sequence[Passage], tiny: int) -> list[Passage]:
    """Join neighbours of which one is a short sentence alone, as far as the limits allow."""
    joined: list[Passage] = []
    for passage in passages:
        before = joined[-1] if joined else None
        if (
            before is not None
            and (_is_short(before, tiny) or _is_short(passage, tiny))
            and len(before.sentences) + len(passage.sentences) <= _MAX_SENTENCES
            and passage.end - before.start <= _MAX_LENGTH
        ):
            joined[-1] = Passage(before.start, passage.end, before.sentences + passage.sentences)
        else:
            joined.append(passage)
    return joined


def _is_short(passage: Passage, tiny: int) -> bool:
    return len(passage.sentences) == 1 and passage.sentences[0].end - passage.sentences[0].start < tiny
