"""Sessions: one a login, with a refresh token that changes with every use.

A refresh token is the session's id, what all tokens of the session share, and what only this one
has. The shared part proves that a token was the session's; where the other part is not the present
one, it was used before, by its owner or by a thief, and the session ends for both (RFC 9700, 4.14).
Whoever makes tokens up cannot end anything.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from prometheus_client import Counter

from graph.errors import NotFound, Unauthenticated
from graph.ids import new_id
from graph.mutations import Write, record
from graph.store.store import Store

IDLE = timedelta(days=30)
"""A session that is not refreshed for so long ends."""

LONGEST = timedelta(days=180)
MOST = 50
"""Of an account; the oldest ends when one more begins."""

MAX_DEVICE = 200
_KNOWN_S = 30.0
_ENDED_S = 3_600.0
"""Longer than any access token of a session lasts."""

_PART = 16
_REUSED = Counter("proconnect_refresh_reused", "Sessions ended because a token came twice.")

log = logging.getLogger("proconnect.identity")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a client gets: who it speaks for, in which session, and its next refresh token."""

    member: int
    role: str
    session: int
    refresh: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a login comes from: what the client calls itself, and a keyed hash of its network."""

    device: str
    network: str


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its owner sees it."""

    id: int
    device: str | None
    created_at: datetime
    used_at: datetime
    expires_at: datetime


def channel(session: int) -> str:
    """The channel that hears of the end of a session."""
    return f"session:{session}"


def session_of(token: str) -> int:
    """The session that a refresh token says it is of. Raises Unauthenticated."""
    return _read(token)[0]


async def begin(write: Write, account: int, role: str, origin: Origin) -> Grant:
    """A new session of an account that is locked or new."""
    family, part = secrets.token_bytes(_PART), secrets.token_bytes(_PART)
    session = new_id()
    await write.rows(
        "identity/create_session",
        account=account,
        id=session,
        family=_digest(family),
        refresh=_digest(part),
        device=" ".join(origin.device.split())[:MAX_DEVICE] or None,
        network=origin.network,
        now=write.now,
        expires_at=write.now + IDLE,
    )
    return Grant(account, role, session, _written(session, family, part))


async def refresh(store: Store, token: str, *, now: datetime) -> Grant:
    """The session's next grant; the token is then used up.

    Raises Unauthenticated for a token that is none or whose session has ended, and for one that was
    used before: then the session ends.
    """
    session, family, part = _read(token)
    following = secrets.token_bytes(_PART)

    async def work(write: Write) -> list[object] | None:
        row = await write.row("identity/lock_session", id=session, now=now)
        if row is None or not _is(family, row[0]["family"]):
            return None
        found = row[0]
        if not _is(part, found["refresh"]):
            await _end(write, found["account"], [session])
            return []
        created: datetime = found["created_at"].to_native()
        await write.rows(
            "identity/renew_session",
            id=session,
            refresh=_digest(following),
            now=now,
            expires_at=min(now + IDLE, created + LONGEST),
        )
        return [found["account"], found["role"]]

    answer = await record(store, "refresh", work, now=now)
    if answer is None:
        raise Unauthenticated("the refresh token is not valid")
    if not answer:
        _REUSED.inc()
        log.warning("a refresh token came twice: its session ends")
        await announce(store, [session])
        raise Unauthenticated("the refresh token was used before; its session has ended")
    return Grant(answer[0], answer[1], session, _written(session, family, following))


async def end(
    store: Store, account: int, ids: Sequence[int] | None, *, but: int | None = None, now: datetime
) -> int:
    """End these sessions of an account, or all, `but` one; how many had not ended.

    What they were given stops being valid at once. Raises NotFound where one of `ids` is none.
    """

    async def work(write: Write) -> list[int]:
        ended = await _end(write, account, ids, but)
        if ids is not None and len(ended) < len(set(ids)):
            raise NotFound("session: there is none with this id", field=("session",))
        return ended

    ended = await record(store, "endSessions", work, now=now)
    await announce(store, ended)
    return len(ended)


async def end_beyond(write: Write, account: int) -> list[int]:
    """End the oldest sessions beyond the most that an account has; their ids, to announce."""
    rows = await write.rows("identity/list_sessions", account=account, now=write.now)
    beyond = [row[0]["id"] for row in rows[MOST:]]
    return await _end(write, account, beyond) if beyond else []


async def end_all(write: Write, account: int, but: int | None = None) -> list[int]:
    """End all sessions of an account within a transaction; their ids, to announce."""
    return await _end(write, account, None, but)


async def announce(store: Store, ended: Sequence[int]) -> None:
    """Tell every process that sessions have ended; after the transaction that ended them."""
    for session in ended:
        await store.cache.put(_key(session), b"0", ttl_s=_ENDED_S)
        await store.signals.tell(channel(session), b"")


async def is_live(store: Store, session: int, *, now: datetime | None = None) -> bool:
    """Whether a session has not ended. Asked for each request with a token of a session.

    Redis knows for 30 s what the graph said, and at once what was ended: an end replaces what is
    known, and what is read from the graph replaces no end.
    """
    known = await store.cache.get(_key(session))
    if known is None:
        now = now or datetime.now(UTC)
        row = await store.db.row("identity/read_session", id=session, now=now)
        known = b"1" if row else b"0"
        await store.cache.put(_key(session), known, ttl_s=_KNOWN_S, only_new=True)
    return known == b"1"


async def sessions_of(store: Store, account: int, *, now: datetime) -> list[Session]:
    """The sessions of an account that have not ended, the newest first."""
    rows = await store.db.rows("identity/list_sessions", account=account, now=now)
    times = ("created_at", "used_at", "expires_at")
    return [
        Session(
            id=row[0]["id"],
            device=row[0]["device"],
            **{name: row[0][name].to_native() for name in times},
        )
        for row in rows
    ]


async def _end(
    write: Write, account: int, ids: Sequence[int] | None, but: int | None = None
) -> list[int]:
    given = list(ids) if ids is not None else None
    rows = await write.rows(
        "identity/end_sessions", account=account, ids=given, but=but, now=write.now
    )
    return [row[0] for row in rows]


def _key(session: int) -> str:
    return f"session:{session}"


def _written(session: int, family: bytes, part: bytes) -> str:
    raw = session.to_bytes(8, "big") + family + part
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _read(token: str) -> tuple[int, bytes, bytes]:
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 8 + 2 * _PART or raw[0] > 127:
        raise Unauthenticated("the refresh token is not valid")
    return int.from_bytes(raw[:8], "big"), raw[8 : 8 + _PART], raw[8 + _PART :]


def _digest(part: bytes) -> str:
    return hashlib.sha256(part).hexdigest()


def _is(part: bytes, digest: str) -> bool:
    return hmac.compare_digest(_digest(part), digest)
