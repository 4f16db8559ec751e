"""Outages: Neo4j and Redis hang for 20 s, and die for 20 s, while members read and write.

Nobody starts anything anew but `up` itself. Every answer is counted by what it said; what was
acknowledged must be there at the end, once.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import neo4j
import orjson
import psutil
from rich.console import Console
from rich.table import Table

from graph.embedded import running
from graph.embedded.folder import DataFolder
from graph.settings import Settings
from resolvers.ids import global_id, parse
from tests.benchmarks import bolt, report, sample, worlds
from tests.benchmarks.client import issue_tokens
from tests.benchmarks.comparison import World
from tests.benchmarks.processes import serving
from tests.benchmarks.questions import QUESTIONS
from tests.benchmarks.sample import Item

OUT_S = 20.0
CALM_S = 15.0
QUIET_S = 16.0
"""It has recovered when nothing has failed for so long; no operation takes more than 15 s."""
RECOVERED_WITHIN_S = 90.0
WARM_S = 45.0
READERS, WRITERS = 6, 2
ASKED = ("degrees-50", "mutual-connections", "suggestions", "feed-ranked", "search-people-by-name")
SERVERS = ("Redis", "Neo4j")

_POST = "mutation ($text: String!) { createPost(text: $text) { post { id } errors { code } } }"
_REACT = "mutation ($id: ID!) { react(postId: $id, kind: LIKE) { errors { code } } }"
_WRITTEN = """
MATCH (a:Member {id: $author})-[:POSTED]->(p:Post)
WHERE p.text STARTS WITH $mark
RETURN p.text, p.id
"""
_REACTED = """
UNWIND $ids AS id
MATCH (p:Post {id: id})
RETURN id, COUNT { (p)<-[:REACTED]-() }
"""

DECLARED: dict[str, dict[str, frozenset[str]]] = {
    "Neo4j": {
        "read": frozenset({"ok", "UNAVAILABLE", "TIMEOUT"}),
        "write": frozenset({"ok", "UNAVAILABLE", "TIMEOUT"}),
    },
    "Redis": {"read": frozenset({"ok"}), "write": frozenset({"ok", "UNAVAILABLE"})},
}
"""What may be answered while a server is away and as long as it takes to be found again."""


@dataclass(slots=True)
class Stage:
    """A part of the run, and what was answered in it."""

    name: str
    server: str | None = None
    said: dict[str, Counter[str]] = field(
        default_factory=lambda: {"read": Counter(), "write": Counter()}
    )
    times_ms: list[float] = field(default_factory=list)
    last_failure: float = 0.0
    began: float = field(default_factory=time.perf_counter)

    def note(self, kind: str, what: str, ms: float) -> None:
        """One answer."""
        self.said[kind][what] += 1
        self.times_ms.append(ms)
        if what != "ok":
            self.last_failure = time.perf_counter()

    def undeclared(self) -> int:
        """Answers that nobody was promised."""
        declared = DECLARED.get(self.server or "", {})
        return sum(
            count
            for kind, said in self.said.items()
            for what, count in said.items()
            if what not in declared.get(kind, frozenset({"ok"}))
        )

    def row(self) -> dict[str, Any]:
        """A row of the table."""
        times = sorted(self.times_ms) or [0.0]
        return {
            "stage": self.name,
            **{kind: dict(said.most_common()) for kind, said in self.said.items()},
            "p95_ms": round(times[int(len(times) * 0.95)]),
            "max_ms": round(times[-1]),
            "undeclared": self.undeclared(),
            "last_failure_s": round(max(0.0, self.last_failure - self.began), 1),
        }


@dataclass(slots=True)
class Run:
    """The clients, what they wrote, and the stage that the run is in."""

    settings: Settings
    http: httpx2.AsyncClient
    tokens: dict[int, str]
    items: list[Item]
    stages: list[Stage] = field(default_factory=list)
    posts: dict[str, int] = field(default_factory=dict)
    reacted: set[tuple[int, int]] = field(default_factory=set)
    mark: str = field(default_factory=lambda: f"outage {uuid.uuid4().hex[:8]}")

    async def ask(
        self, kind: str, viewer: int, document: str, variables: dict[str, Any], key: str | None
    ) -> dict[str, Any] | None:
        """The data of an answer, or None.

        It is noted under the stage in which it was asked; a failure under that in which it came.
        """
        stage, began = self.stages[-1], time.perf_counter()
        data, what = None, "ok"
        headers = {"Authorization": f"Bearer {self.tokens[viewer]}"}
        headers |= {"Idempotency-Key": key} if key else {}
        try:
            body = {"query": document, "variables": variables}
            response = await self.http.post("/graphql", json=body, headers=headers)
            answer = response.json()
            data = answer.get("data") if isinstance(answer, dict) else None
            if errors := answer.get("errors"):
                what = errors[0]["extensions"]["code"]
            elif response.status_code != 200:
                what = f"HTTP {response.status_code}"
        except (httpx2.HTTPError, ValueError) as error:
            what = type(error).__name__
        stage = stage if what == "ok" else self.stages[-1]
        stage.note(kind, what, 1000 * (time.perf_counter() - began))
        return data if what == "ok" else None

    async def read(self, number: int) -> None:
        """One reader, for ever."""
        chance = random.Random(number)
        questions = [one for one in QUESTIONS if one.name in ASKED]
        while True:
            question, item = chance.choice(questions), chance.choice(self.items)
            asked = (question.document, question.variables(item), None)
            if await self.ask("read", item.viewer, *asked) is None:
                await asyncio.sleep(0.05)

    async def write(self, number: int) -> None:
        """One writer, for ever: a post, then reactions to it; what failed is sent again."""
        author, count = self.items[number].viewer, 0
        while True:
            count += 1
            text = f"{self.mark} {number} {count}"
            created = await self._sent(author, _POST, {"text": text})
            id_ = parse(created["createPost"]["post"]["id"])[1]
            assert isinstance(id_, int)
            self.posts[text] = id_
            for item in self.items[count % 50 : count % 50 + 3]:
                answer = await self._sent(item.viewer, _REACT, {"id": global_id("Post", id_)})
                if not answer["react"]["errors"]:  # not everybody may see everybody's posts
                    self.reacted.add((item.viewer, id_))

    async def _sent(self, viewer: int, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        key = uuid.uuid4().hex
        while True:
            data = await self.ask("write", viewer, document, variables, key)
            if data is not None:
                return data
            await asyncio.sleep(0.25)

    async def lost(self) -> dict[str, int]:
        """What was acknowledged and is not there, or is there twice."""
        found: Counter[str] = Counter()
        async with _driver(self.settings) as driver:
            for number in range(WRITERS):
                params = {"author": self.items[number].viewer, "mark": self.mark}
                records, _, _ = await driver.execute_query(_WRITTEN, params)
                found.update(record["p.text"] for record in records)
            wanted = Counter(post for _, post in self.reacted)
            ids = sorted(wanted)
            for _ in range(100):  # reactions are written to the graph in batches
                records, _, _ = await driver.execute_query(_REACTED, ids=ids)
                wrong = sum(count != wanted[id_] for id_, count in records)
                if not wrong:
                    break
                await asyncio.sleep(0.2)
        return {
            "posts": len(self.posts),
            "lost": sum(text not in found for text in self.posts),
            "doubled": sum(count > 1 for count in found.values()),
            "reactions": len(self.reacted),
            "posts_with_wrong_reactions": wrong,
        }


def measure(console: Console, world: World, data: Path | None, out: Path | None) -> None:
    """Each server hangs, and dies again and again, for 20 s under load; a row a stage."""
    settings = worlds.prepared(world, data, console)
    log = settings.data / "logs" / "bench-up.log"
    with serving(settings.data, "up", log=log) as (_, port):
        run = asyncio.run(_run(settings, port, console))
    stages, kept = run
    table = Table("stage", "reads", "writes", "p95 ms", "max ms", "undeclared", "last failure s")
    for row in stages:
        table.add_row(*(_told(value) for value in row.values()))
    console.print(table)
    console.print(kept, highlight=False)
    if out:
        document = {
            "at": datetime.now(UTC),
            "machine": report.machine(),
            "world": world,
            "stages": stages,
            "kept": kept,
        }
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))


async def _run(
    settings: Settings, port: int, console: Console
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    folder = DataFolder(settings)
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
        items = await _items(settings)
        run = Run(settings, http, issue_tokens(settings, items, now=datetime.now(UTC)), items)
        run.stages.append(Stage("warming"))
        clients: Iterable[Any] = [
            *(run.read(n) for n in range(READERS)),
            *(run.write(n) for n in range(WRITERS)),
        ]
        async with _beside(clients) as failed:
            await _for(WARM_S, failed)
            run.stages.append(Stage("calm"))
            await _for(CALM_S, failed)
            for server in SERVERS:
                for name, away in (("hangs", _hanging), ("is killed", _dying)):
                    stage = Stage(f"{server} {name}", server)
                    run.stages.append(stage)
                    async with away(folder, server):
                        await _for(OUT_S, failed)
                    stage = Stage(f"after: {server} {name}", server)
                    run.stages.append(stage)
                    await _recovered(run, failed)
                    console.print(run.stages[-2].row(), stage.row(), highlight=False)
            run.stages.append(Stage("at the end"))
            await _for(CALM_S, failed)
        return [stage.row() for stage in run.stages[1:]], await run.lost()


async def _items(settings: Settings) -> list[Item]:
    async with _driver(settings) as driver:
        return (await sample.draw(driver, 60))["typical"]


@asynccontextmanager
async def _driver(settings: Settings) -> AsyncIterator[neo4j.AsyncDriver]:
    """The benchmark's own way to the graph that `up` runs."""
    async with running(settings, say=lambda line: None) as live, bolt.opened(live) as driver:
        yield driver


@asynccontextmanager
async def _beside(clients: Iterable[Any]) -> AsyncIterator[asyncio.Future[None]]:
    """Run the clients beside the block; the future fails as soon as one of them breaks."""
    tasks = [asyncio.create_task(client) for client in clients]
    failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def ended(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and not failed.done():
            failed.set_exception(task.exception() or RuntimeError("a client ended"))

    for task in tasks:
        task.add_done_callback(ended)
    try:
        yield failed
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _for(seconds: float, failed: asyncio.Future[None]) -> None:
    done, _ = await asyncio.wait([failed], timeout=seconds)
    for one in done:
        one.result()


async def _recovered(run: Run, failed: asyncio.Future[None]) -> None:
    until = time.perf_counter() + RECOVERED_WITHIN_S
    await _for(QUIET_S, failed)
    while time.perf_counter() < until:
        quiet = time.perf_counter() - max(stage.last_failure for stage in run.stages)
        if quiet >= QUIET_S:
            return
        await _for(QUIET_S - quiet, failed)


def _pid(folder: DataFolder, server: str) -> int | None:
    run = folder.read_run()
    return run.children[server][0] if run and server in run.children else None


@asynccontextmanager
async def _hanging(folder: DataFolder, server: str) -> AsyncIterator[None]:
    """The server is there, and does not answer."""
    pid = _pid(folder, server)
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@asynccontextmanager
async def _dying(folder: DataFolder, server: str) -> AsyncIterator[None]:
    """The server is killed as often as it is started."""

    async def kill() -> None:
        while True:
            if (pid := _pid(folder, server)) is not None:
                with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
                    os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(0.05)

    async with _beside([kill()]):
        yield


def _told(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{count:,} {what}" for what, count in value.items())
    return str(value)
