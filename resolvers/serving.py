"""`serve`: a process of the endpoint, or several on one port that are renewed one after another.

No request fails meanwhile: the socket is shared, so that a process that stops listening leaves no
connection behind unanswered; and it tells its clients to come on another connection before it
closes theirs.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import math
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph import embedded, tracing
from graph.embedded import Program, Supervisor
from graph.errors import ServerFailed
from graph.settings import Settings
from graph.store.store import open_store
from graph.suggestions import impressions
from resolvers import logs
from resolvers.app import create_app
from resolvers.auth import Tokens
from resolvers.metrics import shared
from resolvers.warming import warming

Say = Callable[[str], None]

LAST_S = 1.0
"""What is sent on an open connection so long after the end of listening is still answered."""

_GARBAGE = (2_000, 10, 10)
"""Objects between two collections of the youngest; a request leaves some hundreds behind. To free
20,000 at once makes others wait for 7 ms.
"""

_LOOK_EVERY_S = 0.05
_GRACE_S = 16
"""Longer than any request takes."""

_ALONE_S = 10
"""So that `up` stops within the time that it promises."""

log = logging.getLogger("proconnect.serving")


class Polite:
    """While it drains, each answer tells that its connection is closed, and `ready` says no."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.draining = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.draining or scope["type"] != "http":
            return await self._app(scope, receive, send)
        scope["draining"] = True

        async def last(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        return await self._app(scope, receive, last)


class Server(uvicorn.Server):
    """Uvicorn's, which tells when it is ready, and drains before it ends."""

    def __init__(self, app: ASGIApp, *, drain_s: float = 0.0, grace_s: int = _GRACE_S) -> None:
        self._polite = Polite(app)
        self._drain_s = drain_s
        super().__init__(
            uvicorn.Config(
                self._polite,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=grace_s,
                server_header=False,
                h11_max_incomplete_event_size=64 * 1024,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Uvicorn's; then whoever started this process is told.

        What is there by now stays: the garbage collector need not look at it again and again, which
        took up to a third of the time of small requests.
        """
        await super().startup(sockets)
        if self.started:
            gc.collect()
            gc.freeze()
            gc.set_threshold(*_GARBAGE)
            notify("READY=1")

    async def main_loop(self) -> None:
        """Uvicorn's; then first nothing new is sent here, then nothing new is taken."""
        await super().main_loop()
        notify("STOPPING=1")
        self._polite.draining = True
        await self._wait(self._drain_s, lambda: True)
        for server in self.servers:
            server.close()
        await self._wait(LAST_S, lambda: bool(self.server_state.connections))

    async def _wait(self, seconds: float, needed: Callable[[], bool]) -> None:
        for _ in range(math.ceil(seconds / _LOOK_EVERY_S)):
            if self.force_exit or not needed():
                break
            await asyncio.sleep(_LOOK_EVERY_S)


async def serve(settings: Settings, *, fd: int | None = None, say: Say) -> None:
    """Serve the endpoint until a signal, beside a running `up` or on servers of its own.

    `fd` is a listening socket that was inherited. With `processes` in the settings, those serve,
    and SIGHUP renews them.
    """
    logs.configure(settings)
    Tokens.load(settings)
    listener = bound(settings) if fd is None else undelayed(socket.socket(fileno=fd))
    with listener:
        if settings.processes > 1:
            await _several(settings, listener, say)
        else:
            await _one(settings, listener, _GRACE_S if fd is not None else _ALONE_S, say)


async def _one(settings: Settings, listener: socket.socket, grace_s: int, say: Say) -> None:
    async with (
        embedded.running(settings, say=say) as running,
        open_store(running) as store,
        warming(store),
    ):
        with tracing.exporting(settings, "serve"):
            server = Server(create_app(running, store), drain_s=settings.drain_s, grace_s=grace_s)
            log.info("serving on %s:%s", settings.host, listener.getsockname()[1])
            await server.serve([listener])
            await impressions.settled()
            if not server.started:
                raise ServerFailed(f"the endpoint could not start on {settings.host}")


def bound(settings: Settings) -> socket.socket:
    """A socket at the host and port of the settings. Raises ServerFailed where somebody has it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise ServerFailed(
            f"port {settings.port} on {settings.host}: {error.strerror} (see --port)"
        ) from None
    return undelayed(listener)


def undelayed(listener: socket.socket) -> socket.socket:
    """Its connections send at once; without it a small answer waits 40 ms for the client's ACK.

    A loop sets this for sockets that it makes itself. What a listener has its connections inherit.
    """
    if listener.family in (socket.AF_INET, socket.AF_INET6):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def notify(state: str) -> None:
    """Tell whoever started this process, as systemd's sd_notify does; nobody may be there."""
    if path := os.environ.get("NOTIFY_SOCKET"):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
            out.sendto(state.encode(), "\0" + path[1:] if path.startswith("@") else path)


def addresses(settings: Settings) -> dict[str, str]:
    """What a child needs to find the servers that run."""
    return {
        "PROCONNECT_DATA": str(settings.data.absolute()),
        "PROCONNECT_HOST": settings.host,
        "PROCONNECT_LIMITS": settings.limits,
        "NEO4J_URI": settings.neo4j_uri,
        "NEO4J_USER": settings.neo4j_user,
        "NEO4J_PASSWORD": settings.neo4j_password.get_secret_value(),
        "REDIS_URL": settings.redis_url,
    }


async def _several(settings: Settings, listener: socket.socket, say: Say) -> None:
    """Several processes on one socket. The socket outlives each of them."""
    loop = asyncio.get_running_loop()
    stop, again = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, again.set)
    async with embedded.running(settings, say=say) as running, Supervisor(say) as supervisor:
        with _heard() as ready_at:
            work = asyncio.create_task(
                _renewing(running, listener, supervisor, again, ready_at, say)
            )
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait([work, stopped], return_when=asyncio.FIRST_COMPLETED)
            notify("STOPPING=1")
            stopped.cancel()
            work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await work


async def _renewing(
    settings: Settings,
    listener: socket.socket,
    supervisor: Supervisor,
    again: asyncio.Event,
    ready_at: socket.socket,
    say: Say,
) -> None:
    """Start the processes; on each SIGHUP, one new one is ready before an old one ends."""
    numbers = count(1)

    async def start() -> str:
        program = _child(settings, listener, next(numbers), ready_at)
        await supervisor.start(program)
        return program.name

    running = [await start() for _ in range(settings.processes)]
    port = listener.getsockname()[1]
    say(f"{len(running)} processes serve on {settings.host}:{port}; SIGHUP renews them")
    notify("READY=1")
    while True:
        await again.wait()
        again.clear()
        try:
            for old in tuple(running):
                running.append(await start())
                running.remove(old)
                await supervisor.stop(old)
            say("all processes are new")
        except ServerFailed as error:
            say(f"{error.message}; those that serve stay")


@contextmanager
def _heard() -> Iterator[socket.socket]:
    """A socket where children tell that they are ready."""
    with (
        tempfile.TemporaryDirectory(prefix="pc-") as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard,
    ):
        heard.bind(str(Path(folder) / "notify"))
        heard.setblocking(False)
        yield heard


def _child(
    settings: Settings, listener: socket.socket, number: int, heard: socket.socket
) -> Program:
    async def ready() -> bool:
        # One starts at a time, so that what is heard is of this one.
        with contextlib.suppress(BlockingIOError):
            while heard.recv(256) != b"READY=1":
                pass
            return True
        return False

    fd, told_at = listener.fileno(), str(heard.getsockname())
    return Program(
        name=f"serve {number}",
        command=[sys.executable, "-m", "resolvers.cli", "serve", "--fd", str(fd)],
        log=settings.data / "logs" / "serve.log",
        env={
            **addresses(settings),
            "PROCONNECT_PORT": str(listener.getsockname()[1]),
            "PROCONNECT_PROCESSES": "1",
            "NOTIFY_SOCKET": told_at,
            **shared(Path(told_at).parent),
        },
        ready=ready,
        stop_within_s=settings.drain_s + LAST_S + _GRACE_S + 5.0,
        inherited=(fd,),
    )
