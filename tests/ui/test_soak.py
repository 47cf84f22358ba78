"""A program that serves, for two minutes of everything at once, as `make soak` does it with a model."""

import os
import subprocess
import sys

import pytest

from tests.places import ROOT


@pytest.mark.slow
@pytest.mark.models
@pytest.mark.timeout(600)
@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is read from /proc")
def test_readers_changes_and_faults_at_once_leave_nothing_behind() -> None:
    command = [sys.executable, "-m", "bench.soak", "--minutes", "2"]
    environment = {**os.environ, "HAESEOL_MODEL": "none", "HAESEOL_TRANSLATOR": "none"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "'answers'" in done.stdout and "'changes'" in done.stdout and "'faults'" in done.stdout
