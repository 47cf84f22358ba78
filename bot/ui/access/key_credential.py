"""A key as a way to show that one may come in, where a password protects the page."""

from starlette.requests import HTTPConnection

from bot.api.key_check import shown_key
from bot.service.keys import Keys
from bot.ui.access.authorisation import Reader

DOORS = ("/api/v1/", "/v1/", "/mcp")


class KeyCredential:
    """The key that a program sends to a door for programs. Keys alone protect nothing: the page is for whoever has a password."""

    is_set = False

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def find_reader(self, request: HTTPConnection) -> Reader | None:
        """Return the reader whose key a request shows, None where it shows none of ours or is not for such a door."""
        path: str = request.scope["path"]
        found = self._keys.find(shown_key(request.headers)) if path.startswith(DOORS) else None
        return Reader(f"key {found.id}") if found else None
