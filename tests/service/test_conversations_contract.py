"""Saved conversations, in the file of a home and in the database that several pages share: what holds of both."""

import json
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.evaluation.cases import read_cases
from bot.service.conversations import Conversations, SqliteConversations, feedback_cases
from bot.service.conversations.conversation_errors import AnswerNotSaved, ConversationMissing
from bot.service.conversations.postgres_conversations import PostgresConversations
from bot.service.state.migrating import migrate
from bot.service.state.state_database import StateDatabase
from tests.page_fakes import SUGGESTED
from tests.places import ROOT
from tests.service.told_turns import told

OPEN_THERE = """
import sys
from pathlib import Path
from bot.service.conversations import SqliteConversations, Turn
from bot.service.conversations.postgres_conversations import PostgresConversations
from bot.service.state.state_database import StateDatabase
kind, where, writer, many = sys.argv[1:]
saved = SqliteConversations(Path(where)) if kind == "sqlite" else PostgresConversations(StateDatabase.open(where))
for number in range(int(many)):
    id = f"turn-{writer}-{number}"
    saved.save("conversation-1", Turn(id, "무엇인가요?", "2026-11-24T09:00:00+00:00", None, None, (), None))
    print(id, flush=True)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where conversations are kept. `open` returns them as another page would have them; `where` is what a process is told."""

    kind: str
    where: str
    open: Callable[[], Conversations]

    def write(self, writer: str, many: int) -> "subprocess.Popen[str]":
        """Begin a process that saves turns into one conversation and says the id of each that is saved."""
        said = [sys.executable, "-c", OPEN_THERE, self.kind, self.where, writer, str(many)]
        return subprocess.Popen(said, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        folder = tmp_path / "conversations"
        yield Place("sqlite", str(folder), lambda: SqliteConversations(folder))
        return
    address = request.getfixturevalue("postgres").new_database()
    migrate(address)
    with ExitStack() as opened:
        yield Place(
            "postgres",
            address,
            lambda: PostgresConversations(opened.enter_context(StateDatabase.open(address))),
        )


@pytest.fixture
def saved(place: Place) -> Conversations:
    return place.open()


def test_where_nothing_was_saved_there_is_nothing(saved: Conversations) -> None:
    assert saved.rows() == saved.rows("x") == []
    assert saved.judged() == []
    for look in (saved.conversation, saved.delete, lambda id: saved.rename(id, "x")):
        with pytest.raises(ConversationMissing):
            look("conversation-1")
    with pytest.raises(ConversationMissing):
        saved.undo_delete()


@pytest.mark.parametrize("question", [SUGGESTED["ko"][0], SUGGESTED["en"][1], "Who won the football match?"])
def test_a_turn_comes_back_as_it_was_after_a_restart(place: Place, saved: Conversations, question: str) -> None:
    turn = told(question)
    saved.save("conversation-1", turn)
    again = place.open()
    assert again.conversation("conversation-1").turns == (turn,)
    assert [(row.title, row.turns) for row in again.rows()] == [(question, 1)]


def test_saving_a_turn_again_replaces_it_and_keeps_its_judgement(saved: Conversations) -> None:
    turn = told(SUGGESTED["en"][0])
    saved.save("conversation-1", replace(turn, answer=None, stopped=True))
    saved.judge(turn.id, "good")
    saved.save("conversation-1", turn)
    (kept,) = saved.conversation("conversation-1").turns
    assert kept.answer == turn.answer
    assert kept.judgement is not None


def test_a_turn_of_one_conversation_cannot_be_overwritten_from_another(saved: Conversations) -> None:
    saved.save("conversation-1", told(SUGGESTED["en"][0]))
    saved.save("conversation-2", told(SUGGESTED["ko"][0]))
    assert saved.conversation("conversation-1").turns[0].question == SUGGESTED["en"][0]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("siglip", ["english"]),
        ("  VISION   encoder ", ["english"]),
        ("독파모", ["korean1"]),
        (unicodedata.normalize("NFD", "독파모"), ["korean1"]),
        ("", ["korean1", "english"]),
        ("%", []),
        ("_", []),
        ("'; DROP TABLE turn; --", []),
    ],
)
def test_search_looks_into_questions_and_answers(saved: Conversations, sought: str, found: list[str]) -> None:
    saved.save("english-1", told(SUGGESTED["en"][0], "turn-0001"))
    saved.save("korean1-1", told(SUGGESTED["ko"][0], "turn-0002"))
    assert sorted(row.id.removesuffix("-1") for row in saved.rows(sought)) == sorted(found)


def test_the_conversation_changed_last_is_first(saved: Conversations) -> None:
    for number in (1, 2):
        saved.save(f"conversation-{number}", told(SUGGESTED["en"][0], f"turn-000{number}"))
    threading.Event().wait(0.002)
    saved.save("conversation-1", told(SUGGESTED["en"][1], "turn-0003"))
    assert [(row.id, row.turns) for row in saved.rows()] == [("conversation-1", 2), ("conversation-2", 1)]


def test_renaming_is_searched_and_an_empty_name_gives_the_first_question_back(saved: Conversations) -> None:
    saved.save("conversation-1", told(SUGGESTED["en"][0]))
    saved.rename("conversation-1", "  칩  이야기\n")
    assert [row.title for row in saved.rows("칩 이야기")] == ["칩 이야기"]
    saved.rename("conversation-1", " ")
    assert [row.title for row in saved.rows()] == [SUGGESTED["en"][0]]
    with pytest.raises(ConversationMissing):
        saved.rename("nowhere-at-all", "x")


def test_a_long_question_makes_a_short_title(saved: Conversations) -> None:
    saved.save("conversation-1", replace(told(SUGGESTED["en"][0]), question="가 " * 300))
    title = saved.rows()[0].title
    assert len(title) <= 80
    assert title.endswith("…")


def test_ids_that_the_page_never_makes_are_refused(saved: Conversations) -> None:
    for id in ("", "short", "../../../../etc/passwd", "a" * 65, "가나다라마바사아"):
        with pytest.raises(ConversationMissing):
            saved.save(id, told(SUGGESTED["en"][0]))
        with pytest.raises(ConversationMissing):
            saved.save("conversation-1", told(SUGGESTED["en"][0], id))
    assert saved.rows() == []


def test_two_writers_at_once_lose_nothing(place: Place, saved: Conversations) -> None:
    turn = told(SUGGESTED["en"][0])

    def write(writer: int) -> None:
        mine = place.open()
        for number in range(10):
            mine.save("conversation-1", replace(turn, id=f"turn-{writer}-{number}"))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(saved.conversation("conversation-1").turns) == 30


def test_judgements_are_read_as_cases_to_measure_with(saved: Conversations, tmp_path: Path) -> None:
    questions = [SUGGESTED["en"][0], "Who won the football match?", SUGGESTED["ko"][0], SUGGESTED["ko"][1], "plain"]
    for number, question in enumerate(questions):
        saved.save("conversation-1", told(question, f"turn-000{number}"))
    saved.judge("turn-0000", "good")
    saved.judge("turn-0001", "good")
    saved.judge("turn-0002", "bad", "unfounded")
    saved.judge("turn-0003", "bad", "wrong", "트라이톤은 오픈AI 것이에요.\n\n확인해 주세요.")
    path = tmp_path / "feedback.jsonl"
    path.write_text(feedback_cases(saved.judged(), {"sample-en"}), encoding="utf-8")
    cases, _ = read_cases(path, "article_id")
    assert [(case.id, case.answerable, case.gold) for case in cases] == [
        ("turn-0000", True, "sample-en"),
        ("turn-0001", False, None),
        ("turn-0002", False, None),
        ("turn-0003", True, None),
    ]
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines[3]["note"].startswith("트라이톤은")
    assert lines[3]["before"][0][0] == questions[0]
    assert lines[0]["told"].startswith("DeepSeek used")
    # An article that is gone cannot be measured with; the line stays usable.
    path.write_text(feedback_cases(saved.judged(), ()), encoding="utf-8")
    assert all(case.gold is None for case in read_cases(path, "article_id")[0])


def test_a_judgement_can_be_taken_back_and_needs_a_saved_answer(saved: Conversations) -> None:
    saved.save("conversation-1", told(SUGGESTED["en"][0]))
    saved.judge("turn-0001", "bad", "unclear")
    saved.judge("turn-0001", None)
    assert saved.judged() == []
    assert feedback_cases(saved.judged(), ()) == ""
    with pytest.raises(AnswerNotSaved):
        saved.judge("turn-9999", "good")


def test_a_deleted_conversation_is_nowhere_and_can_be_brought_back_whole(saved: Conversations) -> None:
    turn = told(SUGGESTED["en"][0])
    saved.save("conversation-1", turn)
    saved.save("conversation-1", told(SUGGESTED["en"][1], "turn-0002"))
    saved.judge(turn.id, "bad", "wrong", "금붕어")
    saved.rename("conversation-1", "Stolen parts")
    before = saved.conversation("conversation-1")
    saved.delete("conversation-1")
    assert saved.rows() == saved.rows("Stolen") == []
    assert saved.judged() == []
    with pytest.raises(ConversationMissing):
        saved.conversation("conversation-1")
    with pytest.raises(AnswerNotSaved):
        saved.judge(turn.id, "good")
    assert saved.undo_delete() == "conversation-1"
    assert saved.conversation("conversation-1") == before
    assert [row.title for row in saved.rows("stolen")] == ["Stolen parts"]
    with pytest.raises(ConversationMissing):
        saved.undo_delete()


def test_what_was_deleted_last_is_brought_back(saved: Conversations) -> None:
    for number in (1, 2):
        saved.save(f"conversation-{number}", told(SUGGESTED["en"][0], f"turn-000{number}"))
    saved.delete("conversation-1")
    saved.delete("conversation-2")
    with pytest.raises(ConversationMissing):
        saved.undo_delete("conversation-3")
    assert saved.undo_delete() == "conversation-2"
    with pytest.raises(ConversationMissing):
        saved.undo_delete("conversation-2")
    assert [row.id for row in saved.rows()] == ["conversation-2"]


def test_a_page_that_goes_on_in_a_deleted_conversation_begins_it_anew(saved: Conversations) -> None:
    saved.save("conversation-1", told(SUGGESTED["en"][0], "turn-0001"))
    saved.delete("conversation-1")
    saved.save("conversation-1", told(SUGGESTED["en"][1], "turn-0002"))
    assert [turn.id for turn in saved.conversation("conversation-1").turns] == ["turn-0002"]
    assert saved.undo_delete("conversation-1") == "conversation-1"
    assert {turn.id for turn in saved.conversation("conversation-1").turns} == {"turn-0001", "turn-0002"}


def test_turns_are_saved_in_the_order_in_which_they_are_held(saved: Conversations) -> None:
    turns = [told(SUGGESTED["en"][0], f"turn-000{number}") for number in range(4)]
    saved.save("conversation-1", turns[3])
    saved.judge("turn-0003", "bad", "unclear", "왜?")
    saved.save_all("conversation-1", turns)
    kept = saved.conversation("conversation-1").turns
    assert [turn.id for turn in kept] == [turn.id for turn in turns]
    assert [turn.judgement is not None for turn in kept] == [False, False, False, True]


def test_what_no_database_can_hold_is_left_out_and_the_rest_is_kept(saved: Conversations) -> None:
    turn = replace(told(SUGGESTED["en"][0]), question="무엇\x00 인가요?", sentences=(), answer=None, evidence=None)
    saved.save("conversation-1", turn)
    assert [row.title for row in saved.rows("무엇 인가요")] == ["무엇 인가요?"]
    saved.judge(turn.id, "bad", "wrong", "왜\x00?")
    (kept,) = saved.conversation("conversation-1").turns
    assert kept.question.replace("\x00", "") == "무엇 인가요?"
    assert kept.judgement is not None and kept.judgement.note == "왜?"
    saved.rename("conversation-1", "이름\x00")
    assert [row.title for row in saved.rows("이름\x00")] == ["이름"]
    with pytest.raises(ConversationMissing):
        saved.conversation("nowhere\x00")
    with pytest.raises(AnswerNotSaved):
        saved.judge("nowhere\x00", "good")


def test_times_are_of_one_form(saved: Conversations) -> None:
    saved.save("conversation-1", told(SUGGESTED["en"][0]))
    (row,) = saved.rows()
    assert row.created_at == "2026-11-24T09:00:00+00:00"
    assert len(row.updated_at) == len("2026-11-24T09:00:00.000+00:00")
    assert row.updated_at.endswith("+00:00")


@pytest.mark.slow
def test_processes_that_save_into_one_conversation_at_once_lose_nothing(place: Place) -> None:
    writers = [place.write(str(number), 20) for number in range(3)]
    said = [line for writer in writers for line in writer.communicate(timeout=200)[0].split()]
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    kept = [turn.id for turn in place.open().conversation("conversation-1").turns]
    assert sorted(kept) == sorted(said)
    assert len(set(kept)) == 60
    for number in range(3):  # of each, in the order of its saving
        own = [id for id in kept if id.startswith(f"turn-{number}-")]
        assert own == [f"turn-{number}-{each}" for each in range(20)]


@pytest.mark.slow
def test_what_a_killed_process_had_saved_is_there(place: Place) -> None:
    writer = place.write("killed", 100_000)
    assert writer.stdout is not None
    with writer.stdout:
        said = [writer.stdout.readline().strip() for _ in range(20)]
        writer.kill()
        said += writer.stdout.read().split("\n")[:-1]  # the last line may be half a one
    writer.wait()
    kept = [turn.id for turn in place.open().conversation("conversation-1").turns]
    assert kept[: len(said)] == said
    assert len(kept) <= len(said) + 2  # one saved and not yet said, or said in half
