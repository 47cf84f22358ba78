"""Every error that a reader can meet, each with its words in both languages.

HaeseolError
├── ArticleError                an article could not be taken in; everything else is as it was
│   ├── ArticleEmpty
│   ├── ArticleUnreadable       the file or folder cannot be opened
│   │   └── ArticleNotFile      a pipe, a device, a link that leads nowhere
│   ├── ArticleNotText          binary content, or an encoding that is none of ours
│   ├── ArticleTooLarge
│   ├── ArticleFormatUnknown
│   ├── ArticleDamaged          not what it says it is, cut off, or broken inside
│   ├── ArticleLocked           protected by a password or by rights management
│   ├── ArticleUnpacksTooLarge  a packed file that unpacks to far too much
│   ├── ArticleDefinesEntities  XML that defines abbreviations, which can grow without end
│   ├── ArticleTooSlow          reading it took too long and was stopped
│   ├── ArticleCrashed          reading it needed too much memory or ended the process that read it
│   ├── ArticleUnforeseen       a fault of ours while it was read or split
│   ├── ArticleOnlyPictures     pages without any text, such as a scan
│   ├── ArticleScrambled        text that is right on the screen only: the file says other characters for it
│   ├── PageWithoutArticle      a web page in which no article can be found
│   │   ├── PageShowsBotCheck   it asks whether a person is reading
│   │   ├── PageShowsPaywall    nothing stands before its paywall
│   │   ├── PageShowsNotice     it only speaks of cookies, scripts or the browser
│   │   ├── PageShowsImprint    only the publisher's address and copyright
│   │   └── PageShowsNotFound   it says that there is no such page
│   ├── AddressError            nothing can be fetched from a web address
│   │   ├── AddressInvalid      not http or https, or no address at all
│   │   ├── AddressNotPublic    it leads to this machine or its network
│   │   ├── AddressUnreachable
│   │   ├── AddressAnswered     with something other than the page: 404, 500
│   │   ├── AddressTooSlow
│   │   ├── AddressRedirectsOn  and on
│   │   └── AddressKindUnknown  a picture, a film, a program
│   ├── FeedUnreadable          what is at an address is no RSS or Atom feed, and names none
│   ├── ArticleMissing          no such path, or no article with that id
│   ├── VersionMissing          an older version that is no longer kept
│   ├── PictureMissing          a page that was not read from a picture
│   ├── ArticleIdTaken
│   ├── ArticleNameTwice        two names that differ in their Unicode form alone
│   ├── FolderNotWatched        the system does not tell us of changes in the folder
│   ├── TagsUnreadable          the file of the tags that readers chose
│   ├── CorpusNotWritable       an article cannot be written into the folder, or taken out of it
│   │   └── CorpusFull          no room on the disk
│   └── ArchiveLineInvalid      a line of a JSONL archive
│       ├── ArchiveLineNotJson
│       └── ArchiveFieldInvalid
├── QuestionError
│   ├── QuestionEmpty
│   │   └── ClaimEmpty          the same of a claim that is to be checked
│   ├── QuestionTooLong
│   │   └── ClaimTooLong
│   │       └── ClaimsTooLong   the same of a text of several
│   ├── QuestionAbandoned       nobody listens for the answer
│   └── QuestionLanguageUnknown
│       └── ClaimLanguageUnknown
├── ScopeError
│   ├── ScopeInvalid            what is to be asked is not told as it should be
│   └── ScopeEmpty              no article is in it
├── FeedError
│   ├── FeedMissing             no feed with that address is followed
│   └── FeedsUnusable           the file of followed feeds cannot be read or written
├── CorpusStoreError            the store that the articles' files are kept in
│   ├── CorpusStoreUnreachable
│   ├── CorpusStoreRefused      it does not do what it was asked
│   ├── CorpusStoreEmptied      nothing of ours is there any more
│   └── CorpusStoreClientMissing
├── BatchError
│   ├── BatchUnreadable         a file of questions or claims that is not there, or no text
│   └── BatchLineInvalid
├── LibraryError
│   ├── LibraryCorrupt
│   ├── LibraryOfOtherModel
│   ├── LibraryBusy             another process is writing
│   ├── LibraryFull             no room on the disk
│   ├── LibraryNotWritable      the folder or its file cannot be written
│   ├── LibraryUnreachable      the server that it is kept on is away
│   ├── LibraryRefused          the server answers something else than asked
│   └── LibraryClientMissing    what speaks to such a server is not installed
├── ModelError
│   ├── ModelUnknown
│   ├── ModelMissing
│   ├── ModelSourcesFailed      nothing could be downloaded: every source and its reason
│   ├── ModelDigestWrong
│   ├── PipMissing              the interpreter that runs us cannot download packages
│   ├── PackageMissing
│   ├── HubFileMissing
│   ├── HubDigestMissing        the hub does not tell what its file must be
│   ├── NetworkUnavailable
│   ├── DownloadStalled
│   ├── DownloadFailed          for any other reason
│   ├── CacheNotWritable
│   ├── DiskFull
│   ├── EngineError             no engine for this processor; the packaged one answers
│   │   ├── BuildToolsMissing
│   │   ├── EngineBuildFailed
│   │   ├── EngineNotSame       it answers otherwise
│   │   └── EngineNotFaster
│   ├── EmbeddingUnusable       an embedding model of the reader's own choice
│   ├── EmbeddingUnreachable    one that is served elsewhere is away
│   ├── EmbeddingRefused        its server does not embed
│   ├── EmbeddingNotSame        its server has another model
│   ├── ProviderKeyMissing      a model elsewhere wants a key
│   ├── ProviderKeyOpen         the file of a key can be read by others, or not by us
│   └── ModelUnavailable        the answering model does not answer
│       ├── ModelUnavailableEverywhere  at none of its addresses
│       ├── ModelEnded          the process that it runs in has ended
│       ├── ModelSilent         nothing comes of it
│       └── TranslatorUnavailable
├── ConversationError
│   ├── ConversationMissing     no saved conversation with that id
│   ├── AnswerNotSaved          only a saved answer can be judged
│   ├── TurnsUnreadable         what a page holds of a conversation is not as a page of ours holds it
│   └── ConversationsUnusable   the file of saved conversations cannot be read or written
│       ├── ConversationsFull   no room on the disk
│       └── ConversationsDamaged  it was kept aside, and a new one begun
├── StateError                  what several pages share in one database
│   ├── StateUnreachable        the database is away
│   ├── StateBusy               another program holds what was to be changed
│   ├── StateFull               no room on its disk
│   ├── StateRefused            it answers something else than asked, or lets nobody in
│   ├── StateNotMigrated        its tables are not those of this version yet
│   ├── StateNewer              its tables are those of a newer version
│   └── StateClientMissing      what speaks to such a database is not installed
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
├── WorkError                   a change of the articles that workers make
│   ├── WorkersMissing      nobody works; it is kept
│   ├── WorkGivenUp         each worker that had it ended in the middle
│   ├── WorkInterrupted     a worker ended before it had brought an article back
│   └── WorkFailed          a fault of ours
├── LineFull                too many programs wait for an answer already
├── KeyMissing              no key with that id
├── KeysUnusable            the file of the keys cannot be read or written
├── ExportError
│   ├── NothingToExport         no card, no citation
│   └── ExportNotWritable
├── SettingInvalid
├── AccessError                 who may use the page
│   ├── PasswordMissing         other machines could use it, and it asks for no password
│   │   └── PasswordAndKeysMissing  nor is there a key for programs
│   ├── NamesUnguarded          a proxy would make it known, and nothing asks who comes
│   ├── PasswordTooShort
│   ├── PasswordsDiffer         it was typed twice, and not alike
│   └── PasswordFileUnusable    the file of the password cannot be read or written
├── PreferencesNotWritable  what was chosen on the page cannot be kept
└── PortTaken                   another program listens where the page would be

Errors of one floor lie there: `article_errors`, `model_errors`, `collection_errors`, `server_errors`, `export_errors`,
`access_errors`, `evaluation_errors`, `conversation_errors`, `state_errors`; those of keys and of the line in
`bot.service.door_errors`.
An error that is not a HaeseolError is a bug of ours and shows its traceback.
"That is not in the articles" is an answer (`Answer.found` is false), not an error.
"""

import re
from typing import ClassVar

from bot.bilingual import Language

# Control characters but tab and end of line; marks of direction; ends of lines and paragraphs of Unicode's own; lone surrogates.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class HaeseolError(Exception):
    """A problem that a reader can understand and mend; `message("ko")` and `message("en")` are its words."""

    en: ClassVar[str]
    ko: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.message("en"))

    def message(self, language: Language) -> str:
        """Return what happened, to what, and what mends it, in one or two sentences."""
        return visible((self.ko if language == "ko" else self.en).format(**self.facts))


def visible(text: str) -> str:
    """Return `text` without what only steers a terminal or turns the order of letters round, as names of files may.

    Ends of lines and tabs stay. Escapes (ESC), bells and marks of direction are dropped: what is left is what would be seen.
    """
    return _STEERING.sub("", text)


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


class QuestionAbandoned(QuestionError):
    """A question whose turn came when nobody listened for the answer."""

    en = "When the turn of this question came, nobody was listening for the answer. Ask again."
    ko = "이 질문의 차례가 왔을 때 답을 기다리는 사람이 없었어요. 다시 물어봐 주세요."


class ClaimEmpty(QuestionEmpty):
    """There is nothing to check."""

    en = "The claim is empty. Give one sentence to be looked for in the articles."
    ko = "확인할 문장이 비어 있어요. 글에 있는지 볼 문장을 하나 적어 주세요."


class ClaimTooLong(QuestionTooLong):
    """Longer than a claim can sensibly be."""

    en = "The claim has {length} characters; {limit} is the most. Check a long text sentence by sentence, with --batch."
    ko = "확인할 문장이 {length}자예요. {limit}자까지 쓸 수 있어요. 긴 글은 --batch로 한 문장씩 확인해 주세요."


class ClaimLanguageUnknown(QuestionLanguageUnknown):
    """Neither Korean nor English."""

    en = "Claims are read in Korean and English. Please put it in one of them."
    ko = "한국어와 영어 문장을 확인할 수 있어요. 둘 중 하나로 적어 주세요."


class ClaimsTooLong(ClaimTooLong):
    """A text of several sentences that is longer than is checked at once."""

    en = "The text has {length} characters; {limit} are checked at once. Check it in parts."
    ko = "확인할 글이 {length}자예요. 한 번에 {limit}자까지 확인할 수 있어요. 나누어 확인해 주세요."


class BatchError(HaeseolError):
    """A file of questions or claims cannot be used."""


class BatchUnreadable(BatchError):
    """It is not there, or must not be read."""

    en = "{source} cannot be read: {reason}. --batch takes a file with one JSON object a line."
    ko = "{source}을(를) 읽을 수 없어요: {reason}. --batch에는 한 줄에 JSON 하나씩 적힌 파일을 주세요."


class BatchLineInvalid(BatchError):
    """A line of it is not what it should be."""

    en = '{source}, line {line} is not {{"id", "{field}"}} in JSON: {text}'
    ko = '{source} {line}번째 줄이 {{"id", "{field}"}} 꼴의 JSON이 아니에요: {text}'


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
