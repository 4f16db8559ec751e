"""Hold the locked dependencies against what is known to be vulnerable; `make check` runs it.

pip-audit asks the package index. Where that does not answer, nothing is known, which is said and is
no failure: the checks also have to run without a network. `--must` makes it one, for a pipeline
that guards a release.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCKED = Path(__file__).parents[1] / "requirements.txt"


def main(arguments: list[str]) -> int:
    """0 where nothing is known to be vulnerable, 1 where something is, 2 where nobody answers."""
    locked = Path(arguments[0]) if arguments and arguments[0] != "--must" else LOCKED
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(locked), "--require-hashes"]
    options = ["--disable-pip", "--progress-spinner", "off", "--timeout", "10", "--format", "json"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        reason = done.stderr.strip().splitlines()[-1:] or ["no answer"]
        print(f"The dependencies were NOT audited: {reason[0][:200]}")
        return 2 if "--must" in arguments else 0
    unknown = [one["skip_reason"] for one in found if "skip_reason" in one]
    broken = [(one, flaw) for one in found for flaw in one.get("vulns", [])]
    for one, flaw in broken:
        fixed = ", ".join(flaw["fix_versions"]) or "no version yet"
        print(f"{one['name']} {one['version']}: {flaw['id']}, mended in {fixed}")
    if unknown:
        print(f"{len(unknown)} dependencies were NOT audited, such as: {unknown[0][:200]}")
    print(f"{len(found) - len(unknown)} dependencies audited, {len(broken)} flaws known")
    if broken:
        return 1
    return 2 if unknown and "--must" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
