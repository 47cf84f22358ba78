"""One turn of a conversation with a model: who speaks, and what."""

from typing import Literal

Speaker = Literal["system", "user", "assistant"]
Message = tuple[Speaker, str]
