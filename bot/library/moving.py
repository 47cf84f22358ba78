"""One library carried into another, article by article: nothing is embedded again, and a run that was interrupted goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.articles import Article
from bot.library.corpus.fingerprint import FileFingerprint
from bot.library.library import Library
from bot.library.store.stored_article import ArticleText, StoredArticle, StoredFile
from bot.progress import Progress, Report


@dataclass(frozen=True, slots=True)
class Moved:
    """How many articles, twins among them, were carried, were there as they are, and were taken out."""

    carried: int
    unchanged: int
    removed: int


def move_library(source: Library, target: Library, report: Report) -> Moved:
    """Make the target what the source is; the source stays as it is.

    Passages, vectors, tokens, terms, facts, tags, twins and the looks of files are carried as they are stored; only the time of
    indexing is new, in the same order. What the target has of an article is passed over where it is the same, and what it has
    besides is taken out. Others may go on to write into the source: what they change meanwhile is carried too.

    Raises LibraryError of either, and what is carried by then stays: the next run goes on from there.
    """
    carried: set[str] = set()
    removed: set[str] = set()
    while True:
        state = source.coverage()
        every = _carry(source, target, report, carried, removed)
        if source.coverage() == state:
            target.tidy(purge=bool(removed))
            return Moved(len(carried & every), len(every - carried), len(removed))


def _carry(source: Library, target: Library, report: Report, carried: set[str], removed: set[str]) -> set[str]:
    """Carry what there is in one state, note what was carried and removed, and return all ids."""
    with source.reading():
        files = source.files()
        articles = [row.id for row in reversed(source.articles())]
    known = {each for file in files.values() for each in file.ids}
    # A twin says whose content it has: that has to be there first.
    every = [*articles, *sorted(known.difference(articles))]
    for done, article_id in enumerate(every):
        report(Progress("store", PurePosixPath(article_id).name, done, len(every), "articles"))
        if _carry_one(source, target, article_id):
            carried.add(article_id)
    for article_id in sorted({each for file in target.files().values() for each in file.ids} - known):
        target.remove(article_id)
        removed.add(article_id)
    target.put_fingerprints(_other_looks(files, target.files()))
    if every:
        report(Progress("store", "", len(every), len(every), "articles"))
    return known


def _carry_one(source: Library, target: Library, article_id: str) -> bool:
    """Carry one article, or twin, where the target does not have it as it is; return whether that was so."""
    with source.reading():
        stored, there = source.stored(article_id), target.stored(article_id)
        if stored is None:
            return False  # it was removed meanwhile
        cuts = source.cuts(article_id)
        article = _article(source.article(article_id), stored)
        same = there is not None and _content(there) == _content(stored) and target.cuts(article_id) == cuts
        if there is not None and same:
            if _facts(there) != _facts(stored):
                target.put_facts(article)
            return _facts(there) != _facts(stored)
        codes, terms = source.passage_codes(article_id), source.terms(article_id)
    if there is not None and (there.version >= stored.version or bool(there.twin_of) != bool(stored.twin_of)):
        target.remove(article_id)  # else it would go on counting from there
    if stored.twin_of is None:
        placed = [codes[article.text[cut.start : cut.end]].moved(cut.start) for cut in cuts]
        target.put(article, cuts, placed, terms, stored.version)
    else:
        target.put_twin(article, stored.version)
    return True


def _article(text: ArticleText, stored: StoredArticle) -> Article:
    """Return the article as its reader gave it; of a twin, with the content of the one that it shares."""
    return Article(
        id=stored.id,
        source=stored.source,
        title=text.title,
        text=text.text,
        language=text.language,
        published=text.published,
        author=stored.author,
        url=stored.url,
        warnings=stored.warnings,
        tags=stored.tags,
    )


def _content(stored: StoredArticle) -> tuple[object, ...]:
    return stored.content_hash, stored.version, stored.twin_of is None


def _facts(stored: StoredArticle) -> tuple[object, ...]:
    return stored.source, stored.author, stored.url, stored.warnings, set(stored.tags)


def _other_looks(files: Mapping[str, StoredFile], there: Mapping[str, StoredFile]) -> dict[str, FileFingerprint | None]:
    """Return how files look that are noted otherwise, or not, in the target."""
    nothing = StoredFile((), None)
    return {source: file.look for source, file in files.items() if there.get(source, nothing).look != file.look}
