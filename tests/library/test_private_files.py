"""What readers wrote and read is closed to other users of the machine, also where an earlier version left it open."""

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.articles import reader_process
from bot.library.corpus.folder import write_whole
from bot.library.corpus.private_files import hide_from_others, private_file, private_folder, write_private
from bot.library.store.connections import make_folder
from bot.service.conversations import SqliteConversations, Turn

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def _open_by_default() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


TURN = Turn("turn-0001", "q", "2026-11-24T09:00:00+00:00", None, None, (), None)


def test_conversations_are_closed_from_the_first_and_mended(tmp_path: Path) -> None:
    folder = tmp_path / "conversations"
    SqliteConversations(folder).save("conversation-1", TURN)
    assert _mode(folder) == 0o700
    assert [_mode(path) for path in folder.iterdir()] == [0o600]
    folder.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o644)
    assert len(SqliteConversations(folder).rows()) == 1
    assert _mode(folder) == 0o700
    assert {_mode(path) for path in folder.iterdir()} == {0o600}


def test_the_index_is_closed_and_mended(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    folder.mkdir(mode=0o755)
    (folder / "library.sqlite").touch(0o644)
    make_folder(folder)
    assert (_mode(folder), _mode(folder / "library.sqlite")) == (0o700, 0o600)


def test_articles_that_are_written_here_are_closed(tmp_path: Path) -> None:
    write_whole(tmp_path / "corpus" / "added" / "a.md", lambda file: file.write(b"text"))
    assert _mode(tmp_path / "corpus" / "added" / "a.md") == 0o600


def test_a_folder_of_a_group_stays_its_groups(tmp_path: Path) -> None:
    tmp_path.chmod(0o2775)
    hide_from_others(tmp_path)
    assert _mode(tmp_path) == 0o2770
    link = tmp_path / "link"
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o755)
    before = _mode(outside)
    link.symlink_to(outside)
    hide_from_others(link)
    assert _mode(outside) == before
    hide_from_others(tmp_path / "none")


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.touch(0o644)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "link").symlink_to(outside)
    private_folder(tmp_path / "home")
    assert _mode(outside) == 0o644


def test_a_private_file_is_never_open_not_even_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "password.json"
    path.touch(0o644)
    (tmp_path / "password.new").touch(0o644)
    write_private(path, b"{}")
    assert (_mode(path), path.read_bytes()) == (0o600, b"{}")
    private_file(path)
    assert path.read_bytes() == b"{}"


def test_the_process_that_reads_documents_has_no_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "OPENAI_API_KEY",
        "ANTHROPIC_API_KEY",
        "AWS_SECRET_ACCESS_KEY",
        "HAESEOL_HOME",
        "HTTPS_PROXY",
        "HF_TOKEN",
    ):
        monkeypatch.setenv(name, "canary-7f3a")
    given: list[dict[str, str]] = []

    def start(*_: object, env: dict[str, str], **__: object) -> None:
        given.append(env)

    monkeypatch.setattr(subprocess, "Popen", start)
    reader_process._start(tmp_path)
    assert "PATH" in given[0] and "PYTHONPATH" in given[0]
    assert "canary-7f3a" not in given[0].values()
