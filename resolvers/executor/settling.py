"""Runs the coroutines of one wave of fields side by side, and gives their values back in place."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

Work = Coroutine[Any, Any, Any]


class _Waiting:
    """A coroutine that waits for a loader, and the place where its value goes."""

    __slots__ = ("coroutine", "future", "index", "values")

    def __init__(self, coroutine: Work, values: list[Any], index: int) -> None:
        self.coroutine = coroutine
        self.values = values
        self.index = index
        self.future: asyncio.Future[Any] | None = None

    def step(self) -> bool:
        """Run on until the next loader; True at the end."""
        try:
            future = self.coroutine.send(None)
        except StopIteration as end:
            self.values[self.index] = end.value
            return True
        if not asyncio.isfuture(future):
            raise TypeError("a resolver that is marked LOADED awaits something else")
        future._asyncio_future_blocking = False
        self.future = future
        return False


async def settle(loaded: list[list[Work]], awaited: list[list[Work]]) -> None:
    """Replace each coroutine in these lists by what it returns.

    Those of `loaded` await loaders only and need no task; a single one of `awaited` runs in the
    task of the request. Raises what the first of them raises; then none of them runs any longer.
    """
    if not loaded and len(awaited) == 1 and len(awaited[0]) == 1:
        awaited[0][0] = await awaited[0][0]
        return
    tasks: list[tuple[list[Any], int, asyncio.Task[Any]]] = []
    waiting = [_Waiting(work, values, i) for values in loaded for i, work in enumerate(values)]
    try:
        for values in awaited:
            for i, work in enumerate(values):
                tasks.append((values, i, asyncio.create_task(work)))
        await _load(waiting)
        for values, i, task in tasks:
            values[i] = await task
    except BaseException:
        await _abandon(waiting, [task for _, _, task in tasks])
        raise


async def _load(waiting: list[_Waiting]) -> None:
    blocked = [one for one in waiting if not one.step()]
    while blocked:
        first = blocked[0].future
        assert first is not None
        if not first.done():
            await asyncio.wait((first,))
        blocked = [one for one in blocked if not _is_done(one.future) or not one.step()]


def _is_done(future: asyncio.Future[Any] | None) -> bool:
    return future is not None and future.done()


async def _abandon(waiting: list[_Waiting], tasks: list[asyncio.Task[Any]]) -> None:
    for one in waiting:
        one.coroutine.close()
        if one.future is not None:
            one.future.add_done_callback(_retrieve)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _retrieve(future: asyncio.Future[Any]) -> None:
    """What a loader raises is not lost: graphql-core asks again and tells it."""
    if not future.cancelled():
        future.exception()
