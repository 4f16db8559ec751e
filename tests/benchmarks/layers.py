"""What the endpoint adds: the five questions straight over Bolt, in the domain and over HTTP.

Rates are of 16 clients; the catalogue's queries over Bolt are played back from one process, as
they were recorded. CPU is that of the process that asks the graph: of `serve` over HTTP.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import neo4j
import orjson
import psutil
import uvloop
from rich.console import Console
from rich.table import Table

from graph.embedded import running
from graph.settings import Settings
from graph.store.store import open_store
from graph.visibility import Viewer
from tests.benchmarks import report, sample, worlds
from tests.benchmarks.bare import Playback
from tests.benchmarks.client import issue_tokens
from tests.benchmarks.comparison import World, recorded
from tests.benchmarks.overload import ASKED, sustained
from tests.benchmarks.processes import serving
from tests.benchmarks.questions import QUESTIONS
from tests.benchmarks.sample import Item
from tests.benchmarks.wire import posted

CLIENTS = 16
WARM_S = 5.0
SLICE_S = 4.0
ROUNDS = 2
VIEWERS = 150


def measure(console: Console, world: World, data: Path | None, out: Path | None) -> None:
    """Rates and CPU of each question in its three forms, in turns."""
    settings = worlds.prepared(world, data, console)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        rows = runner.run(_measure(settings, console))
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*map(str, row.values()))
    console.print(table)
    if out:
        document = {"at": datetime.now(UTC), "machine": report.machine(), "results": rows}
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))


async def _measure(settings: Settings, console: Console) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    async with running(settings, say=console.print) as live, open_store(live) as store:
        auth = (live.neo4j_user, live.neo4j_password.get_secret_value())
        log = settings.data / "logs" / "bench-serve.log"
        async with neo4j.AsyncGraphDatabase.driver(
            live.neo4j_uri, auth=auth, notifications_min_severity="OFF"
        ) as driver:
            items = (await sample.draw(driver, VIEWERS))["typical"]
            tokens = issue_tokens(settings, items, now=datetime.now(UTC))
            with serving(settings.data, "serve", log=log) as (process, port):
                server = psutil.Process(process.pid)
                gc.collect()
                gc.freeze()  # as `serve` does
                for question in QUESTIONS:
                    if question.name not in ASKED:
                        continue
                    steps = {item: await recorded(store, question, item) for item in items}

                    async def domain(item: Item, ask: Any = question.domain) -> object:
                        return await ask(store, Viewer(item.viewer), item)

                    requests = [
                        posted(question.document, question.variables(item), tokens[item.viewer])
                        for item in items
                    ]
                    over_http = partial(_over_http, server, port, requests)
                    subjects = {
                        "bolt": partial(_within, Playback(driver, steps), items),
                        "domain": partial(_within, domain, items),
                        "http": over_http,
                    }
                    rows.append({"question": question.name} | await _turns(subjects))
    return rows


Measured = tuple[int, float, float]
"""How many were answered, within how many seconds, for how many seconds of CPU."""


async def _turns(subjects: dict[str, Callable[[float], Awaitable[Measured]]]) -> dict[str, Any]:
    total = {name: [0.0, 0.0, 0.0] for name in subjects}
    for ask in subjects.values():
        await ask(WARM_S)
    for _ in range(ROUNDS):
        for name, ask in subjects.items():
            total[name] = [a + b for a, b in zip(total[name], await ask(SLICE_S), strict=True)]
    row: dict[str, Any] = {}
    for name, (count, seconds, cpu) in total.items():
        row |= {
            f"{name} per s": round(count / seconds),
            f"{name} CPU ms": round(1e3 * cpu / count, 2),
        }
    row["http / bolt"] = round(row["http per s"] / row["bolt per s"], 2)
    row["layer CPU ms"] = round(row["http CPU ms"] - row["domain CPU ms"], 2)
    return row


async def _within(
    ask: Callable[[Item], Awaitable[object]], items: list[Item], seconds: float
) -> Measured:
    """Asked in this process."""
    began, cpu, count = time.perf_counter(), time.process_time(), 0

    async def client(start: int) -> None:
        nonlocal count
        for place in itertools.count(start * 7919):
            if time.perf_counter() - began > seconds:
                return
            await ask(items[place % len(items)])
            count += 1

    await asyncio.gather(*(client(number) for number in range(CLIENTS)))
    return count, time.perf_counter() - began, time.process_time() - cpu


async def _over_http(
    server: psutil.Process, port: int, requests: list[bytes], seconds: float
) -> Measured:
    """Asked of the server; raises where an answer has errors."""
    before = server.cpu_times()
    found = await sustained(port, requests, CLIENTS, seconds)
    after = server.cpu_times()
    for answer in found.answers:
        if answer.status != 200 or b'"errors":[{' in answer.body:
            raise RuntimeError(f"{answer.status} {answer.body[:300].decode()}")
    cpu = after.user + after.system - before.user - before.system
    return len(found.answers), found.seconds, cpu
