"""Sealing: what is kept where others may read it, under a key of the installation."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from graph import keys
from graph.settings import Settings

_NONCE = 12


def sealed(settings: Settings, use: str, text: str) -> str:
    """The text, encrypted for one use of up to 16 bytes: AES-GCM, nonce first, in base64url."""
    nonce = secrets.token_bytes(_NONCE)
    found = nonce + _cipher(settings, use).encrypt(nonce, text.encode(), None)
    return base64.urlsafe_b64encode(found).decode()


def opened(settings: Settings, use: str, stored: str) -> str | None:
    """The text that was sealed for this use; None for anything else."""
    try:
        raw = base64.b64decode(stored.replace("-", "+").replace("_", "/"), validate=True)
        return _cipher(settings, use).decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
    except (InvalidTag, binascii.Error, ValueError):
        return None


def _cipher(settings: Settings, use: str) -> AESGCM:
    secret = keys.hash_secret(settings)
    return AESGCM(hashlib.blake2b(secret, digest_size=32, person=use.encode()).digest())
