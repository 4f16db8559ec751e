"""Children that never outlive their parent, also when it dies by SIGKILL.

On Linux the kernel does it (PR_SET_PDEATHSIG). Elsewhere a small guard process holds the read end
of a pipe whose write end only the parent has: when the pipe closes, it kills what it was told of.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
KERNEL_DOES_IT = sys.platform == "linux"

_GUARD = """
import os, signal, sys
groups = set()
for line in sys.stdin:
    sign, pid = line[0], int(line[1:])
    (groups.add if sign == "+" else groups.discard)(pid)
for pid in groups:
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        pass
"""


def at_fork() -> Callable[[], None] | None:
    """What a child runs between fork and exec so that it dies with the thread that forked it.

    None where the kernel has no such thing. The parent's event loop must stay in the thread that
    starts the children: the signal is sent when that thread ends, not only the process.
    """
    if not KERNEL_DOES_IT:
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def bind() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before the call above
            os._exit(1)

    return bind


class Guard:
    """The portable fallback: kills the process groups it holds once its parent is gone."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _GUARD],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the terminal is not for it
        )

    def hold(self, pid: int) -> None:
        """From now on, the process group `pid` dies with this process."""
        self._tell(f"+{pid}\n")

    def release(self, pid: int) -> None:
        """The group `pid` has ended; its number may be given to others."""
        self._tell(f"-{pid}\n")

    def close(self) -> None:
        """Ends the guard, and with it whatever it still holds."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode())
        self._process.stdin.flush()
