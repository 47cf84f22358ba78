import json
import re
import sqlite3
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.service.conversations import (
    Conversation,
    Conversations,
    SqliteConversations,
    Turn,
    export_html,
    export_markdown,
    read_turns,
)
from bot.service.conversations.conversation_errors import (
    ConversationMissing,
    ConversationsDamaged,
    ConversationsUnusable,
    TurnsUnreadable,
)
from tests.page_fakes import BORROWED, SUGGESTED
from tests.service.told_turns import told

HOSTILE = """</p><script>hit()</script><img src=x onerror=hit()> "'& [a](javascript:hit()) **b** `c`\n# d\n- e\n1. f"""


@pytest.fixture
def saved(tmp_path: Path) -> Conversations:
    return SqliteConversations(tmp_path / "conversations")


def test_nothing_is_on_disk_until_something_is_saved(saved: Conversations, tmp_path: Path) -> None:
    assert saved.rows() == []
    assert saved.judged() == []
    with pytest.raises(ConversationMissing):
        saved.conversation("conversation-1")
    assert list(tmp_path.iterdir()) == []


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
        SqliteConversations(tmp_path / "file" / "conversations").save("conversation-1", told(SUGGESTED["en"][0]))


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
