"""Providers' keys: where they come from, and that they go nowhere else.

A key is in the provider's usual variable, or in a file that the same name with _FILE names and that nobody else can read. Nothing
else here keeps one, and what a provider says of a failure is told without any: some repeat the key that they refuse.
"""

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from bot.models.llm.providers import KEYS
from bot.models.model_errors import ProviderKeyOpen

# The key of whoever serves the embedding model.
EMBEDDING_KEY = "HAESEOL_EMBEDDING_KEY"

_FILE = "_FILE"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_NAMED = re.compile(r"(?:API_?KEY|EMBEDDING_KEY|ACCESS_?KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)$", re.IGNORECASE)
_SHORTEST = 8
# As keys look, for what is cut or starred: sk-..., Bearer ..., key=..., and 32 letters and digits or more on end.
_ALIKE = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|up|flp|nv|nvapi|hf|AIza|r8|pplx|fw)[-_][\w*.\-]{6,}|\bAIza[\w\-]{10,}|\bBearer\s+[^\s'\",}]+"
    r"|(?<=key=)[^\s&'\"]+|(?<=token=)[^\s&'\"]+|\b(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9_\-]{32,}\b",
    re.IGNORECASE,
)
HIDDEN = "…"


def read_key(variable: str, environment: Mapping[str, str]) -> str:
    """Return the key in a variable or in the file that is named beside it, "" where there is none. Raises ProviderKeyOpen."""
    if not variable or environment.get(variable):
        return environment.get(variable, "")
    named = environment.get(variable + _FILE)
    if not named:
        return ""
    path = Path(named)
    try:
        path = path.expanduser()
        found = path.stat()
        if os.name == "posix" and found.st_mode & _OTHERS:
            raise ProviderKeyOpen(path=path, reason=f"mode {stat.S_IMODE(found.st_mode):o}")
        return path.read_text(encoding="utf-8").strip()
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a home of no user
        raise ProviderKeyOpen(path=path, reason=getattr(error, "strerror", None) or type(error).__name__) from error


def environment_without_keys(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a process that needs no key: without those of providers, and what is named like one."""
    return {name: value for name, value in environment.items() if name not in KEYS.values() and not _NAMED.search(name)}


def without_keys(said: object, environment: Mapping[str, str] = os.environ) -> str:
    """Return what an error says without any key: those that are known here, and whatever looks like one."""
    text = str(said)
    known = {
        value
        for name, value in environment.items()
        if len(value) >= _SHORTEST and (name in KEYS.values() or _NAMED.search(name))
    }
    for variable in (*KEYS.values(), EMBEDDING_KEY):
        if environment.get(variable + _FILE):
            try:
                known.add(read_key(variable, environment))
            except ProviderKeyOpen:
                continue
    for value in sorted(known, key=len, reverse=True):
        if len(value) >= _SHORTEST:
            text = text.replace(value, HIDDEN)
    return _ALIKE.sub(HIDDEN, text)
