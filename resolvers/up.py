"""`up`: the servers, a process that answers, and the worker beside it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx2
from rich.console import Console

from graph import embedded
from graph.embedded import Program, Supervisor
from graph.identity.openid import providers
from graph.settings import Settings
from graph.world import demo
from resolvers import worlds
from resolvers.auth import Tokens
from resolvers.serving import addresses, bound

Say = Callable[[str], None]


async def up(settings: Settings, world: str, *, say: Say, out: Console) -> None:
    """Start the servers on `world`, then `serve` and `worker` as supervised children."""
    with bound(settings) as free:
        port = int(free.getsockname()[1])
    Tokens.load(settings)  # a broken key is said before anything is started
    providers(settings)
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


def _signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


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
            **addresses(settings),
            "PROCONNECT_PORT": str(port),
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
            **addresses(settings),
            "PROCONNECT_PORT": str(port),
        },
    )


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
