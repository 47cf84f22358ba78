"""A Haeseol that answers from a script: fast, the same every time, in both languages, able to fail on request."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import cast

from bot.answering.annotations import marked
from bot.answering.answer import (
    Answer,
    AnswerDone,
    AnswerSentence,
    Citation,
    Draft,
    Event,
    EvidenceFound,
    Seconds,
    SentenceChecked,
    SentenceRevised,
    Thinking,
    Waiting,
)
from bot.answering.ask_options import AS_USUAL, AskOptions
from bot.answering.claim_check import CheckedClaim, ClaimCitation, split_claims
from bot.answering.verification.reasons import NOTHING_LIKE_IT
from bot.answering.verification.support import Support
from bot.articles import ReadingWarning, clean_tags
from bot.articles.article_errors import (
    AddressTooSlow,
    ArticleEmpty,
    ArticleMissing,
    ArticleNotText,
    FeedUnreadable,
    PictureMissing,
    VersionMissing,
)
from bot.bilingual import Language
from bot.errors import HaeseolError, QuestionEmpty, QuestionFirst
from bot.insights.digest import DigestItem, make_digest
from bot.insights.guides import Guide, GuideProgress
from bot.insights.guides.guide import (
    Item,
    Source,
    SuggestedQuestion,
    SuggestedQuestions,
    Summary,
    SummarySentence,
    fingerprint,
)
from bot.insights.overview.overview import (
    Comparison,
    OverviewDone,
    OverviewEvent,
    Pairing,
    PlacedArticle,
    Said,
    Story,
    StoryFound,
    Topic,
    TopicsFound,
)
from bot.insights.translations import doubt_numbers, find_words
from bot.insights.translations.translation import Translation
from bot.library.corpus.changes import VersionChanges
from bot.library.corpus.versions import compare
from bot.library.feeds.feed_poller import PolledFeed
from bot.library.feeds.feed_store import FollowedFeed
from bot.library.indexing.index_report import Failure, IndexReport
from bot.library.scope import EVERYTHING, Scope
from bot.library.store.stored_article import ArticleRow, ArticleText
from bot.library.store.stored_passage import StoredPassage
from bot.models.llm.model_choice import ModelChoice
from bot.models.llm.model_state import ModelOffer, ModelOffers, ModelState, ModelTest
from bot.models.llm.prompts import ReadingLevel
from bot.models.model_errors import ModelMissing, ModelUnavailable, ModelUnknown
from bot.progress import Progress, Report
from bot.retrieval.evidence import Evidence, EvidencePassage, EvidenceSentence
from bot.retrieval.question import AnswerLanguage
from bot.retrieval.request_kind import Kind
from bot.service.exports.exporter import Exporter
from bot.service.haeseol import Haeseol
from bot.service.reader_queue import ReaderQueue
from bot.service.service_state import ServiceState, StorageUse
from bot.text.language import has_hangul
from tests.fakes import PhraseTranslator

KO_TEXT = """독자 AI 파운데이션 모델 사업, 줄여서 독파모는 정부가 국산 인공지능 모델의 개발을 돕는 사업이다. \
목표는 2년 안에 세계 선두 모델의 95퍼센트 수준에 이르는 것이다. 다섯 팀이 뽑혔고, 여섯 달마다 한 팀씩 떨어진다.

논쟁은 '바닥부터'라는 말에서 시작됐다. 어떤 팀은 모든 부품을 스스로 만들어야 독자 모델이라고 말한다. \
다른 팀은 공개된 부품을 쓰되 구조와 학습을 스스로 설계하면 충분하다고 본다.

정부는 그래픽처리장치 1만 장을 마련해 팀들에게 나누어 준다. \
심사에서는 점수표와 함께 실제로 쓰는 사람들의 평가를 본다."""

EN_TEXT = """DeepSeek, a Chinese start-up, released its reasoning model R1 in January 2025. \
The model came close to the best American systems at a fraction of their cost. \
Its weights were open for anyone to download.

The company did not build every part itself. It used Google's SigLIP vision encoder, the Triton language \
from OpenAI and the flash attention kernels from Stanford. What was new was how the parts were put to work.

Its DeepSeekMoE design splits the experts into finer ones and keeps a few shared experts always on. \
That cut memory use and computation sharply. Reinforcement learning, once used to polish the tone of chatbots, \
became its main tool for reasoning."""

LONG_KO_TITLE = "독자 AI 파운데이션 모델, 무엇을 '독자'라고 부를 것인가"

ARTICLES = (
    ArticleText("sample-ko", 1, LONG_KO_TITLE, "ko", date(2026, 1, 26), "corpus/sovereign-models.ko.md", KO_TEXT,
                warnings=(ReadingWarning("equations", 2),)),
    ArticleText("sample-en", 1, "What DeepSeek built, and what it borrowed", "en", date(2026, 1, 20),
                "corpus/deepseek.en.md", EN_TEXT, "Ann Author", "https://example.org/deepseek?from=a&b"),
)  # fmt: skip

SUGGESTED: dict[Language, list[str]] = {
    "ko": ["독파모는 어떤 사업인가요?", "딥시크는 어떤 외부 기술을 썼나요?"],
    "en": ["Which outside technologies did DeepSeek use?", "What is Korea's sovereign model programme?"],
}

Line = tuple[str, Support, tuple[int, ...], str]


@dataclass(frozen=True)
class Script:
    """What to answer: the quotes to find, the first of them best, and the sentences to say about them."""

    language: Language
    quotes: tuple[str, ...]
    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()
    model: str | None = "qwen2.5-coder-1.5b"
    # Of lines that are quotations: what the model makes of them, after all of them are there.
    roughly: tuple[str, ...] = ()
    background: str = ""
    kind: Kind = "fact"


BORROWED = (
    "It used Google's SigLIP vision encoder, the Triton language from OpenAI and the flash attention kernels "
    "from Stanford."
)
OPENED = "Its weights were open for anyone to download."
CUT = "That cut memory use and computation sharply."
SUPPORTS = "독자 AI 파운데이션 모델 사업, 줄여서 독파모는 정부가 국산 인공지능 모델의 개발을 돕는 사업이다."
GOAL = "목표는 2년 안에 세계 선두 모델의 95퍼센트 수준에 이르는 것이다."
CHIPS = "정부는 그래픽처리장치 1만 장을 마련해 팀들에게 나누어 준다."
ENOUGH = "다른 팀은 공개된 부품을 쓰되 구조와 학습을 스스로 설계하면 충분하다고 본다."

SCRIPTS: dict[str, Script] = {
    SUGGESTED["en"][0]: Script("en", (BORROWED, CUT, OPENED), (
        ("DeepSeek used the SigLIP vision encoder from Google, the Triton language from OpenAI and flash attention "
         "from Stanford.", "supported", (1,), ""),
        (CUT, "verbatim", (2,), ""),
        ("Most experts consider this the usual way of working.", "weak", (1,), "no passage says this in so many words"),
    )),
    SUGGESTED["en"][1]: Script("en", (SUPPORTS, CHIPS, BORROWED), (
        ("It is a programme in which the Korean government supports the making of home-grown AI models.",
         "supported", (1,), ""),
        ("The government provides 10,000 graphics processors and shares them among the teams.", "supported", (2,), ""),
        ("It costs 2,500 billion won.", "unsupported", (), "the number 2,500 is in no passage"),
    )),
    SUGGESTED["ko"][0]: Script("ko", (SUPPORTS, CHIPS, ENOUGH), (
        ("독파모는 정부가 국산 인공지능 모델의 개발을 돕는 사업이에요.", "supported", (1,), ""),
        (CHIPS, "verbatim", (2,), ""),
        ("대부분의 팀은 공개된 부품을 쓰는 데 찬성해요.", "weak", (3,), "‘대부분’이라는 말은 근거에 없어요"),
    )),
    SUGGESTED["ko"][1]: Script("ko", (BORROWED, CUT, ENOUGH), (
        ("구글의 비전 인코더 SigLIP, 오픈AI의 트라이톤 언어, 스탠퍼드의 플래시 어텐션을 썼어요.",
         "supported", (1,), ""),
        ("메모리와 연산이 크게 줄었어요.", "supported", (2,), ""),
    )),
    "What is 독파모?": Script(
        "en", (SUPPORTS, CHIPS), ((SUPPORTS, "verbatim", (1,), ""), (GOAL, "verbatim", (1,), "")),
        roughly=("It is a programme in which the government helps to develop home-grown AI models.", ""),
        kind="definition",
        background="foundation model: A large AI model trained on broad data that many uses build on.",
    ),
    "오늘 서울 날씨는 어때요?": Script("ko", (CHIPS, OPENED), (), ("서울", "오늘 날씨")),
    "Who won the football match?": Script("en", (OPENED, CHIPS), (), ("football match", "who won")),
}  # fmt: skip

# What a model makes of some sentences; the second has a number that is not in the original.
TRANSLATED: dict[str, str] = {
    BORROWED: "구글의 비전 인코더 SigLIP, 오픈AI의 트라이톤 언어, 스탠퍼드의 플래시 어텐션 커널을 사용했다.",
    CHIPS: "The government provides 1,000 graphics processors and shares them among the teams.",
    SUPPORTS: "It is a programme in which the government helps to develop home-grown AI models.",
}

REFUSAL: dict[Language, str] = {
    "ko": "넣어 둔 글에는 이 질문의 답이 없어요.",
    "en": "The articles do not answer this question.",
}


class ScriptedModels:
    """The choice of a model: tells `told`, and takes what it is told to take. A model that is not here is `fetching` for ever."""

    def __init__(self, service: "ScriptedHaeseol") -> None:
        self._service = service
        self._deleted: set[str] = set()
        self.told = ModelOffers(
            (
                ModelOffer(
                    "qwen2.5-coder-1.5b",
                    ready=True,
                    size=1_117_320_768,
                    memory=2_000_000_000,
                    licence="Apache-2.0",
                    first_word=2.0,
                    writing=40.0,
                ),
                ModelOffer(
                    "qwen3-4b",
                    ready=False,
                    size=2_497_280_736,
                    memory=6_000_000_000,
                    missing=2_497_280_736,
                    licence="Apache-2.0",
                    first_word=4.5,
                    writing=18.0,
                ),
                ModelOffer("qwen3-1.7b", ready=True, size=1_834_426_016, memory=3_000_000_000, licence="Apache-2.0"),
                ModelOffer("none", ready=True),
            ),
            "qwen2.5-coder-1.5b",
            memory=8_000_000_000,
        )

    def offers(self) -> ModelOffers:
        return self.told

    def choose(self, name: str, *, fetch: bool = False) -> None:
        offer = next((offer for offer in self.told.offers if offer.name == name), None)
        if offer is None:
            raise ModelUnknown(name=name, known="...")
        if name in self._deleted:
            offer = replace(offer, ready=False, missing=offer.size)
            self.told = replace(
                self.told, offers=tuple(offer if other.name == name else other for other in self.told.offers)
            )
        if not offer.ready and not fetch:
            raise ModelMissing(name=name)
        if not offer.ready:
            begun = Progress("download", name, offer.size - offer.missing, offer.size, "bytes")
            self.told = replace(self.told, fetching=begun, failed="", problem=None)
            return
        self.told = replace(self.told, chosen=name, gone="", better="", fetching=None, failed="", problem=None)
        state: ModelState = "none" if name == "none" else "ready"
        now = self._service.service_state
        self._service.service_state = replace(now, model=state, model_name=name, gone_model="", better_model="")

    def delete_unseen(self, name: str) -> None:
        """Delete the model `name` from the disk: it is told as here until somebody chooses it."""
        self._deleted.add(name)

    def offer_better(self, name: str) -> None:
        """Have found that `name` suits the machine better than the built-in model."""
        self.told = replace(self.told, better=name)
        self._service.service_state = replace(self._service.service_state, better_model=name)

    def give_up_fetch(self) -> None:
        self.told = replace(self.told, fetching=None)

    def test(self) -> ModelTest:
        if self._service.service_state.model == "away":
            raise ModelUnavailable(name=self._service.service_state.model_name, reason="connection refused")
        self._service._wait(20)
        return ModelTest(self._service.service_state.model_name, 0.8, 41.6)


class ScriptedArticles:
    """The articles of a scripted service."""

    def __init__(self, service: "ScriptedHaeseol") -> None:
        self._service = service

    def all(self) -> list[ArticleRow]:
        tags = self._service.tags
        return [replace(_row(article), tags=tags.get(article.id, ())) for article in self._service._articles.values()]

    def within(self, scope: Scope) -> list[ArticleRow]:
        return [
            row
            for row in self.all()
            if row.id in (scope.articles or [row.id])
            and set(scope.tags) <= set(row.tags)
            and row.language == (scope.language or row.language)
        ]

    def retag(self, article_ids: Sequence[str], *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        for article_id in article_ids:
            self.get(article_id)
            had = self._service.tags.get(article_id, ())
            self._service.tags[article_id] = clean_tags([tag for tag in (*had, *add) if tag not in remove])

    def get(self, article_id: str, version: int | None = None) -> ArticleText:
        if article_id not in self._service._articles:
            raise ArticleMissing(source=article_id)
        newest = self._service._articles[article_id]
        if version is None or version == newest.version:
            return newest
        for older in self._service.older.get(article_id, []):
            if older.version == version:
                return older
        raise VersionMissing(source=article_id, version=version, newest=newest.version)

    def page_picture(self, article_id: str, page: int) -> bytes:
        article = self.get(article_id)
        if page != 1:
            raise PictureMissing(source=article.id, page=page)
        return b"\x89PNG"

    def versions(self, article_id: str) -> tuple[int, ...]:
        return (*(text.version for text in self._service.older.get(article_id, [])), self.get(article_id).version)

    def replaced_at(self, article_id: str) -> dict[int, str]:
        return {text.version: "2026-11-20T09:30:00+00:00" for text in self._service.older.get(article_id, [])}

    def changes(self, article_id: str, before: int, after: int | None = None) -> VersionChanges:
        return compare(self.get(article_id, before), self.get(article_id, after))

    def choose_watching(self, on: bool) -> None:
        self._service.service_state = replace(self._service.service_state, watching=on)

    def add_files(self, paths: list[Path], report: Report, *, uploaded: bool) -> IndexReport:
        added, failed = list[str](), list[Failure]()
        for done, path in enumerate(paths):
            report(Progress("read", path.name, done, len(paths), "files"))
            self._service._wait(5)
            try:
                text = path.read_bytes().decode()
                added.append(self._service._take(path.stem, text, f"corpus/{path.name}", report))
            except UnicodeDecodeError:
                failed.append(Failure(path.name, ArticleNotText(source=path.name)))
            except HaeseolError as error:
                failed.append(Failure(path.name, error))
        return IndexReport(added=tuple(added), failed=tuple(failed), seconds=0.4)

    def add_text(self, text: str, title: str, report: Report) -> IndexReport:
        if text.startswith("https://"):
            return self._fetch(text, report)
        title = title.strip() or text.strip().partition("\n")[0][:60]
        return IndexReport(added=(self._service._take(title, text, f"corpus/{title}.md", report),), seconds=0.2)

    def _fetch(self, address: str, report: Report) -> IndexReport:
        report(Progress("download", address))
        self._service._wait(5)
        if "away" in address:
            raise AddressTooSlow(source=address)
        return IndexReport(added=(self._service._take("A page of the web", EN_TEXT, address, report),), seconds=0.2)

    def sync(self, report: Report) -> IndexReport:
        report(Progress("read", "corpus", len(self._service._articles), len(self._service._articles), "articles"))
        self._service._wait(5)
        return IndexReport(unchanged=tuple(self._service._articles), seconds=0.1)

    def refresh(self, article_id: str, report: Report) -> IndexReport:
        report(Progress("read", self.get(article_id).title, 0, 1, "files"))
        self._service._wait(5)
        return IndexReport(unchanged=(article_id,), seconds=0.1)

    def storage(self) -> StorageUse:
        return StorageUse(articles=1_500_000, kept=500_000, index=10_485_760)

    def remove(self, article_id: str) -> IndexReport:
        self._service._removed.append(self.get(article_id))
        del self._service._articles[article_id]
        return IndexReport(removed=(article_id,))

    def undo_remove(self) -> IndexReport:
        article = self._service._removed.pop()
        self._service._articles[article.id] = article
        return IndexReport(added=(article.id,))


class ScriptedFeeds:
    """Feeds that are followed at once and bring the English article."""

    def __init__(self) -> None:
        self.followed: list[FollowedFeed] = []
        self.early = False

    def all(self) -> list[FollowedFeed]:
        return self.followed

    def add(self, address: str) -> FollowedFeed:
        if "none" in address:
            raise FeedUnreadable(source=address)
        self.followed.append(FollowedFeed(address, "Paddy news", ("Paddy news",)))
        return self.followed[-1]

    def remove(self, address: str) -> FollowedFeed:
        gone = next(feed for feed in self.followed if feed.address == address)
        self.followed.remove(gone)
        return gone

    def poll(self) -> list[PolledFeed]:
        return [
            PolledFeed(feed, asked=not self.early, added=() if self.early else ("sample-en",)) for feed in self.followed
        ]


class ScriptedGuides:
    """Guides that are as far as `making` of the service says."""

    def __init__(self, service: "ScriptedHaeseol") -> None:
        self._service = service

    def open(self, article_id: str, *, wanted: bool = True) -> tuple[Guide, GuideProgress]:
        if wanted:
            self._service.wanted.append(article_id)
        explanation = explain(self._service.articles.get(article_id))
        if self._service.making.stage == "ready":
            return explanation, self._service.making
        return replace(explanation, summaries=(), questions=()), self._service.making


class ScriptedOverview:
    """One topic, and the story of the two sample articles."""

    def __init__(self, service: "ScriptedHaeseol") -> None:
        self._service = service

    def survey(self) -> Iterator[OverviewEvent]:
        yield Progress("group", "", 0, 1, "topics")
        self._service._wait(5)
        placed = [
            PlacedArticle(
                each.id, each.title, each.language, each.published, 0.2 + 0.6 * (n % 2), 0.3 + 0.4 * (n % 3 == 1)
            )
            for n, each in enumerate(self._service._articles.values())
        ]
        topics = (Topic(("독파모", "딥시크"), ("models", "DeepSeek"), tuple(placed)),) if placed else ()
        yield TopicsFound(topics, (), len(placed))
        yield Progress("match", "", 0, 1, "pairs")
        self._service.go_on.wait(20)
        if {"sample-ko", "sample-en"} <= self._service._articles.keys():
            yield StoryFound(Story("sample-ko", "sample-en", 0.9))
        yield OverviewDone(1, 0.2)

    def compare(self, ko_id: str, en_id: str) -> Iterator[Progress | Comparison]:
        ko, en = self._service.articles.get(ko_id), self._service.articles.get(en_id)
        yield Progress("compare", ko.title, 0, 3, "sentences")
        self._service._wait(5)
        yield Comparison(
            ko_id,
            en_id,
            agree=(Pairing(_said(ko, ENOUGH), _said(en, BORROWED)),),
            differ=(Pairing(_said(ko, CHIPS, "1만 장"), _said(en, CUT, "That")),),
            only_ko=(_said(ko, SUPPORTS),),
            only_en=(_said(en, OPENED),),
            unsure=4,
            unread=0,
        )


class ScriptedTranslations:
    """Translations of the sample sentences; any other is the original in brackets."""

    def __init__(self, service: "ScriptedHaeseol") -> None:
        self._service = service

    def translate(self, article: ArticleText, words: str, language: Language) -> Iterator[Draft | Translation]:
        span = find_words(article.text, words)
        self._service.translated.append(words)
        if self._service.service_state.model != "ready":
            raise ModelUnavailable(name=self._service.service_state.model_name, reason="connection refused")
        if self._service.busy:
            self._service.busy -= 1
            raise QuestionFirst
        original = article.text[span.start : span.end]
        text = TRANSLATED.get(original, f"({language}) {original}")
        for end in _word_ends(text):
            yield Draft(text[:end])
            self._service._wait(3)
        doubt = doubt_numbers(original, text, language, article.published)
        yield Translation(text, language, self._service.service_state.model_name, doubt)


class ScriptedHaeseol:
    """Answers SCRIPTS word by word, `pause` seconds apart. Clear `go_on` to hold an answer after its first sentence.
    Where the model's state is "away" or "none", answers are made of quotes.

    A question with "어디 갔" or "where is the model" meets a model that is away. A question
    with "a bug" meets a bug. `asked`, `levels`, `passages`, `translated`, `finished` and `closed` record what happened.
    `thoughts` is what the model thinks before it answers, `busy` how many translations are given up for a question.
    """

    def __init__(self, *, pause: float = 0.0) -> None:
        self.pause = pause
        self.go_on = threading.Event()
        self.go_on.set()
        self.service_state = ServiceState("ready", "ready", "qwen2.5-coder-1.5b")
        self._queue = ReaderQueue(lambda: 1)
        # Questions whose answers say that they were given before.
        self.repeated: list[str] = []
        self.models: ScriptedModels | ModelChoice = ScriptedModels(self)
        self.articles = ScriptedArticles(self)
        self.feeds = ScriptedFeeds()
        self.exports = Exporter(
            lambda scope: [row for row in self.articles.all() if row.id in scope.articles],
            lambda article_id: self.articles.get(article_id),
            lambda article_id: explain(self.articles.get(article_id)),
        )
        self.guides = ScriptedGuides(self)
        self.overview = ScriptedOverview(self)
        self.translations = ScriptedTranslations(self)
        self.asked: list[tuple[str, AnswerLanguage, tuple[tuple[str, str], ...], Scope]] = []
        self.levels: list[ReadingLevel] = []
        self.tags: dict[str, tuple[str, ...]] = {}
        self.passages: list[int] = []
        self.translated: list[str] = []
        self.thoughts = "…"
        self.busy = 0
        self.older: dict[str, list[ArticleText]] = {}
        self.closed: list[str] = []
        self.finished: list[str] = []
        # How far explanations have come, and which articles the page wanted explained.
        self.making = GuideProgress("ready", 0, 6, 6, None)
        self.wanted: list[str] = []
        self._articles = {article.id: article for article in ARTICLES}
        self._removed: list[ArticleText] = []

    def ask(self, question: str, options: AskOptions = AS_USUAL) -> Iterator[Event]:
        self.levels.append(options.reading_level)
        self.passages.append(options.passages)
        self.asked.append((question, options.language, tuple(options.conversation), options.scope))
        if not question.strip():
            raise QuestionEmpty
        if "where is the model" in question or "어디 갔" in question:
            raise ModelUnavailable(name="qwen2.5-coder-1.5b", reason="connection refused")
        if "a bug" in question:
            raise ZeroDivisionError("secret detail")
        script = SCRIPTS.get(question) or _echo(question)
        if self.service_state.model in ("away", "none") and script.lines:
            lines: tuple[Line, ...] = tuple(
                (quote, "verbatim", (n,), "") for n, quote in enumerate(script.quotes, start=1)
            )
            script = replace(script, lines=lines, model=None)
        try:
            with self._queue.place(options.reader) as place, closing(self._play(question, script)) as events:  # type: ignore[type-var]
                for event in events:
                    yield event
                    if isinstance(event, EvidenceFound) and script.lines:
                        yield from map(Waiting, self._queue.wait(place))
            self.finished.append(question)
        finally:
            self.closed.append(question)

    def check_text(self, text: str, scope: Scope = EVERYTHING) -> Iterator[CheckedClaim]:
        """Tell of each sentence whether an article has it word for word; of anything else, that none does."""
        for claim in split_claims(text):
            self._wait(5)
            said = [
                one for one in self._articles.values() if claim in one.text and one.id in (scope.articles or [one.id])
            ]
            cited = tuple(ClaimCitation(one.id, one.title, claim, one.version, one.text.index(claim)) for one in said)
            reason = "" if cited else NOTHING_LIKE_IT.in_("ko" if has_hangul(claim) else "en")
            yield CheckedClaim(claim, "verbatim" if cited else "unsupported", cited, None, reason)

    def answer(self, question: str, options: AskOptions = AS_USUAL) -> Answer:
        *_, last = self.ask(question, options)
        assert isinstance(last, AnswerDone)
        return last.answer

    def search(self, question: str, k: int, scope: Scope = EVERYTHING) -> list[tuple[StoredPassage, float]]:
        found = _evidence(question, SCRIPTS.get(question) or _echo(question)).passages[:k]
        ids = {row.id for row in self.articles.within(scope)}
        return [
            (
                StoredPassage(
                    p.n, p.article_id, p.version, p.title, p.language, p.published, p.start, p.end, p.text, ()
                ),
                p.score,
            )
            for p in found
            if p.article_id in ids
        ]

    def digest(self, day: date, language: Language) -> list[DigestItem]:
        told = PhraseTranslator({text: other for text, other in TRANSLATED.items()})
        return make_digest(list(self._articles), language, self.articles.get, lambda: told)

    def change(self, article_id: str, text: str) -> None:
        """Let an article have a new version."""
        before = self._articles[article_id]
        self.older.setdefault(article_id, []).append(before)
        self._articles[article_id] = replace(before, version=before.version + 1, text=text)

    def state(self) -> ServiceState:
        return self.service_state

    def suggested_questions(self) -> dict[Language, list[str]]:
        return SUGGESTED

    def as_haeseol(self) -> Haeseol:
        """Return this as what the page's server asks for: it has all of that which the server uses."""
        return cast(Haeseol, self)

    def _play(self, question: str, script: Script) -> Iterator[Event]:
        self._wait(2)
        evidence = _evidence(question, script)
        yield EvidenceFound(evidence, script.kind)
        self._wait(4)
        sentences: list[AnswerSentence] = []
        for text, support, citations, reason in script.lines:
            if not sentences:
                yield Thinking(self.thoughts)
            for end in _word_ends(text):
                yield Draft(text[:end])
                self._wait(1)
            weak = support == "weak"
            own, near = ((), citations[0]) if weak else (citations, None)
            sentence = AnswerSentence(
                text, support, own, reason, near, quoted=script.model is None or bool(script.roughly)
            )
            sentences.append(sentence)
            yield SentenceChecked(sentence)
            self.go_on.wait(20)
        for index, told in enumerate(script.roughly):
            for end in _word_ends(told):
                yield SentenceRevised(index, replace(sentences[index], roughly=told[:end]))
                self._wait(1)
            sentences[index] = replace(sentences[index], roughly=told)
            yield SentenceRevised(index, sentences[index])
        answer = _answer(evidence, script, sentences)
        yield AnswerDone(replace(answer, repeated=question in self.repeated))

    def _take(self, title: str, text: str, source: str, report: Report) -> str:
        if not text.strip():
            raise ArticleEmpty(source=title)
        passages = text.count("\n\n") + 1
        for done in range(passages + 1):
            report(Progress("embed", title, done, passages, "passages"))
            self._wait(2)
        language: Language = "ko" if any("가" <= letter <= "힣" for letter in text) else "en"
        article = ArticleText(f"added-{len(self._articles)}-{title}", 1, title, language, None, source, text)
        self._articles[article.id] = article
        return article.id

    def _wait(self, pauses: int) -> None:
        if self.pause:
            time.sleep(self.pause * pauses)


def _said(article: ArticleText, text: str, fact: str = "") -> Said:
    start = max(article.text.find(text), 0)
    text = article.text[start : start + len(text)]
    facts = ((text.find(fact), text.find(fact) + len(fact)),) if fact in text and fact else ()
    return Said(article.id, article.version, start, start + len(text), text, facts)


def explain(article: ArticleText) -> Guide:
    """Return a scripted explanation: every part filled with what stands in the article's sentences."""
    bounds = [0, *(at + 2 for at in range(len(article.text)) if article.text[at : at + 2] in (". ", ".\n"))]
    ends = [*(start - 1 for start in bounds[1:]), len(article.text)]
    sources = [Source(n, start, end) for n, (start, end) in enumerate(zip(bounds, ends, strict=True), start=1)]
    first, last = sources[0], sources[-1]
    languages: tuple[Language, Language] = ("ko", "en")
    labelled = [Item(article.title, "DeepSeek · 딥시크", first), Item("2025", "", last)]
    said = [(article.text[first.start : first.end], "verbatim"), ("A sentence that is hardly backed.", "weak")]
    return Guide(
        article.id, article.version, fingerprint(article), len(article.text),
        key_points=tuple(Item("", "", source) for source in sources[:6]),
        people=(labelled[0],), organisations=(labelled[1],), figures=(labelled[1],), timeline=tuple(labelled),
        terms=tuple(labelled),
        summaries=tuple(
            Summary(each, tuple(SummarySentence(text, cast(Support, support), "why", (last,)) for text, support in said), model)
            for each, model in zip(languages, ("qwen", None), strict=True)
        ),
        questions=tuple(
            SuggestedQuestions(each, tuple(SuggestedQuestion(text, last, "qwen") for text in SUGGESTED[each]), "qwen")
            for each in languages
        ),
    )  # fmt: skip


def _echo(question: str) -> Script:
    language: Language = "ko" if any("가" <= letter <= "힣" for letter in question) else "en"
    said = f"‘{question}’라고 물었어요." if language == "ko" else f"You asked: {question}"
    quote = SUPPORTS if language == "ko" else OPENED
    return Script(language, (quote,), ((said, "supported", (1,), ""),))


def _evidence(question: str, script: Script) -> Evidence:
    passages = tuple(_passage(n, quote) for n, quote in enumerate(script.quotes, start=1))
    return Evidence(question, script.language, passages, not script.missing, script.missing, 0.21)


def _passage(n: int, quote: str) -> EvidencePassage:
    article = next(article for article in ARTICLES if quote in article.text)
    at = article.text.index(quote)
    start = article.text.rfind("\n\n", 0, at) + 2 if "\n\n" in article.text[:at] else 0
    end = article.text.find("\n\n", at)
    text = article.text[start : end if end >= 0 else None]
    bounds = [0, *(i + 2 for i in range(len(text) - 1) if text[i : i + 2] == ". "), len(text) + 1]
    sentences = tuple(
        EvidenceSentence(start + a, start + b - 1, text[a : b - 1], 0.9 if text[a : b - 1] == quote else 0.5)
        for a, b in pairwise(bounds)
    )
    best = next(i for i, sentence in enumerate(sentences) if sentence.text == quote)
    return EvidencePassage(
        n, article.id, article.version, article.title, article.language, article.published,
        start, start + len(text), text, 1 - n / 10, sentences, best,
    )  # fmt: skip


def _answer(evidence: Evidence, script: Script, sentences: Sequence[AnswerSentence]) -> Answer:
    cited = {n for sentence in sentences for n in sentence.citations}
    citations = tuple(
        Citation(p.n, p.article_id, p.version, p.title, p.start, p.end, p.text, p.sentences[p.best].text)
        for p in evidence.passages
        if p.n in cited
    )
    found = bool(script.lines)
    text = " ".join(map(marked, sentences)) if found else REFUSAL[script.language]
    seconds = Seconds(evidence=0.21, first_token=1.3 if found else None, total=3.8 if found else 0.3)
    model = script.model if found else None
    told = tuple(sentences)
    background = script.background
    return Answer(
        evidence.question, text, script.language, found, told, citations, model, seconds, script.kind, background
    )


def _row(article: ArticleText) -> ArticleRow:
    return ArticleRow(
        article.id, article.version, article.title, article.language, article.published, article.source,
        len(article.text), article.text.count("\n\n") + 1, "2026-11-20T09:30:00+09:00", article.author, article.url,
    )  # fmt: skip


def _word_ends(text: str) -> Iterator[int]:
    yield from (i for i, letter in enumerate(text) if letter == " ")
    yield len(text)


def with_articles(service: ScriptedHaeseol, titles: Sequence[str]) -> ScriptedHaeseol:
    """Return `service` with one more copy of the Korean article for each of `titles`."""
    for title in titles:
        article = replace(ARTICLES[0], id=f"copy-{title}", title=title)
        service._articles[article.id] = article
    return service
