"""A chain of members with blocks and hidden profiles, and every list of the endpoint over it."""

from __future__ import annotations

from resolvers.ids import global_id
from tests.client import member_id
from tests.worlds.world import World

ADA, BO, CY, DEE, EVE, FLO, GUS, HAL, IVY, JO = range(1, 11)
NEVER = 10**12
"""The id of nobody."""


def network() -> World:
    """Ada-Bo-Cy-Dee-Eve is a chain; Flo and Jo are in a block with Ada; Gus is private."""
    world = World()
    for name in ("Ada", "Bo", "Cy", "Dee", "Eve", "Flo"):
        world.member(name, headline=f"{name} leads", summary="Own words", city="Bern")
    world.member("Gus", profile_visibility="PRIVATE")
    world.member("Hal", profile_visibility="CONNECTIONS", headline="Hal codes", summary="Secret")
    world.members("Ivy", "Jo")
    world.connect(ADA, BO)
    world.connect(BO, CY, HAL, FLO, GUS, JO, IVY)
    world.connect(CY, DEE)
    world.connect(DEE, EVE)
    world.block(FLO, ADA)
    world.block(ADA, JO)
    world.company("Acme", id=1)
    world.position(BO, 1, "Engineer")
    for member in (ADA, BO):
        world.skill(member, "python", "go")
    for title in ("Baker", "Miller", "Cook"):
        world.job(1, title, skills=("python", "rust"))
    for text in ("One", "Two", "Three"):
        world.post(BO, text)
    world.post(BO, "For friends", visibility="CONNECTIONS")
    world.post(ADA, "For me", visibility="PRIVATE")
    first = world.comment(1, ADA, "First")
    for text in ("Second", "Third"):
        world.comment(1, ADA, text)
        world.comment(1, ADA, text, reply_to=first)
    return world


PAGE = "{edges {cursor} pageInfo {hasNextPage endCursor}}"
LISTS: dict[str, str] = {
    "feed": f"viewer {{feed(mode: LATEST, first: $first, after: $after) {PAGE}}}",
    "ranked feed": f"viewer {{feed(first: $first, after: $after) {PAGE}}}",
    "suggestions": f"viewer {{peopleYouMayKnow(first: $first, after: $after) {PAGE}}}",
    "recommended jobs": f"viewer {{recommendedJobs(first: $first, after: $after) {PAGE}}}",
    "connections": f'member(id: "{member_id(BO)}") '
    f"{{connections(first: $first, after: $after) {PAGE}}}",
    "mutual": f'member(id: "{member_id(CY)}") '
    f"{{mutualConnections(first: $first, after: $after) {PAGE}}}",
    "posts": f'member(id: "{member_id(BO)}") {{posts(first: $first, after: $after) {PAGE}}}',
    "comments": f'node(id: "{global_id("Post", 1)}") '
    f"{{... on Post {{comments(first: $first, after: $after) {PAGE}}}}}",
    "replies": f'node(id: "{global_id("Comment", 1)}") '
    f"{{... on Comment {{replies(first: $first, after: $after) {PAGE}}}}}",
    "people": f"searchPeople(first: $first, after: $after) {PAGE}",
    "jobs": f"searchJobs(first: $first, after: $after) {PAGE}",
    "companies": f'searchCompanies(query: "acme", first: $first, after: $after) {PAGE}',
    "found posts": f"searchPosts(first: $first, after: $after) {PAGE}",
}  # fmt: skip


def listing(name: str) -> str:
    """The query of one of LISTS, with the variables `first` and `after`."""
    return f"query ($first: Int, $after: String) {{{LISTS[name]}}}"
