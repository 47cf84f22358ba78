"""The code's structure, held: imports follow the path of the data, nothing happens at import, commands in errors exist."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot import errors
from bot.errors import HaeseolError

BOT = Path(__file__).resolve().parent.parent / "bot"

# The path of the data, upstream first. A room imports only from the rooms above it.
ROOMS = [
    "words",
    "errors",
    "progress",
    "quiet",
    "settings",
    "language",
    "morphemes",
    "sentences",
    "dates",
    "records",
    "articles",
    "webpages",
    "corpus",
    "removals",
    "versions",
    "passages",
    "models",
    "embedding",
    "balance",
    "late_interaction",
    "encoding",
    "names",
    "terms",
    "glosses",
    "keywords",
    "describing",
    "library",
    "runs",
    "intake",
    "indexing",
    "watching",
    "answers",
    "quantities",
    "questions",
    "followups",
    "meanings",
    "refusal",
    "retrieval",
    "engine",
    "llm",
    "background",
    "model_seat",
    "model_choice",
    "prompts",
    "excerpts",
    "certainty",
    "checking",
    "wording",
    "replies",
    "second_reading",
    "telling",
    "translations",
    "conversations",
    "explainer",
    "explanations",
    "overview",
    "service",
    "evaluation",
    "langchain",
    "doctor",
    "console",
    "ui",
    "cli",
    "__main__",
]


def _room(path: Path) -> str:
    relative = path.relative_to(BOT)
    return relative.parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    """The rooms that a file imports, wherever in the file it does."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("bot.")}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "bot":
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
    return found


FILES = sorted(path for path in BOT.rglob("*.py") if path != BOT / "__init__.py")


def test_every_room_has_its_place() -> None:
    assert {_room(path) for path in FILES} == set(ROOMS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(BOT).as_posix())
def test_imports_follow_the_data(path: Path) -> None:
    room = _room(path)
    upstream = {*ROOMS[: ROOMS.index(room)], room}
    assert _imports(path) <= upstream


def test_importing_loads_nothing_heavy() -> None:
    heavy = ["torch", "scipy", "sentence_transformers", "kiwipiepy", "xllamacpp", "gradio", "langchain"]
    code = f"import bot.cli, sys; print([name for name in {heavy} if name in sys.modules])"
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


@pytest.mark.parametrize(
    "kind", [kind for kind in _all_errors() if hasattr(kind, "en")], ids=lambda kind: kind.__name__
)
def test_commands_named_in_errors_exist(kind: type[HaeseolError]) -> None:
    for line in re.findall(r"`(haeseol [^`{]+)`", kind.en + kind.ko):
        shown = subprocess.run(
            [sys.executable, "-m", "bot", *line.split()[1:], "--help"], capture_output=True, text=True, check=False
        )
        assert shown.returncode == 0, line
