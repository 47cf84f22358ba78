"""Where the shared database is, as HAESEOL_STATE says it, and how that is shown and dialled."""

from typing import Any

from bot.errors import SettingInvalid
from bot.service.state.state_errors import StateClientMissing
from bot.settings import EXPECTED_STATE, without_login

SETTING = "HAESEOL_STATE"

# What is asked of a connection unless the address says otherwise. A server whose machine is gone is noticed in 15 seconds (of
# milliseconds in the last), not in the hours that systems wait by themselves.
_USUAL: dict[str, Any] = {
    "application_name": "haeseol",
    "client_encoding": "utf8",
    "connect_timeout": 5,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}


def shown_address(address: str) -> str:
    """Return an address as it may be shown: without a login, and without options, among which a password may be."""
    return without_login(address).partition("?")[0]


def read_address(address: str) -> dict[str, Any]:
    """Return what an address says, by libpq's names of it, and what is usual beside.

    Raises StateClientMissing where psycopg is not installed, and SettingInvalid for an address that it cannot read.
    """
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise StateClientMissing(address=shown_address(address)) from error
    try:
        return {**_USUAL, **conninfo_to_dict(address)}
    except ProgrammingError:  # whose words repeat what it could not read, which may be a part of a password
        raise SettingInvalid(setting=SETTING, value=shown_address(address), expected=EXPECTED_STATE) from None
