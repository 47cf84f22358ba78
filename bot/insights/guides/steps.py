"""The steps in which the rest of an explanation is made, after what is read straight from the article."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.answering.verification import FaithfulnessChecker
from bot.bilingual import Language
from bot.insights.guides.guide import Guide, Step, SuggestedQuestions, Summary
from bot.insights.guides.question_suggestions import IsTold, Questioner
from bot.insights.guides.summary import retell_summary, write_summary
from bot.library.store.stored_article import ArticleText
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.profiles import profile_of
from bot.retrieval.retriever import Retriever

T = TypeVar("T", bound=Summary | SuggestedQuestions)


def both(first: Language) -> tuple[Language, Language]:
    """Return both languages, `first` in front."""
    return ("ko", "en") if first == "ko" else ("en", "ko")


def steps_left(explanation: Guide, languages: Sequence[Language], model: str | None, own: Language) -> list[Step]:
    """Return what is still to be made in these languages, in order; `model` is the name of the one there is.

    What another model made is made again. `own` is the article's language.
    """
    left = [Step("patterns", each) for each in languages if explanation.questions_in(each) is None]
    if model is not None and explanation.key_points:
        summaries = {each.language for each in explanation.summaries if each.model == model}
        questions = {each.language for each in explanation.questions if each.model == model}
        profile = profile_of(model)
        written = languages if profile.explains else [each for each in languages if each in profile.retells - {own}]
        left += [Step("summary", each) for each in written if each not in summaries]
        left += [Step("questions", each) for each in languages if each not in questions]
    return left


class StepMaker:
    """Makes one step after the other. What an article is read not to answer (`is_told`) is not asked of it."""

    def __init__(self, retriever: Retriever, checker: FaithfulnessChecker, is_told: IsTold) -> None:
        self._questioner = Questioner(retriever, is_told)
        self._checker = checker

    def make(
        self,
        step: Step,
        explanation: Guide,
        article: ArticleText,
        model: AnsweringModel | None,
        look_up: Callable[[], None] = lambda: None,
    ) -> Guide:
        """Return the explanation with what `step` adds. Raises ModelUnavailable.

        `look_up` is called between searches and may raise Preempted, as the model may.
        """
        if step.what == "patterns" or model is None:
            made = self._questioner.from_patterns(explanation, article, step.language, look_up)
            return replace(explanation, questions=_with(explanation.questions, made))
        if step.what == "summary":
            write = write_summary if profile_of(model.name).explains else retell_summary
            summary = write(article, explanation, step.language, model, self._checker)
            return replace(explanation, summaries=_with(explanation.summaries, summary))
        made = self._questioner.from_model(explanation, article, step.language, model)
        return replace(explanation, questions=_with(explanation.questions, made))


def _with(parts: tuple[T, ...], made: T) -> tuple[T, ...]:
    """Return `parts` with `made` in place of the one in its language."""
    return (*(part for part in parts if part.language != made.language), made)
