"""Makes the archives of Neo4j's classes by running a server for half a minute."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from graph.embedded import artefacts, classes, neo4j
from graph.embedded.admin import FLAGS
from graph.embedded.folder import hold
from graph.embedded.supervisor import Program, Supervisor, run_once
from graph.errors import ServerFailed
from graph.settings import load

_PART = ".part-"
_STOP_WITHIN_S = 180.0
"""The archive is written while the JVM ends: 8 s alone on two cores."""


async def train(say: Callable[[str], None]) -> None:
    """Make the archives where they are missing, and first get the jars where they are.

    Takes 35 s of one core, once a machine and version. Several processes may do it at once: one
    does. Where it fails, that is said, and servers start without. Raises DownloadFailed.
    """
    jars = await neo4j.jars(say)
    if classes.options(jars):
        return
    folder = classes.folder(jars)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=0):
            for left in folder.glob(f"{_PART}*"):  # by a training that was killed
                shutil.rmtree(left, ignore_errors=True)
            if not classes.options(jars):
                say("Reading Neo4j's classes once, so that it starts faster from now on")
                with tempfile.TemporaryDirectory(dir=folder, prefix=_PART) as part:
                    await _train(folder, Path(part), say)
    except Timeout:
        return
    except (ServerFailed, OSError) as error:
        say(f"Neo4j will start more slowly than it could: {error}")


async def _train(folder: Path, part: Path, say: Callable[[str], None]) -> None:
    # The second archive names the place of the first, which therefore goes there before.
    java, own = classes.files(folder)
    dump = ["-Xshare:dump", f"-XX:SharedArchiveFile={part / java.name}", *FLAGS]
    await run_once(
        Program(name="java", command=[str(artefacts.java()), *dump], log=part / "java.out")
    )
    (part / java.name).replace(java)
    settings = load(data=part / "data", neo4j_heap_mib=256, neo4j_page_cache_mib=64)
    with hold(settings):
        program = await neo4j.program(settings, neo4j.free_port(), say)
        launcher, *arguments = program.command
        write = (
            f"-XX:SharedArchiveFile={java}",
            f"-XX:ArchiveClassesAtExit={part / own.name}",
            "-XX:TieredStopAtLevel=1",
        )
        training = replace(
            program, command=[launcher, *write, *arguments], stop_within_s=_STOP_WITHIN_S
        )
        async with Supervisor(lambda line: None) as supervisor:
            await supervisor.start(training)
    (part / own.name).replace(own)
