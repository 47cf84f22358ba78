"""Every error that a reader can meet, each with its words in both languages.

HaeseolError
├── ArticleError                an article could not be taken in; everything else is as it was
│   ├── ArticleEmpty
│   ├── ArticleUnreadable       the file or folder cannot be opened
│   ├── ArticleNotText          binary content, or an encoding that is none of ours
│   ├── ArticleTooLarge
│   ├── ArticleFormatUnknown
│   ├── ArticleDamaged          not what it says it is, cut off, or broken inside
│   ├── ArticleLocked           protected by a password or by rights management
│   ├── ArticleUnpacksTooLarge  a packed file that unpacks to far too much
│   ├── ArticleDefinesEntities  XML that defines abbreviations, which can grow without end
│   ├── ArticleTooSlow          reading it took too long and was stopped
│   ├── ArticleCrashed          reading it needed too much memory or ended the process that read it
│   ├── ArticleOnlyPictures     pages without any text, such as a scan
│   ├── PageWithoutArticle      a web page in which no article can be found
│   ├── AddressError            nothing can be fetched from a web address
│   │   ├── AddressInvalid      not http or https, or no address at all
│   │   ├── AddressNotPublic    it leads to this machine or its network
│   │   ├── AddressUnreachable
│   │   ├── AddressAnswered     with something other than the page: 404, 500
│   │   ├── AddressTooSlow
│   │   ├── AddressRedirectsOn  and on
│   │   └── AddressKindUnknown  a picture, a film, a program
│   ├── ArticleMissing          no such path, or no article with that id
│   ├── VersionMissing          an older version that is no longer kept
│   ├── ArticleIdTaken
│   ├── FolderNotWatched        the system does not tell us of changes in the folder
│   ├── CorpusNotWritable       an article cannot be written into the folder, or taken out of it
│   └── ArchiveLineInvalid      a line of a JSONL archive
│       ├── ArchiveLineNotJson
│       └── ArchiveFieldInvalid
├── QuestionError
│   ├── QuestionEmpty
│   ├── QuestionTooLong
│   └── QuestionLanguageUnknown
├── LibraryError
│   ├── LibraryCorrupt
│   ├── LibraryOfOtherModel
│   ├── LibraryBusy             another process is writing
│   ├── LibraryFull             no room on the disk
│   └── LibraryNotWritable      the folder or its file cannot be written
├── ModelError
│   ├── ModelUnknown
│   ├── ModelMissing
│   ├── ModelSourcesFailed      nothing could be downloaded: every source and its reason
│   ├── ModelDigestWrong
│   ├── PipMissing              the interpreter that runs us cannot download packages
│   ├── PackageMissing
│   ├── HubFileMissing
│   ├── NetworkAway
│   ├── DownloadStalled
│   ├── DownloadFailed          for any other reason
│   ├── CacheNotWritable
│   ├── DiskFull
│   └── ModelAway               the answering model does not answer
├── ConversationError
│   ├── ConversationMissing     no saved conversation with that id
│   ├── AnswerNotSaved          only a saved answer can be judged
│   ├── TurnsUnreadable         what a page holds of a conversation is not as a page of ours holds it
│   └── ConversationsUnusable   the file of saved conversations cannot be read or written
├── TranslationError            words of an article are not shown in the other language
│   ├── WordsNotInArticle
│   ├── TranslationTooLong
│   ├── QuestionFirst           the answering model is needed for a question
│   └── TranslationUnusable     what the model wrote is not in the other language
├── EvaluationError             questions or passages to measure with cannot be used
│   ├── CasesUnreadable
│   ├── CasesEmpty
│   ├── CaseLineNotJson
│   ├── CaseFieldInvalid
│   ├── CaseIdTaken
│   ├── CaseGoldMissing         the passage or article that a question names is not there
│   └── ReportNotWritable
├── SettingInvalid
├── PreferencesNotWritable  what was chosen on the page cannot be kept
└── PortTaken                   another program listens where the page would be

An error that is not a HaeseolError is a bug of ours and shows its traceback.
"That is not in the articles" is an answer (`Answer.found` is false), not an error.
"""

from collections.abc import Sequence
from typing import ClassVar

from bot.bilingual import Language


class HaeseolError(Exception):
    """A problem that a reader can understand and mend; `message("ko")` and `message("en")` are its words."""

    en: ClassVar[str]
    ko: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.message("en"))

    def message(self, language: Language) -> str:
        """Return what happened, to what, and what mends it, in one or two sentences."""
        return (self.ko if language == "ko" else self.en).format(**self.facts)


class ArticleError(HaeseolError):
    """An article could not be taken in."""


class ArticleEmpty(ArticleError):
    """The article has no text."""

    en = "{source} has no text in it. Add an article that has some."
    ko = "{source}에 글이 없어요. 글이 있는 파일을 넣어 주세요."


class ArticleUnreadable(ArticleError):
    """The system does not let us open the file or folder."""

    en = "{source} cannot be read: {reason}. Check its permissions, then run `haeseol index`."
    ko = "{source} 파일을 열 수 없어요: {reason}. 권한을 확인한 뒤 `haeseol index`를 실행해 주세요."


class ArticleNotText(ArticleError):
    """Binary content, or text in an encoding that we do not read."""

    en = "{source} is not text in UTF-8, UTF-16 or CP949 (EUC-KR). Save it as UTF-8 text and add it again."
    ko = "{source}은(는) UTF-8, UTF-16, CP949(EUC-KR) 글이 아니에요. UTF-8로 저장해서 다시 넣어 주세요."


class ArticleTooLarge(ArticleError):
    """More text than one article may have."""

    en = "{source} has {size} and one article may have {limit}. Split it into smaller files."
    ko = "{source}의 크기는 {size}인데, 글 하나는 {limit}까지예요. 작은 파일로 나누어 주세요."


class ArticleFormatUnknown(ArticleError):
    """A kind of file that no loader reads."""

    en = "{source}: files of the kind {suffix} are not read. These are: {known}."
    ko = "{source}: {suffix} 형식은 읽지 못해요. 읽을 수 있는 형식: {known}."


class ArticleDamaged(ArticleError):
    """A file that is not what it says it is, is cut off, or is broken inside.

    The fact `reason` says in English what its reader stumbled over: it is for us, and helps nobody who only has the file.
    """

    en = "{source} cannot be read as {format}: it is damaged or cut off. Get the file again and add that."
    ko = "{source} 파일을 {format}(으)로 읽을 수 없어요. 손상됐거나 잘렸어요. 파일을 다시 받아서 넣어 주세요."


class ArticleLocked(ArticleError):
    """A file that opens with a password, or only in its shop's own reader."""

    en = "{source} is protected ({format} with a password or rights management). Save a copy without it and add that."
    ko = "{source} 파일은 암호나 저작권 보호로 잠겨 있어요({format}). 잠그지 않은 사본을 저장해서 넣어 주세요."


class ArticleUnpacksTooLarge(ArticleError):
    """A packed file that unpacks to more than any article has."""

    en = "{source} unpacks to more than {limit}, as files do that are made to fill a machine. It was not unpacked."
    ko = "{source} 파일은 압축을 풀면 {limit}가 넘어요. 기기를 가득 채우려고 만든 파일일 수 있어서 풀지 않았어요."


class ArticleDefinesEntities(ArticleError):
    """XML that defines entities: abbreviations that can stand for each other and grow without end."""

    en = "{source} defines XML entities, which articles do not need and which can fill a machine. It was not read."
    ko = "{source} 파일은 XML 엔티티를 정의해요. 글에는 필요 없고 기기를 가득 채울 수 있어서 읽지 않았어요."


class ArticleTooSlow(ArticleError):
    """Reading took too long and was stopped."""

    en = "Reading {source} was stopped after {seconds} s. Split it, or save it in another format, and add that."
    ko = "{source} 파일을 {seconds}초 동안 읽다가 멈췄어요. 나누거나 다른 형식으로 저장해서 넣어 주세요."


class ArticleCrashed(ArticleError):
    """The process that read the file ended before it was done."""

    en = "{source} could not be read: it is damaged, or needs more than {limit} of memory. Save it anew and add that."
    ko = "{source} 파일을 읽지 못했어요. 손상됐거나 메모리가 {limit}보다 많이 필요해요. 새로 저장해서 넣어 주세요."


class ArticleOnlyPictures(ArticleError):
    """Pages without any text, such as a scan."""

    en = "{source} has pages but no text in them, as scans do. Add a copy in which the text can be selected."
    ko = "{source}에는 쪽은 있지만 글자가 없어요. 스캔한 문서 같아요. 글자를 선택할 수 있는 사본을 넣어 주세요."


class PageWithoutArticle(ArticleError):
    """A web page in which no article can be found."""

    en = "{source} has no article in it that could be told from the rest of the page. Copy its text and paste that."
    ko = "{source}에서 글을 찾지 못했어요. 페이지의 글을 복사해서 붙여 넣어 주세요."


class AddressError(ArticleError):
    """Nothing can be fetched from a web address."""


class AddressInvalid(AddressError):
    """Not a web address that is fetched."""

    en = (
        "{source} is not a web address that can be read. It begins with http:// or https:// and has no user name in it."
    )
    ko = "{source}: 읽을 수 있는 웹 주소가 아니에요. http:// 또는 https://로 시작하고 사용자 이름이 없어야 해요."


class AddressNotPublic(AddressError):
    """An address that leads to this machine or its network, directly or through a redirect or a name."""

    en = "{source} leads to {host} ({address}), not the public internet, and is not read. Save the page and add the file."
    ko = "{source} 주소는 공개 인터넷이 아닌 {host}({address})로 이어져서 읽지 않아요. 페이지를 파일로 저장해서 넣어 주세요."


class AddressUnreachable(AddressError):
    """No connection, or one that broke."""

    en = "{source} cannot be reached ({reason}). Check the address and the network; proxies are not used."
    ko = "{source}에 연결할 수 없어요({reason}). 주소와 네트워크를 확인해 주세요. 프록시는 쓰지 않아요."


class AddressAnswered(AddressError):
    """The server has something other than the page."""

    en = "{source} answers {status} instead of a page. If it opens in a browser, save it there and add the file."
    ko = "{source}의 응답이 {status}예요. 브라우저에서 열린다면 저장해서 파일로 넣어 주세요."


class AddressTooSlow(AddressError):
    """The page did not come in time."""

    en = "{source} did not come in time. Try again later, or save the page in a browser and add the file."
    ko = "{source} 페이지가 제때 오지 않았어요. 나중에 다시 하거나 브라우저에서 저장해서 파일로 넣어 주세요."


class AddressRedirectsOn(AddressError):
    """Each address leads to another."""

    en = "{source} leads on to another address more than {count} times. Add the address that a browser ends at."
    ko = "{source} 주소는 {count}번 넘게 다른 주소로 이어져요. 브라우저에서 마지막에 열린 주소를 넣어 주세요."


class AddressKindUnknown(AddressError):
    """What is there is nothing to read."""

    en = "{source} is {kind}, not an article. Web pages, texts, PDF, DOCX, EPUB and HWP are read."
    ko = "{source}의 내용은 {kind}(이)라서 읽을 수 없어요. 웹 페이지, 글, PDF, DOCX, EPUB, HWP를 읽어요."


class ArticleMissing(ArticleError):
    """No such path, or no article with that id."""

    en = "There is no article {source}. `haeseol list` shows what there is."
    ko = "{source}(이)라는 글이 없어요. `haeseol list`로 목록을 볼 수 있어요."


class VersionMissing(ArticleError):
    """A version of an article that never was, or is no longer kept."""

    en = "Version {version} of {source} is not kept. The newest is {newest}."
    ko = "{source}의 {version}번째 버전은 남아 있지 않아요. 가장 새로운 버전은 {newest}번째예요."


class ArticleIdTaken(ArticleError):
    """Two sources claim one article id."""

    en = "The id {article_id} of {source} belongs to {owner} already. Give it another id."
    ko = "{source}의 id {article_id}는 이미 {owner}에서 쓰고 있어요. 다른 id를 주세요."


class ArchiveLineInvalid(ArticleError):
    """A line of a JSONL archive that is not an article."""

    en = '{source}, line {line}: {reason}. A line is {{"id", "title", "text"}} in JSON.'
    ko = '{source} {line}번째 줄: {reason}. 한 줄은 {{"id", "title", "text"}} 꼴의 JSON이어야 해요.'


class ArchiveLineNotJson(ArchiveLineInvalid):
    """Not an object in JSON, in UTF-8."""

    en = '{source}, line {line} is not a JSON object in UTF-8. A line is {{"id", "title", "text"}}.'
    ko = '{source} {line}번째 줄이 UTF-8 JSON 객체가 아니에요. 한 줄은 {{"id", "title", "text"}} 꼴이에요.'


class ArchiveFieldInvalid(ArchiveLineInvalid):
    """A field of an archive's line that is missing or has a value that cannot be."""

    en = '{source}, line {line}: "{field}" should be {expected}.'
    ko = '{source} {line}번째 줄: "{field}" 값은 {expected} 꼴이어야 해요.'


class FolderNotWatched(ArticleError):
    """The system does not tell us what changes in the folder of the articles."""

    en = "Changes in {path} cannot be followed: {reason}. Run `haeseol index` after changing something there."
    ko = "{path} 폴더의 변화를 따라갈 수 없어요: {reason}. 파일을 바꾼 뒤 `haeseol index`를 실행해 주세요."


class CorpusNotWritable(ArticleError):
    """The folder of the articles does not take what is to be written."""

    en = "{path} cannot be written: {reason}. Check its permissions and the free space; nothing was changed."
    ko = "{path}에 쓸 수 없어요: {reason}. 권한과 빈 공간을 확인해 주세요. 바뀐 것은 없어요."


class QuestionError(HaeseolError):
    """The question cannot be answered as it stands."""


class QuestionEmpty(QuestionError):
    """Nothing was asked."""

    en = "The question is empty. Ask something about the articles."
    ko = "질문이 비어 있어요. 글에 대해 궁금한 것을 물어봐 주세요."


class QuestionTooLong(QuestionError):
    """Longer than a question can sensibly be."""

    en = "The question has {length} characters; {limit} is the most. To ask about a long text, add it as an article."
    ko = "질문이 {length}자예요. {limit}자까지 쓸 수 있어요. 긴 글에 대해 묻고 싶다면 글로 추가해 주세요."


class QuestionLanguageUnknown(QuestionError):
    """Neither Korean nor English."""

    en = "Questions are read in Korean and English. Please ask in one of them."
    ko = "한국어와 영어 질문을 읽을 수 있어요. 둘 중 하나로 물어봐 주세요."


class LibraryError(HaeseolError):
    """The library in `index/` cannot be used as it is."""


class LibraryCorrupt(LibraryError):
    """The files in `index/` are damaged."""

    en = "{path} is damaged ({reason}). Delete the folder {folder} and run `haeseol index`: it is made from corpus/ again."
    ko = "{path} 파일이 손상됐어요({reason}). {folder} 폴더를 지우고 `haeseol index`를 실행하면 corpus/에서 다시 만들어요."


class LibraryOfOtherModel(LibraryError):
    """The vectors were made by another embedding model or by other rules."""

    en = "The index was made with {stored} and this is {current}. Run `haeseol index --rebuild`."
    ko = "색인은 {stored}(으)로 만들었는데 지금은 {current}예요. `haeseol index --rebuild`를 실행해 주세요."


class LibraryBusy(LibraryError):
    """Another process holds the library for writing."""

    en = "Another process ({holder}) is writing to the index. Wait for it to finish and run the command again."
    ko = "다른 프로세스({holder})가 색인에 쓰고 있어요. 끝난 뒤 다시 실행해 주세요."


class LibraryFull(LibraryError):
    """The disk has no room for what is to be stored."""

    en = "{path}: the disk is full. Make room and run `haeseol index`: it goes on where it stopped, and nothing was lost."
    ko = "{path}: 디스크가 가득 찼어요. 공간을 비우고 `haeseol index`를 실행하면 멈춘 곳부터 이어서 해요. 잃은 것은 없어요."


class LibraryNotWritable(LibraryError):
    """The folder of the library, or a file in it, cannot be written."""

    en = "{path} cannot be written: {reason}. Check the permissions of its folder, then run `haeseol index`."
    ko = "{path}에 쓸 수 없어요: {reason}. 폴더의 권한을 확인한 뒤 `haeseol index`를 실행해 주세요."


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


class NetworkAway(ModelError):
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


class ModelAway(ModelError):
    """The answering model does not answer."""

    en = "The answering model {name} does not answer ({reason}). `haeseol doctor` shows what to do."
    ko = "답변 모델 {name}이(가) 응답하지 않아요({reason}). `haeseol doctor`로 할 일을 볼 수 있어요."


class ConversationError(HaeseolError):
    """A saved conversation cannot be shown, changed or kept. Asking goes on as ever."""


class ConversationMissing(ConversationError):
    """No conversation with that id is saved."""

    en = "There is no saved conversation {id}; it may have been deleted. The list shows what there is."
    ko = "{id}(이)라는 저장된 대화가 없어요. 지운 대화일 수 있어요. 대화 목록에서 골라 주세요."


class AnswerNotSaved(ConversationError):
    """A judgement of an answer that is not saved."""

    en = "This answer is not saved, so nothing can be kept about it. Turn on saving in the settings and ask again."
    ko = "저장하지 않은 답이라 평가를 남길 수 없어요. 설정에서 대화 저장을 켜고 다시 물어봐 주세요."


class ConversationsUnusable(ConversationError):
    """The file of saved conversations cannot be read or written."""

    en = "The saved conversations in {path} cannot be used: {reason}. Check its permissions and the free space."
    ko = "저장된 대화 {path}을(를) 쓸 수 없어요: {reason}. 권한과 빈 공간을 확인해 주세요."


class TurnsUnreadable(ConversationError):
    """A conversation from a page that is not as a page of ours holds it."""

    en = "This conversation cannot be read ({field}). Reload the page and try again."
    ko = "이 대화를 읽을 수 없어요({field}). 화면을 새로 고친 다음 다시 해 주세요."


class TranslationError(HaeseolError):
    """Words of an article are not shown in the other language. The original is there as ever."""


class WordsNotInArticle(TranslationError):
    """Words to be translated that this version of the article does not have."""

    en = "These words are not in this version of the article. Open its newest version and try again."
    ko = "이 버전의 글에는 없는 말이에요. 새 버전을 열어 다시 해 주세요."


class TranslationTooLong(TranslationError):
    """More words to be translated at once than the model does well."""

    en = "At most {most} letters are translated at once. Select less, such as a sentence."
    ko = "한 번에 {most}자까지 번역해요. 한 문장쯤만 골라 주세요."


class QuestionFirst(TranslationError):
    """A translation that was given up, or not begun, for a question."""

    en = "A question is being answered first. The translation follows when you ask for it again."
    ko = "질문에 먼저 답하고 있어요. 답이 끝난 뒤 다시 하면 번역해 드려요."


class TranslationUnusable(TranslationError):
    """What the answering model wrote is empty or drifted into another language."""

    en = "{model} made no translation that can be used. The original stays as it is."
    ko = "{model} 모델이 쓸 만한 번역을 내지 못했어요. 원문은 그대로 볼 수 있어요."


class EvaluationError(HaeseolError):
    """The questions or passages to measure with cannot be used."""


class CasesUnreadable(EvaluationError):
    """A file of questions or passages that cannot be read."""

    en = "{source} cannot be read: {reason}. `haeseol eval --help` says which files it takes."
    ko = "{source} 파일을 읽을 수 없어요: {reason}. 어떤 파일이 필요한지는 `haeseol eval --help`로 볼 수 있어요."


class CasesEmpty(EvaluationError):
    """A file of questions or passages without any."""

    en = "{source} has no lines to measure with."
    ko = "{source}에 평가할 줄이 없어요."


class CaseLineNotJson(EvaluationError):
    """Not an object in JSON, in UTF-8."""

    en = "{source}, line {line} is not a JSON object in UTF-8."
    ko = "{source} {line}번째 줄이 UTF-8 JSON 객체가 아니에요."


class CaseFieldInvalid(EvaluationError):
    """A field of a question or passage that is missing or has a value that cannot be."""

    en = '{source}, line {line}: "{field}" should be {expected}.'
    ko = '{source} {line}번째 줄: "{field}" 값은 {expected} 꼴이어야 해요.'


class CaseIdTaken(EvaluationError):
    """Two different passages, or two questions, with one id."""

    en = "{source}, line {line}: the id {id} stands for something else in {owner} already. Give it another id."
    ko = "{source} {line}번째 줄: id {id}는 이미 {owner}에서 다른 것에 쓰고 있어요. 다른 id를 주세요."


class CaseGoldMissing(EvaluationError):
    """The passage or article that answers a question is not among those that are searched."""

    en = "{source}, line {line}: there is no {gold} in {place}. A question can be measured only where its answer is."
    ko = "{source} {line}번째 줄: {place}에 {gold}이(가) 없어요. 답이 있는 곳에서만 질문을 평가할 수 있어요."


class ReportNotWritable(EvaluationError):
    """The page with the results cannot be written where it was wanted."""

    en = "{path} cannot be written: {reason}. Name another file."
    ko = "{path}에 쓸 수 없어요: {reason}. 다른 파일을 정해 주세요."


class SettingInvalid(HaeseolError):
    """A setting with a value that cannot be."""

    en = "{setting} is {value!r}, and should be {expected}."
    ko = "{setting} 값이 {value!r}인데, {expected}이어야 해요."


class PreferencesNotWritable(HaeseolError):
    """What was chosen on the page cannot be kept."""

    en = "Your choice cannot be kept: {path} cannot be written ({reason}). Check its permissions and the free space."
    ko = "선택을 저장하지 못했어요: {path}에 쓸 수 없어요({reason}). 권한과 빈 공간을 확인해 주세요."


class PortTaken(HaeseolError):
    """Another program listens at the page's port."""

    en = "Port {port} is in use, perhaps by Haeseol in another window. Close that, or set HAESEOL_PORT to another number."
    ko = "{port}번 포트를 이미 쓰고 있어요. 다른 창의 해설을 닫거나 HAESEOL_PORT에 다른 번호를 정해 주세요."
