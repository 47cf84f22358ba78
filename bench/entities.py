"""Measure whom and what guides name: `python -m bench.entities [FOLDER] [--show] [--news N]`.

bench/entities.jsonl holds the people and organisations of texts from FOLDER (by default ../shared/eval beside the checkout),
marked by hand. 40 passages were marked before anything was measured: the 6 of Belebele's 7 news passages that name somebody or
something, and TyDi's of 200 to 1,200 characters with at least two names, in the order of `random.Random(0).shuffle` over their
sorted ids, 20 a language. The first 40 pairs of news sentences, in the order of the same shuffle over their lines, were marked
after the rules had been seen at work on such sentences. Spellings of one name are divided by a bar. People of stories count and
gods do not; an organisation is a company, body, party, school, team, band or church, not a country, a people or a work.

Printed is how many names are marked, how many are found and how many of those are right, with all rules and with each one
switched off; with --news, what each rule alone adds (+) or keeps away (-) in N pairs of news sentences, for a reader to judge.
"""

import argparse
import json
import os
import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

from bench.measuring_folder import FOLDER
from bot.bilingual import Language
from bot.cli.main import prepare_process
from bot.insights.guides import entities
from bot.insights.guides.article_sentences import read_sentences
from bot.library.store.stored_article import ArticleText
from bot.text.aliases import mine_terms

MARKED = Path(__file__).parent / "entities.jsonl"
NEWS = "news_ko_en.pairs.jsonl"
SHOWN = 25

Part = Literal["people", "organisations"]
Off = dict[str, Any]


class _Everything:
    def __contains__(self, each: object) -> bool:
        return True


_NEVER = re.compile(r"(?!)")
# The names of bot/insights/guides/entities.py that make a rule, and what switches it off.
RULES: Mapping[tuple[Language, Part], Mapping[str, Off]] = {
    ("ko", "people"): {
        "title behind": {"_TITLED": _NEVER},
        "usual surname": {"_SURNAMES": _Everything()},
        "no known name": {"other_names": dict},
    },
    ("ko", "organisations"): {"known": {"_known": lambda _: ()}, "body": {"_KOREAN_BODY": _NEVER}},
    ("en", "people"): {
        "title in name": {"_TITLE_WORDS": _NEVER},
        "title before": {"_ENGLISH_TITLE": _NEVER},
        "role behind": {"_ROLE_BEHIND": _NEVER},
    },
    ("en", "organisations"): {
        "known": {"_known": lambda _: ()},
        "body": {"_ENGLISH_BODY": _NEVER},
        "no title": {"_TITLE_WORDS": _NEVER},
    },
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A text of a set and the names in it, the spellings of each."""

    kind: Literal["passages", "news"]
    article: ArticleText
    names: Mapping[Part, Sequence[frozenset[str]]]


def main(arguments: list[str] | None = None) -> int:
    """Print the counts by language, part and rule; return 1 where the texts are not there."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.entities", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--show", action="store_true", help="print what is wrong and what is missed")
    parser.add_argument("--news", type=int, metavar="N", help="print what each rule does in N pairs of news sentences")
    options = parser.parse_args(arguments)
    rows = [json.loads(line) for line in MARKED.read_text(encoding="utf-8").splitlines()]
    missing = [name for name in sorted({_file(row) for row in rows}) if not (options.folder / name).is_file()]
    if missing:
        print(f"No development data: {options.folder} lacks {', '.join(missing)}.", file=sys.stderr)
        return 1
    prepare_process(os.environ)
    marked = _read_marked(rows, options.folder)
    for language, part in RULES:
        if options.news:
            _print_news(options.folder / NEWS, options.news, language, part)
            continue
        for kind in ("passages", "news"):
            own = [each for each in marked if each.kind == kind and each.article.language == language]
            print(f"{language} {part}, {len(own)} {kind}: {_count(own, part, options.show)}")
            for rule, off in RULES[language, part].items():
                with _switched(off):
                    print(f"  without {rule:30}{_count(own, part)}", flush=True)
    return 0


def _file(row: Mapping[str, Any]) -> str:
    return NEWS if row["set"] == "news_ko_en" else f"{row['set']}.passages.jsonl"


def _read_marked(rows: Sequence[Mapping[str, Any]], folder: Path) -> list[Marked]:
    articles: dict[str, ArticleText] = {}
    for name in sorted({_file(row) for row in rows}):
        for row in map(json.loads, (folder / name).read_text(encoding="utf-8").splitlines()):
            if name == NEWS:
                articles |= {f"{row['id']}-{language}": _article(row[language], language) for language in ("ko", "en")}
            else:
                articles[row["passage_id"]] = _article(row["text"], row["lang"])
    return [
        Marked(
            "news" if _file(row) == NEWS else "passages",
            articles[row["passage_id"]],
            {
                "people": [frozenset(name.split("|")) for name in row["people"]],
                "organisations": [frozenset(name.split("|")) for name in row["organisations"]],
            },
        )
        for row in rows
    ]


def _article(text: str, language: Language) -> ArticleText:
    return ArticleText("a.txt", 1, "", language, None, "a.txt", text)


@contextmanager
def _switched(off: Off) -> Iterator[None]:
    with ExitStack() as stack:
        for name, instead in off.items():
            stack.enter_context(patch.object(entities, name, instead))
        yield


def _found(article: ArticleText, part: Part) -> list[str]:
    find = entities.find_people if part == "people" else entities.find_organisations
    return [item.label for item in find(read_sentences(article), article.language, mine_terms(article.text))]


def _count(marked: Sequence[Marked], part: Part, show: bool = False) -> str:
    there = found = right = reached = 0
    for each in marked:
        names, labels = each.names[part], _found(each.article, part)
        wrong = [label for label in labels if not any(label in spellings for spellings in names)]
        missed = [sorted(spellings) for spellings in names if spellings.isdisjoint(labels)]
        there, reached = there + len(names), reached + len(names) - len(missed)
        found, right = found + len(labels), right + len(labels) - len(wrong)
        if show and (wrong or missed):
            print(f"  {each.article.text[:40]}: wrong {wrong}, missed {missed}")
    precision = f"{right / found:.2f}" if found else "   -"
    return f"{there} marked, {found:2} found, {right:2} right: precision {precision}, recall {reached / there:.2f}"


def _print_news(path: Path, limit: int, language: Language, part: Part) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    random.Random(0).shuffle(rows)
    articles = [_article(row[language], language) for row in rows[:limit]]
    whole = [set(_found(article, part)) for article in articles]
    print(f"{language} {part}: {sum(map(len, whole))} in {len(articles)} news sentences")
    for rule, off in RULES[language, part].items():
        with _switched(off):
            rest = [set(_found(article, part)) for article in articles]
        for sign, more, less in (("+", whole, rest), ("-", rest, whole)):
            changes = [
                (name, article.text)
                for article, a, b in zip(articles, more, less, strict=True)
                for name in sorted(a - b)
            ]
            print(f"  {rule}: {sign}{len(changes)}", flush=True)
            for name, text in changes[:SHOWN]:
                print(f"    {sign} {name} | {text}")


if __name__ == "__main__":
    sys.exit(main())
