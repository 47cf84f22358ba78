"""The endpoints of one open article: its text and versions, its explanation, and words of it in the other language."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import gradio

from bot.bilingual import Language
from bot.errors import HaeseolError, SettingInvalid
from bot.ui.events import Json, article_json, error_json, guide_json, or_error, plain, translation_json

if TYPE_CHECKING:
    from bot.service.haeseol import Haeseol


class ReadingEndpoints:
    """The endpoints over one service. One translation is made at a time; the others answer at once."""

    def __init__(self, service: "Haeseol") -> None:
        self.service = service

    def register(self, server: gradio.Server) -> None:
        """Name the endpoints on `server`."""
        server.api(self.translate, name="translate", concurrency_limit=1, concurrency_id="translate")
        for look in (self.article, self.explanation, self.versions, self.changes):
            server.api(look, name=look.__name__, queue=False)

    def article(self, article_id: str, version: int | None = None) -> Json:
        """Return an `article` with its text and, in both languages, what its reader wants known; or an `error`."""
        return or_error(lambda: article_json(self.service.articles.get(article_id, version)))

    def versions(self, article_id: str) -> Json:
        """Return the numbers of an article's `versions` that can be had, oldest first, or an `error`.

        `until` says by number, as text, when an older one was replaced, as far as that is known.
        """

        def look() -> Json:
            until = {str(number): moment for number, moment in self.service.articles.replaced_at(article_id).items()}
            return {"type": "versions", "versions": list(self.service.articles.versions(article_id)), "until": until}

        return or_error(look)

    def changes(self, article_id: str, before: int, after: int | None = None) -> Json:
        """Return the `changes` from one version of an article to another, without a number the newest, or an `error`."""
        return or_error(lambda: {"type": "changes", **plain(self.service.articles.changes(article_id, before, after))})

    def explanation(self, article_id: str, wanted: bool = True) -> Json:
        """Return the `explanation` of an article's newest version as far as it is made, or an `error`.

        What is missing is made next, before what waits for other articles, unless it is not `wanted`.
        """
        return or_error(lambda: guide_json(*self.service.guides.open(article_id, wanted=wanted)))

    def translate(self, article_id: str, version: int | None, words: str, language: str) -> Iterator[Json]:
        """Stream words of an article in the other language: `draft`s, then `translation`; or an `error`."""
        try:
            if language not in ("ko", "en"):
                raise SettingInvalid(setting="language", value=language, expected="ko / en")
            article = self.service.articles.get(article_id, version)
            for event in self.service.translations.translate(article, words, cast(Language, language)):
                yield translation_json(event)
        except HaeseolError as error:
            yield error_json(error)
