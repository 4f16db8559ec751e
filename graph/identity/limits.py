"""What stands against guessing: waits that double, for each account and network on their own.

Wrong passwords from one network delay that network only. Against guessing from many networks, an
account takes so many logins an hour from those that it was not logged into from lately; its owner's
own networks are not among them. So nobody is locked out of their account by others.
"""

from __future__ import annotations

import math

from graph.errors import RateLimited
from graph.store.buckets import Bucket
from graph.store.store import Store

STRANGERS_AN_HOUR = 100
MAILS_AN_HOUR = 5
_HOUR_S = 3_600.0


class Limits:
    """The limits of one store; with `enabled=False` there are none."""

    def __init__(self, store: Store, *, enabled: bool) -> None:
        self._cache = store.cache
        self._enabled = enabled

    async def attempt(self, name: str) -> None:
        """Count an attempt, as a failure until it is forgiven. Raises RateLimited, Unavailable."""
        if self._enabled and (wait_s := await self._cache.attempts.begin(name)):
            text = f"too many attempts: try again in {math.ceil(wait_s)} s"
            raise RateLimited(text, wait_s=wait_s)

    async def forgive(self, name: str) -> None:
        """The attempt was a right one."""
        await self._cache.attempts.forgive(name)

    async def stranger(self, address_key: str) -> None:
        """Count a login from a network that is new to the account. Raises as `attempt`."""
        taken = self._enabled and await self._cache.buckets.take(
            [Bucket(f"strangers:{address_key}", STRANGERS_AN_HOUR, _HOUR_S)]
        )
        if taken and not taken.allowed:
            text = "too many attempts: try again later, or from where you logged in before"
            raise RateLimited(text, wait_s=taken.wait_s)

    async def may_mail(self, address_key: str) -> bool:
        """Whether one more mail may go to an address within this hour."""
        if not self._enabled:
            return True
        bucket = Bucket(f"mails:{address_key}", MAILS_AN_HOUR, _HOUR_S)
        return (await self._cache.buckets.take([bucket])).allowed
