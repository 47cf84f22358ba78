"""The page's modules as one script, and its styles as one sheet.

They are written as some eighty small files, which a browser could fetch one by one as they are. Each costs it and the server
milliseconds: on two cores the page stood there after 1.2 s, and after .6 s when the same came in two answers.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

SCRIPT, STYLES = "main.js", "styles/page.css"

_IMPORT = re.compile(r'^import \{ (?P<names>[^{}]+) \} from "(?P<path>\.{1,2}/[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:(?:async )?function\*? ?|const )(?P<name>\w+))", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_STYLE = re.compile(r'^@import "\./([^"]+)";\n', re.MULTILINE)


def join_modules(folder: Path, name: str = SCRIPT) -> str:
    """Return the module `name` and all that it imports, each in a function of its own behind those that it imports.

    Raises ValueError where a module imports or exports otherwise than by names on one line.
    """
    return "".join(_functions(folder, PurePosixPath(name), set()))


def join_styles(folder: Path, name: str = STYLES) -> str:
    """Return the sheet `name` with the sheets that it imports in the place where it does."""
    sheet = folder / name
    return _STYLE.sub(
        lambda found: (sheet.parent / found[1]).read_text(encoding="utf-8"), sheet.read_text(encoding="utf-8")
    )


def _functions(folder: Path, name: PurePosixPath, written: set[PurePosixPath]) -> Iterator[str]:
    """Yield what is not `written` yet of a module and those that it imports, the imported first."""
    written.add(name)
    text = (folder / name).read_text(encoding="utf-8")
    for path in (found["path"] for found in _IMPORT.finditer(text)):
        if (imported := _beside(name, path)) not in written:
            yield from _functions(folder, imported, written)
    body = _IMPORT.sub(lambda found: _take(found["names"], _beside(name, found["path"])), text)
    exported = [found["name"] for found in _EXPORT.finditer(body)]
    body = _EXPORT.sub("", body)
    if left := _LEFT.search(body):
        raise ValueError(f"{name}: {left[0]}")
    yield f"// {name}\nconst {_identifier(name)} = (() => {{\n{body}return {{ {', '.join(exported)} }};\n}})();\n"


def _take(names: str, imported: PurePosixPath) -> str:
    return f"const {{ {names.replace(' as ', ': ')} }} = {_identifier(imported)};\n"


def _beside(name: PurePosixPath, path: str) -> PurePosixPath:
    """Return the module that `name` imports as `path`, from the page's folder on."""
    return PurePosixPath(posixpath.normpath(name.parent / path))


def _identifier(name: PurePosixPath) -> str:
    return "module_" + re.sub(r"\W", "_", str(name.with_suffix("")))
