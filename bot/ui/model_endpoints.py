"""The endpoints of the answering model: which there are, which is to answer, and how a fetch of one is coming along."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import gradio

from bot.models.llm.model_state import ModelOffers
from bot.models.model_errors import ModelSourcesFailed
from bot.ui.events import Json, error_json, or_error

if TYPE_CHECKING:
    from bot.models.llm.model_choice import ModelChoice


class ModelEndpoints:
    """The endpoints over one choice. All answer at once: a fetch goes on by itself, and `models` tells how far it is."""

    def __init__(self, choice: "ModelChoice") -> None:
        self.choice = choice

    def register(self, server: gradio.Server) -> None:
        """Name the endpoints on `server`."""
        for look in (self.models, self.choose_model, self.give_up_model):
            server.api(look, name=look.__name__, queue=False)

    def models(self) -> Json:
        """Return the `models` that can be chosen, the one that answers, and how far a fetch has come; or an `error`."""
        return or_error(lambda: offers_json(self.choice.offers()))

    def choose_model(self, name: str, fetch: bool = False) -> Json:
        """Let the model `name` answer, now and after each start, and return the `models`; or an `error`.

        With `fetch` a model that is not on this machine is fetched first. Without it nothing here uses the network.
        """

        def choose() -> Json:
            self.choice.choose(name, fetch=fetch)
            return offers_json(self.choice.offers())

        return or_error(choose)

    def give_up_model(self) -> Json:
        """End the fetch that is under way, keeping what has come of it, and return the `models`; or an `error`."""

        def give_up() -> Json:
            self.choice.give_up_fetch()
            return offers_json(self.choice.offers())

        return or_error(give_up)


def offers_json(offers: ModelOffers) -> Json:
    """Return what can be chosen; `problem` is an `error` with its words in both languages, or null."""
    problem = offers.problem
    if isinstance(problem, ModelSourcesFailed):
        problem = problem.failures[-1]  # the sources are tried in order, so this is the one that mattered
    return {
        "type": "models",
        "offers": [asdict(offer) for offer in offers.offers],
        "chosen": offers.chosen,
        "started_with": offers.started_with,
        "gone": offers.gone,
        "memory": offers.memory,
        "better": offers.better,
        "fetching": None if offers.fetching is None else asdict(offers.fetching),
        "failed": offers.failed,
        "problem": None if problem is None else error_json(problem),
    }
