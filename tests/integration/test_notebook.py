"""The analysts' notebook runs from the connection to its finding, against the real application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from graph.settings import Settings
from graph.store.store import Store
from resolvers.app import create_app
from resolvers.auth import Tokens
from tests.conftest import LoadWorld
from tests.listening import listening
from tests.worlds.fair import fair

NOTEBOOK = Path(__file__).parents[2] / "docs/analysts.ipynb"


@pytest.fixture
async def address(servers: Settings, store: Store, load_world: LoadWorld) -> AsyncIterator[str]:
    await load_world(fair())
    async with listening(create_app(servers, store)) as place:
        yield f"http://{place}"


async def test_the_notebook_goes_from_a_connection_to_a_finding_with_plots(
    address: str, servers: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = Tokens.load(servers).issue(1, "analyst", timedelta(hours=1), now=datetime.now(UTC))
    monkeypatch.setenv("PROCONNECT_URL", address)
    monkeypatch.setenv("PROCONNECT_TOKEN", token)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    client = NotebookClient(notebook, timeout=300, kernel_name="python3")
    await client.async_execute()
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
    plots = [out for out in outputs if "image/png" in out.get("data", {})]
    assert len(plots) == 4
    printed = "".join(out.get("text", "") for out in outputs)
    assert "300 members, 1,3" in printed
    assert "communities with modularity" in printed
