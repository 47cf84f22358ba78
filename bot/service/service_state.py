"""How the whole is doing: whether questions can be searched and answered, and how much room it takes."""

from dataclasses import dataclass
from typing import Literal

from bot.models.llm.model_state import ModelAddress, ModelState

SearchState = Literal["loading", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class ServiceState:
    """Whether questions can be searched and answered now. `detail` is a bare fact for the curious: a path, a size.

    `watching` says whether changes in the folder are taken in as they happen; `written_at`, in milliseconds since 1970, is
    when the library was last written to, by which a page sees that its list is old. `gone_model` was chosen earlier and is not
    on this machine any more, so that another one answers; `better_model` could be had, and suits the machine better than the
    built-in one that answers. `addresses` has those of a model that runs at several.
    """

    search: SearchState
    model: ModelState
    model_name: str
    detail: str = ""
    watching: bool = False
    written_at: int = 0
    gone_model: str = ""
    better_model: str = ""
    addresses: tuple[ModelAddress, ...] = ()

    @property
    def silent_addresses(self) -> tuple[str, ...]:
        """The addresses that did not answer when they were last asked."""
        return tuple(each.address for each in self.addresses if not each.answers)


@dataclass(frozen=True, slots=True)
class StorageUse:
    """Bytes on disk: the articles' files, what is kept beside them (older versions, the last removal), and the index."""

    articles: int
    kept: int
    index: int
