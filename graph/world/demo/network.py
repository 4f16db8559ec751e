"""Connections, follows, blocks and profile views."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from graph.world.demo.careers import Careers
from graph.world.demo.people import People
from graph.world.demo.roles import Role
from graph.world.demo.tables import DAY, moments, random, write_table
from graph.world.demo.ties import Ints, Ties

_BLOCKS = 240
_VIEWS = 62_000
_VIEW_DAYS = 90


def write_connections(folder: Path, ties: Ties, people: People, seed: int, now: int) -> None:
    """Writes connections.csv; both members were registered before."""
    rng = random(seed, "connections")
    begin = np.maximum(people.created[ties.low], people.created[ties.high])
    at = begin + ((now - DAY - begin) * rng.random(len(begin)) ** 1.3).astype(np.int64)
    order = np.argsort(at, kind="stable")
    write_table(
        folder,
        "connections",
        "member_a member_b connected_at",
        (
            (ties.low[order] + 1).tolist(),
            (ties.high[order] + 1).tolist(),
            moments(np.minimum(at, now - 600)[order]),
        ),
    )


def second_degree(of: Ints, ties: Ties, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """For some of the members one who is two steps away: the members kept, and those found."""
    found = ties.some_neighbour(ties.some_neighbour(of, rng), rng)
    apart = (found != of) & ~ties.are_tied(of, found)
    return of[apart], found[apart]


def write_follows(
    folder: Path, ties: Ties, people: People, careers: Careers, roles: list[Role], seed: int
) -> None:
    """Writes follows.csv: companies of connections, hashtags of the role, members who are near."""
    rng = random(seed, "follows")
    everybody = np.arange(ties.count)
    pairs = []
    for chance in (0.75, 0.6, 0.45):
        own = everybody[rng.random(ties.count) < chance]
        pairs.append((own, careers.employer[ties.some_neighbour(own, rng)]))
    pairs.append((everybody, np.where(rng.random(ties.count) < 0.5, careers.employer, -1)))
    member, company = (np.concatenate(side) for side in zip(*pairs, strict=True))
    at_work = company >= 0
    rows = np.unique(np.stack([member[at_work], company[at_work]]), axis=1)
    members, kinds = (rows[0] + 1).tolist(), ["company"] * rows.shape[1]
    targets: list[object] = (rows[1] + 1).tolist()
    follower, followed = second_degree(everybody[rng.random(ties.count) < 0.9], ties, rng)
    rows = np.unique(np.stack([follower, followed]), axis=1)
    members += (rows[0] + 1).tolist()
    kinds += ["member"] * rows.shape[1]
    targets += (rows[1] + 1).tolist()
    count = rng.poisson(2.6, ties.count).tolist()
    offset = rng.integers(0, 1000, ties.count).tolist()
    for index, (number, wanted) in enumerate(zip(people.role.tolist(), count, strict=True)):
        topics = roles[number].topics
        first = offset[index] % len(topics)
        for topic in (topics[first:] + topics[:first])[:wanted]:
            members.append(index + 1)
            kinds.append("hashtag")
            targets.append(topic)
    write_table(folder, "follows", "member_id kind target", (members, kinds, targets))


def write_blocks(folder: Path, ties: Ties, seed: int) -> None:
    """Writes blocks.csv: a few, between members who are near but not connected."""
    rng = random(seed, "blocks")
    who, whom = second_degree(rng.integers(0, ties.count, _BLOCKS), ties, rng)
    rows = np.unique(np.stack([who, whom]), axis=1)
    write_table(
        folder,
        "blocks",
        "member_id blocked_id",
        ((rows[0] + 1).tolist(), (rows[1] + 1).tolist()),
    )


def write_views(folder: Path, ties: Ties, people: People, seed: int, now: int) -> None:
    """Writes profile_views.csv of the last three months, by connections and people near."""
    rng = random(seed, "views")
    viewer = rng.integers(0, ties.count, _VIEWS)
    near, seen = second_degree(viewer[: _VIEWS // 2], ties, rng)
    known = viewer[_VIEWS // 2 :]
    who = np.concatenate([near, known])
    whom = np.concatenate([seen, ties.some_neighbour(known, rng)])
    visible = np.array([mode != "PRIVATE" for mode in people.visibility])[whom]
    visible[len(near) :] = True
    who, whom = who[visible], whom[visible]
    at = now - 60 - (rng.random(len(who)) ** 1.6 * _VIEW_DAYS * DAY).astype(np.int64)
    at = np.maximum(at, np.maximum(people.created[who], people.created[whom]) + 60)
    order = np.argsort(at, kind="stable")
    write_table(
        folder,
        "profile_views",
        "viewer_id viewed_id viewed_at",
        ((who[order] + 1).tolist(), (whom[order] + 1).tolist(), moments(at[order])),
    )
