"""The models in the cache: where one is, and how to get it there."""

import threading
from dataclasses import replace
from pathlib import Path

from bot.errors import HaeseolError
from bot.models.files.catalogue import HubFile, Model, look_up
from bot.models.files.checksums import is_verified
from bot.models.files.partial_file import Partial, incoming
from bot.models.model_errors import ModelMissing
from bot.progress import Report, report_nothing
from bot.settings import DEFAULT_HUB


def find_model(name: str, cache: Path) -> Path | str:
    """Return where the model is: a GGUF file, a sentence-transformers folder, or one of the published files.

    A name with "/" in it (a sentence-transformers id, a path) is not ours to find and is returned as it is. Raises
    ModelMissing where the model has not been fetched and checked, ModelUnknown where nothing is called so.
    """
    if "/" in name:
        return name
    model = look_up(name)
    if not is_verified(model, cache):
        raise ModelMissing(name=name)
    return cache / model.place


def is_present(name: str, cache: Path) -> bool:
    """Whether `find_model` finds the model. Raises ModelUnknown."""
    return "/" in name or is_verified(look_up(name), cache)


def missing_bytes(name: str, cache: Path) -> int:
    """Return how many bytes of the model's files have not come yet: 0 where it is present. Raises ModelUnknown.

    About as many where the model's sizes are approximate.
    """
    if is_present(name, cache):
        return 0
    return sum(max(0, file.size - Partial(incoming(cache, file), file.size).done) for file in look_up(name).files)


def hub_has(model: Model, hub: str) -> bool:
    """Whether the hub gives the model's files, asked at once and once: where nothing comes in five seconds it does not."""
    from bot.models.files.download_options import DownloadOptions
    from bot.models.files.hub_digest import ask_hub

    options = DownloadOptions(hub=hub, patience=5.0)
    wanted = [(file.sha256, source) for file in model.files for source in file.sources if isinstance(source, HubFile)]
    try:
        return all(ask_hub(source, options).sha256 == sha256 or not sha256 for sha256, source in wanted)
    except HaeseolError:
        return False  # why does not matter: nothing is offered that cannot be had


def setup_model(
    name: str,
    cache: Path,
    report: Report = report_nothing,
    *,
    hub: str = DEFAULT_HUB,
    verify: bool = False,
    given_up: threading.Event | None = None,
    answer_within: float | None = None,
) -> Path | str:
    """Return what `find_model` returns, after fetching the model if it is not there.

    With `verify` a model that is there is read in full, and fetched again if its digest is wrong. Who sets `given_up`
    wakes a fetch that waits for bytes, and must then raise from `report`. With `answer_within` a server that gives no sign of
    life in so many seconds is not waited for, nor one that falls silent for twice as long. Raises ModelUnknown, and whatever
    kept every source from giving the model.
    """
    if "/" in name:
        return name
    # Every start finds its models; few fetch one, and only those need what fetching imports.
    from bot.models.files.download import fetch_model
    from bot.models.files.download_options import DownloadOptions

    options = DownloadOptions(hub=hub, given_up=given_up or threading.Event())
    if answer_within is not None:
        options = replace(options, answer_within=answer_within, patience=2 * answer_within, retries=1)
    return fetch_model(look_up(name), cache, report, options, verify=verify)
