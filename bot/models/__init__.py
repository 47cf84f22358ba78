"""Models as data: which there are (`catalogue`), how their files arrive (`fetching`), and where they are (`store`)."""

from bot.models.store import find_model, is_present, missing_bytes, setup_model

__all__ = ["find_model", "is_present", "missing_bytes", "setup_model"]
