"""The data folder: its layout, who holds it, its passwords, and what runs in it."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
import psutil
from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from graph.errors import DataFolderInUse, ServerFailed
from graph.settings import Settings

_START_TOLERANCE_S = 1.0
"""Clock ticks round a process's start time; two processes with one pid differ by far more."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a data folder; `started` in seconds since the epoch."""

    pid: int
    started: float
    command: str

    def __str__(self) -> str:
        since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(self.started))
        return f"pid {self.pid} ({self.command}, since {since})"

    @property
    def lives(self) -> bool:
        """Whether this very process still runs, and not another with its number."""
        return is_running(self.pid, self.started)


@dataclass(frozen=True, slots=True)
class Run:
    """What run.json says: the holder, its children by name (pid, start), the servers' addresses.

    `serves` names the servers that the holder runs; it is empty until all of them are ready.
    """

    holder: Holder
    children: dict[str, tuple[int, float]] = field(default_factory=dict)
    neo4j_port: int | None = None
    redis_url: str = ""
    serves: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether the servers are there for others to use."""
        return bool(self.serves)


_RUN = TypeAdapter(Run)


class DataFolder:
    """The paths in a data folder, absolute."""

    def __init__(self, settings: Settings) -> None:
        self.root = Path(settings.data).absolute()
        self.neo4j = self.root / "neo4j"
        self.redis = self.root / "redis"
        self.logs = self.root / "logs"
        self.keys = self.root / "keys"
        self.run_file = self.root / "run.json"

    def make(self) -> None:
        """Creates the folders, each with mode 0700. Raises ServerFailed where it cannot."""
        try:
            for path in (self.root, self.neo4j, self.redis, self.logs, self.keys):
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
                path.chmod(0o700)
        except OSError as error:
            raise refusal(error, self.root) from None

    def check_space(self, needed_mib: int) -> None:
        """Raises ServerFailed where the disk has less than `needed_mib` MiB left."""
        left_mib = shutil.disk_usage(self.root).free // 2**20
        if left_mib < needed_mib:
            raise ServerFailed(
                f"the disk is full: {self.root} has {left_mib} MiB left, at least "
                f"{needed_mib} MiB are needed"
            )

    def password(self, server: str) -> str:
        """The password of `server`, random, made on first use in a file of mode 0600."""
        file = self.keys / f"{server}.password"
        with contextlib.suppress(FileNotFoundError):
            if text := file.read_text(encoding="ascii").strip():
                return text
        text = secrets.token_hex(16)
        write_private(file, text + "\n")
        return text

    def read_run(self) -> Run | None:
        """What the last holder noted, or None where there is nothing readable."""
        try:
            return _RUN.validate_json(self.run_file.read_bytes())
        except (OSError, ValidationError):
            return None

    def write_run(self, run: Run) -> None:
        """Replaces run.json, mode 0600, in one step. Raises ServerFailed where it cannot."""
        write_private(self.run_file, orjson.dumps(run, option=orjson.OPT_INDENT_2).decode())


@dataclass(slots=True)
class Hold:
    """This process's hold of a data folder. `run` is what run.json says of it.

    `serving` is true while a block of this process starts or runs servers on the folder.
    """

    folder: DataFolder
    run: Run
    lock: FileLock
    depth: int = 1
    serving: bool = False

    def note(self, **changes: Any) -> None:
        """Replaces these fields of `run`, here and in run.json; a full disk is no obstacle.

        Other commands then cannot attach, but what runs goes on.
        """
        self.run = replace(self.run, **changes)
        with contextlib.suppress(ServerFailed):
            self.folder.write_run(self.run)


_holds: dict[Path, Hold] = {}
_holds_lock = threading.Lock()


@contextlib.contextmanager
def hold(settings: Settings) -> Iterator[Hold]:
    """Holds the data folder against every other process; nested holds in one process are free.

    Ends what a killed predecessor left running. The hold is a file lock, so it ends with this
    process in whatever way that ends. Raises DataFolderInUse, which says who holds the folder,
    and ServerFailed where the folder cannot be made or written.
    """
    folder = DataFolder(settings)
    with _holds_lock:
        held = _holds.get(folder.root)
        if held is None:
            held = _holds[folder.root] = _take(folder)
        else:
            held.depth += 1
    try:
        yield held
    finally:
        with _holds_lock:
            held.depth -= 1
            if held.depth == 0:
                del _holds[folder.root]
                held.lock.release()


def held_here(settings: Settings) -> Hold | None:
    """The hold of this process on the data folder, if it has one."""
    return _holds.get(DataFolder(settings).root)


def _take(folder: DataFolder) -> Hold:
    folder.make()
    lock = FileLock(folder.root / "lock", timeout=0, mode=0o600, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        run = folder.read_run()
        who = str(run.holder) if run is not None and run.holder.lives else "another process"
        raise DataFolderInUse(f"{who} holds {folder.root}") from None
    except OSError as error:
        raise refusal(error, folder.root) from None
    try:
        last = folder.read_run()
        if last is not None:
            end_leftovers(last)
        run = Run(_myself(), neo4j_port=last.neo4j_port if last else None)
        folder.write_run(run)
        return Hold(folder, run, lock)
    except BaseException:
        lock.release()
        raise


def end_leftovers(run: Run) -> list[str]:
    """Kills the children noted in `run` that still live; returns their names.

    A process is one of them only when pid and start time agree, so that nobody else's is hit.
    """
    ended: list[tuple[str, psutil.Process]] = []
    for name, (pid, started) in run.children.items():
        if is_running(pid, started):
            with contextlib.suppress(psutil.Error):
                process = psutil.Process(pid)
                process.kill()
                ended.append((name, process))
    psutil.wait_procs([process for _, process in ended], timeout=10)
    return [name for name, _ in ended]


def is_running(pid: int, started: float) -> bool:
    """Whether the process `pid` that began at `started` (seconds since the epoch) still runs."""
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - started) < _START_TOLERANCE_S
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def write_private(path: Path, text: str) -> None:
    """Replaces the file by `text`, mode 0600, in one step and on disk before it returns.

    Raises ServerFailed where the folder cannot be written.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise refusal(error, path) from None


def refusal(error: OSError, path: Path) -> ServerFailed:
    """One line on what the operating system refused at `path`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ServerFailed(f"the disk is full: {error.filename or path}")
    what = "Not a folder" if isinstance(error, FileExistsError) else error.strerror or error
    return ServerFailed(f"{error.filename or path}: {what}")


def _myself() -> Holder:
    process = psutil.Process()
    words = [Path(sys.argv[0]).name or "python", *sys.argv[1:]]
    return Holder(process.pid, process.create_time(), " ".join(words)[:200])
