"""`proconnect bench`: the benchmarks, which a checkout has and an installed wheel does not."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from graph.errors import OperatorError

_ROOT = Path(__file__).parents[1]


def bench(
    name: str | None,
    *,
    world: str | None = None,
    data: Path | None = None,
    out: Path | None = None,
    n: int = 200,
    clients: int = 1,
    budget_s: float = 60.0,
    http: bool = True,
) -> None:
    """Run the benchmarks whose name begins with `name`, all where it is None; print tables.

    `world` is "demo", "bench" (100,000 members, made at first use), "large" (with 100,000 jobs and
    500,000 posts, too) or None: what `data` holds. `out` gets the same as JSON. `n` viewers a
    table, at most `budget_s` seconds each; `clients` above 1 adds a table under load. Raises
    OperatorError outside a checkout and where a server fails, InvalidInput for an unknown name.
    """
    if not (_ROOT / "tests" / "benchmarks" / "main.py").is_file():
        raise OperatorError("bench: the benchmarks are not installed; run it from a checkout")
    if str(_ROOT) not in sys.path:
        sys.path.insert(0, str(_ROOT))
    main = importlib.import_module("tests.benchmarks.main")
    options = main.Options(
        world=world,
        data=data,
        out=out,
        n=n,
        clients=clients,
        budget_s=budget_s,
        http=http,
    )
    main.run(name, options)


def names() -> list[str]:
    """The names that `bench` knows; empty outside a checkout."""
    if not (_ROOT / "tests" / "benchmarks" / "main.py").is_file():
        return []
    return list(importlib.import_module("tests.benchmarks.main").names())
