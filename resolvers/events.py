"""`proconnect events`: the outbox, the consumers' lag and their dead letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from graph import embedded
from graph.errors import InvalidInput
from graph.events.relay import outbox
from graph.ids import time_of
from graph.settings import Settings
from graph.store.store import Store, open_store
from graph.store.streams import DeadLetter
from resolvers.worker import GROUPS

Say = Callable[[str], None]

_SHOWN = 100


async def show_all(settings: Settings, *, say: Say, out: Console) -> None:
    """How far the relay and each consumer are behind, and the oldest dead letters."""
    async with embedded.running(settings, say=say) as running, open_store(running) as store:
        pending, oldest = await outbox(store.db)
        age = f", the oldest for {datetime.now(UTC) - oldest}" if oldest else ""
        out.print(f"{pending} events wait for the relay{age}", highlight=False)
        lags = Table("consumer", "not given", "not acknowledged", "dead letters")
        for lag in await store.streams.lags(GROUPS):
            lags.add_row(lag.group, str(lag.waiting), str(lag.pending), str(lag.dead))
        out.print(lags)
        dead = Table("consumer", "dead letter", "kind", "key", "tries", "error")
        for group in GROUPS:
            for letter in await store.streams.dead_letters(group, _SHOWN):
                event = letter.event
                cells = (event.kind, event.key, str(letter.deliveries), letter.error[:80])
                dead.add_row(group, letter.entry_id, *cells)
        if dead.row_count:
            out.print(dead)


async def show(settings: Settings, group: str, entry_id: str, *, say: Say, out: Console) -> None:
    """One dead letter, whole."""
    async with embedded.running(settings, say=say) as running, open_store(running) as store:
        letter = await _letter(store, group, entry_id)
        event = letter.event
        for name, value in (
            ("event", f"{event.id} of {time_of(event.id):%Y-%m-%d %H:%M:%S} UTC"),
            ("kind", event.kind),
            ("key", event.key),
            ("payload", event.payload.decode("utf-8", "replace")),
            ("tries", str(letter.deliveries)),
            ("error", letter.error),
        ):
            out.print(f"{name:<8} {value}", highlight=False, markup=False)


async def replay(settings: Settings, group: str, entry_id: str, *, say: Say) -> None:
    """Give a dead letter to the consumers again."""
    async with embedded.running(settings, say=say) as running, open_store(running) as store:
        letter = await _letter(store, group, entry_id)
        await store.streams.replay(letter)
    say(f"Replayed: {letter.event.kind} {letter.event.id}")


async def discard(settings: Settings, group: str, entry_id: str, *, say: Say) -> None:
    """Forget a dead letter."""
    async with embedded.running(settings, say=say) as running, open_store(running) as store:
        letter = await _letter(store, group, entry_id)
        await store.streams.discard(letter)
    say(f"Discarded: {letter.event.kind} {letter.event.id}")


async def _letter(store: Store, group: str, entry_id: str) -> DeadLetter:
    if group not in GROUPS:
        raise InvalidInput(f"events: {group!r} is none of {', '.join(GROUPS)}")
    return await store.streams.dead_letter(group, entry_id)
