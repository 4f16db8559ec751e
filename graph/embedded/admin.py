"""Runs Neo4j's own administration tool, and reads what its JVM prints."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from graph.embedded import artefacts, classes
from graph.embedded.folder import DataFolder
from graph.embedded.supervisor import Program, run_once

FLAGS = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dlog4j2.disable.jmx=true",
    "-Dfile.encoding=UTF-8",
)

_KNOWN = (
    ("No space left on device", "the disk is full"),
    ("Disk quota exceeded", "the disk is full"),
    ("Could not reserve enough space", "there is not enough memory for its heap"),
    ("insufficient memory for the Java Runtime", "there is not enough memory"),
    ("OutOfMemoryError", "it ran out of memory; PROCONNECT_NEO4J_HEAP_MIB gives it more"),
    ("Permission denied", "a file in the data folder may not be written"),
    ("Exec format error", "the Java runtime is for another kind of machine"),
)
_TELLING = re.compile(r"(?:Caused by|Exception|ERROR|error:|Error:|Invalid|Duplicate)")
_FAILED = re.compile(r"Command Failed\s+(?:Error importing csv file\.\s+)?(.+)", re.DOTALL)


def class_path(jars: Sequence[Path]) -> tuple[str, ...]:
    """The JVM arguments that every start of Neo4j's code needs, with its jars."""
    return (*classes.options(jars), *FLAGS, "-cp", os.pathsep.join(str(jar) for jar in jars))


async def run_admin(
    folder: DataFolder,
    jars: Sequence[Path],
    arguments: Sequence[str],
    *,
    log: Path,
    jvm: Sequence[str],
) -> tuple[int, str]:
    """Runs neo4j-admin with JVM options `jvm` to its end; returns its status and output.

    The output is in `log` as well. Cancelling kills it. Raises ServerFailed where it cannot be
    started.
    """
    log.unlink(missing_ok=True)
    program = Program(
        name="neo4j-admin",
        command=[
            str(artefacts.java()),
            *jvm,
            *class_path(jars),
            "org.neo4j.cli.AdminTool",
            *arguments,
        ],
        log=log,
        env={
            "NEO4J_HOME": str(folder.neo4j),
            "NEO4J_CONF": str(folder.neo4j / "conf"),
            "MALLOC_ARENA_MAX": "2",
        },
        cwd=folder.neo4j,
    )
    status = await run_once(program)
    return status, log.read_text(encoding="utf-8", errors="replace")


def reason(text: str) -> str:
    """One line, made of a JVM's output, on why it failed, or that it said nothing."""
    for mark, meaning in _KNOWN:
        if mark in text:
            return meaning
    if failed := _FAILED.search(text):
        text = failed[1].partition("Full exception details")[0]
        # A line is there for its words: the tool also draws rulers, as wide as its terminal.
        told = (line.strip() for line in text.splitlines())
        return "; ".join(line for line in told if line.strip("-"))[:500]
    found = (line.strip() for line in text.splitlines())
    lines = [line for line in found if line and not line.startswith(("NOTE: Picked", "Picked up"))]
    telling = [line for line in lines if _TELLING.search(line) and not line.startswith("at ")]
    return (telling or lines or ["it said nothing"])[-1][:300]
