"""What is logged of a request, what never is, and the metrics of operations, queries and events."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import orjson
import pytest

from graph.settings import Settings
from resolvers import logs
from tests.client import Client
from tests.conftest import LoadWorld
from tests.worlds.world import World

NAMED = "query Named($q: String!) { viewer { member { name } } typeahead(prefix: $q) { text } }"
SECRET = "Zanzibar"


@pytest.fixture(autouse=True)
async def loaded(load_world: LoadWorld) -> None:
    world = World()
    world.members("Ada", "Bo")
    await load_world.indexed(world)


@pytest.fixture
def handlers() -> Iterator[None]:
    """The root logger's handlers and level, as they were."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before, level


@pytest.mark.usefixtures("handlers")
async def test_a_request_is_one_json_line_without_what_it_says(
    client: Client, servers: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(servers.model_copy(update={"log_format": "json", "log_level": "debug"}))
    for _ in range(2):
        answer = await client.post(1, NAMED, {"q": SECRET})
        assert answer.status_code == 200
    written = capsys.readouterr().err
    lines = [orjson.loads(line) for line in written.splitlines()]
    first, second = [line for line in lines if line["logger"] == "proconnect.access"]
    assert {"time", "level", "message"} <= set(first)
    assert (first["method"], first["path"], first["status"]) == ("POST", "/graphql", 200)
    assert (first["operation"], first["codes"], first["ms"] > 0) == ("Named", [], True)
    assert re.fullmatch(r"[0-9a-f]{16}", first["viewer"])
    assert first["viewer"] == second["viewer"]
    assert first["request_id"] != second["request_id"] == answer.headers["x-request-id"]
    for kept_out in (SECRET, "Bearer", "eyJ", "Ada"):
        assert kept_out not in written


@pytest.mark.parametrize(
    ("given", "taken"),
    [("abc-123.DEF:45", True), ("short", False), ("x" * 65, False), ("a\tb" * 9, False)],
)
async def test_the_id_of_a_request_is_taken_where_it_is_harmless(
    client: Client, given: str, taken: bool
) -> None:
    answer = await client.http.get("/health/live", headers={"X-Request-Id": given})
    assert (answer.headers["x-request-id"] == given) is taken


@pytest.mark.usefixtures("handlers")
async def test_probes_and_scrapes_are_not_logged_at_info(
    client: Client, servers: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(servers.model_copy(update={"log_format": "text", "log_level": "info"}))
    for path in ("/health/live", "/health/ready", "/metrics", f"/{SECRET}?q={SECRET}"):
        await client.http.get(path)
    (line,) = capsys.readouterr().err.splitlines()
    assert re.search(r"INFO proconnect\.access GET other 404 [\d.]+ ms$", line)


async def test_operations_queries_and_events_are_measured(client: Client) -> None:
    async def series() -> dict[str, float]:
        text = (await client.http.get("/metrics")).text
        pairs = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, value in pairs}

    before = await series()
    await client.data(1, "query Measured { viewer { member { name } } }")
    await client.post(
        None,
        'query Measured { viewer { member { name } } searchPeople(query: "x") { totalCount } }',
        {},
    )
    after = await series()

    def grown(name: str) -> float:
        return after[name] - before.get(name, 0.0)

    assert grown('proconnect_operations_total{operation="Measured",outcome="ok"}') == 1
    assert grown('proconnect_operations_total{operation="Measured",outcome="UNAUTHENTICATED"}') == 1
    assert grown('proconnect_operation_seconds_count{operation="Measured"}') == 2
    assert grown('proconnect_query_seconds_count{query="profiles/list_cards"}') >= 1
    assert after["proconnect_outbox_waiting"] >= 0
    assert after['proconnect_events_dead{consumer="search"}'] == 0
