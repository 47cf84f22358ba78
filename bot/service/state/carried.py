"""What was carried into the shared database from the files of a home: each thing once, whatever has become of it since."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection


def first_carried(connection: "Connection[dict[str, Any]]", kind: str, id: str) -> bool:
    """Note in this transaction that a thing is carried, and return whether it was not before."""
    noted = connection.execute(
        "INSERT INTO haeseol_carried (kind, id) VALUES (%s, %s) ON CONFLICT DO NOTHING", (kind, id)
    )
    return bool(noted.rowcount)
