"""E-mail addresses: whether a text is one, and the keyed hash that stands for it."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable

from graph import keys
from graph.settings import Settings

MAX_LENGTH = 320
_FORM = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+|[^@\s]{1,64}@localhost")

AddressKey = Callable[[str], str]


def checked(text: str) -> str:
    """The text, which is an address of at most 320 characters. Raises ValueError."""
    if len(text) > MAX_LENGTH or not _FORM.fullmatch(text) or not text.isprintable():
        raise ValueError("not an e-mail address such as ada@example.org")
    return text


def address_key(settings: Settings) -> AddressKey:
    """What makes an address its key: 32 hexadecimal digits, whatever the case of the address.

    An HMAC under a key of the installation, so that who reads the store cannot try addresses. The
    secret is read, or made, with the first address; what that raises, see keys.secret.
    """
    secret: bytes | None = None

    def of(address: str) -> str:
        nonlocal secret
        if secret is None:
            secret = keys.hash_secret(settings)
        return hmac.digest(secret, address.casefold().encode(), "sha256").hex()[:32]

    return of
