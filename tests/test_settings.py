"""Settings as the environment says them, and where they are written into files that others run."""

import re
from pathlib import Path

import pytest

from bot.errors import SettingInvalid
from bot.settings import Settings, without_login
from tests.places import ROOT


def _read(tmp_path: Path, **environment: str) -> Settings:
    return Settings.from_environment(environment, home=tmp_path)


def test_where_to_listen_may_be_said_in_gradios_words(tmp_path: Path) -> None:
    assert (_read(tmp_path).host, _read(tmp_path).port) == ("127.0.0.1", 7860)
    gradio = {"GRADIO_SERVER_NAME": "0.0.0.0", "GRADIO_SERVER_PORT": "7000", "GRADIO_ROOT_PATH": "/a"}
    told = _read(tmp_path, **gradio)
    assert (told.host, told.port, told.root_path) == ("0.0.0.0", 7000, "/a")
    own = {"HAESEOL_HOST": "127.0.0.2", "HAESEOL_PORT": "7001", "HAESEOL_ROOT_PATH": "b/c/"}
    told = _read(tmp_path, **gradio, **own)
    assert (told.host, told.port, told.root_path) == ("127.0.0.2", 7001, "/b/c")


def test_origins_are_the_names_in_them(tmp_path: Path) -> None:
    told = _read(tmp_path, HAESEOL_ORIGINS="https://News.example.org:8443, intranet http://[fd00::1]:80")
    assert told.origins == ("news.example.org", "intranet", "fd00::1")
    assert _read(tmp_path).origins == ()
    assert _read(tmp_path, HAESEOL_PROXY_GUARDS="yes").proxy_guards
    assert not _read(tmp_path).proxy_guards


def test_a_model_may_run_at_one_address_or_several(tmp_path: Path) -> None:
    assert _read(tmp_path).base_urls == _read(tmp_path, HAESEOL_BASE_URL=" ,").base_urls == ()
    assert _read(tmp_path, HAESEOL_BASE_URL="anything at all").base_urls == ("anything at all",)
    told = _read(tmp_path, HAESEOL_BASE_URL="http://one:8000/v1, https://two/v1,http://one:8000/v1,")
    assert told.base_urls == ("http://one:8000/v1", "https://two/v1")


def test_so_may_the_embedding_model(tmp_path: Path) -> None:
    assert _read(tmp_path).embedding_urls == ()
    told = _read(tmp_path, HAESEOL_EMBEDDING_URL="http://one:8080,http://two:8080/v1", HAESEOL_EMBEDDING="me/model")
    assert told.embedding_urls == ("http://one:8080", "http://two:8080/v1")
    assert told.with_home(tmp_path / "other").embedding_urls == told.embedding_urls


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://one:8000/v1", "http://one:8000/v1"),
        ("http://reader:p/w@rd@one:8000/v1", "http://one:8000/v1"),
        ("milvus://:secret@host/name", "milvus://host/name"),
        ("", ""),
    ],
)
def test_an_address_is_shown_without_user_and_password(address: str, shown: str) -> None:
    assert without_login(address) == shown


def test_a_library_on_a_server_belongs_to_the_home_that_names_it(tmp_path: Path) -> None:
    told = _read(tmp_path, HAESEOL_LIBRARY="milvus://host/name")
    assert told.library == "milvus://host/name"
    assert told.with_home(tmp_path / "other").library == ""
    assert {_read(tmp_path, HAESEOL_LIBRARY=value).library for value in ("", "none", "local")} == {""}


def test_state_belongs_to_the_home_that_names_it_and_is_kept_by_postgresql_alone(tmp_path: Path) -> None:
    told = _read(tmp_path, HAESEOL_STATE="postgres://host/name")
    assert told.state == "postgres://host/name"
    assert told.with_home(tmp_path / "other").state == ""
    assert {_read(tmp_path, HAESEOL_STATE=value).state for value in ("", "none", "local")} == {""}
    for wrong in ("mysql://me:geheim@host/name?a=geheim", "host=host password=geheim", "state.sqlite"):
        with pytest.raises(SettingInvalid, match="postgresql://") as refused:
            _read(tmp_path, HAESEOL_STATE=wrong)
        assert "geheim" not in str(refused.value)


def test_the_files_of_the_articles_may_be_kept_in_a_store(tmp_path: Path) -> None:
    for address in ("s3://bucket", "s3://bucket/a prefix/of mine", "file:///srv/corpus", "gs://b/x", "az://b/x"):
        told = _read(tmp_path, HAESEOL_CORPUS=address)
        assert told.corpus_store == address
        assert told.corpus == tmp_path / "corpus"
        assert told.with_home(tmp_path / "other").corpus_store == ""
    assert {_read(tmp_path, HAESEOL_CORPUS=value).corpus_store for value in ("", "none", "local")} == {""}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HAESEOL_CORPUS", "/srv/corpus"),
        ("HAESEOL_CORPUS", "file://srv/corpus"),
        ("HAESEOL_CORPUS", "s3://"),
        ("HAESEOL_CORPUS", "s3://bucket/x?y"),
        ("HAESEOL_CORPUS", "http://host/x"),
        ("HAESEOL_ORIGINS", "https://"),
        ("HAESEOL_ORIGINS", "*"),
        ("HAESEOL_ORIGINS", "http://[::1"),
        ("HAESEOL_ROOT_PATH", "/a b"),
        ("HAESEOL_ROOT_PATH", '/"><script>'),
        ("HAESEOL_PROXY_GUARDS", "perhaps"),
        ("HAESEOL_BASE_URL", "http://one:8000/v1,two:8000/v1"),
        ("HAESEOL_BASE_URL", "http://one:8000/v1 http://two:8000/v1, http://three"),
        ("HAESEOL_BASE_URL", "http://one:8000/v1,http:///v1"),
        ("HAESEOL_EMBEDDING_URL", "http://one:8080,two:8080"),
        ("HAESEOL_PORT", "x"),
        ("GRADIO_SERVER_PORT", "70000"),
        ("HAESEOL_CACHE", "~no-such-user/cache"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingInvalid):
        _read(tmp_path, **{name: value})


def test_a_home_of_no_user_is_refused_by_the_name_of_its_setting() -> None:
    home = "~no-such-user/haeseol"
    with pytest.raises(SettingInvalid, match="HAESEOL_HOME is '~no-such-user/haeseol'"):
        Settings.from_environment({"HAESEOL_HOME": home})
    with pytest.raises(SettingInvalid, match="home is"):
        Settings.from_environment({}, home=Path(home))


def test_the_image_runs_as_nobody_of_importance_and_keeps_what_lasts() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    told = [line.split(" ", 1) for line in lines if line and not line.startswith("#")]
    steps = [name for name, _ in told]
    assert ["USER", "haeseol"] in told
    assert steps.index("USER") < steps.index("CMD")
    assert {"HEALTHCHECK", "VOLUME"} <= set(steps)
    copied = [source for name, rest in told if name == "COPY" for source in rest.split()[:-1]]
    assert copied
    assert all((ROOT / source).exists() for source in copied)
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert not set(copied) & set(ignored)
    volumes = re.findall(r'"([^"]+)"', next(rest for name, rest in told if name == "VOLUME"))
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert all(f":{volume}\n" in compose for volume in volumes)
    assert set(re.findall(r"HAESEOL_\w+", compose)) <= set(
        re.findall(r"HAESEOL_\w+", (ROOT / "docs/doors.md").read_text("utf-8"))
    )
