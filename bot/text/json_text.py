"""JSON of files that anybody may have changed."""

import json
import re
from typing import Any

# As JSON spells it, and as it stands.
_SURROGATE = re.compile(r"\\ud[89a-f]|[\ud800-\udfff]", re.IGNORECASE)


def read_json(text: str) -> Any:
    """Return what JSON says. Raises ValueError for what is none, and for brackets that are nested thousands deep.

    Half a surrogate, which JSON can spell and no file or database can hold, becomes "?".
    """
    try:
        said = json.loads(text)
        if _SURROGATE.search(text):
            said = json.loads(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return said
