"""Derives the vectors of skills from the jobs that ask for them together.

Latent semantic analysis: Deerwester et al., "Indexing by latent semantic analysis" (1990), of a
matrix of jobs by skills and kinds of skills. A skill is what it and its kinds are in the space of
the strongest singular vectors, each of which counts the same.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from graph.errors import ProConnectError
from graph.skills.vectors import Vectors
from graph.store.database import Database, Transaction
from graph.store.leases import Lease
from graph.store.store import Store

DIMENSIONS = 100
LEAST_JOBS = 100
"""Of fewer jobs nothing is derived: they say more of chance than of skills."""

MOST_JOBS = 50_000
"""The newest ones; more make it no better."""

WIDE = 500
"""A broader skill of more than so many says nothing of their kind."""

LEASE = "skill vectors"
_LEASE_S = 300
_EVERY_S = 60.0
_AGE = timedelta(days=1)
_GROWN = 0.1
_AT_ONCE = 2_000
_LAST = 2**63 - 1
_LEAST = 1e-9
_SEED = 1

log = logging.getLogger("proconnect.skills")


def skill_vectors(
    jobs: Sequence[Sequence[str]], kinds: Mapping[str, Sequence[str]]
) -> tuple[list[str], Vectors]:
    """The skills of which something is known, by id, and a row for each, at most DIMENSIONS long.

    `jobs` are the skills each asks for, `kinds` the kinds of each skill. A job's row has the rarity
    of its skills, log(1 + jobs / those that ask), and that of its kinds times √ of how many of its
    skills are of one, and is as long as any other.
    """
    skills = sorted({skill for row in jobs for skill in row} | kinds.keys())
    groups = sorted({kind for some in kinds.values() for kind in some})
    asks = _incidence(jobs, skills)
    of_kind = _incidence([kinds.get(skill, ()) for skill in skills], groups)
    in_kind = asks @ of_kind
    rarity, kind_rarity = _rarity(asks), _rarity(in_kind)
    table = sparse.csr_array(
        sparse.hstack([asks.multiply(rarity), in_kind.sqrt().multiply(kind_rarity)])
    )
    lengths = np.sqrt(table.multiply(table).sum(axis=1))
    table = sparse.csr_array(table.multiply(1.0 / np.maximum(lengths, _LEAST)[:, None]))
    axes = _strongest(table)
    found = rarity[:, None] * axes[: len(skills)]
    found += of_kind.multiply(kind_rarity) @ axes[len(skills) :]
    known = np.flatnonzero(np.abs(found).max(axis=1, initial=0.0) > _LEAST)
    return [skills[at] for at in known], found[known]


def _incidence(rows: Sequence[Sequence[str]], columns: Sequence[str]) -> sparse.csr_array:
    places = {column: at for at, column in enumerate(columns)}
    cells = [places[one] for row in rows for one in row]
    starts = np.concatenate(([0], np.cumsum([len(row) for row in rows], dtype=np.int64)))
    return sparse.csr_array((np.ones(len(cells)), cells, starts), (len(rows), len(columns)))


def _rarity(table: sparse.csr_array) -> Vectors:
    asked = table.sum(axis=0)
    rarity = np.log1p(table.shape[0] / np.maximum(1.0, asked))
    return np.where(asked > 0, rarity, 0.0)


def _strongest(table: sparse.csr_array) -> Vectors:
    """The right singular vectors of the largest singular values, one a column."""
    if min(table.shape) <= DIMENSIONS:  # svds finds fewer than there are
        _, values, found = np.linalg.svd(table.toarray(), full_matrices=False)
    else:
        start = np.random.default_rng(_SEED).standard_normal(min(table.shape))
        _, values, found = svds(table, DIMENSIONS, v0=start, return_singular_vectors="vh")
    ways: Vectors = found[values > _LEAST * values.max(initial=0.0)].T
    return ways


async def derive(db: Database, now: datetime, *, least: int = LEAST_JOBS) -> int:
    """Derive the vectors anew from what the graph holds, and store them; of how many skills.

    0 where there are fewer than `least` jobs, and then nothing is stored.
    """
    state = await db.row("skills/read_vectors_state")
    if state is None or state[0] < max(1, least):
        return 0
    asked = await _asked(db)
    kinds = await _kinds(db)
    ids, packed = await asyncio.to_thread(_packed, asked, kinds)
    version = hashlib.sha256(packed).hexdigest()[:16]

    async def store(tx: Transaction) -> None:
        await tx.rows(
            "skills/set_vectors", version=version, jobs=state[0], at=now, ids=ids, vectors=packed
        )

    await db.write(store, name="skills/set_vectors")
    return len(ids)


def _packed(
    jobs: Sequence[Sequence[str]], kinds: Mapping[str, Sequence[str]]
) -> tuple[list[str], bytes]:
    ids, found = skill_vectors(jobs, kinds)
    return ids, found.astype("<f4").tobytes()


async def _asked(db: Database) -> list[list[str]]:
    found: list[list[str]] = []
    before = _LAST
    while len(found) < MOST_JOBS:
        rows = await db.rows("skills/list_asked", before=before, limit=_AT_ONCE)
        if not rows:
            break
        found += [skills for _job, skills in rows if skills]
        before = rows[-1][0]
    return found[:MOST_JOBS]


async def _kinds(db: Database) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    after = ""
    while rows := await db.rows("skills/list_kinds", after=after, wide=WIDE, limit=_AT_ONCE):
        found |= {skill: kinds for skill, kinds in rows if kinds}
        after = rows[-1][0]
    return found


async def derive_first(db: Database, now: datetime) -> None:
    """Derive the vectors where there are none yet."""
    state = await db.row("skills/read_vectors_state")
    if state is not None and state[2] is None:
        await derive(db, now)


async def is_due(db: Database, now: datetime) -> bool:
    """Whether there is nothing yet, or it is a day old, or a tenth of the jobs came or went."""
    state = await db.row("skills/read_vectors_state")
    if state is None or state[0] < LEAST_JOBS:
        return False
    jobs, derived_from, derived_at = state
    if derived_at is None:
        return True
    if abs(jobs - derived_from) > _GROWN * derived_from:
        return True
    return now - datetime.fromisoformat(derived_at) > _AGE


async def derive_when_due(store: Store) -> None:
    """Look each minute, and derive when it is due; a lease picks which worker does."""
    lease = Lease(store.db, LEASE, _LEASE_S)
    while True:
        try:
            now = datetime.now(UTC)
            if await is_due(store.db, now) and await lease.acquire():
                try:
                    log.info("derived the vectors of %d skills", await derive(store.db, now))
                finally:
                    await lease.release()
        except ProConnectError as error:
            log.warning("deriving the vectors of skills: %s", error.message)
        await asyncio.sleep(_EVERY_S)
