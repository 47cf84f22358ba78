"""A conversation as a document to keep or to send: Markdown, or one HTML file that needs nothing else.

Everything that articles, models and readers wrote is escaped; it can never become markup.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from bot.answering.messages import NOT_FROM_ARTICLES, ROUGHLY
from bot.bilingual import Bilingual, Language
from bot.service.conversations.turns import Conversation, Json, Turn
from bot.service.html_page import render_html


@dataclass(frozen=True, slots=True)
class Exported:
    """A document: the name of its file, its media type, its text."""

    name: str
    media_type: str
    text: str


_MARKS = {
    "weak": Bilingual(ko="원문 확인", en="check the source"),
    "unsupported": Bilingual(ko="근거 없음", en="no source"),
}
_STOPPED = Bilingual(ko="여기서 멈췄어요.", en="Stopped here.")
_MADE = Bilingual(
    ko="해설(Haeseol)이 정리했어요. 번호는 근거가 된 원문이에요.",
    en="Made with Haeseol. A number stands for the passage that a sentence rests on.",
)

# What Markdown would read as its own, anywhere and at the beginning of a line.
_SPECIAL = re.compile(r"([\\`*_\[\]~|])|^([ \t]*)([-+#=]|\d+[.)])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Source:
    """What a number stands for: an article's title and day, and the sentence that is quoted from it."""

    number: int
    title: str
    facts: str
    quote: str
    language: str


def export_markdown(conversation: Conversation, language: Language) -> Exported:
    """Return the conversation in Markdown, its quoted passages under each answer; `language` is that of our own words."""
    numbers: dict[str, int] = {}
    parts = [f"# {on_one_line(conversation.title)}", f"*{_MADE.in_(language)}*"]
    for turn in conversation.turns:
        sources = _sources(turn, numbers)
        parts += [f"## {on_one_line(turn.question)}", _markdown_answer(turn, sources, language)]
        parts += [_markdown_quote(source) for source in sources.values()]
    text = "\n\n".join(part for part in parts if part)
    return Exported(f"{_file_name(conversation.title)}.md", "text/markdown", f"{text}\n")


def export_html(conversation: Conversation, language: Language) -> Exported:
    """Return the conversation as one HTML file without scripts, which asks for nothing from anywhere."""
    numbers: dict[str, int] = {}
    text = render_html(
        Path(__file__).with_name("conversation.html.jinja"),
        language,
        title=conversation.title,
        made=_MADE.in_(language),
        turns=[(turn, _sources(turn, numbers)) for turn in conversation.turns],
        marks=_MARKS,
        stopped=_STOPPED.in_(language),
        roughly=ROUGHLY,
        not_from_articles=NOT_FROM_ARTICLES,
    )
    return Exported(f"{_file_name(conversation.title)}.html", "text/html", text)


def _sources(turn: Turn, numbers: dict[str, int]) -> dict[int, _Source]:
    """Return what each [n] of the answer stands for. A passage has the number that it has on the page."""
    passages = {passage["n"]: passage for passage in (turn.evidence or {}).get("passages", ())}
    for passage in passages.values():
        numbers.setdefault(_key(passage), len(numbers) + 1)
    cited = {n for sentence in turn.sentences for n in sentence["citations"]}
    quotes: dict[int, Json] = {citation["n"]: citation for citation in (turn.answer or {}).get("citations", ())}
    found = {}
    for n in sorted(cited):
        whole = quotes.get(n) or passages.get(n)
        if whole is None:
            continue
        passage = passages.get(n, {})
        facts = passage.get("published") or ""
        number = numbers.setdefault(_key(whole), len(numbers) + 1)
        quote = whole.get("quote") or _best(whole)
        found[n] = _Source(number, whole["title"], facts, quote, passage.get("language", ""))
    return dict(sorted(found.items(), key=lambda item: item[1].number))


def _best(passage: Json) -> str:
    sentences: Sequence[Json] = passage.get("sentences", ())
    best = passage.get("best", 0)
    # Earlier versions saved whatever a page had sent.
    return str(sentences[best]["text"] if 0 <= best < len(sentences) else passage["text"])


def _key(passage: Json) -> str:
    return f"{passage['article_id']} {passage['version']} {passage['start']} {passage['end']}"


def markdown_answer(turn: Turn, language: Language) -> str:
    """Return what was told in one turn in Markdown, its numbers those of its own evidence; "" where nothing was told yet."""
    return _markdown_answer(turn, _sources(turn, {}), language)


def markdown_evidence(turn: Turn, addresses: Mapping[str, str]) -> str:
    """Return the passages that were found for one turn, in Markdown: of each a sentence under its article's title.

    `addresses` has by article id where it is read, "" for nowhere; the link leads to the very words where browsers can.
    """
    quotes = {citation["n"]: citation["quote"] for citation in (turn.answer or {}).get("citations", ())}
    told = []
    for passage in (turn.evidence or {}).get("passages", ()):
        words, title = quotes.get(passage["n"]) or _best(passage), on_one_line(passage["title"])
        address, fragment = addresses[passage["article_id"]], quote(words, safe="").replace("-", "%2D")
        day = f" ({passage['published']})" if passage["published"] else ""
        linked = f"[{title}]({address}#:~:text={fragment})" if address else title
        told.append(f"**\\[{passage['n']}\\]** {linked}{day}\n> {on_one_line(words)}")
    return "\n\n".join(told)


def _markdown_answer(turn: Turn, sources: dict[int, _Source], language: Language) -> str:
    said = []
    for sentence in turn.sentences:
        words = escape_markdown(sentence["text"])
        quoted = f"“{words}”" if sentence["support"] == "verbatim" else words
        numbers = "".join(f" \\[{sources[n].number}\\]" for n in sentence["citations"] if n in sources)
        mark = _MARKS.get(sentence["support"])
        said.append(f"{quoted}{numbers}{f' *({mark.in_(language)})*' if mark else ''}")
        if sentence.get("roughly"):
            said.append(f"*{ROUGHLY.in_(language).format(text=escape_markdown(sentence['roughly']))}*")
    if not said:
        said.append(escape_markdown(turn.said))
    if turn.answer and turn.answer.get("background"):
        said.append(f"*{NOT_FROM_ARTICLES.in_(language)} {escape_markdown(turn.answer['background'])}*")
    if turn.stopped:
        said.append(f"*{_STOPPED.in_(language)}*")
    return " ".join(said)


def _markdown_quote(source: _Source) -> str:
    facts = f" ({source.facts})" if source.facts else ""
    lines = (line.strip() for line in escape_markdown(source.quote).split("\n"))
    return "\n".join(
        [f"> **\\[{source.number}\\] {on_one_line(source.title)}**{facts}", ">", *(f"> {line}" for line in lines)]
    )


def escape_markdown(text: str) -> str:
    """Return `text` so that Markdown, and the HTML that Markdown lets through, show it as it is."""
    return _SPECIAL.sub(_escaped, escape(text, quote=False))


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[1]}" if found[1] else f"{found[2]}{found[3][:-1]}\\{found[3][-1]}"


def on_one_line(text: str) -> str:
    """Return `text` for a line of Markdown that shows it as it is."""
    return escape_markdown(" ".join(text.split()))


def _file_name(title: str) -> str:
    """Return a name that every system takes."""
    words = re.sub(r"[^\w ]+", " ", title)
    return "-".join(words.split())[:60].strip("-") or "haeseol"
