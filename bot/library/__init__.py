"""The library: articles, their passages and everything that finds them again.

`schema` is what is on disk, `vectors` the FAISS index, `library` both behind one door.
"""

from bot.library.library import Library, StoredPassage

__all__ = ["Library", "StoredPassage"]
