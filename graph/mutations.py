"""The one way to change the graph: one transaction that decides, writes, and tells of it.

A mutation locks what its decision depends on, decides, writes, and puts its events into the outbox,
all in one Neo4j transaction. With an idempotency key the answer is kept in the same transaction:
the same request again gets the same answer, and nothing is written twice. What many ask of one
thing in a moment, such as to apply to one job, is one transaction for all of them.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import orjson

from graph.errors import IdempotencyMismatch, InvalidInput, Unavailable
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
_SharedWork = Callable[[Sequence[Write], Sequence[Any]], Awaitable[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Shared:
    """What is asked of one thing, which `about` names: one transaction for all who ask at once.

    `work` gets a `Write` and an `item` of each, ordered by member, each member once. It answers as
    many, in their order: as `Work` does, or the ProConnectError of one, for whom it has written and
    emitted nothing. It is the same for all who ask with one mutation of one thing.
    """

    about: Hashable
    item: Any
    work: _SharedWork


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
    work: Work | Shared,
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
        asking = _Asked(viewer, now, mark, fingerprint)
        if isinstance(work, Shared):
            asking = replace(asking, item=work.item)
            about, share = (name, work.about), partial(_share, store, name, work.work)
            turn.answer = await store.together.ask(about, asking, share)
        else:
            turn.answer = await _alone(store, name, work, asking)
        turn.answers += 1
        turn.mark, turn.bookmarks = mark, bookmarks()
        return turn.answer


async def record(store: Store, name: str, work: Work, *, now: datetime) -> Json:
    """As `mutate`, for what is asked before there is a member who asks: signing up, logging in."""
    return await _alone(store, name, work, _Asked(NOBODY, now))


@dataclass(frozen=True, slots=True)
class _Asked:
    viewer: Viewer
    now: datetime
    mark: str | None = None
    """Member and idempotency key."""

    fingerprint: str = ""
    item: Any = None


async def _alone(store: Store, name: str, work: Work, asked: _Asked) -> Json | Seen:
    async def one(writes: Sequence[Write], _items: Sequence[Any]) -> list[Any]:
        return [await work(write) for write in writes]

    (answer,) = await _commit(store, name, one, [asked])
    if isinstance(answer, Exception):
        raise answer
    return answer


async def _share(
    store: Store, name: str, work: _SharedWork, asked: Sequence[_Asked]
) -> list[Json | Seen | Exception]:
    """An answer to each. What a member asks twice is asked after another, as it came."""
    answers: list[Any] = [None] * len(asked)
    waiting = list(range(len(asked)))
    while waiting:
        first = {asked[place].viewer.member_id: place for place in reversed(waiting)}
        places = [place for _, place in sorted(first.items())]
        found = await _each(store, name, work, [asked[place] for place in places])
        for place, answer in zip(places, found, strict=True):
            answers[place] = answer
        waiting = [place for place in waiting if first[asked[place].viewer.member_id] != place]
    return answers


async def _each(
    store: Store, name: str, work: _SharedWork, asked: Sequence[_Asked]
) -> list[Json | Seen | Exception]:
    """An answer to each, who are different members. If all fail together, each is tried alone, so
    that nobody fails for another; but not where the graph is away.
    """
    try:
        return await _commit(store, name, work, asked)
    except Exception as error:
        if len(asked) == 1 or type(error) is Unavailable:
            return [error] * len(asked)
    alone = await asyncio.gather(*(_each(store, name, work, [one]) for one in asked))
    return [answer for (answer,) in alone]


async def _commit(
    store: Store, name: str, work: _SharedWork, asked: Sequence[_Asked]
) -> list[Json | Seen | Exception]:
    """The answers of `work` after its transaction; where there are keys, those that were kept."""
    told = False

    async def run(tx: Transaction) -> list[Any]:
        nonlocal told
        kept = await _claim(tx, asked)
        new = [one for one in asked if one.mark not in kept]
        writes = [Write(tx, one.viewer, one.now) for one in new]
        found = await work(writes, [one.item for one in new]) if new else []
        events = [event for write in writes for event in write.events]
        await _keep(tx, zip(new, found, strict=True), events)
        told = bool(events)
        made = iter(found)
        return [kept[one.mark] if one.mark in kept else next(made) for one in asked]

    answers = await store.db.write(run, name=name)
    if told:
        await store.signals.tell(WAKE, b"")
    return answers


async def operate(store: Store, name: str, work: Work, *, now: datetime) -> Json:
    """What `work` answers in a transaction of the operator's, who is no member.

    Raises what `mutate` raises, but for idempotency keys: there are none.
    """

    return await _alone(store, name, work, _Asked(NOBODY, now))


async def _claim(tx: Transaction, asked: Sequence[_Asked]) -> dict[str | None, Any]:
    """The kept answer by key, or the mismatch; without those who are the first with their key."""
    fingerprints = {one.mark: one.fingerprint for one in asked if one.mark is not None}
    if not fingerprints:
        return {}
    keys = [{"key": mark, "fingerprint": print_} for mark, print_ in fingerprints.items()]
    found: dict[str | None, Any] = {}
    rows = await tx.rows("mutations/claim_keys", keys=keys, hours=KEY_HOURS)
    for mark, fingerprint, result in rows:
        if fingerprint != fingerprints[mark]:
            found[mark] = IdempotencyMismatch("Idempotency-Key: it was used for another request")
        elif result is not None:
            (found[mark],) = orjson.loads(result)
    return found


async def _keep(
    tx: Transaction, answers: Iterable[tuple[_Asked, Any]], events: Sequence[dict[str, Any]]
) -> None:
    """Keep answers by key, and put events into the outbox; the key of what failed is free again."""
    kept, free = [], []
    for asked, answer in answers:
        if asked.mark is not None and isinstance(answer, Exception):
            free.append(asked.mark)
        elif asked.mark is not None:
            value = answer.id if isinstance(answer, Seen) else answer
            kept.append({"key": asked.mark, "result": orjson.dumps([value]).decode()})
    if kept:
        await tx.rows("mutations/keep_results", kept=kept, events=events)
    elif events:
        await tx.rows("events/append_events", events=events)
    if free:
        await tx.rows("mutations/free_keys", keys=free)
