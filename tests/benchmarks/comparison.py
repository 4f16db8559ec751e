"""One question in all its forms, beside each other."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Any, Literal

import neo4j
from neo4j.exceptions import ClientError

from graph.errors import ProConnectError
from graph.store.store import Store
from graph.visibility import Viewer
from tests.benchmarks.bare import Playback, RecordingDatabase, RecordingSearch, Step
from tests.benchmarks.client import Client
from tests.benchmarks.measure import Ask, Call, interleaved, under_load
from tests.benchmarks.questions import Question
from tests.benchmarks.report import Result
from tests.benchmarks.sample import Item

World = Literal["demo", "bench", "large"]

_PLAIN_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure. `budget_s` bounds each table's time; `clients` beyond 1 are an addition.

    Java compiles what has run some thousand times: of a server that has just started, everything
    takes several times as long. `warm_server_s` are spent on the questions before the first table,
    `warm_up_s` before each.
    """

    world: World | None = None
    data: Path | None = None
    out: Path | None = None
    n: int = 200
    clients: int = 1
    budget_s: float = 60.0
    warm_up_s: float = 8.0
    warm_server_s: float = 120.0
    http: bool = True


@dataclass(frozen=True, slots=True)
class Bench:
    """What the measuring of every question needs; `client` is None where nothing serves."""

    driver: neo4j.AsyncDriver
    store: Store
    client: Callable[[], Client] | None
    options: Options


async def warmed(bench: Bench, questions: list[Question], items: list[Item]) -> None:
    """Ask the questions in turns for `warm_server_s` seconds, over the domain; nothing is kept."""
    until = time.monotonic() + bench.options.warm_server_s
    for item in cycle(items):
        for question in questions:
            with contextlib.suppress(ProConnectError):  # The tables count what fails.
                await question.domain(bench.store, Viewer(item.viewer), item)
        if time.monotonic() > until:
            break


async def measured(
    bench: Bench, question: Question, viewers: str, items: list[Item]
) -> list[Result]:
    steps = {item: await recorded(bench.store, question, item) for item in items}
    bare = Playback(bench.driver, steps)
    subjects: dict[str, Ask] = {
        "plain Cypher": _plain(bench.driver, question),
        "bare catalogue": bare,
        "domain": lambda item: question.domain(bench.store, Viewer(item.viewer), item),
    }
    options = bench.options
    with ExitStack() as stack:
        if bench.client:
            client = bench.client()
            stack.callback(client.close)
            subjects["HTTP"] = _awaitable(client.asker(question.document, question.variables))
        figures = await interleaved(
            subjects, "plain Cypher", items, warm_up_s=options.warm_up_s, budget_s=options.budget_s
        )
        results = [Result(question.name, viewers, 1, "plain Cypher", figures, bare.mean_ms())]
        if options.clients > 1 and bench.client:
            clients = [bench.client() for _ in range(options.clients)]
            for client in clients:
                stack.callback(client.close)
            load: dict[str, Ask | list[Call]] = {
                "bare catalogue": bare,
                "HTTP": [client.asker(question.document, question.variables) for client in clients],
            }
            reference = "bare catalogue"
            figures = await under_load(load, reference, items, clients=options.clients)
            results.append(Result(question.name, viewers, options.clients, reference, figures, {}))
    return results


async def recorded(store: Store, question: Question, item: Item) -> list[Step]:
    """What the domain asks of the stores for an item."""
    steps: list[Step] = []
    recording = replace(
        store,
        db=RecordingDatabase(store.db, steps).typed(),
        search=RecordingSearch(store.search, steps),
    )
    await question.domain(recording, Viewer(item.viewer), item)
    return steps


def _plain(driver: neo4j.AsyncDriver, question: Question) -> Ask:
    """The plain form, cut off after 5 s: what would take longer counts as 5 s."""
    query = neo4j.Query(question.plain, timeout=_PLAIN_TIMEOUT_S)

    async def ask(item: Item) -> object:
        try:
            async with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
                return await (await session.run(query, question.params(item))).values()
        except ClientError as error:
            if "TransactionTimedOut" not in (error.code or ""):
                raise
            return None

    return ask


def _awaitable(ask: Callable[[Item], Any]) -> Ask:
    async def asked(item: Item) -> object:
        # Blocks the loop on purpose: nothing else runs, and no thread hop is measured.
        return ask(item)

    return asked
