"""What the answering model is to learn: sentences carried over, shorter and polite statements, yes and no, and "not stated"."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import selection
from bench.faithfulness.articles import filled_sentences, read_articles
from bot.answering.glosses import gloss
from bot.answering.messages import REFUSAL
from bot.answering.postprocessing import make_polite
from bot.answering.translating import keeps_facts, read_to_carry
from bot.bilingual import Language
from bot.models.llm.chat_message import Message
from bot.models.llm.prompts import NO, YES, Excerpt, ask_to_carry, ask_what, ask_whether_said
from bot.text.names import find_spelling, names

LANGUAGES: tuple[Language, ...] = ("ko", "en")
HELD_NEWS, HELD_DOCS = 300, 200
KINDS = ("docs", "news", "tatoeba", "written", "dense", "claims")
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


def lessons(
    train: Path, evaluation: Path, most: int, luck: random.Random, kinds: Sequence[str] = KINDS
) -> tuple[list[Lesson], list[Lesson]]:
    """Return what is learned from, of these `kinds`, and what is held apart; `most` of each at most.

    Held apart are the end of the news, a part of the documentation, and the articles that the check is measured on.
    """
    docs = _documentation(train, luck)[: HELD_DOCS + most]
    news = read_rows(evaluation / "news_ko_en.pairs.jsonl")
    tatoeba = read_rows(evaluation / "tatoeba_ko_en.pairs.jsonl")
    written = [pair for half in ("fitting", "calibration") for pair in written_pairs(half)]
    held = [
        *_carried(news[-HELD_NEWS:][:most], "news"),
        *_carried(docs[:HELD_DOCS][:most], "docs"),
        *_carried(list(written_pairs("held_apart")), "written"),
    ]
    learned: list[Lesson] = []
    if "docs" in kinds:
        learned += _carried(docs[HELD_DOCS:], "docs")
    if "news" in kinds:
        learned += _carried(news[: len(news) * 2 // 3][:most], "news")
    if "tatoeba" in kinds:
        learned += _carried(tatoeba[: len(tatoeba) * 2 // 3][:most], "tatoeba")
    if "written" in kinds:
        learned += _carried(written, "written")
    if "dense" in kinds:
        learned += _carried(list(_dense()), "dense")
    if "claims" in kinds:
        learned += [*_claims(train, luck), *_unstated(evaluation, luck)]
    luck.shuffle(learned)
    return learned[:most], held


def _carried(pairs: Sequence[dict[str, Any]], kind: str) -> Iterator[Lesson]:
    """Yield each pair in both directions, asked as the product asks; none where names or numbers differ or one is a fragment."""
    for i, pair in enumerate(pairs):
        if len(pair["ko"]) < _SHORTEST:
            continue
        korean = make_polite(pair["ko"]) if kind != "docs" else pair["ko"]
        if keeps_facts(pair["en"], korean, "ko", None, {}):
            english, korean = _with_names(pair["en"], korean, spelled=i % 2 == 0)
            yield Lesson(ask_to_carry(read_to_carry(gloss(english, (), ""), "ko", None), "ko"), korean, f"{kind} en-ko")
        if keeps_facts(pair["ko"], pair["en"], "en", None, {}):
            yield Lesson(
                ask_to_carry(read_to_carry(gloss(pair["ko"], (), ""), "en", None), "en"), pair["en"], f"{kind} ko-en"
            )


def _with_names(english: str, korean: str, *, spelled: bool) -> tuple[str, str]:
    """Return a pair with its names as the product gives them: in Hangul behind the name, or in Latin letters on both sides.

    Which name is spelled how only the article can tell; one that it does not spell is to be copied.
    """
    for name in names(english):
        hangul = find_spelling(name.text, korean)
        if hangul is not None and hangul not in english:
            if spelled:
                english = english.replace(name.text, f"{name.text}({hangul})", 1)
            else:
                korean = korean.replace(hangul, name.text)
    return english, korean


def written_pairs(half: str) -> Iterator[dict[str, Any]]:
    """Yield the sentences of short articles that were written in both languages, and what they say put otherwise."""
    for article in read_articles(half):
        for ko, en in filled_sentences(article):
            yield {"ko": ko, "en": en}


def _dense() -> Iterator[dict[str, Any]]:
    """Yield the sentences of whole articles with their translations."""
    for article in selection.read_articles():
        for line, translation in selection.read_translations(article):
            yield {article.language: line, "en" if article.language == "ko" else "ko": translation}


def _documentation(train: Path, luck: random.Random) -> list[dict[str, Any]]:
    rows = [row for part in "abcdef" for row in read_rows(train / f"parallel_ko_en_docs_{part}.jsonl")]
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
        rows = [row for row in read_rows(train / f"{name}.jsonl") if "hypothesis" in row and row["label"] in _YES_NO]
        for row in luck.sample(rows, min(most, len(rows))):
            yield Lesson(ask_whether_said(row["hypothesis"], row["premise"]), _YES_NO[row["label"]], "claim")
            if row["label"] == "entailment" and name.startswith("klue"):
                asked: list[Message] = [("user", f"{row['premise']}\n\n한 문장으로 짧게 말해 주세요.")]
                yield Lesson(asked, make_polite(row["hypothesis"]), "shorter")
    for row in read_rows(train / "pawsx_ko_en.jsonl")[:-400]:
        one, other = luck.sample(LANGUAGES, 2)
        asked = ask_whether_said(row[f"hypothesis_{other}"], row[f"premise_{one}"])
        yield Lesson(asked, _YES_NO[row["label"]], f"claim {one}-{other}")


def _unstated(evaluation: Path, luck: random.Random) -> Iterator[Lesson]:
    """Yield questions about another passage than the one that answers them."""
    for language in LANGUAGES:
        passages = read_rows(evaluation / f"tydiqa_{language}_train.passages.jsonl")
        passages = passages[: len(passages) * 4 // 5]
        known = {row["passage_id"] for row in passages}
        asked = [row for row in read_rows(evaluation / f"tydiqa_{language}_train.jsonl") if row["passage_id"] in known]
        for row in luck.sample(asked, min(300, len(asked))):
            other = luck.choice([one for one in passages if one["passage_id"] != row["passage_id"]])
            excerpts = [Excerpt(other["title"], other["text"][:300])]
            messages = ask_what(row["question"], excerpts, language, language)
            yield Lesson(messages, REFUSAL.in_(language).partition(". ")[0] + ".", "unstated")


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return a file of JSON objects, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
