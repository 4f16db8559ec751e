"""What skills mean beside each other: one vector a skill, and how alike two sets of skills are.

The vectors are derived from the jobs (graph.skills.deriving) and stored as one record; a process
keeps what it has read until a query tells it of another version.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from graph.store.database import Database

Vectors = NDArray[np.float64]

_LEAST_LENGTH = 1e-9


@dataclass(frozen=True, slots=True)
class SkillVectors:
    """The vector of each skill, a row of `values`, whose last row is that of an unknown skill: 0.

    `places` has the row of each skill's id.
    """

    version: str | None
    places: Mapping[str, int]
    values: NDArray[np.float32]

    def sums(
        self, skills: Sequence[Sequence[str]], parts: Sequence[Sequence[float]] | None = None
    ) -> Vectors:
        """One vector for each list of skill ids: the sum of theirs, each times its part."""
        rows = [self.places.get(id_, -1) for ids in skills for id_ in ids]
        found = self.values[rows].astype(np.float64)
        if parts is not None:
            found *= np.fromiter((p for some in parts for p in some), np.float64, len(rows))[
                :, None
            ]
        sums = np.zeros((len(skills), self.values.shape[1]))
        filled = [at for at, ids in enumerate(skills) if ids]
        if filled:
            ends = np.cumsum([len(skills[at]) for at in filled])
            sums[filled] = np.add.reduceat(found, np.concatenate(([0], ends[:-1])))
        return sums


NONE = SkillVectors(None, {}, np.zeros((1, 1), np.float32))
"""What is known before anything was derived."""


def alike(one: Vectors, other: Vectors) -> Vectors:
    """The cosine of vectors, row by row, at least 0; 0 where one of the two says nothing.

    Either may be a single vector for all rows of the other.
    """
    lengths = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
    products = (one * other).sum(axis=-1)
    known = lengths > _LEAST_LENGTH
    found: Vectors = np.where(known, products / np.where(known, lengths, 1.0), 0.0)
    return np.clip(found, 0.0, 1.0)


@dataclass(slots=True)
class _Kept:
    found: SkillVectors = NONE
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)


_kept: WeakKeyDictionary[Database, _Kept] = WeakKeyDictionary()


async def vectors(db: Database, version: str | None) -> SkillVectors:
    """The vectors of a version, which a query has told of, or of a later one."""
    if version is None:
        return NONE
    kept = _kept.setdefault(db, _Kept())
    if kept.found.version != version:
        async with kept.reading:  # the others wait for the one who reads
            if kept.found.version != version:
                kept.found = await _read(db)
    return kept.found


async def _read(db: Database) -> SkillVectors:
    row = await db.row("skills/read_vectors")
    if row is None:
        return NONE
    version, ids, values = row
    return await asyncio.to_thread(_unpacked, version, ids, values)


def _unpacked(version: str, ids: Sequence[str], packed: bytes) -> SkillVectors:
    if not ids:
        return SkillVectors(version, {}, NONE.values)
    values = np.frombuffer(packed, "<f4").reshape(len(ids), -1)
    known = np.vstack([values, np.zeros((1, values.shape[1]), np.float32)])
    return SkillVectors(version, {id_: at for at, id_ in enumerate(ids)}, known)
