"""Each article explained without being asked: summary, key points, names, numbers, timeline, terms and questions, all cited."""

from bot.explanations.explanation import PARTS, Explanation
from bot.explanations.making import Explanations, Making
from bot.explanations.steps import Step, StepMaker
from bot.explanations.store import ExplanationStore

__all__ = ["PARTS", "Explanation", "ExplanationStore", "Explanations", "Making", "Step", "StepMaker"]
