"""`up` and `serve`: the processes that answer, and the worker beside them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx2
import uvicorn
from rich.console import Console

from graph import embedded
from graph.embedded import Program, Supervisor
from graph.errors import ServerFailed
from graph.settings import Settings
from graph.store.store import open_store
from graph.suggestions import impressions
from graph.world import demo
from resolvers import logs, worlds
from resolvers.app import create_app
from resolvers.auth import Tokens
from resolvers.warming import warming

Say = Callable[[str], None]


async def up(settings: Settings, world: str, *, say: Say, out: Console) -> None:
    """Start the servers on `world`, then `serve` and `worker` as supervised children."""
    port = _free_port(settings)
    Tokens.load(settings)  # a broken key is said before anything is started
    if settings.limits == "off":
        say("WARNING: limits are off: no rate limits and no crawler detection")
    stop = _signals()
    working = asyncio.create_task(_keep_up(settings, world, port, say, out))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait([stopped, working], return_when=asyncio.FIRST_COMPLETED)
    if not working.done():
        say("stopping")
        working.cancel()
    stopped.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working


async def _keep_up(settings: Settings, world: str, port: int, say: Say, out: Console) -> None:
    """Until it is cancelled, which ends what it started."""
    with embedded.hold(settings):
        await worlds.prepare(settings, world, say=say)
        async with embedded.running(settings, say=say) as running:
            await worlds.finish(running, say=say)
            async with Supervisor(say) as supervisor:
                await supervisor.start(_serve(running, port))
                await supervisor.start(_worker(running, port))
                _welcome(running, port, out)
                await asyncio.Event().wait()


async def serve(settings: Settings, *, say: Say) -> None:
    """Serve the endpoint until a signal, beside a running `up` or on servers of its own."""
    port = _free_port(settings)
    logs.configure(settings)
    Tokens.load(settings)
    async with (
        embedded.running(settings, say=say) as running,
        open_store(running) as store,
        warming(store),
    ):
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(running, store),
                host=running.host,
                port=port,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=10,
                server_header=False,
                h11_max_incomplete_event_size=64 * 1024,
            )
        )
        await server.serve()
        await impressions.settled()
        if not server.started:
            raise ServerFailed(f"the endpoint could not start on {running.host}:{port}")


def _signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


def _free_port(settings: Settings) -> int:
    """The port to serve on. Raises ServerFailed where somebody has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise ServerFailed(
                f"port {settings.port} on {settings.host}: {error.strerror} (see --port)"
            ) from None
        return int(probe.getsockname()[1])


def _serve(settings: Settings, port: int) -> Program:
    url = f"http://{settings.host}:{port}/health/ready"

    async def ready() -> bool:
        async with httpx2.AsyncClient(timeout=2.0) as client:
            try:
                return (await client.get(url)).status_code == 200
            except httpx2.HTTPError:
                return False

    return Program(
        name="serve",
        command=[sys.executable, "-m", "resolvers.cli", "serve"],
        log=settings.data / "logs" / "serve.log",
        env={
            **_addresses(settings),
            "PROCONNECT_HOST": settings.host,
            "PROCONNECT_PORT": str(port),
            "PROCONNECT_LIMITS": settings.limits,
        },
        ready=ready,
    )


def _worker(settings: Settings, port: int) -> Program:
    return Program(
        name="worker",
        command=[sys.executable, "-m", "resolvers.cli", "worker"],
        log=settings.data / "logs" / "worker.log",
        # Links in its mails lead to the endpoint.
        env={
            **_addresses(settings),
            "PROCONNECT_HOST": settings.host,
            "PROCONNECT_PORT": str(port),
            "PROCONNECT_LIMITS": settings.limits,
        },
    )


def _addresses(settings: Settings) -> dict[str, str]:
    """What a child needs to find the servers that run."""
    return {
        "PROCONNECT_DATA": str(settings.data.absolute()),
        "NEO4J_URI": settings.neo4j_uri,
        "NEO4J_USER": settings.neo4j_user,
        "NEO4J_PASSWORD": settings.neo4j_password.get_secret_value(),
        "REDIS_URL": settings.redis_url,
    }


def _welcome(settings: Settings, port: int, out: Console) -> None:
    base = f"http://{settings.host}:{port}"
    out.print(f"\nProConnect is ready, pid {os.getpid()}.", highlight=False)
    for name, path in (
        ("start page", "/"),
        ("GraphQL", "/graphql"),
        ("GraphiQL", "/graphiql"),
        ("health", "/health/ready"),
    ):
        if name != "GraphiQL" or settings.env != "production":
            out.print(f"  {name:<11} {base}{path}", highlight=False)
    if settings.env != "production":
        token = Tokens.load(settings).issue(
            demo.VIEWER_ID, "member", timedelta(hours=24), now=datetime.now(UTC)
        )
        out.print(f"\nAn access token of member {demo.VIEWER_ID}, valid for 24 h:", highlight=False)
        print(token)
        out.print("\n`proconnect token MEMBER_ID` prints others.", highlight=False)
    out.print("\nCtrl-C stops everything.", highlight=False)
    sys.stdout.flush()
