"""`proconnect bench`: measures the questions on the demo world or on 100,000 members."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import neo4j
from rich.console import Console

from graph.embedded import running
from graph.errors import InvalidInput
from graph.settings import Settings
from graph.store.store import Store, open_store
from graph.visibility import Viewer
from tests.benchmarks import operations, report, sample
from tests.benchmarks.bare import Playback, RecordingDatabase, RecordingSearch, Step
from tests.benchmarks.client import Client, issue_tokens
from tests.benchmarks.measure import Ask, Call, interleaved, under_load
from tests.benchmarks.processes import serving
from tests.benchmarks.questions import QUESTIONS, Question
from tests.benchmarks.report import Result
from tests.benchmarks.sample import Item
from tests.benchmarks.worlds import World, prepared

_WARM_UP_S = 3.0
_PLAIN_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure. `budget_s` bounds each table's time; `clients` beyond 1 are an addition."""

    world: World | None = None
    data: Path | None = None
    out: Path | None = None
    n: int = 200
    clients: int = 1
    budget_s: float = 60.0
    http: bool = True
    jobs: int = 10_000


@dataclass(frozen=True, slots=True)
class _Bench:
    """What the measuring of every question needs."""

    driver: neo4j.AsyncDriver
    store: Store
    client: Callable[[], Client] | None
    options: Options


def names() -> list[str]:
    """All that `run` accepts as a name."""
    return [*(question.name for question in QUESTIONS), *operations.OPERATIONS]


def run(name: str | None, options: Options) -> None:
    """Measure what `name` begins (all questions where it is None), print tables, write JSON.

    Raises InvalidInput for a name that nothing has, OperatorError where a server fails.
    """
    console = Console()
    if name in operations.OPERATIONS:
        operation = operations.OPERATIONS[name]
        operation(console, options.world or "bench", options.data, options.out, options.jobs)
        return
    chosen = [question for question in QUESTIONS if question.name.startswith(name or "")]
    if not chosen:
        raise InvalidInput(f"bench: {name!r} is none of {', '.join(names())}", field=("name",))
    settings = prepared(options.world, options.data, options.jobs, console)
    asyncio.run(_measure(chosen, settings, options, console))


async def _measure(
    chosen: list[Question], settings: Settings, options: Options, console: Console
) -> None:
    async with AsyncExitStack() as stack:
        live = await stack.enter_async_context(running(settings, say=console.print))
        driver = neo4j.AsyncGraphDatabase.driver(
            live.neo4j_uri, auth=(live.neo4j_user, live.neo4j_password.get_secret_value())
        )
        await stack.enter_async_context(driver)
        # The product's own limit would cut off what is to be measured.
        patient = live.model_copy(update={"query_timeout_s": 60.0})
        store = await stack.enter_async_context(open_store(patient))
        world = await sample.counts(driver)
        console.print(", ".join(f"{count:,} {kind}" for kind, count in world.items()))
        items = await sample.draw(driver, options.n)
        client = _server(stack, live, items, options) if options.http else None
        bench = _Bench(driver, store, client, options)
        results: list[Result] = []
        for question in chosen:
            for viewers, asked in items.items():
                for result in await _one(bench, question, viewers, asked):
                    report.show(console, result)
                    results.append(result)
        if options.out:
            about: dict[str, Any] = {"name": options.world, "data": str(settings.data), **world}
            report.write(options.out, about, results, now=datetime.now(UTC))
            console.print(f"written to {options.out}")


def _server(
    stack: AsyncExitStack, settings: Settings, items: dict[str, list[Item]], options: Options
) -> Callable[[], Client]:
    """Start a `serve` beside the servers that run; how to make a client of it."""
    log = settings.data / "logs" / "bench-serve.log"
    _, port = stack.enter_context(serving(settings.data, "serve", log=log))
    everyone = [item for asked in items.values() for item in asked]
    tokens = issue_tokens(settings, everyone, now=datetime.now(UTC))
    return lambda: Client(port, tokens)


async def _one(bench: _Bench, question: Question, viewers: str, items: list[Item]) -> list[Result]:
    steps = {item: await _recorded(bench.store, question, item) for item in items}
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
            subjects, "plain Cypher", items, warm_up_s=_WARM_UP_S, budget_s=options.budget_s
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


async def _recorded(store: Store, question: Question, item: Item) -> list[Step]:
    steps: list[Step] = []
    recording = replace(
        store,
        db=RecordingDatabase(store.db, steps).typed(),
        search=RecordingSearch(store.search, steps),
    )
    await question.domain(recording, Viewer(item.viewer), item)
    return steps


def _plain(driver: neo4j.AsyncDriver, question: Question) -> Ask:
    query = neo4j.Query(question.plain, timeout=_PLAIN_TIMEOUT_S)

    async def ask(item: Item) -> object:
        async with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            return await (await session.run(query, question.params(item))).values()

    return ask


def _awaitable(ask: Callable[[Item], Any]) -> Ask:
    async def asked(item: Item) -> object:
        # Blocks the loop on purpose: nothing else runs, and no thread hop is measured.
        return ask(item)

    return asked
