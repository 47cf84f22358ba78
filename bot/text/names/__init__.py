"""Proper names and terms in Korean and English, and the same name recognised across the two scripts."""

from bot.text.names.finding import (
    Name,
    drop_titles,
    find_name,
    find_spelling,
    names,
    opens_sentence,
    same_name,
    unsaid_parts,
)

__all__ = ["Name", "drop_titles", "find_name", "find_spelling", "names", "opens_sentence", "same_name", "unsaid_parts"]
