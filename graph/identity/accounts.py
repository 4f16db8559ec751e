"""Signing up with a proven address, and setting a new password.

What a request does is the same for every address, known or not: the worker looks the address up,
later, and sends the mail (`mails.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from graph import addresses
from graph.errors import InvalidInput
from graph.identity import mails, sessions
from graph.identity.limits import Limits
from graph.identity.passwords import Passwords
from graph.identity.sessions import Grant, Origin
from graph.identity.stored import change, lock, make
from graph.ids import new_id
from graph.model import ProofKind, Role
from graph.mutations import Write, record
from graph.profiles.editing import checked_name
from graph.store.store import Store

SIGN_UP_LASTS = timedelta(hours=24)
RESET_LASTS = timedelta(hours=1)
_PLAIN = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*"
)
"""What browsers accept in a field for addresses; without quotes and lists, which reach others."""


def checked_address(text: str) -> str:
    """An e-mail address without white space around it. Raises InvalidInput."""
    found = text.strip()
    if len(found) > addresses.MAX_LENGTH or not _PLAIN.fullmatch(found):
        text = "email: not an e-mail address such as ada@example.org"
        raise InvalidInput(text, field=("email",))
    return found


class Accounts:
    """The accounts of one store."""

    def __init__(self, store: Store, passwords: Passwords, limits: Limits) -> None:
        self._store = store
        self._passwords = passwords
        self._limits = limits
        self._key = addresses.address_key(store.settings)

    async def sign_up(self, email: str, password: str, name: str, *, now: datetime) -> None:
        """Ask by mail whether the address is theirs; nothing else comes to be before `verify`.

        Raises InvalidInput for what is no address, a weak password or no name.
        """
        address, called = checked_address(email), checked_name(name)
        hashed = await self._passwords.hashed(password, address, called)
        given = {"email": address, "name": called, "password": hashed}
        await self._ask(ProofKind.SIGN_UP, given, now, SIGN_UP_LASTS)

    async def forgot(self, email: str, *, now: datetime) -> None:
        """Send a token for a new password, where the address has an account. InvalidInput."""
        given = {"email": checked_address(email), "name": None, "password": None}
        await self._ask(ProofKind.RESET, given, now, RESET_LASTS)

    async def verify(self, token: str, password: str, origin: Origin, *, now: datetime) -> Grant:
        """Make the member and the account, and begin its first session.

        The password is that of the sign-up: who only reads the mail, or only made the sign-up, gets
        no account. Raises InvalidInput for a token or password that is not right, Conflict where
        the address has got an account meanwhile, RateLimited.
        """
        hashed = mails.digest(token)
        await self._limits.attempt(f"proof:{hashed}")
        row = await self._store.db.row("identity/find_proof", token=hashed, now=now)
        if row is None or row[0]["kind"] != ProofKind.SIGN_UP:
            raise _no_token()
        proof, id_ = row[0], new_id()
        if not await self._passwords.matches(proof["password"], password):
            text = "password: it is not the one of the sign-up"
            raise InvalidInput(text, field=("password",))

        async def work(write: Write) -> Grant:
            if await write.row("identity/take_proof", token=hashed, now=now) is None:
                raise _no_token()
            given = {part: proof[part] for part in ("name", "email", "address_key", "password")}
            await make(write, id_, **given)
            return await sessions.begin(write, id_, Role.MEMBER, origin)

        grant: Grant = await record(self._store, "verify", work, now=now)
        return grant

    async def reset(self, token: str, password: str, *, now: datetime) -> None:
        """Set a new password and end all sessions. Raises InvalidInput."""
        hashed = mails.digest(token)
        row = await self._store.db.row("identity/find_proof", token=hashed, now=now)
        if row is None or row[0]["kind"] != ProofKind.RESET or row[1] is None:
            raise _no_token()
        account: int = row[1]
        made = await self._passwords.hashed(password, row[0]["email"])

        async def work(write: Write) -> list[int]:
            await lock(write, account)
            if await write.row("identity/take_proof", token=hashed, now=now) is None:
                raise _no_token()
            await change(write, account, {"password": made})
            return await sessions.end_all(write, account)

        await sessions.announce(self._store, await record(self._store, "reset", work, now=now))

    async def _ask(
        self, kind: ProofKind, given: Mapping[str, str | None], now: datetime, lasts: timedelta
    ) -> None:
        """Let the worker ask; an address that was asked often enough within the hour is not."""
        id_, key = new_id(), self._key(given["email"] or "")
        if not await self._limits.may_mail(key):
            return

        async def work(write: Write) -> None:
            await write.rows(
                "identity/create_proof",
                id=id_,
                kind=kind,
                address_key=key,
                **given,
                now=now,
                expires_at=now + lasts,
            )
            write.emit(mails.ASKED, str(id_), proof=id_)

        await record(self._store, "ask", work, now=now)


def _no_token() -> InvalidInput:
    text = "token: it is not valid, was used already, or has expired"
    return InvalidInput(text, field=("token",))
