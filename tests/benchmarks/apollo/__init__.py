"""A small Apollo server that asks the graph what ProConnect asks it, to be measured beside it.

It is spared the work between the queries and the answer: it is given ProConnect's answers, and is
therefore a reference that a real server on Apollo does not reach. Needs Node and npm.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson

from graph.embedded.lifeline import at_fork
from graph.errors import OperatorError
from graph.settings import Settings
from tests.benchmarks.bare import Step
from tests.benchmarks.processes import stop
from tests.node import linked, node

_HERE = Path(__file__).parent
_SCHEMA = _HERE.parents[2] / "schema.graphql"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What ProConnect asked the stores for a request, and the data of its answer."""

    steps: list[Step]
    data: dict[str, Any]


@contextmanager
def apollo(
    settings: Settings, asked: dict[str, Recorded], *, log: Path
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Apollo on a free port until the block ends; its process and port.

    A request with the token `key` is answered as `asked[key]`. Searches of an index are left out.
    What it says of errors goes to `log`. Raises OperatorError where it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="pc-apollo-") as folder:
        place = linked(_HERE, Path(folder))
        recorded = place / "recorded.json"
        recorded.write_bytes(_document(asked))
        environment = os.environ | {
            "NODE_ENV": "production",
            "NEO4J_URI": settings.neo4j_uri or "",
            "NEO4J_USER": settings.neo4j_user,
            "NEO4J_PASSWORD": settings.neo4j_password.get_secret_value(),
        }
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as out:
            process = subprocess.Popen(
                [str(node()), "server.mjs", str(recorded), str(_SCHEMA)],
                cwd=place,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=out,
                preexec_fn=at_fork(),
            )
        assert process.stdout is not None
        try:
            port = process.stdout.readline()
            if not port:
                raise OperatorError(f"Apollo did not start: see {log}")
            yield process, int(port)
        finally:
            stop(process)
            process.stdout.close()


def _document(asked: dict[str, Recorded]) -> bytes:
    """All of it as JSON: the text of each query once, then what is asked under each key."""
    steps = {key: [step for step in one.steps if step.call is None] for key, one in asked.items()}
    document = {
        "queries": {step.name: step.text for each in steps.values() for step in each},
        "asked": {
            key: {
                "steps": [(step.name, typed(step.params)) for step in steps[key]],
                "data": one.data,
            }
            for key, one in asked.items()
        },
    }
    return orjson.dumps(document)


def typed(value: Any) -> Any:
    """A parameter as JSON that tells integers and times apart, as `typed` in server.mjs reads."""
    match value:
        case bool():
            return value
        case int():
            return {"$int": str(value)}
        case datetime():
            offset = value.utcoffset()
            assert offset is not None, "times have a zone"
            parts = value.timetuple()[:6]
            return {"$datetime": (*parts, value.microsecond * 1_000, offset.total_seconds())}
        case date():
            return {"$date": value.timetuple()[:3]}
        case list() | tuple() | set() | frozenset():
            return [typed(one) for one in value]
        case dict():
            return {name: typed(one) for name, one in value.items()}
    return value
