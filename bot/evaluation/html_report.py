"""The results as one page that needs nothing else: the tables, where the passages came, and every question that went wrong."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path

from bot.answering.verification.support import Support
from bot.bilingual import Bilingual, Language, say_in
from bot.errors import ReportNotWritable
from bot.evaluation.report import describe_run, pair_name, sections
from bot.evaluation.results import Evaluation, Fault, Outcome, Shown
from bot.evaluation.retrieval_scores import BUCKETS, NOT_FOUND, PairRanks

FAULTS: Mapping[Fault, Bilingual] = {
    "not found": Bilingual(ko="다섯째 안에 없음", en="not among the first five"),
    "refused": Bilingual(ko="답이 있는데 거절", en="refused, though there is an answer"),
    "not refused": Bilingual(ko="답이 없는데 거절하지 않음", en="not refused, though there is no answer"),
    "expected words missing": Bilingual(ko="기대한 말이 없음", en="without the expected words"),
    "not cited": Bilingual(ko="맞는 글을 인용하지 않음", en="cites other texts only"),
    "wrong language": Bilingual(ko="다른 언어로 답함", en="in the other language"),
    "error": Bilingual(ko="오류", en="error"),
}
_MARKS: Mapping[Support, Bilingual] = {
    "verbatim": Bilingual(ko="원문 그대로", en="verbatim"),
    "supported": Bilingual(ko="확인됨", en="supported"),
    "weak": Bilingual(ko="약함", en="weak"),
    "unsupported": Bilingual(ko="근거 없음", en="unsupported"),
}
_EXCERPT = 400

_STYLE = """
:root { color-scheme: light dark; --paper: #fbfaf6; --ink: #24211c; --soft: #665f54; --line: #e3dfd4;
  --r1: #24497d; --r2: #5f82b3; --r3: #9db4d3; --r4: #d3dce8; --r5: #b9b3a6;
  --supported: #2c6a49; --weak: #855500; --unsupported: #69635a; --problem: #93361f; }
@media (prefers-color-scheme: dark) { :root { --paper: #181714; --ink: #e8e4da; --soft: #aaa396; --line: #353129;
  --r1: #a3c0ea; --r2: #6f8fbd; --r3: #475f84; --r4: #2c3a50; --r5: #5c564b;
  --supported: #8fcaa6; --weak: #e2b45c; --unsupported: #a39c90; --problem: #eaa28c; } }
body { margin: 0 auto; padding: 32px 20px 80px; max-width: 860px; background: var(--paper); color: var(--ink);
  font: 16px/1.65 "Pretendard", "Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic",
  "NanumGothic", sans-serif; word-break: keep-all; overflow-wrap: anywhere; }
h1, h2 { line-height: 1.3; } h1 { font-size: 24px; } h2 { font-size: 18px; margin: 40px 0 8px; }
.soft { color: var(--soft); font-size: 14px; } .wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; overflow-wrap: normal; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); text-align: right; }
th { color: var(--soft); font-weight: normal; font-size: 14px; vertical-align: bottom; }
th:first-child, td:first-child { text-align: left; }
svg { display: block; width: 100%; min-width: 560px; height: auto; margin-top: 20px; font-size: 13px; }
svg text { fill: var(--ink); } svg text.soft { fill: var(--soft); }
details { border-bottom: 1px solid var(--line); padding: 8px 0; } summary { cursor: pointer; }
dl { display: grid; grid-template-columns: 7em 1fr; gap: 6px 16px; margin: 8px 0 12px; font-size: 15px; }
dt { color: var(--soft); } dd { margin: 0; } dd p { margin: 0 0 6px; }
.problem { color: var(--problem); } .mark { font-size: 13px; }
.verbatim, .supported { color: var(--supported); } .weak { color: var(--weak); } .unsupported { color: var(--unsupported); }
"""


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
    title = Bilingual(ko="해설 평가", en="Haeseol, measured").in_(language)
    return "\n".join(
        [
            f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
            f'<h1>{title}</h1>\n<p class="soft">{escape(describe_run(evaluation, language))}</p>',
            *_tables(evaluation, language),
            *_failures(evaluation, language),
            "</body>\n</html>\n",
        ]
    )


def _tables(evaluation: Evaluation, language: Language) -> Iterator[str]:
    for n, section in enumerate(sections(evaluation, language)):
        yield f'<h2>{escape(section.title)}</h2>\n<p class="soft">{escape(section.note)}</p>\n<div class="wide"><table>'
        yield "<tr>" + "".join(f"<th>{escape(column)}</th>" for column in section.columns) + "</tr>"
        for row in section.rows:
            yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        yield "</table></div>"
        if n == 0 and evaluation.retrieval:
            yield _plot(evaluation.retrieval, language)


def _plot(rows: tuple[PairRanks, ...], language: Language) -> str:
    """Return a bar for each pair of languages, divided by the place at which the right text came."""
    names = [name for name, _, _ in BUCKETS] + [NOT_FOUND]
    height, left, width = 30, 150, 650
    label = Bilingual(ko="맞는 글이 나온 순위", en="The place at which the right text came").in_(language)
    drawn = [
        f'<div class="wide"><svg viewBox="0 0 820 {height * len(rows) + 44}" role="img" aria-label="{label}">',
        f'<text class="soft" x="0" y="16">{label}</text>',
    ]
    x = left + 110
    for n, name in enumerate(names, start=1):
        said = Bilingual(ko="못 찾음", en=name).in_(language) if name == NOT_FOUND else name
        drawn.append(f'<rect x="{x}" y="6" width="12" height="12" fill="var(--r{n})"/>')
        drawn.append(f'<text class="soft" x="{x + 18}" y="16">{said}</text>')
        x += 90
    for line, row in enumerate(rows):
        y, at = 32 + height * line, float(left)
        drawn.append(
            f'<text x="0" y="{y + 16}">{escape(pair_name(row.question, row.passage, say_in(language)))}</text>'
        )
        for n, name in enumerate(names, start=1):
            share = row.ranks[name] / row.questions
            said = f"{name}: {row.ranks[name]} ({100 * share:.1f}%)"
            drawn.append(
                f'<rect x="{at:.1f}" y="{y}" width="{share * width:.1f}" height="22" fill="var(--r{n})">'
                f"<title>{said}</title></rect>"
            )
            at += share * width
    return "\n".join([*drawn, "</svg></div>"])


def _failures(evaluation: Evaluation, language: Language) -> Iterator[str]:
    failed = [(outcome, outcome.faults()) for outcome in evaluation.outcomes]
    failed = [(outcome, faults) for outcome, faults in failed if faults]
    heading = Bilingual(ko="잘못된 질문", en="What went wrong").in_(language)
    yield f"<h2>{heading}</h2>"
    counts = {fault: sum(fault in faults for _, faults in failed) for fault in FAULTS}
    said = [f"{FAULTS[fault].in_(language)} {count:,}" for fault, count in counts.items() if count]
    nothing = Bilingual(ko="없어요.", en="Nothing.").in_(language)
    yield f'<p class="soft">{escape(" · ".join(said)) or nothing}</p>'
    for outcome, faults in failed:
        yield from _failure(outcome, faults, language)


def _failure(outcome: Outcome, faults: list[Fault], language: Language) -> Iterator[str]:
    case = outcome.case
    problems = ", ".join(FAULTS[fault].in_(language) for fault in faults)
    yield f'<details><summary lang="{case.language}">{escape(case.question)} '
    yield f'<span class="soft problem" lang="{language}">{escape(problems)}</span></summary>\n<dl>'
    pair = pair_name(case.language, outcome.wanted_language, say_in(language))
    yield _entry(Bilingual(ko="질문", en="question").in_(language), f"{escape(case.id)} · {escape(pair)}")
    if outcome.wanted:
        yield _entry(
            Bilingual(ko="맞는 글", en="wanted").in_(language), _shown(outcome.wanted, outcome.wanted_language)
        )
    expected = [*case.answers, *(" / ".join(group) for group in case.must_contain)]
    if expected:
        said = "".join(f"<p>{escape(text)}</p>" for text in expected)
        yield _entry(Bilingual(ko="기대한 말", en="expected").in_(language), said)
    if outcome.ranked:
        place = Bilingual(ko="못 찾음", en="not found").in_(language) if outcome.rank is None else f"{outcome.rank}"
        yield _entry(Bilingual(ko="순위", en="rank").in_(language), place)
    if outcome.came:
        came = "".join(_shown(shown, None) for shown in outcome.came)
        yield _entry(Bilingual(ko="나온 글", en="came").in_(language), came)
    if outcome.answer:
        yield _entry(Bilingual(ko="답변", en="answer").in_(language), _answer(outcome, language))
    if outcome.error:
        yield _entry(FAULTS["error"].in_(language), escape(outcome.error))
    yield "</dl></details>"


def _answer(outcome: Outcome, language: Language) -> str:
    if outcome.answer is None or not outcome.answer.sentences:
        return escape(outcome.answer.text if outcome.answer else "")
    return "".join(
        f'<p lang="{outcome.case.language}">{escape(sentence.text)} <span class="mark {sentence.support}">'
        f"{_MARKS[sentence.support].in_(language)}{escape(f': {sentence.reason}') if sentence.reason else ''}</span></p>"
        for sentence in outcome.answer.sentences
    )


def _shown(shown: Shown, language: Language | None) -> str:
    text = shown.text if len(shown.text) <= _EXCERPT else shown.text[:_EXCERPT].rstrip() + " …"
    name = " · ".join(part for part in (shown.title, shown.id) if part)
    spoken = f' lang="{language}"' if language else ""
    return f'<p{spoken}>{escape(text)} <span class="soft">{escape(name)}</span></p>'


def _entry(name: str, value: str) -> str:
    return f"<dt>{escape(name)}</dt><dd>{value}</dd>"
