"""The gateway over HTTP: who may ask, in which formats, within which limits, and what is logged."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.analytics.gateway import Gateway
from graph.errors import LimitExceeded
from graph.settings import Settings
from graph.store.store import Store
from graph.visibility import Viewer
from resolvers.auth import Tokens
from tests.client import Client
from tests.conftest import LoadWorld
from tests.worlds.world import World

GROUPS = "MATCH (m:Member) RETURN m.industry AS industry, count(m) AS members ORDER BY industry"


@pytest.fixture(scope="module")
async def asking(servers: Settings, store: Store, load_world: LoadWorld) -> AsyncIterator[Any]:
    world = World()
    for n in range(1, 13):
        world.member(f"Member {n}", industry="Baking" if n % 2 else "Mining")
        world.skill(n, "Falconry")
    for n in range(1, 12):
        world.connect(n, n + 1)
    world.company("=cmd", domain="a,b")
    world.job(1, "Falconer", skills=("Falconry", "Baking"))
    await load_world(world)
    client, tokens = Client(servers, store), Tokens.load(servers)

    async def ask(query: str, role: str = "analyst", **body: Any) -> Any:
        issued = "member" if role == "nobody" else role
        token = tokens.issue(1, issued, timedelta(hours=1), now=datetime.now(UTC))
        headers = {"Authorization": f"Bearer {token}"} if role != "nobody" else {}
        return await client.http.post("/cypher", json={"query": query, **body}, headers=headers)

    return ask


async def test_only_analysts_may_ask(asking: Any) -> None:
    for role, status, code in (
        ("nobody", 401, "UNAUTHENTICATED"),
        ("member", 403, "FORBIDDEN"),
        ("recruiter", 403, "FORBIDDEN"),
    ):
        refused = await asking(GROUPS, role)
        assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
    assert (await asking("PROFILE " + GROUPS)).json()["error"]["code"] == "FORBIDDEN"
    assert (await asking(GROUPS, "admin")).status_code == 200


async def test_json_lines_csv_arrow_and_parquet_hold_the_same_rows(asking: Any) -> None:
    rows = [{"industry": "Baking", "members": 6}, {"industry": "Mining", "members": 6}]
    lines = await asking(GROUPS)
    assert [orjson.loads(line) for line in lines.content.splitlines()] == rows
    assert lines.headers["content-type"] == "application/x-ndjson"
    text = (await asking(GROUPS, format="csv")).text
    assert text == "industry,members\r\nBaking,6\r\nMining,6\r\n"
    arrow = (await asking(GROUPS, format="arrow")).content
    assert pa.ipc.open_stream(arrow).read_all().to_pylist() == rows
    parquet = (await asking(GROUPS, format="parquet")).content
    assert pq.read_table(io.BytesIO(parquet)).to_pylist() == rows


async def test_an_empty_result_is_a_file_of_each_format(asking: Any) -> None:
    nothing = "MATCH (m:Member) WHERE m.industry = $none RETURN m.industry AS x, count(m) AS n"
    given = {"parameters": {"none": "none"}}
    assert (await asking(nothing, **given)).content == b""
    assert (await asking(nothing, format="csv", **given)).text == "x,n\r\n"
    parquet = (await asking(nothing, format="parquet", **given)).content
    assert pq.read_table(io.BytesIO(parquet)).num_rows == 0


async def test_a_text_that_a_spreadsheet_would_run_is_quoted(asking: Any) -> None:
    text = (await asking("MATCH (c:Company) RETURN c.name AS n, c.domain AS d", format="csv")).text
    assert text == 'n,d\r\n\'=cmd,"a,b"\r\n'


async def test_plans_follow_hidden_counts_and_are_for_admins(asking: Any) -> None:
    for plan in ("EXPLAIN", "PROFILE"):
        assert (await asking(f"{plan} {GROUPS}")).status_code == 403
    plan = (await asking("EXPLAIN " + GROUPS, "admin")).json()["plan"]
    assert plan[0]["operator"] == "ProduceResults"
    assert {(step["rows"], step["hits"]) for step in plan} == {(None, None)}
    profile = (await asking("PROFILE " + GROUPS, "admin")).json()
    assert profile["rows"] == 2
    assert any(step["hits"] for step in profile["plan"])


async def test_refusals_name_the_place_and_what_would_be_accepted(asking: Any) -> None:
    refused = await asking("MATCH (m:Member)\nRETURN m.email, count(m)")
    assert refused.status_code == 400
    assert refused.json()["error"] == {
        "code": "BAD_USER_INPUT",
        "message": "query: line 2, column 8: of a Member may be read: "
        "industry, country, created_at, pagerank, community, leiden, component, core, "
        "clustering, betweenness, pseudonym; not email",
    }
    missing = await asking("MATCH (c:Company {id: $id}) RETURN c")
    assert missing.json()["error"]["message"] == "parameters: id is missing"
    for body in ({"format": "xml"}, {"parameters": []}, {"parameters": {"id": {"a": 1}}}):
        refused = await asking("MATCH (c:Company {id: $id}) RETURN c", **body)
        assert refused.status_code == 400, body


async def test_rows_beyond_the_limit_and_statements_beyond_the_slots_are_refused(
    asking: Any, servers: Settings
) -> None:
    opened = Gateway(servers.model_copy(update={"analyst_rows": 10, "analyst_slots": 2}))
    analyst = Viewer(1, frozenset(["analyst"]))
    try:
        ties = "MATCH (a:Member)-[:CONNECTED]-(b:Member) RETURN a, b"
        async with opened.run(analyst, ties, {}) as (_, batches):
            with pytest.raises(LimitExceeded, match="more than 10 rows"):
                await anext(batches)
        ten = "UNWIND range(1, 10) AS x RETURN x"
        async with opened.run(analyst, ten, {}) as (statement, batches):
            assert (await anext(batches)).rows == 10
            assert opened.running(analyst) == [statement]
            with pytest.raises(LimitExceeded, match="you run 1 statement at a time"):
                async with opened.run(analyst, ten, {}):
                    pass
        async with opened.run(analyst, ten, {}):
            pass
        assert opened.running(analyst) == []
    finally:
        opened.close()


async def test_long_lists_within_one_another_are_refused_before_they_run(asking: Any) -> None:
    text = "UNWIND range(1, 9999) AS x UNWIND range(1, 9999) AS y RETURN sum(x + y) AS n"
    refused = await asking(text)
    assert refused.status_code == 429
    assert "estimated at 1e+09 rows" in refused.json()["error"]["message"]
    few = await asking(text.replace("9999", "99"))
    assert few.json() == {"n": 99 * 99 * 100}


async def test_a_statement_can_be_stopped_from_outside(asking: Any, servers: Settings) -> None:
    opened = Gateway(servers)
    analyst = Viewer(1, frozenset(["analyst"]))
    long = "UNWIND range(1, 9999) AS x UNWIND range(1, 900) AS y RETURN x, y"
    try:
        async with opened.run(analyst, long, {}) as (statement, batches):
            await anext(batches)
            await opened.stop(analyst, statement.id)
            with pytest.raises(LimitExceeded, match="stopped"):
                async for _ in batches:
                    pass
    finally:
        opened.close()


async def test_a_list_of_ties_is_the_same_packed_and_row_by_row(asking: Any) -> None:
    packed = "MATCH (a:Member)-[:CONNECTED]-(b:Member) RETURN a, b"
    plain = "MATCH (a:Member)-[:CONNECTED]-(b:Member) RETURN a, b, 1 AS one"
    one = [orjson.loads(line) for line in (await asking(packed)).content.splitlines()]
    other = [orjson.loads(line) for line in (await asking(plain)).content.splitlines()]
    pairs = {(row["a"], row["b"]) for row in one}
    assert pairs == {(row["a"], row["b"]) for row in other}
    assert len(one) == len(pairs) == 22
    turned = packed.replace("RETURN a, b", "RETURN b, a AS x ORDER BY x DESC LIMIT 5")
    cut = [orjson.loads(line) for line in (await asking(turned)).content.splitlines()]
    assert len(cut) == 5
    assert {(row["x"], row["b"]) for row in cut} < pairs


async def test_every_statement_of_the_guide_runs(asking: Any) -> None:
    guide = (Path(__file__).parents[2] / "docs/analysts.md").read_text("utf-8")
    blocks = re.findall(r"```cypher\n(.*?)```", guide, re.DOTALL)
    statements = [part.strip() for block in blocks for part in block.split("\n\n")]
    assert len(statements) == 10
    for text in statements:
        answer = await asking(text, parameters={"p": "00" * 16, "q": "00" * 16})
        assert answer.status_code == 200, (text, answer.text)


async def test_each_statement_is_logged_with_its_hash_and_without_its_text(
    asking: Any, servers: Settings
) -> None:
    path = servers.data / "logs" / "analysts.jsonl"
    before = len(path.read_bytes().splitlines())
    await asking(GROUPS)
    await asking("MATCH (m:Member) DELETE m")
    done, refused = map(orjson.loads, path.read_bytes().splitlines()[before:])
    assert (done["analyst"], done["outcome"], done["rows"]) == (1, "done", 2)
    assert (refused["mode"], refused["outcome"]) == ("refused", "BAD_USER_INPUT")
    assert len(done["text_sha256"]) == 64
    assert b"MATCH" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
