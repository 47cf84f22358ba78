"""The results as one page that needs nothing else: the tables, where the passages came, and every question that went wrong."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.bilingual import Bilingual, Language
from bot.evaluation.evaluation_errors import ReportNotWritable
from bot.evaluation.report import describe_run, pair_name, sections
from bot.evaluation.results import Evaluation, Fault
from bot.service.html_page import render_html

FAULTS: Mapping[Fault, Bilingual] = {
    "not found": Bilingual(ko="다섯째 안에 없음", en="not among the first five"),
    "refused": Bilingual(ko="답이 있는데 거절", en="refused, though there is an answer"),
    "not refused": Bilingual(ko="답이 없는데 거절하지 않음", en="not refused, though there is no answer"),
    "expected words missing": Bilingual(ko="기대한 말이 없음", en="without the expected words"),
    "not cited": Bilingual(ko="맞는 글을 인용하지 않음", en="cites other texts only"),
    "wrong language": Bilingual(ko="다른 언어로 답함", en="in the other language"),
    "error": Bilingual(ko="오류", en="error"),
}


def check_writable(path: Path) -> None:
    """Raise ReportNotWritable where no page can be written to `path`."""
    with _writing(path), path.open("a"):
        pass


def write_page(evaluation: Evaluation, path: Path, language: Language) -> None:
    """Write the page to `path`. Raises ReportNotWritable."""
    with _writing(path):
        path.write_text(render_page(evaluation, language), encoding="utf-8")


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ReportNotWritable(path=path, reason=error.strerror or str(error)) from error


def render_page(evaluation: Evaluation, language: Language) -> str:
    """Return the page's HTML; it asks nothing of the network."""
    failed = [(outcome, faults) for outcome in evaluation.outcomes if (faults := outcome.faults())]
    counts = Counter(fault for _, faults in failed for fault in faults)
    return render_html(
        Path(__file__).with_name("report.html.jinja"),
        language,
        run=describe_run(evaluation, language),
        sections=sections(evaluation, language),
        retrieval=evaluation.retrieval,
        counts=[f"{FAULTS[fault].in_(language)} {counts[fault]:,}" for fault in FAULTS if counts[fault]],
        failed=[(outcome, [FAULTS[fault].in_(language) for fault in faults]) for outcome, faults in failed],
        error=FAULTS["error"].in_(language),
        pair_name=pair_name,
    )
