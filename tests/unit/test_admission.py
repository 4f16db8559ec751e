"""So many requests are worked on at once, so many wait, and the others are refused at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import ASGIApp

from graph.errors import QueryTimeout
from resolvers import admission as admitting
from resolvers import hangup, logs
from resolvers.admission import (
    BURST_S,
    LEAST,
    LEAST_INSIDE,
    LEAST_PLACES,
    OVERLOAD_S,
    WORK_S,
    Admission,
)
from resolvers.hangup import HungUp, attended
from resolvers.logs import REFUSALS_HAVE_LINES, Logged


class Door:
    """An application that answers when it is told to."""

    def __init__(self) -> None:
        self.entered = 0
        self.release = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.entered += 1
        await self.release.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})


async def asked(admission: ASGIApp, path: str = "/graphql") -> int:
    """The status of a request."""
    statuses: list[int] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "POST", "path": path, "headers": []}
    await admission(scope, receive, send)
    return statuses[0]


async def test_beyond_those_inside_and_waiting_each_is_refused_at_once() -> None:
    door = Door()
    admission = Admission(door, inside=2, waiting=3)
    tasks = [asyncio.create_task(asked(admission)) for _ in range(5)]
    await asyncio.sleep(0)
    assert door.entered == 2
    assert [await asked(admission) for _ in range(4)] == [503] * 4
    health = asyncio.create_task(asked(admission, "/health/live"))
    await asyncio.sleep(0)
    door.release.set()
    assert await asyncio.gather(*tasks, health) == [200] * 6
    assert await asked(admission) == 200
    assert admission._inside == 0


async def test_nobody_waits_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admitting, "WAIT_S", 0.1)
    door = Door()
    admission = Admission(door, inside=1, waiting=5)
    first = asyncio.create_task(asked(admission))
    await asyncio.sleep(0)
    assert await asyncio.gather(*(asked(admission) for _ in range(3))) == [503] * 3
    assert not admission._queue
    door.release.set()
    assert await first == 200
    assert await asked(admission) == 200


async def test_who_hangs_up_while_waiting_leaves_the_place_to_the_next() -> None:
    door = Door()
    admission = Admission(door, inside=1, waiting=5)
    first, second, third = (asyncio.create_task(asked(admission)) for _ in range(3))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    door.release.set()
    assert await asyncio.gather(first, third) == [200, 200]
    assert admission._inside == 0


async def test_as_many_are_let_in_as_are_answered_in_time() -> None:
    for each_s, entered in ((WORK_S / 40, 40), (WORK_S, LEAST_INSIDE), (WORK_S / 1000, 64)):
        door = Door()
        admission = Admission(door, inside=64, waiting=0)
        admission._each_s = each_s
        tasks = [asyncio.create_task(asked(admission)) for _ in range(70)]
        await asyncio.sleep(0)
        assert door.entered == entered
        door.release.set()
        assert sorted(await asyncio.gather(*tasks)) == [200] * entered + [503] * (70 - entered)
        assert admission._inside == 0


async def test_so_many_as_a_front_end_asks_at_once_are_never_refused() -> None:
    door = Door()
    admission = Admission(door, inside=64)
    admission._each_s = 10 * WORK_S
    tasks = [asyncio.create_task(asked(admission)) for _ in range(LEAST)]
    await asyncio.sleep(0)
    assert door.entered == LEAST_INSIDE
    assert await asked(admission) == 503
    door.release.set()
    assert await asyncio.gather(*tasks) == [200] * LEAST
    assert admission._inside == 0


async def test_while_more_ask_as_many_wait_as_are_answered_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(admitting, "RECENT_S", 0.1)
    for each_s, places in ((OVERLOAD_S / 20.5, 20), (10 * OVERLOAD_S, LEAST_PLACES)):
        door = Door()
        admission = Admission(door, inside=64)
        admission._each_s = each_s
        burst = max(LEAST, int(BURST_S / each_s))
        tasks = [asyncio.create_task(asked(admission)) for _ in range(burst)]
        await asyncio.sleep(0)
        for _ in range(LEAST):
            assert await asked(admission) == 503
        while len(tasks) > places:
            assert await asked(admission) == 503
            tasks.pop().cancel()  # one hangs up, and nobody comes instead
            await asyncio.sleep(0)
        assert await asked(admission) == 503
        await asyncio.sleep(0.15)
        tasks += [asyncio.create_task(asked(admission)) for _ in range(LEAST - places)]
        await asyncio.sleep(0)
        door.release.set()
        assert await asyncio.gather(*tasks) == [200] * LEAST
        assert admission._inside == 0


async def test_who_comes_back_when_told_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admitting, "RECENT_S", 0.1)
    door = Door()
    admission = Admission(door, inside=64)
    admission._each_s = 10 * WORK_S
    tasks = [asyncio.create_task(asked(admission)) for _ in range(LEAST)]
    await asyncio.sleep(0)
    refused = [await asked(admission) for _ in range(LEAST // 4)]
    assert refused == [503] * (LEAST // 4)
    door.release.set()
    assert await asyncio.gather(*tasks) == [200] * LEAST
    door.release.clear()
    tasks = [asyncio.create_task(asked(admission)) for _ in range(LEAST - LEAST // 4)]
    await asyncio.sleep(0.15)
    tasks += [asyncio.create_task(asked(admission)) for _ in refused]
    await asyncio.sleep(0)
    door.release.set()
    assert await asyncio.gather(*tasks) == [200] * LEAST


async def test_a_burst_may_be_of_as_many_as_are_answered_soon() -> None:
    for each_s, served in ((BURST_S / 64.5, 64), (10 * BURST_S, LEAST)):
        door = Door()
        admission = Admission(door, inside=64)
        admission._each_s = each_s
        tasks = [asyncio.create_task(asked(admission)) for _ in range(80)]
        await asyncio.sleep(0)
        door.release.set()
        assert await asyncio.gather(*tasks) == [200] * served + [503] * (80 - served)


async def test_of_many_refusals_some_are_logged_and_the_others_counted(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "COUNTED_FOR_S", 0.05)
    caplog.set_level("INFO", "proconnect.access")
    caplog.handler.addFilter(logs._with_request_id)
    door = Door()
    logged = Logged(Admission(door, inside=1, waiting=0), str)
    inside = asyncio.create_task(asked(logged))
    await asyncio.sleep(0)
    for storm in (25, REFUSALS_HAVE_LINES, 1):
        caplog.clear()
        assert [await asked(logged) for _ in range(storm)] == [503] * storm
        await asyncio.sleep(0.1)
        lines = [record.__dict__ for record in caplog.records]
        each = [line for line in lines if "method" in line]
        assert len(each) == min(storm, REFUSALS_HAVE_LINES)
        assert len({line["request_id"] for line in each}) == len(each)
        assert {(line["path"], line["status"], *line["codes"]) for line in lines} == {
            ("/graphql", 503, "OVERLOADED")
        }
        more = [(line["more"], line["request_id"]) for line in lines if "more" in line]
        assert more == ([(15, None)] if storm == 25 else [])
    door.release.set()
    assert await inside == 200


async def test_what_an_answer_takes_is_measured() -> None:
    door = Door()
    admission = Admission(door, inside=1)
    before = admission._each_s
    for _ in range(1_500):
        door.release.set()
        await asked(admission)
    assert admission._each_s < before / 10


async def test_work_ends_when_its_client_hangs_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hangup, "WATCH_AFTER_S", 0.01)
    ended = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(1)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    with pytest.raises(HungUp):
        await attended(work(), receive, 30)
    assert ended == [1]
    current = asyncio.current_task()
    assert current is not None
    assert current.cancelling() == 0


async def test_a_write_does_not_end_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hangup, "WATCH_AFTER_S", 0.001)

    async def work() -> int:
        await asyncio.sleep(0.1)
        return 1

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    assert await attended(work(), receive, 0.01, lambda: False) == 1


async def test_work_that_takes_too_long_ends() -> None:
    async def receive() -> Any:
        await asyncio.sleep(60)

    with pytest.raises(QueryTimeout):
        await attended(asyncio.sleep(60), receive, 0.01)
