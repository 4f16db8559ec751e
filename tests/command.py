"""The command line as a process of its own: what it says, what it starts, how it ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from graph.embedded.folder import DataFolder
from graph.settings import Settings
from graph.settings import load as load_settings

ROOT = Path(__file__).parents[1]

SMALL = {
    "PROCONNECT_NEO4J_HEAP_MIB": "384",
    "PROCONNECT_NEO4J_PAGE_CACHE_MIB": "64",
    "PROCONNECT_QUERY_TIMEOUT_S": "60",
    # These servers live for seconds: the optimising compiler would double what a start costs.
    "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1",
}


class Command:
    """`proconnect ARGUMENTS`, running. Its output is collected line by line as it comes."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "resolvers.cli", *arguments],
            cwd=ROOT,
            env={**os.environ, **SMALL, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    @property
    def text(self) -> str:
        """Everything it said so far."""
        return "\n".join(self.lines)

    def said(self, pattern: str, within_s: float = 300.0) -> re.Match[str]:
        """Wait until it says something; fails when it ends before."""
        found: list[re.Match[str]] = []

        def look() -> bool:
            if match := re.search(pattern, self.text):
                found.append(match)
            return bool(found) or not self._reader.is_alive()

        until(look, within_s, lambda: f"{pattern!r} not said in\n{self.text}")
        assert found, f"it ended without {pattern!r}\n{self.text}"
        return found[0]

    def ended(self, within_s: float = 30.0) -> int:
        """Wait for its end; the exit code, negative for a signal."""
        try:
            code = self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {within_s} s\n{self.text}") from None
        self._reader.join(10)
        return code

    def family(self) -> list[psutil.Process]:
        """The processes that it started, and those that they started."""
        try:
            return psutil.Process(self.process.pid).children(recursive=True)
        except psutil.Error:
            return []

    def close(self) -> None:
        """Ends it and whatever it left, if anything still runs."""
        family = self.family()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for left in family:
            if lives(left):
                left.kill()
        self._reader.join(10)
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextmanager
def command(*arguments: str, **environment: str) -> Iterator[Command]:
    """A command that runs at most as long as the block."""
    running = Command(*arguments, **environment)
    try:
        yield running
    finally:
        running.close()


def run(*arguments: str, within_s: float = 60.0, **environment: str) -> tuple[int, list[str]]:
    """The exit code of a command, and the lines it said."""
    with command(*arguments, **environment) as running:
        code = running.ended(within_s)
        return code, running.lines


def until(fact: Callable[[], bool], within_s: float, why: Callable[[], str] = str) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + within_s
    while not fact():
        assert time.monotonic() < deadline, f"not within {within_s:.0f} s: {why()}"
        time.sleep(0.02)


def lives(process: psutil.Process) -> bool:
    """Whether it runs; one that waits to be reaped does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def gone(family: list[psutil.Process], within_s: float = 5.0) -> None:
    """Fails where one of them still lives after a while."""
    until(lambda: not any(map(lives, family)), within_s, lambda: f"{list(filter(lives, family))}")


def settings_of(data: Path) -> Settings:
    """The settings of a command on this data folder."""
    return load_settings(data=data)


def servers(up: Command, data: Path) -> dict[str, int]:
    """The pids of the servers that this `up` has noted in run.json, by name."""
    found = DataFolder(settings_of(data)).read_run()
    if found is None or found.holder.pid != up.process.pid:  # of the one before
        return {}
    return {name: pid for name, (pid, _) in found.children.items()}


def kill_server(up: Command, data: Path, name: str) -> None:
    """SIGKILL to a server of this `up`."""
    os.kill(servers(up, data)[name], signal.SIGKILL)
