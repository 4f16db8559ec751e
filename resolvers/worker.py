"""`proconnect worker`: relays the outbox and runs every consumer."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import start_http_server

from graph import embedded, tracing
from graph.errors import ServerFailed
from graph.events.consumers import Consumer
from graph.events.working import Task, work
from graph.feed import fanout
from graph.feed.reacting import flush_reactions
from graph.identity import mails
from graph.identity.forgetting import forget_ended
from graph.notifications import notify
from graph.search import alerts, freshness
from graph.settings import Settings
from graph.skills.deriving import derive_when_due
from graph.store.store import open_store
from resolvers import logs

CONSUMERS: tuple[Consumer, ...] = (
    notify.CONSUMER,
    fanout.CONSUMER,
    freshness.CONSUMER,
    alerts.CONSUMER,
    mails.CONSUMER,
)
"""Every consumer of the product, each a group of its own on the stream of events."""

TASKS: tuple[Task, ...] = (flush_reactions, forget_ended, derive_when_due)
"""What a worker does besides."""

GROUPS = tuple(consumer.name for consumer in CONSUMERS)


async def worker(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Work until a signal, beside a running `up` or on servers of its own."""
    logs.configure(settings)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with _metrics(settings), tracing.exporting(settings, "worker"):
        await _until_stopped(settings, stop, say)


async def _until_stopped(
    settings: Settings, stop: asyncio.Event, say: Callable[[str], None]
) -> None:
    async with embedded.running(settings, say=say) as running, open_store(running) as store:
        say("The worker is ready")
        working = asyncio.create_task(work(store, CONSUMERS, TASKS))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([working, stopped], return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working


@contextmanager
def _metrics(settings: Settings) -> Iterator[None]:
    """`/metrics` of this process, where a port is configured. Raises ServerFailed."""
    if settings.metrics_port is None:
        yield
        return
    host, port = settings.host, settings.metrics_port
    try:
        server, thread = start_http_server(port, addr=host)
    except OSError as error:
        text = f"PROCONNECT_METRICS_PORT: port {port} on {host}: {error.strerror}"
        raise ServerFailed(text) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
