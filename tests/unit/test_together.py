"""Questions about one thing are asked together, and each gets its own answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from graph.store.database import add_bookmarks, bookmarks, read_your_writes
from graph.store.together import MOST, Together


class Server:
    """Takes some time for each batch, and answers a number with its double."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.seen: list[frozenset[str]] = []

    async def __call__(self, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        self.seen.append(bookmarks())
        await asyncio.sleep(0.01)
        if 13 in items:
            raise ValueError("13")
        return [2 * item for item in items]


async def test_the_first_is_asked_alone_and_the_others_meanwhile_together() -> None:
    together, server = Together(0.0), Server()
    found = await asyncio.gather(*(together.ask(1, item, server) for item in range(5)))
    assert found == [0, 2, 4, 6, 8]
    assert server.batches == [[0, 1, 2, 3, 4]], "all that came before the first was sent"
    first = asyncio.create_task(together.ask(1, 1, server))
    await asyncio.sleep(0.005)
    assert await asyncio.gather(*(together.ask(1, item, server) for item in (2, 3))) == [4, 6]
    assert await first == 2
    assert server.batches[1:] == [[1], [2, 3]]


async def test_other_things_are_not_waited_for() -> None:
    together, server = Together(10.0), Server()
    found = await asyncio.gather(*(together.ask(about, about, server) for about in range(3)))
    assert found == [0, 2, 4]
    assert server.batches == [[0], [1], [2]]


async def test_a_thing_rests_behind_a_batch_and_is_forgotten_then() -> None:
    together, server = Together(0.02), Server()
    loop = asyncio.get_running_loop()
    await together.ask(1, 1, server)
    began = loop.time()
    assert await together.ask(1, 2, server) == 4
    assert loop.time() - began >= 0.02
    await asyncio.sleep(0.05)
    assert together._waiting == {}
    assert together._asking == set()


async def test_an_error_reaches_all_of_its_batch_and_nobody_else() -> None:
    together, server = Together(0.0), Server()
    results = await asyncio.gather(
        *(together.ask(1, item, server) for item in (13, 2)), return_exceptions=True
    )
    assert [type(one) for one in results] == [ValueError, ValueError]
    with pytest.raises(ValueError, match="13"):
        await together.ask(1, 13, server)
    assert await together.ask(1, 3, server) == 6


async def test_who_goes_away_takes_no_answer_from_others() -> None:
    together, server = Together(0.0), Server()
    gone = asyncio.create_task(together.ask(1, 1, server))
    stays = asyncio.create_task(together.ask(1, 2, server))
    await asyncio.sleep(0.005)
    gone.cancel()
    assert await stays == 4
    assert gone.cancelled()


async def test_a_batch_has_an_end() -> None:
    together, server = Together(0.0), Server()
    many = range(100, 101 + MOST)
    found = await asyncio.gather(*(together.ask(1, item, server) for item in many))
    assert found == [2 * item for item in many]
    assert [len(batch) for batch in server.batches] == [MOST, 1]


async def test_a_batch_waits_for_what_each_of_it_has_written() -> None:
    together, server = Together(0.0), Server()

    async def wrote(mark: str, item: int) -> int:
        with read_your_writes():
            add_bookmarks(frozenset([mark]))
            found = await together.ask(1, item, server)
            assert bookmarks() == {mark}
            return found

    found = await asyncio.gather(wrote("a", 1), wrote("b", 2))
    assert list(found) == [2, 4]
    assert server.seen == [{"a", "b"}]


async def test_an_error_that_is_the_answer_of_one_reaches_only_that_one() -> None:
    together = Together(0.0)

    async def odd(items: Sequence[int]) -> list[int | Exception]:
        return [item if item % 2 else ValueError(str(item)) for item in items]

    found = await asyncio.gather(
        *(together.ask("odd", item, odd) for item in (1, 2, 3)), return_exceptions=True
    )
    assert [str(one) for one in found] == ["1", "2", "3"]
    assert [type(one) for one in found] == [int, ValueError, int]


async def test_who_asks_sees_what_the_batch_has_written_and_not_what_others_had() -> None:
    together = Together(0.0)

    async def write(items: Sequence[int]) -> list[int]:
        add_bookmarks(frozenset(["new"]))
        return list(items)

    async def asks(mark: str) -> frozenset[str]:
        with read_your_writes(frozenset([mark])):
            await together.ask(1, 1, write)
            return bookmarks()

    found = await asyncio.gather(asks("a"), asks("b"))
    assert list(found) == [{"a", "new"}, {"b", "new"}]
