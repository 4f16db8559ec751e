"""Traces: a request, its operation and its queries are one; nothing of members is in them."""

from __future__ import annotations

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from graph import tracing
from graph.settings import Settings
from tests.client import Client
from tests.conftest import LoadWorld
from tests.worlds.world import World

ASKED = "query Me {viewer {member {name headline}}}"
TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture
async def loaded(load_world: LoadWorld) -> None:
    world = World()
    world.member("Ada", headline="A secret word")
    await load_world(world)


async def test_a_trace_leads_from_the_request_to_its_queries(
    servers: Settings, client: Client, loaded: None
) -> None:
    spans = InMemorySpanExporter()
    wanted = servers.model_copy(update={"traces_ratio": 1.0})
    with tracing.exporting(wanted, "test", exporter=spans):
        headers = {"traceparent": f"00-{TRACE}-{SPAN}-01"}
        assert (await client.post(1, ASKED, headers=headers)).status_code == 200
    found = {span.name: span for span in spans.get_finished_spans()}
    request, operation = found["POST /graphql"], found["operation"]
    assert request.parent is not None
    assert f"{request.parent.span_id:016x}" == SPAN
    assert request.attributes == {
        "http.request.method": "POST",
        "http.route": "/graphql",
        "http.response.status_code": 200,
    }
    assert operation.parent is not None
    assert operation.parent.span_id == request.context.span_id
    assert operation.attributes == {"graphql.operation.name": "Me"}
    queries = [s for s in found.values() if s.attributes == {"db.system.name": "neo4j"}]
    assert any(span.name.startswith("profiles/") for span in queries)
    assert {f"{span.context.trace_id:032x}" for span in found.values()} == {TRACE}
    assert "secret" not in "".join(span.to_json() for span in found.values())


async def test_nothing_is_traced_without_a_collector_and_one_that_is_away_disturbs_nobody(
    servers: Settings, client: Client, loaded: None
) -> None:
    assert not tracing.on()
    wanted = {"traces_url": "http://127.0.0.1:9/v1/traces", "traces_ratio": 1.0}
    with tracing.exporting(servers.model_copy(update=wanted), "test"):
        assert tracing.on()
        assert (await client.post(1, ASKED)).status_code == 200
    assert not tracing.on()
