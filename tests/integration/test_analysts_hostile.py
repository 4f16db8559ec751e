"""What must not happen however it is asked: a write, a personal value, a run without an end."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import neo4j
import pytest

from graph.analytics.gateway import Gateway
from graph.errors import ProConnectError
from graph.settings import Settings
from graph.visibility import Viewer
from tests.analysts import hostile
from tests.conftest import LoadWorld, times
from tests.worlds.world import World

ANALYST = Viewer(1, frozenset(["analyst"]))
TIMEOUT_S = 0.5
SECRETS = ("Zoë Quill", "zoe@quill.example", "Secret Headline", "Hidden Summary", "Whispered text")


@pytest.fixture(scope="module")
async def gateway(servers: Settings) -> AsyncIterator[Gateway]:
    made = Gateway(
        servers.model_copy(update={"analyst_timeout_s": TIMEOUT_S, "analyst_rows": 100_000})
    )
    yield made
    made.close()


def small_world() -> World:
    world = World()
    for n in range(1, 13):
        world.member(
            SECRETS[0] if n == 1 else f"Member {n}",
            email=SECRETS[1],
            headline=SECRETS[2],
            summary=SECRETS[3],
            industry="Baking" if n % 2 else "Mining",
            profile_visibility="PRIVATE" if n == 12 else "PUBLIC",
        )
        world.company(f"Company {n}")
        world.skill(n, "Falconry", f"Skill {n}")
    for n in range(1, 12):
        world.connect(n, n + 1)
        world.position(n, 1, "Maker")
    world.post(1, SECRETS[4])
    return world


async def rows(gateway: Gateway, text: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    async with gateway.run(ANALYST, text, parameters) as (_, batches):
        return [row async for batch in batches for row in zip(*batch.columns, strict=True)]


def everything(servers: Settings) -> list[Any]:
    """All that the graph holds: nodes, relationships, properties, indexes and users."""
    auth = (servers.neo4j_user, servers.neo4j_password.get_secret_value())
    with neo4j.GraphDatabase.driver(servers.neo4j_uri, auth=auth) as driver:
        return [
            sorted(map(repr, driver.execute_query(query).records))
            for query in (
                "MATCH (n) RETURN labels(n), properties(n)",
                "MATCH (a)-[r]->(b) RETURN type(r), properties(r), elementId(a), elementId(b)",
                "SHOW INDEXES YIELD name, type",
                "SHOW USERS YIELD user",
            )
        ]


async def test_hostile_statements_change_nothing_show_nothing_and_end(
    gateway: Gateway, load_world: LoadWorld, servers: Settings
) -> None:
    await load_world(small_world())
    before = everything(servers)
    refused, codes = 0, Counter[str]()
    for text in hostile.statements(times(300, 1_000)):
        started = time.monotonic()
        try:
            if text.upper().startswith("EXPLAIN"):
                shown: Any = await gateway.explain(ANALYST, text, {"p": "Private"})
            else:
                shown = await rows(gateway, text, p="Private")
        except ProConnectError as error:
            refused += 1
            shown = ""
            codes[error.code] += 1
        assert time.monotonic() - started < TIMEOUT_S + 20, text
        found = [secret for secret in SECRETS if secret in str(shown)]
        assert found == [], text
    assert everything(servers) == before
    assert refused > times(250, 800)
    assert set(codes) <= {"BAD_USER_INPUT", "FORBIDDEN", "LIMIT_EXCEEDED", "TIMEOUT"}


async def test_a_good_statement_still_runs_after_them(gateway: Gateway) -> None:
    await asyncio.sleep(0)
    found = await rows(gateway, "MATCH (m:Member) RETURN m.industry AS i, count(m) AS n ORDER BY i")
    assert found == [("Baking", 6), ("Mining", 5)]
