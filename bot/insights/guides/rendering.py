"""An explanation as scripts and terminals get it: every item with the words of its sentence."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.answering.messages import ROUGHLY
from bot.bilingual import Bilingual, Language
from bot.insights.guides.guide import PARTS, Guide
from bot.library.store.stored_article import ArticleText

Json = dict[str, Any]

_NAMES: dict[Language, Bilingual] = {
    "ko": Bilingual(ko="한국어", en="Korean"),
    "en": Bilingual(ko="영어", en="English"),
}
_HEADS: dict[str, Bilingual] = {
    "summaries": Bilingual(ko="요약", en="Summary"),
    "key_points": Bilingual(ko="핵심", en="Key points"),
    "people": Bilingual(ko="인물", en="People"),
    "organisations": Bilingual(ko="기관·기업", en="Organisations"),
    "figures": Bilingual(ko="숫자·날짜", en="Numbers and dates"),
    "timeline": Bilingual(ko="흐름", en="Timeline"),
    "terms": Bilingual(ko="용어", en="Terms"),
    "questions": Bilingual(ko="질문", en="Questions"),
}


def explanation_json(explanation: Guide, article: ArticleText, languages: Sequence[Language]) -> Json:
    """Return an explanation with the article's title, summaries and questions in `languages`, and each sentence's words.

    Sources are objects of `n` (the sentence's number), `start`, `end` and `text == article.text[start:end]`.
    """
    told = explanation.to_json()
    for source in _sources(told):
        source["text"] = article.text[source["start"] : source["end"]]
    # The one in the article's own language is always there, and better than none.
    summaries = [each for each in told["summaries"] if each["language"] in languages] or told["summaries"]
    questions = [
        {"language": each["language"], **question}
        for each in told["questions"]
        if each["language"] in languages
        for question in each["questions"]
    ]
    whole = {"article_id": article.id, "version": article.version, "title": article.title, "read": explanation.read}
    return {**whole, "summaries": summaries, **{part: told[part] for part in PARTS}, "questions": questions}


def explanation_text(told: Json, language: Language) -> str:
    """Return what `explanation_json` returned as lines to read, headings in `language`; empty parts are left out."""
    return "\n".join([told["title"], *_lines(told, language)])


def _lines(told: Json, language: Language) -> Iterator[str]:
    for part, head in _HEADS.items():
        lines = [line for each in told[part] for line in _told(part, each)]
        if lines:
            yield from ("", head.in_(language), *lines)


def _told(part: str, each: Json) -> Iterator[str]:
    if part == "summaries":
        yield f"  ({_NAMES[each['language']].in_(each['language'])})"
        for one in each["sentences"]:
            yield f"  {one['text']} " + "".join(f"[{source['n']}]" for source in one["sources"])
            if one["roughly"]:
                yield f"    {ROUGHLY.in_(each['language']).format(text=one['roughly'])}"
    elif part == "questions":
        yield f"  {each['text']} [{each['source']['n']}]"
    else:
        label = " · ".join(filter(None, (each["label"], each["other"])))
        words = " ".join(each["source"]["text"].split())
        yield f"  {label}{': ' if label else ''}{words} [{each['source']['n']}]"


def _sources(told: Any) -> Iterator[Json]:
    if isinstance(told, dict):
        for name, value in told.items():
            yield from [value] if name == "source" else value if name == "sources" else _sources(value)
    elif isinstance(told, list | tuple):
        for each in told:
            yield from _sources(each)
