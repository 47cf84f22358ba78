"""The REST API over plain HTTP."""

import json
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from bot.library.scope import EVERYTHING, Scope
from tests.doors import Doors
from tests.page_fakes import ARTICLES, SUGGESTED

ENGLISH, KOREAN = SUGGESTED["en"][0], SUGGESTED["ko"][0]
FROM_ELSEWHERE = {"x-forwarded-for": "203.0.113.7"}


@pytest.fixture(scope="module")
def api(doors: Doors) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{doors.url}api/v1", trust_env=False, timeout=20) as client:
        yield client


def test_an_answer_is_one_json_object_with_its_evidence(api: httpx.Client, doors: Doors) -> None:
    answer = api.post("/ask", json={"question": ENGLISH, "conversation": [["a?", "b."]], "language": "en"}).json()
    assert answer["found"]
    assert answer["sentences"][0]["citations"] == [1]
    assert answer["evidence"]["passages"][0]["n"] == answer["citations"][0]["n"] == 1
    assert doors.service.asked[-1] == (ENGLISH, "en", (("a?", "b."),), EVERYTHING)


def test_what_is_asked_searched_and_listed_can_be_narrowed(api: httpx.Client, doors: Doors) -> None:
    api.post("/ask", json={"question": ENGLISH, "scope": {"tags": ["chips"], "since": "2026-01-01"}})
    assert doors.service.asked[-1][3] == Scope(tags=("chips",), since=date(2026, 1, 1))
    api.post("/ask", json={"question": ENGLISH, "scope": None, "article_id": "sample-en"})
    assert doors.service.asked[-1][3] == Scope.of_article("sample-en")
    hits = api.get("/search", params={"q": ENGLISH, "articles": ["sample-ko", "sample-en"], "language": "en"}).json()
    assert {hit["article_id"] for hit in hits} == {"sample-en"}
    assert [row["id"] for row in api.get("/articles", params={"articles": "sample-ko"}).json()] == ["sample-ko"]
    for wrong in (
        {"tag": "chips"},
        {"since": "yesterday"},
        {"language": "fr"},
        {"since": "2026-02-02", "until": "2026-02-01"},
    ):
        assert api.get("/articles", params=wrong).status_code == 422
        assert api.post("/ask", json={"question": ENGLISH, "scope": wrong}).status_code == 422


def test_an_answer_streams_as_server_sent_events(api: httpx.Client) -> None:
    with api.stream("POST", "/ask", json={"question": KOREAN, "stream": True}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in response.iter_lines() if line]
    kinds = [line.removeprefix("event: ") for line in lines[::2]]
    told = [json.loads(line.removeprefix("data: ")) for line in lines[1::2]]
    assert [each["type"] for each in told] == kinds
    assert (kinds[0], kinds[-1]) == ("evidence", "answer")
    assert kinds.count("sentence") == len(told[-1]["answer"]["sentences"])


def test_articles_are_listed_read_added_and_removed(api: httpx.Client) -> None:
    assert {article.id for article in ARTICLES} <= {row["id"] for row in api.get("/articles").json()}
    assert api.get("/articles/sample-en").json()["text"] == api.get("/texts/sample-en").text == ARTICLES[1].text
    assert api.get("/articles/sample-ko").json()["warnings"][0]["ko"]
    (of_text,) = api.post("/articles", json={"text": "Rice grows in water.", "title": "Rice"}).json()["added"]
    (of_file,) = api.post("/articles/files", files={"files": ("벼 이야기.txt", "벼는 물에서 자란다.")}).json()["added"]
    assert api.get(f"/texts/{of_file}").text == "벼는 물에서 자란다."
    hostile = "../../" + "가" * 400 + "😀" * 90 + "\x00.txt"  # 80 letters of it are more bytes than a name may have
    (of_hostile,) = api.post("/articles/files", files={"files": (hostile, "벼는 쌀이 된다.")}).json()["added"]
    assert ".." not in of_hostile
    for added in (of_text, of_file, of_hostile):
        assert api.delete(f"/articles/{quote(added)}").json()["removed"] == [added]


def test_search_guides_and_health(api: httpx.Client) -> None:
    (first, *_) = api.get("/search", params={"q": ENGLISH, "k": 2}).json()
    assert first["article_id"] == "sample-en"
    assert api.get("/guides/sample-ko").json()["type"] == "explanation"
    assert api.get("/health").json()["search"] == "ready"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "name"),
    [
        ("GET", "/articles/none", None, 404, "ArticleMissing"),
        ("POST", "/ask", {"question": " "}, 422, "QuestionEmpty"),
        ("POST", "/ask", {"question": " ", "stream": True}, 422, "QuestionEmpty"),
        ("POST", "/ask", {"question": "where is the model"}, 503, "ModelUnavailable"),
    ],
)
def test_errors_have_a_status_and_words_in_both_languages(
    api: httpx.Client, method: str, path: str, body: Any, status: int, name: str
) -> None:
    response = api.request(method, path, json=body)
    error = response.json()["error"]
    assert (response.status_code, error["name"]) == (status, name)
    assert error["ko"] != error["en"]


@pytest.mark.parametrize("body", [{"question": "a?", "passages": 999}, {"question": "a?", "language": "fr"}, {}])
def test_what_does_not_fit_is_refused(api: httpx.Client, body: Any) -> None:
    assert api.post("/ask", json=body).status_code == 422


def test_its_own_page_describes_it_without_anything_from_elsewhere(api: httpx.Client) -> None:
    page, schema = api.get("/docs").text, api.get("/openapi.json").json()
    assert all(f"/api/v1{path}" in page for path in schema["paths"])
    assert {"/ask", "/search", "/articles", "/health", "/guides/{article_id}"} <= schema["paths"].keys()
    assert "http" not in page.split("<body>")[0]
    assert "<script" not in page
    assert "published on this day or later" in page
    assert all(f'href="#{name}"' in page for name in ("WholeAnswer", "SentenceChecked", "FoundPassage", "Refused"))
    assert [scheme["scheme"] for scheme in schema["components"]["securitySchemes"].values()] == ["bearer"]


def test_what_is_answered_has_the_shapes_that_the_description_tells(api: httpx.Client) -> None:
    description = api.get("/openapi.json").json()
    schemas = description["components"]["schemas"]
    validator: Any = import_module("jsonschema").Draft202012Validator

    def check(told: Any, schema: dict[str, Any]) -> None:
        validator({**schema, "components": description["components"]}).validate(told)
        of = schema.get("items", schema)
        (row,) = told[:1] if isinstance(told, list) else [told]
        if "$ref" in of:  # nothing comes besides what is described
            assert row.keys() == schemas[of["$ref"].split("/")[-1]]["properties"].keys()

    def call(method: str, path: str, route: str = "", **sent: Any) -> Any:
        response = api.request(method, path, **sent)
        described = description["paths"][route or path][method.lower()]["responses"][str(response.status_code)]
        media = response.headers["content-type"].partition(";")[0]
        told = response.json() if media == "application/json" else response.text
        check(told, described["content"][media]["schema"])
        return told

    one, text, guide = "/articles/{article_id}", "/texts/{article_id}", "/guides/{article_id}"
    for path, route in (
        ("/health", ""), ("/articles", ""), (f"/search?q={quote(ENGLISH)}", "/search"), ("/articles/sample-ko", one),
        ("/texts/sample-en", text), ("/guides/sample-ko", guide), ("/articles/none", one), ("/texts/none", text),
        ("/articles?language=fr", "/articles"), ("/articles?since=2026-02-02&until=2026-02-01", "/articles"),
    ):  # fmt: skip
        call("GET", path, route)
    call("GET", "/articles", headers=FROM_ELSEWHERE)
    call("GET", "/articles", headers={"host": "evil.example"})
    (added,) = call("POST", "/articles", json={"text": "Rice grows in water.", "title": "Rice"})["added"]
    call("DELETE", f"/articles/{quote(added)}", one)
    call("POST", "/articles/files", files={"files": ("rice.bin", b"\0\1\2")})
    for question in (ENGLISH, "Who won the football match?", " ", "where is the model"):
        call("POST", "/ask", json={"question": question})
    (event,) = description["paths"]["/ask"]["post"]["responses"]["200"]["content"]["text/event-stream"].values()
    told = api.post("/ask", json={"question": KOREAN, "stream": True}).text
    events = [json.loads(line.removeprefix("data: ")) for line in told.splitlines() if line.startswith("data: ")]
    assert len(events) > 3
    for each in events:
        check(each, event)


def test_from_elsewhere_a_key_is_needed_until_it_is_revoked(api: httpx.Client, doors: Doors) -> None:
    made, key = doors.keys.make("a reader")
    with_key = {**FROM_ELSEWHERE, "authorization": f"Bearer {key}"}
    assert api.get("/articles", headers=with_key).status_code == 200
    for headers in (FROM_ELSEWHERE, {**FROM_ELSEWHERE, "authorization": f"Bearer {key}x"}):
        assert api.get("/articles", headers=headers).status_code == 401
        assert api.post(f"{doors.url}v1/chat/completions", json={}, headers=headers).status_code == 401
        assert api.post(f"{doors.url}mcp/", json={}, headers=headers).status_code == 401
    doors.keys.revoke(made.id)
    assert api.get("/articles", headers=with_key).status_code == 401
    assert api.get("/docs", headers=FROM_ELSEWHERE).status_code == 200


def test_another_host_name_is_refused_here_as_everywhere(api: httpx.Client) -> None:
    assert api.get("/articles", headers={"host": "evil.example"}).status_code == 403
    assert api.get("/articles", headers={"origin": "http://evil.example"}).status_code == 403
