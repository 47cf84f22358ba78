"""A key as a way to show that one may come in, at the doors for programs."""

from starlette.requests import HTTPConnection

from bot.api.key_check import shown_key
from bot.service.door_errors import KeysUnusable
from bot.service.keys import Keys
from bot.ui.access.authorisation import Reader

DOORS = ("/api/v1/", "/v1/", "/mcp")


class KeyCredential:
    """The key that a program sends to a door for programs. It is none to the page, which is for whoever has a password."""

    opens_page = False

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    @property
    def is_set(self) -> bool:
        """Whether there is a key. Raises KeysUnusable."""
        return bool(self._keys.all())

    def find_reader(self, request: HTTPConnection) -> Reader | None:
        """Return the reader whose key a request shows, None where it shows none of ours or is not for such a door.

        A damaged file of keys opens nothing; what is wrong with it `haeseol key` says, and not the door to whoever comes.
        """
        path: str = request.scope["path"]
        try:
            found = self._keys.find(shown_key(request.headers)) if path.startswith(DOORS) else None
        except KeysUnusable:
            return None
        return Reader(f"key {found.id}") if found else None
