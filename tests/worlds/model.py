"""The meanings of DESIGN.md in plain Python and networkx, computed over the rows of a world.

Nothing of the product is used here: this is what the product is held against.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import combinations

import networkx as nx

from tests.worlds.world import World


class Model:
    """What every viewer may see of a world, and what follows from it."""

    def __init__(self, world: World) -> None:
        rows = world.rows
        self.members = {int(str(r["id"])): r for r in rows["members"]}
        self.graph = nx.Graph()
        self.graph.add_nodes_from(self.members)
        self.graph.add_edges_from((r["member_a"], r["member_b"]) for r in rows["connections"])
        self.blocks = {frozenset((r["member_id"], r["blocked_id"])) for r in rows["blocks"]}
        self.follows = {
            (r["member_id"], int(str(r["target"])))
            for r in rows["follows"]
            if r["kind"] == "member"
        }
        self.author = {int(str(r["id"])): int(str(r["author_id"])) for r in rows["posts"]}
        self.posts = {int(str(r["id"])): r for r in rows["posts"]}
        self.jobs = {int(str(r["id"])): r for r in rows["jobs"]}
        self.rows = rows

    def visibility(self, member: int) -> str:
        return str(self.members[member].get("profile_visibility") or "PUBLIC")

    def sees(self, viewer: int | None, member: int) -> bool:
        if member not in self.members:
            return False
        if viewer is None:
            return self.visibility(member) == "PUBLIC"
        if viewer == member:
            return True
        if frozenset((viewer, member)) in self.blocks:
            return False
        return self.visibility(member) != "PRIVATE" or self.graph.has_edge(viewer, member)

    def seen(self, viewer: int) -> nx.Graph:
        """The viewer's sub-graph."""
        return self.graph.subgraph([m for m in self.members if self.sees(viewer, m)])

    def degree(self, viewer: int, member: int) -> int | None:
        seen = self.seen(viewer)
        if member not in seen:
            return None
        lengths = nx.single_source_shortest_path_length(seen, viewer, cutoff=3)
        return lengths.get(member)

    def mutual(self, viewer: int, member: int) -> list[int]:
        seen = self.seen(viewer)
        if member not in seen or member == viewer:
            return []
        return sorted(nx.common_neighbors(seen, viewer, member))

    def paths(self, viewer: int, member: int) -> set[tuple[int, ...]]:
        """All shortest paths of at most three edges."""
        if viewer == member or self.degree(viewer, member) is None:
            return set()
        return {tuple(p) for p in nx.all_shortest_paths(self.seen(viewer), viewer, member)}

    def connections(self, viewer: int, member: int) -> list[int] | None:
        """The connections of a member, or None where the viewer may not list them."""
        if self.degree(viewer, member) not in (0, 1):
            return None
        return sorted(self.seen(viewer)[member])

    def is_reduced(self, viewer: int | None, member: int) -> bool:
        degree = self.degree(viewer, member) if viewer is not None else None
        if degree is None:
            return True
        return self.visibility(member) == "CONNECTIONS" and degree > 1

    def sees_post(self, viewer: int | None, post: int) -> bool:
        if post not in self.posts:
            return False
        author = self.author[post]
        if not self.sees(viewer, author):
            return False
        visibility = str(self.posts[post].get("visibility") or "PUBLIC")
        if visibility == "PUBLIC" or viewer == author:
            return True
        connected = viewer is not None and self.graph.has_edge(viewer, author)
        return visibility == "CONNECTIONS" and connected

    def latest(self, viewer: int) -> list[int]:
        """The feed in time order: own posts, those of connections and of followed members."""
        authors = self.network(viewer)
        found = [
            (str(row["created_at"]), id_)
            for id_, row in self.posts.items()
            if self.author[id_] in authors and self.sees_post(viewer, id_)
        ]
        return [id_ for _, id_ in sorted(found, reverse=True)]

    def network(self, viewer: int) -> set[int]:
        """Whose posts are in the feed: the viewer's, those of connections and of the followed."""
        followed = {member for one, member in self.follows if one == viewer}
        return {viewer, *self.graph[viewer]} | followed

    def discoveries(self, viewer: int) -> set[int]:
        """Public posts from outside of the network that two or more connections reacted to."""
        friends = set(self.graph[viewer])
        reacted = Counter(
            int(str(r["post_id"])) for r in self.rows["reactions"] if r["member_id"] in friends
        )
        return {
            id_
            for id_, count in reacted.items()
            if count >= 2
            and self.author[id_] not in self.network(viewer)
            and self.sees_post(viewer, id_)
            and str(self.posts[id_].get("visibility") or "PUBLIC") == "PUBLIC"
        }

    def counts(self, post: int) -> tuple[int, int, int]:
        """Reactions, comments (with replies) and shares: the same for every viewer."""
        return (
            sum(r["post_id"] == post for r in self.rows["reactions"]),
            sum(r["post_id"] == post for r in self.rows["comments"]),
            sum(r.get("shares_post_id") == post for r in self.rows["posts"]),
        )

    def skills(self, member: int) -> set[str]:
        return {str(r["skill"]) for r in self.rows["member_skills"] if r["member_id"] == member}

    def job_skills(self, job: int) -> set[str]:
        return {str(r["skill"]) for r in self.rows["job_skills"] if r["job_id"] == job}

    def referrers(self, viewer: int, job: int) -> dict[int, int]:
        """Visible first- and second-degree members who work at the company now: id to degree."""
        today = datetime.now(UTC).date().isoformat()
        company = self.jobs[job]["company_id"]
        found = {}
        for row in self.rows["positions"]:
            member = int(str(row["member_id"]))
            ended = row.get("ended")
            if row["company_id"] != company or (ended and str(ended) < today):
                continue
            degree = self.degree(viewer, member)
            if degree in (1, 2):
                found[member] = degree
        return found


def pairs(ids: list[int]) -> list[tuple[int, int]]:
    """Every unordered pair."""
    return list(combinations(ids, 2))
