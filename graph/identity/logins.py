"""Logging in, and what a member changes about it: the password and the second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from graph.addresses import address_key
from graph.errors import Conflict, NotFound, SecondFactorRequired, Unauthenticated
from graph.identity import factors, sessions
from graph.identity.accounts import checked_address
from graph.identity.limits import Limits
from graph.identity.passwords import Passwords, outdated
from graph.identity.sessions import Grant, Origin
from graph.identity.stored import Account, change, lock
from graph.mutations import Write, record
from graph.store.store import Store

_NOBODY: Account = {"password": None}


@dataclass(frozen=True, slots=True)
class NewFactor:
    """What an authenticator app takes: the secret, and the address that a QR code shows."""

    secret: str
    address: str


class Logins:
    """Logins to the accounts of one store."""

    def __init__(self, store: Store, passwords: Passwords, limits: Limits) -> None:
        self._store = store
        self._passwords = passwords
        self._limits = limits
        self._key = address_key(store.settings)

    async def log_in(
        self, email: str, password: str, code: str | None, origin: Origin, *, now: datetime
    ) -> Grant:
        """A new session for who knows the password, and the code where there is a second factor.

        Raises Unauthenticated where they do not, SecondFactorRequired where only the code is
        missing, RateLimited after too many attempts, InvalidInput for what is no address.
        """
        key = self._key(checked_address(email))
        attempts = f"login:{key}:{origin.network}"
        await self._limits.attempt(attempts)
        row = await self._store.db.row(
            "identity/find_account", address_key=key, network=origin.network
        )
        account, known = row or (_NOBODY, False)
        if not known:
            await self._limits.stranger(key)
        if not await self._passwords.matches(account["password"], password):
            raise Unauthenticated("the address or the password is wrong")
        if account["totp"] is not None and not code:
            raise SecondFactorRequired("code: this account has a second factor", field=("code",))
        made = await self._renewed(account, password)

        async def work(write: Write) -> tuple[Grant, list[int]]:
            found = await _locked(write, account)
            changed = factors.asked(self._store.settings, found, code, now)
            if made is not None:
                changed["password"] = made
            if changed:
                await change(write, found["id"], changed)
            grant = await sessions.begin(write, found["id"], found["role"], origin)
            return grant, await sessions.end_beyond(write, found["id"])

        grant, ended = await record(self._store, "logIn", work, now=now)
        await self._limits.forgive(attempts)
        await sessions.announce(self._store, ended)
        return grant  # type: ignore[no-any-return]

    async def change_password(
        self, member: int, current: str, new: str, *, session: int | None, now: datetime
    ) -> None:
        """Set another password and end all sessions but the one that asks.

        Raises Unauthenticated where the current one is wrong, InvalidInput for a weak new one,
        NotFound for a member without an account, RateLimited.
        """
        account = await self._confirmed(member, current)
        made = await self._passwords.hashed(new, account["email"])

        async def work(write: Write) -> list[int]:
            await _locked(write, account)
            await change(write, member, {"password": made})
            return await sessions.end_all(write, member, but=session)

        ended = await record(self._store, "changePassword", work, now=now)
        await sessions.announce(self._store, ended)

    async def begin_factor(self, member: int, password: str, *, now: datetime) -> NewFactor:
        """A secret for an app; it counts once `confirm_factor` has had a code of it.

        Raises as `change_password`, and Conflict where there is a second factor already.
        """
        account = await self._confirmed(member, password)
        secret = factors.new_secret()
        sealed = factors.sealed(self._store.settings, secret)

        async def work(write: Write) -> None:
            if (await _locked(write, account))["totp"] is not None:
                raise Conflict("there is a second factor already: take it away first")
            await change(write, member, {"totp_wanted": sealed})

        await record(self._store, "beginFactor", work, now=now)
        return NewFactor(secret, factors.address(secret, account["email"]))

    async def confirm_factor(self, member: int, code: str, *, now: datetime) -> list[str]:
        """Ask for codes from now on; the codes to write down for when the app is lost.

        Raises Unauthenticated for a wrong code, Conflict where none was begun, RateLimited.
        """
        attempts = f"factor:{member}"
        await self._limits.attempt(attempts)
        plain, stored = factors.recovery_codes()

        async def work(write: Write) -> None:
            account = await lock(write, member)
            if account is None or account["totp_wanted"] is None:
                raise Conflict("no second factor was begun")
            wanted = account["totp_wanted"]
            secret = factors.opened(self._store.settings, wanted)
            step = factors.step_of(secret, code, now, None)
            if step is None:
                raise Unauthenticated("code: it is wrong", field=("code",))
            changed = {"totp": wanted, "totp_wanted": None, "totp_step": step, "recovery": stored}
            await change(write, member, changed)

        await record(self._store, "confirmFactor", work, now=now)
        await self._limits.forgive(attempts)
        return plain

    async def drop_factor(self, member: int, password: str, code: str, *, now: datetime) -> None:
        """Ask for no codes any more. Raises as `change_password`, and for a wrong code."""
        account = await self._confirmed(member, password)

        async def work(write: Write) -> None:
            factors.asked(self._store.settings, await _locked(write, account), code, now)
            gone = dict.fromkeys(("totp", "totp_wanted", "totp_step", "recovery"))
            await change(write, member, gone)

        await record(self._store, "dropFactor", work, now=now)

    async def _confirmed(self, member: int, password: str) -> Account:
        """The account, whose password was given."""
        attempts = f"confirm:{member}"
        await self._limits.attempt(attempts)
        row = await self._store.db.row("identity/read_account", id=member)
        if row is None:
            raise NotFound("this member has no account")
        account: Account = row[0]
        if not await self._passwords.matches(account["password"], password):
            raise Unauthenticated("password: it is wrong", field=("password",))
        await self._limits.forgive(attempts)
        return account

    async def _renewed(self, account: Account, password: str) -> str | None:
        """The hash at today's cost, where the stored one is cheaper."""
        if not outdated(account["password"]):
            return None
        return await self._passwords.hashed_again(password)


async def _locked(write: Write, account: Account) -> Account:
    """The account as it is now, until the end of the transaction, with the same password."""
    found = await lock(write, account["id"])
    if found is None or found["password"] != account["password"]:
        raise Unauthenticated("the password was changed meanwhile")
    return found
