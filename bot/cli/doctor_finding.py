"""What `doctor` says of one thing."""

from dataclasses import dataclass

from bot.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `fix` is the command that mends it, "" where it is `ok` or no command does."""

    what: Bilingual
    ok: bool
    fix: str = ""
