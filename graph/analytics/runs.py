"""Analyses of the whole network that are written back, each part of a run done once.

A run keeps a snapshot of the network, each finished result and how far it is written in a folder of
its own below `analytics/` of the data folder; a run that was cut off goes on where it stood.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from graph.analytics import algorithms, network
from graph.analytics.network import Network
from graph.errors import InvalidInput
from graph.settings import Settings
from graph.store.database import Database

Progress = Callable[[str, int, int], Any]
_BATCH = 2_000

ANALYSES: dict[str, tuple[str, Callable[[Network], np.ndarray]]] = {
    "pagerank": ("pagerank", algorithms.pagerank),
    "communities": ("community", algorithms.communities),
    "leiden": ("leiden", algorithms.connected_communities),
    "components": ("component", algorithms.components),
    "cores": ("core", algorithms.cores),
    "clustering": ("clustering", algorithms.clustering),
    "betweenness": ("betweenness", algorithms.betweenness),
}
"""Name of the analysis: the property of Member that it fills, and what computes it."""


@dataclass(frozen=True, slots=True)
class Finished:
    """One run. `resumed` names the parts that an earlier process had done."""

    version: int
    members: int
    ties: int
    resumed: tuple[str, ...]


async def run(
    settings: Settings,
    db: Database,
    names: tuple[str, ...],
    *,
    progress: Progress = lambda part, done, total: None,
) -> Finished:
    """Computes the named analyses and writes them to the members, with the version of the run.

    Raises InvalidInput for an unknown name. May be cut off anywhere and called again.
    """
    if unknown := [name for name in names if name not in ANALYSES]:
        raise InvalidInput(f"analysis: {unknown[0]!r} is none of {', '.join(ANALYSES)}")
    folder = settings.data / "analytics"
    state = _State.open(folder / "-".join(sorted(names)))
    resumed: list[str] = []
    snapshot = state.folder / "network.npz"
    if snapshot.exists():
        resumed.append("network")
        found = Network.read(snapshot)
    else:
        found = await network.load(db, progress=lambda n: progress("network", n, 0))
        found.save(snapshot)
    results: dict[str, np.ndarray] = {}
    for at, name in enumerate(names):
        path = state.folder / f"{name}.npy"
        if path.exists():
            resumed.append(name)
            results[name] = np.load(path)
        else:
            progress(name, at, len(names))
            results[name] = ANALYSES[name][1](found)
            aside = path.with_suffix(".part.npy")
            np.save(aside, results[name])
            aside.replace(path)
    if state.written:
        resumed.append("writing")
    await _write(db, state, found, results, progress)
    state.finish()
    return Finished(state.version, len(found.ids), found.ties, tuple(resumed))


async def _write(
    db: Database,
    state: _State,
    found: Network,
    results: dict[str, np.ndarray],
    progress: Progress,
) -> None:
    ids = found.ids.tolist()
    columns = {ANALYSES[name][0]: values.tolist() for name, values in results.items()}
    for start in range(state.written, len(ids), _BATCH):
        rows = [
            {
                "id": ids[at],
                "scores": {p: values[at] for p, values in columns.items()}
                | {f"{p}_version": state.version for p in columns},
            }
            for at in range(start, min(start + _BATCH, len(ids)))
        ]
        await db.batch("analytics/write_scores", rows, size=_BATCH)
        state.note(start + len(rows))
        progress("writing", start + len(rows), len(ids))


class _State:
    """The folder of a run that is not finished: its version and how many members are written."""

    def __init__(self, folder: Path, version: int, written: int) -> None:
        self.folder = folder
        self.version = version
        self.written = written

    @classmethod
    def open(cls, folder: Path) -> _State:
        file = folder / "state.json"
        if file.exists():
            found = orjson.loads(file.read_bytes())
            return cls(folder, found["version"], found["written"])
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = cls(folder, _next_version(folder.parent), 0)
        made.note(0)
        return made

    def note(self, written: int) -> None:
        self.written = written
        _replace(self.folder / "state.json", {"version": self.version, "written": written})

    def finish(self) -> None:
        shutil.rmtree(self.folder)


def _next_version(folder: Path) -> int:
    """One more than the last version that a run took here."""
    file = folder / "version.json"
    last = orjson.loads(file.read_bytes())["version"] if file.exists() else 0
    _replace(file, {"version": last + 1})
    return int(last) + 1


def _replace(file: Path, content: dict[str, int]) -> None:
    aside = file.with_suffix(".part")
    aside.write_bytes(orjson.dumps(content))
    aside.replace(file)
