"""Who is refused because of others is told so in a form that browsers show to the page."""

from __future__ import annotations

import asyncio

from graph.settings import Settings
from graph.store.store import Store
from tests.client import Client
from tests.conftest import LoadWorld
from tests.worlds.fair import fair

OURS = "https://app.example"


async def test_a_refusal_is_read_by_pages_of_another_origin(
    servers: Settings, store: Store, load_world: LoadWorld
) -> None:
    await load_world(fair())
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
