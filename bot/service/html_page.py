"""HTML pages from Jinja templates: whatever is put into one is escaped, and a value that is not given is an error."""

from functools import cache
from pathlib import Path
from typing import Any

from bot.bilingual import Language, say_in


def render_html(template: Path, language: Language, **values: Any) -> str:
    """Return the page that the file `template` makes of `values`.

    It also has `language`, and `say(ko, en)`, the one of two texts that is in it.
    """
    return str(_read(template).render(language=language, say=say_in(language), **values))


@cache
def _read(template: Path) -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template.name)
