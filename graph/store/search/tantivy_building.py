"""A tantivy index that is built beside the live one; a large one in a process of its own.

Cutting texts into words keeps the interpreter's lock as busy as reading the graph does, so that two
threads would be no faster than one. The process ends with whoever started it: what it reads ends.
"""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, Protocol

import tantivy

from graph.errors import ServerFailed
from graph.store.search.interface import Document
from graph.store.search.kinds import Kind
from graph.store.search.tantivy_documents import index_document
from graph.store.search.tantivy_folder import create

_IN_THREAD = 20_000
"""Up to so many nodes are indexed in less time than a process takes to start."""
_DONE = b"done"


class Writer(Protocol):
    """What takes the documents of an index. All methods block."""

    def add(self, kind: Kind, documents: Sequence[Document]) -> None:
        """Index more documents; no id twice."""

    def finish(self) -> None:
        """Commit every kind, also those without a document."""

    def discard(self) -> None:
        """Let go of all files."""


class Writers:
    """One writer of tantivy's for each kind."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[Kind, tantivy.IndexWriter] = {}

    def add(self, kind: Kind, documents: Sequence[Document]) -> None:
        """See `Writer.add`."""
        if kind not in self._writers:
            self._writers[kind] = create(kind, self._folder)
        for document in documents:
            self._writers[kind].add_document(index_document(kind, document))

    def finish(self) -> None:
        """See `Writer.finish`."""
        # Most of a commit is waiting for the disk: all kinds at once.
        with ThreadPoolExecutor(len(Kind)) as threads:
            list(threads.map(self._commit, Kind))

    def _commit(self, kind: Kind) -> None:
        writer = self._writers.pop(kind, None) or create(kind, self._folder)
        writer.commit()
        writer.wait_merging_threads()

    def discard(self) -> None:
        """See `Writer.discard`."""
        self._writers.clear()


class Helper:
    """`Writers` in another process. Raises ServerFailed where it ends too soon."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", __name__, str(folder)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def add(self, kind: Kind, documents: Sequence[Document]) -> None:
        """See `Writer.add`. Returns when the other side has taken them, not when it is done."""
        self._send((kind, documents))

    def finish(self) -> None:
        """See `Writer.finish`."""
        self._send(None)
        answer, problem = self._process.communicate()
        if answer != _DONE:
            raise self._failed(problem)

    def discard(self) -> None:
        """See `Writer.discard`."""
        self._process.kill()
        self._process.communicate()

    def _send(self, message: tuple[Kind, Sequence[Document]] | None) -> None:
        assert self._process.stdin is not None
        try:
            pickle.dump(message, self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._failed(self._process.communicate()[1]) from None

    def _failed(self, problem: bytes) -> ServerFailed:
        lines = problem.decode("utf-8", "replace").strip().splitlines()
        return ServerFailed(
            f"the search index was not built: {lines[-1] if lines else 'its process ended'}"
        )


class Building:
    """`Rebuild` on tantivy: a new generation in `folder`, of about so many nodes."""

    def __init__(
        self, folder: Path, nodes: int, run: Callable[[Callable[[], None]], Awaitable[None]]
    ) -> None:
        self.folder = folder
        self._run = run
        self._writer: Writer = Writers(folder) if nodes <= _IN_THREAD else Helper(folder)

    async def add(self, kind: Kind, documents: Sequence[Document]) -> None:
        """Index more documents; no id twice."""
        await self._run(lambda: self._writer.add(kind, documents))

    async def finish(self) -> None:
        """Commit every kind, also those without a document."""
        await self._run(self._writer.finish)

    def discard(self) -> None:
        """Remove what was built."""
        self._writer.discard()
        shutil.rmtree(self.folder, ignore_errors=True)


def _serve(source: BinaryIO, folder: Path) -> None:
    """Index what comes until the end is told; where it just ends, nobody wants the index."""
    writers = Writers(folder)
    while message := pickle.load(source):
        writers.add(*message)
    writers.finish()


if __name__ == "__main__":
    _serve(sys.stdin.buffer, Path(sys.argv[1]))
    sys.stdout.buffer.write(_DONE)
