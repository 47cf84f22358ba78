"""How a request is turned away: a status and words in both languages, or whatever response a part of the gate makes."""

from collections.abc import Mapping

from starlette.responses import PlainTextResponse

from bot.bilingual import Bilingual

Refusal = PlainTextResponse


def refuse(
    status: int, words: Bilingual, *, wait: float | None = None, headers: Mapping[str, str] | None = None
) -> Refusal:
    """Return the response that says `words` in both languages; `wait` seconds are told as Retry-After."""
    told = dict(headers or {})
    if wait is not None:
        told["Retry-After"] = str(max(1, round(wait)))
    return PlainTextResponse(f"{words.ko}\n{words.en}\n", status_code=status, headers=told)
