"""How well the evidence supports a sentence."""

from typing import Literal

Support = Literal["verbatim", "supported", "weak", "unsupported"]
