"""The image and its compose file, as far as that can be seen without building them: what hadolint asks, and what they rely on."""

import ast
import fnmatch
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path

import pytest
import yaml

from bot.service.conversations import SqliteConversations
from bot.settings import Settings
from bot.ui import keep_to_this_machine
from bot.ui.access.password_file import PasswordFile
from tests.doors import free_port
from tests.page_fakes import ScriptedHaeseol
from tests.places import ROOT

pytestmark = pytest.mark.slow

LINES = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8")).splitlines()
STEPS = [tuple(line.split(maxsplit=1)) for line in LINES if line and not line.startswith("#")]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["haeseol"]


def _told(step: str) -> list[str]:
    return [rest for name, rest in STEPS if name == step]


def _variables() -> dict[str, str]:
    return dict(word.split("=", 1) for line in _told("ENV") for word in shlex.split(line))


def test_it_is_built_from_what_is_here_on_a_named_version_and_runs_as_nobody_special() -> None:
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    copied = [source for line in _told("COPY") for source in line.split()[:-1]]
    assert {"pyproject.toml", "bot", "corpus"} <= set(copied)
    for source in copied:
        assert (ROOT / source).exists()
        assert not any(fnmatch.fnmatch(source, pattern) for pattern in left_out)
    assert re.fullmatch(r"[\w./-]+:\d[\w.-]*", _told("FROM")[0])
    assert _told("ADD") == []
    assert all("-c constraints.txt" in line for line in _told("RUN") if "pip install" in line)
    assert _told("USER") == ["haeseol"]
    assert isinstance(ast.literal_eval(_told("CMD")[0]), list)


def test_what_outlives_the_container_lies_in_its_volumes() -> None:
    settings = Settings.from_environment(_variables())
    volumes = {Path(path) for path in ast.literal_eval(_told("VOLUME")[0])}
    assert {settings.home, settings.cache} == volumes
    assert {Path(volume.split(":")[1]) for volume in COMPOSE["volumes"]} == volumes
    # What is mounted above a volume does not keep it: Docker would put a nameless one in its place.
    described = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert {Path(path) for path in re.findall(r" -v \w+:(\S+)", described)} == volumes
    assert all(port.startswith("127.0.0.1:") for port in COMPOSE["ports"])
    read = {name for name in COMPOSE["environment"] if name in (ROOT / "bot/settings.py").read_text(encoding="utf-8")}
    assert read == set(COMPOSE["environment"])


def test_its_health_check_passes_where_a_password_protects_the_page(tmp_path: Path) -> None:
    keep_to_this_machine(os.environ)
    from bot.ui.server import build_server, launch

    (check,) = _told("HEALTHCHECK")
    command = ast.literal_eval(check.partition("CMD ")[2])
    PasswordFile.of(tmp_path).set("a word for the whole house")  # without one it would not listen to other machines
    with launch(
        build_server(ScriptedHaeseol().as_haeseol(), SqliteConversations(tmp_path), home=tmp_path), port=0
    ) as page:
        code = command[2].replace("http://127.0.0.1:7860/", page.url)
        assert page.url in code
        assert subprocess.run([sys.executable, command[1], code], check=False, timeout=60).returncode == 0


@pytest.mark.models
@pytest.mark.skipif(os.name == "nt", reason="the steps are those of a Linux image")
def test_its_steps_in_a_fresh_prefix_give_a_program_that_serves_and_is_well(models: Settings, tmp_path: Path) -> None:
    """What `docker build` copies, its own line for pip without the network, then its command until its health check passes."""
    context, prefix = tmp_path / "context", tmp_path / "prefix"
    context.mkdir()
    for source in (source for line in _told("COPY") for source in line.split()[:-1]):
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, context / source, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, context)
    venv.create(prefix)
    inside = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(prefix), "platbase": str(prefix)}))
    (inside / "packages_of_the_tests.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    programs = prefix / "bin"
    (install,) = (line for line in _told("RUN") if "pip install" in line)
    here = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(tmp_path), "PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1"}
    offline = {"PIP_NO_BUILD_ISOLATION": "0", "PIP_QUIET": "1"}
    steps = f'pip() {{ python -m pip "$@"; }}; {install}'
    subprocess.run(["sh", "-ec", steps], cwd=context, env=_variables() | here | offline, check=True, timeout=300)
    shutil.rmtree(context)

    home, port = tmp_path / "library", free_port()
    PasswordFile.of(home).set("a word for the whole house")
    told = {
        "HOME": str(tmp_path / "user"),
        "HAESEOL_HOME": str(home),
        "HAESEOL_CACHE": str(models.cache),
        "HAESEOL_MODEL": "none",
    }
    environment = _variables() | here | told | {"HAESEOL_PORT": str(port), "HAESEOL_TRANSLATOR": "none"}
    command, check = ast.literal_eval(_told("CMD")[0]), ast.literal_eval(_told("HEALTHCHECK")[0].partition("CMD ")[2])
    check[-1] = check[-1].replace(":7860/", f":{port}/")
    with subprocess.Popen([programs / command[0], *command[1:]], env=environment, cwd=tmp_path) as served:
        try:
            until = time.monotonic() + 120
            while subprocess.run(check, env=environment, capture_output=True, check=False).returncode:
                assert served.poll() is None
                assert time.monotonic() < until
                time.sleep(0.5)
        finally:
            served.terminate()
    assert not (tmp_path / "user").exists()  # compose.yaml lets it write to its volumes alone
