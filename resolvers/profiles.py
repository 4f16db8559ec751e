"""A member's own profile, to edit."""

from __future__ import annotations

from dataclasses import fields
from enum import Enum
from typing import Any

import strawberry

from graph.model import Visibility
from graph.profiles.editing import update_profile
from resolvers.context import Info
from resolvers.invitations import MemberPayload
from resolvers.members import member
from resolvers.payloads import change, refusals


@strawberry.enum(description="Who may list a member's connections.")
class ConnectionsVisibility(Enum):
    """CONNECTIONS unless the member says otherwise."""

    SELF = "SELF"
    CONNECTIONS = "CONNECTIONS"
    PUBLIC = "PUBLIC"


@strawberry.input(
    description="Fields to change; those left out stay as they are, null clears. Lines of at most "
    "200 characters, the headline 500, the summary 10,000."
)
class ProfileInput:
    """What `updateProfile` takes."""

    name: str | None = strawberry.UNSET
    headline: str | None = strawberry.UNSET
    summary: str | None = strawberry.UNSET
    industry: str | None = strawberry.UNSET
    city: str | None = strawberry.UNSET
    country: str | None = strawberry.field(
        default=strawberry.UNSET, description="A name or an ISO 3166 code."
    )
    profile_visibility: Visibility | None = strawberry.UNSET
    connections_visibility: ConnectionsVisibility | None = strawberry.UNSET
    introductions: bool | None = strawberry.field(
        default=strawberry.UNSET, description="False: never shown as an intermediary in a path."
    )
    found_by_address: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="False: not suggested to those who have the address among their contacts.",
    )


@strawberry.type
class ProfileMutations:
    """The part of Mutation about the viewer's own profile."""

    @strawberry.mutation(
        description="Change fields of the viewer's profile: seen by the next read, in search "
        "within 2 seconds."
    )
    async def update_profile(self, info: Info, input: ProfileInput) -> MemberPayload:
        given = _given(input)
        found = None
        with refusals(info) as errors:
            await change(info, given, lambda write: update_profile(write, given))
            found = member(await info.context.loaders.members.me())
        return MemberPayload(member=found, errors=errors)


def _given(input: ProfileInput) -> dict[str, Any]:
    """What the input names, by the names of the graph, enums as their values."""
    values = {field.name: getattr(input, field.name) for field in fields(input)}
    return {
        name: value.value if isinstance(value, Enum) else value
        for name, value in values.items()
        if value is not strawberry.UNSET
    }
