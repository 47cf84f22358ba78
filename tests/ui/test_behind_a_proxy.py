"""The page and its doors behind nginx, under a name and below a path, and behind Caddy under a name, as docs/proxy has them."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from bot.service.conversations import SqliteConversations
from bot.service.key_file import KeyFile
from bot.ui import keep_to_this_machine
from bot.ui.access.password_file import PasswordFile
from tests.doors import free_port
from tests.page_fakes import SUGGESTED, ScriptedHaeseol
from tests.places import ROOT

pytestmark = pytest.mark.slow

NAME = "news.example.org"
PASSWORD = "a word for the whole house"
SCOPE = """daemon off; pid {folder}/pid; error_log {folder}/errors; events {{}}
http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi; {server} }}"""
PATHS = {"nginx": "/haeseol", "caddy": ""}


@dataclass(frozen=True)
class Proxied:
    """What a reader sees at the proxy, and what stands behind it."""

    http: httpx.Client
    service: ScriptedHaeseol
    key: str


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    with _proxied(tmp_path_factory.mktemp("proxy")) as proxied:
        yield proxied


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    home = tmp_path_factory.mktemp("closed")
    PasswordFile.of(home).set(PASSWORD)
    with _proxied(home, home) as proxied:
        yield proxied


@pytest.fixture(scope="module")
def behind_caddy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    with _proxied(tmp_path_factory.mktemp("caddy"), kind="caddy") as proxied:
        yield proxied


@contextmanager
def _proxied(folder: Path, home: Path | None = None, kind: str = "nginx") -> Iterator[Proxied]:
    """Serve behind a proxy, with the password of `home`; everything that is written lies in `folder`."""
    program = shutil.which(kind, path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip(f"no {kind} on this machine: install nginx-light and caddy to run the tests behind a proxy")
    keep_to_this_machine(os.environ)
    from bot.ui.server import build_server, launch

    service, keys = ScriptedHaeseol(), KeyFile(folder)
    server = build_server(
        service.as_haeseol(),
        SqliteConversations(folder / "saved"),
        origins=[NAME],
        root_path=PATHS[kind],
        proxy_guards=True,
        home=home,
        keys=keys,
    )
    with launch(server, port=0, root_path=PATHS[kind]) as page:
        port = free_port()
        started = _nginx if kind == "nginx" else _caddy
        command = [program, *started(folder, urlsplit(page.url).netloc, port)]
        address = f"http://127.0.0.1:{port}{PATHS[kind]}/"
        homes = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        with (
            httpx.Client(base_url=address, headers={"host": NAME}, trust_env=False, timeout=20) as http,
            (folder / "log").open("wb") as log,
            subprocess.Popen(command, env=os.environ | homes, stderr=log) as proxy,
        ):
            try:
                _wait_for(http, proxy)
                yield Proxied(http, service, keys.make("elsewhere")[1])
            finally:
                proxy.terminate()


def _nginx(folder: Path, page: str, port: int) -> list[str]:
    """Return the arguments with which nginx stands before `page` at a port, as docs/proxy/nginx.conf says."""
    told = (ROOT / "docs/proxy/nginx.conf").read_text(encoding="utf-8")
    told = told.replace("127.0.0.1:7860", page).replace("listen 80;", f"listen 127.0.0.1:{port};")
    (folder / "nginx.conf").write_text(SCOPE.format(folder=folder, server=told), encoding="utf-8")
    return ["-p", str(folder), "-e", f"{folder}/errors", "-c", str(folder / "nginx.conf")]


def _caddy(folder: Path, page: str, port: int) -> list[str]:
    """Return the arguments with which Caddy stands before `page`, without TLS: no name here has a certificate."""
    told = (ROOT / "docs/proxy/Caddyfile").read_text(encoding="utf-8")
    told = told.replace("127.0.0.1:7860", page).replace(f"\n{NAME} {{", f"\nhttp://{NAME}:{port} {{")
    (folder / "Caddyfile").write_text(f"{{\n    admin off\n}}\n{told}", encoding="utf-8")
    return ["run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def test_caddy_makes_it_known_under_a_name_and_holds_nothing_back(behind_caddy: Proxied) -> None:
    parts = set(re.findall(r'(?:href|src)="(/[^"]+)"', behind_caddy.http.get("./").text))
    assert {behind_caddy.http.get(part).status_code for part in parts} == {200}
    assert behind_caddy.http.get("chat/config").json()["root"] == f"http://{NAME}/chat"
    assert behind_caddy.http.get("api/v1/articles").status_code == 401
    _is_streamed(behind_caddy)


def test_the_page_and_all_of_its_parts_are_below_the_path(proxied: Proxied) -> None:
    index = proxied.http.get("./").text
    parts = set(re.findall(r'(?:href|src)="(/[^"]+)"', index))
    assert "/haeseol/page/main.js" in parts
    assert all(part.startswith(("/haeseol/page/", "/haeseol/manifest.")) for part in parts)
    assert {proxied.http.get(part.removeprefix("/haeseol/")).status_code for part in parts} == {200}
    assert proxied.http.post("gradio_api/run/state", json={"data": []}).json()["data"][0]["type"] == "state"


def test_the_chat_knows_where_it_is(proxied: Proxied) -> None:
    config = proxied.http.get("chat/config").json()
    assert config["root"] == f"http://{NAME}/haeseol/chat"
    shown = proxied.http.get("chat/")
    assert shown.status_code == 200
    assert f" {NAME}:*" in shown.headers["content-security-policy"].partition("frame-ancestors")[2]


def test_answers_are_not_held_back(proxied: Proxied) -> None:
    _is_streamed(proxied)


def _is_streamed(proxied: Proxied) -> None:
    """Sentences arrive while the rest of the answer is not there yet."""
    with_key = {"authorization": f"Bearer {proxied.key}"}
    question = {"question": SUGGESTED["en"][0], "stream": True}
    proxied.service.go_on.clear()
    with proxied.http.stream("POST", "api/v1/ask", json=question, headers=with_key) as response:
        lines = response.iter_lines()
        next(line for line in lines if line == "event: sentence")
        proxied.service.go_on.set()
        assert "event: answer" in lines
    session: dict[str, object] = {
        "data": [SUGGESTED["ko"][0], "auto", [], None, "", "", "standard", 5],
        "session_hash": "proxied1",
    }
    proxied.service.go_on.clear()
    proxied.http.post("gradio_api/call/ask", json=session)
    with proxied.http.stream("GET", "gradio_api/queue/data", params={"session_hash": "proxied1"}) as response:
        lines = response.iter_lines()
        next(line for line in lines if '"type":"sentence"' in line)
        proxied.service.go_on.set()
        assert any('"type":"answer"' in line for line in lines)


def test_programs_need_a_key_and_other_names_are_refused(proxied: Proxied) -> None:
    assert proxied.http.get("api/v1/articles").status_code == 401
    assert proxied.http.get("api/v1/articles", headers={"authorization": f"Bearer {proxied.key}"}).status_code == 200
    assert proxied.http.get("api/v1/articles", headers={"host": "other.example"}).status_code == 403


def test_who_signs_in_stays_below_the_path(closed: Proxied) -> None:
    turned_away = closed.http.get("./")
    assert (turned_away.status_code, turned_away.headers["location"]) == (303, "/haeseol/login")
    addresses = re.findall(r'(?:href|src|action)="([^"]+)"', closed.http.get("login").text)
    assert "/haeseol/login" in addresses
    assert all(address.startswith("/haeseol/") for address in addresses)
    assert {closed.http.get(address.removeprefix("/haeseol/")).status_code for address in addresses} == {200}
    signed_in = closed.http.post("login", data={"password": PASSWORD})
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/haeseol/")
    cookie = {"cookie": signed_in.headers["set-cookie"].partition(";")[0]}
    assert "Path=/haeseol;" in signed_in.headers["set-cookie"]
    assert closed.http.get("./", headers=cookie).status_code == 200
    assert closed.http.post("gradio_api/run/state", headers=cookie, json={"data": []}).status_code == 200
    assert closed.http.get("session", headers=cookie).json() == {"protected": True}
    gone = closed.http.post("logout", headers=cookie)
    assert (gone.status_code, gone.headers["location"]) == (303, "/haeseol/login")
    assert "Path=/haeseol;" in gone.headers["set-cookie"]
    closed.http.cookies.clear()
    assert closed.http.get("./", headers=cookie).status_code == 303


def test_the_scripts_of_the_page_name_no_address_from_the_root() -> None:
    scripts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "bot/ui/page").rglob("*.js")}
    assert [path.name for path, text in scripts.items() if re.search(r"""["'`]/[a-z_]+[/"'`?]""", text)] == [
        "hand-over.js"
    ]


def _wait_for(http: httpx.Client, proxy: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        assert proxy.poll() is None
        try:
            http.get("./")
            return
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError("the proxy does not listen")
