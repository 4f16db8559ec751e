"""The embedded servers of a data folder, for as long as a block runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from pydantic import SecretStr

from graph.embedded import neo4j, redis
from graph.embedded.folder import DataFolder, Hold, Run, held_here, hold
from graph.embedded.supervisor import Supervisor
from graph.errors import DataFolderInUse, ServerFailed
from graph.settings import Settings

ATTACH_WITHIN_S = 240.0
"""How long to wait for the servers of another process that is still starting them."""

_PORT_ATTEMPTS = 3


@asynccontextmanager
async def running(
    settings: Settings, *, say: Callable[[str], None], exclusive: bool = False
) -> AsyncIterator[Settings]:
    """Yields the settings with the addresses of servers that answer, for as long as it is entered.

    A server whose URL is set is left alone. The others run as supervised children on the data
    folder, which is held; where another process (or another block of this one) holds it, its
    servers are used, or with `exclusive` DataFolderInUse is raised. Raises ServerFailed and
    DownloadFailed in one line.
    """
    if settings.neo4j_uri and settings.redis_url:
        yield settings
        return
    here = held_here(settings)
    if here is not None and here.run.ready:
        if exclusive:
            raise DataFolderInUse(f"{here.run.holder} already runs servers on {here.folder.root}")
        yield _addressed(settings, here.folder, here.run)
        return
    try:
        holding = hold(settings)
        held = holding.__enter__()
    except DataFolderInUse:
        if exclusive:
            raise
        yield await _attached(settings, say)
        return
    try:
        async with Supervisor(say, changed=lambda: _note(held, supervisor)) as supervisor:
            await _start(settings, held, supervisor, say)
            yield _addressed(settings, held.folder, held.run)
    finally:
        held.run = replace(held.run, ready=False, children={})
        holding.__exit__(None, None, None)


async def _start(
    settings: Settings, held: Hold, supervisor: Supervisor, say: Callable[[str], None]
) -> None:
    async def start_neo4j() -> None:
        if settings.neo4j_uri:
            return
        for attempt in range(_PORT_ATTEMPTS):
            port = neo4j.free_port(held.run.neo4j_port if attempt == 0 else None)
            program = await neo4j.program(settings, port, say)
            try:
                await supervisor.start(program)
            except ServerFailed as error:
                # Between the probe and the start, the port went to somebody else.
                if "is taken" not in error.message or attempt + 1 == _PORT_ATTEMPTS:
                    raise
            else:
                held.run = replace(held.run, neo4j_port=port)
                return

    async def start_redis() -> None:
        if not settings.redis_url:
            await supervisor.start(redis.program(settings))
            held.run = replace(held.run, redis_url=redis.url(settings))

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(start_neo4j())
            group.create_task(start_redis())
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    held.run = replace(held.run, ready=True)
    held.folder.write_run(held.run)


def _note(held: Hold, supervisor: Supervisor) -> None:
    children = {
        name: (child.pid, child.started)
        for name, child in supervisor.children.items()
        if child.pid is not None and child.started is not None
    }
    held.run = replace(held.run, children=children)
    held.folder.write_run(held.run)


async def _attached(settings: Settings, say: Callable[[str], None]) -> Settings:
    folder = DataFolder(settings)
    told = False
    try:
        async with asyncio.timeout(ATTACH_WITHIN_S):
            while True:
                run = folder.read_run()
                if run is not None and run.ready and run.holder.lives:
                    return _addressed(settings, folder, run)
                if not told and run is not None:
                    say(f"Waiting for the servers of {run.holder}")
                    told = True
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise DataFolderInUse(
            f"another process holds {folder.root} and its servers are not ready"
        ) from None


def _addressed(settings: Settings, folder: DataFolder, run: Run) -> Settings:
    found: dict[str, object] = {}
    if not settings.neo4j_uri:
        found["neo4j_uri"] = f"bolt://127.0.0.1:{run.neo4j_port}"
        found["neo4j_user"] = "neo4j"
        found["neo4j_password"] = SecretStr(folder.password("neo4j"))
        found["neo4j_database"] = "neo4j"
    if not settings.redis_url:
        found["redis_url"] = run.redis_url
    return settings.model_copy(update=found)
