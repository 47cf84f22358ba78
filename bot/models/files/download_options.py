"""Where models come from on this machine, and how patient the downloads are: decided once, passed to every source."""

import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.models.files.disk import FreeSpace, free_space
from bot.settings import DEFAULT_HUB


@dataclass(frozen=True, slots=True)
class DownloadOptions:
    """`hub` is a model hub's address; `python` runs pip, in `environment` (None: the one that we were started in).

    A download from which nothing comes for `patience` seconds is given up; one that breaks off after some bytes is
    taken up again, `retries` times, `pause` seconds later. Once `given_up` is set, a line that is waited on is cut. A server
    that gives no sign of life within `answer_within` seconds is not asked for files at all (None: as patient as ever).
    """

    hub: str = DEFAULT_HUB
    python: str = field(default_factory=lambda: sys.executable)
    environment: Mapping[str, str] | None = None
    patience: float = 60.0
    retries: int = 3
    pause: float = 1.0
    answer_within: float | None = None
    free_space: FreeSpace = free_space
    given_up: threading.Event = field(default_factory=threading.Event)
