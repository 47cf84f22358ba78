"""A scope as filters over the records of articles: the search itself looks at nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.articles import tag_key
from bot.articles.article import site_key
from bot.library.milvus.collection_schema import key
from bot.library.milvus.milvus_server import LISTED
from bot.library.scope import Scope

ARTICLES = 'kind == "article"'


def wanted_of_twins(scope: Scope) -> list[str]:
    """Return the expressions that together hold for twins whose article may be in a scope because of them; none for no scope."""
    chosen = [f"id_key in {listed}" for listed in _lists(map(key, scope.articles))]
    tagged = [f"array_contains_any(tag_keys, {listed})" for listed in _lists(_tag_keys(scope))]
    return [f'kind == "twin" and {part}' for part in (*chosen, *tagged)]


def expressions(scope: Scope, contents: Mapping[str, set[str]]) -> list[str]:
    """Return expressions of which one holds for each article in a scope, and none for any other.

    They are several where a scope names thousands of articles. `contents` has the keys of the contents of twins, by the key of
    the twin's id and by those of its tags: an article is found by what its twins have as well.
    """
    parts = [ARTICLES]
    for tag in _tag_keys(scope):
        parts.append(_any([f'array_contains(tag_keys, "{tag}")', *_contents(contents.get(tag, ()))]))
    if scope.since:
        parts.append(f"day >= {scope.since.toordinal()}")
    if scope.until:
        parts.append(f"day > 0 and day <= {scope.until.toordinal()}")
    if scope.language:
        parts.append(f'language == "{scope.language}"')
    if scope.source:
        folder, site = key(scope.source.rstrip("/")), key(site_key(scope.source))
        parts.append(
            _any(
                [
                    f'source_key == "{key(scope.source)}"',
                    f'array_contains(folders, "{folder}")',
                    f'array_contains(sites, "{site}")',
                ]
            )
        )
    everywhere = " and ".join(parts)
    if not scope.articles:
        return [everywhere]
    ids = [key(article_id) for article_id in scope.articles]
    by_twin = {content for each in ids for content in contents.get(each, ())}
    named = [*(f"id_key in {listed}" for listed in _lists(ids)), *_contents(by_twin)]
    return [f"{everywhere} and {part}" for part in named]


def _tag_keys(scope: Scope) -> list[str]:
    return [key(tag_key(tag)) for tag in scope.tags]


def _contents(keys: Iterable[str]) -> Iterator[str]:
    return (f"content in {listed}" for listed in _lists(sorted(keys)))


def _lists(keys: Iterable[str]) -> Iterator[str]:
    """Yield the keys as lists of an expression, a thousand in each."""
    every = list(keys)
    for first in range(0, len(every), LISTED):
        yield "[" + ", ".join(f'"{each}"' for each in every[first : first + LISTED]) + "]"


def _any(parts: Sequence[str]) -> str:
    return f"({' or '.join(parts)})"
