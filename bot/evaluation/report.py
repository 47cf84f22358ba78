"""The results in words and tables, in both languages; the terminal and the page show the same."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.bilingual import Bilingual, Language
from bot.evaluation.answer_scores import AnswerQuality
from bot.evaluation.refusal_scores import Refusals
from bot.evaluation.results import Evaluation
from bot.evaluation.retrieval_scores import RankSummary

LANGUAGES = {"ko": Bilingual(ko="한국어", en="Korean"), "en": Bilingual(ko="영어", en="English")}
_NOTHING = "–"


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
    said = Bilingual(
        ko=f"{files}의 질문 {len(evaluation.outcomes)}개 · {searched}({run.searched}개) · {run.embedding}",
        en=f"{len(evaluation.outcomes)} questions of {files} · {searched} ({run.searched}) · {run.embedding}",
    ).in_(language)
    return " · ".join([said, *([run.model] if run.model else []), f"Haeseol {run.version}", f"{run.seconds:.0f} s"])


def sections(evaluation: Evaluation, language: Language) -> Iterator[Section]:
    """Yield the tables of what was measured."""
    if evaluation.retrieval:
        yield _retrieval(evaluation, language)
    if evaluation.both_languages:
        yield _both_languages(evaluation, language)
    if evaluation.refusal:
        yield _refusal(evaluation.refusal, evaluation.settings.model is not None, language)
    if evaluation.answers:
        yield _answers(evaluation.answers, language)
        yield _marks(evaluation.answers, language)
    if evaluation.seconds:
        yield _times(evaluation, language)


def pair_name(question: Language, passage: Language | None, language: Language) -> str:
    """Return the name of a pair of languages, such as "Korean → English"."""
    return " → ".join(LANGUAGES[side].in_(language) for side in (question, passage) if side)


def _retrieval(evaluation: Evaluation, language: Language) -> Section:
    copies = Bilingual(
        ko=" 두 언어 판이 함께 있으면 하나만 첫째가 될 수 있어요. 다음 표를 보세요.",
        en=" Where both languages' copies are there, only one can be first: see the next table.",
    )
    return Section(
        title=Bilingual(ko="찾기", en="Finding").in_(language),
        note=Bilingual(
            ko="맞는 글이 첫째로, 다섯째 안에 나온 비율(%). nDCG@10은 위에 나올수록 높아요.",
            en="Share (%) with the right one first, and among the first five. nDCG@10 is higher the further up it comes.",
        ).in_(language)
        + (copies.in_(language) if evaluation.both_languages else ""),
        columns=(
            Bilingual(ko="질문 → 글", en="question → text").in_(language),
            Bilingual(ko="질문", en="questions").in_(language),
            "recall@1",
            "recall@5",
            "nDCG@10",
        ),
        rows=tuple(
            (
                pair_name(row.question, row.passage, language),
                f"{row.questions:,}",
                *(_percent(value) for value in (row.recall_1, row.recall_5, row.ndcg_10)),
            )
            for row in evaluation.retrieval
        ),
    )


def _both_languages(evaluation: Evaluation, language: Language) -> Section:
    kinds = Bilingual(ko="질문의 언어", en="asked language"), Bilingual(ko="다른 언어", en="other language")
    either = Bilingual(ko="둘 중 하나", en="either")
    return Section(
        title=Bilingual(ko="두 언어가 함께 있을 때", en="Both languages together").in_(language),
        note=Bilingual(
            ko="같은 글의 두 언어 판이 첫 열 개 안에 나온 비율(%)과 순위의 중앙값.",
            en="Share (%) of each language's copy among the first ten, and its median rank.",
        ).in_(language),
        columns=(
            Bilingual(ko="질문", en="question").in_(language),
            Bilingual(ko="질문", en="questions").in_(language),
            *(kind.in_(language) for kind in (*kinds, either)),
        ),
        rows=tuple(
            (
                LANGUAGES[row.question].in_(language),
                f"{row.questions:,}",
                *(_place(place) for place in (row.same, row.other, row.either)),
            )
            for row in evaluation.both_languages
        ),
    )


def _refusal(refusals: tuple[Refusals, ...], by_answers: bool, language: Language) -> Section:
    by = (
        Bilingual(ko="답변에서 센 값이에요.", en="Counted in the answers.")
        if by_answers
        else Bilingual(ko="모델 없이 근거만으로 판단한 값이에요.", en="Decided from the evidence, without the model.")
    )
    return Section(
        title=Bilingual(ko="거절", en="Refusing").in_(language),
        note=Bilingual(
            ko=f"답이 없는 질문은 거절할수록, 답이 있는 질문은 덜 거절할수록 좋아요. {by.ko}",
            en=f"Without an answer more is better, with an answer less. {by.en}",
        ).in_(language),
        columns=(
            Bilingual(ko="질문", en="question").in_(language),
            Bilingual(ko="답이 없는 질문의 거절", en="refused without an answer").in_(language),
            Bilingual(ko="답이 있는 질문의 거절", en="refused with an answer").in_(language),
        ),
        rows=tuple(
            (
                LANGUAGES[row.question].in_(language),
                _share_of(row.right_share, row.refused_rightly, row.unanswerable),
                _share_of(row.wrong_share, row.refused_wrongly, row.answerable),
            )
            for row in refusals
        ),
    )


def _answers(answers: tuple[AnswerQuality, ...], language: Language) -> Section:
    return Section(
        title=Bilingual(ko="답변", en="Answers").in_(language),
        note=Bilingual(
            ko="답이 있는 질문. 포함: 아는 답의 낱말이 그대로 있음. F1: 한국어는 음절, 영어는 낱말 단위. "
            "인용: 보인 인용이 맞는 글인 비율. 언어: 모델이 쓴 답이 질문의 언어인 비율.",
            en="Questions with an answer. Contains: the known words stand in it. F1: Korean by syllables, English by words. "
            "Cited: citations shown that are the right text. Language: answers of the model in the question's language.",
        ).in_(language),
        columns=(
            Bilingual(ko="질문 → 글", en="question → text").in_(language),
            Bilingual(ko="질문", en="questions").in_(language),
            Bilingual(ko="모델", en="by model").in_(language),
            Bilingual(ko="발췌", en="quotes").in_(language),
            Bilingual(ko="포함", en="contains").in_(language),
            "F1",
            Bilingual(ko="인용", en="cited").in_(language),
            Bilingual(ko="언어", en="language").in_(language),
        ),
        rows=tuple(
            (
                pair_name(row.question, row.passage, language),
                f"{row.questions:,}",
                f"{row.written:,}",
                f"{row.answered - row.written:,}",
                *(_percent(value) for value in (row.contains, row.f1, row.citation_precision, row.right_language)),
            )
            for row in answers
        ),
    )


def _marks(answers: tuple[AnswerQuality, ...], language: Language) -> Section:
    names = {
        "verbatim": Bilingual(ko="원문 그대로", en="verbatim"),
        "supported": Bilingual(ko="확인됨", en="supported"),
        "weak": Bilingual(ko="약함", en="weak"),
        "unsupported": Bilingual(ko="근거 없음", en="unsupported"),
    }
    return Section(
        title=Bilingual(ko="문장의 근거", en="Support of sentences").in_(language),
        note=Bilingual(
            ko="모델이 쓴 문장의 수. 앞의 비율은 원문 그대로이거나 확인된 문장.",
            en="Sentences that the model wrote. The share is of those verbatim or supported.",
        ).in_(language),
        columns=(
            Bilingual(ko="질문 → 글", en="question → text").in_(language),
            Bilingual(ko="근거 있음", en="backed").in_(language),
            *(name.in_(language) for name in names.values()),
        ),
        rows=tuple(
            (
                pair_name(row.question, row.passage, language),
                _percent(row.supported_share),
                *(f"{count:,}" for count in row.marks.values()),
            )
            for row in answers
        ),
    )


def _times(evaluation: Evaluation, language: Language) -> Section:
    names = {
        "evidence": Bilingual(ko="근거", en="evidence"),
        "first_word": Bilingual(ko="첫 낱말", en="first word"),
        "answer": Bilingual(ko="답변 전체", en="whole answer"),
    }
    return Section(
        title=Bilingual(ko="시간", en="Time").in_(language),
        note=Bilingual(ko="질문부터 걸린 초.", en="Seconds from the question.").in_(language),
        columns=(
            Bilingual(ko="무엇까지", en="until").in_(language),
            Bilingual(ko="질문", en="questions").in_(language),
            "p50",
            "p95",
        ),
        rows=tuple(
            (names[name].in_(language), f"{times.questions:,}", f"{times.p50:.2f}", f"{times.p95:.2f}")
            for name, times in evaluation.seconds.items()
        ),
    )


def _percent(share: float | None) -> str:
    return _NOTHING if share is None else f"{100 * share:.1f}"


def _place(place: RankSummary) -> str:
    median = _NOTHING if place.median_rank is None else f"{place.median_rank:g}"
    return f"{_percent(place.top_10)} ({median})"


def _share_of(share: float | None, part: int, whole: int) -> str:
    return _NOTHING if share is None else f"{_percent(share)} ({part:,} / {whole:,})"
