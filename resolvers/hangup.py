"""Ends the work on a request whose client has hung up, and on one that takes too long."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.types import Receive

from graph.errors import QueryTimeout

T = TypeVar("T")

WATCH_AFTER_S = 0.25
"""Nearly all requests end sooner, and watching costs a task."""


class HungUp(Exception):
    """Nobody waits for the answer any longer."""


async def attended(work: Coroutine[Any, Any, T], receive: Receive, longest_s: float) -> T:
    """What `work` returns. Cancelling it also ends its queries in the database.

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
        gone = True
        task.cancel()

    loop = asyncio.get_running_loop()
    later = loop.call_later(WATCH_AFTER_S, lambda: watching.append(loop.create_task(watch())))
    try:
        async with asyncio.timeout(longest_s):
            return await work
    except TimeoutError:
        raise QueryTimeout(f"the request took more than {longest_s:.0f} s") from None
    except asyncio.CancelledError:
        if gone and task.uncancel() == 0:
            raise HungUp from None
        raise
    finally:
        later.cancel()
        for one in watching:
            one.cancel()
