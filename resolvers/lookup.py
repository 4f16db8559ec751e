"""Any node by its global id."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import strawberry

from graph.errors import LimitExceeded
from loaders.loader import Loader
from loaders.request import Loaders
from resolvers.applications import application
from resolvers.context import Info
from resolvers.executor.plan import LOADED
from resolvers.hashtags import hashtag
from resolvers.ids import parse
from resolvers.invitations import invitation
from resolvers.jobs import job
from resolvers.members import member
from resolvers.nodes import Node
from resolvers.organisations import company, place, school
from resolvers.posts import comment, post
from resolvers.projects import project
from resolvers.skills import skill

MAX_NODES = 100

_KINDS: dict[str, Callable[[Loaders], tuple[Loader[Any, Any], Callable[[Any], Node]]]] = {
    "Member": lambda loaders: (loaders.members.card_by_id, member),
    "Post": lambda loaders: (loaders.content.post_by_id, post),
    "Comment": lambda loaders: (loaders.content.comment_by_id, comment),
    "Job": lambda loaders: (loaders.work.job_by_id, job),
    "Company": lambda loaders: (loaders.work.company_by_id, company),
    "School": lambda loaders: (loaders.work.school_by_id, school),
    "Place": lambda loaders: (loaders.work.place_by_id, place),
    "Skill": lambda loaders: (loaders.work.skill_by_id, skill),
    "Application": lambda loaders: (loaders.work.application_by_id, application),
    "Project": lambda loaders: (loaders.work.project_by_id, project),
    "Hashtag": lambda loaders: (loaders.ties.hashtag_by_key, hashtag),
}

Key = tuple[str, int | str]


async def node_by_key(info: Info, key: Key) -> Node | None:
    """The node of a kind and a key; None for unknown, deleted and invisible alike."""
    kind, value = key
    if kind == "Invitation":
        listed = await info.context.loaders.ties.invitation_by_id.load(int(value))
        return invitation(info.context, listed) if listed else None
    if kind not in _KINDS:
        return None
    loader, present = _KINDS[kind](info.context.loaders)
    found = await loader.load(value)
    return present(found) if found is not None else None


async def nodes_by_key(info: Info, keys: Sequence[Key]) -> list[Node | None]:
    """Each node in the order of `keys`."""
    return list(await asyncio.gather(*(node_by_key(info, key) for key in keys)))


def presented(info: Info, kind: str, found: object) -> Node:
    """What was found of a kind as its node."""
    _, present = _KINDS[kind](info.context.loaders)
    return present(found)


@strawberry.type
class NodeQueries:
    """The part of Query that finds by id."""

    @strawberry.field(
        metadata=LOADED, description="Any node; null where unknown, deleted or invisible."
    )
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        return await node_by_key(info, parse(id))

    @strawberry.field(description=f"Several nodes, in the order asked. At most {MAX_NODES}.")
    async def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[Node | None]:
        if len(ids) > MAX_NODES:
            raise LimitExceeded(f"ids: {len(ids)} ids are more than {MAX_NODES}", field=("ids",))
        return await nodes_by_key(info, [parse(id, "ids") for id in ids])
