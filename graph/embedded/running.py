"""The embedded servers of a data folder, for as long as a block runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager

from pydantic import SecretStr

from graph.embedded import neo4j, redis
from graph.embedded.folder import DataFolder, Hold, Run, hold
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
    async with AsyncExitStack() as stack:
        deadline = time.monotonic() + ATTACH_WITHIN_S
        told = False
        while (held := _hold_or_attach(stack, settings, exclusive, deadline)) is None:
            if not told:
                say(f"Waiting for the servers on {DataFolder(settings).root}")
                told = True
            await asyncio.sleep(0.2)
        if isinstance(held, Settings):
            yield held
            return
        supervisor = Supervisor(say, changed=lambda: _note(held, supervisor))
        stack.callback(_forget, held)
        held.serving = True
        await stack.enter_async_context(supervisor)
        await _start(settings, held, supervisor, say)
        yield _addressed(settings, held.folder, held.run)


def _hold_or_attach(
    stack: AsyncExitStack, settings: Settings, exclusive: bool, deadline: float
) -> Hold | Settings | None:
    """The hold; or the addresses of the servers of who holds it; or None while these start."""
    folder = DataFolder(settings)
    with ExitStack() as trial:
        try:
            held = trial.enter_context(hold(settings))
            if not held.serving:
                stack.push(trial.pop_all())
                return held
            refused = DataFolderInUse(f"{held.run.holder} already runs servers on {folder.root}")
        except DataFolderInUse as error:
            refused = error
    if exclusive:
        raise refused
    run = folder.read_run()
    if run is not None and run.ready and run.holder.lives:
        if missing := set(_wanted(settings)) - set(run.serves):
            raise DataFolderInUse(
                f"{refused.message} without {' and '.join(sorted(missing))}: "
                "give both commands the same NEO4J_URI and REDIS_URL"
            )
        return _addressed(settings, folder, run)
    if time.monotonic() > deadline:
        raise DataFolderInUse(f"{refused.message}, and its servers are not ready")
    return None


def _wanted(settings: Settings) -> tuple[str, ...]:
    wanted = {neo4j.NAME: not settings.neo4j_uri, redis.NAME: not settings.redis_url}
    return tuple(name for name, embedded in wanted.items() if embedded)


def _forget(held: Hold) -> None:
    held.serving = False
    held.note(serves=(), children={})


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
                neo4j.note_started(settings)
                held.note(neo4j_port=port)
                return

    async def start_redis() -> None:
        if not settings.redis_url:
            await supervisor.start(redis.program(settings))
            held.note(redis_url=redis.url(settings))

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(start_neo4j())
            group.create_task(start_redis())
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    held.note(serves=_wanted(settings))


def _note(held: Hold, supervisor: Supervisor) -> None:
    children = {
        name: (child.pid, child.started)
        for name, child in supervisor.children.items()
        if child.pid is not None and child.started is not None
    }
    held.note(children=children)


def _addressed(settings: Settings, folder: DataFolder, run: Run) -> Settings:
    found: dict[str, object] = {}
    if not settings.neo4j_uri:
        found["neo4j_uri"] = f"bolt://127.0.0.1:{run.neo4j_port}"
        found["neo4j_user"] = neo4j.USER
        found["neo4j_password"] = SecretStr(folder.password("neo4j"))
        found["neo4j_database"] = neo4j.DATABASE
    if not settings.redis_url:
        found["redis_url"] = run.redis_url
    return settings.model_copy(update=found)
