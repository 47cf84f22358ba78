"""The library: articles, their passages and everything that finds them again.

`schema` is what is on disk, `connections` and `lock` who may read and write it when; `storing` is what a change writes,
`lookups` what is read of articles and files; `vectors` is an index, `nearest` an index with what is newer, `moments` keeps both
in step with the database; `keywords` finds by words; `library` is the door to all of it.
"""

from bot.library.library import Library
from bot.library.lock import WriterLock
from bot.library.stored import StoredPassage

__all__ = ["Library", "StoredPassage", "WriterLock"]
