"""Signals over a real Redis: whoever listens hears again, whatever became of the connection."""

from __future__ import annotations

import asyncio

import pytest

from graph.store.signals import Signals
from graph.store.store import Store


async def heard(signals: Signals, news: asyncio.Queue[bytes], word: bytes) -> None:
    """Tell until it is heard; what is told while nobody is subscribed is missed."""
    async with asyncio.timeout(20):
        while True:
            await signals.tell("channel", word)
            try:
                async with asyncio.timeout(0.2):
                    while await news.get() != word:
                        pass
                    return
            except TimeoutError:
                continue


@pytest.mark.parametrize("greeting", [("HELLO", 3), ("CLIENT", "KILL", "TYPE", "pubsub")])
async def test_a_listener_hears_again(store: Store, greeting: tuple[str | int, ...]) -> None:
    signals = store.signals
    async with signals.listen("channel") as news:
        await heard(signals, news, b"before")
        if greeting[0] == "HELLO":
            # Its answer arrives where messages are read, as after a connect that was cut off.
            await signals._pubsub.connection.send_command(*greeting)
        else:
            await signals._client.execute_command(*greeting)
        await heard(signals, news, b"after")
    assert signals._reader is not None
    assert not signals._reader.done()
