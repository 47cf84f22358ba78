"""Keys on the command line and in their file."""

import json
import stat
import sys
from pathlib import Path

from bot.service.key_file import KeyFile
from tests.command_line import run


def test_a_key_is_told_once_kept_as_a_digest_and_revoked(tmp_path: Path) -> None:
    made = run(tmp_path, "key", "new", "my phone")
    key = made.stdout.strip()
    (listed,) = json.loads(run(tmp_path, "key", "list", "--json").stdout)
    assert run(tmp_path, "key", "list").stdout.split("\t") == [listed["id"], listed["made_at"], "my phone\n"]
    assert "digest" not in listed
    assert listed["id"] in made.stderr
    kept = tmp_path / "keys.json"
    assert key not in kept.read_text(encoding="utf-8")
    if sys.platform != "win32":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    found = KeyFile(tmp_path).find(key)
    assert found is not None
    assert found.id == listed["id"]
    revoked = run(tmp_path, "key", "revoke", listed["id"])
    assert revoked.returncode == 0
    assert "my phone" in revoked.stderr
    assert KeyFile(tmp_path).find(key) is None
    gone = run(tmp_path, "key", "revoke", listed["id"])
    assert gone.returncode == 1
    assert "haeseol key list" in gone.stderr


def test_a_damaged_file_opens_nothing_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text('[{"id": 1}]', encoding="utf-8")
    done = run(tmp_path, "key", "list")
    assert done.returncode == 1
    assert "keys.json" in done.stderr
