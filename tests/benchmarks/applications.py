"""The surge: thousands apply to one job at once, each three times; and the board of 100,000."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import neo4j
import numpy as np
import orjson
import uvloop
from rich.console import Console
from rich.table import Table

from graph.embedded import running
from graph.ids import new_id
from graph.jobs.seats import change_seat
from graph.settings import Settings
from graph.store.store import open_store
from resolvers.auth import Tokens
from resolvers.ids import global_id, parse
from tests.benchmarks import bolt, report, worlds
from tests.benchmarks.comparison import World
from tests.benchmarks.processes import serving
from tests.benchmarks.wire import Wire, posted

MEMBERS = 10_000
CLIENTS = 64
BOARD = 100_000
ROUNDS = 40
COMPANY = 1
RECRUITER = 77_777
BUSY_S = 0.05
COLD = 5
WARMED = range(90_001, 96_001)
"""Members who apply to job 1 before it counts: a JVM compiles what it has run often."""

APPLY = "mutation ($id: ID!) {applyToJob(jobId: $id) {application {id} errors {code message}}}"
PAGE = """query ($id: ID!, $after: String, $status: ApplicationStatus, $skill: String,
    $minFit: Float) {job(id: $id) {applications(first: 20, after: $after, status: $status,
    skill: $skill, minFit: $minFit) {edges {node {id status fit member {name headline}}}
    pageInfo {hasNextPage endCursor}}}}"""
POST = """mutation ($input: JobInput!) {postJob(input: $input) {job {id} errors {code message}}}"""
Rows = list[dict[str, Any]]


class Caller:
    """Asks as any member, over connections that are kept."""

    def __init__(self, settings: Settings, port: int) -> None:
        self._tokens = Tokens.load(settings)
        self._port = port
        self._idle: list[Wire] = []
        self._issued: dict[tuple[int, str], str] = {}
        self.busy = 0
        """Requests that were refused as too busy, and asked again."""

    def token(self, member: int, role: str = "member") -> str:
        """The member's, which they keep."""
        if (member, role) not in self._issued:
            issued = self._tokens.issue(member, role, timedelta(hours=6), now=datetime.now(UTC))
            self._issued[member, role] = issued
        return self._issued[member, role]

    async def ask(
        self, member: int, query: str, key: str = "", role: str = "member", **values: Any
    ) -> Any:
        """The data of an answer. As many connections are open as ask at once."""
        request = posted(query, values, self.token(member, role), key)
        self._idle = [wire for wire in self._idle if wire.is_open]
        wire = self._idle.pop() if self._idle else await Wire.open(self._port)
        while True:
            found = await wire.ask(request)
            if found.status != 503:
                break
            self.busy += 1
            await asyncio.sleep(BUSY_S)
        if wire.is_open:
            self._idle.append(wire)
        document = orjson.loads(found.body) if found.status == 200 else {"errors": True}
        if document.get("errors"):
            raise RuntimeError(f"{found.status} {found.body[:300].decode()}")
        return document["data"]

    def close(self) -> None:
        """Hang up."""
        for wire in self._idle:
            wire.close()


def measure(console: Console, world: World, data: Path | None, out: Path | None) -> None:
    """The surge and the board. Of what it writes only events and keys stay."""
    settings = worlds.prepared(world, data, console)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_measure(console, settings, out, world))


async def _measure(console: Console, settings: Settings, out: Path | None, world: World) -> None:
    async with running(settings, say=console.print) as live, open_store(live) as store:
        await change_seat(store.db.patient(60.0), RECRUITER, COMPANY, True, now=datetime.now(UTC))
        log = settings.data / "logs" / "bench-serve.log"
        with serving(settings.data, "serve", log=log) as (_, port):
            async with bolt.opened(live) as driver:
                caller = Caller(settings, port)
                rows = await _surge(caller, console)
                ((stored,),) = await _values(
                    driver, "MATCH (a:Application {job_id: $id}) RETURN count(a)", id=rows[0]["job"]
                )
                rows[0] |= {"stored": stored, "exact": stored == MEMBERS}
                await _cleared(driver, rows[0]["job"])
                rows += await _boards(driver, caller)
                caller.close()
        _show(console, rows, out, world)


async def _job(caller: Caller, title: str) -> int:
    given = {"companyId": global_id("Company", COMPANY), "title": title, "description": title}
    skills = {"skills": ["Python", "SQL", "JavaScript", "Project management", "Git"]}
    for attempt in itertools.count():
        try:
            asked = {**given, **skills}
            made = (await caller.ask(RECRUITER, POST, role="recruiter", input=asked))["postJob"]
        except RuntimeError:  # a server that has just started may need longer than its limit
            if attempt == COLD:
                raise
            continue
        if made["errors"]:
            raise RuntimeError(str(made["errors"]))
        return int(parse(made["job"]["id"])[1])
    raise AssertionError("unreachable")


@dataclass(slots=True)
class Flood:
    """What came of many applications to one job: ms of each, refusals, ids by member."""

    took: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    answers: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    seconds: float = 0.0


async def _flood(caller: Caller, job: int, members: range) -> Flood:
    """Three applications of each member, in flight together, from 64 clients."""
    flood, id_, new = Flood(), global_id("Job", job), f"surge {new_id()}"
    for member in members:
        caller.token(member)
    wanted = iter([(one, key) for one in members for key in (new, new, "")])

    async def client() -> None:
        for member, key in wanted:
            try:
                with _timed(flood.took):
                    found = (await caller.ask(member, APPLY, key, id=id_))["applyToJob"]
            except RuntimeError as error:
                flood.failed.append(str(error)[:200])
                continue
            if found["application"] is None:
                flood.failed.append(str(found["errors"]))
            else:
                flood.answers[member].add(found["application"]["id"])

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    flood.seconds = time.perf_counter() - began
    return flood


async def _surge(caller: Caller, console: Console) -> Rows:
    """Thousands apply to one job, and its board is opened again and again meanwhile."""
    job = await _job(caller, f"Surge {time.time():.0f}")
    opened: list[float] = []

    async def watch() -> None:
        while True:
            with _timed(opened):
                await caller.ask(RECRUITER, PAGE, role="recruiter", id=global_id("Job", job))
            await asyncio.sleep(0.1)

    await _flood(caller, 1, WARMED)
    for _ in range(COLD):
        await caller.ask(RECRUITER, PAGE, role="recruiter", id=global_id("Job", job))
    caller.busy = 0
    watching = asyncio.create_task(watch())
    flood = await _flood(caller, job, range(1, MEMBERS + 1))
    watching.cancel()
    for error in flood.failed[:5]:
        console.print(error)
    return [
        {
            "what": f"apply, {CLIENTS} clients",
            "job": job,
            **_figures(flood.took),
            "per_s": round(len(flood.took) / flood.seconds),
            "failed": len(flood.failed),
            "asked_again": caller.busy,
            "same_answer": sum(len(ids) == 1 for ids in flood.answers.values()),
            "applications": len({id_ for ids in flood.answers.values() for id_ in ids}),
        },
        {"what": "board meanwhile", **_figures(opened)},
    ]


async def _boards(driver: neo4j.AsyncDriver, caller: Caller) -> Rows:
    """Pages and filters of the board of a job to which every member has applied."""
    job = await _job(caller, f"Board {time.time():.0f}")
    first = new_id()
    for start in range(1, BOARD + 1, 10_000):
        await _values(
            driver,
            """MATCH (j:Job {id: $job}) UNWIND range($a, $b) AS id MATCH (m:Member {id: id})
            CREATE (m)-[:APPLIED]->(a:Application)-[:FOR]->(j) SET a = {
              key: toString($job) + ':' + toString(id), id: $first + id, job_id: $job,
              member_id: id, status: CASE WHEN id % 1000 = 0 THEN 'OFFER' WHEN id % 10 = 0
              THEN 'IN_REVIEW' ELSE 'APPLIED' END, history: ['APPLIED 2026-01-01 1'],
              created_at: datetime(), changed_at: datetime()}""",
            job=job, a=start, b=start + 9_999, first=first,
        )  # fmt: skip
    try:
        return await _pages(caller, global_id("Job", job))
    finally:
        await _cleared(driver, job)


async def _pages(caller: Caller, id_: str) -> Rows:
    async def page(**asked: Any) -> Any:
        answer = await caller.ask(RECRUITER, PAGE, role="recruiter", id=id_, **asked)
        return answer["job"]["applications"]

    deep, after = [], None
    for _ in range(100):
        found = await page(after=after)
        after = found["pageInfo"]["endCursor"]
        deep.append(after)
    questions: dict[str, Callable[[int], dict[str, Any]]] = {
        "first page": lambda n: {},
        "page 1 to 100": lambda n: {"after": deep[n % 100]},
        "in review": lambda n: {"status": "IN_REVIEW"},
        "offers (one in 1,000)": lambda n: {"status": "OFFER"},
        "with Python": lambda n: {"skill": "Python"},
        "fit of .3 and more": lambda n: {"minFit": 0.3},
        "fit of .9 and more": lambda n: {"minFit": 0.9},
    }
    rows = []
    for name, asked in questions.items():
        for n in range(5):
            await page(**asked(n))
        took: list[float] = []
        shown = 0
        for n in range(ROUNDS):
            with _timed(took):
                shown = len((await page(**asked(n)))["edges"])
        rows.append({"what": f"board of {BOARD:,}: {name}", **_figures(took), "shown": shown})
    return rows


@contextmanager
def _timed(took: list[float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    took.append(1000 * (time.perf_counter() - began))


def _figures(took: list[float]) -> dict[str, Any]:
    p50, p95, p99 = np.percentile(took, [50, 95, 99]).round(1).tolist()
    return {"n": len(took), "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}


async def _cleared(driver: neo4j.AsyncDriver, job: int) -> None:
    """The job and its applications are no more."""
    await _values(
        driver,
        """MATCH (a:Application {job_id: $job}) CALL (a) {DETACH DELETE a}
        IN TRANSACTIONS OF 10000 ROWS""",
        job=job,
    )
    await _values(
        driver,
        """MATCH (a:Application {job_id: 1}) WHERE a.member_id IN range($a, $b)
        DETACH DELETE a""",
        a=WARMED.start,
        b=WARMED.stop,
    )
    await _values(driver, "MATCH (j:Job {id: $job}) DETACH DELETE j", job=job)
    await _values(driver, "MATCH (w:HiringView {company_id: $id}) DETACH DELETE w", id=COMPANY)


async def _values(driver: neo4j.AsyncDriver, text: str, **given: Any) -> list[list[Any]]:
    async with driver.session() as session:
        return await (await session.run(text, given)).values()


def _show(console: Console, rows: Rows, out: Path | None, world: str) -> None:
    columns = list(dict.fromkeys(itertools.chain.from_iterable(rows)))
    table = Table(*columns, title=f"{world} world, {MEMBERS:,} members apply three times each")
    for row in rows:
        table.add_row(*(str(row.get(column, "")) for column in columns))
    console.print(table)
    if out:
        document = {"at": datetime.now(UTC), "machine": report.machine(), "results": rows}
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2))
