"""Where the checkout is, and beside it the data for measuring, which is never part of the project."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
