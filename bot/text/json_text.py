"""JSON of files that anybody may have changed."""

import json
from typing import Any


def read_json(text: str | bytes) -> Any:
    """Return what JSON says. Raises ValueError for what is none, and for brackets that are nested thousands deep."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
