"""Translations: found in their article, made once, given up for a question, doubted where they differ, kept."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.answering.answer import Draft
from bot.answering.verification import FaithfulnessChecker
from bot.errors import QuestionFirst, TranslationTooLong, TranslationUnusable, WordsNotInArticle
from bot.insights.translations import (
    SentenceKey,
    Translations,
    Translator,
    doubt_numbers,
    find_doubt,
    find_words,
    make_translation,
)
from bot.insights.translations.generate import MOST_LETTERS
from bot.insights.translations.translation import Translation
from bot.library.store.stored_article import ArticleText
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.llm.active_model import NO_MODEL, ActiveModel
from bot.models.llm.priority import IdleGate
from bot.models.model_errors import ModelUnavailable
from bot.settings import Settings
from bot.text.language import normalize
from tests.fakes import FakeEmbedder, PhraseTranslator, ScriptedModel

CHIPS = "정부는 그래픽처리장치 1만 장을 마련했다."
PLACE = SentenceKey("a.md", 1, 0, len(CHIPS), CHIPS, "en")


def never() -> bool:
    return False


def sure(text: str) -> None:
    return None


def test_words_are_found_whatever_white_space_and_heading_is_between_them() -> None:
    text = "First.\n\n## A heading\n\nThe second\nsentence is here."
    span = find_words(text, "A heading The second sentence")
    assert text[span.start : span.end] == "A heading\n\nThe second\nsentence"
    span = find_words(text, "First. A heading")
    assert (span.start, text[: span.end]) == (0, "First.\n\n## A heading")
    for words in ("third", "", "  \n"):
        with pytest.raises(WordsNotInArticle):
            find_words(text, words)
    with pytest.raises(TranslationTooLong):
        find_words("a" * 2000, "a" * (MOST_LETTERS + 1))


@given(st.text(max_size=30), st.text(min_size=1, max_size=30), st.text(max_size=30))
def test_every_stretch_with_words_is_found_again(before: str, stretch: str, after: str) -> None:
    whole, words = normalize(before + stretch + after), normalize(stretch)
    assume(words.split() and words in whole)
    span = find_words(whole, words)
    assert whole[span.start : span.end].split() == words.split()


def test_a_translation_grows_and_comes_whole_with_its_model() -> None:
    model = ScriptedModel("The government has 10,000\ngraphics processors.")
    *drafts, last = make_translation(CHIPS, "en", None, model, never, sure)
    assert drafts
    assert all(isinstance(draft, Draft) for draft in drafts)
    assert last == Translation("The government has 10,000 graphics processors.", "en", "scripted", None)
    assert model.closed
    # The small model is told what it puts wrongly by itself.
    assert model.asked[0][-1] == ("user", f"{CHIPS.replace('장치', '장치(GPU)')} (1만 장 = 10,000)")


@pytest.mark.parametrize(
    ("original", "sizes"),
    [
        ("영업이익은 12조 1천억 원이었다.", "12.1 trillion"),
        ("훈련비는 약 78억 원이다.", "7.8 billion"),
        ("5천만 명이 쓴다.", "50 million"),
    ],
)
def test_large_korean_numbers_are_given_in_english(original: str, sizes: str) -> None:
    model = ScriptedModel("It is said so.")
    list(make_translation(original, "en", None, model, never, sure))
    assert sizes in model.asked[0][-1][1]


@pytest.mark.parametrize(
    ("original", "text", "language", "number"),
    [
        (CHIPS, "The government has 1,000 processors.", "en", "1,000"),
        (CHIPS, "The government has processors.", "en", "1만"),
        ("It was 2.5 billion won in 2025.", "2025년에 25억 원이었다.", "ko", None),
        ("It was 2.5 billion won in 2025.", "2025년에 250억 원이었다.", "ko", "250억"),
        ("지난해 1월에 나왔다.", "It came out in January 2025.", "en", None),
        ("지난해 1월에 나왔다.", "It came out in January 2026.", "en", "January 2026"),
    ],
)
def test_numbers_that_disagree_are_named_in_both_languages(
    original: str, text: str, language: str, number: str | None
) -> None:
    doubt = doubt_numbers(original, text, "ko" if language == "ko" else "en", date(2026, 1, 26))
    if number is None:
        assert doubt is None
    else:
        assert doubt is not None
        assert number in doubt.ko
        assert number in doubt.en


def test_a_question_comes_first() -> None:
    model = ScriptedModel("The government has 10,000 processors.")
    with pytest.raises(QuestionFirst):
        next(make_translation(CHIPS, "en", None, model, lambda: True, sure))
    assert model.asked == []
    answers = iter([False, False, True])
    with pytest.raises(QuestionFirst):
        list(make_translation(CHIPS, "en", None, model, lambda: next(answers), sure))
    assert model.closed


@pytest.mark.parametrize("reply", ["", " \n", "정부는 장치를 마련했다.", "The 政府 has processors.", "..."])
def test_what_is_no_translation_is_not_shown_as_one(reply: str) -> None:
    with pytest.raises(TranslationUnusable):
        list(make_translation(CHIPS, "en", None, ScriptedModel(reply), never, sure))


def test_a_model_that_goes_away_is_told() -> None:
    with pytest.raises(ModelUnavailable):
        list(make_translation(CHIPS, "en", None, ScriptedModel("The government has", away_after=1), never, sure))


def test_what_was_made_is_kept_for_its_place_words_and_model(tmp_path: Path) -> None:
    kept = Translations(tmp_path)
    assert kept.find(PLACE, "a") is None
    kept.keep(PLACE, "a", "first")
    kept.keep(PLACE, "a", "second")
    again = Translations(tmp_path)
    assert again.find(PLACE, "a") == "second"
    assert again.find(PLACE, "b") is None
    other = SentenceKey("a.md", 1, 0, len(CHIPS), "다른 글이다.", "en")
    assert again.find(other, "a") is None
    again.forget("a.md")
    assert again.find(PLACE, "a") is None


def test_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    kept = Translations(tmp_path)
    (tmp_path / "translations.sqlite").write_text(
        "This is no database at all, and long enough to be seen as none." * 20
    )
    assert kept.find(PLACE, "a") is None
    kept.keep(PLACE, "a", "text")
    assert kept.find(PLACE, "a") == "text"


# A stand-in for the embedder sees only letters: both languages say the same ones here.
PARTS = "회사는 구글, RoPE, SwiGLU, Triton, SigLIP 기술을 썼다."
TOLD = "It took Google, RoPE, SwiGLU, Triton, SigLIP."
ARTICLE = ArticleText("a.md", 1, "a", "ko", None, "a.md", PARTS)


def translating(folder: Path, translator: PhraseTranslator | None, model: ScriptedModel | None = None) -> Translator:
    """The translations of one folder, with what makes them; the seat of the answering model holds `model`."""
    settings = Settings(home=folder, cache=folder, model=NO_MODEL if model is None else "scripted")
    seat = ActiveModel(settings, IdleGate())
    seat._model = model
    checker = FaithfulnessChecker(FakeEmbedder())
    return Translator(Translations(folder), checker, seat, IdleGate(), lambda: translator)


def test_the_translator_comes_before_the_model_and_while_a_question_is_asked(tmp_path: Path) -> None:
    translator = PhraseTranslator({PARTS: TOLD})
    made = list(translating(tmp_path, translator, ScriptedModel("never said")).translate(ARTICLE, PARTS, "en"))
    assert [(each.text, each.model) for each in made if isinstance(each, Translation)] == [(TOLD, "phrases")]
    assert len(made) == 1
    # It is made once, and is the translator's: another one makes its own.
    again = list(translating(tmp_path, translator).translate(ARTICLE, PARTS, "en"))
    assert (again, translator.translated) == (made, [PARTS])
    with pytest.raises(ModelUnavailable):
        list(translating(tmp_path, None).translate(ARTICLE, PARTS, "en"))


@pytest.mark.parametrize("away", [True, False], ids=["it fails", "it translates nothing"])
def test_the_model_translates_what_the_translator_cannot(tmp_path: Path, away: bool) -> None:
    made = translating(tmp_path, PhraseTranslator({}, away=away), ScriptedModel(TOLD)).translate(ARTICLE, PARTS, "en")
    *drafts, last = made
    assert all(isinstance(draft, Draft) for draft in drafts)
    assert isinstance(last, Translation)
    assert (last.text, last.model) == (TOLD, "scripted")


def test_what_a_translator_gets_wrong_is_doubted_and_its_names_are_tried_once_more(tmp_path: Path) -> None:
    wrong = {PARTS: "It took Samsung, RoPE, SwiGLU, Triton, SigLIP."}
    (last,) = translating(tmp_path / "wrong", PhraseTranslator(wrong)).translate(ARTICLE, PARTS, "en")
    assert isinstance(last, Translation)
    assert last.doubt is not None
    assert "Samsung" in last.doubt.en
    right = wrong | {PARTS.replace("구글", "Google"): TOLD}
    (last,) = translating(tmp_path / "right", PhraseTranslator(right)).translate(ARTICLE, PARTS, "en")
    assert isinstance(last, Translation)
    assert (last.text, last.doubt) == (TOLD, None)


@pytest.mark.models
@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("DeepSeek adopted the vision encoder of Google.", ""),
        ("DeepSeek adopted the vision encoder of Samsung.", "Samsung"),
        ("The harvest of rice begins in autumn.", "no passage says this"),
    ],
)
def test_names_and_meaning_are_doubted_too(embedder: SentenceEmbedder, text: str, doubted: str) -> None:
    doubt = find_doubt("딥시크는 구글의 비전 인코더를 채택했다.", text, "en", None, FaithfulnessChecker(embedder))
    assert (doubt is None) if not doubted else (doubt is not None and doubted in doubt.en)
