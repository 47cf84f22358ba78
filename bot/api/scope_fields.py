"""Which articles are asked, as programs say it at every door."""

from datetime import date

from pydantic import BaseModel, Field

from bot.bilingual import Language
from bot.library.scope import EVERYTHING, Scope


class ScopeFields(BaseModel, extra="forbid"):
    """Which articles: those for which every part holds that is given; all of them where none is."""

    articles: list[str] = Field([], description="ids of articles")
    tags: list[str] = Field([], description="tags, of which an article must have every one")
    since: date | None = Field(None, description="published on this day or later, such as 2026-01-26")
    until: date | None = Field(None, description="published on this day or earlier")
    language: Language | None = Field(None, description="the language that an article is written in")
    source: str = Field("", description="a site such as example.org, or a file or folder below corpus/")

    def scope(self) -> Scope:
        """Return it as the service is asked with it. Raises ScopeInvalid."""
        return Scope.from_json(self.model_dump(mode="json", include=set(ScopeFields.model_fields)))


def read_scope(fields: ScopeFields | None) -> Scope:
    """Return the scope that was said, everything where none was. Raises ScopeInvalid."""
    return fields.scope() if fields else EVERYTHING
