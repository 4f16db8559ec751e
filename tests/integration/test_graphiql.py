"""GraphiQL in a real Chromium: what it opens with runs as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.settings import Settings
from graph.store.store import Store
from resolvers.app import create_app
from tests.browser import Page, browsing, chromium
from tests.conftest import LoadWorld
from tests.listening import listening
from tests.worlds.fair import fair

RESULT = "document.querySelector('.result-window')?.textContent ?? ''"


async def runs(page: Page, field: str) -> None:
    """The operation that is open is executed, and its answer has a field and no error."""
    await page.until("document.querySelector('button.graphiql-execute-button')")
    await page.click("button.graphiql-execute-button")
    await page.until(f"({RESULT}).includes({field!r})")
    assert '"errors"' not in await page.js(RESULT)


@pytest.mark.browser
async def test_the_first_example_and_a_linked_one_run_as_they_are(
    servers: Settings, store: Store, load_world: LoadWorld, tmp_path: Path
) -> None:
    binary = chromium()
    assert binary is not None, "without Chromium this test is deselected, see tests/conftest.py"
    await load_world.indexed(fair())
    async with listening(create_app(servers, store)) as place, browsing(binary, tmp_path) as page:
        await page.open(f"http://{place}/graphiql")
        await runs(page, "degrees")
        await page.js("location.hash = 'example=search'")
        await page.until("document.querySelectorAll('[role=tab]').length === 2")
        await runs(page, "searchPeople")
        assert page.problems == []
