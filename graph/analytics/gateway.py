"""The read-only gateway: an analyst's statement in, batches of pseudonymous or grouped rows out."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph.analytics import audit as auditing
from graph.analytics import plans, pseudonyms
from graph.analytics.audit import Audit, Entry
from graph.analytics.language.parsing import parse
from graph.analytics.language.translating import Column, Translation, translate
from graph.analytics.pace import Pace
from graph.analytics.pseudonyms import Pseudonyms
from graph.analytics.results import Batch, batches, shuffled
from graph.errors import Forbidden, LimitExceeded, NotFound, ProConnectError
from graph.settings import Settings
from graph.store.analysts import AnalystDatabase, Cursor
from graph.visibility import Viewer

ROLES = frozenset(["analyst", "admin"])
T = TypeVar("T")


@dataclass(slots=True)
class Statement:
    """One statement that was admitted. `rows` counts what has left so far."""

    id: str
    analyst: int
    text_sha256: str
    translation: Translation
    pseudonyms: Pseudonyms
    started: float = field(default_factory=time.monotonic)
    rows: int = 0
    profile: list[plans.Step] | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the result, in order."""
        return self.translation.columns


class Gateway:
    """The gateway of one process."""

    def __init__(self, settings: Settings, db: AnalystDatabase | None = None) -> None:
        self._settings = settings
        self._db = db or AnalystDatabase.connect(settings)
        self._secret = pseudonyms.secret(settings)
        self._audit = Audit(settings)
        self._running: dict[str, Statement] = {}
        self._each: Counter[int] = Counter()
        self._pace = Pace()

    def close(self) -> None:
        """Close every connection."""
        self._db.close()

    async def turn(self, viewer: Viewer, text: str) -> None:
        """Waits until an analyst may begin a statement. Raises what `run` does before it reads."""
        analyst = _admitted(viewer)
        try:
            await self._pace.turn(analyst)
        except ProConnectError:
            with self._noting(analyst, text, "refused"):
                raise

    def kind(self, viewer: Viewer, text: str) -> str:
        """'EXPLAIN', 'PROFILE' or nothing, as a statement begins. Raises what `run` does."""
        analyst = _admitted(viewer)
        try:
            return parse(text).plan
        except ProConnectError:
            with self._noting(analyst, text, "refused"):
                raise

    async def explain(
        self, viewer: Viewer, text: str, parameters: Mapping[str, Any]
    ) -> list[plans.Step]:
        """The plan of a statement, which is not run. Raises what `run` does.

        Which plan is chosen follows counts of the whole graph, hidden members included: Forbidden
        for all but administrators.
        """
        analyst = _admitted(viewer)
        with self._noting(analyst, text, "explain"):
            _may_see_plans(viewer)
            known = Pseudonyms(self._secret, analyst)
            made = translate(parse(text), parameters, known.member)
            plan = await asyncio.to_thread(self._db.explain, made.text, made.parameters)
            return plans.steps(plan.root)

    @asynccontextmanager
    async def run(
        self, viewer: Viewer, text: str, parameters: Mapping[str, Any], *, profile: bool = False
    ) -> AsyncIterator[tuple[Statement, AsyncIterator[Batch]]]:
        """The statement and its rows, which are taken from the server as they are asked for.

        Raises Unauthenticated and Forbidden without the role, InvalidInput for what is not part of
        the analysts' Cypher, LimitExceeded where no slot is free or the plan is too large; while
        rows are taken also QueryTimeout.
        """
        analyst = _admitted(viewer)
        known = Pseudonyms(self._secret, analyst)
        with self._noting(analyst, text, "refused") as note:
            if profile:
                _may_see_plans(viewer)
            made = translate(parse(text), parameters, known.member)
            if made.mode == "structure" and self._settings.analyst_ties == "groups":
                raise Forbidden("rows of single members are turned off on this installation")
            statement = Statement(
                secrets.token_hex(8), analyst, auditing.text_hash(text), made, known
            )
            note.update(statement=statement.id, mode=made.mode)
            slot = self._slot(statement)
            worker = _Worker(slot)
            try:
                plan = await worker.call(self._db.explain, made.text, made.parameters)
                plans.check(
                    plan.kind, plan.root, most=self._settings.analyst_work, lists=made.lists
                )
                await worker.open(self._open, statement, profile)
                yield statement, self._batches(statement, worker, profile)
            finally:
                note.update(rows=statement.rows)
                await worker.end(lambda: self._db.stop(statement.id, str(analyst)))

    def _open(self, statement: Statement, profile: bool) -> Cursor:
        return self._db.open(
            statement.translation.text,
            statement.translation.parameters,
            timeout_s=self._settings.analyst_timeout_s,
            metadata={
                "query": "analyst",
                "statement": statement.id,
                "analyst": str(statement.analyst),
                "text": statement.text_sha256,
            },
            profile=profile,
        )

    async def _batches(
        self, statement: Statement, worker: _Worker, profile: bool
    ) -> AsyncIterator[Batch]:
        made, most = statement.translation, self._settings.analyst_rows
        cursor = worker.cursor
        rows: Iterator[Batch]
        if made.mode == "structure":
            rows = await worker.call(shuffled, cursor, made, most, statement.pseudonyms)
        else:
            rows = batches(cursor, made)
        while (batch := await worker.call(next, rows, None)) is not None:
            statement.rows += batch.rows
            if statement.rows > most:
                raise LimitExceeded(f"the result has more than {most} rows: add a LIMIT")
            yield batch
        if profile:
            statement.profile = plans.steps(await worker.call(cursor.profile))

    async def stop(self, viewer: Viewer, statement: str) -> None:
        """Ends a running statement of this analyst. Raises NotFound."""
        analyst = _admitted(viewer)
        if not await asyncio.to_thread(self._db.stop, statement, str(analyst)):
            raise NotFound(f"statement: {statement!r} does not run")

    def running(self, viewer: Viewer) -> list[Statement]:
        """The statements of this analyst that run in this process."""
        analyst = _admitted(viewer)
        return [s for s in self._running.values() if s.analyst == analyst]

    def _slot(self, statement: Statement) -> Callable[[], None]:
        """Takes a slot and returns what gives it back. Raises LimitExceeded where none is free."""
        slots = self._settings.analyst_slots
        each = max(1, slots // 2)
        if self._each[statement.analyst] >= each:
            raise LimitExceeded(f"slots: you run {each} statement at a time: stop one, or wait")
        if len(self._running) >= slots:
            raise LimitExceeded(f"slots: all {slots} are taken: try again")
        self._running[statement.id] = statement
        self._each[statement.analyst] += 1

        def release() -> None:
            del self._running[statement.id]
            self._each[statement.analyst] -= 1

        return release

    @contextmanager
    def _noting(self, analyst: int, text: str, mode: str) -> Iterator[dict[str, Any]]:
        """Writes the audit line when the block ends, however it ends."""
        note: dict[str, Any] = {"statement": "", "mode": mode, "rows": 0, "outcome": "done"}
        started = time.monotonic()
        try:
            yield note
        except ProConnectError as error:
            note["outcome"] = error.code
            raise
        except BaseException:
            note["outcome"] = "stopped"
            raise
        finally:
            self._audit.note(
                Entry(
                    note["statement"],
                    analyst,
                    auditing.text_hash(text),
                    note["mode"],
                    note["outcome"],
                    note["rows"],
                    time.monotonic() - started,
                )
            )


def _admitted(viewer: Viewer) -> int:
    if not viewer.roles & ROLES:
        _ = viewer.member_id  # without a token: Unauthenticated
        raise Forbidden("this needs a token of the role analyst")
    return viewer.member_id


class _Worker:
    """The one thread that speaks with the server for a statement, and the slot that it takes.

    Whoever waits may be cancelled at any time; the thread then finishes what it does, closes the
    cursor, and only then is the slot free again.
    """

    def __init__(self, release: Callable[[], None]) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="analyst")
        self._release = release
        self._cursor: Cursor | None = None
        self._busy = False

    @property
    def cursor(self) -> Cursor:
        """The opened cursor."""
        assert self._cursor is not None, "open comes first"
        return self._cursor

    async def call(self, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` returns, run in the thread."""

        def run() -> T:
            self._busy = True
            try:
                return work(*arguments)
            finally:
                self._busy = False

        return await asyncio.get_running_loop().run_in_executor(self._thread, run)

    async def open(self, work: Callable[..., Cursor], *arguments: Any) -> None:
        """Opens the cursor; one that is there after all, when nobody waits any more, is closed."""

        def opened() -> None:
            self._cursor = work(*arguments)

        await self.call(opened)

    async def end(self, stop: Callable[[], object]) -> None:
        """Closes the cursor; what still runs on the server is stopped there first."""
        loop = asyncio.get_running_loop()
        if self._busy:
            loop.run_in_executor(None, _quietly, stop)
        closed = self._thread.submit(lambda: self._cursor.close() if self._cursor else None)
        closed.add_done_callback(lambda _: _soon(loop, self._release))
        self._thread.shutdown(wait=False)
        with suppress(asyncio.CancelledError):  # the thread goes on all the same
            await asyncio.shield(asyncio.wrap_future(closed))


def _soon(loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(work)


def _quietly(work: Callable[[], object]) -> None:
    with suppress(ProConnectError):
        work()


def _may_see_plans(viewer: Viewer) -> None:
    if "admin" not in viewer.roles:
        raise Forbidden("a plan follows counts of hidden members, too: it needs the role admin")
