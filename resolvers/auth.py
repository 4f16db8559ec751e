"""Access tokens: signed with Ed25519, expiring, checked on every request."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from graph.errors import BadSetting, InvalidInput, Unauthenticated
from graph.keys import make_once
from graph.model import MAX_ID
from graph.settings import Settings
from graph.visibility import Viewer

ROLES = ("member", "recruiter", "analyst", "admin")
MAX_TTL = timedelta(days=365)
_ISSUER = "proconnect"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Tokens:
    """Issues and checks the access tokens of one signing key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self._public = key.public_key()
        self._checked = lru_cache(maxsize=10_000)(self._check)

    @classmethod
    def load(cls, settings: Settings) -> Tokens:
        """The tokens of the configured key; in the data folder one is made at first need.

        Raises BadSetting where the file cannot be read or holds something else, and where there is
        none in production.
        """
        if settings.env == "production" and settings.token_key_file is None:
            raise BadSetting(
                "PROCONNECT_TOKEN_KEY_FILE: must be set where PROCONNECT_ENV=production"
            )
        path = settings.token_key_file or settings.data / "keys" / "token-ed25519.pem"
        if settings.token_key_file is None and not path.exists():
            make_once(path, _new_key())
        try:
            key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        except (OSError, ValueError) as error:
            raise BadSetting(f"PROCONNECT_TOKEN_KEY_FILE: {path}: {error}") from None
        if not isinstance(key, Ed25519PrivateKey):
            raise BadSetting(f"PROCONNECT_TOKEN_KEY_FILE: {path} is not an Ed25519 private key")
        return cls(key)

    def issue(self, member_id: int, role: str, ttl: timedelta, *, now: datetime) -> str:
        """An access token for a member that expires `ttl` after `now`. Raises InvalidInput."""
        if role not in ROLES:
            raise InvalidInput(f"role: {role!r} is none of {', '.join(ROLES)}", field=("role",))
        if not 0 <= member_id <= MAX_ID:
            raise InvalidInput(f"member id: {member_id} is out of range", field=("member_id",))
        if not timedelta() < ttl <= MAX_TTL:
            raise InvalidInput("ttl: must be above 0 and at most 365d", field=("ttl",))
        claims = {
            "iss": _ISSUER,
            "sub": str(member_id),
            "role": role,
            "iat": now,
            "exp": now + ttl,
            "jti": secrets.token_urlsafe(9),
        }
        return jwt.encode(claims, self._key, algorithm="EdDSA")

    def viewer(self, token: str) -> Viewer:
        """Who a token speaks for. Raises Unauthenticated for a forged or expired one."""
        return self.checked(token)[0]

    def checked(self, token: str) -> tuple[Viewer, float]:
        """Who a token speaks for, and the time when it expires, in seconds. Raises as `viewer`."""
        viewer, expires = self._checked(token)
        if expires <= datetime.now(UTC).timestamp():
            raise Unauthenticated("the access token has expired")
        return viewer, expires

    def _check(self, token: str) -> tuple[Viewer, float]:
        try:
            claims = jwt.decode(
                token,
                self._public,
                algorithms=["EdDSA"],
                issuer=_ISSUER,
                options={"require": ["exp", "sub", "iss", "role"]},
            )
            viewer = Viewer(int(claims["sub"]), frozenset([str(claims["role"])]))
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("the access token has expired") from None
        except (jwt.InvalidTokenError, ValueError):
            raise Unauthenticated("the access token is not valid") from None
        return viewer, float(claims["exp"])


def parse_ttl(text: str) -> timedelta:
    """A time span such as '30m', '24h' or '7d'. Raises InvalidInput."""
    found = re.fullmatch(r"(\d{1,9})([smhd])", text)
    if not found:
        raise InvalidInput(f"ttl: {text!r} is not like 30m, 24h or 7d", field=("ttl",))
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
