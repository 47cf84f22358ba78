"""XML read without what makes it dangerous: nothing is expanded, nothing outside the file is fetched."""

import re
from typing import Any

from bot.articles.article_errors import ArticleDamaged, ArticleDefinesEntities

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parse_xml(data: bytes, source: str, format: str) -> Any:
    """Return the root element of `data`, without its comments.

    Raises ArticleDefinesEntities for a document that defines entities, and ArticleDamaged for what is not well-formed or is
    nested more than 256 deep.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_pis=True, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!ENTITY" in data:
            raise ArticleDefinesEntities(source=source) from error
        raise ArticleDamaged(source=source, format=format, reason=str(error)[:200]) from error
    defined = root.getroottree().docinfo.internalDTD
    if defined is not None and any(True for _ in defined.iterentities()):
        raise ArticleDefinesEntities(source=source)
    return root


def local_name(element: Any) -> str:
    """Return an element's name without its namespace; "" for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def first_text(root: Any, name: str) -> str:
    """Return the text of the first element with a local name, in one line; "" where there is none."""
    found = next((element for element in root.iter() if local_name(element) == name), None)
    return "" if found is None else " ".join("".join(found.itertext()).split())


def writable(text: str) -> str:
    """Return text without the control characters that files may hold and lxml does not let anybody write."""
    return _UNWRITABLE.sub("", text)
