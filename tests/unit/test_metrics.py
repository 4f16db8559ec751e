"""Several processes of one `serve` tell their metrics together."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from resolvers.metrics import shared

COUNTS = """
from resolvers.admission import _INSIDE
from resolvers.metrics import exposition, observe_operation
observe_operation("Feed", [], 0.1)
_INSIDE.inc()
print(exposition().decode())
"""


def test_what_processes_counted_is_added_and_who_ended_does_not_work(tmp_path: Path) -> None:
    for number in (1, 2):
        done = subprocess.run(
            [sys.executable, "-c", COUNTS],
            env=os.environ | shared(tmp_path),
            capture_output=True,
            text=True,
            check=True,
        )
        counted = f'proconnect_operations_total{{operation="Feed",outcome="ok"}} {number}.0'
        assert counted in done.stdout
        assert "proconnect_requests_inside 1.0" in done.stdout
