"""Whether somebody listens: who has left is given up soon, however many others ask meanwhile."""

from collections.abc import Callable

import pytest

from bot.ui.listeners import PATIENCE_SECONDS, Listeners


class Clock:
    """A clock that stands still until something sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.while_asleep: Callable[[], None] = lambda: None

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.while_asleep()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("bot.ui.listeners.time.sleep", made.sleep)
    return made


def test_who_has_left_is_given_up_also_while_others_ask(clock: Clock) -> None:
    listeners = Listeners(clock=clock)
    listeners.joined()
    began = clock.now
    clock.while_asleep = listeners.joined
    assert not listeners.wait_for("left")
    assert PATIENCE_SECONDS <= clock.now - began < PATIENCE_SECONDS + 0.1


def test_who_begins_to_listen_in_time_is_waited_for(clock: Clock) -> None:
    listeners = Listeners(clock=clock)
    listeners.joined()
    clock.while_asleep = lambda: listeners.opened("slow") if clock.now > 102 else None
    assert listeners.wait_for("slow")


def test_where_nobody_asked_lately_nobody_is_waited_for(clock: Clock) -> None:
    listeners = Listeners(clock=clock)
    listeners.joined()
    clock.now = began = clock.now + PATIENCE_SECONDS + 1
    assert not listeners.wait_for("left")
    assert clock.now == began


def test_who_listens_already_and_calls_without_a_session_are_not_waited_for(clock: Clock) -> None:
    listeners = Listeners(lambda session: ["event"] if session == "by event" else [], clock)
    listeners.opened("here")
    listeners.opened("event")
    began = clock.now
    assert listeners.wait_for("here")
    assert listeners.wait_for("by event")
    assert listeners.wait_for(None)
    assert clock.now == began
    listeners.closed("event")
    assert not listeners.wait_for("by event")
