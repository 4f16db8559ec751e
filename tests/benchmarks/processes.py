"""Runs the product's own commands, and watches what their process trees hold in memory."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from graph.embedded.lifeline import at_fork
from graph.errors import OperatorError

_ROOT = Path(__file__).parents[2]
_EVERY_S = 0.2
_READY_S = 180.0
_STOP_S = 30.0


@dataclass(slots=True)
class Peak:
    """The most that a process tree held at once, in MiB, and what each kind of process did."""

    mib: float = 0.0
    by_process: dict[str, float] = field(default_factory=dict)


def command(*arguments: str) -> list[str]:
    """The command line of `proconnect` in this checkout."""
    return [sys.executable, "-m", "resolvers.cli", *arguments]


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a product process on `data`: no limits on rates, as for all load tests."""
    return os.environ | {"PROCONNECT_DATA": str(data), "PROCONNECT_LIMITS": "off"} | more


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def resident(pid: int) -> dict[str, float]:
    """The resident memory of a process and all below it, in MiB, by kind of process."""
    held: dict[str, float] = {}
    with contextlib.suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                kind = _kind(process)
                held[kind] = held.get(kind, 0.0) + process.memory_info().rss / 2**20
    return held


def _kind(process: psutil.Process) -> str:
    words = process.cmdline()
    if "java" in process.name():
        return "java " + next(
            (w.rpartition(".")[2] for w in words if w.startswith("org.neo4j")), ""
        )
    if "redis" in process.name():
        return "redis"
    if "resolvers.cli" in words:
        return "proconnect " + words[words.index("resolvers.cli") + 1]
    return process.name()


@contextlib.contextmanager
def watched(pid: int) -> Iterator[Peak]:
    """Sample the tree below `pid` five times a second while the block runs."""
    peak, done = Peak(), threading.Event()

    def sample() -> None:
        while not done.wait(_EVERY_S):
            held = resident(pid)
            peak.mib = max(peak.mib, sum(held.values()))
            for kind, mib in held.items():
                peak.by_process[kind] = max(peak.by_process.get(kind, 0.0), mib)

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def run(data: Path, *arguments: str) -> tuple[float, Peak]:
    """Run a command to its end, its output shown; the seconds it took and its peak of memory.

    Raises OperatorError where it fails.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        command(*arguments), cwd=_ROOT, env=environment(data), preexec_fn=at_fork()
    )
    with watched(process.pid) as peak:
        code = process.wait()
    if code:
        raise OperatorError(f"proconnect {' '.join(arguments)} ended with exit code {code}")
    return time.perf_counter() - began, peak


@contextlib.contextmanager
def serving(
    data: Path, *arguments: str, log: Path
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`proconnect serve` or `up` on a free port, until the block ends; the process and its port.

    Its output goes to `log`. Raises OperatorError where it does not get ready within 3 minutes.
    """
    port = free_port()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        process = subprocess.Popen(
            command(*arguments, "--port", str(port)),
            cwd=_ROOT,
            env=environment(data),
            stdout=out,
            stderr=subprocess.STDOUT,
            preexec_fn=at_fork(),
        )
    try:
        _await_ready(process, port, log)
        yield process, port
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End it: politely first, after half a minute by force."""
    process.terminate()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _await_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _READY_S
    while time.monotonic() < until:
        if process.poll() is not None:
            tail = log.read_text("utf-8", "replace")[-500:]
            raise OperatorError(f"the server ended with {process.returncode}: {tail}")
        if _is_ready(port):
            return
        time.sleep(0.1)
    raise OperatorError(f"the server was not ready after {_READY_S:.0f} s: see {log}")


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
