import json
import re
import sqlite3
import threading
import unicodedata
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluation.cases import read_cases
from bot.service.conversations import (
    Conversation,
    Conversations,
    Turn,
    export_html,
    export_markdown,
    feedback_cases,
    read_turns,
)
from bot.service.conversations.conversation_errors import (
    AnswerNotSaved,
    ConversationMissing,
    ConversationsDamaged,
    ConversationsUnusable,
    TurnsUnreadable,
)
from bot.ui.events import event_json
from tests.page_fakes import BORROWED, SUGGESTED, ScriptedHaeseol

HOSTILE = """</p><script>hit()</script><img src=x onerror=hit()> "'& [a](javascript:hit()) **b** `c`\n# d\n- e\n1. f"""


def told(question: str, id: str = "turn-0001") -> Turn:
    """What the page is told about a question, as it is saved."""
    events = [event_json(event) for event in ScriptedHaeseol().ask(question)]
    evidence = next(event["evidence"] for event in events if event["type"] == "evidence")
    answer = events[-1]["answer"]
    return Turn(id, question, "2026-11-24T09:00:00+00:00", None, evidence, tuple(answer["sentences"]), answer)


@pytest.fixture
def saved(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path / "conversations")


def test_nothing_is_on_disk_until_something_is_saved(saved: Conversations, tmp_path: Path) -> None:
    assert saved.rows() == []
    assert saved.judged() == []
    with pytest.raises(ConversationMissing):
        saved.conversation("conversation-1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("question", [SUGGESTED["ko"][0], SUGGESTED["en"][1], "Who won the football match?"])
def test_a_turn_comes_back_as_it_was_after_a_restart(saved: Conversations, tmp_path: Path, question: str) -> None:
    turn = told(question)
    saved.save("conversation-1", turn)
    again = Conversations(tmp_path / "conversations")
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


def test_deleting_leaves_nothing_on_disk_and_can_be_undone(saved: Conversations, tmp_path: Path) -> None:
    turn = told(SUGGESTED["en"][0])
    saved.save("conversation-1", turn)
    saved.judge(turn.id, "bad", "wrong", "금붕어")
    saved.rename("conversation-1", "Stolen parts")
    before = saved.conversation("conversation-1")
    saved.delete("conversation-1")
    data = (tmp_path / "conversations" / "conversations.sqlite").read_bytes()
    for trace in ("SigLIP", "금붕어", "Stolen parts"):
        assert trace.encode() not in data
    assert saved.rows() == []
    assert saved.undo_delete() == "conversation-1"
    assert saved.conversation("conversation-1") == before
    with pytest.raises(ConversationMissing):
        saved.undo_delete()


def test_a_conversation_with_half_a_surrogate_can_be_deleted_and_brought_back(
    saved: Conversations, tmp_path: Path
) -> None:
    turn = replace(told(SUGGESTED["en"][0]), question="무엇인가요?")
    saved.save("conversation-1", turn)
    with sqlite3.connect(tmp_path / "conversations" / "conversations.sqlite") as database:
        (row,) = database.execute("SELECT told FROM turn").fetchone()
        database.execute("UPDATE turn SET told = ?", (row.replace("무엇인가요?", r"무엇\ud800"),))
    saved.delete("conversation-1")
    assert saved.undo_delete() == "conversation-1"
    assert saved.conversation("conversation-1").turns[0].question == "무엇?"


def test_ids_that_the_page_never_makes_are_refused(saved: Conversations, tmp_path: Path) -> None:
    for id in ("", "short", "../../../../etc/passwd", "a" * 65, "가나다라마바사아"):
        with pytest.raises(ConversationMissing):
            saved.save(id, told(SUGGESTED["en"][0]))
        with pytest.raises(ConversationMissing):
            saved.save("conversation-1", told(SUGGESTED["en"][0], id))
    assert list(tmp_path.iterdir()) == []


def test_two_writers_at_once_lose_nothing(saved: Conversations, tmp_path: Path) -> None:
    turn = told(SUGGESTED["en"][0])

    def write(writer: int) -> None:
        mine = Conversations(tmp_path / "conversations")
        for number in range(10):
            mine.save("conversation-1", replace(turn, id=f"turn-{writer}-{number}"))

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(saved.conversation("conversation-1").turns) == 30


def test_a_damaged_file_and_one_of_a_later_version_are_told(saved: Conversations, tmp_path: Path) -> None:
    path = tmp_path / "conversations" / "conversations.sqlite"
    path.parent.mkdir()
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(ConversationsDamaged, match=r"not a database.*sqlite3 .*damaged.* \.recover"):
        saved.rows()
    (aside,) = path.parent.iterdir()
    assert aside.read_bytes() == b"not a database at all" * 100
    assert saved.rows() == []
    saved.save("conversation-1", told(SUGGESTED["en"][0]))
    assert len(saved.rows()) == 1
    with sqlite3.connect(path) as database:
        database.execute("UPDATE turn SET told = '{'")
    with pytest.raises(ConversationsUnusable, match="turn-0001"):
        saved.conversation("conversation-1")
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(ConversationsUnusable, match="99"):
        saved.rows()


def test_what_is_saved_when_the_damage_is_found_is_not_lost(saved: Conversations, tmp_path: Path) -> None:
    saved.save("conversation-1", told(SUGGESTED["en"][0]))
    path = tmp_path / "conversations" / "conversations.sqlite"
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    saved.save("conversation-2", replace(told(SUGGESTED["en"][0]), id="turn-0002"))
    with pytest.raises(ConversationsDamaged, match="damaged"):
        saved.rows()
    assert [row.id for row in saved.rows()] == ["conversation-2"]
    assert len(list(path.parent.glob("*.damaged-*"))) == 1


def test_a_best_sentence_that_is_not_there_is_refused_and_what_was_saved_so_is_exported() -> None:
    turn = told(SUGGESTED["en"][0])
    assert turn.evidence is not None
    passages = [{**passage, "best": 99} for passage in turn.evidence["passages"]]
    odd = replace(turn, evidence={**turn.evidence, "passages": passages}, answer=None)
    with pytest.raises(TurnsUnreadable, match=r"evidence\.passages\.0\.best"):
        read_turns([{**asdict(odd), "sentences": list(odd.sentences)}])
    for exported in (export_markdown(one(odd), "en"), export_html(one(odd), "en")):
        assert passages[0]["text"][:20] in exported.text


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConversationsUnusable):
        Conversations(tmp_path / "file" / "conversations").save("conversation-1", told(SUGGESTED["en"][0]))


def one(*turns: Turn, title: str = "DeepSeek") -> Conversation:
    return Conversation("conversation-1", title, "2026-11-24T09:00:00+00:00", turns)


def test_markdown_has_the_answer_its_marks_and_the_quoted_passages() -> None:
    exported = export_markdown(one(told(SUGGESTED["en"][0]), title="What? It/is: DeepSeek"), "en")
    assert exported.name == "What-It-is-DeepSeek.md"
    assert "## Which outside technologies did DeepSeek use?" in exported.text
    assert "“That cut memory use and computation sharply.” \\[2\\]" in exported.text
    assert "*(check the source)*" in exported.text
    assert f"> **\\[1\\] What DeepSeek built, and what it borrowed** (2026-01-20)\n>\n> {BORROWED}" in exported.text


def test_numbers_in_a_document_are_those_of_the_page() -> None:
    text = export_markdown(one(told(SUGGESTED["en"][1]), told(SUGGESTED["en"][0])), "ko").text
    assert re.findall(r"> \*\*\\\[(\d)", text) == ["1", "2", "3", "4"]


def test_html_quotes_and_links_its_numbers() -> None:
    text = export_html(one(told(SUGGESTED["ko"][0])), "ko").text
    assert '<html lang="ko">' in text
    (target,) = re.findall(r'<a href="#([\w-]+)">\[1\]</a>', text)
    assert f'<blockquote id="{target}" lang="ko">' in text
    assert "원문 확인" in text


def test_a_stopped_answer_and_a_refusal_are_exported_too() -> None:
    stopped = replace(told(SUGGESTED["en"][0]), answer=None, stopped=True)
    refused = told("Who won the football match?", "turn-0002")
    for exported in (export_markdown(one(stopped, refused), "en"), export_html(one(stopped, refused), "en")):
        assert "Stopped here." in exported.text
        assert "The articles do not answer this question." in exported.text
        assert "SigLIP" in exported.text


def hostile() -> Turn:
    turn = told(SUGGESTED["en"][0])
    assert turn.answer is not None
    sentences = tuple({**sentence, "text": HOSTILE} for sentence in turn.sentences)
    citations = [{**each, "title": HOSTILE, "quote": HOSTILE} for each in turn.answer["citations"]]
    return replace(turn, question=HOSTILE, sentences=sentences, answer={**turn.answer, "citations": citations})


def test_markup_in_a_conversation_stays_text() -> None:
    html = export_html(one(hostile(), title=HOSTILE), "en").text
    assert set(re.findall(r"<(\w+)", html)) <= set(
        ["html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "span", "a", "small", "blockquote", "b"]
    )
    assert not re.search(r"<[^>]*\son\w+=", html)
    assert "default-src 'none'" in html
    markdown = export_markdown(one(hostile(), title=HOSTILE), "en").text
    assert "<" not in markdown
    assert not re.search(r"(?<!\\)\[a", markdown)
    assert not re.search(r"^(> )?(# d|- e|1\. f)", markdown, re.MULTILINE)


@settings(deadline=None)  # the first page reads its template
@given(st.text(max_size=60))
def test_no_text_can_leave_its_place_in_a_document(text: str) -> None:
    turn = replace(told(SUGGESTED["en"][0]), question=text or "?")
    html = export_html(one(turn, title=text), "en").text
    assert html.count("<h1>") == html.count("</h1>") == 1
    assert html.count("<h2>") == html.count("</h2>") == 1
    markdown = export_markdown(one(turn, title=text), "en").text
    assert "<" not in markdown
    assert len(re.findall("^# ", markdown, re.MULTILINE)) == 1


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


def test_what_an_earlier_version_saved_oddly_is_left_out_and_the_rest_can_be_read_and_exported(
    saved: Conversations, tmp_path: Path
) -> None:
    turn = told(SUGGESTED["en"][0])
    saved.save("conversation-1", turn)
    path = tmp_path / "conversations" / "conversations.sqlite"
    odd: list[tuple[str, object]] = [
        ("evidence", {"passages": "none"}), ("evidence", "x"), ("answer", {"citations": [{}]}), ("sentences", [7]),
        ("sentences", 7), ("scope", ["a"]), ("question", None), ("asked_at", 5), ("stopped", "yes"),
    ]  # fmt: skip
    for field, value in odd:
        fields = {**asdict(turn), field: value}
        fields.pop("judgement")
        with sqlite3.connect(path) as database:
            database.execute("UPDATE turn SET told = ?, judgement = ?", (json.dumps(fields), '{"verdict": 5}'))
        database.close()
        found = saved.conversation("conversation-1")
        assert found.turns[0].judgement is None
        assert field == "question" or found.turns[0].question == turn.question
        assert turn.id in export_html(found, "en").text or not found.turns[0].sentences
        assert export_markdown(found, "ko").text
        assert saved.judged()
    saved.rename("conversation-1", "")


def test_a_name_or_a_title_that_is_no_text_does_not_close_the_list(saved: Conversations, tmp_path: Path) -> None:
    saved.save("conversation-1", told(SUGGESTED["en"][0]))
    path = tmp_path / "conversations" / "conversations.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("UPDATE conversation SET title = CAST(x'ca41' AS TEXT)")
    database.close()
    assert [row.id for row in saved.rows()] == ["conversation-1"]
