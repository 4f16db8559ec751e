"""Keys of an installation: configured as files, or made in the data folder at first need."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from graph.errors import BadSetting
from graph.settings import Settings

_LEAST_BYTES = 32


def secret(settings: Settings, name: str, configured: Path | None, file: str) -> bytes:
    """64 bytes derived from the file `configured`, or from `keys/<file>` of the data folder.

    `name` is the setting's. Raises BadSetting where the file cannot be read or is short, and where
    none is configured in production.
    """
    if settings.env == "production" and configured is None:
        raise BadSetting(f"{name}: must be set where PROCONNECT_ENV=production")
    path = configured or settings.data / "keys" / file
    if configured is None and not path.exists():
        make_once(path, secrets.token_bytes(64))
    try:
        found = path.read_bytes()
    except OSError as error:
        raise BadSetting(f"{name}: {path}: {error.strerror}") from None
    if len(found) < _LEAST_BYTES:
        raise BadSetting(f"{name}: {path} has fewer than {_LEAST_BYTES} bytes")
    return hashlib.blake2b(found, digest_size=64).digest()


def hash_secret(settings: Settings) -> bytes:
    """The secret of keyed hashes: of addresses, and of viewers in logs. Raises as `secret`."""
    return secret(settings, "PROCONNECT_HASH_KEY_FILE", settings.hash_key_file, "hashes.key")


def make_once(path: Path, content: bytes) -> None:
    """Write a key's file that only this user reads; where there is one already, it stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside and linked, so that of two processes that start at once both read one key.
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
