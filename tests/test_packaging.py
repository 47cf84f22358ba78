"""What is installed is all there is need of: packages declared, files in the wheel, the README's lines of Python."""

import ast
import io
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import bot
from bench.bill_of_materials import complete_bill, read_digests
from bench.known_faults import tell_faults
from bot.settings import Settings
from tests.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
READMES = [ROOT / "README.md", ROOT / "README.ko.md"]


@pytest.mark.slow
def test_what_is_imported_is_declared() -> None:
    imported: set[str] = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").partition(".")[0])
    extras = PROJECT["optional-dependencies"]
    offered = PROJECT["dependencies"] + extras["milvus"] + extras["postgres"] + extras["objects"]
    declared = {canonicalize_name(Requirement(line).name) for line in offered}
    known = packages_distributions()
    others = imported - sys.stdlib_module_names - {"bot"}
    assert others
    # What speaks to Milvus, to PostgreSQL and to a store of files is not on every machine.
    missing = {
        name for name in others & known.keys() if not {canonicalize_name(each) for each in known[name]} & declared
    }
    assert missing == set()


def test_every_package_is_locked_with_the_digests_of_its_files() -> None:
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned: dict[str, str] = {
        canonicalize_name(name): version for name, version in re.findall(r"^(\S+)==(\S+)$", constraints, re.MULTILINE)
    }
    locked = read_digests((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    assert declared <= {name for name, _ in locked}
    assert all(locked.values())
    versions: dict[str, str] = dict(locked)  # the lock also has what other systems need, which is not installed here
    shared = versions.keys() & pinned.keys()
    assert {name: versions[name] for name in shared} == {name: pinned[name] for name in shared}


def test_a_bill_of_materials_has_what_is_installed_with_its_digests_and_the_models() -> None:
    bill = {
        "metadata": {"component": {"bom-ref": "root", "name": "haeseol"}},
        "components": [
            {"bom-ref": "a", "name": "Lxml_Clean", "version": "1.0+cpu"},
            {"bom-ref": "b", "name": "pytest", "version": "9.0"},
        ],
        "dependencies": [{"ref": "root", "dependsOn": ["a", "b"]}, {"ref": "a", "dependsOn": ["b"]}, {"ref": "b"}],
    }
    lock = f"# a comment\nlxml-clean==1.0 ; sys_platform == 'linux' \\\n    --hash=sha256:{'0f' * 32}\n"
    model = {
        "name": "m",
        "role": "embedding",
        "licence": "MIT",
        "files": [{"name": "f", "sha256": "1e" * 32, "packages": {}}],
    }
    done = complete_bill(bill, ["lxml-clean>=1"], lock, [model])
    package, offered = done["components"]
    assert package["externalReferences"][0]["hashes"] == [{"alg": "SHA-256", "content": "0f" * 32}]
    assert (offered["type"], offered["scope"]) == ("machine-learning-model", "required")
    assert offered["hashes"] == [{"alg": "SHA-256", "content": "1e" * 32}]
    assert done["dependencies"] == [{"ref": "root", "dependsOn": ["a", "model:m/f"]}, {"ref": "a"}]
    with pytest.raises(KeyError):
        complete_bill(bill, ["lxml-clean", "numpy>=2"], lock, [])


def test_the_public_names_are_there_in_order() -> None:
    assert bot.__all__ == sorted(bot.__all__)
    assert all(getattr(bot, name).__name__ == name for name in bot.__all__)
    assert not hasattr(bot, "Nothing")


def _snippet(readme: Path) -> str:
    (snippet,) = re.findall(r"```python\n(.*?)```", readme.read_text(encoding="utf-8"), flags=re.DOTALL)
    return str(snippet)


def test_both_readmes_have_the_same_lines_of_python() -> None:
    korean, english = ([line.partition("  #")[0] for line in _snippet(path).splitlines()] for path in READMES)
    assert korean == english


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own that has our wheel, and besides it the packages that are installed for the tests."""
    folder = tmp_path_factory.mktemp("installed")
    source, wheels, environment = folder / "source", folder / "wheels", folder / "venv"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for name in ("bot", "corpus"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(wheels), str(source)], check=True)
    shutil.rmtree(source)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    inside = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(environment), "platbase": str(environment)}))
    (inside / "packages_of_the_tests.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (wheel,) = wheels.glob("haeseol-*.whl")
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [*pip, "--python", str(scripts / "python"), "install", "--no-deps", "--no-index", str(wheel)], check=True
    )
    return scripts


# All that needs the embedding model in one process, which loads it once: two commands, then the README's lines.
_IN_ONE_PROCESS = """
import bot
print(bot.__file__)
from bot.cli.main import main
assert main(["index", "--json"]) == 0
assert main(["ask", "--json", "독파모 사업이란 무엇인가요?"]) == 0
"""


@pytest.mark.models
def test_the_wheel_answers_in_an_environment_of_its_own(models: Settings, installed: Path, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HAESEOL_", "PYTHONPATH"))}
    environment |= {
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "LOCALAPPDATA": str(tmp_path / "data"),
        "HAESEOL_CACHE": str(models.cache),
        "HAESEOL_MODEL": "none",
        "PYTHONUTF8": "1",
    }

    def run(*command: str) -> str:
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True
        ).stdout

    told = run(str(installed / "python"), "-c", _IN_ONE_PROCESS + _snippet(READMES[1]))
    where, indexed, answered, *shown = told.splitlines()
    assert Path(where).is_relative_to(installed.parent)
    page, package = Path(where).parent / "ui" / "page", Path(where).parent
    assert {"index.html", "main.js"} <= {path.name for path in page.iterdir()}
    ours, theirs = (
        {path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"}
        for folder in (ROOT / "bot", package)
    )
    assert ours == theirs
    assert json.loads(indexed)["added"] == ["deepseek-r1.ko.md", "open-parts.en.md", "sovereign-model.ko.md"]
    answer = json.loads(answered)
    assert answer["found"]
    assert answer["citations"][0]["article_id"] == "sovereign-model.ko.md"
    assert "독자 AI 파운데이션 모델" in "\n".join(shown)
    assert "Document(" in shown[-2]
    listed = json.loads(run(str(installed / "haeseol"), "list", "--json"))
    assert {row["id"] for row in listed} == {"deepseek-r1.ko.md", "open-parts.en.md", "sovereign-model.ko.md"}
    (home,) = (tmp_path / ("data" if sys.platform != "darwin" else "Library/Application Support")).iterdir()
    assert {path.name for path in home.iterdir()} == {"corpus", "index"}


def test_a_space_installs_what_we_depend_on() -> None:
    front, _, _ = (ROOT / "docs/space/README.md").read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
    facts = dict(line.split(": ", 1) for line in front.splitlines())
    assert (ROOT / facts["app_file"]).is_file()
    lines = (ROOT / "docs/space/requirements.txt").read_text(encoding="utf-8").splitlines()
    gradio = next(line for line in PROJECT["dependencies"] if Requirement(line).name == "gradio")
    assert Requirement(gradio).specifier.contains(facts["sdk_version"])
    assert {*lines, gradio} == set(PROJECT["dependencies"])


_GOOD = {"name": "a", "version": "1", "vulns": []}
_FAULTY = {"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}
_UNKNOWN = {"name": "b", "skip_reason": "not there"}


@pytest.mark.parametrize(
    ("audit", "status", "told"),
    [
        ("", 1, "Nothing was checked"),
        (json.dumps({"dependencies": [_GOOD]}), 0, "1 of 1 pinned packages were looked up, 0 known faults."),
        (json.dumps({"dependencies": [_UNKNOWN]}), 1, "Nothing was checked: of none of 1 packages"),
        (
            json.dumps({"dependencies": [_FAULTY, _UNKNOWN]}),
            1,
            "1 of 2 pinned packages were looked up, 1 known faults.\n  a 1: X-1, mended in 2\nNot checked",
        ),
    ],
)
def test_a_look_for_known_faults_that_reached_nobody_does_not_pass_for_a_good_one(
    audit: str, status: int, told: str
) -> None:
    said, ended = tell_faults(io.StringIO(audit))
    assert (ended, said[: len(told)]) == (status, told)


def test_no_list_of_packages_is_written_where_they_are_not_installed() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^lock: \.venv/installed-dev ", makefile, re.MULTILINE)
    assert not re.search(r"pip freeze[^\n]*\|", makefile), "what it fails with is lost in a pipe"
