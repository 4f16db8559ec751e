"""`proconnect skills`: the vocabulary's curation on the command line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from time import perf_counter

from rich.console import Console
from rich.table import Table

from graph import embedded
from graph.errors import Conflict, InvalidInput, NotFound, OperatorError
from graph.settings import Settings
from graph.skills import curation
from graph.store.store import Store, open_store

Say = Callable[[str], None]


@asynccontextmanager
async def _opened(settings: Settings, say: Say) -> AsyncIterator[Store]:
    """The store; what is refused ends in one line. A merge may take longer than a request."""
    async with embedded.running(settings, say=say) as running:
        patient = running.model_copy(update={"query_timeout_s": 120.0})
        async with open_store(patient) as store:
            try:
                yield store
            except (Conflict, InvalidInput, NotFound) as error:
                raise OperatorError(error.message) from None


async def queue(settings: Settings, first: int, *, say: Say, out: Console) -> None:
    """Words that the taxonomy does not know, the most used first."""
    async with _opened(settings, say) as store:
        found = await curation.queue(store.db, first)
    table = Table("word", "members", "jobs", "may mean", "id")
    for one in found:
        table.add_row(one.name, str(one.members), str(one.jobs), ", ".join(one.may_mean), one.id)
    out.print(table if found else "No word awaits curation")


async def merge(settings: Settings, skill: str, into: str, *, say: Say) -> None:
    """One skill becomes another."""
    start = perf_counter()
    async with _opened(settings, say) as store:
        found = await curation.merge(store, skill, into, now=datetime.now(UTC))
    say(
        f"{skill} is {into} now: {found.members:,} members, {found.jobs:,} jobs and "
        f"{found.endorsements:,} endorsements moved in {perf_counter() - start:.1f} s"
    )


async def alias(settings: Settings, text: str, skill: str, *, say: Say) -> None:
    """A spelling leads to a skill."""
    async with _opened(settings, say) as store:
        name = await curation.alias(store, text, skill, now=datetime.now(UTC))
    say(f"{text} leads to {name}")


async def split(settings: Settings, text: str, *, say: Say) -> None:
    """A spelling becomes a skill of its own again."""
    async with _opened(settings, say) as store:
        id_ = await curation.split(store, text, now=datetime.now(UTC))
    say(f"{text} is a skill of its own: {id_}")


async def verify(settings: Settings, skill: str, *, say: Say) -> None:
    """A word belongs to the vocabulary."""
    async with _opened(settings, say) as store:
        name = await curation.verify(store, skill, now=datetime.now(UTC))
    say(f"{name} belongs to the vocabulary")
