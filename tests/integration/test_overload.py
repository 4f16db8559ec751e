"""Who is refused because of others is told so in a form that browsers show to the page."""

from __future__ import annotations

import asyncio

import pytest
from prometheus_client import REGISTRY

from graph.settings import Settings
from graph.store.store import Store
from resolvers.logs import _with_request_id
from tests.client import Client
from tests.conftest import LoadWorld
from tests.worlds.fair import fair

OURS = "https://app.example"


def counted(status: str) -> float:
    found = {"path": "/graphql", "status": status}
    return REGISTRY.get_sample_value("proconnect_http_requests_total", found) or 0.0


async def test_a_refusal_is_read_by_pages_of_another_origin_and_logged(
    servers: Settings, store: Store, load_world: LoadWorld, caplog: pytest.LogCaptureFixture
) -> None:
    await load_world(fair())
    caplog.set_level("INFO", "proconnect.access")
    caplog.handler.addFilter(_with_request_id)
    before = counted("503")
    small = servers.model_copy(update={"concurrency": 1, "cors_origins": OURS})
    client = Client(small, store)
    query = "{viewer {peopleYouMayKnow {edges {node {score}}}}}"
    answers = await asyncio.gather(
        *(client.post(1, query, headers={"Origin": OURS}) for _ in range(10))
    )
    assert {answer.status_code for answer in answers} == {200, 503}
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == OURS
        assert answer.headers["x-content-type-options"] == "nosniff"
        if answer.status_code == 503:
            assert answer.headers["retry-after"] == "1"
            assert answer.json()["errors"][0]["extensions"] == {"code": "OVERLOADED"}
    refused = [answer.headers["x-request-id"] for answer in answers if answer.status_code == 503]
    lines = [record.__dict__ for record in caplog.records if record.name == "proconnect.access"]
    logged = [line["request_id"] for line in lines if line["codes"] == ["OVERLOADED"]]
    assert sorted(logged) == sorted(refused)
    assert counted("503") == before + len(refused)
