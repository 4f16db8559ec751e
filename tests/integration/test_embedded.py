"""Real Neo4j and Redis as children: what survives kills, who may share them, how they end."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import neo4j as driver
import psutil
import pytest
from redis.asyncio import Redis

from graph import settings
from graph.embedded import artefacts, classes, hold, neo4j, running, training
from graph.embedded.admin import run_admin
from graph.embedded.folder import DataFolder, Run, is_running
from graph.errors import DataFolderInUse, ImportFailed
from graph.settings import Settings

PARENT = """
import asyncio, sys
from graph import settings
from graph.embedded import running
async def main():
    mine = settings.load(data=sys.argv[1], neo4j_heap_mib=256, neo4j_page_cache_mib=64)
    async with running(mine, say=lambda line: None) as found:
        print(found.neo4j_uri, found.redis_url, flush=True)
        await asyncio.sleep(120)
asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def no_urls(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NEO4J_URI", "NEO4J_PASSWORD", "REDIS_URL", "PROCONNECT_DATA"):
        monkeypatch.delenv(name, raising=False)
    # These servers live for seconds: the optimising compiler would double what a start costs.
    monkeypatch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")


def _settings(data: Path, **more: object) -> Settings:
    return settings.load(data=data, neo4j_heap_mib=256, neo4j_page_cache_mib=64, **more)


@contextmanager
def _parent(data: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that runs the servers of `data`, as `up` does; killed at the end."""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(data)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@asynccontextmanager
async def _database(served: Settings) -> AsyncIterator[driver.AsyncDriver]:
    auth = (served.neo4j_user, served.neo4j_password.get_secret_value())
    async with driver.AsyncGraphDatabase.driver(served.neo4j_uri, auth=auth) as database:
        yield database


async def _value(served: Settings, query: str) -> object:
    async with _database(served) as database:
        result = await database.execute_query(query)
        return result.records[0][0] if result.records else None


async def _redis(served: Settings, *command: str) -> object:
    async with Redis.from_url(served.redis_url, decode_responses=True) as client:
        return await client.execute_command(*command)


async def _until(fact: Callable[[], bool], within_s: float = 60.0) -> None:
    for _ in range(int(within_s / 0.02)):
        if fact():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"it did not come about within {within_s:.0f} s")


def _noted(data: Path) -> Run:
    run = DataFolder(_settings(data)).read_run()
    assert run is not None
    return run


async def test_running_servers_are_private_shared_and_kept_alive(tmp_path: Path) -> None:
    said: list[str] = []
    mine = _settings(tmp_path)
    async with running(mine, say=said.append) as served:
        children = dict(_noted(tmp_path).children)
        assert set(children) == {"Neo4j", "Redis"}
        await _check_privacy(tmp_path, served, children["Neo4j"][0])
        await _check_sharing(mine, served)
        assert await _value(served, "CREATE (:Test {n: 1}) RETURN 1") == 1
        assert await _redis(served, "SET", "key", "acknowledged") is True
        said.clear()
        for name in children:
            os.kill(children[name][0], signal.SIGKILL)
        await _until(lambda: {"Neo4j is back", "Redis is back"} <= set(said))
        restarts = [line.partition(";")[0] for line in said if "again" in line]
        assert sorted(restarts) == ["Neo4j was ended by SIGKILL", "Redis was ended by SIGKILL"]
        assert await _value(served, "MATCH (t:Test) RETURN t.n") == 1  # on the port of before
        assert await _redis(served, "GET", "key") == "acknowledged"
        second = dict(_noted(tmp_path).children)
        assert all(second[name] != children[name] for name in children)
        begun = time.monotonic()
    assert time.monotonic() - begun < 15
    assert not any(is_running(*child) for child in second.values())
    assert _noted(tmp_path).children == {}


async def _check_privacy(data: Path, served: Settings, pid: int) -> None:
    listening = [c for c in psutil.Process(pid).net_connections() if c.status == "LISTEN"]
    address = {f"bolt://127.0.0.1:{c.laddr.port}" for c in listening}
    assert address == {served.neo4j_uri}
    assert {c.laddr.ip.removeprefix("::ffff:") for c in listening} == {"127.0.0.1"}
    private = [data / "run.json", *(data / "keys").iterdir(), data / "redis" / "redis.conf"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    password = served.neo4j_password.get_secret_value()
    assert password not in " ".join(psutil.Process(pid).cmdline())
    assert await _redis(served, "CONFIG", "GET", "appendfsync") == {"appendfsync": "always"}
    with pytest.raises(driver.exceptions.AuthError):
        await _value(served.model_copy(update={"neo4j_password": _wrong()}), "RETURN 1")


def _wrong() -> object:
    return settings.load(NEO4J_PASSWORD="wrong-password").neo4j_password


async def _check_sharing(mine: Settings, served: Settings) -> None:
    async with running(mine, say=print) as again:
        assert again == served
    with pytest.raises(DataFolderInUse, match=rf"^pid {os.getpid()} \(.*\) already runs servers"):
        async with running(mine, say=print, exclusive=True):
            pass
    for forbidden in (lambda: neo4j.import_offline(mine, [], [], say=print), _clearing(mine)):
        with pytest.raises(DataFolderInUse, match="Neo4j runs on"):
            await forbidden()


def _clearing(mine: Settings) -> Callable[[], object]:
    async def clear() -> None:
        neo4j.clear_store(mine)

    return clear


async def test_a_killed_parent_leaves_no_child_and_loses_nothing(tmp_path: Path) -> None:
    with _parent(tmp_path) as first:  # cut off in the middle of the very first start
        await _until(lambda: "Neo4j" in (_first_run(tmp_path) or {}))
        await asyncio.sleep(1.5)
        first.kill()
    await _check_gone(tmp_path)
    with _parent(tmp_path) as second:
        assert second.stdout is not None
        line = await asyncio.to_thread(second.stdout.readline)
        async with running(_settings(tmp_path), say=print) as served:
            assert line.split() == [served.neo4j_uri, served.redis_url]
            assert await _value(served, "CREATE (:Test {n: 2}) RETURN 2") == 2
            assert await _redis(served, "SET", "key", "kept") is True
        with pytest.raises(DataFolderInUse, match=rf"^pid {second.pid} \(.*, since .*\) holds "):
            async with running(_settings(tmp_path), say=print, exclusive=True):
                pass
        second.kill()
    await _check_gone(tmp_path)
    async with running(_settings(tmp_path), say=print, exclusive=True) as served:
        assert await _value(served, "MATCH (t:Test) RETURN t.n") == 2
        assert await _redis(served, "GET", "key") == "kept"


def _first_run(data: Path) -> dict[str, tuple[int, float]] | None:
    run = DataFolder(_settings(data)).read_run()
    return None if run is None else run.children


async def _check_gone(data: Path) -> None:
    children = _noted(data).children
    assert "Neo4j" in children
    await _until(lambda: not any(is_running(*child) for child in children.values()), within_s=5)


async def test_the_store_is_imported_and_cleared_while_the_server_is_stopped(
    tmp_path: Path,
) -> None:
    mine = _settings(tmp_path / "data", REDIS_URL="redis://127.0.0.1:1/0")
    members, ties = tmp_path / "members.csv", tmp_path / "ties.csv"
    members.write_text("id:ID(Member){id-type:long},name\n1,Ada\n2,Bob\n")
    ties.write_text(":START_ID(Member),:END_ID(Member)\n1,3\n")
    files = ([("Member", members)], [("CONNECTED", ties)])
    with hold(mine):
        refused = (
            r"^Neo4j's importer refused: Invalid .*ties\.csv: line 1; .* missing node 3, see /"
        )
        with pytest.raises(ImportFailed, match=refused):
            await neo4j.import_offline(mine, *files, say=print, options=["--bad-tolerance=0"])
        ties.write_text(":START_ID(Member),:END_ID(Member)\n1,2\n")
        assert "2 nodes" in await neo4j.import_offline(mine, *files, say=print)
        async with running(mine, say=print) as served:
            assert await _value(served, "MATCH (m)-[:CONNECTED]->() RETURN m.name") == "Ada"
        neo4j.clear_store(mine)
        async with running(mine, say=print) as served:
            assert await _value(served, "MATCH (m) RETURN count(m)") == 0


async def test_servers_that_are_configured_are_left_alone(tmp_path: Path) -> None:
    mine = _settings(
        tmp_path / "data", NEO4J_URI="bolt://127.0.0.1:1", REDIS_URL="redis://127.0.0.1:1/0"
    )
    async with running(mine, say=print) as served:
        assert served is mine
    assert not (tmp_path / "data").exists()


async def test_a_jvm_maps_the_archived_classes(tmp_path: Path) -> None:
    await training.train(print)  # where `make install` has not
    jars = artefacts.jars(print)
    with hold(_settings(tmp_path)) as held:
        log = tmp_path / "java.out"
        await run_admin(held.folder, jars, ["--version"], log=log, jvm=["-Xlog:class+load"])
        assert "source: shared objects file (top)" in log.read_text()


def test_without_archives_a_jvm_starts_as_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert classes.options([tmp_path / "neo4j.jar"]) == ()
