"""Moves what has one skill to another, in batches: first all get the new one, then lose the old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from graph.mutations import Write, operate
from graph.store.store import Store

BATCH = 20_000
"""Members, jobs or endorsements that one transaction moves."""

_TOLD = 1_000


@dataclass(frozen=True, slots=True)
class Move:
    """From a skill into another (ids); `only` what came from a third, `was` is kept on it."""

    skill: str
    into: str
    only: str | None
    was: str | None


Step = Callable[[Write, Move], Awaitable[int]]
"""Moves a batch; how many. Fewer than BATCH: there are no more."""


async def shift(store: Store, move: Move, *, now: datetime) -> Counter[str]:
    """Move everything. How many members, jobs and endorsements were moved, by these names."""
    uses = await store.db.row("skills/count_uses", skill=move.skill)
    counts: Counter[str] = Counter()
    for kind, name, step in _STEPS:
        moved = BATCH if uses and uses[kind] else 0
        while moved == BATCH:
            moved = await operate(store, f"merge {name}", partial(_batch, step, move), now=now)
            counts[name] += moved
    return counts


async def _batch(step: Step, move: Move, write: Write) -> int:
    return await step(write, move)


async def give_to_holders(write: Write, move: Move) -> int:
    """Members who have the one skill get the other."""
    holders = await _holders(write, move, BATCH)
    if holders:
        await write.rows("skills/give_skill", into=move.into, was=move.was, holders=holders)
    return len(holders)


async def _keep_levels(write: Write, move: Move) -> int:
    rows = await write.rows("skills/list_levels", **_between(move), limit=BATCH)
    if rows:
        await write.rows("skills/set_levels", into=move.into, holders=[one for (one,) in rows])
    return len(rows)


async def _drop_holders(write: Write, move: Move) -> int:
    if await _holders(write, move, 1):
        return 0  # Somebody came meanwhile: they get the other skill first, in another round.
    row = await write.row("skills/drop_holders", skill=move.skill, only=move.only, limit=BATCH)
    dropped = row[0] if row else []
    _tell(write, move, "members", dropped)
    return len(dropped)


async def _holders(write: Write, move: Move, limit: int) -> list[list[Any]]:
    rows = await write.rows("skills/list_holders", **_between(move), limit=limit)
    return [one for (one,) in rows]


async def _move_jobs(write: Write, move: Move) -> int:
    row = await write.row("skills/move_jobs", **_between(move), was=move.was, limit=BATCH)
    return row[0] if row else 0


async def _drop_jobs(write: Write, move: Move) -> int:
    row = await write.row("skills/drop_jobs", **_between(move), limit=BATCH)
    dropped = row[0] if row else []
    _tell(write, move, "jobs", dropped)
    return len(dropped)


async def _move_occupations(write: Write, move: Move) -> int:
    row = await write.row("skills/move_occupations", **_between(move), was=move.was, limit=BATCH)
    return row[0] if row else 0


async def _drop_occupations(write: Write, move: Move) -> int:
    row = await write.row("skills/drop_occupations", **_between(move), limit=BATCH)
    return len(row[0]) if row else 0


async def _move_endorsements(write: Write, move: Move) -> int:
    row = await write.row("skills/move_endorsements", **_between(move), was=move.was, limit=BATCH)
    return row[0] if row else 0


def _between(move: Move) -> dict[str, str | None]:
    return {"skill": move.skill, "into": move.into, "only": move.only}


def _tell(write: Write, move: Move, kind: str, ids: Sequence[int]) -> None:
    """What the search index is to look at again."""
    for start in range(0, len(ids), _TOLD):
        write.emit("skill.moved", move.into, **{kind: ids[start : start + _TOLD]})


_MEMBERS, _JOBS, _OCCUPATIONS, _ENDORSEMENTS = range(4)

_STEPS: tuple[tuple[int, str, Step], ...] = (
    (_MEMBERS, "members", give_to_holders),
    (_MEMBERS, "levels", _keep_levels),
    (_JOBS, "jobs", _move_jobs),
    (_OCCUPATIONS, "occupations", _move_occupations),
    (_ENDORSEMENTS, "endorsements", _move_endorsements),
    (_JOBS, "jobs dropped", _drop_jobs),
    (_MEMBERS, "members dropped", _drop_holders),
    (_OCCUPATIONS, "occupations dropped", _drop_occupations),
)
"""Of what (in the order of count_uses), the name, and what moves a batch of it."""
