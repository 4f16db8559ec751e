"""Skills by name and by id, and those of members."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.model import SkillLevel
from graph.skills.taxonomy import skill_key
from graph.store.database import Database, Row
from graph.visibility import Viewer

Ask = Callable[..., Awaitable[list[Row]]]

_LEVELS = {level.value: place for place, level in enumerate(SkillLevel, start=1)}


@dataclass(frozen=True, slots=True)
class SkillView:
    """A skill. `id` is the ESCO URI or our own.

    `aliases` are other spellings, for show; None where they were not read (`skills_by_ids` has
    them).
    """

    id: str
    name: str
    kind: str | None = None
    verified: bool | None = None
    aliases: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class MemberSkill:
    """A skill that a member says they have.

    `endorsement_count` counts endorsers whom the viewer may see. `verified`: the skill is one of
    the taxonomy, not only a word that somebody used. `level` is a SkillLevel.
    """

    skill: SkillView
    level: str | None
    endorsement_count: int
    verified: bool
    member_id: int


async def skill_by_name(db: Database, name: str) -> SkillView | None:
    """The skill that any of its spellings leads to; None where none does."""
    key = skill_key(name)
    return await skill_by_key(db.row, key) if key else None


async def skill_by_key(ask: Callable[..., Awaitable[Row | None]], key: str) -> SkillView | None:
    """The skill of a spelling's key, read by `ask`: `row` of the database or of a transaction."""
    row = await ask("skills/find_skill", key=key)
    return skill_view(row[0]) if row is not None else None


async def skills_by_ids(db: Database, ids: Sequence[str]) -> list[SkillView | None]:
    """Each skill in the order of `ids` (at most 500), with aliases; None for unknown ids.

    In place of a skill that was merged into another, that other one.
    """
    return await _by_ids(db.rows, ids)


async def skill_by_id(ask: Ask, id_: str) -> SkillView | None:
    """The skill of an id, read by `ask`: `rows` of the database or of a transaction."""
    return (await _by_ids(ask, [id_]))[0]


async def _by_ids(ask: Ask, ids: Sequence[str]) -> list[SkillView | None]:
    rows = await ask("skills/list_skills", ids=list(dict.fromkeys(ids)))
    found = {asked: skill_view(values) for asked, values in rows}
    return [found.get(id_) for id_ in ids]


async def skills_of_members(
    db: Database, viewer: Viewer, member_ids: Sequence[int]
) -> list[list[MemberSkill]]:
    """The skills of each member (at most 500): most endorsed first, then by level and name.

    Empty for members whom the viewer may not see; whether a reduced card lists skills is the
    caller's to decide.
    """
    rows = await db.rows(
        "skills/list_skills_of_members", viewer=viewer.id, ids=list(dict.fromkeys(member_ids))
    )
    found = {
        member: _member_skills(member, skills, dict(endorsed)) for member, skills, endorsed in rows
    }
    return [found.get(id_, []) for id_ in member_ids]


def _member_skills(
    member: int, skills: list[list[Any]], endorsed: dict[str, int]
) -> list[MemberSkill]:
    best: dict[str, list[Any]] = {}
    for one in skills:  # While a skill is merged into another, a member may have both.
        there = best.setdefault(one[0], one)
        if _LEVELS.get(one[4] or "", 0) > _LEVELS.get(there[4] or "", 0):
            best[one[0]] = one
    found = [
        MemberSkill(
            SkillView(id_, name, kind, verified),
            level,
            endorsed.get(id_, 0),
            verified is not False,
            member,
        )
        for id_, name, kind, verified, level in best.values()
    ]
    found.sort(
        key=lambda one: (
            -one.endorsement_count,
            -_LEVELS.get(one.level or "", 0),
            one.skill.name,
            one.skill.id,
        )
    )
    return found


def skill_view(values: Mapping[str, Any]) -> SkillView:
    """A skill from the properties of its node."""
    return SkillView(
        values.get("into") or values["id"],
        values["name"],
        values.get("kind"),
        values.get("verified"),
        tuple(values.get("aliases") or ()),
    )
