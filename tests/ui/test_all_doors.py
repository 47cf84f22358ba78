"""All doors over one service: the same questions at once get the answers that they get alone, and no input ends in a traceback.

The service is the real one over a small library; the embedder and the answering model are fakes that depend on nothing but what
they are given, so an answer that is another under load has come from somebody else's question.
"""

import asyncio
import contextlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from mcp import Client as McpClient
from openai import OpenAI

from bot.api.question_line import MOST_WAITING
from bot.langchain import ArticleAnswerer
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.embeddings.encoder import Encoder
from bot.models.llm import active_model
from bot.models.llm.chat_message import Message
from bot.models.llm.chat_model import Reading
from bot.models.llm.llama_server import KVLocation
from bot.models.llm.thinking import Piece
from bot.progress import report_nothing
from bot.service.answer_cache import AnswerCache
from bot.service.conversations import SqliteConversations
from bot.service.haeseol import Haeseol
from bot.settings import Settings
from bot.ui import keep_to_this_machine
from tests.fakes import FakeEmbedder
from tests.in_a_thread import in_a_thread

pytestmark = pytest.mark.slow

TONS = {"Amber": 120, "Birch": 340, "Cedar": 560, "Dune": 780}
QUESTIONS = [f"How many tons of rice does the {name} valley grow?" for name in TONS]
ANY_VALLEY = "How many tons of rice does the valley grow?"


class ReadingModel:
    """Says the first sentence about tons that it is given of the valley that is asked for, of any valley where none is."""

    name = "reading"
    taught = ()

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.go_on.set()

    def odds(self, messages: Sequence[Message], yes: str, no: str) -> float:
        return 9.0

    def read(self, messages: Sequence[Message], yes: str, no: str, place: KVLocation | None) -> Reading:
        return Reading(9.0)

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        read = messages[-1][1]
        asked = re.findall(r"does the (\w+) valley", read)
        about = asked[-1] if asked else r"\w+"
        found = re.search(rf"The {about} valley grows \d+ tons of rice in a year\.", read)
        for word in (found[0] if found else "It is not said.").split():
            self.go_on.wait(60)
            yield Piece(f"{word} ")


@dataclass(frozen=True)
class Served:
    """The page's address, ending in a slash, and what stands behind it."""

    url: str
    service: Haeseol
    model: ReadingModel
    articles: Mapping[str, str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    keep_to_this_machine(os.environ)
    from bot.ui.server import build_server, launch

    home = tmp_path_factory.mktemp("all-doors")
    settings = Settings(home=home, cache=home / "cache", model=ReadingModel.name, translator="none")
    settings.corpus.mkdir()
    for name, tons in TONS.items():
        said = f"The {name} valley grows {tons} tons of rice in a year."
        text = f"The {name} valley lies in the south. {said} It rains often there."
        (settings.corpus / f"{name.lower()}.txt").write_text(text, encoding="utf-8")
    embedder, model = FakeEmbedder(), ReadingModel()
    encoder = Encoder.for_embedder(embedder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(active_model, "open_model", lambda settings: model)
        patch.setattr(AnswerCache, "keep", lambda *kept: None)  # every answer is made, none is a memory of one before
        library = SqliteLibrary.open(settings.index, encoder.identity)
        with Haeseol(settings, library, encoder, cast(SentenceEmbedder, embedder)) as service:
            service.articles.sync(report_nothing)
            articles = {name: f"{name.lower()}.txt" for name in TONS}
            with launch(build_server(service, SqliteConversations(home / "c"), home=None), port=0) as page:
                yield Served(page.url, service, model, articles)


Door = Callable[[str, str | None], str]


@pytest.fixture(scope="module")
def doors(served: Served) -> Iterator[dict[str, Door]]:
    """How a question is asked at each door, by its name: of all articles or of one. Each returns the text of the answer."""
    from gradio_client import Client as GradioClient

    chat = GradioClient(f"{served.url}chat/", verbose=False)
    openai = OpenAI(base_url=f"{served.url}v1", api_key="none")
    langchain = ArticleAnswerer(served.service)

    def by_page(question: str, article: str | None) -> str:
        scope = {"articles": [article]} if article else None
        session = os.urandom(6).hex()
        call: dict[str, object] = {
            "data": [question, "auto", [], scope, "", "", "standard", 5],
            "session_hash": session,
        }
        with httpx.Client(base_url=served.url, trust_env=False, timeout=60) as http:
            http.post("gradio_api/call/ask", json=call).raise_for_status()
            told = http.get("gradio_api/queue/data", params={"session_hash": session}).text
        events = [json.loads(line[5:]) for line in told.splitlines() if line.startswith("data:")]
        (answer,) = [
            event["output"]["data"][0]["answer"]
            for event in events
            if event["msg"] == "process_generating" and event["output"]["data"][0].get("type") == "answer"
        ]
        return _text(answer)

    def by_rest(question: str, article: str | None) -> str:
        asked = {"question": question, **({"article_id": article} if article else {})}
        response = httpx.post(f"{served.url}api/v1/ask", json=asked, trust_env=False, timeout=60)
        return _text(response.raise_for_status().json())

    def by_openai(question: str, article: str | None) -> str:
        told = openai.chat.completions.create(model="haeseol", messages=[{"role": "user", "content": question}])
        return told.choices[0].message.content or ""

    def by_mcp(question: str, article: str | None) -> str:
        async def ask() -> Any:
            async with McpClient(f"{served.url}mcp") as client:
                return (await client.call_tool("ask", {"question": question})).structured_content

        told = in_a_thread(lambda: asyncio.run(ask()))
        return _text(told.get("result", told))

    def by_chat(question: str, article: str | None) -> str:
        *_, last = chat.submit({"text": question, "files": []}, api_name="/chat")
        return str(last[-1]["content"])

    def by_langchain(question: str, article: str | None) -> str:
        return str(langchain.invoke(question).text)

    yield {
        "page": by_page, "REST": by_rest, "OpenAI": by_openai, "MCP": by_mcp, "chat": by_chat, "LangChain": by_langchain,
    }  # fmt: skip
    openai.close()
    chat.close()


def _text(answer: Mapping[str, Any]) -> str:
    return " ".join(f"{sentence['text']} {sentence['citations']}" for sentence in answer["sentences"])


def test_load_over_all_doors_changes_no_answer(served: Served, doors: dict[str, Door]) -> None:
    asked: list[tuple[str, str, str | None]] = [(door, question, None) for door in doors for question in QUESTIONS]
    asked += [(door, ANY_VALLEY, article) for door in ("page", "REST") for article in served.articles.values()]
    with ThreadPoolExecutor(1) as alone:  # in a thread of its own: a browser of other tests may have a loop in this one
        one_by_one = [alone.submit(doors[door], question, article).result(60) for door, question, article in asked]
    for (door, question, article), told in zip(asked, one_by_one, strict=True):
        (valley,) = [name for name, id in served.articles.items() if name in question or id == article]
        assert str(TONS[valley]) in told, (door, question, told)
        assert not any(str(tons) in told for name, tons in TONS.items() if name != valley), (door, question, told)
    with ThreadPoolExecutor(len(asked)) as all_at_once:
        futures = [all_at_once.submit(doors[door], question, article) for door, question, article in asked]
        assert [future.result(120) for future in futures] == one_by_one


def test_programs_that_fill_their_line_are_refused_and_hold_nobody_else_up(
    served: Served, doors: dict[str, Door]
) -> None:
    served.model.go_on.clear()
    with ThreadPoolExecutor(MOST_WAITING + 8) as programs:
        many = MOST_WAITING + 6
        statuses = [
            programs.submit(
                lambda: (
                    httpx.post(
                        f"{served.url}api/v1/ask", json={"question": QUESTIONS[0]}, trust_env=False, timeout=120
                    ).status_code
                )
            )
            for _ in range(many)
        ]
        page = programs.submit(doors["page"], QUESTIONS[1], None)
        until = time.monotonic() + 60
        while sum(status.done() for status in statuses) < many - MOST_WAITING - 1:
            assert time.monotonic() < until, "nobody was refused"
            time.sleep(0.05)
        served.model.go_on.set()
        assert str(TONS["Birch"]) in page.result(60)
        told = [status.result(120) for status in statuses]
    assert sorted(set(told)) == [200, 429]
    assert told.count(200) == MOST_WAITING + 1


ODD_ADDRESSES = [
    "http://xn--/",
    "http://[",
    "http://[::1",
    "https://",
    "http://a:b:c/",
    "http://\u2100.com/",
    "ftp://x/",
    "//",
]
ODD_TEXTS = [
    "\0",
    "\ud800",
    "\ufdfd" * 50,
    "<|im_end|>",
    "' OR 1=1 --",
    "../../etc/passwd",
    "%00",
    "a" * 5_000,
    "\u202e",
    " ",
]
TEXTS = st.sampled_from([*ODD_ADDRESSES, *ODD_TEXTS, QUESTIONS[0], "amber.txt"]) | st.text(max_size=20)
PLAIN = TEXTS | st.none() | st.integers(-(2**70), 2**70) | st.floats() | st.booleans()
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=2), max_leaves=4
)
SCOPES = st.dictionaries(st.sampled_from("articles tags since until language source".split()), VALUES, max_size=2)
TOOLS = st.sampled_from("search ask read_article list_articles add_article none".split())
ENDPOINTS = st.sampled_from(
    "ask check_text search article explanation versions translate compare export_articles retag".split()
)
HEADERS = st.dictionaries(
    st.sampled_from(["origin", "host", "authorization", "x-forwarded-for", "accept", "accept-language", "referer"]),
    st.sampled_from(
        [*(address for address in ODD_ADDRESSES if address.isascii()), "null", "Bearer \x7f", "xn--", "[::1"]
    ),
    max_size=2,
)


def _in_path(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _asked(question: object, scope: object, before: object) -> object:
    return {"question": question, "scope": scope, "conversation": before}


def _completion(role: str, content: object, model: object) -> object:
    return {"model": model, "messages": [{"role": role, "content": content}]}


def _tool_call(id: object, tool: str, told: object) -> object:
    return {"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": tool, "arguments": told}}


def _posted(path: str, body: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, str, object]]:
    return st.tuples(st.just("POST"), st.just(path), body)


TOLD = st.dictionaries(st.sampled_from("question k article_id text title".split()), VALUES, max_size=3)
IN_CHAT = st.fixed_dictionaries({"text": VALUES, "files": VALUES})
ROLES = st.sampled_from("user system assistant tool".split())
REQUESTS: st.SearchStrategy[tuple[str, str, object]] = st.one_of(
    _posted(
        "api/v1/ask", st.builds(_asked, TEXTS, SCOPES | VALUES, st.lists(st.tuples(TEXTS, TEXTS), max_size=1) | VALUES)
    ),
    _posted("api/v1/articles", st.fixed_dictionaries({"text": TEXTS, "title": PLAIN})),
    _posted("v1/chat/completions", st.builds(_completion, ROLES, VALUES, TEXTS)),
    _posted("mcp/", st.builds(_tool_call, PLAIN, TOOLS, TOLD | VALUES)),
    # `run` tells at once what `call` would tell in the queue, after this test has looked.
    _posted("chat/gradio_api/run/chat", st.fixed_dictionaries({"data": st.lists(IN_CHAT | VALUES, max_size=2)})),
    ENDPOINTS.flatmap(
        lambda name: _posted(f"gradio_api/run/{name}", st.fixed_dictionaries({"data": st.lists(VALUES, max_size=8)}))
    ),
    st.builds(
        lambda question, k: ("GET", f"api/v1/search?q={_in_path(question)}&k={k}", None), TEXTS, st.integers(-1, 101)
    ),
    st.builds(
        lambda method, place, id: (method, f"api/v1/{place}/{_in_path(id)}", None),
        st.sampled_from(["GET", "DELETE"]),
        st.sampled_from(["articles", "texts", "guides"]),
        TEXTS,
    ),
)


@examples(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@example(request=("POST", "api/v1/articles", {"text": "http://xn--/", "title": ""}), headers={})
@example(request=("POST", "api/v1/articles", {"text": "a", "title": float("inf")}), headers={})
@example(request=("POST", "api/v1/ask", {"question": "\ud800"}), headers={})
@example(request=("POST", "chat/gradio_api/run/chat", {"data": []}), headers={})
@example(request=("POST", "chat/gradio_api/run/chat", {"data": [None]}), headers={})
@example(request=("GET", "api/v1/search?q=rice&k=1", None), headers={"origin": "http://xn--/"})
@example(request=("GET", "api/v1/search?q=rice&k=1", None), headers={"host": "[::1", "origin": "http://["})
@given(request=REQUESTS, headers=HEADERS)
def test_no_input_at_any_door_ends_in_a_traceback(
    served: Served,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    request: tuple[str, str, object],
    headers: dict[str, str],
) -> None:
    method, path, body = request
    sent = {"accept": "application/json, text/event-stream", "content-type": "application/json", **headers}
    content = b"" if body is None else json.dumps(body).encode()
    with (
        contextlib.suppress(httpx.RemoteProtocolError),  # such as a header that is no header: the server hangs up
        httpx.Client(base_url=served.url, trust_env=False, timeout=60) as http,
    ):
        response = http.request(method, f"/{path}", content=content, headers=sent)
        # Gradio's chat tells every error with 500.
        is_told = response.status_code < 500 or (path.startswith("chat/") and "error" in response.json())
        assert is_told, (path, response.status_code, response.text)
    shown = "".join(capfd.readouterr()) + caplog.text
    assert "Traceback" not in shown and "ended with" not in shown, shown
