"""The command export: articles as notes, cards or references."""

import argparse
import re
import sys
from pathlib import Path

from bot.bilingual import Language
from bot.cli.console import tell
from bot.cli.scope_options import read_scope
from bot.errors import SettingInvalid
from bot.service.exports.document import Document
from bot.service.exports.export_errors import ExportNotWritable
from bot.service.haeseol import Haeseol
from bot.settings import Settings


def export(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Write the articles of a scope into files, or as text to standard output."""
    if options.form in ("obsidian", "anki") and options.to is None:
        raise SettingInvalid(setting="--to", value="", expected="a folder (obsidian), a file (anki)")
    options.article = [*options.article, *options.ids]
    with Haeseol.open(settings) as service:
        documents = service.exports.articles(options.form, read_scope(options))
    if options.to is None:
        sys.stdout.write(documents[0].data.decode())
        return 0
    for path in _write(documents, options.to, many=options.form == "obsidian"):
        tell(str(path))
    return 0


def _write(documents: list[Document], to: Path, *, many: bool) -> list[Path]:
    """Write the documents, into a folder where there may be many. Raises ExportNotWritable.

    In a folder a note takes the place of an earlier one of the same article, and of nothing else: else it gets a number.
    """
    written: list[Path] = []
    try:
        (to if many else to.parent).mkdir(parents=True, exist_ok=True)
        for document in documents:
            path = _place_of(document, to) if many else to
            path.write_bytes(document.data)
            written.append(path)
    except OSError as error:
        raise ExportNotWritable(path=to, reason=error.strerror or str(error)) from error
    return written


def _place_of(document: Document, folder: Path) -> Path:
    """Return the first of `name`, `name-2`, ... in a folder that is free, or a note of the same article."""
    name, n = Path(document.name), 1
    path = folder / name
    while path.exists() and _article_of(path.read_bytes()) != _article_of(document.data):
        n += 1
        path = folder / name.with_stem(f"{name.stem}-{n}")
    return path


def _article_of(note: bytes) -> bytes | None:
    """Return the id of the article that a note is of, in its front matter; None where it is no note of ours."""
    found = re.search(rb"^haeseol_id: (.+)$", note, re.MULTILINE)
    return found[1] if found else None
