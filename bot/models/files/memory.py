"""How much memory this machine has for models."""

import os
from pathlib import Path


def memory_bytes() -> int | None:
    """Return how much memory we may use: the machine's, or its container's if that is less; None where nobody says."""
    names = getattr(os, "sysconf_names", {})
    if "SC_PHYS_PAGES" not in names:
        return None
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limit = Path("/sys/fs/cgroup/memory.max")
    words = limit.read_text("ascii").strip() if limit.exists() else "max"
    return min(total, int(words)) if words.isdecimal() else total
