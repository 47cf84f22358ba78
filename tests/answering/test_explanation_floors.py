"""Explanations without a model: how many of the facts they tell about articles that nothing was fitted on."""

import pytest

from bench.explain import measure
from bot.bilingual import Language
from bot.settings import Settings
from tests.places import ROOT

pytestmark = [pytest.mark.models, pytest.mark.timeout(900)]

# .59 and .81 were told when it was measured; docs/measurements/answering.md has all twelve articles.
FLOORS: dict[tuple[Language, Language], float] = {("ko", "ko"): 0.55, ("en", "en"): 0.77}
ARTICLES = ("rate-", "fest-", "wage-", "petrel-")


def test_explanations_tell_what_they_told(models: Settings) -> None:
    measured = measure(ROOT / "bench" / "unseen_requests", only=ARTICLES)
    facts = {(row.question, row.passage): row.facts for row in measured.explanations}
    assert all(facts[pair] >= floor for pair, floor in FLOORS.items()), facts
