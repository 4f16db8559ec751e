"""The data folder, memory sizes and sockets, without a server."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from graph import settings
from graph.embedded import hold, memory, redis, running
from graph.embedded.folder import DataFolder, Holder, Run, end_leftovers, is_running
from graph.embedded.memory import Sizes
from graph.errors import DataFolderInUse, ServerFailed
from graph.settings import Settings

HOLDER = """
import sys, time
from graph import settings
from graph.embedded import hold
with hold(settings.load(data=sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def _settings(data: Path, **more: object) -> Settings:
    return settings.load(data=data, **more)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_and_secrets_are_private(tmp_path: Path) -> None:
    with hold(_settings(tmp_path / "data")) as held:
        folder = held.folder
        assert {_mode(p) for p in (folder.root, folder.keys, folder.logs, folder.neo4j)} == {0o700}
        password = folder.password("neo4j")
        assert len(password) == 32
        assert folder.password("neo4j") == password
        assert folder.password("redis") != password
        files = [path for path in folder.root.rglob("*") if path.is_file()]
        assert {path.name for path in files} == {
            "lock", "run.json", "neo4j.password", "redis.password"
        }  # fmt: skip
        assert {_mode(path) for path in files} == {0o600}


def test_a_hold_is_nested_in_one_process(tmp_path: Path) -> None:
    with hold(_settings(tmp_path)) as outer, hold(_settings(tmp_path)) as inner:
        assert inner is outer
    with hold(_settings(tmp_path)) as again:
        assert again is not outer


def test_a_second_holder_is_told_who_holds_it_until_that_is_killed(
    tmp_path: Path, other: subprocess.Popen[str]
) -> None:
    with pytest.raises(DataFolderInUse, match=rf"^pid {other.pid} \(.+, since 20.+\) holds "):
        hold(_settings(tmp_path)).__enter__()
    other.kill()
    other.wait()
    with hold(_settings(tmp_path)) as held:
        assert held.run.holder.pid == os.getpid()


def test_run_json_reads_back_as_written(tmp_path: Path) -> None:
    folder = DataFolder(_settings(tmp_path))
    run = Run(Holder(12, 3.5, "up"), {"Neo4j": (13, 4.25)}, 7687, "unix:///x", ("Neo4j",))
    folder.write_run(run)
    assert folder.read_run() == run


@pytest.mark.parametrize("text", ["", "{", "[]", '{"holder": {}}', '{"holder": 1, "children": 2}'])
def test_a_broken_run_json_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text)
    assert DataFolder(_settings(tmp_path)).read_run() is None
    with hold(_settings(tmp_path)) as held:
        assert held.run.children == {}


def test_leftovers_are_known_by_pid_and_start(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as left:
        started = psutil.Process(left.pid).create_time()
        mine = Run(Holder(1, 1.0, ""), {"Neo4j": (left.pid, started)})
        assert end_leftovers(replace(mine, children={"Neo4j": (left.pid, started - 60)})) == []
        assert is_running(left.pid, started)
        assert end_leftovers(mine) == ["Neo4j"]
        left.wait(5)
    assert not is_running(left.pid, started)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServerFailed, match="file/data: Not a directory"):
        hold(_settings(tmp_path / "file" / "data")).__enter__()


def test_a_disk_that_is_too_full_is_refused(tmp_path: Path) -> None:
    folder = DataFolder(_settings(tmp_path))
    folder.check_space(1)
    with pytest.raises(ServerFailed, match=rf"^the disk is full: {tmp_path} has \d+ MiB left, at"):
        folder.check_space(2**40)


@pytest.mark.parametrize(
    ("total_mib", "expected"),
    [
        (1024, Sizes(384, 128)),
        (4096, Sizes(512, 256)),
        (8192, Sizes(1024, 512)),
        (24576, Sizes(1024, 512)),
    ],
)
def test_memory_is_a_share_of_the_machine(total_mib: int, expected: Sizes, tmp_path: Path) -> None:
    assert memory.sizes(_settings(tmp_path), total_mib) == expected


def test_settings_of_memory_win(tmp_path: Path) -> None:
    chosen = _settings(tmp_path, neo4j_heap_mib=300, neo4j_page_cache_mib=70)
    assert memory.sizes(chosen, 24576) == Sizes(300, 70)


def test_the_machine_has_memory() -> None:
    assert 256 < memory.machine_mib() <= psutil.virtual_memory().total // 2**20


def test_a_socket_is_in_the_data_folder_unless_that_is_too_deep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/tmp")
    near = DataFolder(_settings(Path("/tmp/short")))
    assert redis.socket_path(near) == Path("/tmp/short/redis/redis.sock")
    deep = [DataFolder(_settings(tmp_path / ("d" * 120) / name)) for name in ("a", "b")]
    found = [redis.socket_path(folder) for folder in deep]
    assert len(set(found)) == 2
    for path in found:
        assert len(os.fsencode(path)) <= redis.SOCKET_PATH_LIMIT
        assert _mode(path.parent) == 0o700
        path.parent.chmod(0o755)
    with pytest.raises(ServerFailed, match="is not a private folder of this user"):
        redis.socket_path(deep[0])
    for path in found:
        path.parent.rmdir()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the folder of the test."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


async def test_servers_of_another_process_are_used_where_it_has_them(
    tmp_path: Path, other: subprocess.Popen[str]
) -> None:
    mine = _settings(tmp_path)
    folder = DataFolder(mine)
    noted = folder.read_run()
    assert noted is not None
    shared = replace(noted, neo4j_port=1, redis_url="unix:///x", serves=("Neo4j", "Redis"))
    folder.write_run(shared)
    async with running(mine, say=print) as served:
        assert (served.neo4j_uri, served.redis_url) == ("bolt://127.0.0.1:1", "unix:///x")
        assert served.neo4j_password.get_secret_value() == folder.password("neo4j")
    folder.write_run(replace(shared, serves=("Redis",)))
    with pytest.raises(DataFolderInUse, match=rf"^pid {other.pid} .* without Neo4j: give both"):
        async with running(mine, say=print):
            pass
