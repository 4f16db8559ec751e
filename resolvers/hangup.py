"""Ends the work on a request whose client has hung up, and on one that takes too long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from starlette.types import Receive

from graph.errors import QueryTimeout

T = TypeVar("T")

WATCH_AFTER_S = 0.25
"""Nearly all requests end sooner, and watching costs a task."""


class HungUp(Exception):
    """Nobody waits for the answer any longer."""


async def attended(
    work: Coroutine[Any, Any, T],
    receive: Receive,
    longest_s: float,
    may_end: Callable[[], bool] = lambda: True,
) -> T:
    """What `work` returns. Cancelling it also ends its queries in the database.

    Where `may_end` says no, it is never cancelled: a write must not end in between.

    Raises HungUp where the client left, QueryTimeout after `longest_s`.
    """
    task = asyncio.current_task()
    assert task is not None
    watching: list[asyncio.Task[None]] = []
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        if may_end():
            gone = True
            task.cancel()

    loop = asyncio.get_running_loop()
    late = False

    def end() -> None:
        nonlocal late
        if may_end():
            late = True
            task.cancel()

    timers = (
        loop.call_later(WATCH_AFTER_S, lambda: watching.append(loop.create_task(watch()))),
        loop.call_later(longest_s, end),
    )
    try:
        return await work
    except asyncio.CancelledError:
        if (gone or late) and task.uncancel() == 0:
            if gone:
                raise HungUp from None
            raise QueryTimeout(f"the request took more than {longest_s:.0f} s") from None
        raise
    finally:
        for timer in timers:
            timer.cancel()
        for one in watching:
            one.cancel()
