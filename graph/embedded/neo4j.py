"""The embedded Neo4j Community server, and its offline import."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from graph.embedded import artefacts, memory
from graph.embedded.admin import class_path, reason, run_admin
from graph.embedded.folder import DataFolder, hold, is_running, refusal, write_private
from graph.embedded.memory import Sizes
from graph.embedded.supervisor import Program
from graph.errors import DataFolderInUse, ImportFailed, ServerFailed
from graph.settings import Settings

NAME = "Neo4j"
USER = "neo4j"
DATABASE = "neo4j"
"""The one user database of the Community edition."""

_SPACE_MIB = 128
"""What a start may write: transaction logs, logs, and a new store."""

READY_WITHIN_S = 180.0
"""Long enough for the recovery of a large store after SIGKILL."""

_HANDSHAKE = bytes.fromhex("6060b017" + "00000405" + "00000005" * 3)

_JVM = (
    # Serial takes 120 MiB less than G1 (290 against 420 MiB after the start, the other figures
    # alike), but its longest pause under load was twice as long: members wait for pauses.
    "-XX:+UseG1GC",
    # Gives heap back that a burst needed, once a minute has passed without a collection.
    "-XX:G1PeriodicGCInterval=60000",
    # Unset, network buffers may grow to the size of the heap once more.
    "-XX:MaxDirectMemorySize=256m",
    # A server that limps on after this answers nobody; the supervisor starts a fresh one.
    "-XX:+ExitOnOutOfMemoryError",
)


async def program(settings: Settings, port: int, say: Callable[[str], None]) -> Program:
    """The server on loopback port `port`, ready to be started; the data folder must be held.

    Downloads what is missing, writes the configuration, and sets the password at the first start.
    Raises DownloadFailed and ServerFailed.
    """
    folder = DataFolder(settings)
    launcher = artefacts.java()
    found = await jars(say)
    if _mark(folder, "importing").exists():
        say("An import was interrupted; its half-written store is cleared")
        clear_store(settings)
    folder.check_space(_SPACE_MIB)
    sizes = memory.sizes(settings, memory.machine_mib())
    _configure(folder, port, sizes)
    if not _mark(folder, "started").exists():
        _clear_first_start(folder)
        await _set_password(folder, found)

    async def ready() -> bool:
        folder.check_space(1)  # Neo4j would wait for space without a word, its logs being full too
        return await answers_bolt(port)

    return Program(
        name=NAME,
        command=[
            str(launcher),
            f"-Xms{min(256, sizes.heap_mib)}m",
            f"-Xmx{sizes.heap_mib}m",
            *_JVM,
            *class_path(found),
            "org.neo4j.server.Neo4jCommunity",
            f"--home-dir={folder.neo4j}",
            f"--config-dir={folder.neo4j / 'conf'}",
        ],
        log=folder.logs / "neo4j.out",
        env={"MALLOC_ARENA_MAX": "2"},
        cwd=folder.neo4j,
        ready=ready,
        ready_within_s=READY_WITHIN_S,
        explain=lambda text: _explain(text, port),
    )


async def import_offline(
    settings: Settings,
    nodes: Sequence[tuple[str, Path]],
    relationships: Sequence[tuple[str, Path]],
    *,
    say: Callable[[str], None],
    options: Sequence[str] = (),
) -> str:
    """Replaces the embedded store by the CSV files; returns the importer's own summary.

    `nodes` are pairs of label and file (an empty label where the file has a :LABEL column),
    `relationships` of type and file; `options` go to `neo4j-admin database import full` as they
    are. The server of this data folder must not run. An import that is cut off leaves a mark, and
    the next start clears what it wrote. Raises ImportFailed with the importer's reason,
    DataFolderInUse, DownloadFailed and ServerFailed.
    """
    with hold(settings) as held:
        folder = held.folder
        if _serving(held.run.children):
            raise DataFolderInUse(f"Neo4j runs on {folder.root}: stop it before an import")
        found = await jars(say)
        sizes = memory.sizes(settings, memory.machine_mib())
        _configure(folder, 0, sizes)
        clear_store(settings)
        write_private(_mark(folder, "importing"), "")
        arguments = [
            "database", "import", "full", DATABASE, "--overwrite-destination",
            f"--max-off-heap-memory={sizes.heap_mib + sizes.page_cache_mib}m",
            f"--report-file={folder.logs / 'import.report'}",
            *options,
            *(f"--nodes={label}={file}" if label else f"--nodes={file}" for label, file in nodes),
            *(f"--relationships={kind}={file}" for kind, file in relationships),
        ]  # fmt: skip
        # Throughput counts here, pauses do not.
        jvm = (f"-Xmx{max(sizes.heap_mib, 512)}m", "-XX:+UseParallelGC")
        log = folder.logs / "neo4j-import.out"
        status, text = await run_admin(folder, found, arguments, log=log, jvm=jvm)
        if status != 0:
            clear_store(settings)
            raise ImportFailed(f"Neo4j's importer refused: {reason(text)}, see {log}")
        write_private(_mark(folder, "imported"), "")
        _mark(folder, "importing").unlink()
        return text


def clear_store(settings: Settings) -> None:
    """Removes the graph of the embedded Neo4j; the password stays. The server must not run.

    Raises DataFolderInUse and ServerFailed.
    """
    with hold(settings) as held:
        if _serving(held.run.children):
            raise DataFolderInUse(f"Neo4j runs on {held.folder.root}: stop it first")
        _remove(held.folder, DATABASE)
        for name in ("imported", "importing"):
            _mark(held.folder, name).unlink(missing_ok=True)


def note_started(settings: Settings) -> None:
    """Notes that the server has served once: from now on its store is never cleared by a start."""
    write_private(_mark(DataFolder(settings), "started"), "")


async def answers_bolt(port: int) -> bool:
    """Whether a Bolt server on that loopback port agrees on a version of the protocol."""
    writer = None
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(_HANDSHAKE)
            return (await reader.readexactly(4)) != b"\0\0\0\0"
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False
    finally:
        if writer is not None:
            writer.close()


def free_port(wanted: int | None = None) -> int:
    """A free port of the loopback address: `wanted` where that is free, else any."""
    for port in (wanted or 0, 0):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise ServerFailed("no free port on 127.0.0.1")


def configuration(folder: DataFolder, port: int, sizes: Sizes) -> str:
    """The text of neo4j.conf."""
    lines = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "dbms.usage_report.enabled": "false",
        "server.bolt.telemetry.enabled": "false",
        "server.fleet_discovery.enabled": "false",
        # A second Bolt server inside the JVM, for tools that we do not run.
        "internal.dbms.bolt.local_enabled": "false",
        # Without it each stop waits 5 s after everything is closed.
        "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
        "server.directories.logs": str(folder.logs / "neo4j"),
        "server.memory.heap.initial_size": f"{sizes.heap_mib}m",
        "server.memory.heap.max_size": f"{sizes.heap_mib}m",
        "server.memory.pagecache.size": f"{sizes.page_cache_mib}m",
        # One statement may not take the heap from all the others.
        "db.memory.transaction.max": f"{sizes.heap_mib // 3}m",
        "db.tx_log.rotation.size": "32m",
        "db.tx_log.rotation.retention_policy": "2 files",
        "db.tx_log.preallocate": "false",
        "db.logs.query.enabled": "OFF",
        # Queries name what they start from: a plan is thought over when a store has grown, not at
        # each change of its counts.
        "dbms.cypher.min_replan_interval": "10m",
        # Else each power of ten of a list's or text's length has a plan of its own: 100 ms more
        # for the first who asks for 11 where others asked for 10.
        "internal.cypher.use_parameter_size": "false",
    }
    return "".join(f"{name}={value}\n" for name, value in lines.items())


def _configure(folder: DataFolder, port: int, sizes: Sizes) -> None:
    conf = folder.neo4j / "conf"
    try:
        conf.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise refusal(error, conf) from None
    write_private(conf / "neo4j.conf", configuration(folder, port, sizes))


async def jars(say: Callable[[str], None]) -> list[Path]:
    """The verified jars, downloaded where they are missing; cancelling ends the download."""
    cancelled = threading.Event()
    try:
        return await asyncio.to_thread(artefacts.jars, say, cancelled)
    finally:
        cancelled.set()


async def _set_password(folder: DataFolder, jars: Sequence[Path]) -> None:
    # In a file, because every user of the machine can read a process's arguments.
    secret = folder.keys / ".initial"
    write_private(secret, folder.password("neo4j"))
    try:
        arguments = ["dbms", "set-initial-password", f"@{secret}"]
        log = folder.logs / "neo4j-admin.out"
        # A short run: what the optimising compiler makes would never be used.
        jvm = ("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        status, text = await run_admin(folder, jars, arguments, log=log, jvm=jvm)
    finally:
        secret.unlink()
    if status != 0:
        raise ServerFailed(f"Neo4j's first password could not be set: {reason(text)}")


def _mark(folder: DataFolder, name: str) -> Path:
    return folder.neo4j / name


def _clear_first_start(folder: DataFolder) -> None:
    """Removes what a first start left that was cut off before it served; imports stay."""
    _remove(folder, "system")
    if not _mark(folder, "imported").exists():
        _remove(folder, DATABASE)
    shutil.rmtree(folder.neo4j / "data" / "dbms", ignore_errors=True)


def _remove(folder: DataFolder, database: str) -> None:
    data = folder.neo4j / "data"
    for kind in ("databases", "transactions"):
        try:
            shutil.rmtree(data / kind / database)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise refusal(error, data) from None


def _serving(children: dict[str, tuple[int, float]]) -> bool:
    return NAME in children and is_running(*children[NAME])


def _explain(text: str, port: int) -> str | None:
    if "Address already in use" in text:
        return f"port {port} of 127.0.0.1 is taken"
    return reason(text)
