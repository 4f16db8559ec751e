"""Members' skills as they change: named, endorsed by connections, taken away."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from graph.connections.pairs import locked_pair
from graph.errors import Conflict, Forbidden, InvalidInput, LimitExceeded, NotFound
from graph.mutations import Write
from graph.skills.canonical import canonicalise
from graph.skills.skills import SkillView, skill_by_id, skill_by_key
from graph.skills.taxonomy import skill_key

MAX_NAME = 100
MAX_SKILLS = 100
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Named:
    """The skill that a text leads to: its id, and what it is made from where the graph lacks it."""

    id: str
    name: str
    kind: str | None
    verified: bool
    key: str


async def add_skill(write: Write, name: str) -> str:
    """The viewer has this skill from now on; had it: nothing changes. The skill's id.

    Any spelling leads to the skill it means; one that nothing knows becomes a skill of its own, not
    verified. Raises InvalidInput for what is no name and for what may mean several skills (the
    message names them), LimitExceeded past 100 skills.
    """
    viewer_id = write.viewer.member_id
    skill = await named(write, name, "name")
    await write.lock_members([viewer_id])
    await keep(write, skill)
    row = await write.row("skills/count_held", member=viewer_id, skill=skill.id)
    held, there = row or (0, False)
    if not there and held >= MAX_SKILLS:
        raise LimitExceeded(f"name: you have {held} skills, at most {MAX_SKILLS}", field=("name",))
    made = await write.row("skills/add_skill", viewer=viewer_id, skill=skill.id, now=write.now)
    if made is None:
        raise Conflict("name: this skill is being merged into another; try again", field=("name",))
    if made[0]:
        write.emit("member.skills_changed", str(viewer_id), member=viewer_id, skill=skill.id)
    return skill.id


async def remove_skill(write: Write, name: str) -> str:
    """The viewer no longer has this skill; had it not: nothing changes. The skill's id.

    Raises NotFound for a skill that nothing knows.
    """
    viewer_id = write.viewer.member_id
    await write.lock_members([viewer_id])
    skill_id = await _known(write, name)
    row = await write.row("skills/remove_skill", viewer=viewer_id, skill=skill_id)
    if row and row[0]:
        write.emit("member.skills_changed", str(viewer_id), member=viewer_id, skill=skill_id)
    return skill_id


async def endorse_skill(write: Write, member_id: int, name: str) -> str:
    """The viewer vouches for a skill of a connection; did so: nothing changes. The skill's id.

    Raises NotFound for members who do not exist for the viewer and for skills that the member does
    not name, Forbidden where they are not connected, InvalidInput for oneself.
    """
    found = await locked_pair(write, member_id)
    if not found.connected:
        raise Forbidden("memberId: only connections endorse", field=("memberId",))
    skill_id = await _known(write, name)
    row = await write.row("skills/count_held", member=member_id, skill=skill_id)
    if row is None or not row[1]:
        raise NotFound("name: the member does not name this skill", field=("name",))
    viewer_id = write.viewer.member_id
    made = await write.row(
        "skills/endorse",
        viewer=viewer_id,
        member=member_id,
        skill=skill_id,
        id=f"{viewer_id}:{member_id}:{skill_id}",
        now=write.now,
    )
    if made and made[0]:
        write.emit(
            "skill.endorsed",
            f"{viewer_id}:{member_id}:{skill_id}",
            endorser=viewer_id,
            member=member_id,
            skill=skill_id,
        )
    return skill_id


async def named(write: Write, text: str, field: str) -> Named:
    """The skill that a text means, or a new one of its name. Raises InvalidInput."""
    text = " ".join(text.split())
    key = skill_key(text)
    if not key or len(text) > MAX_NAME:
        raise InvalidInput(
            f"{field}: 1 to {MAX_NAME} characters with a letter or digit", field=(field,)
        )
    found = await skill_by_key(write.row, key)
    if found is not None:
        return _named(found, key)
    meant = await asyncio.to_thread(canonicalise, text)
    if meant.skill is not None:
        one = meant.skill
        there = await skill_by_id(write.rows, one.id)
        if there is not None:
            return _named(there, skill_key(there.name))
        return Named(one.id, one.name, one.kind, True, skill_key(one.name))
    if meant.rule == "exact":
        names = ", ".join(repr(one.skill.name) for one in meant.candidates[:_SHOWN])
        raise InvalidInput(f"{field}: {text!r} may mean {names}: name one", field=(field,))
    return Named(f"own:{key}", text, None, False, key)


def _named(found: SkillView, key: str) -> Named:
    return Named(found.id, found.name, found.kind, found.verified is not False, key)


async def keep(write: Write, skill: Named) -> None:
    """See to it that the graph has the skill, and the spelling that led to it."""
    await write.rows(
        "skills/create_skill",
        id=skill.id,
        name=skill.name,
        kind=skill.kind,
        verified=skill.verified,
        key=skill.key,
    )


async def _known(write: Write, name: str) -> str:
    try:
        skill = await named(write, name, "name")
    except InvalidInput as error:
        if skill_key(name):
            raise Conflict(error.message, field=("name",)) from None
        raise
    return skill.id
