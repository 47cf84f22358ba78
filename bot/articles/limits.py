"""How much one article may have, and how much a file may cost to read."""

from bot.articles.article_errors import ArticleTooLarge

# Twenty novels. What is larger is an archive or a mistake, and would keep the page busy for minutes.
MAX_BYTES = 10_000_000
# PDF, Word and the like carry pictures, fonts and a second copy of the text.
MAX_FILE_BYTES = 50_000_000
# What a packed file may unpack to: one part of it, and all the parts that are read. XML packs to a twentieth; a bomb
# to a thousandth.
MAX_PART_BYTES = 60_000_000
MAX_UNPACKED_BYTES = 120_000_000
MAX_PARTS = 20_000
# For one file in the process that reads it: processor time, which a busy machine does not use up, and time on the clock for
# what waits forever. A PDF of 1,000 pages takes 5 s and 90 MB.
READ_SECONDS = 60.0
READ_CLOCK_SECONDS = 300.0
READ_MEMORY_BYTES = 2_000_000_000


def refuse_large(size: int, source: str, limit: int = MAX_BYTES) -> None:
    """Raise ArticleTooLarge where `size` bytes are more than `limit`."""
    if size > limit:
        raise ArticleTooLarge(source=source, size=f"{size / 1e6:.1f} MB", limit=f"{limit / 1e6:.0f} MB")
