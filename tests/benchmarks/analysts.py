"""The analysts' promises on a whole world: runs, exports, and what members feel of hostile ones."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import orjson
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from graph.analytics.client import connect
from graph.embedded import running
from graph.settings import Settings
from resolvers.auth import Tokens
from tests.analysts import hostile
from tests.benchmarks import bolt, report, sample, worlds
from tests.benchmarks.client import Client, issue_tokens
from tests.benchmarks.comparison import World
from tests.benchmarks.processes import Peak, resident, run, serving, watched
from tests.benchmarks.questions import QUESTIONS
from tests.benchmarks.sample import Item

RUN = ("pagerank", "communities", "components", "cores")
EXPORTS = {
    "ties, as pseudonyms": "MATCH (a:Member)-[:CONNECTED]-(b:Member) RETURN a, b LIMIT {rows}",
    "skills of jobs": "MATCH (c:Company)-[:OFFERS]->(j:Job)-[:REQUIRES]->(s:Skill),"
    " (j)-[:IN]->(p:Place) UNWIND range(1, 100) AS n"
    " RETURN c.name AS company, j.title AS title, s.name AS skill, p.name AS place, n LIMIT {rows}",
}
HOSTILE = 1_000
WARM_UP_S = 40.0
ALONE_S = 20.0
LONGEST_S = 600.0
CLIENTS = 2
Rows = list[dict[str, Any]]


def measure_runs(console: Console, world: World, data: Path | None, out: Path | None) -> None:
    """`proconnect analytics` with its servers, from the start of Neo4j to the last write."""
    settings = worlds.prepared(world, data, console)
    seconds, peak = run(settings.data, "analytics", *RUN)
    rows = [{"run": " ".join(RUN), "seconds": round(seconds, 1), **_memory(peak)}]
    _show(console, rows, out, world)


def measure_exports(console: Console, world: World, data: Path | None, out: Path | None) -> None:
    """Rows to Parquet through the gateway of `up`: seconds, and what `serve` grew by meanwhile."""
    settings = worlds.prepared(world, data, console)
    rows: Rows = []
    with _product(settings) as (pid, port), tempfile.TemporaryDirectory() as folder:
        url, token = f"http://127.0.0.1:{port}", _analyst(settings, 1)
        with connect(url, token) as connection:
            for (name, query), count in itertools.product(
                EXPORTS.items(), (1_000, 100_000, 1_000_000)
            ):
                path = Path(folder) / "rows.parquet"
                before = resident(pid)
                began = time.perf_counter()
                with watched(pid) as peak:
                    size = connection.to_parquet(query.format(rows=count), path)
                rows.append(
                    {
                        "export": name,
                        "rows": pq.read_metadata(path).num_rows,
                        "seconds": round(time.perf_counter() - began, 1),
                        "file_mib": round(size / 2**20, 1),
                        "serve_before_mib": round(before.get("proconnect serve", 0)),
                        "serve_peak_mib": round(peak.by_process.get("proconnect serve", 0)),
                    }
                )
                console.print(rows[-1])
    _show(console, rows, out, world)


def measure_hostile(console: Console, world: World, data: Path | None, out: Path | None) -> None:
    """Members' questions alone, beside 1,000 hostile statements of two analysts, alone again."""
    settings = worlds.prepared(world, data, console)
    with _product(settings) as (_, port):
        members = _Members(settings, port, asyncio.run(_items(settings)))
        members.ask(WARM_UP_S)
        alone = members.ask(ALONE_S)
        attack = _Attack(settings, port)
        began = time.perf_counter()
        with attack.on():
            beside = members.ask(LONGEST_S, attack.goes_on)
        console.print(
            dict(attack.outcomes),
            f"{time.perf_counter() - began:.0f} s, slowest {attack.slowest_s:.1f} s",
        )
        alone += members.ask(ALONE_S)
    rows = [_figures("alone", alone), _figures(f"beside {HOSTILE:,} hostile", beside)]
    for row in rows:
        row["p95_to_alone"] = round(row["p95_ms"] / rows[0]["p95_ms"], 2)
    _show(console, rows, out, world)


class _Attack:
    """Two analysts who ask hostile statements, each the next one as soon as one is answered."""

    def __init__(self, settings: Settings, port: int) -> None:
        self.outcomes: Counter[str] = Counter()
        self.slowest_s = 0.0
        self._texts = hostile.statements(HOSTILE)
        self._http = [
            httpx2.Client(
                base_url=f"http://127.0.0.1:{port}",
                headers={"Authorization": f"Bearer {_analyst(settings, analyst)}"},
                timeout=120,
            )
            for analyst in (1, 2)
        ]
        self._threads: list[threading.Thread] = []

    def goes_on(self) -> bool:
        """Whether a statement is left, or runs."""
        return any(thread.is_alive() for thread in self._threads)

    @contextmanager
    def on(self) -> Iterator[None]:
        """Begins the attack; after the block all has been asked and answered."""
        self._threads = [threading.Thread(target=self._ask, args=(http,)) for http in self._http]
        for thread in self._threads:
            thread.start()
        yield
        for thread in self._threads:
            thread.join()

    def _ask(self, http: httpx2.Client) -> None:
        while self._texts:
            body = {"query": self._texts.pop(), "parameters": {"p": "Private"}}
            began = time.perf_counter()
            try:
                with http.stream("POST", "/cypher", json=body) as response:
                    for _ in response.iter_bytes():
                        pass
                self.outcomes[str(response.status_code)] += 1
            except httpx2.HTTPError as error:
                self.outcomes[type(error).__name__] += 1
            self.slowest_s = max(self.slowest_s, time.perf_counter() - began)


class _Members:
    """Two members who ask every question in turn, each as soon as the last one is answered."""

    def __init__(self, settings: Settings, port: int, items: list[Item]) -> None:
        tokens = issue_tokens(settings, items, now=datetime.now(UTC))
        self._items = items
        self._clients = [Client(port, tokens) for _ in range(CLIENTS)]
        self._places = [start * 7919 for start in range(CLIENTS)]

    def ask(self, seconds: float, wanted: Callable[[], object] = lambda: True) -> list[float]:
        """The milliseconds of each answer, for some seconds, as long as they are `wanted`."""
        taken: list[float] = []
        until = time.perf_counter() + seconds

        def ask(who: int) -> None:
            while time.perf_counter() < until and wanted():
                place = self._places[who]
                self._places[who] += 1
                question = QUESTIONS[place % len(QUESTIONS)]
                item = self._items[place // len(QUESTIONS) % len(self._items)]
                began = time.perf_counter()
                with suppress(RuntimeError, OSError):  # what fails has taken its time, too
                    self._clients[who].asker(question.document, question.variables)(item)
                taken.append(1000 * (time.perf_counter() - began))

        threads = [threading.Thread(target=ask, args=(who,)) for who in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return taken


@contextmanager
def _product(settings: Settings) -> Iterator[tuple[int, int]]:
    log = settings.data / "logs" / "bench-up.log"
    with serving(settings.data, "up", log=log) as (process, port):
        yield process.pid, port


async def _items(settings: Settings) -> list[Item]:
    async with running(settings, say=lambda line: None) as live, bolt.opened(live) as driver:
        return (await sample.draw(driver, 200))["typical"]


def _analyst(settings: Settings, member: int) -> str:
    now = datetime.now(UTC)
    return Tokens.load(settings).issue(member, "analyst", timedelta(hours=2), now=now)


def _figures(name: str, taken: list[float]) -> dict[str, Any]:
    p50, p95, p99 = np.percentile(taken, [50, 95, 99]).round(1).tolist()
    return {
        "members' questions": name,
        "n": len(taken),
        "p50_ms": p50,
        "p95_ms": p95,
        "p99_ms": p99,
    }


def _memory(peak: Peak) -> dict[str, Any]:
    parts = {f"{kind}_mib": round(mib) for kind, mib in sorted(peak.by_process.items())}
    return {"all_mib": round(peak.mib), **parts}


def _show(console: Console, rows: Rows, out: Path | None, world: str) -> None:
    table = Table(*rows[0], title=f"{world} world")
    for row in rows:
        table.add_row(*(f"{v:,}" if isinstance(v, (int, float)) else str(v) for v in row.values()))
    console.print(table)
    if out:
        document = {
            "at": datetime.now(UTC),
            "machine": report.machine(),
            "world": world,
            "results": rows,
        }
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))
