"""All doors by name."""

from bench.fuzz.door import Door
from bench.fuzz.page_doors import page_doors
from bench.fuzz.stored_doors import stored_doors
from bench.fuzz.text_doors import text_doors
from bench.fuzz.web_doors import web_doors


def doors() -> dict[str, Door]:
    """Return the doors, in the order in which they are tried."""
    return {door.name: door for door in (*web_doors(), *stored_doors(), *page_doors(), *text_doors())}
