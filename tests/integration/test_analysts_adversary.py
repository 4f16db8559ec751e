"""An adversary who knows everything but a secret, and asks and subtracts.

The proof is by comparison: two worlds that differ in what is private or blocked and in nothing
else must answer every statement alike. What the gateway does give away is asserted, too.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import product
from typing import Any

import neo4j
import pytest

from graph.analytics.gateway import Gateway
from graph.errors import Forbidden, InvalidInput
from graph.settings import Settings
from graph.visibility import Viewer
from tests.conftest import LoadWorld, times
from tests.worlds.world import World

ANALYST = Viewer(1, frozenset(["analyst"]))
OTHER_ANALYST = Viewer(2, frozenset(["analyst"]))
EVE, HIDER, FRIENDLY = 31, 32, 33
"""PRIVATE, with hidden connections, and visible to connections only."""


@pytest.fixture(scope="module")
async def gateway(servers: Settings) -> AsyncIterator[Gateway]:
    made = Gateway(servers)
    yield made
    made.close()


def world(*, secret: bool) -> World:
    """30 PUBLIC members; three whom analysts must not see have ties only where `secret` is true."""
    made = World()
    for company in range(1, 4):
        made.company(f"Company {company}")
    for n in range(1, 31):
        made.member(f"Member {n}", industry=f"Industry {n % 3}", country=["DE", "FR"][n % 2])
        made.position(n, n % 3 + 1, "Maker" if n % 5 else "Rare title")
        made.skill(n, *[f"Skill {k}" for k in range(1, 5) if n % (k + 1) == 0])
    made.member("Eve", id=EVE, profile_visibility="PRIVATE", industry="Industry 0")
    made.member("Hider", id=HIDER, industry="Industry 1")
    made.member("Friendly", id=FRIENDLY, profile_visibility="CONNECTIONS", industry="Industry 2")
    for one, other in product(range(1, 31), range(1, 31)):
        if one < other and (one * 7 + other * 3) % 11 == 0:
            made.connect(one, other)
    if secret:
        made.connect(EVE, 1, 2, 3, 7)
        made.connect(HIDER, 4, 5, EVE)
        made.connect(FRIENDLY, 6, 1, 8)
        made.block(9, 10)
        made.block(EVE, 12)
        made.follow(EVE, "member", 3)
        made.follow(4, "member", EVE)
        made.view(11, 12)
        made.position(EVE, 1, "Rare title")
        made.skill(FRIENDLY, "Skill 1", "Secret skill")
        made.post(13, "whispered", visibility="PRIVATE")
    return made


async def load(load_world: LoadWorld, servers: Settings, *, secret: bool) -> None:
    await load_world(world(secret=secret))
    auth = (servers.neo4j_user, servers.neo4j_password.get_secret_value())
    with neo4j.GraphDatabase.driver(servers.neo4j_uri, auth=auth) as driver:
        query = "MATCH (m:Member {id: $id}) SET m.connections_visibility = 'SELF'"
        driver.execute_query(query, id=HIDER)


def battery() -> list[str]:
    """Counts under every pair of conditions and their opposites, and all that ties alone say."""
    conditions = [
        "true",
        *(f"m.industry = 'Industry {n}'" for n in range(3)),
        "m.country = 'DE'",
        "c.id = 1",
        "w.title = 'Rare title'",
        "s.name = 'Skill 2'",
    ][-times(4, 8) :]
    pattern = "MATCH (m:Member)-[w:WORKED_AT]->(c:Company), (m)-[:HAS_SKILL]->(s:Skill) "
    asked = [
        f"{pattern}WHERE {sign}({one} AND NOT {other}) RETURN count(DISTINCT m) AS n, count(*) AS r"
        for one, other, sign in product(conditions, conditions, ("", "NOT "))
    ]
    keys = ("m.industry", "m.country", "c.name", "w.title", "s.name")[: times(3, 5)]
    asked += [
        f"{pattern}RETURN {one} AS x, {other} AS y, count(DISTINCT m) AS n ORDER BY x, y"
        for one, other in product(keys, keys)
        if one != other
    ]
    for key in ("industry", "country"):
        asked += [
            f"MATCH (a:Member)-[:CONNECTED]-(b:Member) RETURN a.{key} AS x, count(*) AS n",
            f"MATCH (a:Member)-[:CONNECTED]-(b:Member) RETURN a.{key} AS x, b.{key} AS y,"
            " count(*) AS n",
            f"MATCH (a:Member)-[:CONNECTED]-(b:Member) WITH a, count(b) AS d"
            f" RETURN a.{key} AS x, avg(d) AS y, sum(d) AS z, count(a) AS n",
            f"MATCH (a:Member)-[:CONNECTED]-(b:Member) WHERE a.{key} <> 'DE' RETURN count(*) AS n",
            f"MATCH (a:Member)-[:FOLLOWS]->(b:Member) RETURN a.{key} AS x, count(*) AS n",
        ]
    return [
        *asked,
        "MATCH (m:Member) RETURN m",
        "MATCH (a:Member)-[:CONNECTED]-(b:Member) RETURN a, b",
        "MATCH (a:Member)-[:FOLLOWS]->(b:Member) RETURN a, b",
        "MATCH (a:Member)-[:CONNECTED]-(b:Member)-[:CONNECTED]-(c:Member) RETURN a, c, count(b)",
        "MATCH (a:Member) ((:Member)-[:CONNECTED]-(:Member)){2,3} (b:Member) RETURN a, b, count(*)",
        "MATCH p = SHORTEST 2 (a:Member) ((:Member)-[:CONNECTED]-(:Member)){1,3} (b:Member)"
        " WHERE a <> b RETURN a, b, length(p)",
        "MATCH (a:Member) OPTIONAL MATCH (a)-[:CONNECTED]-(b:Member)"
        " RETURN a, count(b), collect(b)",
        "MATCH (a:Member)-[:CONNECTED]-(b:Member) WITH a, count(b) AS d RETURN d, count(a)",
    ]


async def answer(gateway: Gateway, text: str, viewer: Viewer = ANALYST, **parameters: Any) -> Any:
    """The rows, in an order of their own, for statements whose order is chance."""
    async with gateway.run(viewer, text, parameters) as (_, batches):
        rows = [row async for batch in batches for row in zip(*batch.columns, strict=True)]
    return sorted(rows, key=repr)


async def test_no_statement_tells_two_worlds_apart_that_differ_in_what_is_hidden(
    gateway: Gateway, load_world: LoadWorld, servers: Settings
) -> None:
    await load(load_world, servers, secret=False)
    without = {text: await answer(gateway, text) for text in battery()}
    await load(load_world, servers, secret=True)
    told = [text for text in battery() if await answer(gateway, text) != without[text]]
    assert told == []
    with pytest.raises(Forbidden):  # a plan follows counts that include hidden members
        await gateway.explain(ANALYST, battery()[0], {})
    assert len(without["MATCH (m:Member) RETURN m"]) == 30


async def test_an_average_does_not_tell_in_which_order_it_was_made(
    gateway: Gateway, load_world: LoadWorld, servers: Settings
) -> None:
    """Added in another order, the average of 15 numbers ends in another digit."""
    text = (
        "MATCH (a:Member)-[:CONNECTED]-(b:Member) WITH a, count(b) AS d"
        " RETURN a.country AS x, avg(d) AS y, count(a) AS n"
    )
    await load(load_world, servers, secret=False)
    for _, mean, _ in await answer(gateway, text):
        assert mean == float(f"{mean:.12g}")


async def test_no_row_stands_for_fewer_than_five_members(
    gateway: Gateway, load_world: LoadWorld, servers: Settings
) -> None:
    await load(load_world, servers, secret=True)
    counted = [text for text in battery() if text.endswith((" AS n", "x, y")) and "(m" in text]
    for text in counted:
        for row in await answer(gateway, text):
            assert min(n for n in row if isinstance(n, int)) >= 5, text


async def test_subtracting_two_counts_tells_what_one_public_member_has(
    gateway: Gateway, load_world: LoadWorld, servers: Settings
) -> None:
    """What can be learnt, as docs/analysts.md says: of PUBLIC members, who are singled out."""
    await load(load_world, servers, secret=False)
    pattern = "MATCH (m:Member)-[w:WORKED_AT]->(c:Company) WHERE "
    # Member 30 is the only one with this title, industry and country.
    one = "w.title = 'Rare title' AND m.industry = 'Industry 0' AND m.country = 'DE'"
    rest = f"{pattern}NOT ({one}) RETURN count(DISTINCT m) AS n"
    at_first = f"{pattern}c.id = 1 AND NOT ({one}) RETURN count(DISTINCT m) AS n"
    everyone = await answer(gateway, f"{pattern}true RETURN count(DISTINCT m) AS n")
    at_company = await answer(gateway, f"{pattern}c.id = 1 RETURN count(DISTINCT m) AS n")
    assert everyone[0][0] - (await answer(gateway, rest))[0][0] == 1
    assert at_company[0][0] - (await answer(gateway, at_first))[0][0] == 1
    assert await answer(gateway, f"{pattern}{one} RETURN c.name AS x, count(m) AS n") == []


async def test_two_ends_of_a_tie_cannot_be_singled_out_together(gateway: Gateway) -> None:
    both = (
        "MATCH (a:Member)-[:CONNECTED]-(b:Member) WHERE a.country = 'DE' AND b.country = 'FR'",
        "MATCH (a:Member {country: 'DE'})-[:CONNECTED]-(b:Member {country: 'FR'})",
        "MATCH (a:Member)-[:CONNECTED]-(b:Member)-[:WORKED_AT]->(c:Company)"
        " WHERE c.id = 1 AND a.country = 'DE'",
        "MATCH (a:Member)-[:CONNECTED]-(b:Member) MATCH (a)-[:WORKED_AT]->(c:Company),"
        " (b)-[:WORKED_AT]->(d:Company) WHERE c.id = 1 AND d.id = 2",
        "MATCH (a:Member)-[:CONNECTED]-(b:Member) WITH a, b, b.country AS y"
        " WHERE a.country = 'DE' AND y = 'FR'",
    )
    for text in both:
        with pytest.raises(InvalidInput, match="one end of this tie"):
            await answer(gateway, f"{text} RETURN count(*) AS n")


async def test_pseudonyms_are_one_analysts_own_stable_and_in_no_order(
    gateway: Gateway, load_world: LoadWorld, servers: Settings
) -> None:
    await load(load_world, servers, secret=False)
    mine = await answer(gateway, "MATCH (m:Member) RETURN m")
    assert mine == await answer(gateway, "MATCH (m:Member) RETURN m.pseudonym AS m")
    others = await answer(gateway, "MATCH (m:Member) RETURN m", OTHER_ANALYST)
    assert not {name for (name,) in mine} & {name for (name,) in others}
    first = "MATCH (m:Member) RETURN m LIMIT 1"
    assert len({(await answer(gateway, first))[0] for _ in range(20)}) > 3
    ego = "MATCH (a:Member {pseudonym: $p})-[:CONNECTED]-(b:Member) RETURN count(b) AS n"
    degrees = [(await answer(gateway, ego, p=name))[0][0] for (name,) in mine]
    ties = await answer(gateway, "MATCH (a:Member)-[:CONNECTED]-(b:Member) RETURN a, b")
    assert sum(degrees) == len(ties) > 0
    for foreign in (others[0][0], "00" * 16, "1", 1, None, "x" * 32):
        assert await answer(gateway, ego, p=foreign) in ([], [(0,)])
