"""Turns with the model: in order, fair between readers, given up with the reader, as many at a time as there are."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack

from hypothesis import given
from hypothesis import strategies as st

from bot.service.reader_queue import Place, ReaderQueue


def test_one_alone_does_not_wait() -> None:
    queue = ReaderQueue(lambda: 1)
    with queue.place("a") as place:
        assert list(queue.wait(place)) == []
        assert place.has_turn


def test_the_second_hears_how_many_go_before_and_then_that_its_turn_has_come() -> None:
    queue = ReaderQueue(lambda: 1)
    with ExitStack() as first, queue.place("b") as second:
        begun = first.enter_context(queue.place("a"))
        assert list(queue.wait(begun)) == []
        waiting = queue.wait(second)
        assert next(waiting) == 1
        first.close()
        assert list(waiting) == [0]
        assert second.has_turn


def test_who_is_still_searching_is_counted_before_those_who_asked_later() -> None:
    queue = ReaderQueue(lambda: 1)
    with ExitStack() as first, queue.place("b") as searching, queue.place("c") as last:
        assert list(queue.wait(first.enter_context(queue.place("a")))) == []
        waiting = queue.wait(last)
        assert next(waiting) == 2
        assert next(queue.wait(searching)) == 1
        assert next(waiting) == 2


def test_a_reader_who_gives_up_is_not_waited_for() -> None:
    queue = ReaderQueue(lambda: 1)
    with ExitStack() as first, ExitStack() as last:
        assert list(queue.wait(first.enter_context(queue.place("a")))) == []
        with queue.place("b") as second:
            assert next(queue.wait(second)) == 1
            waiting = queue.wait(last.enter_context(queue.place("c")))
            assert next(waiting) == 2
        assert next(waiting) == 1
        first.close()
        assert list(waiting) == [0]


def test_a_model_elsewhere_is_asked_by_several_at_once() -> None:
    turns = 2
    queue = ReaderQueue(lambda: turns)
    with queue.place() as one, queue.place() as two, queue.place() as three:
        assert list(queue.wait(one)) == list(queue.wait(two)) == []
        waiting = queue.wait(three)
        assert next(waiting) == 2
        turns = 3
        assert list(waiting) == [0]


def test_those_who_wait_in_threads_hear_at_once_that_a_turn_is_free() -> None:
    queue, order = ReaderQueue(lambda: 1), list[int]()

    def ask(n: int) -> None:
        with queue.place() as place:
            for _ in queue.wait(place):
                pass
            order.append(n)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(order) == list(range(20))


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=12))
def test_nobodys_next_question_goes_before_anothers_first(readers: list[str]) -> None:
    queue, served = ReaderQueue(lambda: 1), list[str]()
    with ExitStack() as stack:
        busy = ExitStack()
        assert list(queue.wait(busy.enter_context(queue.place("busy")))) == []
        waiting: list[tuple[ExitStack, Place, Iterator[int]]] = []
        for reader in readers:
            here = ExitStack()
            place = here.enter_context(queue.place(reader))
            waiting.append((here, place, queue.wait(place)))
            next(waiting[-1][2])
            stack.push(here)
        busy.close()
        while waiting:
            (turn,) = [each for each in waiting if queue._may_begin(each[1])]
            assert list(turn[2]) == [0]
            served.append(turn[1].reader)
            turn[0].close()
            waiting.remove(turn)
    rounds = [served[:n].count(reader) for n, reader in enumerate(served)]
    assert rounds == sorted(rounds)
    firsts = list(dict.fromkeys(readers))
    assert served[: len(firsts)] == firsts
