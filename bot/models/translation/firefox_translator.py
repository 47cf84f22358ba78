"""Firefox's translation models, run by its engine as `fxtranslate` brings it (MPL-2.0).

The package would also find and fetch models by itself, from a service that its own documentation asks programs not to use:
nothing of that is called here, and the files come like those of every model (`bot.models.files`).
"""

import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.bilingual import Language
from bot.models.model_errors import TranslatorUnavailable
from bot.text.sentences import split_sentences

if TYPE_CHECKING:
    from fxtranslate import Translator as Engine

# Into each language, as its files are called.
_PAIRS: dict[Language, str] = {"en": "koen", "ko": "enko"}
# The engine writes 256 pieces of words and stops, in the middle of a sentence if need be. So many letters make fewer: Korean
# becomes about two and a half times as long in English, and a piece has three letters or more; English becomes shorter.
_MOST_LETTERS: dict[Language, int] = {"en": 300, "ko": 900}


class FirefoxTranslator:
    """The models of one folder. Each direction loads when it is first needed; one text at a time is translated.

    `problem` says in words why it failed; it is empty otherwise.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._engines: dict[Language, Engine] = {}
        self._turn = threading.Lock()
        self.problem = ""

    @classmethod
    def from_folder(cls, folder: Path, *, name: str) -> "FirefoxTranslator":
        """Return the translator whose files are in `folder`. Quick: nothing is read yet."""
        return cls(folder, name)

    @property
    def name(self) -> str:
        """The translator's name, as what it made shows it."""
        return self._name

    def translate(self, text: str, language: Language) -> str:
        """Return `text`, which is in the other language, in `language`; "" for one without words.

        It is translated sentence by sentence, and one that is too long for the engine in parts. Raises TranslatorUnavailable.
        """
        sentences = [text[span.start : span.end] for span in split_sentences(text)]
        with self._turn, self._engine_errors():
            engine = self._load(language)
            made = [
                engine.translate(part)
                for sentence in sentences
                for part in textwrap.wrap(sentence, _MOST_LETTERS[language], break_on_hyphens=False)
            ]
        return " ".join(filter(None, (" ".join(sentence.split()) for sentence in made)))

    def _load(self, language: Language) -> "Engine":
        if language not in self._engines:
            # It takes memory that only those who read the other language need.
            from fxtranslate import Translator as Engine

            pair = _PAIRS[language]
            model = (self._folder / f"model.{pair}.intgemm.alphas.bin").read_bytes()
            words = (self._folder / f"vocab.{pair}.spm").read_bytes()
            shortlist = (self._folder / f"lex.50.50.{pair}.s2t.bin").read_bytes()
            self._engines[language] = Engine(model, words, words, shortlist)
        return self._engines[language]

    @contextmanager
    def _engine_errors(self) -> Iterator[None]:
        """Turn what the disk and the engine raise into TranslatorUnavailable.

        Of files that are not what they should be the engine says ValueError, or it panics, which is no Exception in Python.
        """
        try:
            yield
        except BaseException as error:
            if not isinstance(error, (OSError, ValueError)) and type(error).__name__ != "PanicException":
                raise
            unavailable = TranslatorUnavailable(name=self._name, reason=error)
            self.problem = str(unavailable)
            raise unavailable from error
