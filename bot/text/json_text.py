"""JSON of files that anybody may have changed."""

import json
import re
from typing import Any

# As JSON spells it, and as its bytes would be: Python reads both.
_SURROGATE = re.compile(rb"\\ud[89a-f]|\xed[\xa0-\xbf]", re.IGNORECASE)


def read_json(text: str | bytes) -> Any:
    """Return what JSON says. Raises ValueError for what is none, and for brackets that are nested thousands deep.

    Half a surrogate, which JSON can spell and no file or database can hold, becomes "?".
    """
    try:
        said = json.loads(text)
        if _SURROGATE.search(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text):
            said = json.loads(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return said
