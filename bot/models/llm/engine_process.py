"""llama.cpp in a process of its own: whatever ends it (a file that is cut under it, too little memory) ends nothing else.

The process is told on a line of standard input what to load, says on a line of standard output where it listens, and ends with
its standard input: also where the program that started it was killed. It imports the engine and nothing else of ours.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.models.llm.provider_keys import environment_without_keys
from bot.models.openmp import wait_briefly

_START = "from bot.models.llm.engine_process import serve; serve()"
# Of a model that is read from a slow disk: 4 GB at 10 MB a second.
_LOAD_SECONDS = 400.0


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What the engine loads, and how: a GGUF file, the threads, the tokens of its memory and of one look, its key and folder.

    `cache_mib` is the most memory for prompts that were read before. `package` is the folder that the engine is imported from,
    "" for the installed one. `adapters` are GGUF files of what the model was taught beside, switched on by request.
    """

    path: str
    threads: int
    context_tokens: int
    batch_tokens: int
    cache_mib: int
    key: str
    folder: str
    package: str = ""
    adapters: Sequence[str] = ()


class EngineRefused(RuntimeError):
    """The engine itself says that it does not load what it was given; one that was killed on the way has said nothing."""


class EngineProcess:
    """The running engine at `address`. It ends with the last reference to this, or with this process, however that ends."""

    def __init__(self, process: "subprocess.Popen[bytes]", address: str) -> None:
        self._process = process
        self.address = address
        self.pid = process.pid
        self._ending = weakref.finalize(self, _end, process)

    @classmethod
    def start(cls, options: EngineOptions) -> "EngineProcess":
        """Start the engine and return when the model is loaded.

        Raises EngineRefused where it says that it cannot load it, RuntimeError where it ended or was too slow, and OSError.
        """
        home = str(Path(__file__).resolve().parents[3])
        path = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
        environment = environment_without_keys(os.environ)
        wait_briefly(environment)
        process = subprocess.Popen(
            [sys.executable, "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C in the terminal is for the program, which ends its engine itself
        )
        assert process.stdin is not None and process.stdout is not None
        too_late = threading.Timer(_LOAD_SECONDS, process.kill)
        too_late.start()
        try:
            with contextlib.suppress(OSError):  # one that dies at once is told below
                process.stdin.write(json.dumps(asdict(options)).encode("ascii") + b"\n")
                process.stdin.flush()
            line = process.stdout.readline()
            if not line.endswith(b"\n"):
                raise RuntimeError(_how_it_ended(process.wait()))
            said = json.loads(line)
            if "error" in said:
                raise EngineRefused(said["error"])
            return cls(process, said["address"])
        except BaseException:
            _end(process)
            raise
        finally:
            too_late.cancel()

    def ended(self, within: float = 0.0) -> str:
        """Return how the process has ended, such as "SIGBUS", "" where it lives; `within` seconds it may take to end."""
        try:
            return _how_it_ended(self._process.wait(within))
        except subprocess.TimeoutExpired:
            return ""

    def end(self) -> None:
        """End the process, whatever it is doing; a second time does nothing."""
        self._ending()


def _how_it_ended(code: int) -> str:
    try:
        return signal.Signals(-code).name if code < 0 else f"exit {code}"
    except ValueError:
        return f"signal {-code}"


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    with contextlib.suppress(OSError), process:
        pass  # closes the pipes and waits


def serve() -> None:
    """Be that process until standard input ends."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)  # what the engine prints must not get between the answers
        options = EngineOptions(**json.loads(sys.stdin.buffer.readline()))
        try:
            server = _loaded(options)
            said = {"address": str(server.listening_address)}  # type: ignore[attr-defined]
        except Exception as error:  # the engine has errors of its own, and whatever it was ends this process
            said = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(said), file=answers, flush=True)
    if "address" in said:
        sys.stdin.buffer.read()
    os._exit(0)  # the engine's own way out waits for requests that nobody reads any more


def _loaded(options: EngineOptions) -> object:
    if options.package:
        sys.path.insert(0, options.package)
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = options.path
    parameters.n_ctx = options.context_tokens
    parameters.n_batch = options.batch_tokens
    parameters.n_parallel = 1
    parameters.n_gpu_layers = 0
    parameters.api_keys = [options.key]
    parameters.ui = False
    parameters.offline = True
    # A model that could think before it speaks does not: at 24 tokens a second that is a minute before the first word.
    parameters.enable_reasoning = 0
    # Prompts that were read stay in memory, so that the fixed part in each language is read once; the engine's own
    # limit is 8 GB.
    parameters.cache_ram_mib = options.cache_mib
    # No signs of life while nothing is said: silence is how a reply that does not come is told.
    parameters.sse_ping_interval = -1
    parameters.verbosity = -1
    parameters.slot_save_path = f"{options.folder}{os.sep}"
    if options.adapters:
        parameters.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(adapter, 0.0) for adapter in options.adapters]
        parameters.lora_init_without_apply = True
    for pool in (parameters.cpuparams, parameters.cpuparams_batch):
        pool.n_threads = options.threads
    return xllamacpp.Server(parameters)
