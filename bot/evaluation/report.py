"""The results in words and tables, in both languages; the terminal and the page show the same."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.bilingual import Language, Say, say_in
from bot.evaluation.answer_scores import AnswerQuality
from bot.evaluation.explanation_scores import ExplanationQuality
from bot.evaluation.results import Evaluation
from bot.evaluation.retrieval_scores import BothLanguages, PairRanks, RankSummary

_NOTHING = "–"
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Section:
    """One table: its heading, what its numbers mean, the names of its columns and its rows, all as they are shown."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def print_report(evaluation: Evaluation, language: Language) -> None:
    """Print the tables on standard output."""
    console = Console(highlight=False)
    for section in sections(evaluation, language):
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
        for n, column in enumerate(section.columns):
            table.add_column(column, justify="right" if n else "left", overflow="fold")
        for row in section.rows:
            table.add_row(*(Text(cell) for cell in row))
        console.print(Text(section.title, style="bold"))
        console.print(table)
        console.print(Text(section.note, style="dim"))
        console.print()
    console.print(Text(describe_run(evaluation, language), style="dim"))


def describe_run(evaluation: Evaluation, language: Language) -> str:
    """Return in a line what was measured."""
    run = evaluation.settings
    files = ", ".join(file.name for file in run.cases)
    searched = ", ".join(file.name for file in run.passages) or run.home or ""
    said = say_in(language)(
        f"{files}의 질문 {len(evaluation.outcomes)}개 · {searched}({run.searched}개) · {run.embedding}",
        f"{len(evaluation.outcomes)} questions of {files} · {searched} ({run.searched}) · {run.embedding}",
    )
    return " · ".join([said, *([run.model] if run.model else []), f"Haeseol {run.version}", f"{run.seconds:.0f} s"])


def sections(evaluation: Evaluation, language: Language) -> list[Section]:
    """Return the tables of what was measured."""
    made = (_retrieval, _both_languages, _refusal, _answers, _explanations, _support, _times)
    return [section for make in made if (section := make(evaluation, say_in(language))).rows]


def pair_name(question: Language, passage: Language | None, say: Say) -> str:
    """Return the name of a pair of languages, such as "Korean → English"."""
    return " → ".join(_language(side, say) for side in (question, passage) if side)


def _section(title: str, note: str, rows: Iterable[_Row], *columns: tuple[str, Callable[[_Row], str]]) -> Section:
    """Return a table of columns, each with its name and what it says of a row."""
    names = tuple(name for name, _ in columns)
    return Section(title, note, names, tuple(tuple(cell(row) for _, cell in columns) for row in rows))


def _retrieval(evaluation: Evaluation, say: Say) -> Section:
    note = say(
        "맞는 글이 첫째로, 다섯째 안에 나온 비율(%). nDCG@10은 위에 나올수록 높아요.",
        "Share (%) with the right one first, and among the first five. nDCG@10 is higher the further up it comes.",
    )
    copies = say(
        " 두 언어 판이 함께 있으면 하나만 첫째가 될 수 있어요. 다음 표를 보세요.",
        " Where both languages' copies are there, only one can be first: see the next table.",
    )
    return _section(
        say("찾기", "Finding"),
        note + copies if evaluation.both_languages else note,
        evaluation.retrieval,
        _pair(say),
        _questions(say),
        ("recall@1", lambda row: _percent(row.recall_1)),
        ("recall@5", lambda row: _percent(row.recall_5)),
        ("nDCG@10", lambda row: _percent(row.ndcg_10)),
    )


def _both_languages(evaluation: Evaluation, say: Say) -> Section:
    return _section(
        say("두 언어가 함께 있을 때", "Both languages together"),
        say(
            "같은 글의 두 언어 판이 첫 열 개 안에 나온 비율(%)과 순위의 중앙값.",
            "Share (%) of each language's copy among the first ten, and its median rank.",
        ),
        evaluation.both_languages,
        (say("질문", "question"), lambda row: _language(row.question, say)),
        _questions(say),
        (say("질문의 언어", "asked language"), lambda row: _place(row.same)),
        (say("다른 언어", "other language"), lambda row: _place(row.other)),
        (say("둘 중 하나", "either"), lambda row: _place(row.either)),
    )


def _refusal(evaluation: Evaluation, say: Say) -> Section:
    note = say(
        "답이 없는 질문은 거절할수록, 답이 있는 질문은 덜 거절할수록 좋아요. ",
        "Without an answer more is better, with an answer less. ",
    )
    if evaluation.settings.model is None:
        note += say("모델 없이 근거만으로 판단한 값이에요.", "Decided from the evidence, without the model.")
    else:
        note += say("답변에서 센 값이에요.", "Counted in the answers.")
    return _section(
        say("거절", "Refusing"),
        note,
        evaluation.refusal,
        (say("질문", "question"), lambda row: _language(row.question, say)),
        (
            say("답이 없는 질문의 거절", "refused without an answer"),
            lambda row: _share_of(row.right_share, row.refused_rightly, row.unanswerable),
        ),
        (
            say("답이 있는 질문의 거절", "refused with an answer"),
            lambda row: _share_of(row.wrong_share, row.refused_wrongly, row.answerable),
        ),
    )


def _answers(evaluation: Evaluation, say: Say) -> Section:
    return _section(
        say("답변", "Answers"),
        say(
            "답이 있는 질문. 포함: 아는 답의 낱말이 그대로 있음. F1: 한국어는 음절, 영어는 낱말 단위. "
            "인용: 보인 인용이 맞는 글인 비율. 언어: 모델이 쓴 답이 질문의 언어인 비율.",
            "Questions with an answer. Contains: the known words stand in it. F1: Korean by syllables, English by words. "
            "Cited: citations shown that are the right text. Language: answers of the model in the question's language.",
        ),
        evaluation.answers,
        _pair(say),
        _questions(say),
        (say("모델", "by model"), lambda row: f"{row.written:,}"),
        (say("발췌", "quotes"), lambda row: f"{row.answered - row.written:,}"),
        (say("포함", "contains"), lambda row: _percent(row.contains)),
        ("F1", lambda row: _percent(row.f1)),
        (say("인용", "cited"), lambda row: _percent(row.citation_precision)),
        (say("언어", "language"), lambda row: _percent(row.right_language)),
    )


def _explanations(evaluation: Evaluation, say: Say) -> Section:
    return _section(
        say("설명", "Explanations"),
        say(
            "알려진 사실이 있는 요청. 사실: 답이 말한 비율. 온전함: 모든 사실을 충분한 문장으로 말한 답. "
            "인용: 인용이 붙은 문장의 비율.",
            "Requests with known facts. Facts: the share that was told. Full: answers with all of them in enough sentences. "
            "Cited: sentences with a citation.",
        ),
        evaluation.explanations,
        _pair(say),
        _questions(say),
        (say("답함", "answered"), lambda row: f"{row.answered:,}"),
        (say("사실", "facts"), lambda row: _percent(row.facts)),
        (say("온전함", "full"), lambda row: f"{row.full:,}"),
        (say("문장", "sentences"), lambda row: f"{row.sentences:g}"),
        (say("인용", "cited"), lambda row: _percent(row.cited)),
        (
            say("종류별 사실", "facts by kind"),
            lambda row: ", ".join(f"{kind} {_percent(share)}" for kind, share in row.kinds.items()),
        ),
    )


def _support(evaluation: Evaluation, say: Say) -> Section:
    return _section(
        say("문장의 근거", "Support of sentences"),
        say(
            "모델이 쓴 문장의 수. 앞의 비율은 원문 그대로이거나 확인된 문장.",
            "Sentences that the model wrote. The share is of those verbatim or supported.",
        ),
        evaluation.answers,
        _pair(say),
        (say("근거 있음", "backed"), lambda row: _percent(row.supported_share)),
        (say("원문 그대로", "verbatim"), lambda row: f"{row.marks['verbatim']:,}"),
        (say("확인됨", "supported"), lambda row: f"{row.marks['supported']:,}"),
        (say("약함", "weak"), lambda row: f"{row.marks['weak']:,}"),
        (say("근거 없음", "unsupported"), lambda row: f"{row.marks['unsupported']:,}"),
    )


def _times(evaluation: Evaluation, say: Say) -> Section:
    names = {
        "evidence": say("근거", "evidence"),
        "first_word": say("첫 낱말", "first word"),
        "answer": say("답변 전체", "whole answer"),
    }
    return _section(
        say("시간", "Time"),
        say("질문부터 걸린 초.", "Seconds from the question."),
        evaluation.seconds.items(),
        (say("무엇까지", "until"), lambda row: names[row[0]]),
        (say("질문", "questions"), lambda row: f"{row[1].questions:,}"),
        ("p50", lambda row: f"{row[1].p50:.2f}"),
        ("p95", lambda row: f"{row[1].p95:.2f}"),
    )


def _pair(say: Say) -> tuple[str, Callable[[PairRanks | AnswerQuality | ExplanationQuality], str]]:
    return say("질문 → 글", "question → text"), lambda row: pair_name(row.question, row.passage, say)


def _questions(say: Say) -> tuple[str, Callable[[PairRanks | BothLanguages | AnswerQuality | ExplanationQuality], str]]:
    return say("질문", "questions"), lambda row: f"{row.questions:,}"


def _language(language: Language, say: Say) -> str:
    return say("한국어", "Korean") if language == "ko" else say("영어", "English")


def _percent(share: float | None) -> str:
    return _NOTHING if share is None else f"{100 * share:.1f}"


def _place(place: RankSummary) -> str:
    median = _NOTHING if place.median_rank is None else f"{place.median_rank:g}"
    return f"{_percent(place.top_10)} ({median})"


def _share_of(share: float | None, part: int, whole: int) -> str:
    return _NOTHING if share is None else f"{_percent(share)} ({part:,} / {whole:,})"
