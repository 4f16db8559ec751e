"""Supervised child processes: started until ready, restarted when they die, stopped together."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from graph.embedded.lifeline import KERNEL_DOES_IT, Guard, at_fork
from graph.errors import ServerFailed

STOP_WITHIN_S = 12.0
"""SIGTERM, then SIGKILL after this long; the whole stop is promised within 15 s."""

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 30.0
STEADY_AFTER_S = 60.0
"""A child that ran this long is forgiven its earlier deaths."""

_LOG_LIMIT = 16 * 2**20
_POLL_S = 0.05
_PATIENCE_S = 20.0
"""A start that takes longer, as after SIGKILL on a large store, is commented on."""


async def _at_once() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Program:
    """What to run and how to tell that it works.

    `env` is added to this process's environment. `ready` answers whether the program serves now;
    it is asked again and again for `ready_within_s` seconds. At the end it gets SIGTERM and has
    `stop_within_s` seconds. Output goes to the end of `log`.
    `inherited` are the file descriptors that it gets by the same numbers.
    `explain` makes one line of why it failed, from the text of that output.
    """

    name: str
    command: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    ready: Callable[[], Awaitable[bool]] = _at_once
    ready_within_s: float = 120.0
    stop_within_s: float = STOP_WITHIN_S
    explain: Callable[[str], str | None] = lambda text: None
    inherited: Sequence[int] = ()


@dataclass(slots=True)
class Child:
    """One supervised program. `pid` changes when it is restarted and is None while it is down."""

    program: Program
    pid: int | None = None
    started: float | None = None
    restarts: int = 0
    ready: bool = False


class Supervisor:
    """Keeps children running; use it as an async context manager in one event loop.

    `say` gets one line whenever a child dies or is back. `chance` in [0, 1) spreads restarts.
    `changed` is called after each start and end, for who wants to note the pids.
    """

    def __init__(
        self,
        say: Callable[[str], None],
        *,
        chance: Callable[[], float] = random.random,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._say = say
        self._chance = chance
        self._changed = changed
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._guard: Guard | None = None
        self.children: dict[str, Child] = {}

    async def __aenter__(self) -> Supervisor:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, program: Program) -> Child:
        """Starts `program` and returns when it is ready; from then on it is kept running.

        Raises ServerFailed in one line when it ends, or is not ready, before that.
        """
        if program.name in self.children:
            raise ServerFailed(f"{program.name} is already running")
        child = self.children[program.name] = Child(program)
        first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        keeper = asyncio.create_task(self._keep(child, first), name=f"keep {program.name}")
        self._keepers[program.name] = keeper
        try:
            await first
        except BaseException:
            await self.stop(program.name)
            raise
        return child

    async def stop(self, *names: str) -> None:
        """Stops the named children, or all, at the same time; returns when they have ended."""
        chosen = names or tuple(self._keepers)
        keepers = [self._keepers.pop(name) for name in chosen if name in self._keepers]
        for keeper in keepers:
            keeper.cancel()
        if keepers:
            await asyncio.shield(asyncio.wait(keepers))
        for name in chosen:
            self.children.pop(name, None)
        self._changed()
        if not self.children and self._guard is not None:
            guard, self._guard = self._guard, None
            await asyncio.to_thread(guard.close)

    async def _keep(self, child: Child, first: asyncio.Future[None]) -> None:
        deaths = 0
        while True:
            begun = time.monotonic()
            _trim(child.program.log)
            mark = _size(child.program.log)
            try:
                process = await self._spawn(child)
                try:
                    await self._watch(child, process, first, mark)
                finally:
                    child.ready = False
                    await asyncio.shield(_end(process, child.program.stop_within_s))
                    self._ended(child, process.pid)
                reason = _how(process.returncode)
            except ServerFailed as error:
                reason = error.message
            except Exception as error:  # a readiness probe that broke must not end the watch
                reason = f"cannot be watched: {error!r}"
            if not first.done():
                first.set_exception(ServerFailed(f"{child.program.name} {reason}"))
                return
            deaths = 0 if time.monotonic() - begun > STEADY_AFTER_S else deaths + 1
            delay = delay_s(deaths, self._chance())
            self._say(f"{child.program.name} {reason}; starting it again in {delay:.1f} s")
            await asyncio.sleep(delay)
            child.restarts += 1

    async def _spawn(self, child: Child) -> asyncio.subprocess.Process:
        process = await _spawn(child.program)
        if not KERNEL_DOES_IT:
            self._guard = self._guard or Guard()
            self._guard.hold(process.pid)
        child.pid = process.pid
        child.started = started_at(process.pid)
        self._changed()
        return process

    def _ended(self, child: Child, pid: int) -> None:
        if self._guard is not None:
            self._guard.release(pid)
        child.pid = child.started = None
        self._changed()

    async def _watch(
        self,
        child: Child,
        process: asyncio.subprocess.Process,
        first: asyncio.Future[None],
        mark: int,
    ) -> None:
        program = child.program
        end = asyncio.create_task(process.wait())
        try:
            begun = time.monotonic()
            deadline = begun + program.ready_within_s
            patience = begun + _PATIENCE_S
            while not await program.ready():
                if end.done():
                    raise ServerFailed(_failure(program, mark, _how(process.returncode)))
                if time.monotonic() > deadline:
                    late = f"was not ready within {program.ready_within_s:.0f} s"
                    raise ServerFailed(_failure(program, mark, late))
                if time.monotonic() > patience:
                    patience += _PATIENCE_S
                    self._say(f"{program.name} is still starting, see {program.log}")
                await asyncio.wait([end], timeout=_POLL_S)
            child.ready = True
            if first.done():
                self._say(f"{program.name} is back")
            else:
                first.set_result(None)
            await end
        finally:
            end.cancel()


def delay_s(deaths: int, chance: float) -> float:
    """Seconds to wait before start number `deaths`: doubling, half of it left to `chance`."""
    full = min(LONGEST_DELAY_S, FIRST_DELAY_S * 2 ** max(0, deaths - 1))
    return float(full * (0.5 + 0.5 * chance))


def started_at(pid: int) -> float | None:
    """When the process began, in seconds since the epoch, or None where there is none."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None


async def run_once(program: Program) -> int:
    """Runs `program` to its end and returns its exit status; cancelling kills it.

    Raises ServerFailed where it cannot be started.
    """
    guard = None if KERNEL_DOES_IT else Guard()
    try:
        process = await _spawn(program)
        if guard is not None:
            guard.hold(process.pid)
        try:
            return await process.wait()
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await asyncio.shield(process.wait())
    except ServerFailed as error:
        raise ServerFailed(f"{program.name} {error.message}") from None
    finally:
        if guard is not None:
            guard.close()


async def _spawn(program: Program) -> asyncio.subprocess.Process:
    try:
        with program.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=program.cwd,
                env={**os.environ, **program.env},
                start_new_session=True,  # Ctrl-C in the terminal reaches only the parent
                preexec_fn=at_fork(),
                pass_fds=tuple(program.inherited),
            )
    except OSError as error:
        raise ServerFailed(f"cannot be started: {error.strerror}") from None


async def _end(process: asyncio.subprocess.Process, within_s: float) -> None:
    """SIGTERM, and SIGKILL for the whole group once it had its time. Never raises."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), within_s)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _how(returncode: int | None) -> str:
    if returncode is None:
        return "ended"
    if returncode < 0:
        return f"was ended by {signal.Signals(-returncode).name}"
    return f"ended with status {returncode}"


def _failure(program: Program, mark: int, how: str) -> str:
    try:
        with program.log.open("rb") as log:
            log.seek(mark)
            text = log.read(_LOG_LIMIT).decode(errors="replace")
    except OSError:
        text = ""
    why = program.explain(text)
    return f"{how}: {why}" if why else f"{how}, see {program.log}"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _trim(log: Path) -> None:
    """Starts a new log where the old one has grown; one old one is kept."""
    if _size(log) > _LOG_LIMIT:
        log.replace(log.with_name(log.name + ".1"))
