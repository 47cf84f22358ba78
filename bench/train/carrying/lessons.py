"""What the answering model is to learn: sentences carried over, shorter and polite statements, yes and no, and "not stated"."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answering.messages import REFUSAL
from bot.answering.postprocessing import make_polite
from bot.answering.translating import keeps_facts
from bot.bilingual import Language
from bot.models.llm.chat_model import Message
from bot.models.llm.prompts import NO, TRANSLATE, YES, Excerpt, ask_what, ask_whether_said

LANGUAGES: tuple[Language, ...] = ("ko", "en")
HELD_NEWS, HELD_DOCS = 300, 200
_SHORTEST = 12  # Korean characters
_OF_SOURCE = 1800  # sentence pairs of one documentation at most
_YES_NO = {
    "entailment": YES,
    "paraphrase": YES,
    "contradiction": NO,
    "neutral": NO,
    "different": NO,
    "not_entailment": NO,
}
_CLAIMS = {"klue_nli_train_a": 2500, "fm2_en": 1200, "breaking_nli_en": 400, "scone_en": 600, "taxinli_en": 800}


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is asked of the model, what it is to say, and of which `kind` that is."""

    asked: list[Message]
    told: str
    kind: str


def lessons(train: Path, evaluation: Path, most: int, luck: random.Random) -> tuple[list[Lesson], list[Lesson]]:
    """Return what is learned from and what is held apart, the end of the news and documentation; `most` of each at most."""
    docs = _documentation(train, luck)[: HELD_DOCS + most]
    news = _read(evaluation / "news_ko_en.pairs.jsonl")
    tatoeba = _read(evaluation / "tatoeba_ko_en.pairs.jsonl")
    held = [*_carried(news[-HELD_NEWS:][:most], "news"), *_carried(docs[:HELD_DOCS][:most], "docs")]
    learned = [
        *_carried(docs[HELD_DOCS:], "docs"),
        *_carried(news[: len(news) * 2 // 3][:most], "news", neighbours=True),
        *_carried(tatoeba[: len(tatoeba) * 2 // 3][:most], "tatoeba"),
        *_claims(train, luck),
        *_unstated(evaluation, luck),
    ]
    luck.shuffle(learned)
    return learned[:most], held


def ask_to_carry(sentence: str, language: Language, before: str = "") -> list[Message]:
    """Return the conversation that asks for a sentence in `language`; `before` is the sentence in front of it, if one is known.

    It is the product's own instruction without its worked examples, which what is learned replaces.
    """
    context = f"({before}) " if before else ""
    return [("system", TRANSLATE.in_(language)), ("user", context + sentence)]


def _carried(pairs: Sequence[dict[str, Any]], kind: str, *, neighbours: bool = False) -> Iterator[Lesson]:
    """Yield each pair in both directions, where names and numbers are kept and no side is a fragment."""
    for i, pair in enumerate(pairs):
        for language in LANGUAGES:
            other: Language = "en" if language == "ko" else "ko"
            told = make_polite(pair[language]) if language == "ko" and kind != "docs" else pair[language]
            if len(pair["ko"]) >= _SHORTEST and keeps_facts(pair[other], told, language, None, {}):
                before = pairs[i - 1][other] if neighbours and i % 3 == 1 else ""
                yield Lesson(ask_to_carry(pair[other], language, before), told, f"{kind} {other}-{language}")


def _documentation(train: Path, luck: random.Random) -> list[dict[str, Any]]:
    rows = [row for part in "abcdef" for row in _read(train / f"parallel_ko_en_docs_{part}.jsonl")]
    luck.shuffle(rows)
    taken: dict[str, int] = {}
    chosen = []
    for row in rows:
        source = row["source"].partition(":")[0]
        taken[source] = taken.get(source, 0) + 1
        if taken[source] <= _OF_SOURCE:
            chosen.append(row)
    return chosen


def _claims(train: Path, luck: random.Random) -> Iterator[Lesson]:
    for name, most in _CLAIMS.items():
        rows = [row for row in _read(train / f"{name}.jsonl") if "hypothesis" in row and row["label"] in _YES_NO]
        for row in luck.sample(rows, min(most, len(rows))):
            yield Lesson(ask_whether_said(row["hypothesis"], row["premise"]), _YES_NO[row["label"]], "claim")
            if row["label"] == "entailment" and name.startswith("klue"):
                asked: list[Message] = [("user", f"{row['premise']}\n\n한 문장으로 짧게 말해 주세요.")]
                yield Lesson(asked, make_polite(row["hypothesis"]), "shorter")
    for row in _read(train / "pawsx_ko_en.jsonl")[:-400]:
        one, other = luck.sample(LANGUAGES, 2)
        asked = ask_whether_said(row[f"hypothesis_{other}"], row[f"premise_{one}"])
        yield Lesson(asked, _YES_NO[row["label"]], f"claim {one}-{other}")


def _unstated(evaluation: Path, luck: random.Random) -> Iterator[Lesson]:
    """Yield questions about another passage than the one that answers them."""
    for language in LANGUAGES:
        passages = _read(evaluation / f"tydiqa_{language}_train.passages.jsonl")
        passages = passages[: len(passages) * 4 // 5]
        known = {row["passage_id"] for row in passages}
        asked = [row for row in _read(evaluation / f"tydiqa_{language}_train.jsonl") if row["passage_id"] in known]
        for row in luck.sample(asked, min(300, len(asked))):
            other = luck.choice([one for one in passages if one["passage_id"] != row["passage_id"]])
            excerpts = [Excerpt(other["title"], other["text"][:300])]
            messages = ask_what(row["question"], excerpts, language, language)
            yield Lesson(messages, REFUSAL.in_(language).partition(". ")[0] + ".", "unstated")


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
