"""Every number, amount, share, date and time in a Korean or English text, in values that compare across the two."""

from bot.text.quantities.extraction import quantities
from bot.text.quantities.quantity import Quantity, When, find_unsupported, supports

__all__ = ["Quantity", "When", "find_unsupported", "quantities", "supports"]
