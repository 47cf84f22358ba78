"""The translator of this machine: the real engine over files of the right form, and whatever is wrong with them told as ours.

The published files cannot be had everywhere; those made here say nonsense, but by the same code.
"""

import json
from pathlib import Path

import pytest

from bot.bilingual import Language
from bot.models.files.catalogue import look_up
from bot.models.model_errors import ModelUnavailable, TranslatorUnavailable
from bot.models.translation import NO_TRANSLATOR, ActiveTranslator
from bot.models.translation.firefox_translator import FirefoxTranslator
from bot.settings import DEFAULT_TRANSLATOR, Settings
from tests import translation_files

# The format begins with its version, 1, and the number of its parts: so many that no memory holds them make the engine panic.
PANIC = b"\1" + b"\0" * 7 + b"\xff" * 8 + b"x" * 100


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> FirefoxTranslator:
    """The real engine over a model of random weights, the same for both directions."""
    folder = tmp_path_factory.mktemp("translator")
    for file in look_up(DEFAULT_TRANSLATOR).files:
        kind = file.name.partition(".")[0]
        made = {
            "model": translation_files.model,
            "vocab": translation_files.vocabulary,
            "lex": translation_files.shortlist,
        }
        (folder / file.name).write_bytes(made[kind]())
    return FirefoxTranslator.from_folder(folder, name="tiny")


@pytest.mark.parametrize(("text", "language"), [("It is said so.", "ko"), ("그렇다고 한다.", "en")])
def test_the_engine_reads_a_model_its_words_and_its_shortlist(
    tiny: FirefoxTranslator, text: str, language: Language
) -> None:
    made = tiny.translate(text, language)
    assert made
    # Fifty of its 64 words are on no shortlist: without it they would be nearly all that is said.
    assert not set(made.split()) & {piece.strip("▁") for piece in translation_files.OTHERS}
    assert tiny.translate(text, language) == made


def test_each_sentence_is_translated_by_itself(tiny: FirefoxTranslator) -> None:
    one, other = tiny.translate("It is said so.", "ko"), tiny.translate("The rice is said so.", "ko")
    assert tiny.translate("It is said so. The rice is said so.", "ko") == f"{one} {other}"
    assert tiny.translate("It is said so.\n\nThe rice is said so.", "ko") == f"{one} {other}"


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_of_nothing_nothing_is_made(tiny: FirefoxTranslator, text: str) -> None:
    # Asked for it, the engine makes up a sentence.
    assert tiny.translate(text, "ko") == ""


def test_a_long_sentence_does_not_end_where_the_engine_stops(tiny: FirefoxTranslator) -> None:
    long = " ".join(["벼는"] * 300) + "."
    from fxtranslate import Translator

    engine = Translator(
        translation_files.model(),
        translation_files.vocabulary(),
        translation_files.vocabulary(),
        translation_files.shortlist(),
    )
    assert len(engine.translate(long).split()) <= 256
    assert len(tiny.translate(long, "en").split()) > 2 * 256


def put(cache: Path, content: bytes) -> Settings:
    """Put files of the right names into a cache, with a seal as if they had been checked."""
    model = look_up(DEFAULT_TRANSLATOR)
    folder = cache / model.place
    folder.mkdir(parents=True)
    files = {}
    for file in model.files:
        (folder / file.name).write_bytes(content)
        status = (folder / file.name).stat()
        files[file.name] = {"stamp": [status.st_size, status.st_mtime_ns], "sha256": file.sha256}
    (cache / f"{model.place}.seal.json").write_text(json.dumps({"recipe": model.recipe, "files": files}))
    return Settings(home=cache, cache=cache)


@pytest.mark.parametrize("content", [b"", b"rubbish" * 100, PANIC], ids=["empty", "rubbish", "what makes it panic"])
def test_files_that_the_engine_does_not_read_are_told_and_not_tried_again(tmp_path: Path, content: bytes) -> None:
    active = ActiveTranslator(put(tmp_path, content))
    translator = active.take()
    assert translator is not None
    assert (translator.name, active.problem) == (DEFAULT_TRANSLATOR, "")
    with pytest.raises(TranslatorUnavailable) as caught:
        translator.translate("It is said so.", "ko")
    for language in ("ko", "en"):
        assert DEFAULT_TRANSLATOR in caught.value.message(language)
        assert "`haeseol setup --verify`" in caught.value.message(language)
    assert active.take() is None
    assert active.problem == str(caught.value)


@pytest.mark.parametrize("name", [file.name for file in look_up(DEFAULT_TRANSLATOR).files])
def test_a_file_that_is_gone_is_named(tmp_path: Path, name: str) -> None:
    put(tmp_path, b"rubbish")
    folder = tmp_path / look_up(DEFAULT_TRANSLATOR).place
    (folder / name).unlink()
    for other in folder.iterdir():
        other.write_bytes(b"")
    with pytest.raises(TranslatorUnavailable, match=name.replace(".", r"\.")):
        FirefoxTranslator.from_folder(folder, name="tiny").translate("It is so.", "ko" if "enko" in name else "en")


def test_who_expects_that_a_model_may_be_away_expects_it_of_the_translator(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable):
        FirefoxTranslator.from_folder(tmp_path, name="tiny").translate("그렇다고 한다.", "en")


def test_there_is_none_until_it_has_been_fetched_and_none_where_none_is_wanted(tmp_path: Path) -> None:
    active = ActiveTranslator(Settings(home=tmp_path, cache=tmp_path / "cache"))
    assert active.take() is None
    assert active.problem == ""
    settings = put(tmp_path / "cache", b"")
    assert active.take() is not None
    assert ActiveTranslator(Settings(home=tmp_path, cache=settings.cache, translator=NO_TRANSLATOR)).take() is None


def test_a_name_that_is_none_is_told(tmp_path: Path) -> None:
    active = ActiveTranslator(Settings(home=tmp_path, cache=tmp_path, translator="fox"))
    assert active.take() is None
    assert "fox" in active.problem
