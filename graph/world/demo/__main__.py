"""`python -m graph.world.demo FOLDER TIME`: writes the demo world, in a process of its own."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from graph.world.demo.writing import write


def main() -> None:
    """Writes the demo world as of an ISO 8601 time; what it does goes to standard error."""
    folder, time = sys.argv[1:]
    try:
        write(Path(folder), now=datetime.fromisoformat(time), say=_say)
    except OSError as error:
        sys.exit(f"{error.filename or folder}: {error.strerror or error}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
