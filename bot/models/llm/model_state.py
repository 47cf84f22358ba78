"""What is told of the answering model: how it is doing, which could take its place, and how fast it is."""

from dataclasses import dataclass
from typing import Literal

from bot.bilingual import Bilingual
from bot.errors import HaeseolError
from bot.progress import Progress

ModelState = Literal["loading", "ready", "answering", "away", "none"]


@dataclass(frozen=True, slots=True)
class ModelAddress:
    """One of several addresses of a model elsewhere, and whether it answered when it was last asked."""

    address: str
    answers: bool


@dataclass(frozen=True, slots=True)
class ModelOffer:
    """An answering model that can be chosen: at once where it is `ready`, else after `missing` bytes have been fetched.

    `size` on disk and `memory` while it works are in bytes, 0 for a model that runs elsewhere and for none; `about` says that the
    size is only about right. `notice` and `conditions` are what its licence wants shown. `first_word`, in seconds, and `writing`,
    in tokens a second, are what is expected of it on this machine, 0.0 where nobody can say yet.
    """

    name: str
    ready: bool
    size: int = 0
    memory: int = 0
    missing: int = 0
    about: bool = False
    licence: str = ""
    notice: str = ""
    conditions: Bilingual | None = None
    first_word: float = 0.0
    writing: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelOffers:
    """The models that can be chosen, the built-in one first, and how the choice stands.

    `chosen` is the one that answers now. `started_with` was named at the start, which wins each time; `gone` was chosen
    earlier and is not on this machine any more; both are empty otherwise. `memory` is the machine's, in bytes, None where
    it does not say. `better` is a model that suits this machine better than the built-in one and can be had, as long as nobody
    has chosen any; else empty. `fetching` is how far the one under way has come; `failed` names the last that could not be
    had, and `problem` says why.
    """

    offers: tuple[ModelOffer, ...]
    chosen: str
    started_with: str = ""
    gone: str = ""
    memory: int | None = None
    better: str = ""
    fetching: Progress | None = None
    failed: str = ""
    problem: HaeseolError | None = None


@dataclass(frozen=True, slots=True)
class ModelTest:
    """That the answering model answers: seconds to its first word, and the letters a second that it writes after it."""

    name: str
    first_token: float
    letters_per_second: float
