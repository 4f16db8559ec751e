"""Import: the files of a world, or only the vocabulary, into an empty store.

An embedded store is written by Neo4j's offline importer while its server is stopped; a remote one,
or that of a running `up`, in batched transactions. Before the store is touched a mark is set (a
file in the data folder, an (:Import) node in a server), and after everything is in it says so:
whoever finds it unfinished clears the store and begins again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import orjson
import psutil

from graph.addresses import address_key
from graph.embedded.folder import held_here, hold, write_private
from graph.embedded.neo4j import DATABASE, clear_store
from graph.embedded.running import running
from graph.errors import DataFolderInUse, ImportFailed, ProConnectError
from graph.settings import Settings
from graph.skills.taxonomy import Taxonomy
from graph.store.database import Database
from graph.store.migrations import migrate
from graph.world.converting import Converted, Progress, convert
from graph.world.loading import load_batches, load_offline
from graph.world.parts import Parts
from graph.world.problems import Problem

State = Literal["empty", "unfinished", "done"]
Say = Callable[[str], None]
Reindex = Callable[[Settings], Awaitable[object]]

_DEAD_AFTER_S = 60
"""An import into a server that has not renewed its mark for so long is dead."""

_WORK = "import-work-"
_RENEW_EVERY_S = 10.0
_BATCH_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was imported: `counts` by label and relationship type, `rejected` rows by file.

    `problems` are the first 100 of `problem_count`; the refused rows are in `rejected_folder`.
    `merged` rows repeated a fact under another name of a skill; `ignored` files belong to no table.
    """

    counts: dict[str, int]
    rejected: dict[str, int]
    rejected_folder: Path | None
    problems: tuple[Problem, ...]
    problem_count: int
    merged: int
    ignored: tuple[str, ...]
    seconds: float


def _quiet(*_: object) -> None:
    pass


async def import_world(
    settings: Settings,
    folder: Path | None,
    *,
    now: datetime,
    skip_invalid: bool = False,
    say: Say = _quiet,
    progress: Progress = _quiet,
    reindex: Reindex | None = None,
    taxonomy: Taxonomy | None = None,
) -> ImportReport:
    """Load the files of `folder`, or without one only the vocabulary, into an empty store.

    `now` (aware) dates what has no time. `progress` is called from another thread while files are
    read. With `skip_invalid` bad rows are left out and written to `rejected/` in the data folder.
    `reindex` is awaited with the settings of the running servers once the graph is in. `taxonomy`
    stands in for the packaged one. Raises ImportFailed, before the store is touched, where rows
    are refused (the message lists them), the store is not empty or another import runs; else what
    the servers raise, and then the next import clears what this one left.
    """
    begun = time.monotonic()
    load = _load_remote if settings.neo4j_uri else _load_embedded
    conversion = _converted(settings, folder, now, skip_invalid, progress, taxonomy)
    async with conversion as (parts, found):
        await load(settings, parts, say=say, progress=progress, reindex=reindex)
    return ImportReport(
        found.counts,
        found.rejected,
        _rejected(settings) if found.rejected else None,
        found.problems,
        found.problem_count,
        found.merged,
        found.ignored,
        time.monotonic() - begun,
    )


def validate(folder: Path, *, now: datetime, progress: Progress = _quiet) -> Converted:
    """What an import of `folder` would find and count; nothing is written.

    Raises ImportFailed where there is no such folder.
    """
    with Parts(None) as parts:
        return convert(folder, parts, now=now, progress=progress)


async def state(settings: Settings) -> State:
    """How far the import into this store came; "done" also where the store was filled otherwise.

    Asks the data folder, or the server where NEO4J_URI is set.
    """
    if not settings.neo4j_uri:
        return _marked(settings)
    async with _connected(settings) as db:
        mark = await db.row("world/read_import")
        if mark is not None:
            return "done" if mark[0] == "done" else "unfinished"
        counts = await db.row("world/count_content")
        return "done" if counts is not None and counts[1] else "empty"


def _rejected(settings: Settings) -> Path:
    return settings.data / "rejected"


@contextlib.asynccontextmanager
async def _converted(
    settings: Settings,
    folder: Path | None,
    now: datetime,
    skip_invalid: bool,
    progress: Progress,
    taxonomy: Taxonomy | None,
) -> AsyncIterator[tuple[Parts, Converted]]:
    stop = threading.Event()
    work = settings.data / f"{_WORK}{os.getpid()}"

    def checked(stage: str, done: int, total: int) -> None:
        if stop.is_set():
            raise ImportFailed("interrupted")
        progress(stage, done, total)

    def run() -> tuple[Parts, Converted]:
        _clear_work(settings)
        shutil.rmtree(_rejected(settings), ignore_errors=True)
        work.mkdir(parents=True, mode=0o700)
        with Parts(work) as parts:
            found = convert(
                folder,
                parts,
                now=now,
                rejected=_rejected(settings) if skip_invalid else None,
                progress=checked,
                taxonomy=taxonomy,
                address_key=address_key(settings),
            )
        return parts, found

    try:
        try:
            parts, found = await asyncio.to_thread(run)
        except OSError as error:
            reason = error.strerror or str(error)
            raise ImportFailed(f"{error.filename or work}: {reason}") from error
        finally:
            stop.set()
        if found.fatal or (found.rejected and not skip_invalid):
            raise ImportFailed(_refusal(found))
        yield parts, found
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _clear_work(settings: Settings) -> None:
    """Remove what killed imports left; a folder's name ends in the pid of its import."""
    for left in settings.data.glob(f"{_WORK}*"):
        pid = left.name.removeprefix(_WORK)
        if pid == str(os.getpid()) or not (pid.isdigit() and psutil.pid_exists(int(pid))):
            shutil.rmtree(left, ignore_errors=True)


def _refusal(found: Converted) -> str:
    more = found.problem_count - len(found.problems)
    rows = sum(found.rejected.values())
    lines = [f"{rows} rows are bad ({found.problem_count} problems); nothing was imported"]
    if found.fatal:
        lines = [f"the files cannot be used ({found.problem_count} problems); nothing was imported"]
    lines += [str(problem) for problem in found.problems]
    if more:
        lines.append(f"… and {more} more")
    return "\n".join(lines)


# The mark in a data folder.


def _mark(settings: Settings) -> Path:
    return settings.data / "import.json"


def _marked(settings: Settings) -> State:
    try:
        finished = orjson.loads(_mark(settings).read_bytes())["state"] == "done"
    except FileNotFoundError:
        return "empty"
    except (OSError, ValueError, KeyError, TypeError):
        return "unfinished"
    return "done" if finished else "unfinished"


def _write_mark(settings: Settings, state: str) -> None:
    write_private(_mark(settings), orjson.dumps({"state": state}).decode())


async def _load_embedded(
    settings: Settings, parts: Parts, *, say: Say, progress: Progress, reindex: Reindex | None
) -> None:
    here = held_here(settings)
    with contextlib.ExitStack() as stack:
        served_already = here is not None and here.run.ready
        if not served_already:
            try:
                stack.enter_context(hold(settings))
            except DataFolderInUse:
                served_already = True
        if served_already:
            async with running(settings, say=say) as served:
                await _load_remote(
                    served, parts, say=say, progress=progress, reindex=reindex, in_folder=True
                )
            return
        if _marked(settings) == "unfinished":
            say("The last import did not finish: what it left is cleared")
        elif _has_store(settings):
            await _hold_empty(settings, say)
        _write_mark(settings, "loading")
        progress("Loading the graph", 0, 1)
        await load_offline(settings, parts, say=say)
        progress("Loading the graph", 1, 1)
        async with running(settings, say=say) as served:
            await _finish_embedded(served, progress, reindex)
        _write_mark(settings, "done")


async def _finish_embedded(served: Settings, progress: Progress, reindex: Reindex | None) -> None:
    progress("Building keys and indexes", 0, 1)
    async with _connected(served) as db:
        await migrate(db)
        progress("Building keys and indexes", 1, 1)
        if reindex is not None:
            await reindex(served)
        await db.rows("world/finish_import", owner=secrets.token_hex(8))


@contextlib.asynccontextmanager
async def _connected(settings: Settings) -> AsyncIterator[Database]:
    patient = settings.model_copy(update={"query_timeout_s": _BATCH_TIMEOUT_S})
    db = await Database.connect(patient)
    try:
        yield db
    finally:
        await db.close()


def _has_store(settings: Settings) -> bool:
    return (settings.data / "neo4j" / "data" / "databases" / DATABASE).exists()


async def _hold_empty(settings: Settings, say: Say) -> None:
    """Raise ImportFailed where the embedded store has more than the vocabulary."""
    async with running(settings, say=say) as served, _connected(served) as db:
        try:
            await _refuse_content(db)
        except ImportFailed:
            # Whoever lost the mark, and not the graph, can go on with it.
            _write_mark(settings, "done")
            raise
    clear_store(settings)


# The mark in a server.


async def _refuse_content(db: Database) -> None:
    counts = await db.row("world/count_content")
    if counts is not None and counts[0]:
        raise ImportFailed(
            f"the store is not empty: it has {counts[0]} members, companies, jobs, posts and the"
            " like; an import needs an empty one"
        )


async def _load_remote(
    settings: Settings,
    parts: Parts,
    *,
    say: Say,
    progress: Progress,
    reindex: Reindex | None,
    in_folder: bool = False,
) -> None:
    """Load in batches; `in_folder` keeps the mark of the data folder in step."""
    async with _connected(settings) as db:
        await _refuse_strangers(db)
        await migrate(db)
        owner = secrets.token_hex(8)
        async with _begun(db, owner, say):
            if in_folder:
                _write_mark(settings, "loading")
            counts = await db.row("world/count_content")
            if counts is not None and counts[1]:
                say("What the store holds (the vocabulary, or an unfinished import) is cleared")
                await db.rows("world/clear_world")
            await load_batches(db, parts, progress=progress)
            if reindex is not None:
                await reindex(settings)
        await db.rows("world/finish_import", owner=owner)
        if in_folder:
            _write_mark(settings, "done")


async def _refuse_strangers(db: Database) -> None:
    """Raise ImportFailed where the store has content that no unfinished import explains."""
    mark = await db.row("world/read_import")
    if mark is not None:
        if mark[0] == "done":
            await _refuse_content(db)
        return
    counts = await db.row("world/count_content")
    if counts is not None and counts[1]:
        raise ImportFailed(
            f"the store is not empty: it has {counts[1]} nodes; an import needs an empty one"
        )


@contextlib.asynccontextmanager
async def _begun(db: Database, owner: str, say: Say) -> AsyncIterator[None]:
    """Holds the mark of the store, renewed, as long as the block runs; waits for a live import.

    Raises ImportFailed where that import fills the store.
    """
    told = False
    while True:
        await _refuse_strangers(db)
        if await db.row("world/begin_import", owner=owner, seconds=_DEAD_AFTER_S) is not None:
            break
        if not told:
            say(f"Another import is at it, or died in the last {_DEAD_AFTER_S} s: waiting")
            told = True
        await asyncio.sleep(1.0)
    renewing = asyncio.create_task(_renew(db, owner))
    try:
        yield
    except BaseException:
        renewing.cancel()
        # The next import need not wait; where this fails too, it waits until the mark runs out.
        with contextlib.suppress(ProConnectError):
            await db.rows("world/renew_import", owner=owner, seconds=0)
        raise
    finally:
        renewing.cancel()


async def _renew(db: Database, owner: str) -> None:
    while True:
        await asyncio.sleep(_RENEW_EVERY_S)
        with contextlib.suppress(ProConnectError):
            await db.rows("world/renew_import", owner=owner, seconds=_DEAD_AFTER_S)
