"""The answering model, local or anywhere else, through LangChain, which is imported here and in `openai_protocol` alone.

A local model runs in an engine beside this process, which serves the OpenAI protocol on loopback; from there on it is a
provider like every other, but that the engine also tells how likely each word is, and what it remembers
(`bot.models.llm.llama_server`).
"""

import os
import threading
import time
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bot.bilingual import Language
from bot.models.llm.adapters import CARRIED, AdapterName, find_adapters, needed_adapter
from bot.models.llm.broken_replies import is_end, is_silence, says_its_end
from bot.models.llm.chat_message import Message
from bot.models.llm.control_tokens import part_control_tokens, read_control_tokens
from bot.models.llm.llama_server import Floats, KVLocation, LlamaServer, start_server
from bot.models.llm.model_speed import ModelSpeed, SpeedGauge
from bot.models.llm.model_state import ModelAddress, ModelTest
from bot.models.llm.provider_keys import read_key, without_keys
from bot.models.llm.providers import key_variable, reach, speaks_openai_protocol
from bot.models.llm.replicas import NoReplicaAnswers, Replicas
from bot.models.llm.thinking import Piece, ThinkingSplitter
from bot.models.model_errors import (
    ModelEnded,
    ModelSilent,
    ModelUnavailable,
    ModelUnavailableEverywhere,
    ProviderKeyMissing,
)
from bot.settings import DEFAULT_PARALLEL, without_login

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

# How many of the likeliest first tokens are looked at, and the log probability of a word that is not among them.
FIRST_TOKENS = 20
IMPOSSIBLE = -20.0
# The log odds of a plain yes or no in words, and the room for it.
SURE = 20.0
WORD_TOKENS = 16
# What a model elsewhere may think before it speaks: providers count that as part of the reply, and one that is cut off in its
# thoughts says nothing at all. With the longest answer (`profiles`) it stays below 4,096, which some of them allow at most.
# A model here does not think first (see `llama_server`).
THINKING_TOKENS = 3_000

# A patience of two minutes: the longest prompt takes half of that to read at 60 tokens a second.
SILENCE_SECONDS = 120.0
# A connection breaks a moment before the system says how the process ended.
_ENDING_SECONDS = 0.5

# What `time_model` asks: short, and the same in every run.
TEST_REQUEST: Message = ("user", "In one sentence: what is a newspaper article?")
TEST_TOKENS = 32


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model made of a conversation that asks for yes or no: the log odds of yes, and what it remembers, if it tells."""

    odds: float
    values: Floats | None = None


class AnsweringModel(Protocol):
    """Something that continues a conversation."""

    @property
    def name(self) -> str:
        """The model's name, as an answer shows it."""

    @property
    def taught(self) -> Collection[AdapterName]:
        """What it was taught here beside what it knew; nothing where its engine has not taken that."""

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        """Yield the reply as it is made. Closing the iterator stops the model. Raises ModelUnavailable."""

    def odds(self, messages: Sequence[Message], yes: str, no: str) -> float:
        """Return the log odds that the reply begins with `yes` rather than with `no`. Raises ModelUnavailable."""

    def read(self, messages: Sequence[Message], yes: str, no: str, place: KVLocation | None) -> Reading:
        """Return `odds`, and what the model remembers at `place`, None where it does not tell. Raises ModelUnavailable."""


class ChatModel:
    """A LangChain chat model, or several replicas of one, as an AnsweringModel."""

    def __init__(
        self,
        name: str,
        replicas: "Replicas[BaseChatModel]",
        server: LlamaServer | None = None,
        gauge: SpeedGauge | None = None,
        parallel: int = 1,
        control_tokens: frozenset[str] = frozenset(),
        taught: Sequence[AdapterName] = (),
        says_its_end: bool = False,
    ) -> None:
        """`taught` is in the order of the engine's adapters.

        `says_its_end` is as in `broken_replies`: a reply that does not is a failure of the model.
        """
        self._name = name
        self._control_tokens = control_tokens
        self._taught = tuple(taught)
        self._says_its_end = says_its_end
        self._replicas = replicas
        self._server = server
        self._gauge = gauge or SpeedGauge()
        # One local engine has two cores to itself or none: a second question waits for the first.
        self._turn = threading.BoundedSemaphore(1 if server is not None else parallel)

    @classmethod
    def from_gguf(
        cls, path: Path, *, name: str, threads: int | None = None, package: Path | None = None
    ) -> "ChatModel":
        """Load a GGUF file into llama.cpp, in a process of its own. Takes seconds to tens of seconds.

        With it comes what the model of that name has been taught, unless the engine does not take that: the model answers
        without it. The engine in `package` that does not start leaves its place to the installed one. Raises ModelUnavailable.
        """
        try:
            # First: what is wrong with a file the engine says best.
            server, taught = start_server(path, threads, package, find_adapters(name))
            control_tokens = read_control_tokens(path)
        except (OSError, RuntimeError, ValueError) as error:
            raise ModelUnavailable(name=name, reason=error) from error
        _keep_traces_here()
        from pydantic import SecretStr

        from bot.models.llm.openai_protocol import EngineChat

        chat = EngineChat(model="local", base_url=f"{server.address}/v1", api_key=SecretStr(server.key), **_ASKED)
        replicas: Replicas[BaseChatModel] = Replicas({server.address: chat}, SILENCE_SECONDS)
        return cls(
            name,
            replicas,
            server,
            chat.gauge,
            control_tokens=control_tokens,
            taught=taught,
            says_its_end=True,
        )

    @classmethod
    def from_provider(
        cls,
        model: str,
        *,
        base_urls: Sequence[str] = (),
        environment: Mapping[str, str] = os.environ,
        parallel: int = DEFAULT_PARALLEL,
    ) -> "ChatModel":
        """Open `provider:model`, one of `ENDPOINTS` or as LangChain's init_chat_model reads it, asked `parallel` times at once.

        It is asked at the provider's own address, or at `base_urls`, each request where the fewest are under way.
        Keys come from each provider's usual variable, or the file named beside it (`provider_keys`). Raises ProviderKeyMissing
        where there is none, ProviderKeyOpen and ModelUnavailable.
        """
        variable = key_variable(model)
        key = read_key(variable, environment)
        if variable and not key:
            raise ProviderKeyMissing(name=model, variable=variable)
        chats: dict[str, BaseChatModel] = {}
        try:
            for address in base_urls or (None,):
                spoken_to, options = reach(model, address, key)
                if key and not environment.get(variable):
                    options["api_key"] = key  # LangChain knows of the variable alone
                is_ours = speaks_openai_protocol(model, address)
                opened = (
                    _open_server(spoken_to, len(base_urls) > 1, options) if is_ours else _open_chat(spoken_to, options)
                )
                chats[without_login(address or "")] = opened
        except (
            Exception
        ) as error:  # each provider's package raises errors of its own: a missing key, an unknown provider
            raise ModelUnavailable(name=model, reason=without_keys(error, environment)) from error
        return cls(model, Replicas(chats, SILENCE_SECONDS), parallel=parallel, says_its_end=says_its_end(spoken_to))

    @property
    def name(self) -> str:
        """The model's name, as an answer shows it."""
        return self._name

    @property
    def taught(self) -> tuple[AdapterName, ...]:
        """What it was taught here beside what it knew; nothing where its engine has not taken that."""
        return self._taught

    @property
    def carries(self) -> frozenset[Language]:
        """The languages that it carries sentences over into as it was taught: none where its engine has not taken that."""
        return CARRIED if "carrying" in self._taught else frozenset()

    @property
    def engine(self) -> LlamaServer | None:
        """The engine in which it runs here; None of a model elsewhere."""
        return self._server

    @property
    def addresses(self) -> tuple[ModelAddress, ...]:
        """The addresses of a model that has several, in the order in which they were named; () of every other."""
        answering = self._replicas.answering()
        return tuple(ModelAddress(*each) for each in answering.items()) if len(answering) > 1 else ()

    @property
    def failure(self) -> ModelEnded | None:
        """How its engine has ended, None where it can be asked."""
        reason = self._server.ended() if self._server is not None else ""
        return ModelEnded(name=self._name, reason=reason) if reason else None

    @property
    def speed(self) -> ModelSpeed:
        """How fast it reads and writes at its fastest, as far as its engine has told; nothing of a model elsewhere."""
        return self._gauge.fastest

    def odds(self, messages: Sequence[Message], yes: str, no: str) -> float:
        """Return the log odds that the reply begins with `yes` rather than with `no`. Raises ModelUnavailable.

        The engine in this process knows the probability of each first token. A model that runs elsewhere, or says neither, is
        taken at its word: `SURE` of either where its reply, after any thinking, begins with that, else 0.
        """
        return self.read(messages, yes, no, None).odds

    def read(self, messages: Sequence[Message], yes: str, no: str, place: KVLocation | None) -> Reading:
        """Return `odds`, and what the engine remembers at `place`, None without one or an server. Raises ModelUnavailable."""
        values = None
        if self._server is not None:
            with self._turn:
                likely = self._first_tokens(messages)
                values = self._remembered(self._server, place) if place is not None else None
            sides = [_likeliest(likely, word) for word in (yes, no)]
            if max(sides) > IMPOSSIBLE:
                return Reading(sides[0] - sides[1], values)
        said = "".join(piece.text for piece in self.stream(messages, max_tokens=WORD_TOKENS) if not piece.thinking)
        word = said.strip(" *\"'\n").casefold()
        return Reading(SURE * (word.startswith(yes.casefold()) - word.startswith(no.casefold())), values)

    def _room(self, max_tokens: int) -> int:
        """Return how many tokens to ask for, so that the reply has `max_tokens` of them whatever it thinks before."""
        return max_tokens if self._server is not None else max_tokens + THINKING_TOKENS

    def _remembered(self, server: LlamaServer, place: KVLocation) -> Floats | None:
        """Return what the engine remembers, None where it cannot write that, such as on a full disk."""
        import httpx

        try:
            return server.values(place)
        except (httpx.HTTPStatusError, OSError, ValueError):
            return None
        except httpx.HTTPError as error:
            raise self._unavailable(error) from error

    def _first_tokens(self, messages: Sequence[Message]) -> list[tuple[str, float]]:
        """Return the likeliest first tokens of the reply with their log probabilities, likeliest first."""
        reply = self._reply(messages, max_tokens=1, logprobs=True, top_logprobs=FIRST_TOKENS)
        content = (reply.response_metadata.get("logprobs") or {}).get("content") or []
        return [(one["token"], float(one["logprob"])) for first in content[:1] for one in first["top_logprobs"]]

    def _told(self, messages: Sequence[Message]) -> list[Message]:
        """Return the messages as they are sent: in none of them, whoever wrote it, stands a mark of the model's own."""
        return [(speaker, part_control_tokens(text, self._control_tokens)) for speaker, text in messages]

    def _adapted(self, messages: Sequence[Message]) -> dict[str, Any]:
        """Return what the engine is told beside a conversation: to use what the model was taught, where that is what is asked."""
        needed = needed_adapter(messages)
        if needed is None or needed not in self._taught:
            return {}
        # Those that are not named the engine leaves off.
        return {"extra_body": {"lora": [{"id": self._taught.index(needed), "scale": 1.0}]}}

    def _reply(self, messages: Sequence[Message], **options: Any) -> "AIMessage":
        """Return the whole reply; the caller has the turn."""
        attempts = self._replicas.attempts()
        try:
            for attempt in attempts:
                with attempt as chat:
                    return chat.invoke(self._told(messages), **options, **self._adapted(messages))
            raise attempts.failure
        except Exception as error:  # network, HTTP and provider errors have no common ancestor
            raise self._unavailable(error) from error

    def _unavailable(self, error: Exception) -> ModelUnavailable:
        """Return what `error` says of the model. An engine here that is silent is ended: the next question gets another."""
        if isinstance(error, NoReplicaAnswers):
            return ModelUnavailableEverywhere(name=self._name, reasons=without_keys(error))
        if is_silence(error):
            if self._server is not None:
                self._server.end()
            return ModelSilent(name=self._name, seconds=f"{SILENCE_SECONDS:g}")
        reason = self._server.ended(within=_ENDING_SECONDS) if self._server is not None else ""
        if reason:
            return ModelEnded(name=self._name, reason=reason)
        return ModelUnavailable(name=self._name, reason=without_keys(error))

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[Piece]:
        """Yield the reply as it is made. Closing the iterator stops the model. Raises ModelUnavailable.

        What a model elsewhere thinks does not count as reply; a piece of what it streams is a token or more.
        """
        with self._turn:
            attempts = self._replicas.attempts()
            try:
                for attempt in attempts:
                    with attempt as chat, closing(self._pieces(chat, messages, max_tokens)) as pieces:
                        for piece in pieces:
                            if piece.text:
                                attempt.note_word()
                            yield piece
                        return
                raise attempts.failure
            except Exception as error:  # network, HTTP and provider errors have no common ancestor
                raise self._unavailable(error) from error

    def _pieces(
        self, chat: "BaseChatModel", messages: Sequence[Message], max_tokens: int
    ) -> Generator[Piece, None, None]:
        """Yield the reply of one of the replicas; the caller has the turn."""
        splitter, written, asked = ThinkingSplitter(), 0, time.monotonic()
        has_ended = not self._says_its_end
        chunks = chat.stream(self._told(messages), max_tokens=self._room(max_tokens), **self._adapted(messages))
        # `closing` ends the request when the reader stops, and with it the work in the server.
        with closing(chunks):  # type: ignore[type-var]
            for chunk in chunks:
                has_ended = has_ended or is_end(chunk)
                for piece in splitter.feed_chunk(chunk):
                    written += not piece.thinking
                    yield piece
                if not splitter.has_said and time.monotonic() - asked > self._replicas.patience:
                    raise TimeoutError("signs of life without a word")
                if self._server is None and written >= max_tokens:
                    has_ended = True
                    break  # an engine here ends by itself, and tells at the end how long it took
        yield from splitter.finish()
        if not has_ended:
            raise ConnectionError("the reply was cut off")


def time_model(model: AnsweringModel) -> ModelTest:
    """Ask for one sentence and return how fast it came; thinking counts too. Raises ModelUnavailable, also for silence."""
    started = time.perf_counter()
    first, letters = None, 0
    with closing(model.stream([TEST_REQUEST], max_tokens=TEST_TOKENS)) as pieces:  # type: ignore[type-var]
        for piece in pieces:
            if first is None and piece.text:
                first = time.perf_counter() - started
            letters += len(piece.text)
    if first is None:
        raise ModelUnavailable(name=model.name, reason="it said nothing")
    after = time.perf_counter() - started - first
    return ModelTest(model.name, first, letters / after if after else float(letters))


def _likeliest(likely: Sequence[tuple[str, float]], word: str) -> float:
    """Return the log probability of the likeliest token that `word` begins with, `IMPOSSIBLE` where there is none."""
    fits = [(token.strip().casefold(), probability) for token, probability in likely]
    return max(
        (probability for token, probability in fits if token and word.casefold().startswith(token)),
        default=IMPOSSIBLE,
    )


# What every model is asked with: the likeliest words, one try, and so much patience with silence.
_ASKED: dict[str, Any] = {"temperature": 0, "max_retries": 0, "timeout": SILENCE_SECONDS}


def _open_server(model: str, is_replica: bool, options: Mapping[str, Any]) -> "BaseChatModel":
    """Return what speaks to a server of OpenAI's protocol, as one of several or alone."""
    _keep_traces_here()
    from bot.models.llm.openai_protocol import ReplicaChat, ServerChat

    return (ReplicaChat if is_replica else ServerChat)(model=model.partition(":")[2], **_ASKED, **options)


def _open_chat(model: str, options: Mapping[str, Any]) -> "BaseChatModel":
    _keep_traces_here()
    from langchain.chat_models import init_chat_model

    chat: BaseChatModel = init_chat_model(model, **_ASKED, **options)
    return chat


def _keep_traces_here() -> None:
    # langsmith comes with langchain-core and would send traces out where its variables are set.
    os.environ["LANGSMITH_TRACING"] = "false"
    os.environ["LANGCHAIN_TRACING_V2"] = "false"
