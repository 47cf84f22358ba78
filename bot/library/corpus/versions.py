"""Older versions of articles, kept beside the articles because answers may quote them and nothing else could bring them back.

One file an article that has ever changed, in `corpus/.versions/`: which version is the newest, and the texts of those before.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from bot.library.corpus.changes import TextChange, VersionChanges
from bot.library.corpus.differences import matching_blocks
from bot.library.corpus.folder import VERSIONS, write_whole
from bot.library.store.stored_article import ArticleText
from bot.library.store.stored_warnings import warnings_from
from bot.text.json_text import read_json
from bot.text.sentences import split_sentences

# So much is kept of one article: the newest of these at least, the others while they are within both limits.
MOST_VERSIONS = 20
MOST_CHARACTERS = 4_000_000
# Both versions together: their sentences are found in two seconds.
MOST_BY_SENTENCE = 400_000


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of one article. The newest version's text is in its own file, here are its number and content alone.

    `until` says by number when a version was replaced, in ISO 8601; what was kept before that was noted is not in it.
    """

    id: str
    newest: int
    content_hash: str
    versions: tuple[ArticleText, ...]
    until: Mapping[str, str] = field(default_factory=dict)


def versions_file(corpus: Path, article_id: str) -> Path:
    """Return where the older versions of an article are, or would be."""
    return corpus / VERSIONS / f"{hashlib.sha256(article_id.encode('utf-8')).hexdigest()[:32]}.json"


def keep(corpus: Path, replaced: ArticleText, content_hash: str) -> None:
    """Keep the version that is about to be replaced by one with `content_hash`. Raises CorpusNotWritable.

    Keeping the same version again changes nothing: a run that was killed before it stored the new one may do so.
    """
    kept = _read(corpus, replaced.id)
    earlier = [version for version in kept.versions if version.version < replaced.version] if kept else []
    versions = _bounded([*earlier, replaced])
    now = datetime.now(UTC).isoformat(timespec="seconds")
    noted = {str(replaced.version): now, **(kept.until if kept else {})}
    until = {number: noted[number] for version in versions if (number := str(version.version)) in noted}
    _write(corpus, _Kept(replaced.id, replaced.version + 1, content_hash, versions, until))


def kept_version(corpus: Path, article_id: str, version: int) -> ArticleText | None:
    """Return an older version of an article, None where it is not kept."""
    kept = _read(corpus, article_id)
    return next((text for text in kept.versions if text.version == version), None) if kept else None


def kept_numbers(corpus: Path, article_id: str) -> tuple[int, ...]:
    """Return the numbers of the older versions that are kept, in order."""
    kept = _read(corpus, article_id)
    return tuple(text.version for text in kept.versions) if kept else ()


def replaced_at(corpus: Path, article_id: str) -> dict[int, str]:
    """Return when each older version that is kept was replaced, in ISO 8601, by number, as far as that was noted."""
    kept = _read(corpus, article_id)
    return {int(number): moment for number, moment in kept.until.items()} if kept else {}


def number_for(corpus: Path, article_id: str, content_hash: str) -> int:
    """Return the version number of an article that the library does not know, such as after the index was deleted."""
    kept = _read(corpus, article_id)
    if kept is None:
        return 1
    return kept.newest if kept.content_hash == content_hash else kept.newest + 1


def renumbered(corpus: Path, article_id: str, version: int, content_hash: str) -> None:
    """Note which version is the newest now, where anything is kept of the article at all."""
    kept = _read(corpus, article_id)
    if kept is not None and (kept.newest, kept.content_hash) != (version, content_hash):
        _write(corpus, replace(kept, newest=version, content_hash=content_hash))


def forget(corpus: Path, article_id: str) -> None:
    """Delete all older versions of an article."""
    versions_file(corpus, article_id).unlink(missing_ok=True)


def compare(before: ArticleText, after: ArticleText) -> VersionChanges:
    """Return what changed between two versions, in the order of the newer text: whole sentences, in long texts whole lines."""
    split = _sentences if len(before.text) + len(after.text) <= MOST_BY_SENTENCE else _lines
    old, new = split(before.text), split(after.text)
    parts: list[TextChange] = []
    i = j = position = 0

    def add(same: bool, i_end: int, j_end: int) -> None:
        nonlocal i, j, position
        if (i, j) != (i_end, j_end):
            text = "".join(new[j:j_end])
            parts.append(TextChange(same, "".join(old[i:i_end]), text, position, position + len(text)))
            i, j, position = i_end, j_end, position + len(text)

    for i_start, j_start, size in matching_blocks(old, new):
        add(False, i_start, j_start)
        add(True, i_start + size, j_start + size)
    add(False, len(old), len(new))
    return VersionChanges(after.id, before.version, after.version, tuple(parts))


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _sentences(text: str) -> list[str]:
    """Return the sentences, each with the white space behind it: together they are the whole text."""
    starts = [sentence.start for sentence in split_sentences(text)]
    if not starts:
        return [text] if text else []
    starts[0] = 0
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _bounded(versions: Sequence[ArticleText]) -> tuple[ArticleText, ...]:
    kept = list(versions[-1:])
    room = MOST_CHARACTERS - len(kept[0].text)
    for version in reversed(versions[:-1]):
        room -= len(version.text)
        if room < 0 or len(kept) == MOST_VERSIONS:
            break
        kept.insert(0, version)
    return tuple(kept)


def _read(corpus: Path, article_id: str) -> _Kept | None:
    """Return what is kept. A file that is not as we write it, which only another hand can have made, counts as none."""
    try:
        fields = read_json(versions_file(corpus, article_id).read_text(encoding="utf-8"))
        versions = tuple(
            ArticleText(
                **{
                    **version,
                    "published": _date(version["published"]),
                    "warnings": warnings_from(version.get("warnings", ())),
                }
            )
            for version in fields.pop("versions")
        )
        until = {str(int(number)): str(moment) for number, moment in fields.pop("until", {}).items()}
        kept = _Kept(**fields, versions=versions, until=until)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return kept if _is_ours(kept) else None


def _is_ours(kept: _Kept) -> bool:
    numbers = [kept.newest, *(version.version for version in kept.versions)]
    texts = [
        kept.content_hash,
        *(text for version in kept.versions for text in (version.id, version.title, version.text)),
    ]
    return all(type(number) is int for number in numbers) and all(isinstance(text, str) for text in texts)


def _write(corpus: Path, kept: _Kept) -> None:
    fields = {
        **asdict(kept),
        "versions": [{**asdict(v), "published": v.published and v.published.isoformat()} for v in kept.versions],
    }
    data = json.dumps(fields, ensure_ascii=False).encode("utf-8")
    write_whole(versions_file(corpus, kept.id), lambda file: file.write(data))


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
