"""Members under names that only one analyst has for them.

A pseudonym is the member id, padded with zeros to one block, encrypted by AES-256 under a key that
is derived from the secret and the analyst's id: the same member has the same pseudonym each time,
no two analysts share one, and the gateway can turn one back. The padding tells forged ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from graph import keys
from graph.settings import Settings

_BLOCK = 16


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
    """The secret of this installation. Raises BadSetting, see keys.secret."""
    name = "PROCONNECT_ANALYST_KEY_FILE"
    return keys.secret(settings, name, settings.analyst_key_file, "analysts.key")
