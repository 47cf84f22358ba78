"""What a user may decide: in the environment, read once at the edge and passed in from there, and on the page."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from bot.errors import PreferencesNotWritable, SettingInvalid

DEFAULT_EMBEDDING = "multilingual-e5-small"
DEFAULT_MODEL = "qwen2.5-coder-1.5b"
DEFAULT_TRANSLATOR = "firefox-ko-en"
DEFAULT_HUB = "https://huggingface.co"
DEFAULT_PARALLEL = 8
# As many readers as the page serves at once.
MOST_PARALLEL = 64
PREFERENCES = "preferences.json"
# The library in `index/`, where one is to be named.
LOCAL = "local"
EXPECTED_STATE = "postgresql://user@host:5432/name"
# Where the files of the articles may be kept.
EXPECTED_STORE = "s3://bucket/prefix"
_STORE = re.compile(r"(s3|gs|az)://[^\s/?#]+(/[^?#]*)?|file:///[^?#]+")


def checkout() -> Path | None:
    """Return the checkout that this file is part of, None where Haeseol was installed without one."""
    folder = Path(__file__).resolve().parent.parent
    return folder if (folder / "pyproject.toml").is_file() else None


def user_home() -> Path:
    """Return the user's data folder for Haeseol: home where it was installed and no other is named."""
    return Path(platformdirs.user_data_dir("haeseol", appauthor=False)).resolve()


@dataclass(frozen=True, slots=True)
class Settings:
    """One run's settings. `home` holds `corpus/`, `index/` and `conversations/`; `cache` holds the models of all homes.

    `model` is a name from the catalogue, `provider:model` as LangChain's `init_chat_model` reads it, or "none" for
    answers made of quotes alone. `model_named` says that whoever started the program named it; else what was chosen on the
    page counts (`bot.models.llm.saved_choice`). `translator` is a name from the catalogue or "none"; where it is not on this
    machine, translations are the answering model's. With `ask_hub` the page may ask `hub` whether it has a better model.
    A model that runs elsewhere is asked `parallel` questions at a time, at `base_urls`, () for its provider's own address.
    `embedding_urls` are where `embedding` is served, () for the model on this machine.
    `library` is the address of one on a server, such as "milvus://host:19530/name", "" for the one in `index/`. `state` is
    that of the database in which several pages share conversations and keys, such as "postgresql://host/name", "" for files.
    `corpus_store` is where the files of `corpus/` are kept for good, such as "s3://bucket/prefix", "" for `corpus/` itself.
    At `work_port` a worker tells how it is doing, None for nowhere. `json_log` is for logs that machines collect.

    `origins` are the host names, lower case, by which a proxy makes the page known; `root_path` is the path below which it
    does so, such as "/haeseol", "" for none. `proxy_guards` says that the proxy lets in only those who may use the page.
    """

    home: Path
    cache: Path = field(default_factory=lambda: Path(platformdirs.user_cache_dir("haeseol", appauthor=False)))
    embedding: str = DEFAULT_EMBEDDING
    model: str = DEFAULT_MODEL
    model_named: bool = False
    translator: str = DEFAULT_TRANSLATOR
    base_urls: tuple[str, ...] = ()
    embedding_urls: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = 7860
    origins: tuple[str, ...] = ()
    root_path: str = ""
    proxy_guards: bool = False
    hub: str = DEFAULT_HUB
    ask_hub: bool = False
    parallel: int = DEFAULT_PARALLEL
    library: str = ""
    state: str = ""
    corpus_store: str = ""
    work_port: int | None = None
    json_log: bool = False

    def with_home(self, home: Path) -> "Settings":
        """Return these settings for another home, whose library, state and articles are its own."""
        return replace(self, home=home, library="", state="", corpus_store="")

    @property
    def corpus(self) -> Path:
        """The folder of the articles."""
        return self.home / "corpus"

    @property
    def index(self) -> Path:
        """The folder of what was made from the articles; deleting it costs time and nothing else."""
        return self.home / "index"

    @property
    def conversations(self) -> Path:
        """The folder of the saved conversations, which nothing else could bring back."""
        return self.home / "conversations"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], *, home: Path | None = None) -> "Settings":
        """Read HAESEOL_HOME, _CACHE, _EMBEDDING, _EMBEDDING_URL, _MODEL, _TRANSLATOR, _BASE_URL, _PARALLEL, _LIBRARY, _STATE,
        _CORPUS, _HOST, _PORT, _WORK_PORT, _LOG, _ORIGINS, _ROOT_PATH, _PROXY_GUARDS, and HF_ENDPOINT for `hub`. Where to listen
        may be said in Gradio's words: GRADIO_SERVER_NAME, _SERVER_PORT, _ROOT_PATH.

        With HF_HUB_OFFLINE, as the hub's own client reads it, the hub is not asked anything unless a reader says so.

        `home` wins over HAESEOL_HOME; without either, home is the checkout that this file is part of, and where Haeseol was
        installed instead, a folder of the user's own (`user_home`).
        """
        chosen_home = home or environment.get("HAESEOL_HOME") or checkout() or user_home()
        cache = environment.get("HAESEOL_CACHE") or platformdirs.user_cache_dir("haeseol", appauthor=False)
        port = environment.get("HAESEOL_PORT") or environment.get("GRADIO_SERVER_PORT") or "7860"
        if not port.isdecimal() or not 0 <= int(port) < 65536:
            raise SettingInvalid(setting="HAESEOL_PORT", value=port, expected="0-65535")
        parallel = environment.get("HAESEOL_PARALLEL") or str(DEFAULT_PARALLEL)
        if not parallel.isdecimal() or not 0 < int(parallel) <= MOST_PARALLEL:
            raise SettingInvalid(setting="HAESEOL_PARALLEL", value=parallel, expected=f"1-{MOST_PARALLEL}")
        return cls(
            home=_folder(chosen_home, "home" if home else "HAESEOL_HOME"),
            cache=_folder(cache, "HAESEOL_CACHE"),
            embedding=environment.get("HAESEOL_EMBEDDING") or DEFAULT_EMBEDDING,
            model=environment.get("HAESEOL_MODEL") or DEFAULT_MODEL,
            model_named=bool(environment.get("HAESEOL_MODEL")),
            translator=environment.get("HAESEOL_TRANSLATOR") or DEFAULT_TRANSLATOR,
            embedding_urls=_addresses("HAESEOL_EMBEDDING_URL", environment),
            base_urls=_addresses("HAESEOL_BASE_URL", environment),
            host=environment.get("HAESEOL_HOST") or environment.get("GRADIO_SERVER_NAME") or "127.0.0.1",
            port=int(port),
            origins=_host_names(environment.get("HAESEOL_ORIGINS", "")),
            root_path=_path(environment.get("HAESEOL_ROOT_PATH") or environment.get("GRADIO_ROOT_PATH") or ""),
            proxy_guards=_yes(environment.get("HAESEOL_PROXY_GUARDS", "")),
            hub=(environment.get("HF_ENDPOINT") or DEFAULT_HUB).rstrip("/"),
            parallel=int(parallel),
            library=_library(environment.get("HAESEOL_LIBRARY", "")),
            state=_state(environment.get("HAESEOL_STATE", "")),
            corpus_store=_corpus_store(environment.get("HAESEOL_CORPUS", "")),
            work_port=_work_port(environment.get("HAESEOL_WORK_PORT", "")),
            json_log=_json_log(environment.get("HAESEOL_LOG", "")),
            ask_hub=environment.get("HF_HUB_OFFLINE", "").upper() not in {"1", "ON", "YES", "TRUE"},
        )


def _work_port(text: str) -> int | None:
    if text and (not text.isdecimal() or not 0 < int(text) < 65536):
        raise SettingInvalid(setting="HAESEOL_WORK_PORT", value=text, expected="1-65535")
    return int(text) if text else None


def _json_log(text: str) -> bool:
    if text.lower() not in {"", "text", "json"}:
        raise SettingInvalid(setting="HAESEOL_LOG", value=text, expected="json / text")
    return text.lower() == "json"


def _folder(named: str | Path, setting: str) -> Path:
    """Return the folder that a setting names, from the root on. Raises SettingInvalid, as for a home of no user."""
    try:
        return Path(named).expanduser().resolve()
    except RuntimeError as error:
        raise SettingInvalid(setting=setting, value=str(named), expected="~/haeseol") from error


def _host_names(text: str) -> tuple[str, ...]:
    """Return the host names in a list of names or origins, such as "https://news.example.org, intranet"."""
    found = []
    for entry in text.replace(",", " ").split():
        try:
            name = urlsplit(entry if "//" in entry else f"//{entry}").hostname or ""
        except ValueError:
            name = ""
        if not re.fullmatch(r"[a-z0-9._-]+|[0-9a-f:]+", name):
            raise SettingInvalid(setting="HAESEOL_ORIGINS", value=entry, expected="https://news.example.org")
        found.append(name)
    return tuple(found)


def _addresses(setting: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the addresses in a list with commas, each once. One alone is taken as it is: whoever asks there refuses it."""
    entries = environment.get(setting, "").split(",")
    found = tuple(dict.fromkeys(entry.strip() for entry in entries if entry.strip()))
    for entry in found if len(found) > 1 else ():
        if not re.fullmatch(r"https?://[^\s/]+\S*", entry):
            raise SettingInvalid(
                setting=setting,
                value=without_login(entry),
                expected="http://one:8000/v1,http://two:8000/v1",
            )
    return found


def _library(text: str) -> str:
    """Return the address of a library on a server, "" for the home's own, which "none" and "local" mean too."""
    return "" if text.lower() in {"none", LOCAL} else text


def _state(text: str) -> str:
    """Return the address of a database, "" for the home's own files, which "none" and "local" mean too."""
    if text.lower() in {"", "none", LOCAL}:
        return ""
    if not text.startswith(("postgresql://", "postgres://")):
        # A password may be among the options, and in the form that has no slashes anywhere.
        shown = without_login(text).partition("?")[0] if "//" in text else "…"
        raise SettingInvalid(setting="HAESEOL_STATE", value=shown, expected=EXPECTED_STATE)
    return text


def _corpus_store(text: str) -> str:
    """Return the address of the store of the articles' files, "" for `corpus/` itself, which "none" and "local" mean too."""
    if text.lower() in {"", "none", LOCAL}:
        return ""
    if not _STORE.fullmatch(text):
        raise SettingInvalid(setting="HAESEOL_CORPUS", value=without_login(text), expected=EXPECTED_STORE)
    return text


def without_login(address: str) -> str:
    """Return an address as it may be shown, also one that is none: without a user and a password in it."""
    return re.sub(r"//.*@", "//", address, flags=re.DOTALL)


def _yes(text: str) -> bool:
    if text.lower() not in {"", "yes", "no"}:
        raise SettingInvalid(setting="HAESEOL_PROXY_GUARDS", value=text, expected="yes")
    return text.lower() == "yes"


def _path(text: str) -> str:
    path = f"/{text.strip('/')}" if text.strip("/") else ""
    if not re.fullmatch(r"(/[\w.~-]+)*", path, re.ASCII):
        raise SettingInvalid(setting="HAESEOL_ROOT_PATH", value=text, expected="/haeseol")
    return path


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a reader chose on the page, kept in `preferences.json` in the home: it outlives the program and the index.

    `answering_model` is "" where none was chosen; `watch_corpus` says whether changes in `corpus/` are followed.
    """

    home: Path
    answering_model: str = ""
    watch_corpus: bool = True

    @classmethod
    def of(cls, home: Path) -> "Preferences":
        """Return what was chosen in a home; what is not there or not ours is as nobody chose it."""
        try:
            chosen = json.loads((home / PREFERENCES).read_text(encoding="utf-8"))
            model, watch = chosen.get("answering_model", ""), chosen.get("watch_corpus", True)
        except (OSError, ValueError, AttributeError, RecursionError):
            return cls(home)
        return cls(home, model if isinstance(model, str) else "", watch is not False)

    def save(self, **chosen: str | bool) -> None:
        """Keep these with what was chosen besides `chosen`. Raises PreferencesNotWritable."""
        content = {"answering_model": self.answering_model, "watch_corpus": self.watch_corpus, **chosen}
        path = self.home / PREFERENCES
        new = path.with_suffix(".new")
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
            new.replace(path)
        except OSError as error:
            raise PreferencesNotWritable(path=path, reason=error.strerror or str(error)) from error
