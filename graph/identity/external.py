"""Logging in as somebody whom a provider knows.

Who has logged in that way before is told by issuer and subject alone. The first time, an address
that the provider has verified leads to the account that proved it, or to a new one.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from datetime import datetime

from graph.addresses import address_key
from graph.errors import Conflict, Forbidden, InvalidInput, SecondFactorRequired
from graph.identity import factors, sessions
from graph.identity.accounts import checked_address
from graph.identity.limits import Limits
from graph.identity.sessions import Grant, Origin
from graph.identity.stored import Account, change, lock, make
from graph.ids import new_id
from graph.mutations import Write, record
from graph.profiles.editing import checked_name
from graph.store.store import Store

_NAMELESS = "New member"
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a provider speaks of; `email` only where it has verified the address."""

    issuer: str
    subject: str
    email: str | None
    name: str | None

    @property
    def key(self) -> str:
        """What stands for them in the graph."""
        return hashlib.sha256(f"{self.issuer}\n{self.subject}".encode()).hexdigest()


async def log_in(
    store: Store, limits: Limits, known: Known, code: str | None, origin: Origin, *, now: datetime
) -> Grant:
    """A new session of the account that is theirs, which is linked or made where it was not.

    Raises Forbidden for a stranger without a verified address, SecondFactorRequired where only the
    code is missing (then nothing was linked), Unauthenticated for a wrong one, RateLimited.
    """
    attempts = f"external:{known.key}"
    if code is not None:
        await limits.attempt(attempts)
    for _ in range(_TRIES - 1):
        with contextlib.suppress(Conflict):  # somebody made the account at the same time
            grant = await _try(store, known, code, origin, now)
            break
    else:
        grant = await _try(store, known, code, origin, now)
    await limits.forgive(attempts)
    return grant


async def _try(
    store: Store, known: Known, code: str | None, origin: Origin, now: datetime
) -> Grant:
    id_ = new_id()

    async def work(write: Write) -> tuple[Grant, list[int]]:
        account = await _account(write, store, known, id_)
        if account["totp"] is not None and not code:
            raise SecondFactorRequired("code: this account has a second factor", field=("code",))
        if changed := factors.asked(store.settings, account, code, now):
            await change(write, account["id"], changed)
        grant = await sessions.begin(write, account["id"], account["role"], origin)
        return grant, await sessions.end_beyond(write, account["id"])

    grant, ended = await record(store, "logInExternally", work, now=now)
    await sessions.announce(store, ended)
    return grant  # type: ignore[no-any-return]


async def _account(write: Write, store: Store, known: Known, id_: int) -> Account:
    email = None if known.email is None else checked_address(known.email)
    key = None if email is None else address_key(store.settings)(email)
    row = await write.row("identity/find_external", key=known.key, address_key=key)
    linked, found = row or (None, None)
    if linked is None and email is None:
        raise Forbidden("the provider has not verified an e-mail address")
    if linked is None and found is None:
        assert email is not None
        assert key is not None
        await make(write, id_, name=_name(known), email=email, address_key=key, password=None)
        found = id_
    account = await lock(write, found if linked is None else linked)  # type: ignore[arg-type]
    assert account is not None
    if linked is None:
        await write.rows(
            "identity/link_external",
            account=account["id"],
            key=known.key,
            issuer=known.issuer,
            now=write.now,
        )
    return account


def _name(known: Known) -> str:
    try:
        return checked_name(known.name or "")
    except InvalidInput:
        return _NAMELESS
