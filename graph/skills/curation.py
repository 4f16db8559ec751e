"""What an operator does about the vocabulary: words that nothing knows, merges, spellings, splits.

A merge is decided in one transaction: from its commit on, whoever reads the old skill reads the
new one's name and id, and a redirect is there. What the old skill has is then moved in batches:
first everything that has it gets the new one, and only then loses the old one. A reader in between
may meet both and shows one (they have the same id and name); nobody meets neither. A merge that was
cut goes on when it is asked for again.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from graph.errors import Conflict, InvalidInput, NotFound
from graph.mutations import Write, operate
from graph.skills.canonical import canonicalise
from graph.skills.moving import Move, shift
from graph.skills.profile import MAX_NAME, Named, keep
from graph.skills.taxonomy import skill_key
from graph.store.database import Database
from graph.store.store import Store

MAX_QUEUE = 500
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """A word that the taxonomy does not know, how often it is used, and what it may mean."""

    id: str
    name: str
    members: int
    jobs: int
    may_mean: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Curated:
    """A skill as it is stored, and the keys of the spellings that lead to it."""

    id: str
    name: str
    into: str | None
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge moved. `skill` is the id that holds it now."""

    skill: str
    members: int
    jobs: int
    endorsements: int


async def queue(db: Database, first: int) -> list[Waiting]:
    """Words that await curation, at most `first` (up to 500), the most used first."""
    if not 1 <= first <= MAX_QUEUE:
        raise InvalidInput(f"first: {first} is not 1 to {MAX_QUEUE}")
    rows = await db.rows("skills/list_queue", limit=first)
    meant = await asyncio.to_thread(lambda: [_may_mean(name) for _, name, _, _ in rows])
    return [
        Waiting(id_, name, members, jobs, names)
        for (id_, name, members, jobs), names in zip(rows, meant, strict=True)
    ]


def _may_mean(name: str) -> tuple[str, ...]:
    return tuple(one.skill.name for one in canonicalise(name).candidates[:_SHOWN])


async def merge(store: Store, text: str, into: str, *, now: datetime) -> Merged:
    """The skill that `text` leads to becomes the one that `into` leads to.

    Its spellings, members, jobs, endorsements, occupations and neighbours go over; who had both
    keeps one, with the level given for the one that stays, or else for the other. Raises NotFound,
    InvalidInput where both are one already, Conflict where one of them is being merged elsewhere.
    """
    old, new = await _found(store.db, text), await _found(store.db, into)
    target = old.into if old.into is not None and old.into == new.into else new.id
    unfinished = [id_ for (id_,) in await store.db.rows("skills/list_unfinished", into=target)]
    if old.id in (target, new.id):
        if not unfinished:
            raise InvalidInput(f"{text!r} and {into!r} are the same skill, {new.name}")
    elif old.into is None:
        await operate(store, "merge skills", partial(_mark, old=old.id, new=new.id), now=now)
        unfinished.append(old.id)
    moved = [await _rewire(store, id_, target, now) for id_ in dict.fromkeys(unfinished)]
    members, jobs, endorsements = (sum(counts) for counts in zip(*moved, strict=True))
    return Merged(target, members, jobs, endorsements)


async def alias(store: Store, text: str, into: str, *, now: datetime) -> str:
    """The spelling `text` leads to the skill that `into` leads to. The skill's name.

    Raises InvalidInput for what is no spelling, NotFound, and Conflict where it leads to another
    skill: then the two are to be merged, or the spelling split off first.
    """
    text, key = _spelling(text)
    skill = await _found(store.db, into)
    there = await _lookup(store.db, text)
    if there is not None and there.id != skill.id:
        raise Conflict(
            f"{text!r} leads to the skill {there.name}: merge the two, or split it first"
        )
    await operate(store, "alias", partial(_set_alias, key=key, text=text, id_=skill.id), now=now)
    return skill.name


async def verify(store: Store, text: str, *, now: datetime) -> str:
    """The skill belongs to the vocabulary from now on, and no longer waits. Its name."""
    skill = await _found(store.db, text)

    async def work(write: Write) -> None:
        await write.rows("skills/verify", skill=skill.id)
        write.emit("skill.changed", skill.id, skills=[skill.id])

    await operate(store, "verify skill", work, now=now)
    return skill.name


async def split(store: Store, text: str, *, now: datetime) -> str:
    """The spelling `text` becomes a skill of its own. The skill's id.

    Where it is the name of what was merged, that is undone: members, jobs and endorsements that
    came from it go back (not of those who had both). Else nobody has the new skill yet. Raises
    InvalidInput for the name of a skill, NotFound, Conflict during a merge.
    """
    text, key = _spelling(text)
    skill = await _found(store.db, text)
    if skill.into is not None or await store.db.rows("skills/list_unfinished", into=skill.id):
        raise Conflict(f"{skill.name} is being merged: finish that first")
    for (merged,) in await store.db.rows("skills/find_merged", into=skill.id):
        if key == skill_key(merged["name"]):
            await _restore(store, skill.id, merged["id"], now)
            return str(merged["id"])
    if key == skill_key(skill.name):
        raise InvalidInput(f"{text!r} is the name of the skill {skill.name}, not a spelling of it")
    own = Named(f"own:{key}", text, None, True, key)

    async def work(write: Write) -> None:
        await keep(write, own)
        await _set_alias(write, key, text, own.id)
        write.emit("skill.changed", skill.id, skills=[skill.id])

    await operate(store, "split skill", work, now=now)
    return own.id


async def _lookup(db: Database, text: str) -> Curated | None:
    row = await db.row("skills/find_curated", id=text, key=skill_key(text))
    if row is None:
        return None
    values, keys = row
    return Curated(values["id"], values["name"], values.get("into"), frozenset(keys))


async def _found(db: Database, text: str) -> Curated:
    skill = await _lookup(db, text)
    if skill is None:
        raise NotFound(f"no skill is spelt {text!r}, and none has it as its id")
    return skill


def _spelling(text: str) -> tuple[str, str]:
    text = " ".join(text.split())
    key = skill_key(text)
    if not key or len(text) > MAX_NAME:
        raise InvalidInput(f"a spelling has 1 to {MAX_NAME} characters, with a letter or digit")
    return text, key


async def _mark(write: Write, old: str, new: str) -> None:
    first, second = sorted((old, new))
    row = await write.row(
        "skills/mark_merged", first=first, second=second, skill=old, into=new, now=write.now
    )
    if row is None or not row[0]:
        raise Conflict("one of the two is being merged with another: finish that first")
    await _link(write, old, new, None, old)
    write.emit("skill.changed", old, skills=[old, new])


async def _link(write: Write, skill: str, into: str, only: str | None, was: str | None) -> None:
    await write.rows("skills/move_links", skill=skill, into=into, only=only, was=was)


async def _set_alias(write: Write, key: str, text: str, id_: str) -> None:
    await write.rows("skills/set_alias", key=key, text=text, skill=id_)
    write.emit("skill.changed", id_, skills=[id_])


async def _rewire(store: Store, old: str, new: str, now: datetime) -> tuple[int, int, int]:
    """Move what `old` has to `new`, and remove it; members, jobs and endorsements moved."""
    members = jobs = endorsements = 0
    while True:
        counts = await shift(store, Move(old, new, None, old), now=now)
        members += counts["members"]
        jobs += counts["jobs"]
        endorsements += counts["endorsements"]
        row = await operate(store, "finish merge", partial(_finish, old=old, new=new), now=now)
        if not row:
            return members, jobs, endorsements


async def _finish(write: Write, old: str, new: str) -> int:
    row = await write.row("skills/finish_merge", skill=old)
    left = int(row[0]) if row else 0
    if not left:
        write.emit("skill.changed", old, skills=[old, new])
    return left


async def _restore(store: Store, skill: str, merged: str, now: datetime) -> None:
    async def begin(write: Write) -> None:
        await write.rows("skills/restore_merged", skill=merged)
        await _link(write, skill, merged, merged, None)
        await write.rows("skills/drop_links", skill=skill, only=merged)
        write.emit("skill.changed", merged, skills=[skill, merged])

    await operate(store, "split skill", begin, now=now)
    await shift(store, Move(skill, merged, merged, None), now=now)
    await operate(store, "split skill", partial(_again, ids=[skill, merged]), now=now)


async def _again(write: Write, ids: list[str]) -> None:
    write.emit("skill.changed", ids[0], skills=ids)
