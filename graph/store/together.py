"""Questions about one thing that come within a moment are asked together, one batch after another.

Alone, a question is asked at once. While it is under way, and for a moment behind it, others about
the same thing wait, and are then asked in one: what everybody wants now costs little more than what
one wants. A batch begins after each of its questions came, so its answers are never older than
those that each would have got alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from graph.store.database import add_bookmarks, bookmarks, read_your_writes

Item = TypeVar("Item")
Answer = TypeVar("Answer")

MOST = 500
"""In one batch."""


@dataclass(frozen=True, slots=True)
class _Asked:
    item: Any
    seen: frozenset[str]
    """What who asks has written before: the batch waits for that, also on a cluster."""

    answer: asyncio.Future[tuple[Any, frozenset[str]]]
    """And what the batch has written."""


_Work = Callable[[Sequence[Any]], Awaitable[Sequence[Any]]]


class Together:
    """Questions by what they are about; `rest_s` is the moment behind a batch."""

    def __init__(self, rest_s: float) -> None:
        self._rest_s = rest_s
        self._waiting: dict[Hashable, list[_Asked]] = {}
        self._asking: set[asyncio.Task[None]] = set()

    async def ask(
        self,
        about: Hashable,
        item: Item,
        work: Callable[[Sequence[Item]], Awaitable[Sequence[Answer | Exception]]],
    ) -> Answer:
        """What `work` answers for `item`, one of up to 500; raises what `work` raises, for all of
        them, or answers for this one.

        `about` names the kind of question and the thing; `work` is the same in all questions about
        it: one of them asks for the others.
        """
        loop = asyncio.get_running_loop()
        asked = _Asked(item, bookmarks(), loop.create_future())
        if about in self._waiting:
            self._waiting[about].append(asked)
        else:
            self._waiting[about] = [asked]
            task = loop.create_task(self._ask(about, work))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
        answer: Answer
        answer, written = await asked.answer
        add_bookmarks(written)
        return answer

    async def _ask(self, about: Hashable, work: _Work) -> None:
        batch: list[_Asked] = []
        try:
            while self._waiting[about]:
                waiting = self._waiting[about]
                batch, self._waiting[about] = waiting[:MOST], waiting[MOST:]
                await _answer(batch, work)
                await asyncio.sleep(self._rest_s)
        finally:
            for asked in (*batch, *self._waiting.pop(about)):
                asked.answer.cancel()  # does nothing to those that are answered


async def _answer(batch: Sequence[_Asked], work: _Work) -> None:
    seen = frozenset().union(*(asked.seen for asked in batch))
    try:
        with read_your_writes(seen) as known:
            answers = await work([asked.item for asked in batch])
    except Exception as error:
        answers = [error] * len(batch)
    written = known.values - seen
    for asked, answer in zip(batch, answers, strict=True):
        if asked.answer.done():
            continue
        if isinstance(answer, Exception):
            asked.answer.set_exception(answer)
        else:
            asked.answer.set_result((answer, written))
