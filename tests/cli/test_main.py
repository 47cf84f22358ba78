"""The command line as a script sees it: the real embedding model, JSON on standard output alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings
from tests import article_files as files
from tests.command_line import run, run_json

RICE = "Rice grows in flooded paddies. Farmers plant the seedlings by hand in May. The harvest follows in October."
# A name of bytes that are no text, as Python hands it on from the command line.
NO_TEXT = os.fsdecode(b"\xff.txt")
KIMCHI = "김장은 겨울을 나려고 김치를 담그는 일이다. 2013년에 유네스코 인류무형문화유산이 되었다."


@pytest.fixture(scope="module")
def home(models: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("집")
    (made / "corpus").mkdir()
    (made / "corpus" / "rice.txt").write_text(RICE, encoding="utf-8")
    (made / "corpus" / "김장.txt").write_text(KIMCHI, encoding="cp949")
    report = run_json(made, "index", "--json")
    assert set(report["added"]) == {"rice.txt", "김장.txt"}
    return made


pytestmark = pytest.mark.models


def test_a_second_index_changes_nothing_and_loads_no_model(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "--home", str(home), "index", "--json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPROFILEIMPORTTIME": "1"},
    )
    report = json.loads(done.stdout)
    assert (set(report["unchanged"]), report["added"], report["failed"]) == ({"rice.txt", "김장.txt"}, [], [])
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "bot.library.indexing.indexer" in imported
    assert imported & {"torch", "sentence_transformers", "xllamacpp"} == set()


def test_index_names_twins(models: Settings, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / "corpus").mkdir(exist_ok=True)
        (tmp_path / "corpus" / name).write_text(RICE, encoding="utf-8")
    report = run_json(tmp_path, "index", "--json")
    assert (report["added"], report["unchanged"]) == (["a.txt"], ["b.txt"])
    assert report["twins"] == [{"id": "b.txt", "of": "a.txt"}]


def test_show_prints_an_article_as_it_was_read(models: Settings, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    path = tmp_path / "corpus" / "a.hwpx"
    path.write_bytes(
        files.hwpx("다리를 고친다.", body="<hp:p><hp:equation><hp:script>1 over 2</hp:script></hp:equation></hp:p>")
    )
    report = run_json(tmp_path, "index", "--json")
    assert [(each["id"], each["kind"], each["count"]) for each in report["warnings"]] == [
        ("a.hwpx", "equations", 1),
        ("a.hwpx", "saved_day", 1),
    ]
    shown = run_json(tmp_path, "show", "a.hwpx", "--json")
    assert (shown["id"], shown["version"], shown["text"]) == ("a.hwpx", 1, "다리를 고친다.\n\n1/2")
    assert (shown["published"], shown["source"], shown["author"]) == ("2026-01-26", "a.hwpx", "김해설")
    assert [each["message"] for each in shown["warnings"]] == [
        "1 equation was kept as text",
        "The date is the day on which the file was saved",
    ]
    path.write_bytes(files.hwpx("다리를 다시 고친다."))
    assert "haeseol show a.hwpx" in run(tmp_path, "index").stderr
    words = run(tmp_path, "show", "a.hwpx", environment={"LC_ALL": "ko_KR.UTF-8"}).stdout
    assert words.endswith("\n\n다리를 다시 고친다.\n") and "! 날짜는 파일을 저장한 날이에요" in words
    assert run_json(tmp_path, "show", "a.hwpx", "--version", "1", "--json") == shown
    assert "haeseol list" in run(tmp_path, "show", "none").stderr
    assert run(tmp_path, "show", "a.hwpx", "--version", "9").returncode == 1


def test_list_says_what_there_is(home: Path) -> None:
    rows = run_json(home, "list", "--json")
    assert {row["id"]: row["language"] for row in rows} == {"rice.txt": "en", "김장.txt": "ko"}
    assert "rice.txt" in run(home, "list").stdout


def test_tags_say_what_is_asked_listed_and_exported(home: Path, tmp_path: Path) -> None:
    assert run_json(home, "tag", "rice.txt", "--add", "#grain", "--json") == {"rice.txt": ["grain"]}
    assert run_json(home, "tag", "--json") == {"grain": 1}
    assert [row["tags"] for row in run_json(home, "list", "--tag", "Grain", "--json")] == [["grain"]]
    hits = run_json(home, "search", "김장은 무엇인가요?", "--tag", "grain", "--json")
    assert {hit["article_id"] for hit in hits} == {"rice.txt"}
    nothing = run(home, "search", "When is rice harvested?", "--tag", "none")
    assert (nothing.returncode, "#none" in nothing.stderr, "haeseol list" in nothing.stderr) == (1, True, True)
    assert run(home, "ask", "When?", "--since", "soon").returncode == 1
    assert run(home, "export", "bibtex", "--tag", "grain").stdout.startswith("@misc{")
    (note,) = run(home, "export", "obsidian", "rice.txt", "--to", str(tmp_path / "vault")).stdout.split()
    assert 'tags: ["grain"]' in Path(note).read_text(encoding="utf-8")
    Path(note).write_text("A note of the reader's own.", encoding="utf-8")
    again = [run(home, "export", "obsidian", "rice.txt", "--to", str(tmp_path / "vault")).stdout for _ in range(2)]
    assert again[0] == again[1] != f"{note}\n"
    assert Path(note).read_text(encoding="utf-8") == "A note of the reader's own."
    assert run(home, "export", "anki").returncode == 1
    assert run_json(home, "tag", "rice.txt", "--remove", "GRAIN", "--json") == {"rice.txt": []}


def test_feeds_are_listed_and_lead_nowhere_but_to_the_web(home: Path) -> None:
    assert run_json(home, "feed", "list", "--json") == run_json(home, "feed", "today", "--json") == []
    refused = run(home, "feed", "add", "http://127.0.0.1:1/feed")
    assert (refused.returncode, "127.0.0.1" in refused.stderr) == (1, True)
    assert "haeseol feed list" in run(home, "feed", "remove", "https://example.org/feed").stderr
    assert run_json(home, "feed", "poll", "--json") == {"asked": 0, "added": [], "failed": []}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("When is rice harvested?", "rice.txt"),
        ("벼는 언제 수확하나요?", "rice.txt"),
        ("김장은 무엇인가요?", "김장.txt"),
        ("Why is kimchi made before winter?", "김장.txt"),
    ],
)
def test_search_crosses_the_languages_in_both_directions(home: Path, question: str, expected: str) -> None:
    first, *_ = run_json(home, "search", question, "-k", "2", "--json")
    assert first["article_id"] == expected
    assert set(first) == {"article_id", "title", "language", "start", "end", "text", "score"}


def test_batches_answer_line_by_line(home: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    rows = [{"id": "a", "question": "When is rice harvested?"}, {"id": "b", "question": "김장은 무엇인가요?"}]
    questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    lines = [json.loads(line) for line in run(home, "search", "--batch", str(questions), "-k", "1").stdout.splitlines()]
    assert [(line["id"], line["hits"][0]["article_id"]) for line in lines] == [("a", "rice.txt"), ("b", "김장.txt")]
    answers = run(home, "ask", "--model", "none", "--batch", str(questions))
    lines = [json.loads(line) for line in answers.stdout.splitlines()]
    assert [(line["id"], line["language"], line["found"]) for line in lines] == [("a", "en", True), ("b", "ko", True)]


def test_one_bad_question_leaves_the_others_answered(home: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    rows = [{"id": "a", "question": " "}, {"id": "b", "question": "When is rice harvested?"}]
    questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    done = run(home, "ask", "--model", "none", "--batch", str(questions))
    empty, rice = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 1
    assert (empty["found"], empty["error"]) == (False, "QuestionEmpty")
    assert rice["found"]


def test_one_bad_question_leaves_the_others_searched_for(home: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    rows = [{"id": "a", "question": " "}, {"id": "b", "question": "When is rice harvested?"}]
    questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    done = run(home, "search", "--batch", str(questions), "-k", "1")
    empty, rice = (json.loads(line) for line in done.stdout.splitlines())
    assert (done.returncode, "a: The question is empty" in done.stderr) == (1, True)
    assert (empty["id"], empty["hits"], empty["error"]) == ("a", [], "QuestionEmpty")
    assert [hit["article_id"] for hit in rice["hits"]] == ["rice.txt"]
    assert "error" not in rice


@pytest.mark.parametrize("command", ["search", "ask", "check"])
@pytest.mark.parametrize("asked", [None, 7, ["When is rice harvested?"]])
def test_what_is_no_text_is_no_question_and_no_claim(home: Path, tmp_path: Path, command: str, asked: object) -> None:
    batch, field = tmp_path / "batch.jsonl", "claim" if command == "check" else "question"
    batch.write_text(json.dumps({"id": "a", field: asked}), encoding="utf-8")
    done = run(home, command, "--batch", str(batch))
    assert (done.returncode, done.stdout) == (1, "")
    assert f'{batch}, line 1 is not {{"id", "{field}"}} in JSON' in done.stderr


def test_a_name_of_several_lines_forges_none(models: Settings, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a\nforged.hwpx").write_bytes(
        files.hwpx("다리를 고친다.", body="<hp:p><hp:equation><hp:script>1 over 2</hp:script></hp:equation></hp:p>")
    )
    (tmp_path / "corpus" / "b\nforged.txt").write_bytes(b"")
    indexed = run(tmp_path, "index")
    assert "haeseol show a forged.hwpx" in indexed.stderr
    assert (indexed.returncode, "b forged.txt" in indexed.stderr) == (1, True)
    checked = run(tmp_path, "check", "다리를 고친다.")
    assert "(a forged.hwpx)" in checked.stdout
    for told in (indexed.stderr, checked.stdout):
        assert not any(line.startswith("forged") for line in told.splitlines())


def test_a_key_for_what_is_no_text_can_be_revoked(tmp_path: Path) -> None:
    assert run(tmp_path, "key", "new", NO_TEXT).returncode == 0
    (made,) = run_json(tmp_path, "key", "list", "--json")
    assert made["name"] == "\ufffd.txt"
    assert run(tmp_path, "key", "revoke", made["id"]).returncode == 0


def test_a_claim_is_checked_by_itself(home: Path, tmp_path: Path) -> None:
    right = run_json(home, "check", "The harvest follows in October.", "--json")
    assert (right["support"], right["reason"], right["closest"]) == ("verbatim", "", None)
    assert right["citations"] == [
        {"article_id": "rice.txt", "title": right["citations"][0]["title"], "quote": "The harvest follows in October."}
    ]
    claims = tmp_path / "claims.jsonl"
    rows = [{"id": 1, "claim": "The harvest follows in 2031."}, {"id": 2, "claim": " "}]
    claims.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    done = run(home, "check", "--batch", str(claims), "--article", "rice.txt")
    wrong, empty = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 1
    assert (wrong["id"], wrong["support"], wrong["citations"]) == (1, "unsupported", [])
    assert "2031" in wrong["reason"]
    assert wrong["closest"]["article_id"] == "rice.txt"
    assert (empty["id"], empty["error"], empty["citations"]) == (2, "ClaimEmpty", [])
    assert "word for word" in run(home, "check", "The harvest follows in October.").stdout


def test_without_a_model_an_answer_is_quotes(home: Path) -> None:
    answer = run_json(home, "ask", "When is rice harvested?", "--model", "none", "--json")
    assert answer["model"] is None
    assert answer["found"]
    assert "The harvest follows in October." in [sentence["text"] for sentence in answer["sentences"]]
    assert answer["citations"]
    for citation in answer["citations"]:
        assert citation["quote"] in citation["text"]
    cited = {n for sentence in answer["sentences"] for n in sentence["citations"]}
    assert cited == {citation["n"] for citation in answer["citations"]}
    assert set(answer["seconds"]) == {"evidence", "first_token", "total"}


def test_adding_and_removing_by_hand(home: Path, tmp_path: Path) -> None:
    article = tmp_path / "달.txt"
    article.write_text("달은 지구를 약 27.3일에 한 번 돈다.", encoding="utf-8")
    (article_id,) = run_json(home, "index", str(article), "--json")["added"]
    assert (
        run_json(home, "search", "달은 지구를 며칠에 한 번 도나요?", "-k", "1", "--json")[0]["article_id"] == article_id
    )
    assert run(home, "remove", article_id).returncode == 0
    assert run_json(home, "index", "--json")["added"] == []
    assert article.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ask", ""], 1, "empty"),
        (["ask", "가" * 10_000], 1, "10000"),
        (["ask", "フランスの首都はどこですか"], 1, "Korean and English"),
        (["index", "/nowhere/at/all.txt"], 1, "/nowhere/at/all.txt"),
        (["index", "http://127.0.0.1:9/article"], 1, "http://127.0.0.1:9/article"),
        (["remove", "nothing.txt"], 1, "nothing.txt"),
        (["search", "--batch", "/nowhere.jsonl"], 1, "/nowhere.jsonl"),
        (["check", "Rice grows.", "--article", "nothing.txt"], 1, "nothing.txt"),
        (["check", "--batch", "/nowhere.jsonl"], 1, "/nowhere.jsonl"),
        (["check", " "], 1, "The claim is empty"),
        (["check", "フランスの首都"], 1, "Claims are read in Korean and English"),
        (["check", "가" * 10_000], 1, "The claim has 10000 characters"),
        (["setup", "--model", "nonsense"], 1, "nonsense"),
        (["ask"], 2, "QUESTION"),
        (["check"], 2, "CLAIM"),
        (["search", "x", "-k", "0"], 2, "-k"),
        (["serve", "--port", "70000"], 2, "a port from 1 to 65535"),
        (["serve", "--port", "0"], 2, "a port from 1 to 65535"),
        (["show", NO_TEXT], 1, "There is no article \ufffd.txt"),
        (["remove", NO_TEXT], 1, "There is no article \ufffd.txt"),
        (["explain", NO_TEXT], 1, "There is no article \ufffd.txt"),
        (["check", "Rice grows.", "--article", NO_TEXT], 1, "There is no article \ufffd.txt"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_errors_are_words_on_standard_error(home: Path, arguments: list[str], code: int, said: str) -> None:
    done = run(home, *arguments)
    assert done.returncode == code
    assert done.stdout == ""
    assert said in done.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [(b"not json", '{"id", "claim"} in JSON: not json'), (b'{"id": 1}', '{"id", "claim"}'), (b"\xff\xfe", "read")],
)
def test_a_file_of_claims_says_what_its_lines_should_be(home: Path, tmp_path: Path, line: bytes, said: str) -> None:
    claims = tmp_path / "claims.jsonl"
    claims.write_bytes(line)
    done = run(home, "check", "--batch", str(claims))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{claims}" in done.stderr
    assert said in done.stderr


def test_setup_goes_on_without_a_translator_that_cannot_be_had(
    home: Path, models: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in models.cache.iterdir():
        if "firefox" not in place.name:
            (tmp_path / place.name).symlink_to(place)
    monkeypatch.setattr("bot.models.files.http_download._no_answer", lambda url, seconds: "nobody is there")
    wanted = {"HAESEOL_CACHE": str(tmp_path), "HAESEOL_TRANSLATOR": "firefox-ko-en"}
    done = run(home, "setup", environment=wanted)
    assert (done.returncode, done.stdout) == (0, "")
    assert "There is no translator" in done.stderr
    assert "model.koen.intgemm.alphas.bin.gz cannot be reached" in done.stderr
    assert "firefox" not in run(home, "setup", environment=wanted | {"HAESEOL_TRANSLATOR": "none"}).stderr
    assert run(home, "setup", environment=wanted | {"HAESEOL_TRANSLATOR": "fox"}).returncode == 1


def test_errors_speak_the_language_of_the_terminal(home: Path) -> None:
    done = run(home, "ask", " ", environment={"LC_ALL": "ko_KR.UTF-8"})
    assert "질문이 비어 있어요" in done.stderr


def test_a_missing_embedding_model_says_what_fetches_it(home: Path, tmp_path: Path) -> None:
    done = run(home, "search", "rice", environment={"HAESEOL_CACHE": str(tmp_path)})
    assert done.returncode == 1
    assert "haeseol setup" in done.stderr


def test_a_model_without_its_key_is_said_beside_the_quotes(home: Path) -> None:
    asked = ["ask", "When is rice harvested?", "--model", "upstage:solar-pro3"]
    done = run(home, *asked, environment={"UPSTAGE_API_KEY": "", "LC_ALL": "ko_KR.UTF-8"})
    assert done.returncode == 0
    assert done.stdout
    assert "UPSTAGE_API_KEY에 키가 있어야 해요" in done.stderr


def test_the_overview_is_told_in_words_and_as_json(home: Path) -> None:
    told = run_json(home, "overview", "--json")
    shown = [*told["others"], *(article for topic in told["topics"] for article in topic["articles"])]
    assert {article["id"] for article in shown} == {"rice.txt", "김장.txt"}
    assert (told["total"], told["stories"]) == (2, [])
    assert "rice.txt" in run(home, "overview").stdout
