"""`proconnect bench search-hostile`: 100,000 texts that nobody would look for who means well."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import orjson
from rich.console import Console
from rich.table import Table

from graph.embedded import running
from graph.settings import Settings
from tests.benchmarks import bolt, sample, worlds
from tests.benchmarks.client import issue_tokens
from tests.benchmarks.comparison import World
from tests.benchmarks.processes import serving
from tests.benchmarks.wire import Wire, posted
from tests.client import codes
from tests.hostile import search_text

TEXTS = 100_000
CLIENTS = 2
VIEWERS = 50
WARM_UP = 2_000
SLOW_MS = 500.0
ALLOWED = {"BAD_USER_INPUT", "LIMIT_EXCEEDED"}
DOCUMENTS = {
    "people": "query ($q: String!) { searchPeople(query: $q) { totalCount edges { node { name } } "
    "interpretation { text } } }",
    "jobs": "query ($q: String!) { searchJobs(query: $q) { totalCount edges { node { title } } } }",
    "companies": "query ($q: String!) { searchCompanies(query: $q) { totalCount } }",
    "posts": "query ($q: String!) { searchPosts(query: $q) { totalCount edges { node { id } } } }",
    "typeahead": "query ($q: String!) { typeahead(prefix: $q) { text } }",
}


@dataclass(slots=True)
class Attack:
    """What became of the texts, in turns of all that can be looked for."""

    tokens: list[str]
    chance: Random
    left: int
    ms: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in DOCUMENTS})
    outcomes: Counter[str] = field(default_factory=Counter)
    slow: list[str] = field(default_factory=list)

    async def run(self, port: int) -> None:
        """Ask for all of them, each client the next one as soon as one is answered."""
        await asyncio.gather(*(self._client(port) for _ in range(CLIENTS)))

    async def _client(self, port: int) -> None:
        wire = await Wire.open(port)
        while self.left > 0:
            self.left -= 1
            kind = list(DOCUMENTS)[self.left % len(DOCUMENTS)]
            text = search_text(self.chance)
            request = posted(DOCUMENTS[kind], {"q": text}, self.chance.choice(self.tokens))
            answer = await wire.ask(request)
            self.ms[kind].append(answer.ms)
            self.outcomes[_outcome(answer.status, answer.body)] += 1
            if answer.ms > SLOW_MS:
                again = await wire.ask(request)
                self.slow.append(f"{kind} {answer.ms:.0f} ms, again {again.ms:.0f}: {text[:60]!r}")
            if not wire.is_open:
                wire = await Wire.open(port)
        wire.close()


def measure(console: Console, world: World, data: Path | None, out: Path | None) -> None:
    """Kinds of answers, times, and what took more than half a second, over HTTP."""
    settings = worlds.prepared(world, data, console)
    log = settings.data / "logs" / "bench-up.log"
    with serving(settings.data, "up", log=log) as (_, port):
        tokens = asyncio.run(_tokens(settings))
        asyncio.run(Attack(tokens, Random(1), WARM_UP).run(port))
        attack = Attack(tokens, Random(2), TEXTS)
        asyncio.run(attack.run(port))
    table = Table("looked for", "n", "p50 ms", "p95 ms", "p99 ms", "slowest ms")
    rows = [_figures(kind, ms) for kind, ms in attack.ms.items()]
    for row in rows:
        table.add_row(*(f"{value:,}" if kind != "kind" else value for kind, value in row.items()))
    console.print(table)
    console.print(dict(attack.outcomes))
    console.print(
        f"{len(attack.slow)} took more than {SLOW_MS:.0f} ms", *attack.slow[:20], sep="\n"
    )
    if out is not None:
        about = {"world": world, "outcomes": dict(attack.outcomes), "slow": attack.slow}
        out.write_bytes(orjson.dumps({**about, "kinds": rows}, option=orjson.OPT_INDENT_2))


async def _tokens(settings: Settings) -> list[str]:
    async with running(settings, say=lambda line: None) as live, bolt.opened(live) as driver:
        viewers = (await sample.draw(driver, VIEWERS))["typical"]
    return list(issue_tokens(settings, viewers, now=datetime.now(UTC)).values())


def _outcome(status: int, body: bytes) -> str:
    if status != 200:
        return f"status {status}"
    unexpected = codes(orjson.loads(body)) - ALLOWED
    return f"codes {sorted(unexpected)}" if unexpected else "as promised"


def _figures(kind: str, ms: list[float]) -> dict[str, Any]:
    p50, p95, p99 = np.percentile(ms, [50, 95, 99]).round(1).tolist()
    figures = {"n": len(ms), "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}
    return {"kind": kind, **figures, "slowest_ms": round(max(ms), 1)}
