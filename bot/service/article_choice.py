"""Who changes the articles of a home: this process, or workers for which it files what is to be done."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.library.corpus.read_files import FetchedFiles
from bot.library.corpus.working_copy import WorkingCopy
from bot.library.indexing.index_report import IndexReport
from bot.library.indexing.indexer import Indexer
from bot.library.library import Library
from bot.models.embeddings.encoder import Encoder
from bot.service.articles import Articles
from bot.service.feeds import Feeds
from bot.service.work.duties import Duties
from bot.service.work.filed_articles import FiledArticles
from bot.service.work.filed_feeds import FiledFeeds
from bot.service.work.job_queue import JobQueue
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.service.state.state_database import StateDatabase

# The folder in `index/` of what a page fetched from the store.
_FETCHED = "corpus-files"


def choose_articles(
    settings: Settings,
    library: Library,
    encoder: Encoder,
    on_change: Callable[[IndexReport], None],
    shared: "StateDatabase | None" = None,
) -> tuple[Articles | FiledArticles, Feeds]:
    """Return the articles and the feeds of a home. With a `shared` database, changes are filed there for workers.

    Raises SettingInvalid and CorpusStoreClientMissing where the articles' files are to be in a store.
    """
    store = settings.corpus_store
    if shared is None:
        copy = WorkingCopy(store, settings.corpus) if store else None
        articles = Articles(settings, library, Indexer(settings.corpus, library, encoder, files=copy), on_change)
        return articles, Feeds(settings, articles.add_content, articles.read_page)
    fetched = FetchedFiles(store, settings.index / _FETCHED) if store else None
    filed = FiledArticles(settings, library, JobQueue(shared), Duties(shared), on_change, fetched)
    return filed, FiledFeeds(settings, filed, shared)
