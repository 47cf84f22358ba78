"""How good the search, the refusals and the answers are, measured on questions whose answers are known."""

from bot.evaluation.results import Evaluation
from bot.evaluation.running import Measure, Plan, evaluate

__all__ = ["Evaluation", "Measure", "Plan", "evaluate"]
