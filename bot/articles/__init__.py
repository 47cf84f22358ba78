"""From a file of any format to an article, and what an article is.

article, reading_warnings, limits, opening    what is made, what its reader wants known, how much, from which file
decoding, metadata, datelines, markup, wrapped_lines, zip_container, xml    what several formats share
private_use, readable_text    characters that are not what they look like
raised_marks, mathematics    exponents, formulas and the marks of notes in plain text
html, markdown, pdf, docx, epub, mail, hwp, hwp_xml    one reader each: bytes and a name for errors in, `Content` out
scanned_pages    pages of PDFs that are pictures, read with Tesseract
pdf_characters, pdf_layout    lines of a page with their raised and lowered characters, and paragraphs made of lines
word_markup, word_runs, word_fields, word_numbers, word_names    what mammoth would pass over in a Word document
list_numbers    numbers that word processors count by themselves
page_marks, page_blocks, other_stories    what HTML says by elements, as text; what is unseen or not the article's goes
layout_tables, page_tables    tables that lay a page out, those with text in no cell, and those that merge too many cells
page_candidates, page_data, page_notices, page_facts    which text of a page is its article, when it came out and who wrote it
page_credits, bylines    lines that only repeat that, and how they name people
mail_headers    subjects and names of senders
hwp_body, hwp_records, hwp_looks, hwp_equation    what is in a Hangul document, how its characters look, its equations
tags    what collections an article belongs to
formats, reader_process, reading    which reader, where it runs, and the article in the end
archive    JSONL: many articles in one file
"""

from bot.articles.archive import ARCHIVE_SUFFIX, archive_line_id, read_archive
from bot.articles.article import Article, Content, article_from_text
from bot.articles.limits import MAX_BYTES
from bot.articles.metadata import parse_content
from bot.articles.reading import READING_RULES, read_article, read_content
from bot.articles.reading_warnings import ReadingWarning
from bot.articles.tags import clean_tags, tag_key

__all__ = [
    "ARCHIVE_SUFFIX",
    "MAX_BYTES",
    "READING_RULES",
    "Article",
    "Content",
    "ReadingWarning",
    "archive_line_id",
    "article_from_text",
    "clean_tags",
    "parse_content",
    "read_archive",
    "read_article",
    "read_content",
    "tag_key",
]
