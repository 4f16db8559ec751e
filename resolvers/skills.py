"""Skills, and the skills of members."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from graph.mutations import Write
from graph.skills import profile
from graph.skills.evidence import Held
from graph.skills.skills import MemberSkill as DomainMemberSkill
from graph.skills.skills import SkillView, skill_by_name, skills_of_members
from resolvers.context import Info
from resolvers.executor.plan import LOADED
from resolvers.ids import global_id, key_of
from resolvers.nodes import Node
from resolvers.payloads import IDEMPOTENT, UserError, change, refusals

if TYPE_CHECKING:
    from resolvers.members import Reason


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

    found: strawberry.Private[DomainMemberSkill]
    skill: Skill
    level: str | None = strawberry.field(
        description="As the member says: BEGINNER, INTERMEDIATE, ADVANCED or EXPERT."
    )
    endorsement_count: int = strawberry.field(
        description="By how many members whom the viewer may see."
    )
    verified: bool = strawberry.field(description="Known to the taxonomy.")

    @strawberry.field(
        metadata=LOADED,
        description="What the endorsements that the viewer may see are worth, 0 to 1: those by "
        "members who can do it, and are vouched for, weigh more; those given in turn or by the "
        "dozen less.",
    )
    async def endorsement_strength(self, info: Info) -> float:
        if not self.found.endorsement_count:
            return 0.0
        held = (self.found.member_id, self.found.skill.id)
        return await info.context.loaders.work.strength_by_held.load(held)

    @strawberry.field(
        metadata=LOADED,
        description="BEGINNER to EXPERT, by what `evidence` has; null where there is none.",
    )
    async def proven_level(self, info: Info) -> str | None:
        found = await info.context.loaders.work.proof_by_held.load(_held(self.found))
        return found.level.value if found.level else None

    @strawberry.field(
        metadata=LOADED,
        description="What shows that the member knows it, as far as the viewer sees it: "
        "EXPERIENCE, ENDORSEMENTS and POSTS.",
    )
    async def evidence(
        self, info: Info
    ) -> list[Annotated[Reason, strawberry.lazy("resolvers.members")]]:
        from resolvers.members import reason

        found = await info.context.loaders.work.proof_by_held.load(_held(self.found))
        return [reason(one) for one in found.reasons]


@strawberry.type
class SkillQueries:
    """The part of Query about skills."""

    @strawberry.field(description="The skill of any spelling; null where none is known.")
    async def skill(self, info: Info, name: str) -> Skill | None:
        found = await skill_by_name(info.context.store.db, name)
        return skill(found) if found else None


@strawberry.type(description="A skill of a member after a mutation.")
class SkillPayload:
    """Null where it was refused; `memberSkill` also where the member has it no longer."""

    skill: Skill | None
    member_skill: MemberSkill | None
    errors: list[UserError]


@strawberry.type
class SkillMutations:
    """The part of Mutation about skills."""

    @strawberry.mutation(
        description="Name a skill of the viewer, in any spelling; an unknown one is kept as "
        f"its own, not verified. {IDEMPOTENT} At most {profile.MAX_SKILLS}."
    )
    async def add_skill(self, info: Info, name: str) -> SkillPayload:
        return await _skill(
            info, {"name": name}, None, lambda write: profile.add_skill(write, name)
        )

    @strawberry.mutation(
        description=f"The viewer no longer names a skill; its endorsements go with it. {IDEMPOTENT}"
    )
    async def remove_skill(self, info: Info, name: str) -> SkillPayload:
        return await _skill(
            info, {"name": name}, None, lambda write: profile.remove_skill(write, name)
        )

    @strawberry.mutation(
        description=f"Vouch for a skill that a connection of the viewer names. {IDEMPOTENT}"
    )
    async def endorse_skill(self, info: Info, member_id: strawberry.ID, name: str) -> SkillPayload:
        async def work(write: Write) -> str:
            return await profile.endorse_skill(write, key_of("Member", member_id, "memberId"), name)

        return await _skill(info, {"memberId": member_id, "name": name}, member_id, work)


async def _skill(
    info: Info,
    arguments: dict[str, Any],
    member_id: str | None,
    work: Callable[[Write], Awaitable[str]],
) -> SkillPayload:
    view = held = None
    with refusals(info) as errors:
        id_ = await change(info, arguments, work)
        context = info.context
        view = await context.loaders.work.skill_by_id.load(id_)
        who = context.viewer.member_id if member_id is None else key_of("Member", member_id)
        (skills,) = await skills_of_members(context.store.db, context.viewer, [who])
        held = next((one for one in skills if one.skill.id == id_), None)
    return SkillPayload(
        skill=skill(view) if view else None,
        member_skill=member_skill(held) if held else None,
        errors=errors,
    )


def _held(found: DomainMemberSkill) -> Held:
    return found.member_id, found.skill.id, found.skill.name


def skill(found: SkillView) -> Skill:
    """Present a skill."""
    return Skill(id=strawberry.ID(global_id("Skill", found.id)), view=found, name=found.name)


def member_skill(found: DomainMemberSkill) -> MemberSkill:
    """Present a skill of a member."""
    return MemberSkill(
        found=found,
        skill=skill(found.skill),
        level=found.level,
        endorsement_count=found.endorsement_count,
        verified=found.verified,
    )
