"""A measurement from files to results, with the real library and search and a small embedder; then the command itself."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from bot.evaluation import Measure, Plan, evaluate
from bot.evaluation.evaluation_errors import CaseGoldMissing, ReportNotWritable
from bot.evaluation.html_report import FAULTS, check_writable, render_page, write_page
from bot.evaluation.report import print_report, sections
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.embeddings.encoder import Encoder
from bot.models.model_errors import ModelUnavailable
from bot.progress import Progress
from bot.service.haeseol import Haeseol
from bot.settings import Settings
from tests.command_line import run
from tests.fakes import FakeEmbedder

RICE = "Rice grows in paddies. " + "Farmers flood the fields in May and drain them in August before the harvest. " * 12
MOON = "The moon goes around the earth in 27.3 days."
RICE_KO = "벼는 논에서 자란다. 농부는 5월에 논에 물을 댄다."
PASSAGES: list[dict[str, Any]] = [
    {"passage_id": "rice-en", "title": "", "text": RICE, "lang": "en", "pair_id": "rice"},
    {"passage_id": "moon-en", "title": "Moon", "text": MOON, "lang": "en"},
    {"passage_id": "rice-ko", "title": "", "text": RICE_KO, "lang": "ko", "pair_id": "rice"},
]
CASES: list[dict[str, Any]] = [
    {"id": "1", "question": "When do farmers flood the fields?", "passage_id": "rice-en", "answers": ["in May"]},
    {"id": "2", "question": "농부는 논에 언제 물을 대나요?", "passage_id": "rice-ko", "answers": ["5월"]},
    {"id": "3", "question": "농부는 논에 언제 물을 대나요?", "passage_id": "rice-en", "answers": ["5월"]},
    {"id": "4", "question": "Who painted the ceiling?", "passage_id": None, "answerable": False},
]


class LoadedEmbedder(FakeEmbedder):
    """Has nothing to load."""

    def load(self) -> None:
        return None


@pytest.fixture
def opened() -> list[Settings]:
    return []


@pytest.fixture
def open_service(opened: list[Settings]) -> Callable[[Settings], Haeseol]:
    def open_one(settings: Settings) -> Haeseol:
        opened.append(settings)
        embedder = LoadedEmbedder()
        encoder = Encoder.for_embedder(embedder)
        library = SqliteLibrary.open(settings.index, encoder.identity)
        return Haeseol(settings, library, encoder, cast(SentenceEmbedder, embedder))

    return open_one


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    folder = tmp_path / "home"
    folder.mkdir()
    return Settings(home=folder, cache=tmp_path / "cache", model="none")


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def plan(folder: Path, *measures: Measure, limit: int | None = None) -> Plan:
    cases, passages = write(folder / "cases.jsonl", CASES), write(folder / "passages.jsonl", PASSAGES)
    return Plan((cases,), (passages,), measures or ("retrieval", "refusal"), limit)


Open = Callable[[Settings], Haeseol]


def test_passages_are_searched_apart_from_the_home(
    home: Settings, tmp_path: Path, open_service: Open, opened: list[Settings]
) -> None:
    done = evaluate(plan(tmp_path), home, open_service=open_service)
    (used,) = opened
    assert used.home != home.home
    assert not used.home.exists()
    assert list(home.home.iterdir()) == []
    assert (done.settings.searched, done.settings.home, done.settings.model) == (3, None, None)


def test_every_pair_of_languages_has_its_numbers(home: Settings, tmp_path: Path, open_service: Open) -> None:
    done = evaluate(plan(tmp_path), home, open_service=open_service).to_json()
    assert {pair: row["questions"] for pair, row in done["retrieval"].items()} == {"en>en": 1, "ko>en": 1, "ko>ko": 1}
    assert done["retrieval"]["en>en"]["recall_1"] == done["retrieval"]["ko>ko"]["recall_1"] == 1
    assert done["both_languages"]["ko"]["questions"] == 1  # one question, though it stands there for each language
    assert done["both_languages"]["ko"]["same"] == {"top_10": 1, "median_rank": 1}
    assert (done["refusal"]["en"]["unanswerable"], done["refusal"]["en"]["answerable"]) == (1, 1)
    assert done["refusal"]["ko"]["right_share"] is None
    json.dumps(done)


def test_a_passage_in_pieces_is_one_passage(home: Settings, tmp_path: Path, open_service: Open) -> None:
    done = evaluate(plan(tmp_path), home, open_service=open_service)
    for outcome in done.outcomes:
        assert len({shown.id for shown in outcome.came}) == len(outcome.came) == 3
    assert [outcome.rank for outcome in done.outcomes][:2] == [1, 1]
    # The rice comes in many pieces, which all lie before the moon, and yet they are one place.
    assert all(outcome.rank is None or outcome.rank <= 3 for outcome in done.outcomes)


def test_refusal_alone_ranks_nothing(home: Settings, tmp_path: Path, open_service: Open) -> None:
    done = evaluate(plan(tmp_path, "refusal"), home, open_service=open_service)
    assert (done.retrieval, done.both_languages, done.answers) == ((), (), ())
    assert all(outcome.sufficient is not None and not outcome.ranked for outcome in done.outcomes)
    assert "not found" not in [fault for outcome in done.outcomes for fault in outcome.faults()]


def test_answers_bring_words_citations_and_times(home: Settings, tmp_path: Path, open_service: Open) -> None:
    done = evaluate(plan(tmp_path, "retrieval", "refusal", "answers"), home, open_service=open_service)
    english = done.to_json()["answers"]["en>en"]
    assert (english["questions"], english["written"], english["contains"]) == (1, 0, 1)
    assert 0 < english["citation_precision"] <= 1
    assert set(done.seconds) == {"evidence", "answer"}  # no model, no first word


def test_a_limit_takes_the_same_questions_every_time(home: Settings, tmp_path: Path, open_service: Open) -> None:
    chosen = [evaluate(plan(tmp_path, limit=2), home, open_service=open_service).outcomes for _ in range(2)]
    ids = [[outcome.case.id for outcome in outcomes] for outcomes in chosen]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 2


def test_a_gold_passage_that_is_not_there_is_named(home: Settings, tmp_path: Path, open_service: Open) -> None:
    chosen = plan(tmp_path)
    write(tmp_path / "passages.jsonl", PASSAGES[:2])
    with pytest.raises(CaseGoldMissing, match=r"cases\.jsonl, line 2: there is no rice-ko in passages\.jsonl"):
        evaluate(chosen, home, open_service=open_service)


def test_a_model_that_does_not_come_is_said_and_not_measured(
    home: Settings, tmp_path: Path, open_service: Open
) -> None:
    with pytest.raises(ModelUnavailable, match="haeseol setup"):
        evaluate(plan(tmp_path, "answers"), replace(home, model="qwen2.5-coder-1.5b"), open_service=open_service)


def test_own_articles_are_searched_where_they_are(home: Settings, tmp_path: Path, open_service: Open) -> None:
    home.corpus.mkdir()
    (home.corpus / "rice.txt").write_text(RICE, encoding="utf-8")
    (home.corpus / "벼.txt").write_text(RICE_KO, encoding="utf-8")
    with open_service(home) as service:
        service.articles.sync()
    before = sorted(home.home.rglob("*"))
    rows = [
        {"id": "a", "question": "When do farmers flood fields?", "article_id": "rice.txt", "must_contain": [["May"]]},
        {"id": "b", "question": "농부는 언제 물을 대나요?", "article_id": "벼.txt", "must_contain": [["6월"]]},
    ]
    own = Plan((write(tmp_path / "own.jsonl", rows),), measures=("retrieval", "refusal", "answers"))
    done = evaluate(own, home, open_service=open_service)
    assert sorted(home.home.rglob("*")) == before
    assert {(row.question, row.passage): row.recall_1 for row in done.retrieval} == {("en", "en"): 1, ("ko", "ko"): 1}
    assert {row.question: row.contains for row in done.answers} == {"en": 1, "ko": 0}
    assert done.outcomes[1].faults() == ["expected words missing"]
    with pytest.raises(CaseGoldMissing, match="line 1"):
        evaluate(
            Plan((write(tmp_path / "own.jsonl", [{**rows[0], "article_id": "gone.txt"}]),)),
            home,
            open_service=open_service,
        )


def test_progress_goes_from_the_first_question_to_the_last(home: Settings, tmp_path: Path, open_service: Open) -> None:
    told: list[Progress] = []
    evaluate(plan(tmp_path), home, told.append, open_service)
    assert [progress.done for progress in told if progress.subject == "cases.jsonl"] == [1, 2, 3, 4]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_needs_nothing_else_and_shows_what_went_wrong(
    home: Settings, tmp_path: Path, open_service: Open, language: str
) -> None:
    hostile = {
        **CASES[0],
        "id": "5",
        "question": "When do <script>farmers</script> flood?",
        "answers": ["<b>never</b>"],
    }
    chosen = plan(tmp_path, "retrieval", "refusal", "answers")
    write(tmp_path / "cases.jsonl", [*CASES, hostile])
    done = evaluate(chosen, home, open_service=open_service)
    spoken: Any = language
    page = render_page(done, spoken)
    assert not re.search(r"(src|href|url\()\s*=?\s*[\"'(]?\s*(https?:)?//|<script|<link|@import", page)
    assert "&lt;script&gt;" in page
    assert page.count("<svg") == 1
    failed = [outcome for outcome in done.outcomes if outcome.faults()]
    assert page.count("<details>") == len(failed) >= 1
    assert all(FAULTS[fault].in_(spoken) in page for outcome in failed for fault in outcome.faults())
    assert "&lt;b&gt;never&lt;/b&gt;" in page
    for section in sections(done, spoken):
        assert section.title in page
        assert all(len(row) == len(section.columns) for row in section.rows)


def test_the_report_is_printed_in_full(
    home: Settings, tmp_path: Path, open_service: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    print_report(evaluate(plan(tmp_path), home, open_service=open_service), "ko")
    said = capsys.readouterr().out
    assert "한국어 → 영어" in said
    assert "recall@5" in said
    assert "두 언어가 함께 있을 때" in said


def test_a_page_that_cannot_be_written_is_known_before(home: Settings, tmp_path: Path, open_service: Open) -> None:
    with pytest.raises(ReportNotWritable, match="nowhere"):
        check_writable(tmp_path / "nowhere" / "page.html")
    done = evaluate(plan(tmp_path), home, open_service=open_service)
    write_page(done, tmp_path / "page.html", "en")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == render_page(done, "en")


@pytest.mark.models
def test_the_command_gives_one_json_object_and_a_page(models: Settings, tmp_path: Path) -> None:
    chosen = plan(tmp_path)
    page = tmp_path / "page.html"
    done = run(
        tmp_path, "eval", str(chosen.cases[0]), "--passages", str(chosen.passages[0]), "--json", "--html", str(page)
    )
    assert done.returncode == 0, done.stderr
    measured = json.loads(done.stdout)
    assert measured["settings"]["embedding"] == models.embedding
    assert measured["retrieval"]["ko>en"]["recall_1"] + measured["retrieval"]["ko>ko"]["recall_1"] >= 1
    assert len(measured["cases"]) == 4
    assert "<svg" in page.read_text(encoding="utf-8")
    assert not (tmp_path / "index").exists()


@pytest.mark.models
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["/nowhere.jsonl", "--passages", "PASSAGES"], 1, "/nowhere.jsonl"),
        (["CASES"], 1, 'line 1: "article_id"'),
        (["CASES", "--passages", "CASES"], 1, 'line 1: "text"'),
        (["CASES", "--passages", "PASSAGES", "--html", "/nowhere/page.html"], 1, "/nowhere/page.html"),
        (["CASES", "--limit", "0"], 2, "--limit"),
        (["CASES", "--answers", "--refusal"], 2, "--answers"),
        ([], 2, "CASES.jsonl"),
    ],
)
def test_errors_name_the_line_and_the_reason(tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    chosen = plan(tmp_path)
    names = {"CASES": str(chosen.cases[0]), "PASSAGES": str(chosen.passages[0])}
    done = run(tmp_path, "eval", *(names.get(argument, argument) for argument in arguments))
    assert done.returncode == code
    assert done.stdout == ""
    assert said in done.stderr
