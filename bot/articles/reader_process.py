"""Files read in a process of their own, so that a hostile one can crash, hang or fill that process and nothing else.

The process starts with the first file that needs it (0.1 s, and once 0.4 s for the page reader) and stays for the next ones, a
millisecond each; after a minute without any it ends. What comes back is JSON of a bounded length: text, never objects.
"""

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO, Any

from bot.articles import article_errors, scanned_pages
from bot.articles.article import Content
from bot.articles.article_errors import ArticleCrashed, ArticleDamaged, ArticleError, ArticleTooSlow
from bot.articles.limits import MAX_BYTES, READ_CLOCK_SECONDS, READ_MEMORY_BYTES, READ_SECONDS, refuse_large
from bot.articles.reading_warnings import ReadingWarning
from bot.models.files.own_folder import OwnFolder

Json = dict[str, Any]

OnPage = Callable[[int, int], None]

# The key of a line that says how many of the pages in pictures are done; the line without it is the answer.
_PAGE = "page"
_START = "from bot.articles.reader_process import serve; serve()"
_IDLE_SECONDS = 60.0
_OUT_OF_TIME = 24  # SIGXCPU, which Windows does not have
# Where programs and libraries are, whose files these are, how text is spelled; TESSDATA_PREFIX is Tesseract's.
_NEEDED = frozenset(
    "PATH LD_LIBRARY_PATH DYLD_LIBRARY_PATH HOME USER LANG LANGUAGE TZ TMPDIR TEMP TMP TESSDATA_PREFIX OMP_THREAD_LIMIT "
    "OMP_NUM_THREADS PYTHONHOME PYTHONPYCACHEPREFIX PYTHONDONTWRITEBYTECODE VIRTUAL_ENV COVERAGE_PROCESS_START "
    "SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT APPDATA LOCALAPPDATA USERPROFILE".split()
)
# JSON may write a character of the text in six bytes.
_MAX_ANSWER_BYTES = 6 * MAX_BYTES + 100_000


def read_apart(
    format_name: str,
    data: bytes,
    source: str,
    clock_seconds: float = READ_CLOCK_SECONDS,
    on_page: OnPage = lambda done, total: None,
) -> Content:
    """Return what the reader of a format finds in `data`; `on_page` hears of pages that are recognised in pictures.

    Raises the reader's own ArticleError, ArticleTooSlow after READ_SECONDS of processor time or `clock_seconds`, which begin
    again with each such page, and ArticleCrashed where the process died.
    """
    with _process.lock:
        request = {"format": format_name, "source": source, "size": len(data)}
        answer = _process.ask(request, data, clock_seconds, on_page)
    if "error" in answer:
        raise _error_from(answer)
    published = answer.pop("published")
    warnings = tuple(map(ReadingWarning.from_json, answer.pop("warnings")))
    answer["machine_read"] = tuple((page, text) for page, text in answer["machine_read"])
    answer["tags"] = tuple(answer["tags"])
    return Content(**answer, published=date.fromisoformat(published) if published else None, warnings=warnings)


def serve() -> None:
    """Be that process: read what standard input brings until it ends."""
    limit_memory()
    requests = sys.stdin.buffer
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what a library prints must not get between the answers
        while line := requests.readline(100_000):
            request = json.loads(line)
            data = requests.read(request["size"])
            limit_time()
            scanned_pages.on_page.set(partial(_tell_page, answers))
            answer = _answer(request["format"], data, request["source"])
            answers.write(json.dumps(answer).encode("ascii") + b"\n")
            answers.flush()


class _ReaderProcess:
    """The process, started when it is needed and again when it has died. One file at a time, under `lock`."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        # What a library puts aside while it reads, and leaves behind where it is killed.
        self._folder: OwnFolder | None = None
        self._idle: threading.Timer | None = None

    def ask(self, request: Json, data: bytes, clock_seconds: float, on_page: OnPage) -> Json:
        if self._idle is not None:
            self._idle.cancel()
        if self._process is None:
            self._folder = OwnFolder("reading")
            self._process = _start(self._folder.path)
        process, late = self._process, threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(clock_seconds, stop)
        timer.start()
        line = b""
        answer: Json = {}
        try:
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            process.stdin.write(data)
            process.stdin.flush()
            while (line := process.stdout.readline(_MAX_ANSWER_BYTES)).endswith(b"\n"):
                answer = json.loads(line)
                if _PAGE not in answer:
                    break
                timer.cancel()
                on_page(*answer[_PAGE])
                timer = threading.Timer(clock_seconds, stop)
                timer.start()
        except OSError:
            pass  # a process that dies while it is written to; that it died is all there is to know
        except BaseException:
            self.end()  # an answer that nobody waited for must not become the next file's
            raise
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            self.end()
            if late.is_set() or process.returncode == -_OUT_OF_TIME:
                seconds = clock_seconds if late.is_set() else READ_SECONDS
                raise ArticleTooSlow(source=request["source"], seconds=f"{seconds:g}")
            raise ArticleCrashed(source=request["source"], limit=f"{READ_MEMORY_BYTES / 1e9:.0f} GB")
        self._idle = threading.Timer(_IDLE_SECONDS, self.end)
        self._idle.daemon = True
        self._idle.start()
        return answer

    def end(self) -> None:
        """Stop the process if there is one."""
        with self.lock:
            if self._idle is not None:
                self._idle.cancel()
            if self._process is not None:
                self._process.kill()
                with contextlib.suppress(OSError), self._process:
                    pass  # closes the pipes, one of which may be broken, and waits
                self._process = None
            if self._folder is not None:
                self._folder.remove()
                self._folder = None


_process = _ReaderProcess()
atexit.register(_process.end)


def _start(temporary: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", _START],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**reader_environment(), "TMPDIR": str(temporary)},
    )


def reader_environment() -> dict[str, str]:
    """Return the environment in which a process of its own finds our modules, prints no warnings and holds nobody's keys.

    A file may take that process over: it has of the environment what reading needs.
    """
    home = str(Path(article_errors.__file__).resolve().parents[2])
    path = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
    needed = {
        name: value for name, value in os.environ.items() if name.upper() in _NEEDED or name.upper().startswith("LC_")
    }
    return {**needed, "PYTHONPATH": path, "PYTHONWARNINGS": "ignore"}


def limit_time() -> None:
    """Bound the processor time of what this process does next, on systems that can."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime + READ_SECONDS) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def limit_memory() -> None:
    """Bound the memory of this process, on systems that can."""
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (READ_MEMORY_BYTES, READ_MEMORY_BYTES))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _tell_page(answers: IO[bytes], done: int, total: int) -> None:
    """Tell whoever waits that pages are done, and begin to count the time anew: each page has its own."""
    answers.write(json.dumps({_PAGE: [done, total]}).encode("ascii") + b"\n")
    answers.flush()
    limit_time()


def _answer(format_name: str, data: bytes, source: str) -> Json:
    from bot.articles.formats import FORMATS

    format = next(format for format in FORMATS if format.name == format_name)
    try:
        content = format.read(data, source)
        refuse_large(len(content.text.encode("utf-8", "replace")), source)
    except ArticleError as error:
        return {"error": type(error).__name__, "facts": error.facts}
    except MemoryError:
        raise
    except Exception as error:
        # Broken files make parsers raise anything; whatever it is, this file cannot be read and the next one can.
        reason = f"{type(error).__name__}: {error}"[:200]
        return {"error": ArticleDamaged.__name__, "facts": {"source": source, "format": format.name, "reason": reason}}
    return {**asdict(content), "published": content.published.isoformat() if content.published else None}


def _error_from(answer: Json) -> ArticleError:
    kind, facts = getattr(article_errors, str(answer["error"])), answer["facts"]
    assert issubclass(kind, ArticleError) and isinstance(facts, dict)
    error: ArticleError = kind(**facts)
    return error
