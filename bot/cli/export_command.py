"""The command export: articles as notes, cards or references."""

import argparse
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
    """Write the documents, into a folder where there may be many; two of one name get numbers. Raises ExportNotWritable."""
    written: list[Path] = []
    try:
        (to if many else to.parent).mkdir(parents=True, exist_ok=True)
        for document in documents:
            path = to / document.name if many else to
            n = 1
            while path in written:
                n += 1
                path = path.with_stem(f"{Path(document.name).stem}-{n}")
            path.write_bytes(document.data)
            written.append(path)
    except OSError as error:
        raise ExportNotWritable(path=to, reason=error.strerror or str(error)) from error
    return written
