"""Stories in two languages to measure the overview with: those of bench/stories.jsonl, and Belebele's translated passages."""

import json
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.bilingual import Language
from bot.library.store.sqlite_library import SqliteLibrary
from bot.library.store.stored_article import ArticleText
from bot.models.embeddings.embedder import Floats, SentenceEmbedder
from bot.models.embeddings.encoder import Encoder
from bot.service.haeseol import Haeseol
from bot.settings import Settings

STORIES = Path(__file__).parent / "stories.jsonl"
LANGUAGES: tuple[Language, ...] = ("ko", "en")
Row = dict[str, Any]
BELEBELE = {language: f"belebele_dev_{language}.passages.jsonl" for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class Pair:
    """The same story in both languages, and the vectors of both articles."""

    name: str
    ko: ArticleText
    en: ArticleText
    ko_vector: Floats
    en_vector: Floats


def read_stories() -> list[Row]:
    """Return the written stories: `agree` and `differ` pair the sentences of both languages, the others are in one alone."""
    return [json.loads(line) for line in STORIES.read_text(encoding="utf-8").splitlines()]


def story_article(row: Row, language: Language) -> Row:
    """Return one language of a written story as a line of an archive."""
    side = row[language]
    text = " ".join(side["sentences"])
    return {
        "id": f"{row['story']}.{language}",
        "title": side["title"],
        "text": text,
        "language": language,
        "published": row["published"],
    }


def written_stories(settings: Settings, embedder: SentenceEmbedder) -> list[Pair]:
    """Return the written stories, indexed as articles."""
    lines = {(row["story"], language): story_article(row, language) for row in read_stories() for language in LANGUAGES}
    return _pairs(lines, settings, embedder)


def translated_passages(folder: Path, settings: Settings, embedder: SentenceEmbedder) -> list[Pair]:
    """Return Belebele's passages, indexed as articles, in a fixed random order."""
    lines = {}
    for language, name in BELEBELE.items():
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            own = {"id": row["passage_id"], "title": row["title"], "text": row["text"], "language": language}
            lines[row["pair_id"], language] = own
    pairs = _pairs(lines, settings, embedder)
    random.Random(0).shuffle(pairs)
    return pairs


def _pairs(lines: Mapping[tuple[str, Language], Row], settings: Settings, embedder: SentenceEmbedder) -> list[Pair]:
    with _library(list(lines.values()), settings, embedder) as library:
        vectors = library.article_vectors([line["id"] for line in lines.values()])
        texts = [library.article(line["id"]) for line in lines.values()]
    of = {key: (text, vector) for key, text, vector in zip(lines, texts, vectors, strict=True)}
    names = list(dict.fromkeys(name for name, _ in lines))
    return [Pair(name, of[name, "ko"][0], of[name, "en"][0], of[name, "ko"][1], of[name, "en"][1]) for name in names]


@contextmanager
def _library(lines: Sequence[Row], settings: Settings, embedder: SentenceEmbedder) -> Iterator[SqliteLibrary]:
    """Yield the library of a temporary home with these articles."""
    encoder = Encoder.for_embedder(embedder)
    with tempfile.TemporaryDirectory() as folder:
        home = replace(settings, home=Path(folder).resolve())
        home.corpus.mkdir()
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        (home.corpus / "articles.jsonl").write_text(text, encoding="utf-8")
        library = SqliteLibrary.open(home.index, encoder.identity)
        with Haeseol(home, library, encoder, embedder) as service:
            service.articles.sync()
            yield library
