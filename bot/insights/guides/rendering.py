"""An explanation as scripts and terminals get it: every item with the words of its sentence."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.bilingual import Bilingual, Language
from bot.insights.guides.guide import PARTS, Guide, Source
from bot.library.store.stored_article import ArticleText

Json = dict[str, Any]

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

    def source(told: Source) -> Json:
        return {"n": told.n, "start": told.start, "end": told.end, "text": article.text[told.start : told.end]}

    parts: Json = {
        part: [
            {"label": item.label, "other": item.other, "source": source(item.source)}
            for item in getattr(explanation, part)
        ]
        for part in PARTS
    }
    summaries = [
        {
            "language": each.language,
            "model": each.model,
            "sentences": [
                {
                    "text": one.text,
                    "support": one.support,
                    "reason": one.reason,
                    "sources": list(map(source, one.sources)),
                }
                for one in each.sentences
            ],
        }
        for each in explanation.summaries
        if each.language in languages
    ]
    questions = [
        {"language": each.language, "text": one.text, "model": one.model, "source": source(one.source)}
        for each in explanation.questions
        if each.language in languages
        for one in each.questions
    ]
    whole = {"article_id": article.id, "version": article.version, "title": article.title, "read": explanation.read}
    return {**whole, "summaries": summaries, **parts, "questions": questions}


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
        for one in each["sentences"]:
            yield f"  {one['text']} " + "".join(f"[{source['n']}]" for source in one["sources"])
    elif part == "questions":
        yield f"  {each['text']} [{each['source']['n']}]"
    else:
        label = " · ".join(filter(None, (each["label"], each["other"])))
        words = " ".join(each["source"]["text"].split())
        yield f"  {label}{': ' if label else ''}{words} [{each['source']['n']}]"
