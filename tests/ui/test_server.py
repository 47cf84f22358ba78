import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.answering.answer import Event
from bot.answering.claim_check import CheckedClaim
from bot.errors import PortTaken
from bot.library.scope import Scope
from bot.models.llm.model_state import ModelTest
from bot.service.conversations import SqliteConversations
from bot.ui import keep_to_this_machine
from bot.ui.events import event_json
from tests.page_fakes import CHIPS, SCRIPTS, SUGGESTED, ScriptedHaeseol

pytestmark = pytest.mark.slow

PAGE = Path("bot/ui/page")
ENGLISH, KOREAN = SUGGESTED["en"][0], SUGGESTED["ko"][0]
ADDRESSES: list[Any] = []


class Served:
    """A server of the page, its service, and a client that speaks the queue's protocol as the page does."""

    def __init__(self, service: ScriptedHaeseol, url: str, server: Any) -> None:
        self.service = service
        self.url = url.rstrip("/")
        self.server = server
        self.session = ""  # of the last stream that began
        self.http = httpx.Client(base_url=self.url, trust_env=False, timeout=20)

    def look(self, name: str, *data: object) -> dict[str, Any]:
        response = self.http.post(f"/gradio_api/run/{name}", json={"data": data})
        assert response.status_code == 200, response.text
        return dict(response.json()["data"][0])

    def stream(self, name: str, *data: object) -> Iterator[dict[str, Any]]:
        self.session = session = os.urandom(6).hex()
        joined = self.http.post(f"/gradio_api/call/{name}", json={"data": data, "session_hash": session})
        assert joined.status_code == 200, joined.text
        with self.http.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as response:
            for line in response.iter_lines():
                message = json.loads(line[5:]) if line.startswith("data:") else {}
                if message.get("msg") == "process_generating":
                    yield message["output"]["data"][0]
                elif message.get("msg") == "process_completed":
                    assert message["success"], message
                    return

    def ask(self, question: str, *wishes: object) -> Iterator[dict[str, Any]]:
        """Ask as the page does, which always sends every wish: language, earlier turns, article, ids to save under."""
        usual: tuple[object, ...] = ("auto", [], None, "", "", "standard", 5)
        return self.stream("ask", question, *wishes, *usual[len(wishes) :])

    def upload(self, name: str, content: bytes) -> httpx.Response:
        return self.http.post("/gradio_api/upload", files={"files": (name, content)})

    def hang_up(self, stream: Iterator[dict[str, Any]]) -> None:
        """Leave the last stream that began, and wait until the server knows."""
        stream.close()  # type: ignore[attr-defined]
        _wait_for(lambda: not self.server.listeners.listens(self.session))

    @contextmanager
    def listening(self, session: str) -> Iterator[None]:
        """Somebody listens to a session, however late its own stream begins."""
        self.server.listeners.opened(session)
        try:
            yield
        finally:
            self.server.listeners.closed(session)

    def are_over(self, events: Iterable[str]) -> bool:
        """Whether what was asked has come to its end, with an answer or without."""
        return not set(events) & self.server.get_blocks()._queue.event_ids_to_events.keys()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect":
            ADDRESSES.append(arguments[1])
        elif event == "socket.getaddrinfo":
            ADDRESSES.append(arguments)

    sys.addaudithook(note)
    keep_to_this_machine(os.environ)
    from bot.ui.server import build_server, launch

    service = ScriptedHaeseol()
    conversations = SqliteConversations(tmp_path_factory.mktemp("home") / "conversations")
    with launch(build_server(service.as_haeseol(), conversations), port=0) as page:
        found = Served(service, page.url, page.server)
        with found.http:
            yield found


def test_page_and_its_parts_are_served_under_a_strict_policy(served: Served) -> None:
    index = served.http.get("/")
    assert index.status_code == 200
    assert index.headers["content-type"].startswith("text/html")
    parts = set(re.findall(r'(?:href|src)="(/page/[^"]+)"', index.text))
    assert parts == {f"/page/{name}" for name in ("icon.svg", "styles/page.css", "lib/first-paint.js", "main.js")}
    kinds = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    # Each file that is joined is there by itself as well.
    files = {f"/page/{path.relative_to(PAGE).as_posix()}" for path in PAGE.rglob("*.*") if path.suffix in kinds}
    assert parts < files
    for part in files:
        response = served.http.get(part)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(kinds[Path(part).suffix])
        policy = response.headers["content-security-policy"]
        assert policy.startswith("default-src 'self';")
        assert "unsafe" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"


def test_the_page_can_be_installed_and_its_worker_keeps_nothing_private(served: Served) -> None:
    manifest = served.http.get("/manifest.webmanifest")
    assert manifest.headers["content-type"].startswith("application/manifest+json")
    fields = manifest.json()
    assert fields["share_target"]["method"] == "GET"
    for image in fields["icons"]:
        icon = served.http.get(image["src"])
        assert (icon.status_code, icon.headers["content-type"]) == (200, image["type"])
    assert served.http.get("/share?url=https://example.org/").text == served.http.get("/").text
    assert served.http.post("/share", data={"url": "https://example.org/"}).status_code == 405
    worker = served.http.get("/service-worker.js").text
    assert re.findall(r"cache\.add\(([^)]+)\)", worker) == ["OFF"]
    assert "cache.put" not in worker
    assert served.http.get("/page/off.html").status_code == 200


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_contrast_as_aa_asks(theme: str) -> None:
    css = (PAGE / "styles/base.css").read_text()
    block = css.split(':root[data-theme="dark"] {')[1 if theme == "dark" else 0].split("}")[0]
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
    grounds = ("paper", "shelf", "card")
    for text, ground in product(("ink", "soft", "accent", "supported", "weak", "unsupported", "problem"), grounds):
        assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    pairs = [("ink", "lit"), ("ink", "lit-strong"), ("accent", "accent-faint"), ("on-accent", "accent"),
             ("accent", "lit"), ("soft", "line"), ("ink", "accent-faint"), ("paper", "ink")]  # fmt: skip
    for text, ground in pairs:
        assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for ground in grounds:
        assert _contrast(colours["edge"], colours[ground]) >= 3, ground


def _contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("question", [KOREAN, ENGLISH])
def test_answer_streams_evidence_first_and_grows(served: Served, question: str) -> None:
    events = list(served.ask(question))
    kinds = [event["type"] for event in events]
    assert kinds[0] == "evidence"
    assert kinds[-1] == "answer"
    assert kinds.count("sentence") == len(SCRIPTS[question].lines)
    first = [event["text"] for event in events[: kinds.index("sentence")] if event["type"] == "draft"]
    assert len(first) > 3
    assert all(later.startswith(earlier) for earlier, later in pairwise(first))
    passage = events[0]["evidence"]["passages"][0]
    article = served.look("article", passage["article_id"], passage["version"])
    assert article["text"][passage["start"] : passage["end"]] == passage["text"]
    best = passage["sentences"][passage["best"]]
    assert article["text"][best["start"] : best["end"]] == best["text"] == SCRIPTS[question].quotes[0]


@pytest.mark.parametrize("question", [*SCRIPTS, "아무 질문", "anything else"])
def test_every_event_survives_json_unchanged(question: str) -> None:
    events: list[Event] = list(ScriptedHaeseol().ask(question))
    for event in events:
        written = event_json(event)
        assert json.loads(json.dumps(written)) == written


def test_refusal_is_an_answer_that_was_not_found(served: Served) -> None:
    events = list(served.ask("Who won the football match?"))
    assert [event["type"] for event in events] == ["evidence", "answer"]
    assert events[0]["evidence"]["missing"] == ["football match", "who won"]
    assert events[1]["answer"]["found"] is False


def test_follow_ups_and_the_chosen_article_reach_the_service(served: Served) -> None:
    list(served.ask(KOREAN, "ko", [["앞 질문", "앞 답"]], {"articles": ["sample-ko"]}, "", "", "simple"))
    assert served.service.levels[-1] == "simple"
    assert served.service.asked[-1] == (KOREAN, "ko", (("앞 질문", "앞 답"),), Scope.of_article("sample-ko"))
    (error,) = served.ask(KOREAN, "ko", [], {"colour": "red"})
    assert error["name"] == "ScopeInvalid"


def test_errors_come_in_both_languages(served: Served) -> None:
    (error,) = served.ask("  ")
    assert error["type"] == "error"
    assert error["name"] == "QuestionEmpty"
    assert "비어" in error["ko"]
    assert "empty" in error["en"]
    (unknown,) = served.ask("hello", "fr")
    assert unknown["name"] == "QuestionLanguageUnknown"
    (odd,) = served.ask("hello", "en", [], None, "", "", "poetic")
    assert odd["name"] == "SettingInvalid"
    assert served.look("article", "none", None)["name"] == "ArticleMissing"


def test_a_bug_tells_the_reader_nothing_of_its_insides(served: Served) -> None:
    session = "bug"
    served.http.post(
        "/gradio_api/call/ask", json={"data": ["a bug", "auto", [], None, "", "", "standard"], "session_hash": session}
    )
    told = served.http.get("/gradio_api/queue/data", params={"session_hash": session}).text
    assert '"success":false' in told
    assert "secret detail" not in told
    assert list(served.ask(ENGLISH))[-1]["type"] == "answer"


def test_who_waits_for_a_worker_is_told_of_those_who_have_one_too(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def test() -> ModelTest:
        assert go_on.wait(60)
        return ModelTest("scripted", 0.1, 40.0)

    monkeypatch.setattr(served.service.models, "test", test)
    for session in ("line1", "line2", "line3"):
        served.http.post("/gradio_api/call/test_model", json={"data": [], "session_hash": session}).raise_for_status()
        until = time.monotonic() + 30
        while 'haeseol_calls_running{endpoint="test_model"} 1.0' not in served.http.get("/metrics").text:
            assert time.monotonic() < until, "the first did not begin"
            time.sleep(0.02)
    go_on.set()
    told = served.http.get("/gradio_api/queue/data", params={"session_hash": "line3"}).text
    messages = [json.loads(line[5:]) for line in told.splitlines() if line.startswith("data:")]
    ranks = [message["rank"] for message in messages if message["msg"] == "estimation"]
    assert ranks[0] == 2
    assert ranks == sorted(ranks, reverse=True)


def test_hanging_up_stops_the_model(served: Served) -> None:
    question = "a question nobody waits for"
    served.service.go_on.clear()
    stream = served.ask(question)
    while next(stream)["type"] != "sentence":
        pass
    served.hang_up(stream)
    served.service.go_on.set()
    _wait_for(lambda: question in served.service.closed)
    assert question not in served.service.finished
    assert list(served.ask(KOREAN))[-1]["type"] == "answer"


def _saved(served: Served, question: str, turn: str, conversation: str = "conversation-1") -> list[dict[str, Any]]:
    return list(served.ask(question, "auto", [], None, conversation, turn))


def test_an_answer_is_saved_as_it_was_told_and_found_again(served: Served) -> None:
    told = _saved(served, ENGLISH, "turn-0001")
    assert [event["type"] for event in told[-2:]] == ["answer", "saved"]
    conversation = served.look("conversation", "conversation-1")
    (turn,) = conversation["turns"]
    assert turn["answer"] == told[-2]["answer"]
    assert turn["evidence"] == told[0]["evidence"]
    assert [row["id"] for row in served.look("conversations", "siglip")["conversations"]] == ["conversation-1"]
    assert served.look("conversations", "금붕어")["conversations"] == []
    assert served.look("rename_conversation", "conversation-1", "Parts")["type"] == "done"
    document = served.look("export_conversation", "conversation-1", "markdown", "ko")
    assert document["name"] == "Parts.md"
    assert served.look("export_conversation", "conversation-1", "exe", "en")["type"] == "error"
    assert served.look("delete_conversation", "conversation-1")["type"] == "done"
    assert served.look("conversation", "conversation-1")["name"] == "ConversationMissing"
    assert served.look("undo_delete_conversation")["id"] == "conversation-1"
    assert served.look("conversation", "conversation-1")["title"] == "Parts"


def test_a_quotation_is_saved_with_what_was_made_of_it(served: Served) -> None:
    told = _saved(served, "What is 독파모?", "turn-0003")
    revised = [event for event in told if event["type"] == "revised"]
    assert [event["index"] for event in revised][-1] == 1
    *_, turn = served.look("conversation", "conversation-1")["turns"]
    assert turn["sentences"] == told[-2]["answer"]["sentences"]
    assert turn["sentences"][0]["roughly"].endswith("home-grown AI models.")
    document = served.look("export_conversation", "conversation-1", "html", "en")
    assert "unconfirmed translation" in document["text"]
    assert "not from the articles" in document["text"]


def test_without_ids_nothing_is_saved(served: Served) -> None:
    before = served.look("conversations", "")
    assert list(served.ask(KOREAN))[-1]["type"] == "answer"
    assert served.look("conversations", "") == before


def test_an_answer_that_was_stopped_is_saved_as_far_as_it_came(served: Served) -> None:
    served.service.go_on.clear()
    stream = served.ask(ENGLISH, "auto", [], None, "conversation-2", "turn-0002")
    while next(stream)["type"] != "sentence":
        pass
    served.hang_up(stream)
    served.service.go_on.set()
    _wait_for(lambda: served.look("conversation", "conversation-2")["type"] == "conversation")
    (turn,) = served.look("conversation", "conversation-2")["turns"]
    assert turn["stopped"]
    assert turn["answer"] is None
    assert len(turn["sentences"]) == 1


def test_an_answer_that_cannot_be_saved_is_told_all_the_same(served: Served) -> None:
    told = _saved(served, KOREAN, "!")
    assert [event["type"] for event in told[-2:]] == ["answer", "unsaved"]
    assert told[-1]["error"]["name"] == "ConversationMissing"


def test_errors_and_bugs_are_not_saved(served: Served) -> None:
    assert [event["type"] for event in _saved(served, " ", "turn-0004", "conversation-4")] == ["error"]
    assert served.look("conversation", "conversation-4")["type"] == "error"


def test_judgements_become_cases(served: Served) -> None:
    _saved(served, ENGLISH, "turn-0005", "conversation-5")
    assert served.look("judge_answer", "turn-0005", "bad", "wrong", "Not from OpenAI.")["type"] == "done"
    (line,) = served.look("export_feedback")["text"].splitlines()
    assert json.loads(line)["note"] == "Not from OpenAI."
    assert served.look("judge_answer", "turn-0005", "odd", "", "")["name"] == "SettingInvalid"
    assert served.look("judge_answer", "turn-0005", "bad", "odd", "")["name"] == "SettingInvalid"
    assert served.look("judge_answer", "turn-none", "good", "", "")["name"] == "AnswerNotSaved"
    assert served.look("judge_answer", "turn-0005", "", "", "")["type"] == "done"
    assert served.look("export_feedback")["text"] == ""


def test_turns_that_nobody_saved_are_exported_and_saved_on_request(served: Served) -> None:
    _saved(served, KOREAN, "turn-0006", "conversation-6")
    kept = served.look("conversation", "conversation-6")["turns"]
    turns = [{**kept[0], "id": "turn-0007", "asked_at": None}, {**kept[0], "id": "turn-0008", "question": "<script>"}]
    exported = served.look("export_turns", turns, "html", "ko")
    assert exported["text"].count("<h2>") == 2
    assert "<script" not in exported["text"]
    assert served.look("conversation", "conversation-7")["type"] == "error"
    assert served.look("save_turns", "conversation-7", turns)["type"] == "done"
    assert served.look("judge_answer", "turn-0008", "good", "", "")["type"] == "done"
    # Saved again, turns keep their order and what was said of them.
    assert served.look("save_turns", "conversation-7", turns)["type"] == "done"
    again = served.look("conversation", "conversation-7")["turns"]
    assert [turn["id"] for turn in again] == ["turn-0007", "turn-0008"]
    assert again[1]["judgement"]["verdict"] == "good"
    assert again[0]["evidence"] == kept[0]["evidence"]
    assert again[0]["answer"] == kept[0]["answer"]
    served.look("judge_answer", "turn-0008", "", "", "")


@pytest.mark.parametrize(
    "held",
    [
        [],
        "turns",
        [1],
        [{}],
        [{"id": "turn-0001", "question": " "}],
        [{"id": "turn-0001", "question": "q", "sentences": [{"text": 1}]}],
        [{"id": "turn-0001", "question": "q", "sentences": [{"text": "t", "support": "<b>"}]}],
        [{"id": "turn-0001", "question": "q", "evidence": {"passages": [{"n": "x"}]}}],
        [{"id": "turn-0001", "question": "q", "answer": []}],
    ],
)
def test_turns_of_another_shape_are_refused_in_words(served: Served, held: object) -> None:
    for answer in (served.look("export_turns", held, "html", "en"), served.look("save_turns", "conversation-8", held)):
        assert answer["name"] == "TurnsUnreadable"
    assert served.look("conversation", "conversation-8")["type"] == "error"


def test_what_a_reader_wants_known_comes_in_both_languages(served: Served) -> None:
    article = served.look("article", "sample-ko", None)
    assert article["warnings"] == [
        {
            "kind": "equations",
            "count": 2,
            "detail": "",
            "places": [],
            "ko": "수식 2개를 글로 옮겼어요",
            "en": "2 equations were kept as text",
        }
    ]
    assert served.look("article", "sample-en", None)["warnings"] == []


def test_versions_changes_and_translations_are_told(served: Served) -> None:
    served.service.change("sample-en", "Everything is new. DeepSeek is a company.")
    assert served.look("versions", "sample-en") == {
        "type": "versions",
        "versions": [1, 2],
        "until": {"1": "2026-11-20T09:30:00+00:00"},
    }
    changes = served.look("changes", "sample-en", 1, None)
    assert (changes["type"], changes["before"], changes["after"]) == ("changes", 1, 2)
    assert served.look("versions", "none")["name"] == "ArticleMissing"
    *drafts, whole = served.stream("translate", "sample-en", 2, "Everything is new.", "ko")
    assert {draft["type"] for draft in drafts} == {"draft"}
    assert (whole["type"], whole["language"], whole["doubt"]) == ("translation", "ko", None)
    (missing,) = served.stream("translate", "sample-en", 1, "Everything is new.", "ko")
    assert missing["name"] == "WordsNotInArticle"
    (odd,) = served.stream("translate", "sample-en", 1, "DeepSeek", "fr")
    assert odd["name"] == "SettingInvalid"


@pytest.mark.parametrize("passages", [2, 11, -1])
def test_only_some_numbers_of_passages_can_be_wished(served: Served, passages: int) -> None:
    (event,) = served.ask(KOREAN, "auto", [], None, "", "", "standard", passages)
    assert event["name"] == "SettingInvalid"


def test_a_text_is_checked_sentence_by_sentence(served: Served) -> None:
    said, other = served.stream("check_text", f"- {CHIPS} [2]\n- The weights are secret.", None)
    assert (said["type"], said["claim"], said["support"]) == ("claim", CHIPS, "verbatim")
    (cited,) = said["citations"]
    assert (cited["article_id"], cited["version"]) == ("sample-ko", 1)
    assert (other["support"], other["reason"]) == ("unsupported", "no passage says this")
    (error,) = served.stream("check_text", " … ", None)
    assert error["name"] == "ClaimEmpty"


def test_watching_is_chosen(served: Served) -> None:
    assert served.look("choose_watching", True)["watching"]
    assert not served.look("choose_watching", False)["watching"]


def test_gradio_client_speaks_to_the_same_endpoints(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gradio_client import Client, handle_file

    # Also where another test has imported the hub's library before the environment was set.
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_TELEMETRY", True)
    client = Client(served.url, verbose=False, analytics_enabled=False)
    assert client.predict(api_name="/state")["search"] == "ready"
    answer = client.predict(KOREAN, api_name="/ask")
    assert answer["answer"]["language"] == "ko"
    job = client.submit(ENGLISH, api_name="/ask")
    job.result(timeout=20)
    assert job.outputs()[0]["type"] == "evidence"
    file = tmp_path / "client.txt"
    file.write_text("A text that came through the client.")
    assert client.predict([handle_file(file)], api_name="/add_files")["added"]


def test_uploaded_files_become_articles_and_leave_nothing_behind(served: Served) -> None:
    served.service.pause = 0.005
    path = served.upload("한국 기사.txt", "본문이에요.".encode()).json()[0]
    events = list(served.stream("add_files", [path]))
    assert {event["type"] for event in events[:-1]} == {"progress"}
    (added,) = events[-1]["added"]
    assert not Path(path).exists()
    row = next(row for row in served.look("articles")["articles"] if row["id"] == added)
    assert (row["title"], row["language"]) == ("한국 기사", "ko")


def test_a_file_that_fails_does_not_take_the_others_with_it(served: Served) -> None:
    paths = [served.upload(name, content).json()[0] for name, content in (("a.jpg", b"\xff\xd8"), ("b.txt", b"Fine."))]
    report = list(served.stream("add_files", paths))[-1]
    assert len(report["added"]) == 1
    assert report["failed"][0]["source"] == "a.jpg"
    assert "UTF-8" in report["failed"][0]["error"]["ko"]


def test_names_of_uploads_cannot_leave_their_folder(served: Served) -> None:
    for name in ("../../evil.txt", "..\\..\\evil.txt", "/etc/evil.txt"):
        path = Path(served.upload(name, b"text").json()[0])
        assert path.is_file()
        assert "haeseol-uploads-" in path.parts[-3]
        path.unlink()


@pytest.mark.parametrize("path", ["/etc/passwd", "pyproject.toml", "../pyproject.toml"])
def test_only_uploaded_files_can_be_added(served: Served, path: str) -> None:
    (error,) = served.stream("add_files", [path])
    assert error["name"] == "ArticleMissing"


def test_uploads_over_the_limit_are_refused(served: Served) -> None:
    assert served.upload("large.txt", b"x" * (27 * 1024 * 1024)).status_code == 413


def test_pasted_text_is_added_with_progress_and_empty_text_is_explained(served: Served) -> None:
    served.service.pause = 0.005
    events = list(served.stream("add_text", "One.\n\nTwo.", "Pasted"))
    assert {
        "type": "progress",
        "step": "embed",
        "subject": "Pasted",
        "done": 1,
        "total": 2,
        "unit": "passages",
    } in events
    assert len(events[-1]["added"]) == 1
    assert list(served.stream("add_text", " ", ""))[-1]["name"] == "ArticleEmpty"


def test_removed_articles_come_back_when_asked(served: Served) -> None:
    assert list(served.stream("sync"))[-1]["type"] == "report"
    removed = _completed(served, "remove", "sample-en")
    assert removed["removed"] == ["sample-en"]
    assert "sample-en" not in [row["id"] for row in served.look("articles")["articles"]]
    assert _completed(served, "undo_remove")["added"] == ["sample-en"]
    assert "sample-en" in [row["id"] for row in served.look("articles")["articles"]]


def test_the_overview_comes_in_parts_and_two_articles_are_compared(served: Served) -> None:
    events = list(served.stream("overview"))
    assert [event["type"] for event in events if event["type"] != "progress"] == ["topics", "story", "surveyed"]
    topics = next(event for event in events if event["type"] == "topics")
    (story,) = (event for event in events if event["type"] == "story")
    assert {article["id"] for article in topics["topics"][0]["articles"]} >= {story["ko"], story["en"]}
    assert topics["topics"][0]["articles"][0]["published"] == "2026-01-26"
    compared = list(served.stream("compare", story["ko"], story["en"]))[-1]
    (pair,) = compared["differ"]
    (start, end) = pair["ko"]["facts"][0]
    assert (compared["type"], pair["ko"]["text"][start:end]) == ("comparison", "1만 장")
    assert list(served.stream("compare", "none", story["en"]))[-1]["name"] == "ArticleMissing"


def _completed(served: Served, name: str, *data: object) -> dict[str, Any]:
    event = served.http.post(f"/gradio_api/call/{name}", json={"data": data}).json()["event_id"]
    told = served.http.get(f"/gradio_api/call/{name}/{event}").text
    return dict(json.loads(told.split("data:")[1])[0])


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "[::", ""])
def test_other_host_names_are_refused(served: Served, host: str) -> None:
    assert served.http.get("/", headers={"Host": host}).status_code in (400, 403)
    assert served.http.post("/gradio_api/run/state", json={"data": []}, headers={"Host": host}).status_code in (
        400,
        403,
    )


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost:1", "http://127.0.0.1.evil.example"]
)
def test_pages_of_other_origins_are_refused(served: Served, origin: str) -> None:
    response = served.http.post("/gradio_api/run/state", json={"data": []}, headers={"Origin": origin})
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers or origin == "http://localhost:1"


def test_the_page_itself_and_links_to_it_are_let_in(served: Served) -> None:
    own = {"Origin": served.url, "Sec-Fetch-Site": "same-origin"}
    assert served.http.post("/gradio_api/run/state", json={"data": []}, headers=own).status_code == 200
    linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert served.http.get("/", headers=linked).status_code == 200
    embedded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert served.http.get("/gradio_api/info", headers=embedded).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/monitoring", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=https://example.com", "/gradio_api/vibe-code",
     "/docs", "/redoc", "/openapi.json", "/gradio_api/openapi.json", "/gradio_api/runs", "/static/x", "/theme.css",
     "/page/../server.py", "/page/nothing.js", "/page/chat/../../server.py", "/page/chat/..%2f..%2fserver.py",
     "/page/chat/nothing.js", "/page/chat", "/page/chat/", "/page/main.js/", "/login"],
)  # fmt: skip
def test_what_the_page_does_not_need_is_not_there(served: Served, path: str) -> None:
    assert served.http.get(path).status_code == 404


def test_the_picture_of_a_page_that_was_read_by_machine(served: Served) -> None:
    picture = served.http.get("/scan/1", params={"article": "sample-ko"})
    assert (picture.status_code, picture.headers["content-type"], picture.content) == (200, "image/png", b"\x89PNG")
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert [
        served.http.get(path).status_code for path in ("/scan/2?article=sample-ko", "/scan/1?article=x", "/scan/x")
    ] == [404] * 3


def test_a_model_is_chosen_and_fetched_only_with_leave(served: Served) -> None:
    models = served.look("models")
    assert (models["type"], models["chosen"], models["fetching"]) == ("models", "qwen2.5-coder-1.5b", None)
    assert served.look("choose_model", "qwen3-1.7b", False)["chosen"] == "qwen3-1.7b"
    assert served.look("state")["model_name"] == "qwen3-1.7b"
    fetching = served.look("choose_model", "qwen3-4b", True)["fetching"]
    assert (fetching["subject"], fetching["done"], fetching["total"]) == ("qwen3-4b", 0, 2_497_280_736)
    assert served.look("give_up_model")["fetching"] is None
    assert served.look("choose_model", "qwen2.5-coder-1.5b", False)["chosen"] == "qwen2.5-coder-1.5b"


def test_a_model_is_not_chosen_by_another_page_nor_by_a_made_up_name(served: Served) -> None:
    choose = "/gradio_api/run/choose_model"
    foreign = served.http.post(choose, json={"data": ["none", False]}, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    unknown = served.look("choose_model", "openai:http://evil.example", True)
    assert (unknown["type"], unknown["name"]) == ("error", "ModelUnknown")
    assert served.look("models")["chosen"] == "qwen2.5-coder-1.5b"


def _join(served: Served, question: str, **session: str) -> str:
    usual: list[object] = ["auto", [], None, "", "", "standard", 5]
    joined = served.http.post("/gradio_api/call/ask", json={"data": [question, *usual], **session})
    return str(joined.json()["event_id"])


def test_a_question_that_nobody_waits_for_is_not_answered(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.ui.listeners.PATIENCE_SECONDS", 0.3)
    left = [_join(served, f"Left before listening {n}?", session_hash=os.urandom(6).hex()) for n in range(5)]
    with served.listening("stays"):
        _join(served, ENGLISH, session_hash="stays")
        assert '"answer"' in served.http.get("/gradio_api/queue/data", params={"session_hash": "stays"}).text
    _wait_for(lambda: served.are_over(left))
    assert not [asked for asked, *_ in served.service.asked if "Left before" in asked]
    # The plain protocol waits for an event without naming its session.
    monkeypatch.setattr("bot.ui.listeners.PATIENCE_SECONDS", 60)
    event = _join(served, ENGLISH)
    assert '"answer"' in served.http.get(f"/gradio_api/call/ask/{event}").text


def test_who_waits_for_one_event_listens_to_no_other_session(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.ui.listeners.PATIENCE_SECONDS", 60)
    waits, leaves = (os.urandom(6).hex() for _ in range(2))
    event = _join(served, "Somebody waits for this?", session_hash=waits)
    begun, go_on = threading.Event(), threading.Event()
    ask = served.service.ask

    def slowly(question: str, *more: Any, **options: Any) -> Any:
        if question.startswith("Somebody"):
            begun.set()
            assert go_on.wait(60)
        return ask(question, *more, **options)

    monkeypatch.setattr(served.service, "ask", slowly)
    with ThreadPoolExecutor(1) as reader:
        told = reader.submit(served.http.get, f"/gradio_api/call/ask/{event}")
        assert begun.wait(20)
        monkeypatch.setattr("bot.ui.listeners.PATIENCE_SECONDS", 0.3)
        left = _join(served, "Left while another waits?", session_hash=leaves)
        _wait_for(lambda: served.are_over([left]))
        go_on.set()
        assert '"answer"' in told.result().text
    assert not [asked for asked, *_ in served.service.asked if "Left while" in asked]


def test_who_waits_is_not_forgotten_while_many_others_ask(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = served.server.get_blocks()._queue.pending_messages_per_session
    monkeypatch.setattr(kept, "_most", 3)
    go_on = threading.Event()
    ask = served.service.ask

    def slowly(question: str, *more: Any, **options: Any) -> Any:
        if question.startswith("Who waits"):
            assert go_on.wait(60)
        return ask(question, *more, **options)

    monkeypatch.setattr(served.service, "ask", slowly)
    with ThreadPoolExecutor(1) as reader:
        told = reader.submit(list, served.ask("Who waits for long?"))
        _wait_for(lambda: served.server.listeners.listens(served.session))
        waits = served.session
        for n in range(6):
            assert list(served.ask(f"Another question, number {n}?"))[-1]["type"] == "answer"
        assert waits in kept
        assert len(kept) == 3
        go_on.set()
        assert told.result()[-1]["type"] == "answer"


def _join_check(served: Served, text: str, session: str) -> str:
    joined = served.http.post("/gradio_api/call/check_text", json={"data": [text, None], "session_hash": session})
    return str(joined.json()["event_id"])


def test_nor_is_a_text_checked(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.ui.listeners.PATIENCE_SECONDS", 0.3)
    checked: list[str] = []
    check = served.service.check_text

    def noted(text: str, *scope: Any) -> Iterator[CheckedClaim]:
        checked.append(text)
        return check(text, *scope)

    monkeypatch.setattr(served.service, "check_text", noted)
    left = [_join_check(served, f"Left before listening {n}.", os.urandom(6).hex()) for n in range(3)]
    with served.listening("reads"):
        _join_check(served, "Somebody reads this.", "reads")
        assert '"claim"' in served.http.get("/gradio_api/queue/data", params={"session_hash": "reads"}).text
    _wait_for(lambda: served.are_over(left))
    assert checked == ["Somebody reads this."]


@pytest.mark.parametrize("events", range(5))
def test_a_reader_who_leaves_at_any_stage_keeps_nobody_waiting(served: Served, events: int) -> None:
    stream = served.ask(ENGLISH)
    for _ in range(events):
        next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert list(served.ask(KOREAN))[-1]["answer"]["language"] == "ko"


def test_taken_port_is_said_so(served: Served, tmp_path: Path) -> None:
    from bot.ui.server import build_server, launch

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortTaken):
            launch(
                build_server(ScriptedHaeseol().as_haeseol(), SqliteConversations(tmp_path)), port=taken.getsockname()[1]
            )


def test_nothing_left_the_machine(served: Served) -> None:
    assert ADDRESSES
    hosts = {address[0] for address in ADDRESSES if isinstance(address, tuple)}
    assert hosts <= {"127.0.0.1", "localhost", "::1"}, hosts


def test_importing_the_server_brings_no_model_code() -> None:
    heavy = ("torch", "faiss", "kiwipiepy", "sentence_transformers", "xllamacpp", "langchain")
    code = f"import bot.ui.server, sys; print([name for name in {heavy} if name in sys.modules])"
    environment = dict(os.environ)
    keep_to_this_machine(environment)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "[]"


def test_gradio_keeps_to_this_machine_behind_a_proxy() -> None:
    environment = {"HTTP_PROXY": "http://proxy.example", "NO_PROXY": "intranet.example"}
    keep_to_this_machine(environment)
    keep_to_this_machine(environment)
    assert environment["NO_PROXY"] == "intranet.example,127.0.0.1,localhost"
    assert environment["GRADIO_ANALYTICS_ENABLED"] == "False"


def _wait_for(condition: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
