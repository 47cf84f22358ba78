"""Answers, citations and refusals on real questions: no number may fall below its floor, or rise above its ceiling.

The floors are in `bench/answer_floors.json`. The answering model is deterministic on one machine, and a few answers differ
between machines: hence the margins.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from bench.__main__ import is_right
from bench.check_claims import Remembering, check_cases, rates, read_cases
from bot.answering.answer import Answer, AnswerDone
from bot.answering.verification import FaithfulnessChecker
from bot.articles import read_article
from bot.evaluation import Evaluation, Measure, Plan, evaluate
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.llm.chat_model import ChatModel
from bot.service.haeseol import Haeseol
from bot.settings import Settings
from bot.text.language import detect_language
from tests.places import ROOT, measuring_data
from tests.remembering_embedder import RememberingEmbedder

FLOORS: dict[str, Any] = json.loads((ROOT / "bench" / "answer_floors.json").read_text(encoding="utf-8"))

pytestmark = [pytest.mark.models, pytest.mark.timeout(900)]

Asked = list[tuple[dict[str, Any], Answer]]


@contextmanager
def loaded_once(model: ChatModel) -> Iterator[None]:
    """Let whoever opens the answering model inside have the one that is loaded already."""
    with patch("bot.models.llm.active_model.open_model", return_value=model):
        yield


@pytest.fixture(scope="module")
def asked(models: Settings, answering_model: ChatModel, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The questions about one real article, with their answers."""
    names = (FLOORS["article"]["text"], "questions.jsonl")
    article, questions = (measuring_data(*names) / name for name in names)
    home = tmp_path_factory.mktemp("real-article").resolve()
    (home / "corpus").mkdir()
    (home / "corpus" / "article.txt").write_bytes(article.read_bytes())
    rows = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines() if line.strip()]
    settings = Settings(home=home, cache=models.cache, embedding=models.embedding, model=models.model)
    with loaded_once(answering_model), Haeseol.open(settings) as service:
        service.articles.sync()
        return [(row, _answer(service, row["question"])) for row in rows]


def _answer(service: Haeseol, question: str) -> Answer:
    *_, last = service.ask(question)
    assert isinstance(last, AnswerDone)
    return last.answer


def test_answers_about_a_real_article_are_right(asked: Asked) -> None:
    right = Counter(row["answerable"] for row, answer in asked if is_right(row, answer))
    assert right[True] >= FLOORS["article"]["right"]
    assert right[False] >= FLOORS["article"]["refused"]


def test_citations_stand_in_the_article_and_only_behind_what_was_confirmed(asked: Asked) -> None:
    name = FLOORS["article"]["text"]
    article = read_article(measuring_data(name) / name, "article").text
    assert sum(bool(answer.citations) for _, answer in asked) >= FLOORS["article"]["cited"]
    for _, answer in asked:
        known = {citation.n for citation in answer.citations}
        for sentence in answer.sentences:
            assert set(sentence.citations) <= known
            assert bool(sentence.citations) == (sentence.support in ("verbatim", "supported"))
        for citation in answer.citations:
            assert citation.quote in citation.text
            assert citation.text in article


def test_answers_are_in_the_language_of_the_question(asked: Asked) -> None:
    written = [(row, answer) for row, answer in asked if answer.model is not None]
    assert written
    for row, answer in written:
        assert detect_language(answer.written) == row["question_lang"]


def test_what_is_marked_supported_is(embedder: SentenceEmbedder) -> None:
    floors = FLOORS["claims"]
    remembering = Remembering(embedder)
    cases = read_cases(remembering, measuring_data(*floors["data"]), floors["rows"])
    results = check_cases(FaithfulnessChecker(remembering), remembering, cases)
    for data, floor in floors["least"].items():
        own = [result for result in results if result.case.data == data]
        precision, recall = rates([result for result in own if result.supported], own)
        assert (data, precision >= floor["precision"], recall >= floor["recall"]) == (data, True, True), (
            precision,
            recall,
        )


@pytest.mark.parametrize("name", FLOORS["searched"])
def test_wikipedia_is_found(name: str, models: Settings, embedder: SentenceEmbedder, tmp_path: Path) -> None:
    plan = _plan(name, FLOORS["searched"][name], "retrieval", tmp_path)
    remembering = RememberingEmbedder(embedder)
    remembering.ask(*plan.cases)
    _compare(evaluate(plan, models, open_service=remembering.open_service), FLOORS["searched"][name])


@pytest.mark.parametrize("name", FLOORS["answered"])
def test_what_is_not_there_is_refused(name: str, models: Settings, answering_model: ChatModel, tmp_path: Path) -> None:
    plan = _plan(name, FLOORS["answered"][name], "answers", tmp_path)
    with loaded_once(answering_model):
        _compare(evaluate(plan, models), FLOORS["answered"][name])


def _compare(evaluation: Evaluation, floors: dict[str, Any]) -> None:
    found = evaluation.to_json()
    assert floors.keys() & {"least", "most"}
    for path, floor in floors.get("least", {}).items():
        assert _number(found, path) >= floor, path
    for path, ceiling in floors.get("most", {}).items():
        assert _number(found, path) <= ceiling, path


def _plan(name: str, floors: dict[str, Any], measure: Measure, folder: Path) -> Plan:
    names = (f"{name}.jsonl", f"{name}.passages.jsonl")
    cases, passages = (measuring_data(*names) / name for name in names)
    cases, passages = _part(cases, passages, floors["questions"], floors["passages"], folder)
    return Plan(cases=(cases,), passages=(passages,), measures=(measure,))


def _part(cases: Path, passages: Path, questions: int, most: int, folder: Path) -> tuple[Path, Path]:
    """Write the first `questions` and the passages that they ask for, and others up to `most`: to embed all takes minutes."""
    rows = sorted(map(json.loads, cases.read_text(encoding="utf-8").splitlines()), key=lambda row: row["shuffle_key"])
    del rows[questions:]
    asked_for = {row["passage_id"] for row in rows}
    given = [json.loads(line) for line in passages.read_text(encoding="utf-8").splitlines()]
    part = sorted(given, key=lambda row: row["passage_id"] not in asked_for)[:most]
    for path, written in ((cases, rows), (passages, part)):
        (folder / path.name).write_text("\n".join(map(json.dumps, written)), encoding="utf-8")
    return folder / cases.name, folder / passages.name


def _number(tables: dict[str, Any], path: str) -> float:
    value: Any = tables
    for name in path.split("/"):
        value = value[name]
    return float(value)
