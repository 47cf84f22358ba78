"""What is there, what is missing, and the command that mends it; read from the disk, with nothing heavy imported.

Only the addresses of models that run elsewhere and the database of HAESEOL_STATE are asked over the network.
"""

import os
import shutil
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

from packaging.requirements import Requirement

from bot.answering.background import OWN, read_own
from bot.bilingual import Bilingual
from bot.cli.doctor_embedding import served_findings
from bot.cli.doctor_finding import Finding
from bot.cli.engine_command import ENGINE_PACKAGED, describe_engine
from bot.errors import HaeseolError
from bot.library.corpus.object_store import SETTING
from bot.library.corpus.remote_files import RemoteFiles
from bot.models.embeddings.served.embedder_choice import PACKAGES
from bot.models.files.catalogue import Model, ModelRole, catalogue
from bot.models.files.checksums import is_verified, matches_digests
from bot.models.files.disk import in_words
from bot.models.files.memory import memory_bytes
from bot.models.llm.native_engine import find_native_engine
from bot.models.llm.provider_keys import read_key
from bot.models.llm.providers import key_variable, speaks_openai_protocol
from bot.models.llm.saved_choice import gone_model
from bot.models.model_errors import ProviderKeyOpen
from bot.models.translation import NO_TRANSLATOR
from bot.service.state.state_address import shown_address
from bot.service.state.state_database import StateDatabase
from bot.service.state.state_errors import StateClientMissing, StateNotMigrated
from bot.service.work.job_queue import JobQueue
from bot.settings import DEFAULT_EMBEDDING, Settings, checkout, without_login

_PYTHON = (3, 11)
_SETUP = "haeseol setup"
# How long an address may take to say which models it has, which no server computes anything for. Seconds.
_PATIENCE = 5.0

_ROLES: Mapping[ModelRole, tuple[Bilingual, str]] = {
    "embedding": (Bilingual(ko="임베딩 모델", en="Embedding model"), "HAESEOL_EMBEDDING"),
    "answering": (Bilingual(ko="답변 모델", en="Answering model"), "HAESEOL_MODEL"),
    "translator": (Bilingual(ko="번역 모델", en="Translator"), "HAESEOL_TRANSLATOR"),
}


def diagnose(settings: Settings, environment: Mapping[str, str] = os.environ, *, deep: bool = False) -> list[Finding]:
    """Return what was found, in the order in which a user would mend it; `deep` reads the models in full, seconds a gigabyte."""
    names = (*(() if settings.embedding_urls else (settings.embedding,)), settings.model)
    models = [catalogue()[name] for name in names if name in catalogue()]
    findings = [
        _python(),
        *_packages(_requirements(settings)),
        *_embedding(settings, environment),
        *_answering(settings, environment),
        *_addresses(settings, environment),
        *_engine(settings),
        *_gone(settings),
        _translator(settings),
        _room(settings.cache, models),
        *_memory(models),
        _folder("corpus/", settings.corpus, f"mkdir -p '{settings.corpus}'"),
        _folder("index/", settings.index, "haeseol index"),
        *_library_client(settings),
        *_shared_state(settings),
        *_jobs(settings),
        *_corpus_store(settings),
        *_own_terms(settings),
        *(_digests(settings) if deep else ()),
    ]
    return [replace(finding, fix="") if finding.ok else finding for finding in findings]


def _python() -> Finding:
    found, wanted = ".".join(map(str, sys.version_info[:3])), ".".join(map(str, _PYTHON))
    ok = sys.version_info >= _PYTHON
    return Finding(Bilingual(ko=f"파이썬 {found} ({wanted} 이상)", en=f"Python {found} ({wanted} or newer)"), ok)


def _requirements(settings: Settings) -> list[Requirement]:
    """Return the packages that we need to run: from pyproject.toml in a checkout, else from our own metadata.

    Those of the embedding model on this machine are not needed where it is served elsewhere.
    """
    home = checkout()
    if home is not None:
        lines = tomllib.loads((home / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    else:
        lines = [line for line in requires("haeseol") or [] if "extra ==" not in line]
    found = [Requirement(line) for line in lines]
    unneeded = [name.replace("_", "-") for name in PACKAGES] if settings.embedding_urls else []
    return [requirement for requirement in found if requirement.name not in unneeded]


def _library_client(settings: Settings) -> Iterator[Finding]:
    if settings.library:
        there = find_spec("pymilvus") is not None
        what = Bilingual(
            ko=f"서버의 라이브러리와 통신하는 패키지: {'있음' if there else '없음'}",
            en=f"What speaks to a library on a server: {'installed' if there else 'not installed'}",
        )
        yield Finding(what, ok=there, fix=f"{sys.executable} -m pip install 'pymilvus>=3,<4'")


def _shared_state(settings: Settings) -> Iterator[Finding]:
    """Yield whether the database that several pages share answers and has the tables of this version; nothing without one."""
    if not settings.state:
        return
    address = shown_address(settings.state)
    try:
        with StateDatabase.open(settings.state) as database:
            version = database.version()
    except HaeseolError as error:
        mends: dict[type[HaeseolError], str] = {
            StateNotMigrated: "haeseol migrate",
            StateClientMissing: f"{sys.executable} -m pip install 'psycopg[binary]>=3.2,<4'",
        }
        what = Bilingual(ko=error.message("ko"), en=error.message("en"))
        yield Finding(what, ok=False, fix=mends.get(type(error), ""))
        return
    last = version.applied[max(version.applied)]
    what = Bilingual(
        ko=f"함께 쓰는 데이터베이스 {address}: PostgreSQL {version.server}, 테이블 {last}",
        en=f"Shared database {address}: PostgreSQL {version.server}, tables {last}",
    )
    yield Finding(what, ok=True)


def _corpus_store(settings: Settings) -> Iterator[Finding]:
    if settings.corpus_store:
        there, address = find_spec("obstore") is not None, without_login(settings.corpus_store)
        what = Bilingual(
            ko=f"글 저장소 {address}와 통신하는 패키지: {'있음' if there else '없음'}",
            en=f"What speaks to the store of the articles at {address}: {'installed' if there else 'not installed'}",
        )
        yield Finding(what, ok=there, fix=f"{sys.executable} -m pip install 'obstore>=0.12,<0.13'")
        if there:
            yield _store_answers(settings.corpus_store, address)


def _store_answers(url: str, address: str) -> Finding:
    try:
        RemoteFiles(url, SETTING).require()
    except HaeseolError as error:
        return Finding(Bilingual(ko=error.message("ko"), en=error.message("en")), ok=False)
    return Finding(
        Bilingual(ko=f"글 저장소 {address}: 대답함", en=f"Store of the articles at {address}: it answers"), ok=True
    )


def _jobs(settings: Settings) -> Iterator[Finding]:
    """Yield how many changes wait for workers, where pages file them; nothing where the database cannot be asked."""
    if not settings.state:
        return
    try:
        with StateDatabase.open(settings.state) as database:
            counts = JobQueue(database).counts()
    except HaeseolError:
        return
    oldest = f"{counts.oldest_seconds:.0f}"
    what = Bilingual(
        ko=f"글을 바꾸는 일: {counts.waiting}개 기다림(가장 오래된 것 {oldest}초), {counts.running}개 하는 중,"
        f" 일하는 프로그램 {counts.workers}개",
        en=f"Changes of articles: {counts.waiting} waiting (the oldest for {oldest} s), {counts.running} under way,"
        f" {counts.workers} workers",
    )
    yield Finding(what, ok=counts.workers > 0 or not counts.waiting, fix="haeseol work")


def _own_terms(settings: Settings) -> Iterator[Finding]:
    own = read_own(settings.home)
    if own.problem is not None:
        yield Finding(own.problem, ok=False)
    elif own.wrong:
        lines = ", ".join(map(str, own.wrong))
        what = Bilingual(
            ko=f"{OWN}: {lines}번째 줄이 “한국어: English: 뜻: meaning” 꼴이 아니에요",
            en=f"{OWN}: not “한국어: English: 뜻: meaning”, line {lines}",
        )
        yield Finding(what, ok=False)
    elif own.terms:
        count = len(own.terms)
        yield Finding(Bilingual(ko=f"{OWN}: 낱말 {count}개", en=f"{OWN}: {count} terms"), ok=True)


def _packages(requirements: list[Requirement]) -> Iterator[Finding]:
    """Yield one finding for all packages that are right, and one for each that is not."""
    right = 0
    for requirement in requirements:
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            found = ""
        if found and requirement.specifier.contains(found, prereleases=True):
            right += 1
            continue
        yield Finding(
            Bilingual(
                ko=f"패키지 {requirement}: {found or '없음'}",
                en=f"Package {requirement}: {found or 'not installed'}",
            ),
            ok=False,
            fix=f'{sys.executable} -m pip install "{requirement}"',
        )
    yield Finding(Bilingual(ko=f"패키지 {right}개가 맞게 설치됨", en=f"{right} packages as they should be"), ok=True)


def _embedding(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    name = settings.embedding
    if settings.embedding_urls:
        yield from served_findings(settings, environment)
    elif "/" in name:
        what = Bilingual(
            ko=f"임베딩 모델 {name}: 처음 쓸 때 sentence-transformers가 {settings.hub}에서 받아요",
            en=f"Embedding model {name}: sentence-transformers fetches it from {settings.hub} on first use",
        )
        yield Finding(what, ok=True)
    else:
        yield _model(name, "embedding", settings)


def _answering(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    name = settings.model
    if name == "none":
        what = Bilingual(ko="답변 모델 없음: 인용만으로 답해요", en="No answering model: answers are made of quotes")
        yield Finding(what, ok=True)
        return
    if ":" not in name:
        yield _model(name, "answering", settings)
        return
    key = key_variable(name)
    there = not key or bool(environment.get(key) or environment.get(f"{key}_FILE"))
    yield Finding(
        Bilingual(
            ko=f"답변 모델 {name}" + ("" if there else f": 환경 변수 {key}가 없어요"),
            en=f"Answering model {name}" + ("" if there else f": the environment has no {key}"),
        ),
        ok=there,
        fix=f"export {key}=..." if key else "",
    )


def _addresses(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield of each address that was named for a model whether it lists its models, as servers of OpenAI's protocol do."""
    if not any(speaks_openai_protocol(settings.model, address) for address in settings.base_urls):
        return
    import httpx

    try:
        key = read_key(key_variable(settings.model), environment)
    except ProviderKeyOpen as error:
        yield Finding(Bilingual(ko=error.message("ko"), en=error.message("en")), ok=False)
        return
    for address in settings.base_urls:
        told, shown = without_login(address), {"Authorization": f"Bearer {key}"} if key else {}
        try:
            status = httpx.get(f"{address.rstrip('/')}/models", headers=shown, timeout=_PATIENCE).status_code
            wrong = "" if status == httpx.codes.OK else f"HTTP {status}"
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            wrong = type(error).__name__
        what = Bilingual(
            ko=f"{told}: " + (f"응답하지 않아요({wrong})" if wrong else "응답함"),
            en=f"{told}: " + (f"does not answer ({wrong})" if wrong else "answers"),
        )
        yield Finding(what, ok=not wrong)


def _engine(settings: Settings) -> Iterator[Finding]:
    """Yield which engine a local model runs in, and how fast it was when it was built; nothing where none runs here."""
    if ":" in settings.model or settings.model == "none":
        return
    native = find_native_engine(settings.cache)
    yield Finding(ENGINE_PACKAGED if native is None else describe_engine(native), ok=True)


def _gone(settings: Settings) -> Iterator[Finding]:
    """Yield that the model chosen on the page is not here any more; nothing where it is."""
    if gone := gone_model(settings):
        what = Bilingual(
            ko=f"화면에서 고른 모델 {gone}: 없음. 대신 {settings.model} 모델이 답해요",
            en=f"The model {gone}, chosen on the page: not there. {settings.model} answers instead",
        )
        yield Finding(what, ok=False, fix=f"haeseol setup --model {gone}")


def _translator(settings: Settings) -> Finding:
    """Return how the translator is doing. That it is not there is no fault: everything works without it."""
    name = settings.translator
    if name == NO_TRANSLATOR:
        what = Bilingual(ko="번역 모델 없음: 답변 모델이 번역해요", en="No translator: the answering model translates")
        return Finding(what, ok=True)
    found = _model(name, "translator", settings)
    if found.ok or found.fix != _SETUP:
        return found
    what = Bilingual(
        ko=f"{found.what.ko}: 답변 모델이 대신 번역해요. `haeseol setup`으로 받을 수 있어요",
        en=f"{found.what.en}: the answering model translates instead. `haeseol setup` fetches it",
    )
    return Finding(what, ok=True)


def _model(name: str, called: ModelRole, settings: Settings) -> Finding:
    """Return whether a model of the catalogue is in the cache, checked, and how large it is."""
    role, setting = _ROLES[called]
    known = [model.name for model in catalogue().values() if model.role == called]
    if name not in known:
        names = ", ".join(known)
        what = Bilingual(ko=f"{role.ko} {name}: 목록에 없어요({names})", en=f"{role.en} {name}: not one of {names}")
        return Finding(what, ok=False, fix=f"unset {setting}")
    model = catalogue()[name]
    place = settings.cache / model.place
    if is_verified(model, settings.cache):
        what = Bilingual(
            ko=f"{role.ko} {name}: 확인됨, {in_words(model.size)}, {place}",
            en=f"{role.en} {name}: verified, {in_words(model.size)}, {place}",
        )
        return Finding(what, ok=True)
    state = Bilingual(ko="확인되지 않음", en="not verified") if place.exists() else Bilingual(ko="없음", en="not there")
    what = Bilingual(
        ko=f"{role.ko} {name}: {state.ko} (내려받을 크기 {in_words(model.download)})",
        en=f"{role.en} {name}: {state.en} ({in_words(model.download)} to download)",
    )
    return Finding(what, ok=False, fix=_SETUP)


def _digests(settings: Settings) -> Iterator[Finding]:
    """Yield for each model that is here whether it still is the published one, whatever the time of its file says."""
    embedding = DEFAULT_EMBEDDING if settings.embedding_urls else settings.embedding
    for name in (embedding, settings.model, settings.translator):
        model = catalogue().get(name)
        if model is None or not (settings.cache / model.place).exists():
            continue
        ok = matches_digests(model, settings.cache, lambda done, total: None)
        what = Bilingual(
            ko=f"{name}: 파일을 모두 읽어 보니 공개된 파일과 {'같아요' if ok else '달라요'}",
            en=f"{name}: read in full, {'the' if ok else 'not the'} published file",
        )
        yield Finding(what, ok, fix="haeseol setup --verify")


def _room(cache: Path, models: list[Model]) -> Finding:
    """Return whether the models that are not there yet fit on the cache's disk."""
    folder = next(parent for parent in (cache, *cache.parents) if parent.exists())
    free = shutil.disk_usage(folder).free
    needed = sum(model.size for model in models if not is_verified(model, cache))
    wanted = Bilingual(ko=f" (필요한 공간 {in_words(needed)})", en=f", {in_words(needed)} needed")
    what = Bilingual(
        ko=f"{folder}의 빈 공간 {in_words(free)}" + (wanted.ko if needed else ""),
        en=f"{in_words(free)} free in {folder}" + (wanted.en if needed else ""),
    )
    return Finding(what, ok=free > needed, fix="HAESEOL_CACHE=/another/disk haeseol setup")


def _memory(models: list[Model]) -> Iterator[Finding]:
    """Yield whether the machine has the memory that `models` need; nothing where the system does not say."""
    total = memory_bytes()
    if total is None or not models:
        return
    needed = sum(model.memory for model in models)
    what = Bilingual(
        ko=f"메모리 {in_words(total)} (모델에 필요한 양 약 {in_words(needed)})",
        en=f"{in_words(total)} of memory, about {in_words(needed)} for the models",
    )
    yield Finding(what, ok=total > needed, fix="HAESEOL_MODEL=none haeseol serve")


def _folder(name: str, path: Path, make: str) -> Finding:
    if not path.is_dir():
        return Finding(
            Bilingual(ko=f"{name} 폴더가 없어요: {path}", en=f"No folder {name}: {path}"), ok=False, fix=make
        )
    ok = os.access(path, os.R_OK | os.W_OK | os.X_OK)
    what = Bilingual(
        ko=f"{name}: {'읽고 쓸 수 있음' if ok else '읽거나 쓸 수 없어요'}, {path}",
        en=f"{name}: {'readable and writable' if ok else 'cannot be read or written'}, {path}",
    )
    return Finding(what, ok=ok, fix=f"chmod -R u+rwX '{path}'")
