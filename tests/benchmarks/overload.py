"""Overload: ten times the requests that a server can answer, for a minute, and what then happens.

The client shares the cores with the server, so what it takes is told beside.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import neo4j
import numpy as np
import orjson
import uvloop
from rich.console import Console
from rich.table import Table

from graph.embedded import running
from graph.settings import Settings
from tests.benchmarks import bolt, report, sample, worlds
from tests.benchmarks.client import issue_tokens
from tests.benchmarks.comparison import World
from tests.benchmarks.processes import serving
from tests.benchmarks.questions import QUESTIONS
from tests.benchmarks.sample import Item
from tests.benchmarks.wire import Answer, Wire, posted

ASKED = ("degrees-50", "suggestions", "feed-latest", "search-people-by-title", "recommended-jobs")
TIMES = 10
FOR_S = 60.0
WARM_S = 60.0
SUSTAINED_S = 15.0
AFTER_S = 8.0
CLIENTS = (8, 16, 32)
MOST_CONNECTIONS = 1_000
_TICK_S = 0.01
_IDLE_S = 4.0
"""The server closes a connection that was idle for five seconds: no client should use it then."""


@dataclass(slots=True)
class Asked:
    """What came back within some seconds, and what the client took of a core."""

    seconds: float
    client: float
    answers: list[Answer] = field(default_factory=list)

    def row(self, what: str) -> dict[str, Any]:
        """A row of the table."""
        good = [one.ms for one in self.answers if _what(one) == "ok"]
        refused = [one for one in self.answers if one.status == 503]
        other = Counter(
            _what(one) for one in self.answers if one.status != 503 and _what(one) != "ok"
        )
        told = sum(b"retry-after" in one.head.lower() for one in refused)
        return {
            "what": what,
            "asked_per_s": round(len(self.answers) / self.seconds),
            "good_per_s": round(len(good) / self.seconds, 1),
            "p50_ms": _percentile(good, 50),
            "p99_ms": _percentile(good, 99),
            "refused_p99_ms": _percentile([one.ms for one in refused], 99),
            "refused_max_ms": _percentile([one.ms for one in refused], 100),
            "retry_after": f"{told}/{len(refused)}",
            "other": ", ".join(f"{count} {what}" for what, count in other.items()) or 0,
            "client_cores": round(self.client, 2),
        }


def measure(console: Console, world: World, data: Path | None, out: Path | None) -> None:
    """The most that is answered, ten times as much for a minute, and what is left behind."""
    settings = worlds.prepared(world, data, console)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_measure(settings, console, out))


async def _measure(settings: Settings, console: Console, out: Path | None) -> None:
    async with running(settings, say=console.print) as live:
        log = settings.data / "logs" / "bench-serve.log"
        async with bolt.opened(live) as driver:
            items = (await sample.draw(driver, 200))["typical"]
            requests = list(_requests(settings, items))
            with serving(settings.data, "serve", log=log) as (_, port):
                rows = await _phases(port, requests, driver)
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*(str(row.get(column, "")) for column in rows[0]))
    console.print(table)
    if out:
        document = {"at": datetime.now(UTC), "machine": report.machine(), "results": rows}
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))


def _requests(settings: Settings, items: list[Item]) -> Iterator[bytes]:
    tokens = issue_tokens(settings, items, now=datetime.now(UTC))
    chosen = [question for question in QUESTIONS if question.name in ASKED]
    for item in items:
        for question in chosen:
            yield posted(question.document, question.variables(item), tokens[item.viewer])


async def _phases(
    port: int, requests: list[bytes], driver: neo4j.AsyncDriver
) -> list[dict[str, Any]]:
    await sustained(port, requests, 16, WARM_S)
    rows = []
    for clients in CLIENTS:
        found = await sustained(port, requests, clients, SUSTAINED_S)
        rows.append(found.row(f"{clients} clients"))
    most = max(row["good_per_s"] for row in rows)
    overload = await _flood(port, requests, TIMES * most, FOR_S)
    row = overload.row(f"{TIMES} times as much, {FOR_S:.0f} s")
    row["goodput"] = round(row["good_per_s"] / most, 2)
    rows.append(row)
    after = await sustained(port, requests, 8, AFTER_S)
    rows.append(after.row("8 clients, right after"))
    async with driver.session() as session:
        shown = await (await session.run("SHOW TRANSACTIONS YIELD currentQuery")).values()
    rows[0]["goodput"] = ""
    rows.append({"what": f"open transactions afterwards: {len(shown) - 1}"})
    return [{**dict.fromkeys(rows[0], ""), **row} for row in rows]


async def sustained(port: int, requests: list[bytes], clients: int, seconds: float) -> Asked:
    """Clients that each ask one after another."""
    found: list[Answer] = []
    began, cpu = time.perf_counter(), time.process_time()
    until = began + seconds

    async def client(start: int) -> None:
        wire = await Wire.open(port)
        for place in itertools.count(start * 7919):
            if time.perf_counter() > until:
                break
            found.append(await wire.ask(requests[place % len(requests)]))
        wire.close()

    await asyncio.gather(*(client(number) for number in range(clients)))
    took = time.perf_counter() - began
    return Asked(took, (time.process_time() - cpu) / took, found)


async def _flood(port: int, requests: list[bytes], per_s: float, seconds: float) -> Asked:
    """So many requests a second, whatever becomes of those before, over connections kept."""
    found: list[Answer] = []
    free: list[tuple[Wire, float]] = []
    opened = 0
    pending: set[asyncio.Task[None]] = set()
    loop = asyncio.get_running_loop()

    def done(wire: Wire, answer: asyncio.Future[Answer]) -> None:
        found.append(answer.result())
        if wire.is_open:
            free.append((wire, time.perf_counter()))

    def ask(wire: Wire, request: bytes) -> None:
        wire.ask(request).add_done_callback(lambda answer: done(wire, answer))

    async def dial(request: bytes) -> None:
        ask(await Wire.open(port), request)

    began, cpu = time.perf_counter(), time.process_time()
    sent = 0
    while (now := time.perf_counter() - began) < seconds:
        for _ in range(int(now * per_s) - sent):
            request = requests[(sent * 7919) % len(requests)]
            sent += 1
            while free and time.perf_counter() - free[-1][1] > _IDLE_S:
                free.pop()[0].close()
                opened -= 1
            if free:
                ask(free.pop()[0], request)
            elif opened < MOST_CONNECTIONS:
                opened += 1
                task = loop.create_task(dial(request))
                pending.add(task)
                task.add_done_callback(pending.discard)
        await asyncio.sleep(_TICK_S)
    took = time.perf_counter() - began
    result = Asked(took, (time.process_time() - cpu) / took, list(found))
    await asyncio.sleep(0.5)
    for wire, _ in free:
        wire.close()
    return result


def _what(answer: Answer) -> str:
    """The code of the first error, "ok", or how else it ended."""
    if answer.status != 200:
        return str(answer.status) if answer.status else "broken"
    if b'"errors"' not in answer.body:
        return "ok"
    errors = orjson.loads(answer.body).get("errors")
    return str(errors[0]["extensions"]["code"]) if errors else "ok"


def _percentile(values: list[float], at: int) -> float | str:
    return round(float(np.percentile(values, at)), 1) if values else ""
