"""`proconnect feed`: what answers "my feed is broken"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from rich.console import Console

from graph import embedded
from graph.feed import diagnosis
from graph.settings import Settings
from graph.store.store import open_store

Say = Callable[[str], None]


async def show(settings: Settings, member_id: int, *, say: Say, out: Console) -> None:
    """How the feed of a member stands."""
    async with embedded.running(settings, say=say) as running, open_store(running) as store:
        _print(out, diagnosis.lines(await diagnosis.diagnose(store, member_id)))


async def rebuild(settings: Settings, member_id: int, *, say: Say, out: Console) -> None:
    """Build the feed of a member anew, and how it stands then."""
    async with embedded.running(settings, say=say) as running, open_store(running) as store:
        found = await diagnosis.rebuild(store, member_id, now=datetime.now(UTC))
        _print(out, diagnosis.lines(found))


def _print(out: Console, lines: list[str]) -> None:
    for line in lines:
        out.print(line, highlight=False, markup=False, soft_wrap=True)
