"""A server that failed in a row is left alone; one caller at a time finds out that it is back."""

from __future__ import annotations

import asyncio

import pytest

from graph.store.breaker import Breaker, LeftAlone

AWAY = (ConnectionError,)


class Clock:
    """Time that the test moves on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker("test", limit=3, rest_s=1.0, trial_s=10.0, clock=clock)


def fail(breaker: Breaker, error: type[BaseException] = ConnectionError) -> None:
    with pytest.raises(error), breaker.attempt(AWAY):
        raise error


def test_failures_in_a_row_open_it(breaker: Breaker) -> None:
    fail(breaker)
    fail(breaker)
    with breaker.attempt(AWAY):
        pass
    fail(breaker)
    fail(breaker)
    assert not breaker.is_open
    fail(breaker)
    assert breaker.is_open
    with pytest.raises(LeftAlone), breaker.attempt(AWAY):
        raise AssertionError("nothing is asked")


def test_an_error_of_a_server_that_answers_is_no_failure(breaker: Breaker) -> None:
    for error in (ConnectionError, ConnectionError, ValueError, ConnectionError, ConnectionError):
        fail(breaker, error)
    assert not breaker.is_open


def test_waiting_for_a_connection_says_nothing(breaker: Breaker, clock: Clock) -> None:
    """Callers that never got to the server neither count nor close it again."""

    def wait_in_vain() -> None:
        with pytest.raises(BlockingIOError), breaker.attempt(AWAY, silent=(BlockingIOError,)):
            raise BlockingIOError

    fail(breaker)
    wait_in_vain()
    fail(breaker)
    fail(breaker)
    assert breaker.is_open
    clock.now = 1.0
    wait_in_vain()
    assert breaker.is_open


def test_a_cancellation_says_nothing(breaker: Breaker) -> None:
    for error in (ConnectionError, ConnectionError, asyncio.CancelledError, ConnectionError):
        fail(breaker, error)
    assert breaker.is_open


def test_one_at_a_time_tries_it_after_its_rest(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        fail(breaker)
    clock.now = 1.0
    with breaker.attempt(AWAY), pytest.raises(LeftAlone), breaker.attempt(AWAY):
        raise AssertionError("another tries it already")
    assert not breaker.is_open
    with breaker.attempt(AWAY):
        pass


def test_a_trial_that_fails_is_followed_by_another_rest(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        fail(breaker)
    clock.now = 1.0
    fail(breaker)
    clock.now = 1.9
    with pytest.raises(LeftAlone), breaker.attempt(AWAY):
        raise AssertionError("it rests")
    clock.now = 2.0
    with breaker.attempt(AWAY):
        pass


def test_a_trial_that_is_cancelled_makes_room_for_the_next(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        fail(breaker)
    clock.now = 1.0
    fail(breaker, asyncio.CancelledError)
    clock.now = 10.9
    with pytest.raises(LeftAlone), breaker.attempt(AWAY):
        raise AssertionError("the trial may still come back")
    clock.now = 11.0
    with breaker.attempt(AWAY):
        pass
    assert not breaker.is_open
