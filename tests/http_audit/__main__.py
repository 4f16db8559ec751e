"""Starts the product on an empty world, audits it, and writes docs/graphql-http-audit.md.

    python -m tests.http_audit [URL]

Exit code 1 where an audit fails. Needs Node and npm; the package goes into the user's cache.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.benchmarks.processes import serving
from tests.node import linked, node

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "docs" / "graphql-http-audit.md"


def main(url: str | None) -> int:
    """Audit, print, and write the table."""
    if node() is None:
        print("audit: Node and npm are needed")
        return 2
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pc-audit-")))
        place = linked(HERE, work)
        if url is None:
            data = work / "data"
            running = serving(data, "up", "--world", "empty", log=work / "up.log")
            _, port = stack.enter_context(running)
            url = f"http://127.0.0.1:{port}/graphql"
        command = ["node", "audit.mjs", url]
        said = subprocess.run(command, cwd=place, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(said.stdout)
    TABLE.write_text(table(found), "utf-8")
    passed = sum(one["status"] == "ok" for one in found)
    print(f"{passed} of {len(found)} audits pass; see {TABLE.name}")
    for one in found:
        if one["status"] != "ok":
            print(f"  {one['id']} {one['status']}: {one['name']}: {one['reason']}")
    return 0 if passed == len(found) else 1


def table(found: list[dict[str, Any]]) -> str:
    """The result as a page."""
    passed = sum(one["status"] == "ok" for one in found)
    lines = [
        "# GraphQL over HTTP",
        "",
        f"{passed} of {len(found)} audits of npm `graphql-http` pass. `make audit` runs them anew",
        "against the product on an empty world and writes this page; it needs Node.",
        "",
        "| id | what is wanted | result |",
        "|---|---|---|",
    ]
    lines += [f"| {one['id']} | {one['name']} | {one['status']} |" for one in found]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else None))
