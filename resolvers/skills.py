"""Skills, and the skills of members."""

from __future__ import annotations

import strawberry

from graph.skills.skills import MemberSkill as DomainMemberSkill
from graph.skills.skills import SkillView, skill_by_name
from resolvers.context import Info
from resolvers.executor.plan import LOADED
from resolvers.ids import global_id
from resolvers.nodes import Node


@strawberry.type(description="A canonical skill.")
class Skill(Node):
    """A skill; every spelling leads to one."""

    view: strawberry.Private[SkillView]
    name: str

    @strawberry.field(metadata=LOADED, description="Other spellings, for show.")
    async def aliases(self, info: Info) -> list[str]:
        found: SkillView | None = self.view
        if self.view.aliases is None:
            found = await info.context.loaders.work.skill_by_id.load(self.view.id)
        return list(found.aliases or ()) if found else []


@strawberry.type(description="A skill that a member has.")
class MemberSkill:
    """A member's skill."""

    skill: Skill
    level: str | None = strawberry.field(
        description="As the member says: BEGINNER, INTERMEDIATE, ADVANCED or EXPERT."
    )
    endorsement_count: int = strawberry.field(
        description="By how many members whom the viewer may see."
    )
    verified: bool = strawberry.field(description="Known to the taxonomy.")


@strawberry.type
class SkillQueries:
    """The part of Query about skills."""

    @strawberry.field(description="The skill of any spelling; null where none is known.")
    async def skill(self, info: Info, name: str) -> Skill | None:
        found = await skill_by_name(info.context.store.db, name)
        return skill(found) if found else None


def skill(found: SkillView) -> Skill:
    """Present a skill."""
    return Skill(id=strawberry.ID(global_id("Skill", found.id)), view=found, name=found.name)


def member_skill(found: DomainMemberSkill) -> MemberSkill:
    """Present a skill of a member."""
    return MemberSkill(
        skill=skill(found.skill),
        level=found.level,
        endorsement_count=found.endorsement_count,
        verified=found.verified,
    )
