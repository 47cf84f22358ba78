"""The options that say which articles are asked, the same ones for every command that searches or lists."""

import argparse
import unicodedata

from bot.library.scope import Scope


def add_scope(parser: argparse.ArgumentParser) -> None:
    """Add the options; without any of them everything is searched."""
    scope = parser.add_argument_group("which articles", "Several of these narrow each other down.")
    scope.add_argument(
        "--article", action="append", default=[], type=composed, metavar="ID", help="this article (may be repeated)"
    )
    scope.add_argument("--tag", action="append", default=[], metavar="NAME", help="with this tag (repeated: with all)")
    scope.add_argument("--since", default="", metavar="2026-01-26", help="published on this day or later")
    scope.add_argument("--until", default="", metavar="2026-01-31", help="published on this day or earlier")
    scope.add_argument("--written-in", choices=["ko", "en"], help="in this language")
    scope.add_argument("--source", default="", metavar="SITE", help="from this site, or file or folder of corpus/")


def read_scope(options: argparse.Namespace) -> Scope:
    """Return the scope that the options name. Raises ScopeInvalid."""
    return Scope.from_json(
        {
            "articles": options.article,
            "tags": options.tag,
            "since": options.since,
            "until": options.until,
            "language": options.written_in,
            "source": options.source,
        }
    )


def composed(article_id: str) -> str:
    """Return an id as the library has it: in NFC, in which not all systems complete names, and with a replacement for bytes that
    are no text, which Python hands on as halves of surrogates.
    """
    readable = article_id.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", readable)
