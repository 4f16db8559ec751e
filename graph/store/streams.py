"""Redis Streams behind one small class: the one stream of events, its groups and dead letters.

Traps that this class avoids: groups start at 0, so that a new one misses nothing; acknowledging
does not delete; what is trimmed stays pending, so trimming stops below the oldest pending entry;
deleting a consumer would drop what it has pending, so consumers are left alone.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import redis.asyncio as redis
from redis.exceptions import RedisError, ResponseError

from graph.errors import NotFound, Unavailable

STREAM = "{events}:stream"
EPOCH = "{events}:epoch"
WAKE = "{events}:wake"
_BLOCK_MS = 900


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was committed. `payload` is JSON; `key` names what it is about."""

    id: int
    kind: str
    key: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in the stream, given to a group for the `deliveries`-th time."""

    entry_id: str
    event: Event
    deliveries: int = 1


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that a group gave up, and why."""

    entry_id: str
    group: str
    event: Event
    deliveries: int
    error: str


@dataclass(frozen=True, slots=True)
class Lag:
    """What a group has not been given yet, what it has not acknowledged, and what it gave up."""

    group: str
    waiting: int
    pending: int
    dead: int


def _fields(event: Event) -> dict[str | bytes, str | bytes | int]:
    return {"id": event.id, "kind": event.kind, "key": event.key, "payload": event.payload}


def _event(fields: dict[bytes, bytes]) -> Event:
    return Event(
        int(fields[b"id"]), fields[b"kind"].decode(), fields[b"key"].decode(), fields[b"payload"]
    )


def _dead(group: str) -> str:
    return f"{{events}}:dead:{group}"


class Streams:
    """The stream of events. Every method raises Unavailable where Redis does not answer."""

    def __init__(self, client: redis.Redis) -> None:
        # The client's types cover each way it can decode; ours gives bytes.
        self._client: Any = client

    async def publish(self, events: Sequence[Event]) -> None:
        """Append events, in order."""
        with _answers():
            async with self._client.pipeline(transaction=False) as pipe:
                for event in events:
                    pipe.xadd(STREAM, _fields(event))
                await pipe.execute()

    async def is_lost(self) -> bool:
        """Whether the stream was never marked as whole, or was lost since."""
        with _answers():
            return not await self._client.exists(EPOCH)

    async def mark_whole(self) -> None:
        """Everything that the outbox keeps is in the stream, or pending."""
        with _answers():
            await self._client.set(EPOCH, b"1")

    async def ensure_group(self, group: str) -> None:
        """Make a group that starts at the beginning, where it is not there."""
        with _answers():
            try:
                await self._client.xgroup_create(STREAM, group, id="0", mkstream=True)
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise

    async def read(self, group: str, consumer: str, count: int) -> list[Entry]:
        """New entries for a consumer of the group; waits up to 0.9 s for the first."""
        with _answers():
            try:
                found = await self._client.xreadgroup(
                    group, consumer, {STREAM: ">"}, count=count, block=_BLOCK_MS
                )
            except ResponseError as error:
                if "NOGROUP" not in str(error):
                    raise
                await self.ensure_group(group)
                return []
        rows = found[0][1] if found else []
        return [Entry(entry_id.decode(), _event(fields)) for entry_id, fields in rows]

    async def stale(self, group: str, idle_ms: int, count: int) -> list[tuple[str, int, int]]:
        """Pending entries untouched for `idle_ms`: entry id, times delivered, idle ms."""
        with _answers():
            try:
                found = await self._client.xpending_range(
                    STREAM, group, min="-", max="+", count=count, idle=idle_ms
                )
            except ResponseError as error:
                if "NOGROUP" in str(error):
                    return []
                raise
        return [
            (row["message_id"].decode(), row["times_delivered"], row["time_since_delivered"])
            for row in found
        ]

    async def claim(
        self, group: str, consumer: str, entry_ids: Sequence[str], idle_ms: int
    ) -> list[Entry]:
        """Those entries that nobody has touched for `idle_ms`, given to this consumer."""
        if not entry_ids:
            return []
        with _answers():
            claimed = await self._client.xclaim(STREAM, group, consumer, idle_ms, list(entry_ids))
            found = [(entry_id, fields) for entry_id, fields in claimed if fields]
            if not found:
                return []
            first, last = found[0][0], found[-1][0]
            rows = await self._client.xpending_range(
                STREAM, group, min=first, max=last, count=len(entry_ids) + 1_000
            )
        deliveries = {row["message_id"]: row["times_delivered"] for row in rows}
        return [
            Entry(entry_id.decode(), _event(fields), deliveries.get(entry_id, 1))
            for entry_id, fields in found
        ]

    async def acknowledge(self, group: str, entry_ids: Iterable[str]) -> None:
        """These took effect."""
        if ids := list(entry_ids):
            with _answers():
                await self._client.xack(STREAM, group, *ids)

    async def bury(self, group: str, entry: Entry, error: str) -> None:
        """Move an entry to the group's dead letters."""
        fields = _fields(entry.event) | {"deliveries": entry.deliveries, "error": error[:1000]}
        with _answers():
            async with self._client.pipeline(transaction=True) as pipe:
                pipe.xadd(_dead(group), fields)
                pipe.xack(STREAM, group, entry.entry_id)
                await pipe.execute()

    async def dead_letters(self, group: str, limit: int) -> list[DeadLetter]:
        """What a group gave up, oldest first."""
        with _answers():
            rows = await self._client.xrange(_dead(group), count=limit)
        return [_letter(group, entry_id, fields) for entry_id, fields in rows]

    async def dead_letter(self, group: str, entry_id: str) -> DeadLetter:
        """One of them. Raises NotFound."""
        with _answers():
            try:
                rows = await self._client.xrange(_dead(group), min=entry_id, max=entry_id)
            except ResponseError:
                rows = []
        if not rows:
            raise NotFound(f"{group} has no dead letter {entry_id}")
        return _letter(group, *rows[0])

    async def discard(self, letter: DeadLetter) -> None:
        """Forget a dead letter."""
        with _answers():
            await self._client.xdel(_dead(letter.group), letter.entry_id)

    async def replay(self, letter: DeadLetter) -> None:
        """Put a dead letter into the stream again; the other groups see it again, too."""
        with _answers():
            async with self._client.pipeline(transaction=True) as pipe:
                pipe.xadd(STREAM, _fields(letter.event))
                pipe.xdel(_dead(letter.group), letter.entry_id)
                await pipe.execute()

    async def trim(self, groups: Sequence[str]) -> int:
        """Drop what every one of `groups` has been given and has acknowledged; how many went."""
        with _answers():
            try:
                infos = {
                    row["name"].decode(): row for row in await self._client.xinfo_groups(STREAM)
                }
            except ResponseError:
                return 0
            if not set(groups) <= set(infos):
                return 0
            floors = []
            for group in groups:
                row = infos[group]
                floors.append(row["last-delivered-id"].decode())
                oldest = (await self._client.xpending(STREAM, group))["min"]
                if oldest is not None:
                    floors.append(oldest.decode())
            floor = min(floors, key=_order, default="0-0")
            return int(await self._client.xtrim(STREAM, minid=floor, approximate=False))

    async def lags(self, groups: Sequence[str]) -> list[Lag]:
        """How far each of `groups` is behind."""
        with _answers():
            try:
                infos = {
                    row["name"].decode(): row for row in await self._client.xinfo_groups(STREAM)
                }
            except ResponseError:
                infos = {}
            return [
                Lag(
                    group,
                    int(infos.get(group, {}).get("lag") or 0),
                    int(infos.get(group, {}).get("pending", 0)),
                    int(await self._client.xlen(_dead(group))),
                )
                for group in groups
            ]


def _order(entry_id: str) -> tuple[int, int]:
    ms, _, sequence = entry_id.partition("-")
    return int(ms), int(sequence or 0)


def _letter(group: str, entry_id: bytes, fields: dict[bytes, bytes]) -> DeadLetter:
    return DeadLetter(
        entry_id.decode(),
        group,
        _event(fields),
        int(fields[b"deliveries"]),
        fields[b"error"].decode("utf-8", "replace"),
    )


@contextlib.contextmanager
def _answers() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise Unavailable("the event stream does not answer now; try again") from error
