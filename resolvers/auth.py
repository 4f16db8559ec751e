"""Access tokens: JWT signed with Ed25519, expiring, checked on every request."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from graph.errors import BadSetting, InvalidInput, Unauthenticated
from graph.model import MAX_ID, Role
from graph.settings import Settings
from graph.visibility import Viewer
from resolvers.keyring import KeyFiles, Keyring

ROLES = tuple(role.value for role in Role)
MAX_TTL = timedelta(days=365)
_ISSUER = "proconnect"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LOOK_EVERY_S = 5.0

log = logging.getLogger("proconnect.auth")


class Speaker(NamedTuple):
    """Who a token speaks for, when it expires (seconds), and its session, if it is of one."""

    viewer: Viewer
    expires: float
    session: int | None


class Tokens:
    """Issues and checks the access tokens of a ring of keys, which may change under it."""

    def __init__(self, key: Ed25519PrivateKey | Keyring, files: KeyFiles | None = None) -> None:
        self._files = files
        self._stamp = files.stamp() if files else ()
        self._look_at = time.monotonic() + _LOOK_EVERY_S
        self._take(key if isinstance(key, Keyring) else Keyring.of(key))

    @classmethod
    def load(cls, settings: Settings) -> Tokens:
        """The tokens of the installation's keys. Raises BadSetting, see KeyFiles.load."""
        files = KeyFiles(settings)
        return cls(files.load(), files)

    @property
    def ring(self) -> Keyring:
        """The keys as they are now."""
        self._look(every_s=0.0)
        return self._ring

    def issue(
        self,
        member_id: int,
        role: str,
        ttl: timedelta,
        *,
        now: datetime,
        session: int | None = None,
    ) -> str:
        """An access token for a member that expires `ttl` after `now`. Raises InvalidInput."""
        if role not in ROLES:
            raise InvalidInput(f"role: {role!r} is none of {', '.join(ROLES)}", field=("role",))
        if not 0 <= member_id <= MAX_ID:
            raise InvalidInput(f"member id: {member_id} is out of range", field=("member_id",))
        if not timedelta() < ttl <= MAX_TTL:
            raise InvalidInput("ttl: must be above 0 and at most 365d", field=("ttl",))
        claims: dict[str, object] = {
            "iss": _ISSUER,
            "sub": str(member_id),
            "role": role,
            "iat": now,
            "exp": now + ttl,
            "jti": secrets.token_urlsafe(9),
        }
        if session is not None:
            claims["sid"] = str(session)
        ring = self.ring
        return jwt.encode(claims, ring.signing, algorithm="EdDSA", headers={"kid": ring.name})

    def viewer(self, token: str) -> Viewer:
        """Who a token speaks for. Raises Unauthenticated for a forged or expired one."""
        return self.checked(token).viewer

    def checked(self, token: str) -> Speaker:
        """What a token says. Raises as `viewer`; it is not asked whether its session has ended."""
        self._look(every_s=_LOOK_EVERY_S)
        found = self._checked(token)
        if found.expires <= datetime.now(UTC).timestamp():
            raise Unauthenticated("the access token has expired")
        return found

    def _take(self, ring: Keyring) -> None:
        self._ring = ring
        # A ring of its own for each cache: what a key signed that is gone is not remembered.
        self._checked: Callable[[str], Speaker] = lru_cache(maxsize=10_000)(self._check)

    def _look(self, every_s: float) -> None:
        """Take the keys anew where their files have changed; a broken file changes nothing."""
        if self._files is None or (every_s and time.monotonic() < self._look_at):
            return
        self._look_at = time.monotonic() + _LOOK_EVERY_S
        if (stamp := self._files.stamp()) != self._stamp:
            try:
                self._take(self._files.load())
                self._stamp = stamp
            except BadSetting as error:
                log.error("the keys stay as they were: %s", error.message)

    def _check(self, token: str) -> Speaker:
        try:
            claims = jwt.decode(
                token,
                self._key_of(token),
                algorithms=["EdDSA"],
                issuer=_ISSUER,
                options={"require": ["exp", "sub", "iss", "role"]},
            )
            viewer = Viewer(int(claims["sub"]), frozenset([str(claims["role"])]))
            session = int(claims["sid"]) if "sid" in claims else None
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("the access token has expired") from None
        except (jwt.InvalidTokenError, ValueError):
            raise Unauthenticated("the access token is not valid") from None
        return Speaker(viewer, float(claims["exp"]), session)

    def _key_of(self, token: str) -> Ed25519PublicKey:
        """The key that the token names; the one that signs where it names none."""
        name = jwt.get_unverified_header(token).get("kid", self._ring.name)
        if name not in self._ring.accepted:
            self._look(every_s=0.0)  # another process may have got a new one just now
        found = self._ring.accepted.get(name)
        if found is None:
            raise jwt.InvalidTokenError("no such key")
        return found


def parse_ttl(text: str) -> timedelta:
    """A time span such as '30m', '24h' or '7d'. Raises InvalidInput."""
    found = re.fullmatch(r"(\d{1,9})([smhd])", text)
    if not found:
        raise InvalidInput(f"ttl: {text!r} is not like 30m, 24h or 7d", field=("ttl",))
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
