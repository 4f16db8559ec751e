"""What the tests on real servers share."""

from __future__ import annotations

import pytest

from graph.settings import Settings
from graph.store.store import Store
from tests.client import Client


@pytest.fixture(scope="session")
async def client(servers: Settings, store: Store) -> Client:
    """The endpoint over the session's servers."""
    return Client(servers, store)
