"""The lock file of the Neo4j server: which jars, by Maven coordinate and SHA-256.

`python -m graph.embedded.lock` resolves the coordinate below with jgo and rewrites `neo4j.lock`;
run it after changing `NEO4J_VERSION`, and commit the result.
"""

from __future__ import annotations

import hashlib
import re
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from graph.errors import DownloadFailed

NEO4J_VERSION = "2026.08.1"
ENDPOINT = f"org.neo4j:neo4j:{NEO4J_VERSION}"
LOCK_FILE = Path(__file__).with_name("neo4j.lock")

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")


@dataclass(frozen=True, slots=True, order=True)
class Artefact:
    """One file of a Maven repository, pinned by its SHA-256 (64 hexadecimal digits)."""

    group: str
    name: str
    version: str
    classifier: str
    extension: str
    sha256: str

    @property
    def path(self) -> PurePosixPath:
        """Where every Maven repository keeps it, relative to the repository's root."""
        tail = f"-{self.classifier}" if self.classifier else ""
        return PurePosixPath(
            *self.group.split("."),
            self.name,
            self.version,
            f"{self.name}-{self.version}{tail}.{self.extension}",
        )

    def __str__(self) -> str:
        parts = [self.group, self.name, self.version]
        if self.classifier or self.extension != "jar":
            parts.append(self.classifier)
        if self.extension != "jar":
            parts.append(self.extension)
        return ":".join(parts)


def parse(text: str, source: str = "neo4j.lock") -> tuple[Artefact, ...]:
    """The artefacts of a lock file's text, in its order.

    A line is `sha256 group:artifact:version[:classifier[:extension]]`; blank lines and lines that
    start with # are skipped. Raises DownloadFailed, naming `source` and the line.
    """
    found: list[Artefact] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        digest, _, coordinate = line.strip().partition(" ")
        parts = coordinate.strip().split(":")
        named = [*parts[:3], *(p for p in parts[3:] if p)]
        if (
            not _SHA256.fullmatch(digest)
            or not 3 <= len(parts) <= 5
            or not all(_PART.fullmatch(p) for p in named)
        ):
            raise DownloadFailed(
                f"{source}, line {number}: expected "
                f"'sha256 group:artifact:version[:classifier[:extension]]', got {line!r}"
            )
        group, name, version, classifier, extension = [*parts, "", ""][:5]
        found.append(Artefact(group, name, version, classifier, extension or "jar", digest))
    if not found:
        raise DownloadFailed(f"{source}: it pins nothing")
    return tuple(found)


def load() -> tuple[Artefact, ...]:
    """The pinned artefacts of the Neo4j server. Raises DownloadFailed where the file is broken."""
    try:
        text = LOCK_FILE.read_text(encoding="utf-8")
    except OSError as error:
        raise DownloadFailed(f"{LOCK_FILE}: {error.strerror}") from None
    return parse(text, LOCK_FILE.name)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, as 64 hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write() -> int:
    """Resolves `ENDPOINT` with jgo, downloads it, and rewrites the lock; returns how many jars."""
    import jgo  # slow to import, and only this command resolves

    jgo.build(ENDPOINT)  # checks each jar against the repository's own SHA-1
    artefacts = sorted(
        Artefact(
            found.groupId,
            found.artifactId,
            found.version,
            found.classifier,
            found.packaging,
            sha256(found.resolve()),
        )
        for found in jgo.resolve(ENDPOINT)
        if found.packaging == "jar"
    )
    head = f"# {ENDPOINT} and what it needs. Made by: python -m graph.embedded.lock\n"
    body = "".join(f"{artefact.sha256} {artefact}\n" for artefact in artefacts)
    LOCK_FILE.write_text(head + body, encoding="utf-8")
    return len(artefacts)


if __name__ == "__main__":
    sys.stdout.write(f"{LOCK_FILE}: {write()} artefacts\n")
