"""Tags: what readers and files call the collections that an article belongs to."""

from collections.abc import Iterable

from bot.text.language import normalize

MOST_TAGS = 20
LONGEST_TAG = 40


def clean_tags(names: Iterable[str]) -> tuple[str, ...]:
    """Return tags as they are kept, in their order: one line of up to 40 letters, without `#` and commas, each once.

    Two that differ in capitals alone are one, spelled as the first. At most 20 are kept; what is left of a name may be nothing.
    """
    kept: dict[str, str] = {}
    for name in names:
        clean = " ".join(normalize(name).replace(",", " ").split()).lstrip("# ")[:LONGEST_TAG].strip()
        if clean:
            kept.setdefault(tag_key(clean), clean)
    return tuple(kept.values())[:MOST_TAGS]


def tag_key(name: str) -> str:
    """Return what two spellings of one tag share."""
    return name.casefold()


def read_tags(value: str) -> tuple[str, ...]:
    """Return the tags in a line of front matter: `a, b`, `[a, "b"]`; a list over several lines is joined by commas before."""
    inside = value.strip().removeprefix("[").removesuffix("]")
    return clean_tags(name.strip().strip("\"'") for name in inside.split(","))
