"""What `doctor` says of an embedding model that is served elsewhere: of each address, and what the answers are checked with."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.bilingual import Bilingual
from bot.cli.doctor_finding import Finding
from bot.errors import HaeseolError
from bot.models.embeddings.served.embedder_choice import embedding_key, has_own_model
from bot.models.embeddings.served.served_embedder import ServedEmbedder
from bot.settings import DEFAULT_EMBEDDING, Settings, without_login

_FETCH = "`HAESEOL_EMBEDDING_URL= haeseol setup`"


def served_findings(settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield of each address whether the model is there and what it tells of, by embedding a few words; then of the check."""
    for address in settings.embedding_urls:
        yield _address(replace(settings, embedding_urls=(address,)), environment)
    yield _check(settings)


def _address(settings: Settings, environment: Mapping[str, str]) -> Finding:
    """Return how the one address of `settings` is."""
    name = settings.embedding
    try:
        found = ServedEmbedder.open(name, settings.embedding_urls, embedding_key(settings, environment))
    except HaeseolError as error:
        return Finding(Bilingual(ko=error.message("ko"), en=error.message("en")), ok=False)
    identity, (address,) = found.identity, settings.embedding_urls
    parts = (
        Bilingual(ko="낱말마다 벡터가 있음", en="with vectors of words")
        if identity.parts == "tokens"
        else Bilingual(
            ko="글마다 벡터 하나: 낱말 대신 문장을 비교해요", en="a vector for each text: sentences stand for words"
        )
    )
    told = f"{name}: {without_login(address)}, {found.wire.protocol}"
    what = Bilingual(
        ko=f"임베딩 모델 {told}, {identity.dimension}차원, {parts.ko}",
        en=f"Embedding model {told}, {identity.dimension} dimensions, {parts.en}",
    )
    return Finding(what, ok=True)


def _check(settings: Settings) -> Finding:
    if has_own_model(settings):
        what = Bilingual(
            ko=f"답변 검증: 이 컴퓨터의 {DEFAULT_EMBEDDING}이(가) 문장을 근거와 나란히 읽어요",
            en=f"Answers are checked by {DEFAULT_EMBEDDING} on this machine, which reads each sentence beside its source",
        )
        return Finding(what, ok=True)
    what = Bilingual(
        ko=f"답변 검증: 규칙으로만 해요. {DEFAULT_EMBEDDING}이(가) 있으면 읽고 검증해요: {_FETCH}",
        en=f"Answers are checked by rules alone; with {DEFAULT_EMBEDDING} on this machine they are read as well: {_FETCH}",
    )
    return Finding(what, ok=True)
