"""Write what the entailment model is trained on: `python -m bench.faithfulness.training_rows TRAIN EVAL ROWS.jsonl DEV.jsonl`.

The folder TRAIN holds public entailment sets and parallel documentation, EVAL parallel sentences and passages. The last third of
the parallel news and Tatoeba sentences, the last 400 rows of PAWS-X, KLUE-NLI's development rows and the aligned XNLI rows are
never trained on. A row is `{"premise", "claim", "label", "group"}`; DEV.jsonl has rows of what is held apart.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.faithfulness.articles import claims_of, read_articles
from bench.faithfulness.changes import Label, change, find_names
from bench.faithfulness.dense_claims import read_claims
from bench.selection import articles_apart
from bot.bilingual import Language
from bot.text.language import has_hangul
from bot.text.sentences import split_sentences

Row = dict[str, str]
LANGUAGES: tuple[Language, ...] = ("ko", "en")

_LABELS: dict[str, Label] = {
    "entailment": "supported", "neutral": "not_said", "contradiction": "contradicted", "not_entailment": "not_supported",
    "paraphrase": "supported", "different": "not_supported",
}  # fmt: skip
# A set and how many of its rows are taken: those of one narrow kind must not outweigh the rest.
_SETS = {
    "klue_nli_train_a": 6000, "klue_nli_train_b": 6000, "klue_sts_dev": 400, "paws_wiki_en": 1000, "med_en": 1500, "help_en": 300,
    "scone_en": 1000, "breaking_nli_en": 600, "taxinli_en": 2500, "fm2_en": 2541, "begin_wow_en": 989, "summedits_en": 699,
}  # fmt: skip
_DOCS = 1800
# Kinds of false claims of which the article may just not say whether they hold.
_NOT_DENIED = ("added", "certainty", "opinion", "scope")
# Rows of a group at most, and the length of a row: a pass takes an hour on two cores, and long rows teach no more.
_MOST = {"pawsx": 8000, "news": 10_000, "docs": 4500, "tydi": 3000, "tatoeba": 1800}
_LONGEST = 105  # tokens, about
_DRAWS = 3  # of each article that is written for fitting, with other names and numbers


def main(arguments: Sequence[str] | None = None) -> int:
    """Write both files."""
    parser = argparse.ArgumentParser(prog="python -m bench.faithfulness.training_rows", description=__doc__)
    for name in ("train_folder", "eval_folder", "rows", "dev"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--draws", type=int, default=_DRAWS)
    options = parser.parse_args(arguments)
    luck = random.Random(11)
    rows = [*read_sets(options.train_folder, luck), *read_parallel(options.train_folder, options.eval_folder, luck)]
    rows += read_passages(options.eval_folder, luck)
    rows += made_claims("fitting", options.draws, luck)
    rows += dense_rows(apart=False)
    luck.shuffle(rows)
    _write(options.rows, list(_limited(rows)))
    _write(options.dev, list(read_dev(options.train_folder, options.eval_folder, luck)))
    return 0


def read_sets(folder: Path, luck: random.Random) -> Iterator[Row]:
    """Yield the rows of the public sets."""
    for name, most in _SETS.items():
        rows = _read(folder / f"{name}.jsonl")
        for row in luck.sample(rows, min(most, len(rows))):
            premise = f"{row['title']}. {row['premise']}" if row.get("title") else row["premise"]
            yield _row(premise, row["hypothesis"], _LABELS[row["label"]], name)
    for row in _read(folder / "pawsx_ko_en.jsonl")[:-400]:
        for one, other in (("ko", "ko"), ("en", "en"), luck.choice([("ko", "en"), ("en", "ko")])):
            yield _row(row[f"premise_{one}"], row[f"hypothesis_{other}"], _LABELS[row["label"]], "pawsx")


def read_parallel(train: Path, eval_folder: Path, luck: random.Random) -> Iterator[Row]:
    """Yield claims made of parallel sentences: as they are and changed, about their own and the other language."""
    news = _read(eval_folder / "news_ko_en.pairs.jsonl")
    tatoeba = _read(eval_folder / "tatoeba_ko_en.pairs.jsonl")
    docs = [row for part in "abcdef" for row in _read(train / f"parallel_ko_en_docs_{part}.jsonl")]
    docs = [row for row in docs if 25 < len(row["ko"]) < 140 and row["ko"].rstrip().endswith("다.")]
    yield from _pairs(news[: len(news) * 2 // 3], "news", luck, changes=3)
    yield from _pairs(luck.sample(docs, _DOCS), "docs", luck, changes=2)
    yield from _pairs(tatoeba[: len(tatoeba) * 2 // 3], "tatoeba", luck, changes=2)


def _pairs(pairs: Sequence[Row], group: str, luck: random.Random, changes: int) -> Iterator[Row]:
    names = {one: tuple({n for pair in pairs for n in find_names(pair[one], one)}) for one in LANGUAGES}
    near = group == "news"  # whose neighbours tell the same story
    for i, pair in enumerate(pairs):
        for language in LANGUAGES:
            other: Language = "en" if language == "ko" else "ko"

            def source(of: Language, text: str, i: int = i) -> str:
                before = pairs[i - 1][of] if near and i and luck.random() < 0.4 else ""
                after = pairs[i + 1][of] if near and i + 1 < len(pairs) and luck.random() < 0.15 else ""
                return " ".join(part for part in (before, text, after) if part)

            claim = pair[language]
            yield _row(source(other, pair[other]), claim, "supported", group)
            made = list(change(claim, language, names[language], luck))
            true = [one for one in made if one.label == "supported"]
            false = _spread([one for one in made if one.label != "supported"], changes, luck)
            for one in luck.sample(true, min(1, len(true))):
                yield _row(source(language, claim), one.claim, "supported", group)
                yield _row(source(other, pair[other]), one.claim, "supported", group)
            for k, one in enumerate(false):
                of = other if k != 1 else language
                yield _row(source(of, pair[of]), one.claim, one.label, group)
            if false and luck.random() < 0.7:
                yield from _about_changed(claim, false[0].claim, false[0].kind, group)
            stranger = pairs[min(i + luck.choice([1, 2]), len(pairs) - 1) if near else luck.randrange(len(pairs))]
            if stranger is not pair and luck.random() < 0.5:
                yield _row(
                    source(other, pair[other]).replace(stranger[other], ""), stranger[language], "not_said", group
                )


def _spread(made: Sequence[Any], most: int, luck: random.Random) -> list[Any]:
    """Return at most `most` changes, of different kinds where there are enough, roles and negation before details."""
    weights = {"roles": 3.0, "negation": 2.0, "owner": 3.0, "order": 3.0, "detail": 0.8, "entity": 1.0}
    ordered = sorted(made, key=lambda one: luck.random() ** (1 / weights.get(one.kind, 1.2)), reverse=True)
    kinds: dict[str, Any] = {}
    for one in ordered:
        kinds.setdefault(one.kind, one)
    return list(kinds.values())[:most]


def _about_changed(original: str, changed: str, kind: str, group: str) -> Iterator[Row]:
    """Yield the changed sentence as a source: what is odd about it is then no sign of a false claim."""
    if kind == "detail":
        yield _row(changed, original, "supported", group)
    elif kind in ("negation", "number", "owner", "opposite"):
        yield _row(changed, original, "contradicted", group)
    elif kind in ("entity", "roles"):
        yield _row(changed, original, "not_supported", group)
    yield _row(changed, changed, "supported", group)


def read_passages(folder: Path, luck: random.Random) -> Iterator[Row]:
    """Yield claims made of sentences in their passages, with the title and the sentence before as their source has them."""
    for language in LANGUAGES:
        passages = _read(folder / f"tydiqa_{language}_train.passages.jsonl")
        passages = passages[: len(passages) * 4 // 5]
        names = tuple({name for one in passages[:300] for name in find_names(one["text"][:300], language)})
        for passage in passages:
            sentences = [passage["text"][span.start : span.end] for span in split_sentences(passage["text"])]
            fit = [i for i, text in enumerate(sentences) if 25 < len(text) < (150 if language == "ko" else 280)]
            for i in luck.sample(fit, min(2, len(fit))):
                yield from _in_passage(passage["title"], sentences, i, language, names, luck)


def _in_passage(
    title: str, sentences: Sequence[str], i: int, language: Language, names: tuple[str, ...], luck: random.Random
) -> Iterator[Row]:
    claim = sentences[i]
    source = " ".join(filter(None, (f"{title}.", sentences[i - 1] if i else "", claim)))
    made = list(change(claim, language, names, luck))
    true = [one.claim for one in made if one.label == "supported"] or [claim]
    yield _row(source, luck.choice(true), "supported", "tydi")
    for one in _spread([one for one in made if one.label != "supported"], 2, luck):
        yield _row(source, one.claim, one.label, "tydi")
    if i + 1 < len(sentences) and len(sentences[i + 1]) > 25 and luck.random() < 0.5:
        yield _row(source, sentences[i + 1], "not_said", "tydi")


def made_claims(half: str, draws: int, luck: random.Random) -> Iterator[Row]:
    """Yield the claims of the written articles of a half in all four pairs of languages, a part of each draw.

    Where several are drawn, some of the article's own sentences are claims too: among the written ones those that are true share
    fewer words with their source than those that are false, which nothing should learn.
    """
    for article in read_articles(half):
        for draw in range(draws if article.draws else 1):
            for case in claims_of(article, draw):
                if draws == 1 or luck.random() < 0.6:
                    yield _row(case.source, case.claim, case.label, f"made {case.source_language}-{case.language}")
                if draws > 1 and luck.random() < 0.12:
                    said = luck.choice(case.sentences)
                    yield _row(case.source, said, "supported", f"made {case.source_language}-{case.source_language}")


def dense_rows(*, apart: bool) -> Iterator[Row]:
    """Yield the written claims about lines of dense articles: those that are held apart, or the others."""
    held = articles_apart()
    for one in read_claims():
        if (one.article in held) is apart:
            wrong: Label = "not_supported" if one.kind in _NOT_DENIED else "contradicted"
            label: Label = "supported" if one.true else "not_said" if one.kind == "elsewhere" else wrong
            yield _row(one.source, one.claim, label, f"made dense {one.source_language}-{one.language}")


def read_dev(train: Path, eval_folder: Path, luck: random.Random) -> Iterator[Row]:
    """Yield rows that are held apart from training, a few hundred a group."""
    premises = {row["passage_id"]: row["text"] for row in _read(eval_folder / "klue_nli_dev.passages.jsonl")}
    for row in _read(eval_folder / "klue_nli_dev.jsonl")[:600]:
        yield _row(premises[row["passage_id"]], row["question"], _LABELS[row["answers"][0]], "klue_nli")
    aligned = {
        "xnli": _read(eval_folder / "xnli_ko_en.jsonl")[::25],
        "pawsx": _read(train / "pawsx_ko_en.jsonl")[-200:],
    }
    for name, rows in aligned.items():
        for row in rows:
            for one in LANGUAGES:
                for other in LANGUAGES:
                    claim = row[f"hypothesis_{other}"]
                    yield _row(row[f"premise_{one}"], claim, _LABELS[row["label"]], f"{name} {one}-{other}")
    news = _read(eval_folder / "news_ko_en.pairs.jsonl")[2000:2150]
    yield from _pairs(news, "news", luck, changes=3)
    yield from made_claims("held_apart", 1, luck)
    yield from dense_rows(apart=True)


def _limited(rows: Sequence[Row]) -> Iterator[Row]:
    taken: Counter[str] = Counter()
    for row in rows:
        long = _tokens(row["premise"]) + _tokens(row["claim"]) > _LONGEST and not row["group"].startswith("made")
        if not long and taken[row["group"]] < _MOST.get(row["group"], len(rows)):
            taken[row["group"]] += 1
            yield row


def _tokens(text: str) -> float:
    return len(text) / (1.9 if has_hangul(text[:60]) else 4.0)


def _row(premise: str, claim: str, label: Label, group: str) -> Row:
    return {"premise": premise, "claim": claim, "label": label, "group": group}


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _write(path: Path, rows: Sequence[Row]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
