"""llama.cpp beside this process: an OpenAI-compatible server on loopback, on a random port and with a random key.

Beside what the model says of a text the engine tells what it remembers of it. For every token that was read its memory holds a
key and a value of each layer; the values of middle layers at the last token show what the model made of the text better than the
words that it would say next (docs/measurements/answering.md). They come as llama.cpp writes the state of a sequence into a file.
"""

import contextlib
import logging
import os
import secrets
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.models.files.own_folder import OwnFolder
from bot.models.llm.adapters import AdapterName
from bot.models.llm.engine_process import EngineOptions, EngineProcess, EngineRefused

_log = logging.getLogger("haeseol")

Floats = npt.NDArray[np.float32]

CONTEXT_TOKENS = 4096
PROMPT_CACHE_MIB = 256
# The engine looks up from reading a prompt after so many tokens, about a second's work on two cores: a request that was given
# up keeps the next one waiting no longer. Reading in pieces this small takes 3% longer than in one.
BATCH_TOKENS = 64

_STATE = "state"
# A request that was given up may still be read to the end of its batch, on a slow or busy machine for many seconds.
_SECONDS = 120
# Before the rows of each layer: their type as llama.cpp numbers it, and the bytes of one row.
_HEADER = struct.Struct("<iQ")
_HALF_FLOATS = 1


@dataclass(frozen=True, slots=True)
class KVLocation:
    """A place in the memory of a model of `depth` layers: some of them, counted from 0, and the numbers that each has a token."""

    depth: int
    layers: tuple[int, ...]
    width: int


class LlamaServer:
    """A GGUF file loaded into llama.cpp. It closes with the last reference to it."""

    def __init__(self, engine: EngineProcess, key: str, folder: OwnFolder) -> None:
        self._engine = engine
        self.key = key
        # Nobody closes a model: it goes with the last one who holds it, and its folder with it.
        self._own_folder = folder
        self._folder = folder.path

    @classmethod
    def from_gguf(
        cls, path: Path, threads: int | None = None, package: Path | None = None, adapters: Sequence[Path] = ()
    ) -> "LlamaServer":
        """Load a GGUF file. Takes seconds to tens of seconds. Raises EngineRefused, RuntimeError and OSError as `EngineProcess`.

        The engine is imported from the folder `package`, without one it is the installed one. `adapters` are what the model has
        been taught beside, off where a request says nothing of them.
        """
        key, folder = secrets.token_urlsafe(32), OwnFolder("engine")
        options = EngineOptions(
            path=str(path),
            threads=threads or os.cpu_count() or 2,
            context_tokens=CONTEXT_TOKENS,
            batch_tokens=BATCH_TOKENS,
            cache_mib=PROMPT_CACHE_MIB,
            key=key,
            folder=str(folder.path),
            package=str(package or ""),
            adapters=[str(adapter) for adapter in adapters],
        )
        return cls(EngineProcess.start(options), key, folder)

    @property
    def address(self) -> str:
        """Where the server listens: http://127.0.0.1:PORT."""
        return self._engine.address

    @property
    def pid(self) -> int:
        """The process that the engine is."""
        return self._engine.pid

    def ended(self, within: float = 0.0) -> str:
        """Return how the engine has ended, "" where it lives; `within` seconds it may take to end."""
        return self._engine.ended(within)

    def end(self) -> None:
        """End the engine, whatever it is doing."""
        self._engine.end()

    def values(self, place: KVLocation) -> Floats:
        """Return the values at `place` for the last token that was read, layer after layer, shape (layers * width,).

        Takes about 30 ms for 400 tokens. Raises httpx.HTTPError where the server does not answer, OSError where it cannot write,
        and ValueError where what it writes is not what `read_values` knows.
        """
        import httpx

        # What cleans up old files takes the folder too, when nobody has asked for days.
        self._folder.mkdir(mode=0o700, exist_ok=True)
        keys = {"Authorization": f"Bearer {self.key}"}
        # No proxy of the environment stands between a process and itself.
        with httpx.Client(trust_env=False, headers=keys, timeout=_SECONDS) as client:
            saved = client.post(f"{self.address}/slots/0?action=save", json={"filename": _STATE})
        path = self._folder / _STATE
        try:
            return read_values(path, saved.raise_for_status().json()["n_saved"], place)
        finally:
            path.unlink(missing_ok=True)


def start_server(
    path: Path, threads: int | None, package: Path | None, adapters: Mapping[AdapterName, Path]
) -> tuple[LlamaServer, tuple[AdapterName, ...]]:
    """Return the engine in `package`, the installed one where that does not start, and which `adapters` it has taken, in order.

    What does not start and what is not taken is told in the log. Raises as `LlamaServer.from_gguf`.
    """
    if package is not None:
        try:
            return _start_one(path, threads, package, adapters)
        except RuntimeError as error:
            _log.warning("the engine in %s does not start, the installed one takes its place: %s", package, error)
    return _start_one(path, threads, None, adapters)


def _start_one(
    path: Path, threads: int | None, package: Path | None, adapters: Mapping[AdapterName, Path]
) -> tuple[LlamaServer, tuple[AdapterName, ...]]:
    """Return an engine with all `adapters`; where it says that it does not load them, with the first that it takes alone.

    One that was killed, or took too long, would be so without them too: it is not started again for that.
    """

    def started(*names: AdapterName) -> LlamaServer:
        return LlamaServer.from_gguf(path, threads, package, [adapters[name] for name in names])

    try:
        return started(*adapters), tuple(adapters)
    except EngineRefused as error:
        if not adapters:
            raise
        refused = error
    server, taken = started(), tuple[AdapterName, ...]()  # first: what is wrong with the model itself is raised here
    for name in adapters if len(adapters) > 1 else ():
        with contextlib.suppress(EngineRefused):
            server, taken = started(name), (name,)
            break
    lacking = [str(file) for name, file in adapters.items() if name not in taken]
    _log.warning("the engine does not take what the model was taught (%s): %s", refused, ", ".join(lacking))
    return server, taken


def read_values(path: Path, tokens: int, place: KVLocation) -> Floats:
    """Return the values at `place` for the last of `tokens` tokens, shape (layers * width,), from the state of one sequence.

    The file ends with the values of every token, layer by layer, as half floats. Raises ValueError where it holds something else.
    """
    row = 2 * place.width
    block = _HEADER.size + tokens * row
    found = []
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        for layer in place.layers:
            start = end - (place.depth - layer) * block
            if start < 0:
                raise ValueError(f"{path}: too short for {tokens} tokens in {place.depth} layers")
            file.seek(start)
            kind, size = _HEADER.unpack(file.read(_HEADER.size))
            if (kind, size) != (_HALF_FLOATS, row):
                raise ValueError(
                    f"{path}: rows of {size} bytes of type {kind} in layer {layer}, not {row} of half floats"
                )
            file.seek(start + block - row)
            found.append(np.frombuffer(file.read(row), dtype="<f2"))
    return np.concatenate(found).astype(np.float32)
