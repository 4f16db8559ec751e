"""`proconnect bench`: measures the questions on the demo world or on 100,000 members."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from graph.embedded import running
from graph.errors import InvalidInput
from graph.settings import Settings
from graph.store.store import open_store
from resolvers.worlds import finish
from tests.benchmarks import bolt, operations, report, sample
from tests.benchmarks.client import Client, issue_tokens
from tests.benchmarks.comparison import Bench, Options, measured, warmed
from tests.benchmarks.processes import serving
from tests.benchmarks.questions import QUESTIONS, Question
from tests.benchmarks.report import Result
from tests.benchmarks.sample import Item
from tests.benchmarks.worlds import prepared


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
        operation(console, options.world or "bench", options.data, options.out)
        return
    chosen = [question for question in QUESTIONS if question.name.startswith(name or "")]
    if not chosen:
        raise InvalidInput(f"bench: {name!r} is none of {', '.join(names())}", field=("name",))
    settings = prepared(options.world, options.data, console)
    asyncio.run(_measure(chosen, settings, options, console))


async def _measure(
    chosen: list[Question], settings: Settings, options: Options, console: Console
) -> None:
    async with AsyncExitStack() as stack:
        live = await stack.enter_async_context(running(settings, say=console.print))
        await finish(live, say=console.print)
        driver = bolt.opened(live)
        await stack.enter_async_context(driver)
        # The product's own limit would cut off what is to be measured.
        patient = live.model_copy(update={"query_timeout_s": 60.0})
        store = await stack.enter_async_context(open_store(patient))
        world = await sample.counts(driver)
        console.print(", ".join(f"{count:,} {kind}" for kind, count in world.items()))
        items = await sample.draw(driver, options.n)
        everyone = [item for asked in items.values() for item in asked]
        if any(question.name == "candidates" for question in chosen):
            await sample.seat(driver, everyone)
        client = _server(stack, live, everyone, options) if options.http else None
        bench = Bench(driver, store, client, options)
        about: dict[str, Any] = {"name": options.world, "data": str(settings.data), **world}
        results: list[Result] = []
        await warmed(bench, chosen, everyone)
        for question in chosen:
            for viewers, asked in items.items():
                for result in await measured(bench, question, viewers, asked):
                    report.show(console, result)
                    results.append(result)
            if options.out:
                # After each question, so that an interrupted run leaves what it has found.
                report.write(options.out, about, results, now=datetime.now(UTC))


def _server(
    stack: AsyncExitStack, settings: Settings, everyone: list[Item], options: Options
) -> Callable[[], Client]:
    """Start a `serve` beside the servers that run; how to make a client of it."""
    log = settings.data / "logs" / "bench-serve.log"
    _, port = stack.enter_context(serving(settings.data, "serve", log=log))
    tokens = issue_tokens(settings, everyone, now=datetime.now(UTC))
    return lambda: Client(port, tokens)
