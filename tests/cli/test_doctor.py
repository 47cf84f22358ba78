import json
import os
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from bot.answering.background import OWN
from bot.bilingual import Bilingual
from bot.cli import doctor, doctor_report, program_commands
from bot.cli.doctor import diagnose
from bot.cli.doctor_finding import Finding
from bot.models.files.catalogue import look_up
from bot.models.files.checksums import record_checksums
from bot.models.files.memory import memory_bytes
from bot.models.model_errors import NetworkUnavailable
from bot.settings import Settings
from tests.model_servers import file_of
from tests.object_store_process import CLIENT_INSTALLED, WHY_NO_CLIENT
from tests.replica_server import replica_servers


def finding(findings: list[Finding], words: str) -> Finding:
    """The one finding whose English has `words` in it."""
    (found,) = [finding for finding in findings if words in finding.what.en]
    return found


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for name in ("corpus", "index"):
        (tmp_path / name).mkdir()
    return Settings(home=tmp_path, cache=tmp_path / "cache")


def test_a_new_machine_is_told_to_fetch_the_models(settings: Settings) -> None:
    findings = diagnose(settings, {})
    assert [f.fix for f in findings if not f.ok] == ["haeseol setup", "haeseol setup"]
    assert "95 MB to download" in finding(findings, "multilingual-e5-small").what.en
    assert "1.1 GB" in finding(findings, "qwen2.5-coder-1.5b").what.ko
    assert all(f.fix == "" for f in findings if f.ok)


def test_every_finding_is_in_both_languages(settings: Settings) -> None:
    findings = diagnose(settings, {})
    assert len(findings) >= 7
    for found in findings:
        assert found.what.ko != found.what.en
        assert any("가" <= letter <= "힣" for letter in found.what.ko)
        assert not any("가" <= letter <= "힣" for letter in found.what.en)


def test_weights_that_changed_under_their_time_are_found_by_reading_them(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"weights" * 1_000
    model = replace(look_up(settings.model), size=len(content), files=(file_of(content),))
    monkeypatch.setattr(doctor, "catalogue", lambda: {settings.model: model})
    path = settings.cache / model.place
    settings.cache.mkdir()
    path.write_bytes(content)
    record_checksums(model, settings.cache, path, lambda done, total: None)
    assert finding(diagnose(settings, {}, deep=True), "read in full").ok
    times = path.stat()
    path.write_bytes(content[:-1] + b"x")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert finding(diagnose(settings, {}), settings.model).ok
    found = finding(diagnose(settings, {}, deep=True), "read in full")
    assert (found.ok, found.fix) == (False, "haeseol setup --verify")
    assert "달라요" in found.what.ko


def test_a_file_without_a_seal_is_not_verified(settings: Settings) -> None:
    settings.cache.mkdir()
    (settings.cache / look_up(settings.model).place).write_bytes(b"x")
    assert "not verified" in finding(diagnose(settings, {}), settings.model).what.en


@pytest.mark.parametrize(
    ("model", "key"),
    [("deepseek:deepseek-chat", "DEEPSEEK_API_KEY"), ("openai:gpt", "OPENAI_API_KEY")],
)
def test_a_provider_and_its_key(tmp_path: Path, model: str, key: str) -> None:
    settings = Settings(home=tmp_path, cache=tmp_path, model=model)
    found = finding(diagnose(settings, {}), model)
    assert not found.ok
    assert key in found.what.en
    assert key in found.what.ko
    assert found.fix == f"export {key}=..."
    assert finding(diagnose(settings, {key: "secret"}), model).ok


def test_a_provider_on_this_machine_needs_no_key(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, cache=tmp_path, model="ollama:qwen3")
    assert finding(diagnose(settings, {}), "ollama:qwen3") == Finding(
        Bilingual(ko="답변 모델 ollama:qwen3", en="Answering model ollama:qwen3"), ok=True
    )


def test_each_address_of_a_model_is_asked_whether_it_answers(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("k", encoding="utf-8")
    key.chmod(0o600)
    environment = {"OPENAI_API_KEY_FILE": str(key)}
    with replica_servers(4) as servers:
        for server, status in zip(servers, (200, 404, 401, 200), strict=True):
            server.lists_models_with = status
        servers[3].die()
        urls = (*(server.url for server in servers), "http://", "gpu:8000/v1")
        settings = Settings(home=tmp_path, cache=tmp_path, model="openai:any", base_urls=urls)
        diagnosed = diagnose(settings, environment)
        found = [finding(diagnosed, f"{url}: ") for url in urls]
        assert [(each.ok, each.fix) for each in found] == [(True, "")] + [(False, "")] * 5
        assert [server.keys for server in servers] == [["k"], ["k"], ["k"], []]
    assert found[0].what == Bilingual(ko=f"{urls[0]}: 응답함", en=f"{urls[0]}: answers")
    wrong = ["HTTP 404", "HTTP 401", "ConnectError", "UnsupportedProtocol", "UnsupportedProtocol"]
    for each, reason in zip(found[1:], wrong, strict=True):
        assert each.what.en.endswith(f": does not answer ({reason})")
        assert each.what.ko.endswith(f": 응답하지 않아요({reason})")
    key.chmod(0o644)
    assert "chmod 600" in finding(diagnose(settings, environment), str(key)).what.ko
    # Others than OpenAI's protocol have no list at that place.
    assert not [each for each in diagnose(replace(settings, model="ollama:any"), {}) if urls[0] in each.what.en]


def test_no_model_is_fine_and_a_wrong_one_is_not(tmp_path: Path) -> None:
    found = diagnose(Settings(home=tmp_path, cache=tmp_path, model="none", embedding="BAAI/bge-m3"), {})
    assert finding(found, "quotes").ok
    assert finding(found, "BAAI/bge-m3").ok
    found = diagnose(Settings(home=tmp_path, cache=tmp_path, model="multilingual-e5-small", embedding="qwen9"), {})
    assert finding(found, "Answering model multilingual-e5-small: not one of").fix == "unset HAESEOL_MODEL"
    assert finding(found, "Embedding model qwen9: not one of").fix == "unset HAESEOL_EMBEDDING"


def test_the_translator_is_no_fault_where_it_is_not(settings: Settings) -> None:
    found = finding(diagnose(settings, {}), "firefox-ko-en")
    assert (found.ok, found.fix) == (True, "")
    assert "137 MB to download" in found.what.en
    assert "`haeseol setup`" in found.what.en
    assert "`haeseol setup`" in found.what.ko
    assert finding(diagnose(replace(settings, translator="none"), {}), "No translator").ok
    wrong = finding(diagnose(replace(settings, translator="qwen3-4b"), {}), "Translator qwen3-4b: not one of")
    assert wrong.fix == "unset HAESEOL_TRANSLATOR"


def test_folders(tmp_path: Path) -> None:
    found = diagnose(Settings(home=tmp_path / "home", cache=tmp_path, model="none"), {})
    assert finding(found, "No folder corpus/").fix == f"mkdir -p '{tmp_path / 'home' / 'corpus'}'"
    assert finding(found, "No folder index/").fix == "haeseol index"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="permissions do not stop this user")
def test_a_folder_that_cannot_be_written(settings: Settings) -> None:
    settings.corpus.chmod(0o500)
    assert finding(diagnose(settings, {}), "cannot be read or written").fix.startswith("chmod")


def test_packages_that_are_missing_or_old() -> None:
    wrong = [Requirement("no-such-package>=1"), Requirement("pytest<1"), Requirement("pytest>=1")]
    missing, old, summary = doctor._packages(wrong)
    assert (missing.ok, old.ok, summary.ok) == (False, False, True)
    assert missing.what.en == "Package no-such-package>=1: not installed"
    assert missing.fix == f'{sys.executable} -m pip install "no-such-package>=1"'
    assert old.what.en.startswith("Package pytest<1: 9")
    assert summary.what.en.startswith("1 package")


def test_too_little_room(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(settings.home)._replace(free=1_200_000_000)
    monkeypatch.setattr("bot.cli.doctor.shutil.disk_usage", lambda folder: usage)
    found = finding(diagnose(settings, {}), "1.2 GB free")
    assert "1.6 GB needed" in found.what.en
    assert (found.ok, found.fix) == (False, "HAESEOL_CACHE=/another/disk haeseol setup")


def test_too_little_memory(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "memory_bytes", lambda: 1_000_000_000)
    found = finding(diagnose(settings, {}), "1.0 GB of memory")
    assert (found.ok, found.fix) == (False, "HAESEOL_MODEL=none haeseol serve")
    monkeypatch.setattr(doctor, "memory_bytes", lambda: None)
    assert not [f for f in diagnose(settings, {}) if "of memory" in f.what.en]


def test_memory_is_a_sensible_number() -> None:
    total = memory_bytes()
    assert total is None or total > 100_000_000


def test_a_readers_own_terms_are_told_with_the_lines_that_are_none(settings: Settings) -> None:
    assert not any(OWN in each.what.en for each in diagnose(settings, {}))
    (settings.home / OWN).write_text("모티프: Motif: 뜻: Meaning.\n", encoding="utf-8")
    assert finding(diagnose(settings, {}), OWN).ok
    (settings.home / OWN).write_text("모티프: Motif: 뜻: Meaning.\nno term\n", encoding="utf-8")
    wrong = finding(diagnose(settings, {}), OWN)
    assert not wrong.ok
    assert "line 2" in wrong.what.en
    assert "2번째 줄" in wrong.what.ko


def test_a_first_start_tries_the_translator_once_and_later_ones_do_not(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    there: set[str] = set()

    def fetch(name: str, *rest: object, **options: object) -> Path:
        asked.append(name)
        if name == settings.translator:
            raise NetworkUnavailable(source=name, reason="nobody is there")
        there.add(name)
        return settings.cache / name

    monkeypatch.setattr(program_commands, "setup_model", fetch)
    monkeypatch.setattr(program_commands, "is_present", lambda name, cache: name in there)
    program_commands._fetch_missing(settings, "en")
    assert asked == [settings.embedding, settings.model, settings.translator]
    asked.clear()
    program_commands._fetch_missing(settings, "ko")
    assert asked == [settings.embedding, settings.model]


def test_a_report_gives_nothing_away(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    canary = "sk-canary-9f8e7d6c5b4a39281706"
    (settings.corpus / "a-very-private-title.txt").write_text("private words", encoding="utf-8")
    monkeypatch.setattr(doctor_report, "_user", lambda: "kim-minsu")
    told = replace(
        settings,
        model="openai:secret-model",
        base_urls=("http://127.0.0.1:9/internal.example/v1", "http://kim:pass-word@127.0.0.1:9/v1"),
        host="10.0.0.7",
        embedding="acme/own-vectors",
        translator="acme-ko-en",
        hub="https://hub.intern.acme.example",
        cache=settings.home / "Kim Secret Project" / "cache",
    )
    environment = {"OPENAI_API_KEY": canary, "HAESEOL_HOME": "/home/kim-minsu/h"}
    (settings.home / "Kim Secret Project").mkdir()
    written = "".join(
        json.dumps(doctor_report.report(told, language, environment), ensure_ascii=False) for language in ("ko", "en")
    )
    for private in (
        canary,
        "private",
        str(settings.home),
        str(Path.home()),
        "kim-minsu",
        "internal.example",
        "127.0.0.1",
        "pass-word",
        "secret-model",
        "10.0.0.7",
        "acme",
        "Secret",
        "Project",
    ):
        assert private not in written, private
    report = doctor_report.report(told, "en", environment)
    assert report["settings"]["base_urls"] == 2
    assert "ADDRESS 2: does not answer (ConnectError)" in [each["what"] for each in report["findings"]]
    assert report["articles"] == {"files": 1, "bytes": 13}
    assert (report["settings"]["host"], report["settings"]["hub"], report["embedding"]) == (True, True, "another")
    assert doctor_report.report(settings, "en", {})["settings"]["hub"] is False


@pytest.mark.parametrize("there", ["", "Kim Secret Project", "Kim Secret Project/cache"])
def test_a_report_gives_away_no_folder_that_is_not_there_yet(tmp_path: Path, there: str) -> None:
    (tmp_path / there).mkdir(parents=True, exist_ok=True)
    folder = tmp_path / "Kim Secret Project"
    told = doctor_report.report(Settings(home=folder / "my home", cache=folder / "cache"), "en", {})
    written = json.dumps(told)
    for private in (tmp_path.name, "Secret", "Project", "my home"):
        assert private not in written, private
    assert "free in" in written


@pytest.mark.parametrize(("home", "hub"), [("/", "https://huggingface.co"), ("/home/kim", "")])
def test_a_report_is_made_where_a_home_is_the_root_and_a_hub_is_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, home: str, hub: str
) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path(home))
    told = doctor_report.without_places("free in /srv/secret now", replace(settings, hub=hub))
    assert told == "free in … now"


def test_a_report_says_which_packages_are_not_there(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def find(name: str) -> str:
        if name in ("haeseol", "torch"):
            raise PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(doctor_report, "version", find)
    told = doctor_report.report(settings, "en", {})
    assert (told["haeseol"], told["packages"]["torch"], told["packages"]["gradio"]) == (None, None, "1.0")


def test_what_must_not_be_looked_at_is_not_counted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("open.txt", "locked.txt"):
        (settings.corpus / name).write_text("words", encoding="utf-8")
    for name in ("stat", "lstat"):
        monkeypatch.setattr(os, name, partial(_refuse_locked, getattr(os, name)))
    assert doctor_report.report(settings, "en", {})["articles"] == {"files": 1, "bytes": 5}


def _refuse_locked(real: Callable[..., os.stat_result], path: object, *rest: object, **named: object) -> os.stat_result:
    if str(path).endswith("locked.txt"):
        raise PermissionError(13, "Permission denied", str(path))
    return real(path, *rest, **named)


def test_what_speaks_to_a_library_on_a_server_is_looked_for_where_one_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    assert not [found for found in diagnose(settings, {}) if "server" in found.what.en]
    missing = finding(diagnose(replace(settings, library="milvus://u:secret@h/n"), {}), "a library on a server")
    assert not missing.ok
    assert "pymilvus" in missing.fix
    assert "secret" not in f"{missing}"


def test_what_speaks_to_a_store_of_the_articles_is_looked_for_where_one_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda name: None)
    assert not [found for found in diagnose(settings, {}) if "store of the articles" in found.what.en]
    missing = finding(diagnose(replace(settings, corpus_store="s3://u:secret@bucket/n"), {}), "store of the articles")
    assert not missing.ok
    assert "obstore" in missing.fix
    assert "s3://bucket/n" in missing.what.ko
    assert "secret" not in f"{missing}"


@pytest.mark.skipif(not CLIENT_INSTALLED, reason=WHY_NO_CLIENT)
def test_it_says_whether_the_store_of_the_articles_answers(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = replace(settings, corpus_store=f"file://{tmp_path / 'store'}")
    assert finding(diagnose(there, {}), "Store of the articles at").ok
    with socket.socket() as nobody:  # bound, and nobody listens
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tests")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        away = finding(diagnose(replace(settings, corpus_store="s3://bucket/n"), {}), "does not answer")
    assert not away.ok
    assert "secret" not in f"{away}"
