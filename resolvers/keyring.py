"""The keys of access tokens: one signs; those that signed before are accepted until they go.

All are Ed25519 and named by their thumbprint (RFC 7638, RFC 8037). The files are looked at again
every few seconds, so that every process follows a change without a restart.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from graph.errors import BadSetting
from graph.keys import make_once
from graph.settings import Settings

_BLOCK = re.compile(rb"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The key that signs, its name, and all whose tokens are accepted, by their names."""

    signing: Ed25519PrivateKey
    name: str
    accepted: Mapping[str, Ed25519PublicKey]

    @classmethod
    def of(cls, signing: Ed25519PrivateKey, *old: Ed25519PublicKey) -> Keyring:
        """The ring of these keys."""
        public = [signing.public_key(), *old]
        return cls(signing, name_of(public[0]), {name_of(key): key for key in public})


def name_of(key: Ed25519PublicKey) -> str:
    """The thumbprint of a key, base64url."""
    return _url(
        hashlib.sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{_x(key)}"}}'.encode()).digest()
    )


def published(ring: Keyring) -> dict[str, list[dict[str, str]]]:
    """The ring as a JSON Web Key Set, RFC 7517."""
    return {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "x": _x(key),
                "kid": name,
                "alg": "EdDSA",
                "use": "sig",
            }
            for name, key in ring.accepted.items()
        ]
    }


class KeyFiles:
    """The files of an installation's keys."""

    def __init__(self, settings: Settings) -> None:
        folder = settings.data / "keys"
        self._configured = settings.token_key_file is not None
        self._signing = settings.token_key_file or folder / "token-ed25519.pem"
        self._old = settings.token_old_keys_file or folder / "token-old.pem"
        self._old_needed = settings.token_old_keys_file is not None
        self._production = settings.env == "production"

    def load(self) -> Keyring:
        """The keys; in a data folder one is made at first need.

        Raises BadSetting where a file cannot be read or holds something else, and where none is
        configured in production.
        """
        if not self._configured:
            if self._production:
                raise BadSetting(
                    "PROCONNECT_TOKEN_KEY_FILE: must be set where PROCONNECT_ENV=production"
                )
            if not self._signing.exists():
                make_once(self._signing, _pem(Ed25519PrivateKey.generate()))
        try:
            key = serialization.load_pem_private_key(self._signing.read_bytes(), password=None)
        except (OSError, ValueError) as error:
            raise BadSetting(f"PROCONNECT_TOKEN_KEY_FILE: {self._signing}: {error}") from None
        if not isinstance(key, Ed25519PrivateKey):
            raise BadSetting(
                f"PROCONNECT_TOKEN_KEY_FILE: {self._signing} is not an Ed25519 private key"
            )
        return Keyring.of(key, *self._olds())

    def stamp(self) -> tuple[int, ...]:
        """What changes when a file does."""
        found = []
        for path in (self._signing, self._old):
            try:
                state = path.stat()
                found += [state.st_mtime_ns, state.st_ino, state.st_size]
            except OSError:
                found += [0]
        return tuple(found)

    def rotate(self) -> Keyring:
        """Sign with a new key from now on; the old one's tokens stay valid.

        Raises BadSetting where the keys are configured: then the operator replaces them.
        """
        self._only_here()
        ring = self.load()
        public = ring.signing.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        # First the old one, so that at no moment its tokens are unknown.
        before = self._old.read_bytes() if self._old.exists() else b""
        _replace(self._old, before + public)
        _replace(self._signing, _pem(Ed25519PrivateKey.generate()))
        return self.load()

    def drop_old(self) -> int:
        """Accept tokens of the present key only; how many keys went. Raises as `rotate`."""
        self._only_here()
        count = len(self.load().accepted) - 1
        self._old.unlink(missing_ok=True)
        return count

    def _only_here(self) -> None:
        if self._configured or self._old_needed:
            raise BadSetting(
                "PROCONNECT_TOKEN_KEY_FILE: this key is yours to change: put the old one into "
                "PROCONNECT_TOKEN_OLD_KEYS_FILE, and a new one here"
            )

    def _olds(self) -> list[Ed25519PublicKey]:
        if not self._old.exists() and not self._old_needed:
            return []
        try:
            text = self._old.read_bytes()
        except OSError as error:
            raise self._broken(error.strerror or "cannot be read") from None
        return [self._public(found[0], found[1]) for found in _BLOCK.finditer(text)]

    def _public(self, block: bytes, kind: bytes) -> Ed25519PublicKey:
        try:
            if kind.endswith(b"PRIVATE KEY"):
                private = serialization.load_pem_private_key(block, password=None)
                key: object = private.public_key()
            else:
                key = serialization.load_pem_public_key(block)
        except ValueError as error:
            raise self._broken(str(error)) from None
        if not isinstance(key, Ed25519PublicKey):
            raise self._broken("a key in it is not an Ed25519 key")
        return key

    def _broken(self, why: str) -> BadSetting:
        return BadSetting(f"PROCONNECT_TOKEN_OLD_KEYS_FILE: {self._old}: {why}")


def _replace(path: Path, content: bytes) -> None:
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    make_once(aside, content)
    os.replace(aside, path)


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _x(key: Ed25519PublicKey) -> str:
    return _url(key.public_bytes_raw())


def _url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
