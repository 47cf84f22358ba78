"""The jobs that pages have filed for workers, as numbers for /metrics: of the whole deployment, whoever is asked."""

from collections.abc import Callable, Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.service.state.state_errors import StateError
from bot.service.work.job import JobCounts


class JobNumbers(Collector):
    """Reads the numbers when somebody asks; while the database is away there are none."""

    def __init__(self, counts: Callable[[], JobCounts]) -> None:
        self._counts = counts

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Yield nothing: the numbers are not read before somebody asks."""
        yield from ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the numbers as they are now."""
        try:
            counts = self._counts()
        except StateError:
            return
        yield GaugeMetricFamily("haeseol_jobs_waiting", "Changes of articles that wait for a worker.", counts.waiting)
        yield GaugeMetricFamily("haeseol_jobs_running", "Changes of articles that workers make now.", counts.running)
        yield GaugeMetricFamily("haeseol_jobs_oldest_seconds", "How long the oldest one waits.", counts.oldest_seconds)
        yield GaugeMetricFamily("haeseol_workers", "Workers that were heard of lately.", counts.workers)
