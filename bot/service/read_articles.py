"""What a page shows of the articles of one home: read and compared, whoever changes them."""

from collections import Counter
from pathlib import Path

from bot.articles.article_errors import PictureMissing, VersionMissing
from bot.articles.limits import MAX_FILE_BYTES
from bot.articles.opening import opened
from bot.articles.page_picture import page_picture
from bot.library.corpus import folder, versions
from bot.library.corpus.changes import VersionChanges
from bot.library.corpus.read_files import FilesHere, ReadFiles
from bot.library.library import Library
from bot.library.scope import Scope
from bot.library.store.stored_article import ArticleRow, ArticleText
from bot.service.service_state import StorageUse
from bot.settings import Settings


class ReadArticles:
    """What is in `corpus/` and the library, to be read."""

    def __init__(self, settings: Settings, library: Library, files: ReadFiles | None = None) -> None:
        self._settings = settings
        self._library = library
        self._files = files or FilesHere(settings.corpus)

    def all(self) -> list[ArticleRow]:
        """Return what is in the library, newest indexed first."""
        return self._library.articles()

    def within(self, scope: Scope) -> list[ArticleRow]:
        """Return what is in a scope, newest indexed first."""
        return self._library.articles(scope)

    def tags(self) -> dict[str, int]:
        """Return the tags that there are, by name, each with the number of its articles, the most frequent first."""
        counted = Counter(tag for row in self.all() for tag in row.tags)
        return dict(counted.most_common())

    def get(self, article_id: str, version: int | None = None) -> ArticleText:
        """Return one version of an article with its text, without a number the newest.

        Raises ArticleMissing, and VersionMissing for a version that is not kept any more.
        """
        newest = self._library.article(article_id)
        if version is None or version == newest.version:
            return newest
        older = versions.kept_version(self._with_versions(article_id), article_id, version)
        if older is None:
            raise VersionMissing(source=article_id, version=version, newest=newest.version)
        return older

    def page_picture(self, article_id: str, page: int) -> bytes:
        """Return a page of an article that was read from its picture by machine, from 1, as PNG.

        Raises ArticleMissing, PictureMissing where there is none of that page, and what `page_picture` and `opened` raise.
        """
        article = self._library.article(article_id)
        if page not in [number for warning in article.warnings for number, _, _ in warning.places]:
            raise PictureMissing(source=article_id, page=page)
        with opened(self._files.with_file(article.source) / article.source, article_id) as file:
            return page_picture(file.read(MAX_FILE_BYTES), page, article_id)

    def versions(self, article_id: str) -> tuple[int, ...]:
        """Return the numbers of an article's versions that can be had, oldest first. Raises ArticleMissing."""
        newest = self._library.article(article_id).version
        return (*versions.kept_numbers(self._with_versions(article_id), article_id), newest)

    def replaced_at(self, article_id: str) -> dict[int, str]:
        """Return when each older version of an article was replaced (ISO 8601), by number, as far as that is known."""
        return versions.replaced_at(self._with_versions(article_id), article_id)

    def changes(self, article_id: str, before: int, after: int | None = None) -> VersionChanges:
        """Return what changed from one version to another, without a number to the newest.

        Raises ArticleMissing and VersionMissing.
        """
        return versions.compare(self.get(article_id, before), self.get(article_id, after))

    def storage(self) -> StorageUse:
        """Return how much room the articles, what is kept beside them and the index take."""
        articles, kept = self._files.bytes_used()
        index = sum(map(folder.file_bytes, self._settings.index.glob("*")))
        return StorageUse(articles, kept, index)

    def _with_versions(self, article_id: str) -> Path:
        """Return a folder as `corpus/` with what is kept of an article, if anything is."""
        return self._files.with_file(versions.versions_file(Path(), article_id).as_posix())
