"""What several tests share: the real models where they are on this machine, and the data for measuring beside the checkout."""

import os
from pathlib import Path

import pytest

from bot.cli.main import prepare_process
from bot.models.files import is_present
from bot.settings import Settings
from tests.places import SHARED

prepare_process(os.environ)


@pytest.fixture(scope="session")
def settings() -> Settings:
    """This machine's settings, with its model cache."""
    return Settings.from_environment(os.environ)


@pytest.fixture(scope="session")
def models(settings: Settings) -> Settings:
    """The settings of a machine that has both models."""
    for name in (settings.embedding, settings.model):
        if not is_present(name, settings.cache):
            pytest.skip(f"the model {name} is not in {settings.cache}: run `make install`")
    return settings


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data for measuring, which is never part of the project."""
    if not SHARED.is_dir():
        pytest.skip(f"no data for measuring at {SHARED}")
    return SHARED
