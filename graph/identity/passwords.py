"""Passwords: which are too weak, and their Argon2id hashes.

Weak is what zxcvbn (Wheeler, USENIX Security 2016) expects to be guessed within 10^8 tries. Its
lists have the 30,000 most common passwords of published breaches; one of them is refused whatever
the estimate. The cost of a hash is what OWASP's Password Storage Cheat Sheet names: 19 MiB, two
passes, one lane.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

import argon2
from argon2.exceptions import InvalidHashError, VerificationError
from prometheus_client import Counter

from graph.errors import InvalidInput, Unavailable

LEAST_CHARS = 10
MOST_CHARS = 200
_LEAST_SCORE = 3
_ESTIMATED_CHARS = 72
"""An estimate takes time with the square of the length."""

_AT_ONCE = 2
_MOST_WAITING = 32

_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1$IDshkFQBFm+qPnDnX5SLZA"
    "$sw7OQyd10OYINKrfkYi/vZ6xJ2+j/WkLmGB//ymd3wA"
)
"""What is compared with where there is no account, so that it takes as long."""

_HASHES = Counter("proconnect_password_hashes", "Passwords hashed or compared.")

T = TypeVar("T")


class Passwords:
    """Hashes and compares, two at a time in a process: each takes a core and 19 MiB."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    async def hashed(self, password: str, *known: str) -> str:
        """The hash of a new password; `known` are words that a guesser would try first.

        Raises InvalidInput for a weak one, Unavailable where too many wait already.
        """
        return await self._run(lambda: _HASHER.hash(accepted(password, known)))

    async def hashed_again(self, password: str) -> str:
        """The hash, at today's cost, of a password that was accepted before. Unavailable."""
        return await self._run(lambda: _HASHER.hash(_normal(password)))

    async def matches(self, hash: str | None, password: str) -> bool:
        """Whether the hash is that of the password; False, after as long, without a hash.

        Raises Unavailable where too many wait already.
        """
        same = await self._run(lambda: _same(hash or NOBODYS, password))
        return same and hash is not None

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= _MOST_WAITING:
            raise Unavailable("too many log in at this moment; try again")
        self._waiting += 1
        try:
            async with self._free:
                _HASHES.inc()
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1


def accepted(password: str, known: Sequence[str] = ()) -> str:
    """The password in the form that is hashed. Raises InvalidInput, which says what is wrong."""
    if not LEAST_CHARS <= len(password) <= MOST_CHARS:
        raise _weak(f"{LEAST_CHARS} to {MOST_CHARS} characters")
    from zxcvbn import zxcvbn  # 100,000 words, which most processes never need

    plain = _normal(password)
    if plain.casefold() in _breached():
        raise _weak("it is among those that are tried first, being known from breaches")
    words = [word for text in known for word in (text, *text.replace("@", " ").split())]
    found = zxcvbn(plain[:_ESTIMATED_CHARS], user_inputs=words)
    if found["score"] < _LEAST_SCORE:
        feedback = found["feedback"]
        advice = " ".join(filter(None, [feedback["warning"], *feedback["suggestions"]]))
        raise _weak(f"it is easily guessed. {advice}".strip())
    return plain


def outdated(hash: str) -> bool:
    """Whether a hash was made at another cost than new ones are."""
    return _HASHER.check_needs_rehash(hash)


@cache
def _breached() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


def _same(hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(hash, _normal(password)[:MOST_CHARS])
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    # One letter may be typed as one code point or as two: NIST SP 800-63B, 5.1.1.2.
    return unicodedata.normalize("NFKC", password)


def _weak(why: str) -> InvalidInput:
    return InvalidInput(f"password: {why}", field=("password",))
