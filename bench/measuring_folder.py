"""Where the data for measuring lie: what `python -m bench.data` has fetched, or a folder beside the checkout."""

from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent
_FETCHED, _BESIDE = _CHECKOUT / "data", _CHECKOUT.parent / "shared" / "eval"
FOLDER = _FETCHED if _FETCHED.is_dir() else _BESIDE
