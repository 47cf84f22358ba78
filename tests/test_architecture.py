"""The code's structure, held: imports follow the path of the data, nothing happens at import, commands in errors exist."""

import ast
import re
import subprocess
import sys
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from bot import errors
from bot.articles import article_errors  # noqa: F401 - its classes are looked for below
from bot.cli.main import command_parser
from bot.errors import HaeseolError
from bot.evaluation import evaluation_errors  # noqa: F401
from bot.library import collection_errors  # noqa: F401
from bot.library.milvus import server_errors  # noqa: F401
from bot.models import model_errors  # noqa: F401
from bot.service import door_errors  # noqa: F401
from bot.service.conversations import conversation_errors  # noqa: F401
from bot.service.exports import export_errors  # noqa: F401
from bot.service.state import state_errors  # noqa: F401
from bot.service.work import work_errors  # noqa: F401
from bot.ui.access import access_errors  # noqa: F401

BOT = Path(__file__).resolve().parent.parent / "bot"

# The floors of the house, from the ground up, as the data pass through them. A floor imports only from floors below it.
FLOORS = [
    {"bilingual", "errors", "progress", "settings"},
    {"text"},
    {"models"},
    {"articles"},
    {"library"},
    {"retrieval"},
    {"answering"},
    {"insights"},
    {"service"},
    {"langchain", "evaluation", "api", "ui"},
    {"cli", "__main__"},
]


def _floor(name: str) -> int:
    return next(number for number, names in enumerate(FLOORS) if name in names)


def _module(path: Path) -> str:
    """The dotted name of a file below `bot`; a package's is that of its `__init__`."""
    parts = path.relative_to(BOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = sorted(path for path in BOT.rglob("*.py") if path != BOT / "__init__.py")
MODULES = {_module(path): path for path in FILES}


def _imports(path: Path) -> set[str]:
    """The modules of `bot` that a file imports, wherever in the file it does."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.removeprefix("bot.") for alias in node.names if alias.name.startswith("bot.")}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "bot":
            package = node.module.removeprefix("bot").removeprefix(".")
            inside = {f"{package}.{alias.name}".removeprefix(".") for alias in node.names}
            found |= {name if name in MODULES else package for name in inside}
    return found - {""}


def test_every_room_is_on_a_floor() -> None:
    assert {name.split(".")[0] for name in MODULES} <= set().union(*FLOORS)


def test_the_house_stays_one_that_a_newcomer_finds_his_way_in() -> None:
    top = [path for path in BOT.iterdir() if path.name != "__pycache__"]
    assert len([path for path in top if path.is_dir()]) <= 12
    assert len([path for path in top if path.is_file()]) <= 8
    assert {name for name in MODULES if len(MODULES[name].read_text(encoding="utf-8").splitlines()) > 400} == set()
    names = Counter(path.name for path in FILES if path.name != "__init__.py")
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("name", MODULES)
def test_no_import_goes_up(name: str) -> None:
    floor = _floor(name.split(".")[0])
    assert {other for other in _imports(MODULES[name]) if _floor(other.split(".")[0]) > floor} == set()


@pytest.mark.slow
def test_no_imports_go_in_a_circle() -> None:
    def waits_for(name: str) -> set[str]:
        # A package's `__init__` runs before any module in it does.
        others = _imports(MODULES[name])
        packages = {other.rpartition(".")[0] for other in others} & MODULES.keys()
        around = {name.rpartition(".")[0]}
        return (others | packages) - around - {name}

    TopologicalSorter({name: waits_for(name) for name in MODULES}).prepare()


@pytest.mark.slow
def test_importing_loads_nothing_heavy() -> None:
    heavy = [
        "torch",
        "scipy",
        "sentence_transformers",
        "kiwipiepy",
        "xllamacpp",
        "gradio",
        "jinja2",
        "langchain",
        "fxtranslate",
        "pymilvus",
        "grpc",
        "psycopg",
        "obstore",
    ]
    code = f"import bot.cli.main, sys; print([name for name in {heavy} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def _all_errors(kind: type[HaeseolError] = HaeseolError) -> list[type[HaeseolError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in _all_errors(child))]


def test_the_tree_at_the_top_of_errors_names_every_error() -> None:
    assert errors.__doc__ is not None
    drawn = set(re.findall(r"^[│├└─ ]*([A-Z]\w+)", errors.__doc__.split("\n\n")[1], flags=re.MULTILINE))
    assert drawn == {kind.__name__ for kind in _all_errors()}


@pytest.mark.parametrize(
    "kind", [kind for kind in _all_errors() if hasattr(kind, "en")], ids=lambda kind: kind.__name__
)
def test_errors_say_the_same_in_both_languages(kind: type[HaeseolError]) -> None:
    facts = [set(re.findall(r"(?<!\{)\{(\w+)", text)) for text in (kind.en, kind.ko)]
    assert facts[0] == facts[1]
    assert not re.search("[가-힣]", kind.en)
    assert re.search("[가-힣]", kind.ko)


def test_the_page_has_words_of_its_own_only_for_errors_that_there_are() -> None:
    page = BOT / "ui" / "page"
    worded = re.findall(
        r'^  "error\.(\w+)"', (page / "messages/errors.js").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    (going_on,) = re.findall(r"GOES_ON = \[(.+)\]", (page / "models/model-choice.js").read_text(encoding="utf-8"))
    assert len(worded) > 5
    assert {*worded, *re.findall(r"\w+", going_on)} <= {kind.__name__ for kind in _all_errors()}


COMMANDS = {
    line: kind
    for kind in _all_errors()
    if hasattr(kind, "en")
    for line in re.findall(r"`haeseol ([^`{]+)`", kind.en + kind.ko)
}


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_named_in_errors_exist(line: str) -> None:
    try:
        assert callable(command_parser().parse_args(line.split()).command)
    except SystemExit as ended:  # --help ends with 0, what the command line does not know with 2
        assert ended.code == 0, COMMANDS[line]


def test_errors_name_commands() -> None:
    assert {"setup", "index", "index --rebuild", "doctor"} <= COMMANDS.keys()
