"""The second factor: codes that change every 30 s (RFC 6238), and codes for when it is lost.

The secret is stored sealed under a key of the installation, so that the graph alone gives no codes.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pyotp

from graph.errors import Unauthenticated
from graph.identity import sealing
from graph.settings import Settings

STEP_S = 30
_STEPS_ASIDE = 1
"""A clock may be so many steps off, either way."""

RECOVERY_CODES = 8
_ISSUER = "ProConnect"
_USE = "second factor"


def new_secret() -> str:
    """160 random bits in base 32, as authenticator apps take them."""
    return pyotp.random_base32()


def address(secret: str, email: str) -> str:
    """The `otpauth://` address that an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=_ISSUER)


def step_of(secret: str, code: str, now: datetime, after: int | None) -> int | None:
    """The step that a code belongs to, later than the step `after`; None where it is not valid."""
    given = code.replace(" ", "")
    totp = pyotp.TOTP(secret)
    here = int(now.timestamp()) // STEP_S
    for step in range(here - _STEPS_ASIDE, here + _STEPS_ASIDE + 1):
        if hmac.compare_digest(totp.at(step * STEP_S).encode(), given.encode()) and (
            after is None or step > after
        ):
            return step
    return None


def recovery_codes() -> tuple[list[str], list[str]]:
    """Codes to write down, and what is stored of them."""
    made = [secrets.token_hex(8) for _ in range(RECOVERY_CODES)]
    return made, [_digest(code) for code in made]


def used(
    settings: Settings, account: Mapping[str, Any], code: str, now: datetime
) -> dict[str, Any]:
    """What changes of the account when the code is used; empty where it is not valid."""
    step = step_of(opened(settings, account["totp"]), code, now, account["totp_step"])
    if step is not None:
        return {"totp_step": step}
    left = list(account["recovery"] or ())
    if (digest := _digest(code)) in left:
        left.remove(digest)
        return {"recovery": left or None}
    return {}


def asked(
    settings: Settings, account: Mapping[str, Any], code: str | None, now: datetime
) -> dict[str, Any]:
    """As `used`, and empty without a factor. Raises Unauthenticated for a wrong code."""
    if account["totp"] is None:
        return {}
    changed = used(settings, account, code or "", now)
    if not changed:
        raise Unauthenticated("code: it is wrong, or was used already", field=("code",))
    return changed


def sealed(settings: Settings, secret: str) -> str:
    """The secret as it is stored."""
    return sealing.sealed(settings, _USE, secret)


def opened(settings: Settings, stored: str) -> str:
    """The secret that `sealed` stored; of another installation's key, one that fits no code."""
    return sealing.opened(settings, _USE, stored) or new_secret()


def _digest(code: str) -> str:
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()
