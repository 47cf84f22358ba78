"""Models as data: which there are (`catalogue`), how their files arrive (`download`), and where they are (`cache`)."""

from bot.models.files.cache import find_model, is_present, missing_bytes, setup_model

__all__ = ["find_model", "is_present", "missing_bytes", "setup_model"]
