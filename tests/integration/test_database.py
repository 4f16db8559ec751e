"""The database class on a real Neo4j: limits, retries, refusals, bookmarks, and what is cut off."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import neo4j
import pytest
from pydantic import SecretStr

from graph import settings as configuration
from graph.errors import (
    BadSetting,
    Conflict,
    ProConnectError,
    QueryTimeout,
    ServerFailed,
    Unavailable,
)
from graph.settings import Settings
from graph.store import catalog, database
from graph.store.database import Database, Transaction, read_your_writes
from tests.conftest import LoadWorld

QUERIES = {
    "slow": ("read", "RETURN COUNT { UNWIND range(1, 1000) AS a UNWIND range(1, 1000000) AS b "
             "WITH a, b WHERE a * b % 7 = 8 RETURN 1 } AS found"),
    "echo": ("read", "RETURN $value AS value"),
    "wrong": ("read", "RETURN 1 / 0 AS value"),
    "make": ("write", "CREATE (h:Hashtag {key: $key}) RETURN h.key AS key"),
    "make_all": ("write", "UNWIND $rows AS row CREATE (h:Hashtag {key: row.key})"),
    "touch": ("write", "MATCH (h:Hashtag {key: $key}) SET h.n = coalesce(h.n, 0) + 1 "
              "RETURN h.n AS n"),
    "find": ("read", "MATCH (h:Hashtag) WHERE h.key STARTS WITH $key "
             "RETURN h.key AS key, h.n AS n ORDER BY key"),
    "running": ("read", "SHOW TRANSACTIONS YIELD metaData, currentQuery "
                "WHERE currentQuery CONTAINS 'range' AND NOT currentQuery CONTAINS 'SHOW' "
                "RETURN metaData.query AS query"),
}  # fmt: skip


def queries(timeout: str = "") -> dict[str, catalog.Query]:
    limit = f"// timeout: {timeout}\n" if timeout else ""
    head = "// For a test.\n// access: {}\n// returns: one\n// visibility: none, because a test\n"
    return {
        name: catalog.parse(f"test/{name}", f"{head.format(access)}{limit}{text}")
        for name, (access, text) in QUERIES.items()
    }


def opened(
    settings: Settings, *, timeout_s: float = 60.0, pool: int = 5, acquire_s: float = 60.0
) -> Database:
    """A database with the queries above instead of the catalogue's."""
    driver = neo4j.AsyncGraphDatabase.driver(
        settings.neo4j_uri,
        auth=(settings.neo4j_user, settings.neo4j_password.get_secret_value()),
        max_connection_pool_size=pool,
        connection_acquisition_timeout=acquire_s,
        notifications_min_severity="OFF",
    )
    return Database(driver, settings.neo4j_database, queries(), timeout_s)


@pytest.fixture
async def bench(servers: Settings, load_world: LoadWorld) -> AsyncIterator[Database]:
    """The queries above on a migrated and empty store."""
    await load_world.clear()
    found = opened(servers)
    yield found
    await found.close()
    await load_world.clear()


class Relay:
    """A TCP relay to the server, so that a test can cut its connections and close its door."""

    def __init__(self, uri: str) -> None:
        self._target = uri.partition("://")[2].split(":")
        self._writers: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None
        self.port = 0

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._target[0], int(self._target[1]))
        self._writers += [writer, back]
        await asyncio.gather(self._pipe(reader, back), self._pipe(there, writer))

    @staticmethod
    async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
            writer.close()


@pytest.fixture
async def relay(servers: Settings) -> AsyncIterator[Relay]:
    found = Relay(servers.neo4j_uri)
    await found.open()
    yield found
    await found.shut()


def through(relay: Relay, servers: Settings) -> Settings:
    return servers.model_copy(update={"neo4j_uri": f"bolt://127.0.0.1:{relay.port}"})


async def test_values_come_in_the_order_of_the_columns(bench: Database) -> None:
    await bench.batch("make_all", [{"key": "b"}, {"key": "a"}])
    await bench.rows("touch", key="a")
    assert await bench.rows("find", key="") == [["a", 1], ["b", None]]
    assert await bench.row("find", key="b") == ["b", None]
    assert await bench.row("find", key="c") is None


async def test_a_query_over_its_time_is_ended_and_named(servers: Settings) -> None:
    quick = opened(servers, timeout_s=0.3)
    begun = time.monotonic()
    with pytest.raises(QueryTimeout, match="the query slow ran into its time limit"):
        await quick.rows("slow")

    async def work(tx: Transaction) -> None:
        await tx.rows("slow")

    with pytest.raises(QueryTimeout, match="the query count things ran"):
        await quick.write(work, name="count things")
    assert time.monotonic() - begun < 20
    await quick.close()


async def test_the_header_of_a_query_sets_its_own_limit(servers: Settings) -> None:
    driver = neo4j.AsyncGraphDatabase.driver(
        servers.neo4j_uri, auth=("neo4j", servers.neo4j_password.get_secret_value())
    )
    patient = Database(driver, "neo4j", queries("0.3 s"), 600.0)
    with pytest.raises(QueryTimeout):
        await patient.rows("slow")
    await patient.close()


async def test_the_server_shows_the_name_of_a_running_query(bench: Database) -> None:
    slow = asyncio.create_task(bench.rows("slow"))
    try:
        found: list[list[str]] = []
        for _ in range(200):
            found = found or await bench.rows("running")
            await asyncio.sleep(0 if found else 0.05)
        assert found == [["slow"]]
    finally:
        slow.cancel()


async def test_a_cancelled_task_gives_its_connection_back(servers: Settings) -> None:
    narrow = opened(servers, pool=1)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(narrow.rows("slow"), 0.2)
        assert await narrow.row("echo", value=1) == [1]
    await narrow.close()


async def test_a_busy_pool_is_unavailable_not_a_queue_without_end(
    servers: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_AWAY_FOR_S", 1.0)
    narrow = opened(servers, pool=1, acquire_s=0.5)
    slow = asyncio.create_task(narrow.rows("slow"))
    await asyncio.sleep(0.3)
    with pytest.raises(Unavailable, match="try again"):
        await narrow.rows("echo", value=1)
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)
    await narrow.close()


async def test_many_tasks_at_once_each_get_their_own_answer(bench: Database) -> None:
    answers = await asyncio.gather(*(bench.row("echo", value=n) for n in range(200)))
    assert answers == [[n] for n in range(200)]


async def test_a_cut_connection_is_made_again(relay: Relay, servers: Settings) -> None:
    far = opened(through(relay, servers))
    assert await far.row("echo", value=1) == [1]
    for n in range(3):
        relay.cut()
        assert await far.row("echo", value=n) == [n]
    await far.close()


async def test_a_write_is_tried_again_after_a_cut_connection(
    relay: Relay, servers: Settings, bench: Database
) -> None:
    far = opened(through(relay, servers))
    runs = 0

    async def work(tx: Transaction) -> None:
        nonlocal runs
        runs += 1
        await tx.rows("make", key="once")
        if runs == 1:
            relay.cut()
            await tx.rows("find", key="")

    await far.write(work, name="make once")
    assert runs == 2
    assert await bench.rows("find", key="") == [["once", None]]
    await far.close()


async def test_a_server_that_stays_away_is_unavailable(
    relay: Relay, servers: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_AWAY_FOR_S", 1.0)
    far = opened(through(relay, servers))
    assert await far.row("echo", value=1) == [1]
    await relay.shut()
    with pytest.raises(Unavailable, match="the graph does not answer now; try again"):
        await far.rows("echo", value=1)
    await relay.open()
    assert await far.row("echo", value=2) == [2]
    await far.close()


async def test_deadlocked_writes_both_succeed(bench: Database) -> None:
    await bench.batch("make_all", [{"key": "a"}, {"key": "b"}])
    both_hold_one = asyncio.Barrier(2)
    runs = 0

    async def lock(first: str, second: str) -> None:
        async def work(tx: Transaction) -> None:
            nonlocal runs
            runs += 1
            await tx.rows("touch", key=first)
            if runs <= 2:
                await both_hold_one.wait()
            await tx.rows("touch", key=second)

        await bench.write(work, name="lock both")

    await asyncio.gather(lock("a", "b"), lock("b", "a"))
    assert runs == 3
    assert await bench.rows("find", key="") == [["a", 2], ["b", 2]]


async def test_a_broken_constraint_is_a_conflict_and_nothing_is_written(bench: Database) -> None:
    async def work(tx: Transaction) -> None:
        await tx.rows("make", key="fresh")
        await tx.rows("make", key="taken")

    await bench.batch("make_all", [{"key": "taken"}])
    with pytest.raises(Conflict, match="this exists already"):
        await bench.write(work, name="make two")
    assert await bench.rows("find", key="") == [["taken", None]]


async def test_what_work_raises_undoes_what_it_wrote(bench: Database) -> None:
    async def work(tx: Transaction) -> None:
        await tx.rows("make", key="a")
        raise Conflict("changed my mind")

    with pytest.raises(Conflict, match="changed my mind"):
        await bench.write(work, name="make one")
    assert await bench.rows("find", key="") == []


async def test_a_mistake_in_a_query_is_no_error_of_the_client(bench: Database) -> None:
    with pytest.raises(ProConnectError, match="wrong: / by zero") as caught:
        await bench.rows("wrong")
    assert caught.value.code == "INTERNAL"


async def test_a_batch_is_stored_part_by_part(bench: Database) -> None:
    rows = [{"key": f"t{n}"} for n in range(7)]
    await bench.batch("make_all", rows, size=3)
    assert [row[0] for row in await bench.rows("find", key="t")] == [row["key"] for row in rows]
    with pytest.raises(Conflict):
        await bench.batch("make_all", [{"key": "u1"}, {"key": "u2"}, {"key": "t1"}], size=2)
    assert [row[0] for row in await bench.rows("find", key="u")] == ["u1", "u2"]


async def test_a_request_carries_what_it_has_written(bench: Database) -> None:
    async def make(key: str) -> None:
        async def work(tx: Transaction) -> None:
            await tx.rows("make", key=key)

        await bench.write(work, name="make")

    with read_your_writes() as seen:
        await make("a")
        first = seen.values
        assert len(first) == 1
        assert await bench.rows("find", key="") == [["a", None]]
    await make("b")
    assert seen.values == first, "a write outside belongs to nobody's bookmarks"
    with read_your_writes(first) as later:
        assert later.values == first
        assert len(await bench.rows("find", key="")) == 2


async def test_two_requests_keep_their_bookmarks_apart(bench: Database) -> None:
    async def request(key: str) -> frozenset[str]:
        async def work(tx: Transaction) -> None:
            await tx.rows("make", key=key)

        with read_your_writes() as seen:
            await bench.write(work, name="make")
            await asyncio.sleep(0)
            return seen.values

    one, other = await asyncio.gather(request("a"), request("b"))
    assert len(one) == len(other) == 1


@pytest.mark.parametrize("uri", ["bolt://127.0.0.1:1", "bolt://graph.invalid:7687"])
async def test_a_server_that_is_not_there_is_named(uri: str) -> None:
    with pytest.raises(ServerFailed) as caught:
        await Database.connect(configuration.load(neo4j_uri=uri))
    assert caught.value.message.startswith(f"Neo4j does not answer at {uri}: ")
    assert "\n" not in caught.value.message


async def test_a_wrong_password_is_a_setting(servers: Settings) -> None:
    wrong = servers.model_copy(update={"neo4j_password": SecretStr("wrong")})
    with pytest.raises(BadSetting, match="NEO4J_PASSWORD: the server refuses"):
        await Database.connect(wrong)


async def test_a_port_that_speaks_something_else_is_named(tmp_path: Path) -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ServerFailed, match=f"bolt://127.0.0.1:{port}"):
            await Database.connect(configuration.load(neo4j_uri=f"bolt://127.0.0.1:{port}"))
