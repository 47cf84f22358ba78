"""Web pages from a real server on this machine, which only these tests may reach; everything else here is refused."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.articles import Content
from bot.articles.article_errors import (
    AddressAnswered,
    AddressInvalid,
    AddressKindUnknown,
    AddressNotPublic,
    AddressRedirectsOn,
    AddressTooSlow,
    AddressUnreachable,
    ArticleTooLarge,
    PageWithoutArticle,
)
from bot.articles.web import is_address, page_key, read_webpage
from bot.articles.web.addresses import clean_address
from bot.articles.web.fetch import Limits, fetch
from bot.articles.web.fetched import Fetched
from bot.articles.web.public_addresses import is_public
from bot.library.indexing.indexer import Indexer
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.encoder import Encoder
from bot.progress import report_nothing
from tests import article_files as files
from tests.fakes import FakeEmbedder

TEXT = "딥시크가 지난해 1월 인공지능 모델 R1을 공개했고 업계는 크게 놀랐다."
PAGE = f"<html><head><title>딥시크의 1년</title></head><body><article><p>{TEXT}</p><p>둘째 문단도 있다.</p></article></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}

Answer = Callable[[BaseHTTPRequestHandler], None]


def answer(body: bytes | str, headers: dict[str, str] | None = None, status: int = 200) -> Answer:
    data = body.encode() if isinstance(body, str) else body

    def send(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **(HTML if headers is None else headers)}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(data)

    return send


def redirect(address: str) -> Answer:
    return answer("", {"Location": address}, 302)


class Site:
    """A server on loopback: `pages` by path, and the requests that came."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.looked_up: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.requests.append((self.path, dict(self.headers)))
                with suppress(OSError):  # whoever asked has had enough
                    site.pages.get(self.path.partition("?")[0], answer("", status=404))(self)
                self.close_connection = True

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def resolve(self, host: str, port: int) -> list[str]:
        self.looked_up.append(host)
        return ["127.0.0.1"] if host.endswith(".example") else [host]

    def fetch(self, path: str, **limits: float) -> Fetched:
        address = path if "://" in path else f"http://news.example:{self.port}{path}"
        given = Limits(**limits)  # type: ignore[arg-type]
        return fetch(address, limits=given, resolve=self.resolve, allowed={("127.0.0.1", self.port)})

    def read(self, path: str) -> Content:
        return read_webpage(f"http://news.example:{self.port}{path}", self.fetch)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.8.9.1",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
        ),
        *(
            "224.0.0.1",
            "239.255.255.250",
            "255.255.255.255",
            "240.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "192.88.99.1",
            "192.0.0.8",
        ),
        *(
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "fe80::1",
            "fe80::1%eth0",
            "fc00::1",
            "fd12::1",
        ),
        *("fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1"),
        *("2001::1", "2001:db8::1", "100::1", "2606:4700::1%1", "localhost", ""),
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1"],
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


def test_a_page(site: Site) -> None:
    site.pages["/1"] = answer(PAGE)
    assert site.read("/1") == Content(f"{TEXT}\n\n둘째 문단도 있다.", "딥시크의 1년")
    ((_, headers),) = site.requests
    assert headers["Host"] == f"news.example:{site.port}"
    assert "Haeseol" in headers["User-Agent"]
    assert "Cookie" not in headers
    assert site.looked_up == ["news.example"]


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        *[("; charset=euc-kr", ""), ("", "euc-kr"), ("; charset=EUC-KR", "utf-8"), ("; charset=utf-8", "euc-kr")],
        *[("; charset=iso-8859-1", "euc-kr"), ("; charset=utf-8", "utf-8"), ("; charset=windows-1252", ""), ("", "")],
    ],
)
def test_a_page_in_euc_kr(site: Site, charset: str, declared: str) -> None:
    page = PAGE.replace("<head>", f'<head><meta charset="{declared}">').encode("cp949")
    site.pages["/1"] = answer(page, {"Content-Type": f"text/html{charset}"})
    assert site.read("/1").text.startswith(TEXT)


def test_files_of_other_formats(site: Site) -> None:
    site.pages["/1"] = answer(files.pdf([files.pdf_lines(TEXT[:40])]), {"Content-Type": "application/pdf"})
    site.pages["/2"] = answer(files.hwpx(TEXT), {"Content-Type": "application/octet-stream"})
    site.pages["/3"] = answer(f"제목: 글\n\n{TEXT}", {"Content-Type": "text/plain; charset=utf-8"})
    site.pages["/4"] = answer(PAGE, {})
    assert site.read("/1").text == TEXT[:40].strip()
    assert site.read("/2").text == TEXT
    assert site.read("/3") == Content(TEXT, "글")
    assert site.read("/4").text.startswith(TEXT)


def test_a_page_without_an_article(site: Site) -> None:
    site.pages["/1"] = answer("<html><body>" + "<p><a href=/x>다른 기사로 가는 제목이다</a></p>" * 9)
    with pytest.raises(PageWithoutArticle) as caught:
        site.read("/1")
    assert "news.example" in caught.value.message("ko")


def test_redirects_are_followed(site: Site) -> None:
    site.pages |= {"/1": redirect("/a/2"), "/a/2": redirect("3"), "/a/3": redirect(f"//other.example:{site.port}/4")}
    site.pages["/4"] = answer(PAGE)
    assert site.fetch("/1").address == f"http://other.example:{site.port}/4"
    assert site.looked_up[-1] == "other.example"


def test_redirects_without_end(site: Site) -> None:
    site.pages["/1"] = redirect("/1")
    with pytest.raises(AddressRedirectsOn):
        site.fetch("/1")
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{other}/",
        "http://[::1]:{other}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::ffff:127.0.0.1]:{other}/",
    ],
)
def test_a_redirect_into_this_network_is_refused(site: Site, target: str) -> None:
    inside = Site()
    try:
        site.pages["/1"] = redirect(target.format(other=inside.port))
        with pytest.raises(AddressNotPublic):
            site.fetch("/1")
        assert inside.requests == []
    finally:
        inside.close()


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://news.example/",
        "http://[",
        "http://xn--/",
        "javascript:alert(1)",
        "http://a@news.example/",
    ],
)
def test_a_redirect_to_no_web_address(site: Site, target: str) -> None:
    site.pages["/1"] = redirect(target)
    with pytest.raises(AddressInvalid):
        site.fetch("/1")


@given(
    st.from_regex(r"(https?|ftp)://(xn--)?[^/]{0,12}(:[0-9]{0,6})?(/.{0,12})?", fullmatch=True)
    | st.text(max_size=20).map(lambda rest: f"http://{rest}")
)
@example("http://xn--/")
@example("http://a.xn--/")
@example("http://[::1")
def test_an_address_is_cleaned_or_refused_whatever_it_is(address: str) -> None:
    with suppress(AddressInvalid):
        clean = clean_address(address)
        assert page_key(clean) == page_key(address)
        assert clean_address(clean) == clean


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f.1:{port}/",
        "http://[::ffff:7f00:1]:{port}/",
        "http://0:{port}/",
    ],
)
def test_no_spelling_of_this_machine_is_let_in(site: Site, address: str) -> None:
    with pytest.raises((AddressNotPublic, AddressInvalid, AddressUnreachable)):
        fetch(address.format(port=site.port))
    assert site.requests == []


def test_a_name_with_one_internal_address_is_refused(site: Site) -> None:
    with pytest.raises(AddressNotPublic) as caught:
        fetch(f"http://news.example:{site.port}/", resolve=lambda host, port: ["93.184.216.34", "127.0.0.1"])
    assert "127.0.0.1" in str(caught.value)
    assert site.requests == []


def test_a_name_that_changes_its_mind_is_asked_once(site: Site) -> None:
    """DNS rebinding: whoever checks one answer and connects to the next one is led inside."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    site.pages["/"] = answer(PAGE)
    got = fetch(
        f"http://news.example:{site.port}/",
        resolve=lambda host, port: next(answers),
        allowed={("127.0.0.1", site.port)},
    )
    assert TEXT in got.data.decode()
    assert next(answers) == ["10.0.0.1"]
    with pytest.raises(AddressNotPublic):
        fetch(
            f"http://news.example:{site.port}/",
            resolve=lambda host, port: next(answers),
            allowed={("127.0.0.1", site.port)},
        )


def test_proxies_of_the_environment_are_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.pages["/1"] = answer(PAGE)
    assert site.fetch("/1").data


def drip(head: bytes, byte: bytes) -> Answer:
    """Answer without an end: only who hangs up is rid of it."""

    def send(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(head)
        while True:
            request.wfile.write(byte)
            request.wfile.flush()
            time.sleep(0.05)

    return send


def wait_for_hanging_up(request: BaseHTTPRequestHandler) -> None:
    """Answer nothing at all."""
    assert request.connection.recv(1) == b""


@pytest.mark.slow
@pytest.mark.timeout(60)  # ends who would wait for ever
@pytest.mark.parametrize(
    "slow",
    [
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n", b"x"),
        drip(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        wait_for_hanging_up,
    ],
    ids=["body", "header", "nothing"],
)
def test_a_server_that_drips(site: Site, slow: Answer) -> None:
    site.pages["/1"] = slow
    with pytest.raises(AddressTooSlow):
        site.fetch("/1", seconds=0.4)


def test_a_name_that_nobody_answers_for() -> None:
    over, answered = threading.Event(), threading.Event()

    def silent(host: str, port: int) -> list[str]:
        over.wait(60)
        answered.set()
        return []

    try:
        with pytest.raises(AddressTooSlow):
            fetch("http://news.example/", resolve=silent, limits=Limits(seconds=0.2))
        assert not answered.is_set()  # nobody waited for the answer
    finally:
        over.set()


def test_a_body_without_end(site: Site) -> None:
    def send(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            request.wfile.write(b"x" * 65_536)

    site.pages["/1"] = send
    with pytest.raises(ArticleTooLarge):
        site.fetch("/1", max_bytes=500_000)


def test_a_body_that_is_declared_too_large(site: Site) -> None:
    site.pages["/1"] = answer("x", {**HTML, "Content-Length": "999999999"})
    with pytest.raises(ArticleTooLarge):
        site.fetch("/1")


def test_a_packed_page_and_a_packed_bomb(site: Site) -> None:
    packed = {**HTML, "Content-Encoding": "gzip"}
    site.pages["/page"] = answer(gzip.compress(PAGE.encode()), packed)
    site.pages["/bomb"] = answer(gzip.compress(b"\0" * 50_000_000), packed)
    site.pages["/cut"] = answer(gzip.compress(PAGE.encode())[:-20], packed)
    site.pages["/lie"] = answer(PAGE, packed)
    site.pages["/other"] = answer(PAGE, {**HTML, "Content-Encoding": "br"})
    assert site.read("/page").text.startswith(TEXT)
    with pytest.raises(ArticleTooLarge):
        site.fetch("/bomb", max_bytes=1_000_000)
    for path in ("/cut", "/lie", "/other"):
        with pytest.raises(AddressUnreachable):
            site.fetch(path)


@pytest.mark.parametrize("status", [204, 401, 404, 410, 429, 500, 503])
def test_other_answers(site: Site, status: int) -> None:
    site.pages["/1"] = answer("" if status == 204 else PAGE, status=status)
    with pytest.raises(AddressAnswered) as caught:
        site.fetch("/1")
    assert str(status) in str(caught.value)


@pytest.mark.parametrize("kind", ["image/png", "video/mp4", "application/json", "application/zip", "text/css"])
def test_what_is_no_article(site: Site, kind: str) -> None:
    site.pages["/1"] = answer(PAGE, {"Content-Type": kind})
    with pytest.raises(AddressKindUnknown) as caught:
        site.fetch("/1")
    assert kind in str(caught.value)


def test_a_server_that_is_not_there_or_breaks_off(site: Site) -> None:
    def cut(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999\r\n\r\nshort")

    site.pages["/cut"] = cut

    def noise(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"SSH-2.0-OpenSSH\r\n")

    site.pages["/noise"] = noise
    for path in ("/cut", "/noise"):
        with pytest.raises(AddressUnreachable):
            site.fetch(path)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(AddressUnreachable):
        fetch(f"http://127.0.0.1:{port}/", allowed={("127.0.0.1", port)})


def test_tls_asks_for_the_name_and_not_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        hello: list[bytes] = []

        def listen() -> None:
            connection, _ = server.accept()
            with connection:
                hello.append(connection.recv(4_096))

        listening = threading.Thread(target=listen)
        listening.start()
        port = server.getsockname()[1]
        with pytest.raises(AddressUnreachable):
            fetch(f"https://news.example:{port}/", resolve=lambda host, _: ["127.0.0.1"], allowed={("127.0.0.1", port)})
        listening.join()
    assert b"news.example" in hello[0]


@pytest.mark.parametrize(
    "address",
    [
        "ftp://a.example/",
        "file:///etc/passwd",
        "http://",
        "https:///x",
        "http://user:pw@a.example/",
        "http://a.example:99999/",
        "http://[2001:db8::1]-08",
        "https://" + "a" * 5_000,
        "data:text/html,x",
        "x",
    ],
)
def test_what_is_no_web_address(address: str) -> None:
    with pytest.raises(AddressInvalid):
        fetch(address)


def test_an_address_in_hangul() -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["10.0.0.1"]

    with pytest.raises(AddressNotPublic):
        fetch("https://한글.example/기사?제목=딥시크", resolve=resolve)
    assert asked == ["xn--bj0bj06e.example"]


def test_a_link_alone_is_an_address() -> None:
    assert is_address(" https://a.example/1?x=y#z\n")
    assert not is_address("https://a.example/ 라는 주소")
    assert not is_address("a.example")
    assert not is_address("그는 http://a.example 를 열었다")


def test_addresses_of_one_page() -> None:
    same = [
        "https://A.example/1?id=2",
        "http://a.example/1?id=2&utm_source=x#top",
        "https://a.example:443/1?fbclid=z&id=2",
    ]
    assert len({page_key(address) for address in same}) == 1
    others = [
        "https://a.example/1?id=3",
        "https://a.example/2?id=2",
        "https://b.example/1?id=2",
        "https://a.example:8443/1?id=2",
    ]
    assert len({page_key(address) for address in [same[0], *others]}) == 5
    assert page_key("https://a.example/기사") == page_key("https://a.example/%EA%B8%B0%EC%82%AC")


def test_the_same_address_again_refreshes_the_same_article(site: Site, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    encoder = Encoder.for_embedder(FakeEmbedder())
    library = SqliteLibrary.open(tmp_path / "index", encoder.identity)
    indexer = Indexer(tmp_path / "corpus", library, encoder, lambda address: read_webpage(address, site.fetch))
    address = f"http://news.example:{site.port}/1"
    dated = PAGE.replace(
        "<head>",
        '<head><meta property="article:published_time" content="2026-01-26"><meta name="author" content="김해설">',
    )
    site.pages["/1"] = answer(dated)
    (added,) = indexer.add_webpage(address, report_nothing).added
    assert indexer.add_webpage(f"{address}?utm_source=mail#top", report_nothing).unchanged == (added,)
    site.pages["/1"] = answer(dated.replace("딥시크의 1년", "딥시크의 두 해").replace("둘째", "셋째"))
    assert indexer.add_webpage(address, report_nothing).changed == (added,)
    (row,) = library.articles()
    assert (row.title, row.published) == ("딥시크의 두 해", date(2026, 1, 26))
    (file,) = (tmp_path / "corpus").rglob("*.md")
    head = file.read_text(encoding="utf-8").split("---")[1]
    assert f"source: {address}\n" in head
    assert "author: 김해설\n" in head
    assert f"added: {date.today()}\n" in head
    site.pages["/1"] = answer("", status=404)
    with pytest.raises(AddressAnswered):
        indexer.add_webpage(address, report_nothing)
    assert [row.id for row in library.articles()] == [added]
    library.close()
