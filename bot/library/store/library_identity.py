"""What a library was made with: whatever of it differs, its codes cannot be compared with ours."""

from collections.abc import Mapping

from bot.errors import LibraryOfOtherModel
from bot.library.chunking import PASSAGE_RULES
from bot.models.embeddings.encoder import EncodingIdentity


def made_with(identity: EncodingIdentity, schema: int) -> dict[str, str]:
    """Return what is noted in a library that is made now, in the `schema` of where it is kept."""
    return {
        "schema": str(schema),
        "model": identity.model,
        "dtype": identity.dtype,
        "dimension": f"{identity.dimension}, {identity.token_dimension} for tokens",
        "balance": identity.alignment,
        "passage_rules": str(PASSAGE_RULES),
    }


def require_same(stored: Mapping[str, str], current: Mapping[str, str]) -> None:
    """Raise LibraryOfOtherModel where a library was made with another model or by other rules; it may know more."""
    different = [key for key, value in current.items() if stored.get(key) != value]
    if different:
        raise LibraryOfOtherModel(
            stored=", ".join(f"{key} {stored.get(key, 'unknown')}" for key in different),
            current=", ".join(f"{key} {current[key]}" for key in different),
        )
