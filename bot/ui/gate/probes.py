"""What machines ask: is it alive, can it answer, how much does it do. None of it holds a word that a reader wrote."""

from collections.abc import Callable

from starlette.responses import JSONResponse, Response

from bot.service.service_state import ServiceState
from bot.ui.gate.counters import Counters

HEALTH, READY, METRICS = "/healthz", "/readyz", "/metrics"


class Probes:
    """The answers to `HEALTH`, `READY` and `METRICS`.

    That the database which several pages share is away is told and makes none of them less ready: questions are answered, and
    where no page were ready there would be nothing at all.
    """

    def __init__(
        self, state: Callable[[], ServiceState], counters: Counters, state_answers: Callable[[], bool] | None = None
    ) -> None:
        self._state = state
        self._counters = counters
        self._state_answers = state_answers

    def answer(self, path: str) -> Response | None:
        """Return the answer to what everybody may ask; None where `path` is nothing of that."""
        if path == HEALTH:
            return JSONResponse({"alive": True})
        if path == READY:
            state = self._state()
            ready = state.search == "ready"
            told: dict[str, object] = {"ready": ready, "search": state.search, "model": state.model}
            if state.addresses:  # how many, and not where: everybody may ask
                answering = len(state.addresses) - len(state.silent_addresses)
                told["addresses"] = {"all": len(state.addresses), "answering": answering}
            if self._state_answers is not None:
                told["state"] = "answering" if self._state_answers() else "away"
            return JSONResponse(told, status_code=200 if ready else 503)
        return None

    def metrics(self) -> Response:
        """Return the numbers, for those who may use the page."""
        return Response(self._counters.text(), media_type="text/plain; version=0.0.4")
