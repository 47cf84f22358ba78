"""Files of numbers that were fitted for one answering model: they bear its name."""

from pathlib import Path


def find_fitted(folder: Path, model: str, ending: str) -> Path | None:
    """Return the file in `folder` that was fitted for `model`, whose name ends with `ending`, None where there is none."""
    path = folder / f"{model.replace('/', '--').replace(':', '--')}{ending}"
    return path if path.is_file() else None
