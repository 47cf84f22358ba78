"""Which tags an article has: those that a reader chose, else those of its file and of the folders that it lies in.

What is chosen lies beside the articles, in one file that can be read and copied: nothing else could bring it back.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from bot.articles import Article, clean_tags
from bot.articles.article_errors import TagsUnreadable
from bot.library.corpus.folder import ADDED, write_whole
from bot.text.json_text import read_json

TAGS = ".tags.json"

Chosen = Mapping[str, tuple[str, ...]]


def read_chosen(corpus: Path) -> Chosen:
    """Return the tags that were chosen, by article id; an article without an entry keeps those of its file and folders.

    Raises TagsUnreadable.
    """
    path = corpus / TAGS
    try:
        content = read_json(path.read_text(encoding="utf-8"))
        return {str(article_id): clean_tags(map(str, names)) for article_id, names in content.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise TagsUnreadable(source=path, reason=getattr(error, "strerror", None) or error) from error


def write_chosen(corpus: Path, chosen: Chosen) -> None:
    """Keep these tags in place of all that were chosen before. Raises CorpusNotWritable."""
    content = json.dumps(
        {article_id: list(names) for article_id, names in sorted(chosen.items())}, ensure_ascii=False, indent=1
    )
    write_whole(corpus / TAGS, lambda file: file.write(f"{content}\n".encode()))


def tags_of(article: Article, chosen: Chosen) -> tuple[str, ...]:
    """Return an article's tags: chosen ones alone, else those in its file and then the names of its folders."""
    if article.id in chosen:
        return chosen[article.id]
    folders = Path(article.source).parts[:-1]
    return clean_tags([*article.tags, *(folders[1:] if folders[:1] == (ADDED,) else folders)])
