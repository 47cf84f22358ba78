"""Articles where people keep things: as notes (`obsidian`), cards (`anki_deck`) and citations (`references`)."""

from bot.service.exports.anki_deck import export_anki
from bot.service.exports.document import Document
from bot.service.exports.obsidian import article_note, conversation_note
from bot.service.exports.references import export_bibtex, export_csl

__all__ = ["Document", "article_note", "conversation_note", "export_anki", "export_bibtex", "export_csl"]
