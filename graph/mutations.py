"""The one way to change the graph: one transaction that decides, writes, and tells of it.

A mutation locks what its decision depends on, decides, writes, and puts its events into the outbox,
all in one Neo4j transaction. With an idempotency key the answer is kept in the same transaction:
the same request again gets the same answer, and nothing is written twice.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

import orjson

from graph.errors import Conflict, IdempotencyMismatch, InvalidInput
from graph.ids import new_id
from graph.store.database import Row, Transaction, add_bookmarks, bookmarks
from graph.store.store import Store
from graph.store.streams import WAKE
from graph.visibility import NOBODY, Viewer

KEY_HOURS = 24
"""How long an idempotency key is remembered."""

MAX_KEY = 200
MAX_LOCKED = 500

Json = Any


class Write:
    """A mutation's transaction, as its `work` sees it. `now` is the time of the request."""

    def __init__(self, tx: Transaction, viewer: Viewer, now: datetime) -> None:
        self._tx = tx
        self.viewer = viewer
        self.now = now
        self.events: list[dict[str, Any]] = []

    async def rows(self, name: str, /, **params: Any) -> list[Row]:
        """The rows of a catalogue query, inside the transaction."""
        return await self._tx.rows(name, **params)

    async def row(self, name: str, /, **params: Any) -> Row | None:
        """The first row, or None."""
        return await self._tx.row(name, **params)

    async def lock_members(self, ids: Iterable[int]) -> frozenset[int]:
        """Lock members in id order, so that no two mutations wait for each other; who exists.

        Until the transaction ends, no other mutation that locks one of them can decide.
        """
        ordered = sorted(set(ids))
        if len(ordered) > MAX_LOCKED:
            raise InvalidInput(f"{len(ordered)} members are more than {MAX_LOCKED}")
        return frozenset(row[0] for row in await self.rows("mutations/lock_members", ids=ordered))

    def emit(self, kind: str, key: str, /, **payload: Json) -> None:
        """Tell the consumers, once this is committed; `key` names what the event is about."""
        self.events.append(
            {"id": new_id(), "kind": kind, "key": key, "payload": orjson.dumps(payload).decode()}
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer that need not be read again: a key remembers its `id`, `value` is what it is."""

    id: Json
    value: Any


Work = Callable[[Write], Awaitable[Json | Seen]]


@dataclass(slots=True, weakref_slot=True)
class _Turn:
    """Of those who ask the same at once. `answers` counts, `mark` is the key of the last one."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    answers: int = 0
    mark: str | None = None
    answer: Json | Seen = None
    bookmarks: frozenset[str] = frozenset()


_TURNS: WeakValueDictionary[str, _Turn] = WeakValueDictionary()
"""Of mutations that this process is answering, by member and content. It only saves work: what
must not happen twice is decided under the locks of the graph."""


async def mutate(
    store: Store,
    viewer: Viewer,
    name: str,
    arguments: Mapping[str, Json],
    work: Work,
    *,
    key: str | None,
    now: datetime,
    alike: bool = False,
) -> Json | Seen:
    """What `work` answers, once its transaction is committed; JSON: ids, not objects, or `Seen`.

    `name` and `arguments` say what is asked; `key` is the client's idempotency key: within 24 h the
    same key with the same content gets the first answer, of `Seen` its id. `work` may run several
    times (after a deadlock), so it keeps no state; what it raises rolls everything back, and the
    key stays free.

    Who asks the same again, with the same key or without one, while it is being answered, gets that
    answer; without one only where it is `alike`: where asking twice answers as asking once.

    Raises Unauthenticated without a member, IdempotencyMismatch for a key that was used for other
    content, InvalidInput for a malformed key, Conflict, QueryTimeout and Unavailable.
    """
    member, mark = viewer.member_id, None
    if key is not None:
        if not (0 < len(key) <= MAX_KEY and key.isprintable()):
            raise InvalidInput(f"Idempotency-Key: 1 to {MAX_KEY} printable characters")
        mark = f"{member}:{key}"
    asked = orjson.dumps([name, arguments], option=orjson.OPT_SORT_KEYS)
    fingerprint = hashlib.sha256(asked).hexdigest()
    turn = _TURNS.setdefault(f"{member}:{fingerprint}", _Turn())
    before = turn.answers
    async with turn.lock:
        if turn.answers > before and (alike if mark is None else mark == turn.mark):
            add_bookmarks(turn.bookmarks)
            return turn.answer
        claimed = (mark, fingerprint) if mark else None
        turn.answer = await _commit(store, name, work, viewer, now, claimed)
        turn.answers += 1
        turn.mark, turn.bookmarks = mark, bookmarks()
        return turn.answer


async def record(store: Store, name: str, work: Work, *, now: datetime) -> Json:
    """As `mutate`, for what is asked before there is a member who asks: signing up, logging in."""
    return await _commit(store, name, work, NOBODY, now, None)


async def _commit(
    store: Store, name: str, work: Work, viewer: Viewer, now: datetime, key: tuple[str, str] | None
) -> Json:
    told = False

    async def run(tx: Transaction) -> Json | Seen:
        nonlocal told
        told = False
        if key is not None and (there := await _claim(tx, *key)) is not None:
            return there[0]
        write = Write(tx, viewer, now)
        answer = await work(write)
        told = bool(write.events)
        if key is not None:
            kept = orjson.dumps([answer.id if isinstance(answer, Seen) else answer]).decode()
            about = {"key": key[0], "result": kept, "events": write.events}
            await tx.rows("mutations/keep_result", **about)
        elif told:
            await tx.rows("events/append_events", events=write.events)
        return answer

    answer = await store.db.write(run, name=name)
    if told:
        await store.signals.tell(WAKE, b"")
    return answer


async def operate(store: Store, name: str, work: Work, *, now: datetime) -> Json:
    """What `work` answers in a transaction of the operator's, who is no member.

    Raises what `mutate` raises, but for idempotency keys: there are none.
    """

    async def run(tx: Transaction) -> tuple[Json, bool]:
        write = Write(tx, NOBODY, now)
        answer = await work(write)
        if write.events:
            await tx.rows("events/append_events", events=write.events)
        return answer, bool(write.events)

    answer, told = await store.db.write(run, name=name)
    if told:
        await store.signals.tell(WAKE, b"")
    return answer


async def _claim(tx: Transaction, mark: str, fingerprint: str) -> list[Json] | None:
    """The kept answer in a list, or None where this request is the first with its key."""
    row = await tx.row("mutations/claim_key", key=mark, fingerprint=fingerprint, hours=KEY_HOURS)
    if row is None:
        raise Conflict("this request is being answered already; try again")
    found, result = row
    if result is None:
        _same(fingerprint, found)
        return None
    return _kept(fingerprint, found, result)


def _kept(fingerprint: str, found: str, result: str) -> list[Json]:
    _same(fingerprint, found)
    answer: list[Json] = orjson.loads(result)
    return answer


def _same(fingerprint: str, found: str) -> None:
    if found != fingerprint:
        raise IdempotencyMismatch("Idempotency-Key: it was used for another request")
