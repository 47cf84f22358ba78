"""What the page counts of itself for /metrics: how many and how long, never what. In the text format of Prometheus."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.service.work.job import JobCounts
from bot.ui.gate.job_numbers import JobNumbers

_log = logging.getLogger("haeseol")

# Seconds: looks take milliseconds, answers up to minutes.
_SECONDS = (0.01, 0.05, 0.2, 0.5, 1, 2, 5, 10, 20, 60, 180)


class Counters:
    """The numbers of one server. Labels are names of ours (endpoints, statuses), so that nobody can make more of them."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._responses = Counter("haeseol_responses", "Responses by status.", ["status"], registry=self._registry)
        self._refusals = Counter(
            "haeseol_refusals", "Requests that the gate turned away, by status.", ["status"], registry=self._registry
        )
        self._calls = Counter(
            "haeseol_calls",
            "Calls that have ended, by endpoint and how.",
            ["endpoint", "ended"],
            registry=self._registry,
        )
        self._running = Gauge("haeseol_calls_running", "Calls under way.", ["endpoint"], registry=self._registry)
        self._first = Histogram(
            "haeseol_first_seconds",
            "Until a call's first event.",
            ["endpoint"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._whole = Histogram(
            "haeseol_call_seconds", "Until a call's end.", ["endpoint"], buckets=_SECONDS, registry=self._registry
        )
        self._waiting = Gauge("haeseol_queue_waiting", "Calls that wait in a line.", registry=self._registry)
        self._held = Gauge("haeseol_body_bytes_held", "Bytes of requests in memory.", registry=self._registry)
        self._silent = Gauge(
            "haeseol_model_addresses_silent",
            "Addresses of the model that did not answer when they were last asked.",
            registry=self._registry,
        )

    def follow(self, waiting: Callable[[], float], held: Callable[[], float], silent: Callable[[], float]) -> None:
        """Read these numbers whenever somebody asks."""
        self._waiting.set_function(waiting)
        self._held.set_function(held)
        self._silent.set_function(silent)

    def follow_state(self, away: Callable[[], float]) -> None:
        """Tell from now on whether the database that several pages share is away, as it is whenever somebody asks."""
        told = "1 while the database that several pages share does not answer."
        Gauge("haeseol_state_away", told, registry=self._registry).set_function(away)

    def count_jobs(self, counts: Callable[[], JobCounts]) -> None:
        """Tell of the jobs that wait for workers too."""
        self._registry.register(JobNumbers(counts))

    def count_response(self, status: int) -> None:
        """Count a response."""
        self._responses.labels(str(status)).inc()

    def count_refusal(self, status: int) -> None:
        """Count a request that was turned away."""
        self._refusals.labels(str(status)).inc()

    @contextmanager
    def count_call(self, endpoint: str) -> Iterator["CallCount"]:
        """Count a call of an endpoint while it runs, and how it ends."""
        count = CallCount(time.perf_counter(), self._first.labels(endpoint))
        self._running.labels(endpoint).inc()
        try:
            yield count
        except GeneratorExit:
            count.ended = "left"
            raise
        except BaseException:
            count.ended = "bug"
            raise
        finally:
            self._running.labels(endpoint).dec()
            self._calls.labels(endpoint, count.ended).inc()
            seconds = time.perf_counter() - count.started
            self._whole.labels(endpoint).observe(seconds)
            _log.info("%s: %s, %.2f s", endpoint, count.ended, seconds)

    def text(self) -> bytes:
        """Return all numbers as Prometheus reads them."""
        return generate_latest(self._registry)


class CallCount:
    """One call: when it started, and how it `ended`: "done", "error" (told to the reader), "left" (by the reader), "bug"."""

    def __init__(self, started: float, first: Histogram) -> None:
        self.started = started
        self.ended = "done"
        self._first: Histogram | None = first

    def note(self, event: object) -> None:
        """Note an event of the call."""
        if self._first is not None:
            self._first.observe(time.perf_counter() - self.started)
            self._first = None
        if isinstance(event, dict) and event.get("type") == "error":
            self.ended = "error"
