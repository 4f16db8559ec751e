"""Supervised children: short Python programs stand for the servers."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from graph.embedded import lifeline, supervisor
from graph.embedded.supervisor import Program, Supervisor, delay_s, run_once
from graph.errors import ServerFailed


def _program(folder: Path, code: str, **more: object) -> Program:
    ready = folder / "ready"

    async def is_ready() -> bool:
        return ready.exists()

    values: dict[str, object] = {"ready": is_ready, "ready_within_s": 20.0, **more}
    return Program("Child", [sys.executable, "-c", code], folder / "log", cwd=folder, **values)  # type: ignore[arg-type]


async def _until(fact: Callable[[], bool]) -> None:
    for _ in range(1000):
        if fact():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come about within 20 s")


SERVE = "import time; open('ready', 'w'); time.sleep(60)"


async def test_a_child_is_restarted_and_said_so(tmp_path: Path) -> None:
    said: list[str] = []
    async with Supervisor(said.append, chance=lambda: 0.0) as children:
        child = await children.start(_program(tmp_path, SERVE))
        first = child.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await _until(lambda: child.ready and child.restarts == 1)
        assert child.pid not in (None, first)
        assert said == [
            "Child was ended by SIGKILL; starting it again in 0.2 s",
            "Child is back",
        ]
        second = child.pid
    assert second is not None
    assert not psutil.pid_exists(second)


async def test_a_child_that_never_gets_ready_fails_in_one_line(tmp_path: Path) -> None:
    async with Supervisor(lambda line: None) as children:
        broken = _program(
            tmp_path,
            "print('why it broke'); raise SystemExit(3)",
            explain=lambda text: text.strip(),
        )
        with pytest.raises(ServerFailed, match=r"^Child ended with status 3: why it broke$"):
            await children.start(broken)
        late = _program(tmp_path, "import time; time.sleep(60)", ready_within_s=0.3)
        with pytest.raises(ServerFailed, match=r"^Child was not ready within 0 s, see .*log$"):
            await children.start(late)
        absent = Program("Child", [str(tmp_path / "absent")], tmp_path / "log")
        with pytest.raises(ServerFailed, match=r"^Child cannot be started: No such file"):
            await children.start(absent)
        assert children.children == {}


async def test_a_deaf_child_is_killed_with_its_own_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_WITHIN_S", 0.3)
    deaf = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "open('grandchild', 'w').write(str(p.pid))\n"
        "open('ready', 'w'); time.sleep(60)\n"
    )
    async with Supervisor(lambda line: None) as children:
        await children.start(_program(tmp_path, deaf))
        grandchild = int((tmp_path / "grandchild").read_text())
    assert _ends(grandchild)


async def test_a_finite_program_answers_its_status_and_dies_when_cancelled(tmp_path: Path) -> None:
    assert await run_once(_program(tmp_path, "raise SystemExit(7)")) == 7
    long = asyncio.create_task(
        run_once(_program(tmp_path, "import os, time; open('pid', 'w').write(str(os.getpid())); "
                          "open('ready', 'w'); time.sleep(60)"))
    )  # fmt: skip
    await _until((tmp_path / "ready").exists)
    long.cancel()
    with pytest.raises(asyncio.CancelledError):
        await long
    assert _ends(int((tmp_path / "pid").read_text()))


def test_waits_double_up_to_a_bound_and_are_spread() -> None:
    assert [delay_s(n, 1.0) for n in (0, 1, 2, 3, 7, 50)] == [0.5, 0.5, 1.0, 2.0, 30.0, 30.0]
    assert delay_s(3, 0.0) == 1.0


PARENT = """
import asyncio, sys
from pathlib import Path
from graph.embedded import lifeline, supervisor
if sys.argv[2] == "guard":
    lifeline.KERNEL_DOES_IT = supervisor.KERNEL_DOES_IT = False
async def main():
    folder = Path(sys.argv[1])
    async def ready():
        return (folder / "ready").exists()
    program = supervisor.Program(
        "Child", [sys.executable, "-c", "import time; open('ready', 'w'); time.sleep(60)"],
        folder / "log", cwd=folder, ready=ready)
    async with supervisor.Supervisor(print) as children:
        child = await children.start(program)
        print(child.pid, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


@pytest.mark.parametrize("means", ["kernel", "guard"])
def test_children_die_with_a_killed_parent(means: str, tmp_path: Path) -> None:
    if means == "kernel" and not lifeline.KERNEL_DOES_IT:
        means = "guard"
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path), means], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert psutil.pid_exists(child)
        parent.kill()
    assert _ends(child)


def _ends(pid: int) -> bool:
    """Whether the process is gone, or only waits for its status to be read, within 5 s."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False
