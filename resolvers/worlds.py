"""Worlds on the command line: import with progress, migrate, reindex and check."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from graph import embedded
from graph.analytics import runs
from graph.check import check
from graph.embedded import training
from graph.embedded.lifeline import at_fork
from graph.errors import CheckFailed, ImportFailed, InvalidInput, NotFound, OperatorError
from graph.identity.roles import change_role
from graph.jobs.seats import change_seat
from graph.search.drift import Drift, drift, repair
from graph.search.reindex import reindex
from graph.settings import Settings
from graph.skills.deriving import derive_first
from graph.store.database import Database
from graph.store.migrations import migrate
from graph.store.store import open_store
from graph.world.importing import import_world, state

Say = Callable[[str], None]
Report = Callable[[str, int, int], None]

WORLDS = ("demo", "empty")


async def prepare(settings: Settings, world: str, *, say: Say) -> None:
    """Make sure that the store holds a world: import `world` where it is empty or half filled.

    `world` is 'demo', 'empty' or a folder. Raises ImportFailed.
    """
    if world not in WORLDS and not Path(world).is_dir():
        raise ImportFailed(f"--world: {world!r} is neither 'demo', 'empty' nor a folder")
    found = await state(settings)
    if found == "done":
        return
    now = datetime.now(UTC)
    if world != "demo":
        await load(settings, None if world == "empty" else Path(world), say=say)
        return
    folder = settings.data / "demo-world"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        await _write_demo_and_train(settings, folder.absolute(), now, say)
        await load(settings, folder, say=say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _write_demo_and_train(settings: Settings, folder: Path, now: datetime, say: Say) -> None:
    """Side by side: each keeps one core busy for half a minute."""
    try:
        async with asyncio.TaskGroup() as both:
            both.create_task(_write_demo(folder, now))
            if not settings.neo4j_uri:
                both.create_task(training.train(say))
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None


async def _write_demo(folder: Path, now: datetime) -> None:
    """In a process of its own: its memory is given back, and a signal or a kill ends it at once."""
    command = [sys.executable, "-m", "graph.world.demo", str(folder), now.isoformat()]
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in the terminal reaches only the parent
        preexec_fn=at_fork(),
    )
    try:
        if await process.wait() != 0:
            raise ImportFailed("the demo world could not be written")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def load(
    settings: Settings, folder: Path | None, *, skip_invalid: bool = False, say: Say
) -> None:
    """Import a folder, or only the vocabulary, with progress; then all that is derived from it."""
    with _progress() as report:

        async def index(served: Settings) -> None:
            await _reindex(served, report)
            await _derive(served)

        found = await import_world(
            settings,
            folder,
            now=datetime.now(UTC),
            skip_invalid=skip_invalid,
            say=say,
            progress=report,
            reindex=index,
        )
    for name in found.ignored:
        say(f"{name} is no file of the import format and was ignored")
    for problem in found.problems:
        say(str(problem))
    if found.rejected:
        say(f"{sum(found.rejected.values())} rows were left out, see {found.rejected_folder}")
    kinds = ("Member", "Company", "Job", "Post", "CONNECTED")
    counts = ", ".join(f"{found.counts.get(kind, 0):,} {kind}" for kind in kinds)
    say(f"Imported in {found.seconds:.0f} s: {counts}")


async def finish(settings: Settings, *, say: Say) -> None:
    """What a start may still need: new migrations, an index and vectors where there are none."""
    db = await Database.connect(settings)
    try:
        for name in await migrate(db):
            say(f"Migrated: {name}")
    finally:
        await db.close()
    async with open_store(settings) as store:
        ready = await store.search.ready()
    if not ready:
        with _progress() as report:
            await _reindex(settings, report)
    await _derive(settings)


async def analyse(settings: Settings, names: tuple[str, ...], *, say: Say) -> None:
    """`proconnect analytics`. Raises InvalidInput for an unknown name."""
    async with embedded.running(settings, say=say) as running:
        db = await Database.connect(running)
        try:
            with _progress() as report:
                found = await runs.run(running, db, names, progress=report)
        finally:
            await db.close()
    if found.resumed:
        say(f"Went on after: {', '.join(found.resumed)}")
    say(f"Version {found.version}: {found.members:,} members, {found.ties:,} ties")


async def migrate_only(settings: Settings, *, say: Say) -> None:
    """`proconnect migrate`."""
    async with embedded.running(settings, say=say) as running:
        db = await Database.connect(running)
        try:
            done = await migrate(db)
        finally:
            await db.close()
    say(f"Migrated: {', '.join(done)}" if done else "The schema is up to date")


async def reindex_only(settings: Settings, *, say: Say) -> None:
    """`proconnect reindex`."""
    async with embedded.running(settings, say=say) as running:
        with _progress() as report:
            await _reindex(running, report)
    say("The search index is rebuilt")


async def check_only(settings: Settings, *, say: Say) -> None:
    """`proconnect check`. Raises CheckFailed where an invariant is broken."""
    async with embedded.running(settings, say=say) as running:
        db = await Database.connect(running.model_copy(update={"query_timeout_s": 600.0}))
        try:
            with _progress() as report:
                violations = await check(db, progress=report)
        finally:
            await db.close()
    for violation in violations:
        print(f"{violation.rule}: {violation.detail} ({violation.count})")
    if violations:
        raise CheckFailed(f"{len(violations)} rules are broken")
    print("Every invariant holds")


async def check_search(settings: Settings, *, repaired: bool, say: Say) -> None:
    """`proconnect check --search`. Raises CheckFailed where the index is not what the graph says.

    With `repaired` what drifted is read again, and only what is wrong after that counts.
    """
    async with embedded.running(settings, say=say) as running:
        patient = running.model_copy(update={"query_timeout_s": 600.0})
        async with open_store(patient) as store:
            with _progress() as report:
                found = await drift(store, report)
                _print_drift(found)
                if found and repaired:
                    await repair(store, found)
                    found = await drift(store, report)
    if found:
        wrong = sum(one.count for one in found)
        raise CheckFailed(f"{wrong} ids of the search index are not as in the graph")
    print("The search index is what the graph says")


def _print_drift(found: list[Drift]) -> None:
    for one in found:
        print(
            f"{one.kind}: {len(one.missing)} missing, {len(one.stale)} stale, "
            f"{len(one.extra)} only in the index"
        )


async def set_seat(
    settings: Settings, member: int, company: int, seated: bool, *, say: Say
) -> None:
    """Give a member a seat at a company, or take it away. Raises OperatorError for unknown ids."""
    async with embedded.running(settings, say=say) as running:
        db = await Database.connect(running)
        try:
            changed = await change_seat(db, member, company, seated, now=datetime.now(UTC))
        except NotFound as error:
            raise OperatorError(error.message) from None
        finally:
            await db.close()
    what = "may hire" if seated else "may not hire"
    now = "now" if changed else "as before"
    say(f"member {member} {what} for company {company}, {now}")


async def give_role(settings: Settings, address: str, role: str, *, say: Say) -> None:
    """Give an account a role. Raises OperatorError for an unknown address or role."""
    async with embedded.running(settings, say=say) as running, open_store(running) as store:
        try:
            await change_role(store, address, role, now=datetime.now(UTC))
        except (NotFound, InvalidInput) as error:
            raise OperatorError(error.message) from None
    say(f"{address} has the role {role} now, and has to log in anew")


async def _derive(settings: Settings) -> None:
    async with open_store(settings) as store:
        await derive_first(store.db, datetime.now(UTC))


async def _reindex(settings: Settings, report: Report) -> None:
    async with open_store(settings) as store:
        await reindex(store, progress=report)


@contextmanager
def _progress() -> Iterator[Report]:
    """A bar for each stage; in a file instead of a terminal, a line for each."""
    console = Console(stderr=True)
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    tasks: dict[str, TaskID] = {}

    def report(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bars.add_task(stage, total=total or None)
            if not console.is_terminal:
                print(stage, file=sys.stderr, flush=True)
        bars.update(tasks[stage], completed=done, total=total or None)

    with bars:
        yield report
