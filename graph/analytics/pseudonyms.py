"""Members under names that only one analyst has for them.

A pseudonym is the member id, padded with zeros to one block, encrypted by AES-256 under a key that
is derived from the secret and the analyst's id: the same member has the same pseudonym each time,
no two analysts share one, and the gateway can turn one back. The padding tells forged ones.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from graph.errors import BadSetting
from graph.settings import Settings

_BLOCK = 16
_LEAST_KEY_BYTES = 32


class Pseudonyms:
    """The pseudonyms of one analyst."""

    def __init__(self, secret: bytes, analyst: int) -> None:
        key = hashlib.blake2b(
            str(analyst).encode(), key=secret[:64], digest_size=32, person=b"analyst"
        ).digest()
        # One block a member, never a text: the mode that needs no state is the right one here.
        self._cipher = Cipher(algorithms.AES(key), modes.ECB())

    def of(self, ids: Sequence[int] | np.ndarray) -> list[str]:
        """The pseudonyms of member ids, in their order: 32 hexadecimal digits each."""
        blocks = np.zeros((len(ids), 2), dtype="<i8")
        blocks[:, 0] = ids
        encryptor = self._cipher.encryptor()
        text = (encryptor.update(blocks.tobytes()) + encryptor.finalize()).hex()
        return [text[at : at + 2 * _BLOCK] for at in range(0, len(text), 2 * _BLOCK)]

    def member(self, pseudonym: str) -> int | None:
        """The member id behind a pseudonym; None where this analyst has no such one."""
        try:
            block = bytes.fromhex(pseudonym)
        except ValueError:
            return None
        if len(block) != _BLOCK:
            return None
        decryptor = self._cipher.decryptor()
        number, padding = np.frombuffer(decryptor.update(block) + decryptor.finalize(), dtype="<i8")
        return int(number) if padding == 0 and number >= 0 else None


def secret(settings: Settings) -> bytes:
    """The secret of this installation; made in the data folder at first need.

    Raises BadSetting where the file cannot be read or is short, and where there is none in
    production.
    """
    if settings.env == "production" and settings.analyst_key_file is None:
        raise BadSetting("PROCONNECT_ANALYST_KEY_FILE: must be set where PROCONNECT_ENV=production")
    path = settings.analyst_key_file or settings.data / "keys" / "analysts.key"
    if settings.analyst_key_file is None and not path.exists():
        _make(path)
    try:
        found = path.read_bytes()
    except OSError as error:
        raise BadSetting(f"PROCONNECT_ANALYST_KEY_FILE: {path}: {error.strerror}") from None
    if len(found) < _LEAST_KEY_BYTES:
        raise BadSetting(f"PROCONNECT_ANALYST_KEY_FILE: {path} has fewer than 32 bytes")
    return hashlib.blake2b(found, digest_size=64).digest()


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside and linked, so that of two processes that start at once both read one key.
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(64))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
