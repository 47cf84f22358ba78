"""The models that Haeseol fetches by itself: what each is, where its files come from, and the digests they must have.

Every digest is that of the published file; what packages carry is the same file, byte for byte. A file whose digest nobody has
published is checked against the one that the hub tells for it (`bot.models.files.hub_digest`).
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from bot.bilingual import Bilingual
from bot.models.model_errors import ModelUnknown

ModelRole = Literal["embedding", "answering", "translator"]
Form = Literal["gguf", "e5", "files"]


@dataclass(frozen=True, slots=True)
class PackagePart:
    """A piece of a file inside a wheel: `size` bytes at `path`; `download` is the size of the wheel itself."""

    package: str
    version: str
    path: str
    size: int
    download: int

    @property
    def requirement(self) -> str:
        """The package as pip is asked for it."""
        return f"{self.package}=={self.version}"


@dataclass(frozen=True, slots=True)
class Packages:
    """A file as the pieces that wheels on the package index carry, to be put together in this order."""

    parts: tuple[PackagePart, ...]

    @property
    def name(self) -> str:
        """The source as messages name it."""
        first, last = self.parts[0].requirement, self.parts[-1].requirement
        return first if first == last else f"{first} ... {last}"

    @property
    def download(self) -> int:
        """How many bytes travel."""
        return sum(part.download for part in self.parts)


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of `size` bytes in a repository of a model hub."""

    repository: str
    revision: str
    filename: str
    size: int

    @property
    def name(self) -> str:
        """The source as messages name it."""
        return f"{self.repository}@{self.revision}"

    @property
    def download(self) -> int:
        """How many bytes travel."""
        return self.size


@dataclass(frozen=True, slots=True)
class GzipFile:
    """A file that is published packed by gzip at an address of its own; `size` is that of the unpacked file."""

    address: str
    size: int

    @property
    def name(self) -> str:
        """The source as messages name it."""
        return self.address

    @property
    def download(self) -> int:
        """How many bytes travel at most: how many fewer the packing makes of them is not known before."""
        return self.size


Source = Packages | HubFile | GzipFile


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A published file, and where to get it, first choice first.

    Where `sha256` is empty it is for the hub to tell, `size` is approximate, and the hub is the only source.
    """

    name: str
    size: int
    sha256: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A model: `files` are fetched, then put together as `form` says, and found in the cache as `place`.

    A "gguf" is its only file, "files" are a folder of all of them as they are, and of an "e5" a folder is made.

    `size` is what it takes on disk and `memory` about what it takes while it works, both in bytes. A new `recipe`
    number makes every machine put the model together again. `notice` is what the licence wants to be shown wherever the model
    is offered or used, and `conditions` what it asks of its users beyond the usual. `rank` orders the models that are
    recommended, 1 first; 0 is for those that are only offered.
    """

    name: str
    role: ModelRole
    licence: str
    form: Form
    place: str
    size: int
    memory: int
    files: tuple[ModelFile, ...]
    recipe: int = 1
    notice: str = ""
    conditions: Bilingual | None = None
    rank: int = 0

    @property
    def is_approximate(self) -> bool:
        """Whether the sizes are only about right, because the hub has yet to be asked."""
        return not all(file.sha256 for file in self.files)

    @property
    def download(self) -> int:
        """How many bytes travel when each file comes from its first source."""
        return sum(file.sources[0].download for file in self.files)


def look_up(name: str) -> Model:
    """Return the model called `name`. Raises ModelUnknown."""
    if name not in catalogue():
        raise ModelUnknown(name=name, known=", ".join(catalogue()))
    return catalogue()[name]


@cache
def catalogue() -> dict[str, Model]:
    """Return the models by their names, the built-in ones first, as `catalogue.toml` beside this file has them."""
    written = tomllib.loads((Path(__file__).parent / "catalogue.toml").read_text(encoding="utf-8"))
    models = map(_read_model, written["model"])
    return {model.name: model for model in models}


def _read_model(written: dict[str, Any]) -> Model:
    asked = {"conditions": Bilingual(**written["conditions"])} if "conditions" in written else {}
    return Model(**{**written, "files": tuple(map(_read_file, written["files"])), **asked})


def _read_file(written: dict[str, Any]) -> ModelFile:
    name, size = written["name"], written["size"]
    sources: list[Source] = []
    # Packages come first, because many machines reach a package index and no hub.
    if wheels := written.get("packages"):
        sources.append(_read_packages(size, **wheels))
    if hub := written.get("hub"):
        sources.append(HubFile(filename=name, size=size, **hub))
    if address := written.get("gzip"):
        sources.append(GzipFile(address, size))
    return ModelFile(name, size, written.get("sha256", ""), tuple(sources))


def _read_packages(
    size: int, package: str, version: str, path: str, downloads: Sequence[int], piece: int = 0
) -> Packages:
    last = len(downloads)
    return Packages(
        tuple(
            PackagePart(
                package.format(n=n),
                version,
                path.format(n=n),
                piece if n < last else size - piece * (last - 1),
                download,
            )
            for n, download in enumerate(downloads, start=1)
        )
    )
