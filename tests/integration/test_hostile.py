"""Requests that are generated to do harm: answered, soon, by no failure of ours, in flat memory."""

from __future__ import annotations

import asyncio
import statistics
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import orjson
import psutil
import pytest

from graph.settings import Settings
from graph.store.store import Store
from resolvers.app import create_app
from resolvers.auth import Tokens
from resolvers.schema import schema
from tests.benchmarks.wire import Answer, Wire
from tests.client import codes
from tests.command import command
from tests.conftest import SOAK, LoadWorld, times
from tests.hostile import INTERNALS, Attacker, Request
from tests.listening import listening
from tests.worlds.chain import ADA, BO, DEE, EVE, FLO, HAL, IVY, NEVER, network

PARTS, REQUESTS = times(1, 20), times(300, 10_000)
CLIENTS = 4
SLOW_MS = 1_000


@dataclass(slots=True)
class Attack:
    """What became of the requests of some clients."""

    port: int
    attacker: Attacker
    watched: psutil.Process
    left: int = REQUESTS
    judged: int = REQUESTS * 9 // 10
    """So many of the last may not be slow; before them queries are planned and compiled."""
    wrong: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    slowest_ms: float = 0.0
    memory_mib: list[float] = field(default_factory=list)

    async def run(self) -> None:
        """Send all of them."""
        await asyncio.gather(*(self._client() for _ in range(CLIENTS)))

    async def _client(self) -> None:
        wire = await Wire.open(self.port)
        while self.left > 0:
            self.left -= 1
            request = self.attacker.request()
            wire, answer = await self._sent(wire, request)
            for _ in range(2):  # perhaps the machine had other things to do
                if self._slow(answer) and not request.changes:
                    wire, answer = await self._sent(wire, request)
            self._judge(request, answer)
            if self.left % (REQUESTS // 100) == 0:
                self.memory_mib.append(self.watched.memory_info().rss / 2**20)
        wire.close()

    async def _sent(self, wire: Wire, request: Request) -> tuple[Wire, Answer]:
        async with asyncio.timeout(60):
            answer = await wire.ask(request.wire)
        if not wire.is_open or b"connection: close" in answer.head.lower():
            wire.close()
            wire = await Wire.open(self.port)
        return wire, answer

    def _slow(self, answer: Answer) -> bool:
        """Too slow for a server that has warmed up."""
        return SOAK and self.left < self.judged and answer.ms > SLOW_MS

    def _judge(self, request: Request, answer: Answer) -> None:
        self.counted[f"{request.kind} {answer.status}"] += 1
        self.slowest_ms = max(self.slowest_ms, answer.ms)
        wrong = [word for word in INTERNALS if word.encode() in answer.body]
        if not 200 <= answer.status < 500:
            wrong.append(f"status {answer.status}")
        if b"\r\ncontent-type: application/" in answer.head.lower():
            said = orjson.loads(answer.body)
            found = codes(said) if isinstance(said, dict) else set()
            if "INTERNAL" in found or "" in found:
                wrong.append(f"codes {found}")
        elif request.path.startswith("/graphql?") and answer.status != 400:
            wrong.append("no JSON")
        if self._slow(answer):
            wrong.append(f"{answer.ms:.0f} ms")
        if wrong:
            self.wrong.append(f"{wrong}: {request.wire[:3_000]!r} -> {answer.body[:600]!r}")


@asynccontextmanager
async def attacked(servers: Settings, store: Store) -> AsyncIterator[tuple[int, psutil.Process]]:
    """The port of the endpoint without rate limits, and the process that answers there.

    The soak has a process of its own, whose memory nobody else fills.
    """
    if not SOAK:
        free = servers.model_copy(update={"limits": "off"})
        async with listening(create_app(free, store)) as address:
            yield int(address.rpartition(":")[2]), psutil.Process()
        return
    arguments = ("serve", "--port", "0", "--limits", "off", "--data", str(servers.data))
    with command(*arguments) as serving:
        both = r"(?=.*startup complete)(?=.*all queries are planned)"
        pattern = rf"(?s){both}.*serving on \S+:(\d+)"
        said = await asyncio.to_thread(serving.said, pattern)
        yield int(said[1]), psutil.Process(serving.process.pid)
        failures = [line for line in serving.lines if " ERROR " in line or "Traceback" in line]
        assert failures == []


def tokens(settings: Settings, viewers: tuple[int, ...]) -> list[str]:
    issued = Tokens.load(settings)
    return [
        issued.issue(viewer, role, timedelta(hours=5), now=datetime.now(UTC))
        for viewer in viewers
        for role in ("member", "member", "recruiter", "analyst", "admin")
    ]


@pytest.mark.parametrize("part", range(PARTS))
async def test_whatever_is_sent_is_answered(
    servers: Settings, store: Store, load_world: LoadWorld, part: int
) -> None:
    await load_world.indexed(network())
    readers, writers = tokens(servers, (ADA, BO, FLO, HAL, NEVER)), tokens(servers, (DEE, EVE, IVY))
    async with attacked(servers, store) as (port, process):
        if SOAK and part == 0:  # Neo4j has just been started, and compiles what is asked often.
            first = Attacker(schema._schema, Random(PARTS), readers, writers)
            warm_up = Attack(port, first, process, judged=0)
            await warm_up.run()
            assert not warm_up.wrong, "\n".join(warm_up.wrong)
        attack = Attack(port, Attacker(schema._schema, Random(part), readers, writers), process)
        await attack.run()
        memory = attack.memory_mib
        print(dict(sorted(attack.counted.items())), f"slowest {attack.slowest_ms:.0f} ms")
        print("memory, MiB:", *(round(memory[len(memory) * i // 10]) for i in range(10)))
        assert not attack.wrong, "\n".join(attack.wrong)
        if SOAK:
            middle = statistics.median(memory[len(memory) // 2 : len(memory) * 6 // 10])
            assert statistics.median(memory[-len(memory) // 10 :]) < middle * 1.05 + 8
