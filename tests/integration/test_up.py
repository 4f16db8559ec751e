"""`proconnect up` under SIGKILL in each phase: it starts again, and keeps what was acknowledged."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from graph.embedded import hold, running
from graph.settings import Settings
from graph.store import redis
from graph.store.cache import Cache
from graph.store.database import Database
from graph.world import demo
from resolvers.ids import global_id
from tests.command import Command, command, gone, kill_server, run, servers, settings_of, until
from tests.conftest import times
from tests.worlds.world import World

VIEWER = demo.VIEWER_ID
FRIEND = VIEWER + 1
ASKED = f'{{viewer {{member {{name}}}} degrees(memberIds: ["{global_id("Member", FRIEND)}"])}}'
ANSWER = {"viewer": {"member": {"name": "Ada"}}, "degrees": [1]}
STOP_WITHIN_S = 15.0


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = World()
    made.member("Ada", id=VIEWER)
    made.member("Bo", id=FRIEND)
    made.connect(VIEWER, FRIEND)
    return made.write(tmp_path_factory.mktemp("world"))


@contextmanager
def started(world: Path, data: Path) -> Iterator[Command]:
    with command("up", "--world", str(world), "--data", str(data), "--port", "0") as up:
        yield up


class Served:
    """What `up` printed once it was ready, used like a client would."""

    def __init__(self, up: Command) -> None:
        up.said(r"Ctrl-C stops everything")
        self.url = up.said(r"start page +(http://127\.0\.0\.1:\d+)/")[1]
        token = up.said(r"An access token of member \d+, valid for 24 h:\n(\S+)")[1]
        self._headers = {"Authorization": f"Bearer {token}"}

    def ready(self) -> tuple[int, Any]:
        response = httpx2.get(f"{self.url}/health/ready", timeout=60)
        return response.status_code, response.json()

    def asked(self) -> Any:
        """The data of a query, or the code of its error."""
        response = httpx2.post(
            f"{self.url}/graphql", json={"query": ASKED}, headers=self._headers, timeout=60
        )
        assert response.status_code == 200
        answer = response.json()
        if "errors" in answer:
            return answer["errors"][0]["extensions"]["code"]
        return answer["data"]

    def works(self) -> None:
        assert self.ready() == (200, {"ready": True, "graph": "ok", "cache": "ok", "search": "ok"})
        assert self.asked() == ANSWER


async def servers_of(data: Path, use: Callable[[Settings], Any]) -> Any:
    """`use` of the servers that the `up` of a data folder runs."""
    async with running(settings_of(data), say=lambda line: None) as served:
        return await use(served)


async def write_facts(data: Path) -> None:
    """One fact in the graph and one in Redis, both acknowledged."""

    async def write(served: Settings) -> None:
        db, client = await Database.connect(served), await redis.connect(served)
        cache = Cache(client)
        lease = {"name": "kept", "owner": "first", "seconds": 10**6}
        assert await db.row("store/acquire_lease", **lease) == ["first"]
        await cache.put("kept", b"acknowledged", ttl_s=10**6)
        assert await cache.get("kept") == b"acknowledged"
        await client.aclose()
        await db.close()

    await servers_of(data, write)


async def check_facts(data: Path) -> None:
    """Neither is missing."""

    async def read(served: Settings) -> None:
        db, client = await Database.connect(served), await redis.connect(served)
        cache = Cache(client)
        other = {"name": "kept", "owner": "second", "seconds": 1}
        assert await db.row("store/acquire_lease", **other) is None
        assert await cache.get("kept") == b"acknowledged"
        await client.aclose()
        await db.close()

    await servers_of(data, read)


def stop(up: Command) -> None:
    """SIGTERM: everything ends in time, and quietly."""
    family = up.family()
    assert len(family) >= 3
    begun = time.monotonic()
    up.process.terminate()
    assert up.ended(STOP_WITHIN_S) == 0
    assert time.monotonic() - begun < STOP_WITHIN_S
    gone(family)
    assert up.lines[-1] == "stopping"


# Each phase waits until a fresh `up` has come to it.


def importing(up: Command, data: Path) -> None:
    up.said("Loading the graph")
    until(lambda: bool(up.family()), 60)


def starting(up: Command, data: Path) -> None:
    """Neo4j and Redis begin to run for the first time."""
    until(lambda: set(servers(up, data)) == {"Neo4j", "Redis"}, 120)


def kill_up(up: Command, data: Path) -> None:
    family = up.family()
    assert family
    up.process.kill()
    assert up.ended() == -signal.SIGKILL
    gone(family)


def kill_importer(up: Command, data: Path) -> None:
    os.kill(up.family()[0].pid, signal.SIGKILL)


def kill_neo4j(up: Command, data: Path) -> None:
    kill_server(up, data, "Neo4j")


def kill_redis(up: Command, data: Path) -> None:
    """Where it was ready it is started again, and the start goes on."""
    kill_server(up, data, "Redis")
    until(lambda: up.process.poll() is not None or "Redis is back" in up.text, 60)
    if up.process.poll() is None:
        kill_up(up, data)


CUT_OFF = [
    (importing, kill_up),
    (starting, kill_neo4j),
    (importing, kill_importer),  # Redis does not run yet
    (starting, kill_redis),
    (starting, kill_up),
]


async def test_kills_in_any_phase_lose_nothing_that_was_acknowledged(
    world: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    for phase, kill in CUT_OFF[: times(2, len(CUT_OFF))]:
        with started(world, data) as up:
            phase(up, data)
            kill(up, data)
            assert up.ended(60) in (1, -signal.SIGKILL)
            assert "Traceback" not in up.text
            if up.process.returncode == 1:
                assert up.lines[-1].startswith("proconnect: ")
    with started(world, data) as up:
        up.said("The last import did not finish")
        served = Served(up)
        served.works()
        await write_facts(data)
        await kill_servers(up, served, data)
        kill_up(up, data)
    with started(world, data) as up:
        Served(up).works()
        assert "Loading the graph" not in up.text
        await check_facts(data)
        check_beside(up, data)
        stop(up)


async def kill_servers(up: Command, served: Served, data: Path) -> None:
    """Each is started again, and the endpoint answers again without being started again."""
    serve = endpoint(up)
    for name in ("Redis", "Neo4j"):
        kill_server(up, data, name)
        up.said(f"{name} was ended by SIGKILL; starting it again in")
        assert served.asked() in (ANSWER, "UNAVAILABLE")
        up.said(f"{name} is back")
        until(lambda: served.asked() == ANSWER, 30)
        until(lambda: served.ready()[0] == 200, 30)
        await check_facts(data)
    assert endpoint(up) == serve
    os.kill(serve, signal.SIGKILL)
    up.said("serve is back")
    served.works()


def endpoint(up: Command) -> int:
    """The pid of the process that serves."""
    (found,) = [one.pid for one in up.family() if "serve" in one.cmdline()]
    return found


def check_beside(up: Command, data: Path) -> None:
    """Other commands use the servers that run; a second `up` says who holds the folder."""
    code, lines = run("check", "--data", str(data))
    assert (code, lines[-1]) == (0, "Every invariant holds")
    code, lines = run("up", "--data", str(data), "--port", "0")
    assert code == 1
    assert len(lines) == 1
    assert lines[0].startswith(f"proconnect: pid {up.process.pid} (")
    assert lines[0].endswith(f" holds {data}")


def test_a_signal_before_everything_runs_is_a_clean_stop(world: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    for phase in (importing, starting)[: times(1, 2)]:
        with started(world, data) as up:
            phase(up, data)
            family = up.family()
            up.process.terminate()
            assert up.ended(STOP_WITHIN_S) == 0
            gone(family)
            assert up.lines[-1] == "stopping"


def test_a_port_that_is_taken_is_said_in_one_line(world: Path, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, lines = run("up", "--data", str(tmp_path / "data"), "--port", str(port))
    assert code == 1
    assert lines == [f"proconnect: port {port} on 127.0.0.1: Address already in use (see --port)"]
    assert not (tmp_path / "data").exists()


def test_a_folder_that_is_held_names_its_holder(tmp_path: Path) -> None:
    with hold(settings_of(tmp_path)) as held:
        code, lines = run("up", "--world", "empty", "--port", "0", "--data", str(tmp_path))
        assert code == 1
        assert lines == [f"proconnect: {held.run.holder} holds {tmp_path}"]


def test_a_world_that_is_none_is_said_in_one_line(tmp_path: Path) -> None:
    code, lines = run("up", "--world", "nowhere", "--data", str(tmp_path / "d"), "--port", "0")
    assert code == 1
    assert lines == ["proconnect: --world: 'nowhere' is neither 'demo', 'empty' nor a folder"]
