"""The files of the embedded search engine.

    FOLDER/CURRENT              the name of the live generation, replaced atomically
    FOLDER/writer.lock          held by the one process that writes into the live generation
    FOLDER/rebuild.lock         held by the one process that builds the next one beside it
    FOLDER/DIGEST-TIME/KIND/    a generation: one index for each kind

A reader looks at the time stamps of `CURRENT` and of an index's `meta.json` before each search (two
system calls), and so notices at once what other processes commit or swap.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import tantivy
from filelock import FileLock, Timeout

from graph.errors import Conflict, Unavailable
from graph.store.search.kinds import Kind
from graph.store.search.tantivy_documents import digest, index_schema

_HEAP_BYTES = 48_000_000
_NOT_BUILT = "the search index is not built yet: run 'proconnect reindex'"
_Stamp = tuple[int, int]


@dataclass(slots=True)
class _Live:
    """An opened generation: its indexes, and the state of each `meta.json` when last read."""

    stamp: _Stamp
    folder: Path
    indexes: dict[Kind, tantivy.Index]
    seen: dict[Kind, _Stamp] = field(default_factory=dict)


class IndexFolder:
    """The generations of an index in a folder, which is made when something is first written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._live: _Live | None = None

    def searcher(self, kind: Kind) -> tantivy.Searcher:
        """A view of the live index as last committed. Raises Unavailable where there is none."""
        with self._guard:
            for _ in range(3):
                try:
                    live = self._opened()
                    stamp = _stamp(live.folder / kind / "meta.json")
                    if live.seen.get(kind) != stamp:
                        live.indexes[kind].reload()
                        live.seen[kind] = stamp
                    return live.indexes[kind].searcher()
                except FileNotFoundError:
                    # Swapped and removed between two steps: look again.
                    self._live = None
        raise Unavailable(_NOT_BUILT)

    def _opened(self) -> _Live:
        pointer = self._folder / "CURRENT"
        try:
            stamp = _stamp(pointer)
            if self._live is None or self._live.stamp != stamp:
                name = self.current()
                if not name.startswith(f"{digest()}-"):
                    raise Unavailable(_NOT_BUILT)
                folder = self._folder / name
                self._live = _Live(stamp, folder, {kind: _open(folder / kind) for kind in Kind})
        except FileNotFoundError:
            if not pointer.exists():
                raise Unavailable(_NOT_BUILT) from None
            raise
        return self._live

    def current(self) -> str:
        """The name of the live generation, empty where there is none."""
        try:
            return (self._folder / "CURRENT").read_text("utf-8").strip()
        except FileNotFoundError:
            return ""

    def lock(self, name: str) -> FileLock:
        """A lock of this folder among all processes; see `hold`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return FileLock(self._folder / f"{name}.lock", thread_local=False)

    @contextmanager
    def writer(self, kind: Kind) -> Iterator[tantivy.IndexWriter]:
        """Write into the live index of a kind; committed when the block ends well."""
        with self._guard:
            index = self._opened().indexes[kind]
        writer = index.writer(_HEAP_BYTES, 1)
        try:
            yield writer
            writer.commit()
        finally:
            writer.wait_merging_threads()

    def begin(self) -> Path:
        """The folder of a new generation, after removing what old and broken ones left."""
        self._sweep(self.current())
        return self._folder / f"{digest()}-{time.time_ns()}"

    def swap(self, built: Path) -> None:
        """Make a finished generation the live one, for good."""
        before = self.current()
        fresh = self._folder / "CURRENT.new"
        with open(fresh, "w", encoding="utf-8") as file:
            file.write(built.name)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self._folder / "CURRENT")
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        # The one before stays until the next rebuild, for readers that are just opening it.
        self._sweep(built.name, before)

    def _sweep(self, *keep: str) -> None:
        for path in self._folder.iterdir():
            if path.is_dir() and path.name not in keep:
                shutil.rmtree(path, ignore_errors=True)


def hold(lock: FileLock, wait_s: float) -> None:
    """Take a lock, waiting for whoever holds it. Raises Conflict where that takes too long."""
    try:
        lock.acquire(timeout=wait_s, poll_interval=0.01)
    except Timeout:
        raise Conflict("another process is writing the search index") from None


def create(kind: Kind, generation: Path) -> tantivy.IndexWriter:
    """A writer of a new index. One thread keeps the order of the ids, which settles ties."""
    folder = generation / kind
    folder.mkdir(parents=True)
    return tantivy.Index(index_schema(kind), path=str(folder)).writer(_HEAP_BYTES, 1)


def _open(folder: Path) -> tantivy.Index:
    if not (folder / "meta.json").exists():
        raise FileNotFoundError(folder)
    index = tantivy.Index.open(str(folder))
    index.config_reader("manual")
    return index


def _stamp(path: Path) -> _Stamp:
    found = os.stat(path)
    return (found.st_mtime_ns, found.st_ino)
