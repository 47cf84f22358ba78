"""Where a library on a server is, as a setting says it."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from bot.errors import SettingInvalid
from bot.settings import without_login

EXPECTED = "milvus://host:19530/name"
_PORT = 19530
# What Milvus takes as the name of a collection, with room for what is put behind it: it takes 255 characters.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A server and the `name` that the collections of one library there begin with.

    `token` is "user:password", "" where none is named; it stands in no message.
    """

    host: str
    port: int
    name: str
    token: str = field(default="", repr=False)

    @classmethod
    def parse(cls, text: str, setting: str) -> "ServerAddress":
        """Read "milvus://host:19530/name", with or without "user:password@" and the port.

        Raises SettingInvalid, which names the `setting` that says it.
        """
        try:
            parts = urlsplit(text)
            host, port, name = parts.hostname or "", parts.port or _PORT, parts.path.removeprefix("/")
        except ValueError as error:
            raise SettingInvalid(setting=setting, value=without_login(text), expected=EXPECTED) from error
        if parts.scheme != "milvus" or not host or not _NAME.fullmatch(name) or parts.query or parts.fragment:
            raise SettingInvalid(setting=setting, value=without_login(text), expected=EXPECTED)
        known = parts.username is not None
        token = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}" if known else ""
        return cls(host, port, name, token)

    @property
    def uri(self) -> str:
        """The address as Milvus's client wants it."""
        return f"http://{self._host}:{self.port}"

    def __str__(self) -> str:
        """The address as the setting says it, without a password."""
        return f"milvus://{self._host}:{self.port}/{self.name}"

    @property
    def _host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host
