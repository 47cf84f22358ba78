"""One model at several addresses: who is asked, what happens where one fails, and that no reader notices."""

import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.llm import chat_model, openai_protocol
from bot.models.llm.active_model import ActiveModel
from bot.models.llm.chat_message import Message
from bot.models.llm.chat_model import ChatModel
from bot.models.llm.model_state import ModelAddress
from bot.models.llm.preemptible import make_preemptible
from bot.models.llm.priority import IdleGate
from bot.models.llm.replicas import FIRST_REST, LONGEST_REST, Attempt, NoReplicaAnswers, Replicas
from bot.models.model_errors import ModelSilent, ModelUnavailable, ModelUnavailableEverywhere
from bot.settings import Settings
from tests.replica_server import (
    WORDS,
    ReplicaServer,
    Request,
    answer,
    break_off,
    break_off_before_the_first_word,
    hang,
    hang_after_headers,
    refuse_with,
    replica_servers,
    tell_in_stream,
)

ASKED: list[Message] = [("user", "hello")]
NAMES = ("a", "b", "c")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def replicas_of(
    names: Sequence[str], clock: Callable[[], float] = time.monotonic, seconds: float = 120
) -> Replicas[str]:
    return Replicas({name: name for name in names}, seconds, clock)


def begin(replicas: Replicas[str]) -> Attempt[str]:
    return next(iter(replicas.attempts()))


def end(attempt: Attempt[str], error: BaseException | None = None) -> bool:
    return attempt.__exit__(None if error is None else type(error), error, None)


def where(attempt: Attempt[str]) -> str:
    return attempt.__enter__()


@given(st.integers(1, 5), st.lists(st.integers(0, 9), max_size=80))
def test_each_request_goes_where_the_fewest_are_under_way(count: int, ends: list[int]) -> None:
    names = [str(number) for number in range(count)]
    replicas, going = replicas_of(names), list[Attempt[str]]()
    for number in ends:
        under_way = Counter(where(each) for each in going)
        attempt = begin(replicas)
        assert under_way[where(attempt)] == min(under_way[name] for name in names)
        going.append(attempt)
        if number < len(going):
            end(going.pop(number))


@given(st.integers(1, 5), st.integers(0, 40))
def test_of_requests_that_go_on_no_address_has_two_more_than_another(count: int, requests: int) -> None:
    names = [str(number) for number in range(count)]
    replicas = replicas_of(names)
    given_to = [where(begin(replicas)) for _ in range(requests)]
    under_way = Counter(given_to)
    assert max(under_way[name] for name in names) - min(under_way[name] for name in names) <= 1
    assert all(name != after for name, after in pairwise(given_to)) or count == 1  # in turn


@given(
    st.lists(st.tuples(st.sampled_from(["begin", "answer", "fail", "leave", "wait"]), st.integers(0, 9)), max_size=100)
)
def test_who_failed_rests_and_is_tried_by_one_alone(steps: list[tuple[str, int]]) -> None:
    clock = Clock()
    replicas, going = replicas_of(NAMES, clock), list[Attempt[str]]()
    failed_at = dict.fromkeys(NAMES, -LONGEST_REST)
    for step, number in steps:
        if step == "wait":
            clock.now += number
        elif step == "begin":
            healthy = [name for name, answers in replicas.answering().items() if answers]
            attempt = begin(replicas)
            # None that has just failed is asked while another answers.
            assert not healthy or clock.now >= failed_at[where(attempt)] + FIRST_REST or where(attempt) in healthy
            tries = Counter(where(each) for each in going if each._is_trial)
            assert not healthy or not attempt._is_trial or not tries[where(attempt)]
            going.append(attempt)
        elif number < len(going):
            attempt = going.pop(number)
            counted = attempt._begun > attempt._replica.failed
            end(attempt, {"answer": None, "fail": OSError(), "leave": GeneratorExit()}[step])
            if step == "fail" and counted:
                failed_at[where(attempt)] = clock.now
    for attempt in going:
        end(attempt)
    assert all(replica.under_way == replica.trials == 0 for replica in replicas._replicas)
    assert all(replica.rest <= LONGEST_REST for replica in replicas._replicas)


def test_an_address_rests_twice_as_long_each_time_up_to_a_minute_and_not_after_it_answered() -> None:
    clock = Clock()
    replicas = replicas_of(["bad", "good"], clock)
    rests, attempt = list[float](), begin(replicas)
    for _ in range(8):
        assert end(attempt, OSError())
        failed_at = clock.now
        while where(attempt := begin(replicas)) == "good":
            end(attempt)
            clock.now += 0.5
        rests.append(clock.now - failed_at)
    assert rests == [1, 2, 4, 8, 16, 32, 60, 60]
    end(attempt)
    assert replicas.answering() == {"bad": True, "good": True}


def test_who_is_quick_is_asked_in_turn() -> None:
    replicas, given_to = replicas_of(NAMES), list[str]()
    for _ in range(6):
        attempt = begin(replicas)
        given_to.append(where(attempt))
        end(attempt)
    assert given_to == [*NAMES, *NAMES]


def test_one_request_tries_whoever_has_had_its_rest_and_the_others_wait_for_that() -> None:
    clock = Clock()
    replicas = replicas_of(NAMES, clock)
    assert end(begin(replicas), OSError())
    clock.now += FIRST_REST
    burst = [begin(replicas) for _ in range(9)]
    assert Counter(map(where, burst)) == {"a": 1, "b": 4, "c": 4}
    (trial,) = (attempt for attempt in burst if where(attempt) == "a")
    trial.note_word()  # it is there, long before its reply has ended
    assert Counter(where(begin(replicas)) for _ in range(6)) == {"a": 4, "b": 1, "c": 1}


def test_requests_that_fail_together_are_one_failure_and_an_earlier_answer_is_no_recovery() -> None:
    clock = Clock()
    replicas = replicas_of(["a", "b"], clock)
    going = [begin(replicas) for _ in range(20)]
    there = [attempt for attempt in going if where(attempt) == "a"]
    for attempt in there[:-1]:
        assert end(attempt, OSError())
    assert replicas._replicas[0].rest == FIRST_REST
    end(there[-1])
    assert replicas.answering() == {"a": False, "b": True}


def test_a_request_is_tried_once_at_each_address_until_the_time_is_over() -> None:
    clock = Clock()
    replicas = replicas_of(NAMES, clock, seconds=120)
    assert replicas.patience == 60

    def ask(takes: float) -> list[str]:
        tried, attempts = [], replicas.attempts()
        for attempt in attempts:
            with attempt as name:
                tried.append(name)
                clock.now += takes
                raise OSError(f"{name} is away")
        assert isinstance(attempts.failure, NoReplicaAnswers)
        assert [*attempts.failure.failures] == tried
        assert all(f"{name} ({name} is away)" in str(attempts.failure) for name in tried)
        return tried

    assert sorted(ask(1)) == ["a", "b", "c"]
    assert len(ask(60)) == 2  # the third minute is nobody's


def ask(model: ChatModel) -> str:
    return "".join(piece.text for piece in model.stream(ASKED, max_tokens=9))


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.fixture
def servers() -> Iterator[list[ReplicaServer]]:
    with replica_servers(3) as three:
        yield three


def open_model(servers: Sequence[ReplicaServer], parallel: int = 60) -> ChatModel:
    urls = [server.url for server in servers]
    return ChatModel.from_provider("openai:any", base_urls=urls, environment={"OPENAI_API_KEY": "k"}, parallel=parallel)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_one_of_three_dies_in_the_middle_of_a_burst_and_no_reader_sees_an_error(servers: list[ReplicaServer]) -> None:
    model = open_model(servers)
    for server in servers:
        server.seconds = 0.5
    with ThreadPoolExecutor(60) as readers:
        answers = [readers.submit(ask, model) for _ in range(60)]
        wait_until(lambda: servers[1].asked >= 5)
        servers[1].die()
        assert [answer.result() for answer in answers] == ["".join(WORDS)] * 60
    assert sum(server.asked for server in servers) > 60  # those under way there were asked again elsewhere
    assert model.addresses == tuple(ModelAddress(server.url, server is not servers[1]) for server in servers)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_burst_is_spread_evenly(servers: list[ReplicaServer]) -> None:
    model = open_model(servers)
    all_are_there = threading.Event()

    def answer_when_all_are_there(request: Request) -> None:
        all_are_there.wait(60)
        answer(request)

    for server in servers:
        server.reply = answer_when_all_are_there
    with ThreadPoolExecutor(60) as readers:
        answers = [readers.submit(ask, model) for _ in range(60)]
        wait_until(lambda: sum(server.asked for server in servers) == 60)
        all_are_there.set()
        assert [answer.result() for answer in answers] == ["".join(WORDS)] * 60
    assert [server.most for server in servers] == [20, 20, 20]


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("reply", [hang, hang_after_headers])
def test_one_that_hangs_before_the_first_word_costs_its_part_of_the_patience_once(
    servers: list[ReplicaServer], monkeypatch: pytest.MonkeyPatch, reply: Callable[[Request], None]
) -> None:
    monkeypatch.setitem(chat_model._ASKED, "timeout", 3.0)
    servers[0].reply = reply
    model = open_model(servers)
    started = time.monotonic()
    assert ask(model) == "".join(WORDS)
    waited = time.monotonic() - started
    assert 1.4 < waited < 2.9  # half of it
    assert [ask(model) for _ in range(6)] == ["".join(WORDS)] * 6
    assert [server.asked for server in servers] == [1, 4, 3]


@pytest.mark.filterwarnings("default")
@pytest.mark.skipif(
    sys.platform != "linux", reason="where a full line of connections is silent as a machine that is off"
)
def test_a_machine_that_is_switched_off_costs_no_more_than_connecting(
    servers: list[ReplicaServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai_protocol, "CONNECTING_SECONDS", 0.3)
    with ExitStack() as open_sockets:
        full = open_sockets.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        address = full.getsockname()
        with pytest.raises(TimeoutError):
            for _ in range(8):
                open_sockets.enter_context(socket.create_connection(address, timeout=0.3))
        urls = [f"http://127.0.0.1:{address[1]}/v1", servers[0].url]
        model = ChatModel.from_provider("openai:any", base_urls=urls, environment={"OPENAI_API_KEY": "k"})
        started = time.monotonic()
        assert ask(model) == "".join(WORDS)
        assert 0.2 < time.monotonic() - started < 10  # of a minute
    assert [each.answers for each in model.addresses] == [False, True]


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_one_that_comes_back_gets_requests_again(servers: list[ReplicaServer]) -> None:
    model = open_model(servers)
    servers[0].die()
    for _ in range(6):
        assert ask(model) == "".join(WORDS)
    assert servers[0].asked == 0
    servers[0].start()

    def ask_on() -> bool:
        assert ask(model) == "".join(WORDS)
        return servers[0].asked > 0

    wait_until(ask_on)
    assert all(each.answers for each in model.addresses)
    asked = servers[0].asked
    for _ in range(6):
        ask(model)
    assert servers[0].asked == asked + 2


@pytest.mark.filterwarnings("default")
def test_after_the_first_word_nobody_else_is_asked(servers: list[ReplicaServer]) -> None:
    model = open_model(servers)
    servers[0].reply = break_off
    pieces = model.stream(ASKED, max_tokens=9)
    assert next(pieces).text == WORDS[0]
    with pytest.raises(ModelUnavailable, match="cut off") as told:
        next(pieces)
    assert type(told.value) is ModelUnavailable
    assert [server.asked for server in servers] == [1, 0, 0]
    assert not model.addresses[0].answers  # it is left alone all the same


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize(
    "reply",
    [
        refuse_with(429),
        refuse_with(408),
        refuse_with(500),
        refuse_with(503),
        tell_in_stream(500),
        break_off_before_the_first_word,
    ],
)
def test_what_is_the_servers_fault_is_asked_elsewhere(
    servers: list[ReplicaServer], reply: Callable[[Request], None]
) -> None:
    model = open_model(servers)
    servers[0].reply = reply
    assert ask(model) == "".join(WORDS)
    assert [server.asked for server in servers] == [1, 1, 0]
    assert [each.answers for each in model.addresses] == [False, True, True]


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("reply", [*map(refuse_with, (400, 401, 403, 404, 422)), tell_in_stream(400)])
def test_what_is_the_requests_own_fault_is_not(servers: list[ReplicaServer], reply: Callable[[Request], None]) -> None:
    model = open_model(servers)
    servers[0].reply = reply
    with pytest.raises(ModelUnavailable, match="it is 4") as told:
        ask(model)
    assert type(told.value) is ModelUnavailable
    assert [server.asked for server in servers] == [1, 0, 0]
    assert all(each.answers for each in model.addresses)


@pytest.mark.filterwarnings("default")
def test_where_all_fail_all_are_named_in_both_languages(servers: list[ReplicaServer]) -> None:
    servers[0].die()
    servers[1].reply = refuse_with(429)
    servers[2].reply = refuse_with(503)
    urls = [server.url.replace("http://", "http://kim:word@") for server in servers]
    model = ChatModel.from_provider("openai:any", base_urls=urls, environment={"OPENAI_API_KEY": "k"})
    for _ in range(2):  # also where none has had its rest
        with pytest.raises(ModelUnavailableEverywhere) as told:
            ask(model)
        for language in ("ko", "en"):
            words = told.value.message(language)
            assert all(server.url in words for server in servers)
            assert "it is 429" in words
            assert "word@" not in words
            assert "`haeseol doctor`" in words
    assert [server.asked for server in servers] == [0, 2, 2]
    servers[1].reply = answer
    assert ask(model) == "".join(WORDS)


@pytest.mark.filterwarnings("default")
def test_a_reader_who_leaves_says_nothing_of_the_address(servers: list[ReplicaServer]) -> None:
    model = open_model(servers)
    for _ in range(3):
        pieces = model.stream(ASKED, max_tokens=9)
        next(pieces)
        pieces.close()  # type: ignore[attr-defined]
    assert [server.asked for server in servers] == [1, 1, 1]
    assert all(each.answers for each in model.addresses)
    assert all(replica.under_way == 0 for replica in model._replicas._replicas)


@pytest.mark.filterwarnings("default")
def test_what_is_asked_in_the_background_goes_elsewhere_too(servers: list[ReplicaServer]) -> None:
    model = open_model(servers)
    servers[0].reply = refuse_with(503)
    background = make_preemptible(model, lambda: True)
    said = [piece.text for piece in background.stream(ASKED, max_tokens=9)]
    assert "".join(said) == "".join(WORDS)
    assert [server.asked for server in servers] == [1, 1, 0]
    assert not model.addresses[0].answers  # what it has found out is known to readers' requests
    for server in servers:
        server.reply = refuse_with(503)
    with pytest.raises(ModelUnavailableEverywhere):
        list(background.stream(ASKED, max_tokens=9))


@pytest.mark.filterwarnings("default")
def test_one_address_is_asked_as_ever(servers: list[ReplicaServer], monkeypatch: pytest.MonkeyPatch) -> None:
    model = open_model(servers[:1])
    servers[0].reply = refuse_with(503)
    for asked in (1, 2, 3):
        with pytest.raises(ModelUnavailable, match="it is 503") as told:
            ask(model)
        assert type(told.value) is ModelUnavailable
        assert servers[0].asked == asked  # it has no rest
    servers[0].reply = answer
    assert ask(model) == "".join(WORDS)
    assert model.addresses == ()
    monkeypatch.setitem(chat_model._ASKED, "timeout", 0.3)
    model = open_model(servers[:1])
    servers[0].reply = hang
    with pytest.raises(ModelSilent):
        ask(model)


@pytest.mark.filterwarnings("default")
def test_the_place_of_the_model_says_how_each_address_is_doing(
    tmp_path: Path, servers: list[ReplicaServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    urls = tuple(server.url for server in servers)
    place = ActiveModel(Settings(home=tmp_path, cache=tmp_path, model="openai:any", base_urls=urls), IdleGate())
    assert place.addresses == ()
    servers[2].die()
    for _ in range(3):
        place.time()
    assert place.addresses == tuple(ModelAddress(url, url != urls[2]) for url in urls)
    assert place.state == "ready"
