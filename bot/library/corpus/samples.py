"""The articles that come with Haeseol, for a home that is new: so that the first run has something to ask about."""

import shutil
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from bot.library.corpus.folder import writing
from bot.settings import checkout

_PLACE = "share/haeseol/corpus/"  # as pyproject.toml names it for what is installed


def sample_articles() -> list[Path]:
    """Return the files of the sample articles: those of the checkout, else those that were installed with the package."""
    home = checkout()
    if home is not None:
        return sorted((home / "corpus").glob("*.md"))
    try:
        installed = files("haeseol") or ()
    except PackageNotFoundError:
        return []
    return sorted(Path(str(file.locate())) for file in installed if _PLACE in file.as_posix())


def copy_samples(corpus: Path) -> None:
    """Copy the sample articles into a new folder. Raises CorpusNotWritable."""
    with writing(corpus):
        corpus.mkdir(parents=True)
        for sample in sample_articles():
            shutil.copyfile(sample, corpus / sample.name)
