"""What the endpoint adds: the five questions straight over Bolt, in the domain and over HTTP.

Rates are of 16 clients; the catalogue's queries over Bolt are played back from one process, as
they were recorded. CPU is that of the process that asks the graph: of `serve` over HTTP. Where
there is Node, a small Apollo server answers beside it, over the same queries.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import subprocess
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
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
from graph.store.store import Store, open_store
from graph.visibility import Viewer
from tests.benchmarks import bolt, report, sample, worlds
from tests.benchmarks.apollo import Recorded, apollo
from tests.benchmarks.bare import Playback
from tests.benchmarks.client import Client, issue_tokens
from tests.benchmarks.comparison import World, recorded
from tests.benchmarks.overload import ASKED, sustained
from tests.benchmarks.processes import serving
from tests.benchmarks.questions import QUESTIONS, Question
from tests.benchmarks.sample import Item
from tests.benchmarks.wire import posted
from tests.node import node

CLIENTS = 16
WARM_S = 5.0
SLICE_S = 4.0
ROUNDS = 3
VIEWERS = 150
SPARED = "Apollo is spared what is no query: scores, order and, for search, the index."
LEFT_OUT = "Apollo is left out: it needs Node and npm."

Server = tuple[subprocess.Popen[bytes], int]
"""A process and the port where it answers."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what it was answered for each item, under the keys that Apollo knows."""

    question: Question
    items: list[Item]
    recorded: dict[str, Recorded]

    def posted(self, tokens: Sequence[str]) -> list[bytes]:
        """A request for each item."""
        document, variables = self.question.document, self.question.variables
        return [
            posted(document, variables(item), token)
            for item, token in zip(self.items, tokens, strict=True)
        ]


def measure(console: Console, world: World, data: Path | None, out: Path | None) -> None:
    """Rates and CPU of each question in its forms, in turns."""
    settings = worlds.prepared(world, data, console)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        rows = runner.run(_measure(settings, console))
    table = Table(*rows[0], caption=SPARED if node() else LEFT_OUT, caption_justify="left")
    for row in rows:
        table.add_row(*map(str, row.values()))
    console.print(table)
    if out:
        document = {"at": datetime.now(UTC), "machine": report.machine(), "results": rows}
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))


async def _measure(settings: Settings, console: Console) -> list[dict[str, Any]]:
    logs = settings.data / "logs"
    async with AsyncExitStack() as stack:
        live = await stack.enter_async_context(running(settings, say=console.print))
        store = await stack.enter_async_context(open_store(live))
        driver = bolt.opened(live)
        await stack.enter_async_context(driver)
        items = (await sample.draw(driver, VIEWERS))["typical"]
        tokens = issue_tokens(settings, items, now=datetime.now(UTC))
        ours = stack.enter_context(serving(settings.data, "serve", log=logs / "bench-serve.log"))
        client = Client(ours[1], tokens)
        stack.callback(client.close)
        chosen = [question for question in QUESTIONS if question.name in ASKED]
        cases = [await _case(question, store, client, items) for question in chosen]
        theirs = None
        if node():
            asked = {key: one for case in cases for key, one in case.recorded.items()}
            theirs = stack.enter_context(apollo(live, asked, log=logs / "bench-apollo.log"))
        gc.collect()
        gc.freeze()  # as `serve` does
        rows = []
        for case in cases:
            subjects = _in_process(case, store, driver)
            requests = case.posted([tokens[item.viewer] for item in items])
            subjects["http"] = partial(_over_http, ours, requests)
            if theirs:
                subjects["apollo"] = partial(_over_http, theirs, case.posted([*case.recorded]))
            rows.append({"question": case.question.name} | await _turns(subjects))
        return rows


async def _case(question: Question, store: Store, client: Client, items: list[Item]) -> Case:
    """Each item asked once in the domain, for the queries, and once over HTTP, for the answer."""
    ask = client.asker(question.document, question.variables)
    found = {
        f"{question.name}/{number}": Recorded(await recorded(store, question, item), ask(item))
        for number, item in enumerate(items)
    }
    return Case(question, items, found)


Measured = tuple[int, float, float]
"""How many were answered, within how many seconds, for how many seconds of CPU."""
Subject = Callable[[float], Awaitable[Measured]]
"""Asks for so many seconds."""


def _in_process(case: Case, store: Store, driver: neo4j.AsyncDriver) -> dict[str, Subject]:
    async def domain(item: Item) -> object:
        return await case.question.domain(store, Viewer(item.viewer), item)

    steps = {item: one.steps for item, one in zip(case.items, case.recorded.values(), strict=True)}
    return {
        "bolt": partial(_within, Playback(driver, steps), case.items),
        "domain": partial(_within, domain, case.items),
    }


async def _turns(subjects: dict[str, Subject]) -> dict[str, Any]:
    total = {name: [0.0, 0.0, 0.0] for name in subjects}
    for ask in subjects.values():
        await ask(WARM_S)
    names = list(subjects)
    for first in range(ROUNDS):
        for name in names[first:] + names[:first]:
            ask = subjects[name]
            total[name] = [a + b for a, b in zip(total[name], await ask(SLICE_S), strict=True)]
    row: dict[str, Any] = {}
    for name, (count, seconds, cpu) in total.items():
        row |= {
            f"{name} per s": round(count / seconds),
            f"{name} CPU ms": round(1e3 * cpu / count, 2),
        }
    for name in ("http", "apollo"):
        if name in total:
            row[f"{name} / bolt"] = round(row[f"{name} per s"] / row["bolt per s"], 2)
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


async def _over_http(server: Server, requests: list[bytes], seconds: float) -> Measured:
    """Asked of the server; raises where an answer has errors."""
    process, port = server
    watched = psutil.Process(process.pid)
    before = watched.cpu_times()
    found = await sustained(port, requests, CLIENTS, seconds)
    after = watched.cpu_times()
    for answer in found.answers:
        if answer.status != 200 or b'"errors":[{' in answer.body:
            raise RuntimeError(f"{answer.status} {answer.body[:300].decode()}")
    cpu = after.user + after.system - before.user - before.system
    return len(found.answers), found.seconds, cpu
