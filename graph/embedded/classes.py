"""Archives of Neo4j's classes, read and linked once a machine: its JVMs start in half the time.

Two files a version of Java and Neo4j in the user's cache: Java's own classes, and on top of them
what a server has loaded that started, answered and stopped. A JVM checks at each start that they
fit it and its jars, and does without them where they do not. `training` makes them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from graph.embedded import artefacts


def options(jars: Sequence[Path]) -> tuple[str, ...]:
    """What a JVM over these jars is told to use the archives; nothing where they are not made."""
    found = files(folder(jars))
    if not all(file.exists() for file in found):
        return ()
    return (f"-XX:SharedArchiveFile={os.pathsep.join(map(str, found))}",)


def folder(jars: Sequence[Path]) -> Path:
    """Where the archives are, named by the JVM and the jars: a JVM compares their paths."""
    launcher = artefacts.java()
    release = launcher.parents[1] / "release"
    told = release.read_text(encoding="utf-8") if release.exists() else str(launcher)
    key = hashlib.sha256("\n".join([told, *map(str, jars)]).encode()).hexdigest()[:16]
    return artefacts.cache_folder() / "classes" / key


def files(folder: Path) -> tuple[Path, Path]:
    """The archive of Java's own classes, and that of Neo4j's on top of it."""
    return folder / "java.jsa", folder / "neo4j.jsa"
