"""Which model answers: what may be chosen on the page, how it gets there, and what is remembered of it.

`--model` wins over HAESEOL_MODEL, that over what was chosen on the page, and that over the built-in one. Nothing else than the
catalogue's models, none, and the one that the program was started with can be chosen: a page must not be able to make this
machine speak to an address of its choice.
"""

from bot.model_choice.choice import ModelChoice
from bot.model_choice.remembering import gone_model, with_remembered

__all__ = ["ModelChoice", "gone_model", "with_remembered"]
