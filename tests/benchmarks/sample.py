"""Whom the benchmarks ask about: viewers, members and words, drawn from the world with a seed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import neo4j

SEED = 20_261_101
_DEGREES = """
MATCH (m:Member)
WITH m.id AS id, COUNT { (m)-[:CONNECTED]-() } AS degree
WHERE degree > 0
RETURN id, degree
ORDER BY id
"""
_NEIGHBOURS = """
UNWIND $ids AS id
MATCH (m:Member {id: id})-[:CONNECTED]-(x:Member)
RETURN id, collect(x.id) AS ids
"""
_WORDS = """
UNWIND $ids AS id
MATCH (m:Member {id: id})
RETURN m.name AS name, m.headline AS headline
"""
_TITLES = "MATCH (j:Job) WHERE j.id % $step = 0 RETURN j.title ORDER BY j.id LIMIT 2000"
_JOBS = """
MATCH (j:Job) WHERE j.id % $step = 0 AND j.status = 'OPEN'
RETURN j.id ORDER BY j.id LIMIT 20000
"""
_SEATS = """
UNWIND $pairs AS pair
MATCH (m:Member {id: pair[0]})
MATCH (c:Company)-[:OFFERS]->(:Job {id: pair[1]})
MERGE (m)-[r:RECRUITS]->(c)
ON CREATE SET r.since = datetime()
"""
_COUNTS = """
RETURN COUNT { (:Member) } AS members, COUNT { ()-[:CONNECTED]->() } AS connections,
       COUNT { (:Company) } AS companies, COUNT { (:Job) } AS jobs, COUNT { (:Post) } AS posts,
       COUNT { (:Comment) } AS comments, COUNT { ()-[:REACTED]->() } AS reactions,
       COUNT { ()-[:HAS_SKILL]->() } AS member_skills
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to ask: who asks, about which members, in which words."""

    viewer: int
    member: int
    """A member two or three steps away, mostly."""
    ids: tuple[int, ...]
    """500 members as a page shows them: a fifth friends, half their friends, the rest anyone."""
    name: str
    """Somebody's name; every third with a letter missing."""
    words: str
    """Words of somebody's headline."""
    title: str
    """A job's title, or its first word."""
    prefix: str
    """The first 2 to 6 letters of a name."""
    jobs: tuple[int, ...] = ()
    """25 open jobs, fewer where the world has no more."""

    @property
    def job(self) -> int:
        """The first of the jobs; 0, which none has, in a world without."""
        return self.jobs[0] if self.jobs else 0


async def counts(driver: neo4j.AsyncDriver) -> dict[str, int]:
    """How many there are of each kind."""
    async with driver.session() as session:
        record = await (await session.run(_COUNTS)).single(strict=True)
        return dict(record)


async def draw(driver: neo4j.AsyncDriver, size: int) -> dict[str, list[Item]]:
    """Items of `typical` viewers, drawn from all, and of `hubs`, from the 200 best connected."""
    rng, other = random.Random(SEED), random.Random(SEED + 1)
    degrees = await by_degree(driver)
    everyone = sorted(degrees)
    top = list(degrees)[:200]
    jobs = [id_ for (id_,) in await _rows(driver, _JOBS, step=3)]
    titles = [title for (title,) in await _rows(driver, _TITLES, step=7)] or ["engineer"]
    drawn = {}
    for kind, pool in (("typical", everyone), ("hubs", top)):
        viewers = [rng.choice(pool) for _ in range(size)]
        drawn[kind] = [
            replace(item, jobs=tuple(other.sample(jobs, min(len(jobs), 25))))
            for item in await _items(driver, rng, viewers, everyone, titles)
        ]
    return drawn


async def seat(driver: neo4j.AsyncDriver, items: Iterable[Item]) -> None:
    """Give each viewer a seat at the company of the item's job, which stays."""
    await _rows(driver, _SEATS, pairs=sorted({(item.viewer, item.job) for item in items}))


async def by_degree(driver: neo4j.AsyncDriver) -> dict[int, int]:
    """The connections of each member, the best connected first."""
    rows = await _rows(driver, _DEGREES)
    return dict(sorted(rows, key=lambda row: (-row[1], row[0])))


async def _items(
    driver: neo4j.AsyncDriver,
    rng: random.Random,
    viewers: list[int],
    everyone: list[int],
    titles: list[str],
) -> list[Item]:
    friends = await _neighbours(driver, viewers)
    met = {viewer: rng.sample(ids, min(len(ids), 12)) for viewer, ids in friends.items()}
    second = await _neighbours(driver, {id_ for ids in met.values() for id_ in ids})
    people = await _rows(driver, _WORDS, ids=[rng.choice(everyone) for _ in viewers])
    items = []
    for number, viewer in enumerate(viewers):
        farther = [id_ for friend in met[viewer] for id_ in second[friend]] or everyone
        ids = rng.sample(friends[viewer], min(len(friends[viewer]), 100))
        ids += rng.sample(farther, min(len(farther), 250))
        ids += rng.sample(everyone, min(len(everyone), 500))
        shuffled = list(dict.fromkeys(ids))[:500]
        rng.shuffle(shuffled)
        name, headline = people[number]
        title = rng.choice(titles)
        items.append(
            Item(
                viewer=viewer,
                member=rng.choice(farther if number % 3 else everyone),
                ids=tuple(shuffled),
                name=_typo(rng, name) if number % 3 == 0 else name,
                words=" ".join((headline or name).split()[:2]),
                title=title if number % 2 else title.split()[0],
                prefix=name[: rng.randint(2, 6)].strip(),
            )
        )
    return items


def _typo(rng: random.Random, name: str) -> str:
    place = rng.randrange(1, max(2, len(name) - 1))
    return name[:place] + name[place + 1 :]


async def _neighbours(driver: neo4j.AsyncDriver, ids: Iterable[int]) -> dict[int, list[int]]:
    rows = await _rows(driver, _NEIGHBOURS, ids=sorted(set(ids)))
    return {id_: sorted(found) for id_, found in rows}


async def _rows(driver: neo4j.AsyncDriver, text: str, **params: Any) -> list[list[Any]]:
    async with driver.session() as session:
        return await (await session.run(text, params)).values()
