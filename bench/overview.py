"""Measure the overview: `python -m bench.overview [topics|map|stories|comparing|scale ...] [--folder FOLDER] [--show]`.

topics     are the 24 articles of bench/stories.jsonl grouped by the six subjects that they were written about?
map        are articles that are alike near each other on the map? Belebele's passages in each language and in both: how many of
           the 5 nearest by vector are among the 10 nearest on the map, for how many articles one of the same book is (its own
           translation aside), and do topics that are alike lie nearer each other (rank correlation of distances); against
           the map without topics, with its topics in random places, and with all articles in random places
stories    are translations found, and nothing else? Belebele's passages in both languages (FOLDER, by default what `python -m
           bench.data` fetches), all of them and with every second one in one language only; bounds are fitted on one half, and
           those in use measured on the other. Then bench/stories.jsonl, which was written with like stories on each subject.
comparing  which sentences agree and differ in bench/stories.jsonl, against what its writer put there; and in Belebele's
           translations, where nothing differs and nothing is told in one language only
scale      how long grouping and pairing take, and how much memory, for 5,000 articles
"""

import argparse
import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr

from bench.measuring_folder import FOLDER
from bench.stories import BELEBELE, LANGUAGES, Pair, Row, read_stories, translated_passages, written_stories
from bot.answering.verification import FaithfulnessChecker
from bot.cli.main import prepare_process
from bot.insights.overview import labels, stories, topics
from bot.insights.overview.comparison import compare
from bot.insights.overview.facts import read_facts, shared_part
from bot.insights.overview.overview import Comparison
from bot.library.store.stored_article import ArticleText
from bot.models.embeddings.embedder import Floats, SentenceEmbedder
from bot.models.files import find_model
from bot.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Print what was asked for; return 1 where the data is not there."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.overview", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    options = parser.parse_args(arguments)
    missing = [name for name in BELEBELE.values() if not (options.folder / name).is_file()]
    if missing:
        print(f"No development data: {options.folder} lacks {', '.join(missing)}.", file=sys.stderr)
        return 1
    prepare_process(os.environ)
    settings = Settings.from_environment(os.environ)
    embedder = SentenceEmbedder.from_folder(find_model(settings.embedding, settings.cache), name=settings.embedding)
    for part in options.parts or PARTS:
        PARTS[part](options.folder, settings, embedder, options.show)
    return 0


def measure_topics(folder: Path, settings: Settings, embedder: SentenceEmbedder, show: bool) -> None:
    """Print how well groups of articles are the subjects that they were written about."""
    pairs = written_stories(settings, embedder)
    subject = {row["story"]: row["topic"] for row in read_stories()}
    vectors = np.array([pair.ko_vector for pair in pairs] + [pair.en_vector for pair in pairs])
    articles = [pair.ko for pair in pairs] + [pair.en for pair in pairs]
    subjects = [subject[pair.name] for pair in pairs] * 2
    groups = topics.group(vectors)
    cluster = {row: n for n, group in enumerate(groups) for row in group}
    both = [(i, j) for i in range(len(vectors)) for j in range(i)]
    together = [(i, j) for i, j in both if cluster[i] == cluster[j]]
    belong = [(i, j) for i, j in both if subjects[i] == subjects[j]]
    right = len(set(together) & set(belong))
    precision, recall = right / len(together), right / len(belong)
    print(f"topics: {len(groups)} of 6; pairs of articles: precision {precision:.2f}, recall {recall:.2f}")
    named = labels.label_topics([labels.read_words([articles[i] for i in group]) for group in groups])
    for group, label in zip(groups, named, strict=True):
        written = ", ".join(sorted({subjects[i] for i in group}))
        print(f"  {len(group)} {' · '.join(label['ko'])} | {' · '.join(label['en'])} <- {written}")


def measure_map(folder: Path, settings: Settings, embedder: SentenceEmbedder, show: bool) -> None:
    """Print how well nearness on the map is nearness of vectors, and whether articles of one book lie together."""
    lines = (folder / BELEBELE["en"]).read_text(encoding="utf-8").splitlines()
    books = {row["pair_id"]: row["source_url"].split("/")[4] for row in map(json.loads, lines)}
    pairs = translated_passages(folder, settings, embedder)
    names = [pair.name for pair in pairs]
    ko, en = np.array([pair.ko_vector for pair in pairs]), np.array([pair.en_vector for pair in pairs])
    for what, vectors, of in (("ko", ko, names), ("en", en, names), ("both", np.vstack([ko, en]), names * 2)):
        groups, alone = topics.group(vectors), [[row] for row in range(len(vectors))]
        print(f"map: {what}, {len(of)} articles in {sum(len(group) > 1 for group in groups)} topics and alone")
        same = np.array([[a != b and books[a] == books[b] for b in of] for a in of], dtype=np.bool_)
        for way, parts, draws in (
            ("in use", groups, 0),
            ("without topics", alone, 0),
            ("topics in random places", groups, 20),
            ("random", alone, 20),
        ):
            rows = [_map_quality(vectors, places, groups, same) for places in _laid_out(vectors, parts, draws)]
            near, book, order = np.mean(rows, axis=0)
            print(
                f"  {way:26}nearest {near:4.0%}  same book {book:4.0%}  order between topics {order:5.2f}", flush=True
            )


def _map_quality(
    vectors: Floats, places: topics.Places, groups: Sequence[Sequence[int]], same: npt.NDArray[np.bool_]
) -> tuple[float, float, float]:
    """Return the part of the 5 nearest by vector that is kept among the 10 nearest on the map, for what part of the articles
    that have one such another of the same book is, and Spearman's correlation of the distances between different topics.
    """
    apart, shown = 1 - vectors @ vectors.T, np.linalg.norm(places[:, None] - places[None], axis=2)
    ten = _nearest(shown, 10)
    kept = np.mean([len(set(a) & set(b)) / 5 for a, b in zip(_nearest(apart, 5), ten, strict=True)])
    together = np.array([same[row, ten[row]].any() for row in range(len(same)) if same[row].any()])
    topic = np.zeros(len(vectors), dtype=int)
    for n, rows in enumerate(groups):
        topic[list(rows)] = n
    others = np.triu(topic[:, None] != topic[None])
    return float(kept), float(together.mean()), float(spearmanr(apart[others], shown[others]).statistic)


def _laid_out(vectors: Floats, groups: list[list[int]], draws: int) -> Iterator[topics.Places]:
    """Yield the map, or so many with each group in a random place."""
    if not draws:
        yield topics.lay_out(vectors, groups)
    for seed in range(draws):
        chance = np.random.default_rng(seed)
        with patch.object(topics, "_evened", lambda places, chance=chance: chance.uniform(size=places.shape)):
            yield topics.lay_out(vectors, groups)


def _nearest(distances: npt.ArrayLike, count: int) -> npt.NDArray[np.intp]:
    """Return the `count` nearest others of each row, shape (rows, count)."""
    apart = np.array(distances, dtype=np.float64)
    np.fill_diagonal(apart, np.inf)
    return np.argsort(apart, axis=1, kind="stable")[:, :count]


def measure_stories(folder: Path, settings: Settings, embedder: SentenceEmbedder, show: bool) -> None:
    """Print how many translations are found and how many found pairs are right, and the bounds that half of them choose."""
    pairs = translated_passages(folder, settings, embedder)
    shared = _SharedParts()
    halves = [pairs[0::2], pairs[1::2]]
    fitted = _fit(_apart(halves[0]), shared)
    print(f"stories: fitted on half: FACTS {fitted[0]:.1f}, SAME {fitted[1]:.2f}")
    for name, sets in (
        ("Belebele, other half, all translated", [(halves[1], halves[1])]),
        ("Belebele, other half, half translated", _apart(halves[1])),
        ("Belebele, all, all translated", [(pairs, pairs)]),
        ("written stories, all in both languages", [(own := written_stories(settings, embedder), own)]),
        ("written stories, half in both languages", _apart(own)),
    ):
        for way, (weight, same) in (("in use", (stories.FACTS, stories.SAME)), ("nearest alone", (0.0, -1.0))):
            found, right, there = _count(sets, shared, weight, same)
            print(f"  {name:42}{way:15} found {right} of {there}, right {right} of {found}")
    if show:
        for pair in pairs:
            print(f"{pair.name} {float(pair.ko_vector @ pair.en_vector):.2f} {shared(pair.ko, pair.en):.2f}")


def measure_comparing(folder: Path, settings: Settings, embedder: SentenceEmbedder, show: bool) -> None:
    """Print how much of what is said of two articles is so."""
    checker = FaithfulnessChecker(embedder)
    rows = {row["story"]: row for row in read_stories()}
    told: Row = {"agree": [0, 0, 0], "differ": [0, 0, 0], "only": [0, 0, 0]}
    for pair in written_stories(settings, embedder):
        row, done = rows[pair.name], _compared(pair, checker)
        starts: dict[str, list[int]] = {side: _starts(row[side]["sentences"]) for side in LANGUAGES}
        for kind in ("agree", "differ"):
            found = {
                (starts["ko"].index(each.ko.start), starts["en"].index(each.en.start)) for each in getattr(done, kind)
            }
            _tally(told[kind], found, {tuple(each) for each in row[kind]}, f"{pair.name} {kind}", show)
        matched: dict[str, set[int]] = {
            side: {each[n] for each in row["agree"] + row["differ"]} for n, side in enumerate(LANGUAGES)
        }
        for side, only in (("ko", done.only_ko), ("en", done.only_en)):
            alone = set(range(len(starts[side]))) - matched[side]
            _tally(told["only"], {starts[side].index(s.start) for s in only}, alone, f"{pair.name} only {side}", show)
    for kind, (right, found, there) in told.items():
        print(f"comparing: written stories, {kind:6} right {right} of {found} found, of {there} there are")
    pairs = translated_passages(folder, settings, embedder)
    counts = {"sentences": 0, "agree": 0, "differ": 0, "only": 0}
    for pair in pairs:
        done = _compared(pair, checker)
        counts["sentences"] += 2 * (len(done.agree) + len(done.differ)) + len(done.only_ko + done.only_en) + done.unsure
        counts["agree"] += 2 * len(done.agree)
        counts["differ"] += 2 * len(done.differ)
        counts["only"] += len(done.only_ko + done.only_en)
        if show:
            for each in done.differ:
                print(f"  {pair.name} differ {each.ko.text} {each.ko.facts} | {each.en.text} {each.en.facts}")
            for said in done.only_ko + done.only_en:
                print(f"  {pair.name} only {said.text}")
    print(f"comparing: translations, of the sentences: {counts}")


def measure_scale(folder: Path, settings: Settings, embedder: SentenceEmbedder, show: bool) -> None:
    """Print seconds and memory for 5,000 vectors around 300 centres."""
    chance = np.random.default_rng(0)
    centres = chance.normal(size=(300, 384))
    spread = centres[chance.integers(0, 300, 5_000)] + chance.normal(size=(5_000, 384))
    vectors: Floats = np.asarray(spread / np.linalg.norm(spread, axis=1, keepdims=True), dtype=np.float32)
    before, started, used = _peak(), time.perf_counter(), time.process_time()
    groups = topics.group(vectors)
    topics.lay_out(vectors, groups)
    stories.candidates(vectors[:2_500], vectors[2_500:])
    wall, processor = time.perf_counter() - started, time.process_time() - used
    print(
        f"scale: 5,000 articles in {wall:.1f} s ({processor:.1f} s of processor), {(_peak() - before) / 1e6:.0f} MB more"
    )


PARTS: Mapping[str, Callable[[Path, Settings, SentenceEmbedder, bool], None]] = {
    "topics": measure_topics,
    "map": measure_map,
    "stories": measure_stories,
    "comparing": measure_comparing,
    "scale": measure_scale,
}


class _SharedParts:
    """The shared part of the facts of two articles, read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], float] = {}

    def __call__(self, ko: ArticleText, en: ArticleText) -> float:
        key = (ko.id, en.id)
        if key not in self._known:
            self._known[key] = shared_part(read_facts(ko), read_facts(en))
        return self._known[key]


_Sets = Sequence[tuple[Sequence[Pair], Sequence[Pair]]]


def _apart(pairs: Sequence[Pair]) -> _Sets:
    """Return four draws in which half of the Korean articles have their translation, and as many English ones have none."""
    draws = []
    for seed in range(4):
        mixed = list(pairs)
        random.Random(seed).shuffle(mixed)
        third = len(mixed) // 3
        draws.append((mixed[: 2 * third], mixed[third:]))
    return draws


def _count(sets: _Sets, shared: _SharedParts, weight: float, same: float) -> tuple[int, int, int]:
    """Return how many pairs are found, how many of those are right, and how many there are."""
    found = right = there = 0
    for ko, en in sets:
        there += len({pair.name for pair in ko} & {pair.name for pair in en})
        for each in stories.candidates(np.array([p.ko_vector for p in ko]), np.array([p.en_vector for p in en])):
            facts = shared(ko[each.ko].ko, en[each.en].en) if weight else 0.0
            if each.cosine + weight * facts >= same:
                found += 1
                right += ko[each.ko].name == en[each.en].name
    return found, right, there


def _fit(sets: _Sets, shared: _SharedParts) -> tuple[float, float]:
    """Return the weight and bound with the best F0.5, precision counting twice; of equals the highest bound."""

    def quality(choice: tuple[float, float]) -> tuple[float, float]:
        found, right, there = _count(sets, shared, *choice)
        precision, recall = right / max(found, 1), right / there
        return (1.25 * precision * recall / max(0.25 * precision + recall, 1e-9), choice[1])

    return max(((w / 10, s / 100) for w in range(2, 11, 2) for s in range(40, 72, 2)), key=quality)


def _compared(pair: Pair, checker: FaithfulnessChecker) -> Comparison:
    done = [news for news in compare(pair.ko, pair.en, checker) if isinstance(news, Comparison)]
    return done[0]


def _starts(sentences: Sequence[str]) -> list[int]:
    starts = [0]
    for sentence in sentences:
        starts.append(starts[-1] + len(sentence) + 1)
    return starts[:-1]


def _tally(counts: list[int], found: set[Any], there: set[Any], what: str, show: bool) -> None:
    for n, more in enumerate((len(found & there), len(found), len(there))):
        counts[n] += more
    if show and found != there:
        print(f"  {what}: wrong {sorted(found - there)}, missed {sorted(there - found)}")


def _peak() -> float:
    # Linux counts kilobytes, macOS bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1.0 if sys.platform == "darwin" else 1024.0)


if __name__ == "__main__":
    sys.exit(main())
