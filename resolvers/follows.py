"""Following members, companies and hashtags."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import strawberry

from graph.connections import follows
from graph.connections.follows import Target
from graph.mutations import Write
from resolvers.context import Info
from resolvers.ids import parse
from resolvers.lookup import node_by_key
from resolvers.nodes import Node
from resolvers.payloads import IDEMPOTENT, UserError, change, refusals


@strawberry.type(description="What is followed, or no longer, after a mutation.")
class FollowPayload:
    """`node` is null where it was refused."""

    node: Node | None
    errors: list[UserError]


@strawberry.type
class FollowMutations:
    """The part of Mutation about what the viewer follows."""

    @strawberry.mutation(
        description=f"Follow a member, company or hashtag. {IDEMPOTENT} At most 5,000."
    )
    async def follow(self, info: Info, id: strawberry.ID) -> FollowPayload:
        return await _follow(info, id, follows.follow)

    @strawberry.mutation(description=f"No longer follow it. {IDEMPOTENT}")
    async def unfollow(self, info: Info, id: strawberry.ID) -> FollowPayload:
        return await _follow(info, id, follows.unfollow)


async def _follow(
    info: Info, id: str, work: Callable[[Write, Target], Awaitable[None]]
) -> FollowPayload:
    node = None
    with refusals(info) as errors:
        target = parse(id)
        await change(info, {"id": list(target)}, lambda write: work(write, target))
        node = await node_by_key(info, target)
    return FollowPayload(node=node, errors=errors)
