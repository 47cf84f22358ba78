"""The library of a home carried to where another is kept."""

from contextlib import closing
from dataclasses import replace

from bot.errors import SettingInvalid
from bot.library.moving import Moved, move_library
from bot.models.embeddings.encoder import Encoder
from bot.models.embeddings.served.embedder_choice import open_embedder
from bot.progress import Report
from bot.service.library_choice import open_library
from bot.settings import LOCAL, Settings, without_login


def move_home_library(settings: Settings, to: str, report: Report) -> Moved:
    """Carry the library that the settings name to another address, or into `index/` where that is "local".

    Raises SettingInvalid for an address that cannot be, or that is where the library is; LibraryError and ModelMissing.
    """
    there = replace(settings, library="" if to == LOCAL else to)
    if there.library == settings.library:
        raise SettingInvalid(
            setting="--to", value=without_login(to), expected=f"HAESEOL_LIBRARY ≠ --to ({LOCAL}, milvus://host/name)"
        )
    identity = Encoder.for_embedder(open_embedder(settings)).identity
    with (
        closing(open_library(settings, identity)) as source,
        closing(open_library(there, identity, named_by="--to")) as target,
    ):
        return move_library(source, target, report)
